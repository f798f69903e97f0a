"""v1's words for a change of an order become the shop's. Pure."""

from collections.abc import Mapping
from typing import Any

from api.v1.order_drafts import fee_draft, position_draft
from api.v1.serializers.orders import whole_name
from shop.rules.drafts import Rearrangement

OURS = {
    "item": "item_id", "variation": "variation_id", "subevent": "subevent_id", "tax_rule": "tax_rule_id",
    "price": "price", "valid_from": "valid_from", "valid_until": "valid_until",
}  # fmt: skip
ADDRESS = (
    "attendee_name",
    "attendee_email",
    "company",
    "street",
    "zipcode",
    "city",
    "country",
    "state",
)


def moves(data: Mapping[str, Any]) -> dict[str, Any]:
    """What `PositionMoves` read, by the names of the shop's columns."""
    return {OURS[name]: value for name, value in data.items() if name in OURS}


def rearrangement(data: Mapping[str, Any]) -> Rearrangement:
    """What `OrderChange` read."""
    return Rearrangement(
        patched=tuple(
            (entry["position"], moves(entry["body"])) for entry in data.get("patch_positions", [])
        ),
        canceled=tuple(entry["position"] for entry in data.get("cancel_positions", [])),
        split=tuple(entry["position"] for entry in data.get("split_positions", [])),
        created=tuple(position_draft(entry) for entry in data.get("create_positions", [])),
        patched_fees=tuple(
            (entry["fee"], entry["body"]["value"]) for entry in data.get("patch_fees", [])
        ),
        canceled_fees=tuple(entry["fee"] for entry in data.get("cancel_fees", [])),
        created_fees=tuple(fee_draft(entry) for entry in data.get("create_fees", [])),
        recalculate_taxes=data.get("recalculate_taxes"),
        send_mail=data.get("send_email", False),
        reissue_invoice=data.get("reissue_invoice", True),
    )


def attendee(data: Mapping[str, Any]) -> dict[str, Any]:
    """What `PositionChanges` read of the person: null is the empty string, and the whole name follows its parts."""
    found = {name: data[name] or "" for name in ADDRESS if name in data}
    if "attendee_name_parts" in data:
        parts = {key: words or "" for key, words in (data["attendee_name_parts"] or {}).items()}
        found["attendee_name_parts"] = parts
        found["attendee_name"] = found.get("attendee_name") or whole_name(parts)
    elif "attendee_name" in found:
        name = found["attendee_name"]
        found["attendee_name_parts"] = {"_scheme": "full", "full_name": name} if name else {}
    if data.get("secret"):
        found["secret"] = data["secret"]
    return found
