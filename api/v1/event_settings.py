"""An event's settings in v1's flat words (contract, B14). Pure but for reading the event."""

from collections.abc import Callable
from typing import Any

from eventhub.common.errors import Invalid
from tenant.events import event_settings
from tenant.models import Event

Json = dict[str, Any]
ELSEWHERE = "This is decided elsewhere and cannot be changed here."
# Integrators and scan apps know these words; here they have one value.
ALWAYS: Json = {
    "name_scheme": "full",
    "attendee_names_asked": True,
    "attendee_names_required": True,
    "attendee_addresses_asked": False,
    "attendee_company_asked": False,
    "order_phone_asked": False,
    "region": None,
    "show_quota_left": False,
    "waiting_list_enabled": False,
    "max_items_per_order": None,
    "reusable_media_active": False,
    "reusable_media_usage_enforced": False,
    "ticket_download": True,
    "invoice_address_from_zipcode": "",
    "invoice_address_from_city": "",
    "invoice_address_from_country": "",
}
# What devices are told (contract, C2).
OF_DEVICES = frozenset(
    {
        "locale", "locales", "timezone", "region", "name_scheme", "attendee_names_asked", "attendee_names_required",
        "attendee_emails_asked",
        "contact_mail", "imprint_url", "reusable_media_active", "reusable_media_usage_enforced",
        "invoice_address_from_name", "invoice_address_from", "invoice_address_from_tax_id",
        "invoice_address_from_vat_id", "invoice_address_from_zipcode", "invoice_address_from_city",
        "invoice_address_from_country",
    }
)  # fmt: skip


def document(event: Event, *, for_device: bool) -> Json:
    """All settings of the event, or those that devices are told."""
    locales = event.locales or event.organizer.locales or ["en"]
    found = {
        **ALWAYS,
        **event_settings.everything(event),
        "locale": locales[0],
        "locales": locales,
        "timezone": event.timezone,
    }
    if not for_device:
        return found
    return {name: value for name, value in found.items() if name in OF_DEVICES}


def changes(event: Event, sent: object) -> Json:
    """What `sent` changes, as `tenant.events.actions.events.change_event` takes it. Words that nobody knows are passed over.

    Raises Invalid naming every key whose value will not do.
    """
    if not isinstance(sent, dict):
        raise Invalid(message="Send an object of settings.")
    now = document(event, for_device=False)
    wrong: dict[str, list[str]] = {}
    settings: Json = {}
    for name, value in sent.items():
        if name not in now or (name not in event_settings.DEFAULTS and value == now[name]):
            continue
        try:
            settings |= _read(name, value)
        except ValueError as error:
            wrong[name] = [str(error)]
    if not wrong:
        moved, wrong = _moved(now, sent)
    if wrong:
        raise Invalid(message="Some settings are not right.", fields=wrong)
    return {**moved, **({"settings": settings} if settings else {})}


def _read(name: str, value: object) -> Json:
    """The setting as it is stored; nothing for what is a column of the event, but a look at it. Raises ValueError."""
    if name in _OF_THE_EVENT:
        _OF_THE_EVENT[name](value)
        return {}
    if name not in event_settings.DEFAULTS:
        raise ValueError(ELSEWHERE)
    return event_settings.parse({name: value})


def _moved(now: Json, sent: Json) -> tuple[Json, dict[str, list[str]]]:
    """The columns of the event that `sent` changes, and what is wrong with them together: the first language is the
    event's own, and stays so while it is one of them and no other is named."""
    moved = {"timezone": sent["timezone"]} if "timezone" in sent else {}
    if "locales" not in sent and "locale" not in sent:
        return moved, {}
    wanted = {**now, **sent}
    locales: list[str] = list(dict.fromkeys(wanted["locales"]))
    first = wanted["locale"]
    if first in locales:
        locales.sort(key=lambda code: code != first)
    elif "locale" in sent:
        return {}, {"locale": ["This is not one of the event's languages."]}
    return {**moved, "locales": locales}, {}


def _text(value: object) -> None:
    if not isinstance(value, str):
        raise ValueError("This is a string.")


def _texts(value: object) -> None:
    if not isinstance(value, list) or any(not isinstance(entry, str) for entry in value):
        raise ValueError("This is a list of languages.")


# Words for columns of the event; what they may be is the event's rule.
_OF_THE_EVENT: dict[str, Callable[[object], None]] = {
    "timezone": _text,
    "locale": _text,
    "locales": _texts,
}
