"""Rows in, v1's JSON out: vouchers, those who wait, cart positions. Pure (contract, B9, B12, B13)."""

from collections.abc import Mapping

from api.v1.wire import Json, Row, money
from eventhub.common.http.rendering import moment

ADDRESS = ("company", "street", "zipcode", "city", "country", "state")


def voucher(row: Row) -> Json:
    """A voucher."""
    return {
        "id": row["id"],
        "created": moment(row["created_at"]),
        "code": row["code"],
        "max_usages": row["max_usages"],
        "redeemed": row["redeemed"],
        "min_usages": row["min_usages"],
        "valid_until": moment(row["valid_until"]),
        "block_quota": row["block_quota"],
        "allow_ignore_quota": row["allow_ignore_quota"],
        "price_mode": row["price_mode"],
        "value": money(row["value"]),
        "item": row["item_id"],
        "variation": row["variation_id"],
        "quota": row["quota_id"],
        "tag": row["tag"],
        "comment": row["comment"],
        "subevent": row["subevent_id"],
        "show_hidden_items": row["show_hidden_items"],
        "seat": None,
        "all_addons_included": row["all_addons_included"],
        "all_bundles_included": row["all_bundles_included"],
        "budget": money(row["budget"]),
    }


def waiting_list_entry(row: Row) -> Json:
    """Somebody who waits."""
    return {
        "id": row["id"],
        "created": moment(row["created_at"]),
        "name": row["name"] or None,
        "name_parts": row["name_parts"],
        "email": row["email"],
        "phone": row["phone"] or None,
        "voucher": row["voucher_id"],
        "item": row["item_id"],
        "variation": row["variation_id"],
        "locale": row["locale"],
        "subevent": row["subevent_id"],
        "priority": row["priority"],
    }


def cart_position(row: Row, *, names: "Names") -> Json:
    """One unit in a cart; `names` are those of the questions and options that were answered."""
    who = row["attendee"]
    return {
        "id": row["id"],
        "cart_id": row["cart_name"],
        "item": row["item_id"],
        "variation": row["variation_id"],
        "price": money(row["price"]),
        "attendee_name": who.get("name") or None,
        "attendee_name_parts": who.get("name_parts") or {},
        "attendee_email": who.get("email") or None,
        **{name: who.get(name) or None for name in ADDRESS},
        "voucher": row["voucher_id"],
        "addon_to": row["addon_to_id"],
        "used_membership": None,
        "subevent": row["subevent_id"],
        "datetime": moment(row["created_at"]),
        "expires": moment(row["expires_at"]),
        "includes_tax": True,
        "is_bundled": row["is_bundled"],
        "answers": [
            {
                **given,
                "question_identifier": names[0].get(given["question"], ""),
                "option_identifiers": [names[1].get(pk, "") for pk in given["options"]],
            }
            for given in row["answers"]
        ],
        "seat": None,
    }


# The identifiers of questions, and of options, by id.
Names = tuple[Mapping[int, str], Mapping[int, str]]
