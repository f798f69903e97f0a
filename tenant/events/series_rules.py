"""What makes the data of one date of a series right. Pure: no reading, no writing."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop

from tenant.events.event_rules import before


def problems(subevent: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with a date's resulting data: field -> sentences. Dates are aware moments or None (as EV-14)."""
    found: dict[str, list[str]] = {}
    if not any(words.strip() for words in subevent["name"].values()):
        found["name"] = [gettext_noop("A date needs a name.")]
    if before(subevent["date_to"], subevent["date_from"]):
        found["date_to"] = [gettext_noop("The date cannot end before it starts.")]
    if before(subevent["presale_end"], subevent["presale_start"]):
        found["presale_end"] = [gettext_noop("The sale cannot end before it starts.")]
    return found
