"""Rows in, v1's JSON out: events and the catalogue. Pure; moments and Decimals are written by the renderer's rules."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from eventhub.common.http.rendering import moment
from eventhub.common.money import plain
from shop.enums import Channel, ItemKind
from shop.rules.availability import Stock
from tenant.devices.actions import unique_serial
from tenant.events.addresses import picture_url

Row = Mapping[str, Any]
Json = dict[str, Any]


def money(amount: Decimal | None) -> str | None:
    """A string with two decimals; null stays null (TYPE-4)."""
    return None if amount is None else plain(amount)


def day(value: dt.date | None) -> str | None:
    """`YYYY-MM-DD` (TYPE-2)."""
    return None if value is None else value.isoformat()


def event(row: Row, *, public_url: str) -> Json:
    """An event as lists show it (contract, A10)."""
    return {
        "name": row["name"],
        "slug": row["slug"],
        "live": row["live"],
        "testmode": row["testmode"],
        "currency": row["currency"],
        "timezone": row["timezone"],
        "date_from": moment(row["date_from"]),
        "date_to": moment(row["date_to"]),
        "date_admission": moment(row["date_admission"]),
        "is_public": row["is_public"],
        "presale_start": moment(row["presale_start"]),
        "presale_end": moment(row["presale_end"]),
        "location": row["location"],
        "geo_lat": row["geo_lat"],
        "geo_lon": row["geo_lon"],
        "has_subevents": row["has_subevents"],
        "meta_data": {pair["name"]: pair["value"] for pair in row["meta"]},
        "plugins": row["plugins"],
        "seating_plan": None,
        "seat_category_mapping": {},
        "item_meta_properties": {},
        "all_sales_channels": True,
        "limit_sales_channels": [],
        "public_url": public_url,
    }


def event_detail(row: Row, *, public_url: str) -> Json:
    """An event on its own: with the keys that scanners check signatures by (we sign none)."""
    return {**event(row, public_url=public_url), "valid_keys": {"pretix_sig1": []}}


def category(row: Row) -> Json:
    """A category (B1)."""
    names = ("id", "name", "internal_name", "description", "position", "is_addon")
    return {name: row[name] for name in names}


def tax_rule(row: Row) -> Json:
    """A tax rule (B6)."""
    return {
        "id": row["id"],
        "name": row["name"],
        "internal_name": row["internal_name"],
        "rate": money(row["rate"]),
        "price_includes_tax": row["price_includes_tax"],
        "eu_reverse_charge": row["eu_reverse_charge"],
        "home_country": row["home_country"],
        "code": row["code"],
        "keep_gross_if_rate_changes": row["keep_gross_if_rate_changes"],
        "default": row["default"],
        "custom_rules": None,
    }


def variation(row: Row, *, item_price: Decimal) -> Json:
    """A variation; `price` is what it costs, its own or the item's."""
    own = row["default_price"]
    return {
        "id": row["id"],
        "value": row["value"],
        "active": row["active"],
        "description": row["description"],
        "position": row["position"],
        "default_price": money(own),
        "price": money(item_price if own is None else own),
        "original_price": money(row["original_price"]),
        "checkin_attention": row["checkin_attention"],
        "checkin_text": row["checkin_text"],
        "require_approval": row["require_approval"],
        "available_from": moment(row["available_from"]),
        "available_until": moment(row["available_until"]),
        "free_price_suggestion": None,
        "hide_without_voucher": False,
        "all_sales_channels": True,
        "limit_sales_channels": [],
        "meta_data": {},
    }


def addon(row: Row) -> Json:
    """An add-on rule of an item."""
    return {
        "id": row["id"],
        "addon_category": row["addon_category_id"],
        "min_count": row["min_count"],
        "max_count": row["max_count"],
        "position": row["position"],
        "price_included": row["price_included"],
        "multi_allowed": row["multi_allowed"],
    }


def bundle(row: Row) -> Json:
    """A bundled item."""
    return {
        "id": row["id"],
        "bundled_item": row["bundled_item_id"],
        "bundled_variation": row["bundled_variation_id"],
        "count": row["count"],
        "designated_price": money(row["designated_price"]),
    }


def program_time(row: Row) -> Json:
    """When and where what an item admits to takes place."""
    return {
        "id": row["id"],
        "start": moment(row["start"]),
        "end": moment(row["end"]),
        "location": row["location"],
    }


DURATIONS = tuple(
    f"validity_dynamic_duration_{unit}" for unit in ("minutes", "hours", "days", "months")
)


def item(row: Row) -> Json:
    """An item with its variations, add-ons and bundles (B2)."""
    price = row["default_price"]
    return {
        "id": row["id"],
        "category": row["category_id"],
        "name": row["name"],
        "internal_name": row["internal_name"],
        "active": row["active"],
        "description": row["description"],
        "default_price": money(price),
        "free_price": row["free_price"],
        "free_price_suggestion": None,
        "tax_rate": money(row["tax_rule__rate"] or Decimal(0)),
        "tax_rule": row["tax_rule_id"],
        "admission": row["kind"] == ItemKind.ADMISSION,
        "kind": row["kind"],
        "personalized": row["personalized"],
        "position": row["position"],
        "picture": picture_url(shown) if (shown := row["picture__public_id"]) else None,
        "available_from": moment(row["available_from"]),
        "available_until": moment(row["available_until"]),
        "require_voucher": row["require_voucher"],
        "hide_without_voucher": row["hide_without_voucher"],
        "allow_cancel": row["allow_cancel"],
        "min_per_order": row["min_per_order"],
        "max_per_order": row["max_per_order"],
        "checkin_attention": row["checkin_attention"],
        "checkin_text": row["checkin_text"],
        "original_price": money(row["original_price"]),
        "require_approval": row["require_approval"],
        "require_bundling": row["require_bundling"],
        "generate_tickets": row["generate_tickets"],
        "validity_mode": row["validity_mode"],
        "validity_fixed_from": moment(row["validity_fixed_from"]),
        "validity_fixed_until": moment(row["validity_fixed_until"]),
        **{name: row[name] for name in DURATIONS},
        "meta_data": row["meta_data"],
        "has_variations": bool(row["variations"]),
        "variations": [variation(part, item_price=price) for part in row["variations"]],
        "addons": [addon(part) for part in row["addons"]],
        "bundles": [bundle(part) for part in row["bundles"]],
        **NOT_OFFERED,
    }


def item_columns(data: Json, *, kind: str | None) -> Json:
    """What an item's input means for its columns: `admits` (the input's `admission`) says whether it is a level.

    `kind` is the item's present one; what is no admission already stays what it is.
    """
    columns = dict(data)
    admits = columns.pop("admits", None)
    if admits:
        columns["kind"] = ItemKind.ADMISSION
    elif kind is None:
        columns.setdefault("kind", ItemKind.MERCH)
    elif admits is False and kind == ItemKind.ADMISSION:
        columns["kind"] = ItemKind.MERCH
    if kind is None:
        columns.setdefault("personalized", columns["kind"] == ItemKind.ADMISSION)
    return columns


# What clients read without a default and this shop does not know.
NOT_OFFERED: Json = {
    "issue_giftcard": False,
    "media_policy": None,
    "media_type": None,
    "validity_dynamic_start_choice": False,
    "validity_dynamic_start_choice_day_limit": None,
    "show_quota_left": None,
    "hidden_if_available": None,
    "hidden_if_item_available": None,
    "grant_membership_type": None,
    "all_sales_channels": True,
    "limit_sales_channels": [],
    "sales_channels": list(Channel.values),
}


def option(row: Row) -> Json:
    """One choice of a question."""
    return {name: row[name] for name in ("id", "identifier", "position", "answer")}


def question(row: Row) -> Json:
    """A question with its options (B3)."""
    least, most = row["valid_number_min"], row["valid_number_max"]
    return {
        "id": row["id"],
        "question": row["question"],
        "help_text": row["help_text"],
        "type": row["type"],
        "required": row["required"],
        "items": row["item_ids"],
        "options": [option(part) for part in row["options"]],
        "position": row["position"],
        "ask_during_checkin": row["ask_during_checkin"],
        "show_during_checkin": row["show_during_checkin"],
        "identifier": row["identifier"],
        "dependency_question": row["dependency_question_id"],
        "dependency_value": None,
        "dependency_values": row["dependency_values"],
        "hidden": row["hidden"],
        "print_on_invoice": row["print_on_invoice"],
        "valid_number_min": None if least is None else format(least.normalize(), "f"),
        "valid_number_max": None if most is None else format(most.normalize(), "f"),
        "valid_date_min": day(row["valid_date_min"]),
        "valid_date_max": day(row["valid_date_max"]),
        "valid_datetime_min": moment(row["valid_datetime_min"]),
        "valid_datetime_max": moment(row["valid_datetime_max"]),
        "valid_string_length_max": row["valid_string_length_max"],
        "valid_file_portrait": row["valid_file_portrait"],
    }


def quota(row: Row) -> Json:
    """A quota (B4)."""
    return {
        "id": row["id"],
        "name": row["name"],
        "size": row["size"],
        "items": row["item_ids"],
        "variations": row["variation_ids"],
        "subevent": row["subevent_id"],
        "closed": row["closed"],
        "close_when_sold_out": row["close_when_sold_out"],
        "release_after_exit": row["release_after_exit"],
    }


def quota_with_availability(row: Row) -> Json:
    """A quota that says what is left (`?with_availability=true`)."""
    return {**quota(row), **left(row)}


def left(row: Row) -> Json:
    """What a quota has left: null is without limit."""
    number = Stock(row["size"], row["taken"], row["closed"]).left
    return {"available": number != 0, "available_number": number}


def availability(row: Row, usage: Mapping[str, int]) -> Json:
    """Where a quota's units are (B4, `availability/`)."""
    return {
        **left(row),
        "total_size": row["size"],
        **usage,
        "exited_orders": 0,
    }


def subevent(row: Row, *, overrides: Sequence[Row]) -> Json:
    """A date of a series with what it changes of the shop (B5)."""
    return {
        "id": row["id"],
        "event": row["event__slug"],
        "name": row["name"],
        "active": row["active"],
        "is_public": row["is_public"],
        "date_from": moment(row["date_from"]),
        "date_to": moment(row["date_to"]),
        "date_admission": moment(row["date_admission"]),
        "presale_start": moment(row["presale_start"]),
        "presale_end": moment(row["presale_end"]),
        "location": row["location"],
        "geo_lat": row["geo_lat"],
        "geo_lon": row["geo_lon"],
        "frontpage_text": row["frontpage_text"],
        "comment": row["comment"],
        "item_price_overrides": [
            {"item": entry["item_id"], **_override(entry)}
            for entry in overrides
            if entry["variation_id"] is None
        ],
        "variation_price_overrides": [
            {"variation": entry["variation_id"], **_override(entry)}
            for entry in overrides
            if entry["variation_id"] is not None
        ],
        "meta_data": {pair["name"]: pair["value"] for pair in row["meta"]},
        "seating_plan": None,
        "seat_category_mapping": {},
        "last_modified": moment(row["last_modified"]),
    }


def _override(row: Row) -> Json:
    return {
        "price": money(row["price"]),
        "disabled": row["disabled"],
        "available_from": moment(row["available_from"]),
        "available_until": moment(row["available_until"]),
    }


def checkin_list(row: Row) -> Json:
    """A check-in list (B10); the counts only where they were asked for."""
    counts = {name: row[name] for name in ("position_count", "checkin_count") if name in row}
    return {
        "id": row["id"],
        "name": row["name"],
        "all_products": row["all_products"],
        "limit_products": row["products"],
        "subevent": row["subevent_id"],
        "include_pending": row["include_pending"],
        "allow_multiple_entries": row["allow_multiple_entries"],
        "allow_entry_after_exit": row["allow_entry_after_exit"],
        "addon_match": row["addon_match"],
        "exit_all_at": moment(row["exit_all_at"]),
        "rules": row["rules"],
        "auto_checkin_sales_channels": [],
        **counts,
    }


def device(row: Row) -> Json:
    """A device as its organizer sees it (B15); its set-up token is nowhere to be read."""
    said = ("hardware_brand", "hardware_model", "os_name", "os_version", "software_brand", "software_version")  # fmt: skip
    return {
        "device_id": row["serial"],
        "unique_serial": unique_serial(row["id"]),
        "initialization_token": None,
        "all_events": row["all_events"],
        "limit_events": row["events"],
        "revoked": row["revoked"],
        "name": row["name"],
        "created": moment(row["created_at"]),
        "initialized": moment(row["initialized_at"]),
        **{name: row[name] or None for name in said},
        "security_profile": row["security_profile"],
        "gate": row["gate_id"],
    }
