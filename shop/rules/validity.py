"""From when until when a ticket is good, by what its item says. Pure."""

import calendar
import datetime as dt
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop

from shop.enums import ValidityMode
from shop.rules.moments import end_of_day

LAST_YEAR = 9000


class Validity(Protocol):
    """What an item says of the validity of its tickets."""

    validity_mode: str | None
    validity_fixed_from: dt.datetime | None
    validity_fixed_until: dt.datetime | None
    validity_dynamic_duration_minutes: int | None
    validity_dynamic_duration_hours: int | None
    validity_dynamic_duration_days: int | None
    validity_dynamic_duration_months: int | None


Span = tuple[dt.datetime | None, dt.datetime | None]


def span(item: Validity, *, at: dt.datetime, zone: str) -> Span:
    """From when until when a ticket that is sold `at` is good; None is without limit (contract, B2).

    `fixed`: the item's two moments. `dynamic`: from the sale on; days and months are whole days of the calendar in the
    event's time zone, the day of the sale is the first; hours and minutes come on top, or count from the sale.
    """
    if item.validity_mode == ValidityMode.FIXED:
        return item.validity_fixed_from, item.validity_fixed_until
    if item.validity_mode == ValidityMode.DYNAMIC:
        return at, _until(item, at=at, zone=zone)
    return None, None


def problems(item: Validity) -> dict[str, list[str]]:
    """What is wrong with an item's validity: field -> sentences."""
    start, end = item.validity_fixed_from, item.validity_fixed_until
    if start and end and end < start:
        return {"validity_fixed_until": [gettext_noop("A ticket cannot end before it begins.")]}
    if item.validity_mode == ValidityMode.DYNAMIC and not any(_durations(item)):
        return {
            "validity_dynamic_duration_days": [gettext_noop("Say for how long a ticket is good.")]
        }
    return {}


def _durations(item: Validity) -> tuple[int, int, int, int]:
    return (
        item.validity_dynamic_duration_months or 0,
        item.validity_dynamic_duration_days or 0,
        item.validity_dynamic_duration_hours or 0,
        item.validity_dynamic_duration_minutes or 0,
    )


def _until(item: Validity, *, at: dt.datetime, zone: str) -> dt.datetime | None:
    months, days, hours, minutes = _durations(item)
    try:
        end = at
        if months or days:
            first = at.astimezone(ZoneInfo(zone)).date()
            last = _months_later(first, months) + dt.timedelta(days=days - 1)
            end = end_of_day(last, zone=zone)
        end += dt.timedelta(hours=hours, minutes=minutes)
    except (OverflowError, ValueError):
        return None
    return end if end.year < LAST_YEAR else None


def _months_later(day: dt.date, months: int) -> dt.date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    length = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, length))
