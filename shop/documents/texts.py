"""What a ticket says, as texts by key: for clients that print badges and tickets of their own layouts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from eventhub.common import money
from eventhub.common.i18n import localize
from shop.models import OrderPosition
from shop.rules import countries, moments

Texts = dict[str, Any]


def texts_of(position_ids: Collection[int]) -> dict[int, Texts]:
    """Position id -> key -> text, in the language of each order. Two queries; none for none."""
    if not position_ids:
        return {}
    whole = OrderPosition.unscoped.select_related(
        "item", "item__category", "variation", "subevent", "order", "event", "event__organizer"
    )
    rows = list(whole.filter(pk__in=position_ids))
    addons: defaultdict[int, list[OrderPosition]] = defaultdict(list)
    below = OrderPosition.unscoped.filter(addon_to__in=[row.pk for row in rows], canceled=False)
    for addon in below.select_related("item", "variation").order_by("positionid"):
        addons[addon.addon_to_id or 0].append(addon)
    now = timezone.now()
    return {row.pk: _texts(row, addons[row.pk], now=now) for row in rows}


def _texts(position: OrderPosition, addons: list[OrderPosition], *, now: dt.datetime) -> Texts:
    order, event = position.order, position.event
    amount = {"currency": event.currency}
    together = position.price + sum(addon.price for addon in addons)
    return {
        "secret": position.secret,
        "order": order.code,
        "positionid": str(position.positionid),
        **_product(position, language=order.locale),
        "price": money.coded(position.price, **amount),
        "price_with_addons": money.coded(together, **amount),
        "addons": "\n".join(_named(addon, language=order.locale) for addon in addons),
        **_attendee(position, language=order.locale),
        **_invoice(order.invoice_address or {}, language=order.locale),
        **_when_and_where(position, language=order.locale),
        "telephone": order.phone,
        "email": order.email,
        "organizer": event.organizer.name,
        "purchase_date": _day(order.datetime, zone=event.timezone),
        "purchase_datetime": _moment(order.datetime, zone=event.timezone),
        "now_date": _day(now, zone=event.timezone),
        "now_datetime": _moment(now, zone=event.timezone),
        "seat": "",
    }


def _product(position: OrderPosition, *, language: str) -> Texts:
    item, variation = position.item, position.variation
    category = item.category
    return {
        "item": localize(item.name, language=language),
        "variation": localize(variation.value, language=language) if variation else "",
        "itemvar": _named(position, language=language),
        "item_description": localize(item.description, language=language),
        "itemvar_description": localize(variation.description, language=language)
        if variation
        else "",
        "item_category": localize(category.name, language=language) if category else "",
    }


def _named(position: OrderPosition, *, language: str) -> str:
    name = localize(position.item.name, language=language)
    if position.variation is None:
        return name
    return f"{name} - {localize(position.variation.value, language=language)}"


def _attendee(position: OrderPosition, *, language: str) -> Texts:
    parts = {
        f"attendee_name_{name}": str(words or "")
        for name, words in (position.attendee_name_parts or {}).items()
        if not name.startswith("_")
    }
    return {
        "attendee_name": position.attendee_name,
        **parts,
        "attendee_email": position.attendee_email,
        "attendee_company": position.company,
        "attendee_street": position.street,
        "attendee_zipcode": position.zipcode,
        "attendee_city": position.city,
        "attendee_state": position.state,
        "attendee_country": _country(position.country, language=language),
    }


def _invoice(address: dict[str, Any], *, language: str) -> Texts:
    names = ("name", "company", "street", "zipcode", "city")
    return {
        **{f"invoice_{name}": str(address.get(name) or "") for name in names},
        "invoice_country": _country(str(address.get("country") or ""), language=language),
    }


def _country(code: str, *, language: str) -> str:
    return countries.name_of(code, language=language)


def _when_and_where(position: OrderPosition, *, language: str) -> Texts:
    event = position.event
    date: Any = position.subevent or event
    zone = event.timezone
    return {
        "event_name": localize(date.name, language=language),
        "event_series_name": localize(event.name, language=language),
        "event_location": localize(date.location, language=language),
        "event_date_range": moments.span(
            date.date_from, date.date_to, zone=zone, language=language
        ),
        **_times("event_begin", date.date_from, zone=zone),
        "event_date": _day(date.date_from, zone=zone),
        **_times("event_end", date.date_to, zone=zone),
        **_times("event_admission", date.date_admission, zone=zone),
        **_times("valid_from", position.valid_from, zone=zone),
        **_times("valid_until", position.valid_until, zone=zone),
    }


def _times(name: str, at: dt.datetime | None, *, zone: str) -> Texts:
    return {
        name: _moment(at, zone=zone) if at else "",
        f"{name}_date": _day(at, zone=zone) if at else "",
        f"{name}_time": f"{at.astimezone(ZoneInfo(zone)):%H:%M}" if at else "",
    }


def _day(at: dt.datetime, *, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d}"


def _moment(at: dt.datetime, *, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
