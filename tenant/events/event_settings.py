"""The settings of an event: their names, types and defaults."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from eventhub.common import i18n
from tenant.models import Event

DEFAULTS: dict[str, Any] = {
    "attendee_emails_asked": False,
    "invoice_address_asked": False,
    "payment_term_days": 14,
    "contact_mail": "",
    "imprint_url": "",
    "primary_color": "",
    "banktransfer_details": {},
    "welcome_text": {},
    "invoice_generate": "never",
    "invoice_address_from_name": "",
    "invoice_address_from": "",
    "invoice_address_from_tax_id": "",
    "invoice_address_from_vat_id": "",
    "invoice_numbers_prefix": "",
    "invoice_footer_text": "",
    "waiting_list_enabled": False,
    "waiting_list_auto": False,
    "waiting_list_hours": 48,
}
# When an order gets its invoice: when it is placed, when it is paid, only by hand, or not at all.
INVOICES = ("never", "order", "paid", "by_hand")
PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
TEXTS = frozenset({"banktransfer_details", "welcome_text"})
MAX_TERM_DAYS = 365
MAX_LENGTH = 4000
COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def _is_address(words: str) -> bool:
    try:
        validate_email(words)
    except ValidationError:
        return False
    return True


def value(event: Event, key: str) -> Any:
    """What the event says for `key`, or the default."""
    return event.settings.get(key, DEFAULTS[key])


def everything(event: Event) -> dict[str, Any]:
    """All settings with defaults filled in."""
    return {**DEFAULTS, **{key: words for key, words in event.settings.items() if key in DEFAULTS}}


def parse(changes: object) -> dict[str, Any]:
    """The settings that `changes` holds, each of its right type. Raises ValueError with a sentence."""
    if not isinstance(changes, dict):
        raise ValueError("Settings are an object of names and values.")
    return {key: _parse_one(key, raw) for key, raw in changes.items()}


def _parse_one(key: str, raw: Any) -> Any:
    if key not in DEFAULTS:
        raise ValueError(f"There is no setting {key!r}.")
    default = DEFAULTS[key]
    if key in TEXTS:
        return i18n.parse(raw)
    if isinstance(default, bool):
        if not isinstance(raw, bool):
            raise ValueError(f"{key} is true or false.")
    elif isinstance(default, int):
        if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw <= MAX_TERM_DAYS:
            raise ValueError(f"{key} is a whole number from 0 to {MAX_TERM_DAYS}.")
    else:
        _check_text(key, raw)
    return raw


def _check_text(key: str, raw: Any) -> None:
    if not isinstance(raw, str) or len(raw) > MAX_LENGTH:
        raise ValueError(f"{key} is a text of at most {MAX_LENGTH} characters.")
    if key == "invoice_generate" and raw not in INVOICES:
        raise ValueError(f"invoice_generate is one of: {', '.join(INVOICES)}.")
    if not raw:
        return
    if key == "invoice_numbers_prefix" and not PREFIX.fullmatch(raw):
        raise ValueError("invoice_numbers_prefix holds letters, digits, dots, dashes and lines.")
    if key == "primary_color" and not COLOR.fullmatch(raw):
        raise ValueError("primary_color is written like #3b6ea5.")
    if key == "contact_mail" and not _is_address(raw):
        raise ValueError("contact_mail is an e-mail address.")
    if key == "imprint_url" and not raw.startswith(("https://", "http://")):
        raise ValueError("imprint_url starts with https://.")
