"""Moments as people write them: in an event's time zone, in the reader's language. Pure.

`language` is the reader's; None is that of the present request. Where there is a time, its zone is said.
"""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, get_date_format, get_time_format, get_timezone_name

from eventhub.common.i18n import locale_of, localize

DASH = " \N{EN DASH} "
LONGEST_ZONE = 5


def moment(at: dt.datetime, *, zone: str, language: str | None = None) -> str:
    """`Thu, 24 June 2027, 18:00 (CEST)`."""
    return f"{weekday(at, zone=zone, language=language)}, {clock(at, zone=zone, language=language)}"


def weekday(at: dt.datetime, *, zone: str, language: str | None = None) -> str:
    """`Thu, 24 June 2027`."""
    locale = locale_of(language)
    return _written(at, get_date_format("full", locale).pattern.replace("EEEE", "E"), zone, locale)


def day(at: dt.datetime, *, zone: str, language: str | None = None) -> str:
    """`24 June 2027`."""
    locale = locale_of(language)
    return _written(at, _long(locale), zone, locale)


def date(on: dt.date, *, language: str | None = None) -> str:
    """`24 June 2027`, of a day that lies in no zone."""
    noon = dt.datetime.combine(on, dt.time(12), tzinfo=dt.UTC)
    return day(noon, zone="UTC", language=language)


def clock(at: dt.datetime, *, zone: str, language: str | None = None) -> str:
    """`18:00 (CEST)`."""
    return f"{_hour(at, zone, locale_of(language))} ({zone_name(at, zone=zone, language=language)})"


def deadline(at: dt.datetime, *, zone: str, language: str | None = None) -> str:
    """The end of a time: a midnight is the day before it (`28 February`), anything else day and hour."""
    local, locale = at.astimezone(ZoneInfo(zone)), locale_of(language)
    if (local.hour, local.minute) == (0, 0):
        return _written(local - dt.timedelta(minutes=1), _day_and_month(locale), zone, locale)
    on = _written(local, _day_and_month(locale), zone, locale)
    return f"{on}, {clock(at, zone=zone, language=language)}"


def zone_name(at: dt.datetime, *, zone: str, language: str | None = None) -> str:
    """What people call the zone's clock at that moment: `CEST`, `MESZ`; `UTC+3` where it has no such name."""
    local = at.astimezone(ZoneInfo(zone))
    name: str = get_timezone_name(local, width="short", locale=locale_of(language))
    if name.isalpha() and len(name) <= LONGEST_ZONE:
        return name
    known = local.tzname() or ""
    if known.isalpha():
        return known
    minutes = int((local.utcoffset() or dt.timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


def of_date(subevent: Any, *, zone: str, language: str | None = None) -> str:
    """A date of a series as people call it: `Opening night, 24 June 2027, 18:00 - 20:00 (CEST)`."""
    when = span(subevent.date_from, subevent.date_to, zone=zone, language=language)
    return f"{localize(subevent.name, language=language)}, {when}"


def end_of_day(day: dt.date, *, zone: str) -> dt.datetime:
    """The last second of a day there, in UTC."""
    last = dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=ZoneInfo(zone))
    return last.astimezone(dt.UTC)


def span(
    start: dt.datetime, end: dt.datetime | None, *, zone: str, language: str | None = None
) -> str:
    """From when to when, with a dash: days and month, both months, or the hours of one day."""
    locale, first = locale_of(language), start.astimezone(ZoneInfo(zone))
    last = first if end is None else end.astimezone(ZoneInfo(zone))
    if first.date() == last.date():
        hours = clock(last, zone=zone, language=language)
        if end is not None:
            hours = f"{_hour(first, zone, locale)}{DASH}{hours}"
        return f"{_written(first, _long(locale), zone, locale)}, {hours}"
    begin = _long(locale)
    if (first.year, first.month) == (last.year, last.month):
        begin = _day_and_month(locale).removesuffix(" MMMM")
    elif first.year == last.year:
        begin = _day_and_month(locale)
    until = _written(last, _long(locale), zone, locale)
    return f"{_written(first, begin, zone, locale)}{DASH}{until}"


def _long(locale: Locale) -> str:
    """`d MMMM y`, as the language has it."""
    pattern: str = get_date_format("long", locale).pattern
    return pattern


def _day_and_month(locale: Locale) -> str:
    return _long(locale).removesuffix(" y")


def _hour(at: dt.datetime, zone: str, locale: Locale) -> str:
    return _written(at, get_time_format("short", locale).pattern, zone, locale)


def _written(at: dt.datetime, pattern: str, zone: str, locale: Locale) -> str:
    written: str = format_datetime(at, pattern, tzinfo=ZoneInfo(zone), locale=locale)
    return written
