"""What an invoice says, put together once and never changed. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from eventhub.common.i18n import localize
from shop.models import Order, OrderFee, OrderPosition
from shop.rules import moments
from tenant.events import event_settings
from tenant.models import Event

Facts = dict[str, Any]
NEVER, ON_ORDER, ON_PAYMENT, BY_HAND = "never", "order", "paid", "by_hand"
FEES = {
    "payment": gettext_noop("Payment fee"),
    "shipping": gettext_noop("Shipping"),
    "service": gettext_noop("Service fee"),
    "cancellation": gettext_noop("Cancellation fee"),
    "insurance": gettext_noop("Insurance"),
    "late": gettext_noop("Late fee"),
    "giftcard": gettext_noop("Gift card"),
}
OTHER_FEE = gettext_noop("Fee")


def fee_name(kind: str, *, language: str | None = None) -> str:
    """What a fee without a description of its own is called by a reader of `language` (None: of the present request)."""
    with translation.override(language or translation.get_language()):
        return gettext(FEES.get(kind, OTHER_FEE))


def is_due(order: Order, *, mode: str) -> bool:
    """Whether an order should have an invoice by now, by the event's setting."""
    if order.total <= 0 or order.require_approval or order.status not in {"n", "p"}:
        return False
    return mode == ON_ORDER or (mode == ON_PAYMENT and order.status == "p")


def prefix_of(event: Event, *, testmode: bool) -> str:
    """What the numbers begin with; test orders have numbers of their own."""
    prefix: str = event_settings.value(event, "invoice_numbers_prefix") or f"{event.slug.upper()}-"
    return f"{prefix}TEST-" if testmode else prefix


def number(prefix: str, nr: int) -> str:
    """`CON2027-00001`."""
    return f"{prefix}{nr:05d}"


def facts_of(
    order: Order, *, positions: Sequence[OrderPosition], fees: Sequence[OrderFee]
) -> Facts:
    """The order as an invoice tells it. `positions` come with item, variation, date and tax rule."""
    event = order.event
    lines = [_of_position(row, order) for row in positions] + [_of_fee(row, order) for row in fees]
    return {
        "issuer": {
            "name": event_settings.value(event, "invoice_address_from_name")
            or event.organizer.name,
            "address": event_settings.value(event, "invoice_address_from"),
            "tax_id": event_settings.value(event, "invoice_address_from_tax_id"),
            "vat_id": event_settings.value(event, "invoice_address_from_vat_id"),
        },
        "recipient": {**(order.invoice_address or {}), "email": order.email},
        "event": localize(event.name, language=order.locale),
        "event_slug": event.slug,
        "when": moments.span(
            event.date_from, event.date_to, zone=event.timezone, language=order.locale
        ),
        "language": order.locale,
        "zone": event.timezone,
        "order": order.code,
        "currency": event.currency,
        "footer": event_settings.value(event, "invoice_footer_text"),
        "paid": order.status == "p",
        "pay_until": order.expires.isoformat() if order.expires and order.status == "n" else None,
        "lines": lines,
        **_sums(lines),
    }


def _sums(lines: Sequence[Mapping[str, Any]]) -> Facts:
    rates: dict[str, dict[str, Decimal]] = {}
    for line in lines:
        sums = rates.setdefault(line["rate"], {"gross": Decimal(0), "tax": Decimal(0)})
        sums["gross"] += Decimal(line["gross"])
        sums["tax"] += Decimal(line["tax"])
    total = sum((sums["gross"] for sums in rates.values()), Decimal(0))
    return {
        "taxes": [
            {
                "rate": rate,
                "gross": str(sums["gross"]),
                "tax": str(sums["tax"]),
                "net": str(sums["gross"] - sums["tax"]),
            }
            for rate, sums in sorted(rates.items(), key=lambda pair: Decimal(pair[0]))
        ],
        "total": str(total),
    }


def _of_position(row: OrderPosition, order: Order) -> Facts:
    language = order.locale
    words = [localize(row.item.name, language=language)]
    if row.variation is not None:
        words.append(localize(row.variation.value, language=language))
    if row.subevent is not None:
        words.append(moments.of_date(row.subevent, zone=order.event.timezone, language=language))
    return {
        "description": ", ".join(words),
        "detail": row.attendee_name,
        **_amounts(row.price, row.tax_value, row.tax_rate),
        "tax_name": localize(row.tax_rule.name, language=language) if row.tax_rule else "",
        "item": row.item_id,
        "variation": row.variation_id,
        "subevent": row.subevent_id,
        "fee_type": None,
        "fee_internal_type": None,
    }


def _of_fee(row: OrderFee, order: Order) -> Facts:
    return {
        "description": row.description or fee_name(row.fee_type, language=order.locale),
        "detail": "",
        **_amounts(row.value, row.tax_value, row.tax_rate),
        "tax_name": localize(row.tax_rule.name, language=order.locale) if row.tax_rule else "",
        "item": None,
        "variation": None,
        "subevent": None,
        "fee_type": row.fee_type,
        "fee_internal_type": row.internal_type,
    }


def _amounts(gross: Decimal, tax: Decimal, rate: Decimal) -> Facts:
    return {"gross": str(gross), "tax": str(tax), "net": str(gross - tax), "rate": str(rate)}


def reversed_facts(facts: Facts, *, number: str) -> Facts:
    """What the cancellation of an invoice says: the same with all amounts below zero, and whose cancellation it is."""
    return {
        **facts,
        "refers": number,
        "paid": False,
        "pay_until": None,
        "lines": [_negative(line) for line in facts["lines"]],
        "taxes": [_negative(line) for line in facts["taxes"]],
        "total": str(-Decimal(facts["total"])),
    }


def _negative(line: Mapping[str, Any]) -> Facts:
    amounts: Iterable[str] = ("gross", "tax", "net")
    return {**line, **{name: str(-Decimal(line[name])) for name in amounts}}
