"""Moments as people write them, in an event's time zone. Pure."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from eventhub.common.i18n import localize

DASH = " \N{EN DASH} "


def day(moment: dt.datetime, *, zone: str) -> str:
    """`Thursday, 24 June 2027`."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%A}, {local.day} {local:%B %Y}"


def moment(at: dt.datetime, *, zone: str) -> str:
    """`24 June 2027, 18:00`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%B %Y, %H:%M}"


def clock(at: dt.datetime, *, zone: str) -> str:
    """`18:00`."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def deadline(at: dt.datetime, *, zone: str) -> str:
    """The end of a time: a midnight is the day before it (`28 February`), anything else day and hour."""
    local = at.astimezone(ZoneInfo(zone))
    if (local.hour, local.minute) == (0, 0):
        local -= dt.timedelta(minutes=1)
        return f"{local.day} {local:%B}"
    return f"{local.day} {local:%B, %H:%M}"


def of_date(subevent: Any, *, zone: str, language: str | None = None) -> str:
    """A date of a series as people call it: `Opening night, 24 June 2027, 18:00 - 20:00`."""
    when = span(subevent.date_from, subevent.date_to, zone=zone)
    return f"{localize(subevent.name, language=language)}, {when}"


def end_of_day(day: dt.date, *, zone: str) -> dt.datetime:
    """The last second of a day there, in UTC."""
    last = dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=ZoneInfo(zone))
    return last.astimezone(dt.UTC)


def span(start: dt.datetime, end: dt.datetime | None, *, zone: str) -> str:
    """From when to when, with a dash: days and month, both months, or the hours of one day."""
    first = start.astimezone(ZoneInfo(zone))
    if end is None:
        return f"{first.day} {first:%B %Y, %H:%M}"
    last = end.astimezone(ZoneInfo(zone))
    if first.date() == last.date():
        return f"{first.day} {first:%B %Y, %H:%M}{DASH}{last:%H:%M}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{DASH}{last.day} {last:%B %Y}"
    if first.year == last.year:
        return f"{first.day} {first:%B}{DASH}{last.day} {last:%B %Y}"
    return f"{first.day} {first:%B %Y}{DASH}{last.day} {last:%B %Y}"
