"""What makes an event's data right. Pure: no reading, no writing."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext_noop

from eventhub.common import i18n
from eventhub.common.money import CURRENCIES

SLUG = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?")
SLUG_LENGTH = 50
# Words that are the beginning of an address of ours, and those that integrators know as such (contract, EV-13).
RESERVED_SLUGS = frozenset(
    "account admin api app apps auth cart checkout club control csp_report customer download event events favicon.ico "
    "festival healthcheck healthz jsi18n lead locale media metrics oauth order orders organizer organizers readyz "
    "redirect robots.txt schema signup static system widget ws".split()
)


def slug_problem(slug: str) -> str | None:
    """Why a slug cannot be one; None when it can."""
    if not SLUG.fullmatch(slug):
        return gettext_noop(
            "Use letters, digits, dots and dashes; begin and end with a letter or a digit."
        )
    if len(slug) > SLUG_LENGTH:
        return f"Use at most {SLUG_LENGTH} characters."
    if slug.lower() in RESERVED_SLUGS:
        return gettext_noop("This word is part of our own addresses; choose another.")
    return None


@cache
def timezones() -> frozenset[str]:
    """The names of the world's time zones."""
    return frozenset(available_timezones())


def languages_problem(codes: Sequence[str]) -> str | None:
    """Why an event cannot speak these languages, the first of them by default; None when it can."""
    if not codes:
        return gettext_noop("An event speaks at least one language.")
    known = i18n.languages().values()
    return next((f"{code!r} is not a language here." for code in codes if code not in known), None)


def problems(event: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with an event's resulting data: field -> sentences. Dates are aware moments or None."""
    found: dict[str, list[str]] = {}
    if slug := slug_problem(event["slug"]):
        found["slug"] = [slug]
    if event["currency"] not in CURRENCIES:
        found["currency"] = [f"{event['currency']!r} is not a currency code of ISO 4217."]
    if event["timezone"] not in timezones():
        found["timezone"] = [f"{event['timezone']!r} is not a time zone."]
    if not any(words.strip() for words in event["name"].values()):
        found["name"] = [gettext_noop("An event needs a name.")]
    if before(event["date_to"], event["date_from"]):
        found["date_to"] = [gettext_noop("The event cannot end before it starts.")]
    if before(event["presale_end"], event["presale_start"]):
        found["presale_end"] = [gettext_noop("The sale cannot end before it starts.")]
    return found


def before(end: dt.datetime | None, start: dt.datetime | None) -> bool:
    """Whether both are known and the end lies before the start."""
    return end is not None and start is not None and end < start
