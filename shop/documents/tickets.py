"""Tickets as codes, and the event as a calendar entry. Pure."""

import datetime as dt
import io
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import icalendar
import segno
from django.conf import settings

from eventhub.common.i18n import localize
from shop.enums import ItemKind
from tenant.models import Event, SubEvent


def is_ticket(kind: str, generate_tickets: bool | None) -> bool:
    """Whether a unit of an item comes with a ticket: admissions do and the rest does not, where the item says nothing
    else."""
    return kind == ItemKind.ADMISSION if generate_tickets is None else generate_tickets


def qr_svg(secret: str) -> str:
    """The ticket's QR code as an SVG element: dark on white with its quiet zone, without size and without styles, so
    that a page's policy lets it pass and a scanner reads it in the dark theme too."""
    svg: str = segno.make_qr(secret, error="m").svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True
    )
    return svg


def qr_png(secret: str) -> bytes:
    """The ticket's QR code as a PNG of about 300 pixels."""
    buffer = io.BytesIO()
    segno.make_qr(secret, error="m").save(buffer, kind="png", scale=9, border=4)
    return buffer.getvalue()


def event_ics(
    event: Event,
    *,
    url: str,
    language: str,
    at: dt.datetime,
    dates: Iterable[SubEvent] = (),
) -> bytes:
    """The event as an iCalendar file (RFC 5545), of a series the `dates` that somebody goes to. `at`: when it is written;
    an entry's id is always the same, so a second import replaces the first."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//EventHub//EventHub//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    entries: list[Event | SubEvent] = [*dates] or [event]
    for when in entries:
        entry = _entry(event, when, language=language)
        entry.add("dtstamp", at.astimezone(dt.UTC))
        entry.add("url", url)
        calendar.add_component(entry)
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _entry(event: Event, when: Event | SubEvent, *, language: str) -> icalendar.Event:
    zone = ZoneInfo(event.timezone)
    entry = icalendar.Event()
    name, number = localize(event.name, language=language), ""
    if isinstance(when, SubEvent):
        name, number = f"{name}: {localize(when.name, language=language)}", f"-{when.pk}"
    entry.add("uid", f"{event.public_id}{number}@{settings.PLATFORM_HOST}")
    entry.add("summary", name)
    entry.add("dtstart", when.date_from.astimezone(zone))
    if when.date_to is not None:
        entry.add("dtend", when.date_to.astimezone(zone))
    if location := localize(when.location or event.location, language=language):
        entry.add("location", location)
    return entry
