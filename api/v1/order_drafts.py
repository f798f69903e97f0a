"""v1's words for an order become the shop's draft. Pure."""

from typing import Any

from api.v1.serializers.orders import whole_name
from shop.enums import Channel, OrderStatus
from shop.rules.drafts import AnswerDraft, FeeDraft, OrderDraft, PositionDraft

ADDRESS = ("company", "street", "zipcode", "city", "country", "state")
SAME = (
    "comment", "custom_followup_at", "checkin_attention", "checkin_text", "invoice_address", "valid_if_pending",
    "api_meta", "code", "testmode", "expires", "require_approval", "force",
)  # fmt: skip


def order_draft(
    data: dict[str, Any], *, locale: str, force: bool = False, origin_key: str | None = None
) -> OrderDraft:
    """What `OrderInput` read, as a draft that is not strict: integrators sell what they decide to sell.

    `locale`: of orders that name none. `force`: as the query parameter asks. `origin_key`: see `OrderDraft`.
    """
    same = {name: data[name] for name in SAME if name in data}
    same["force"] = force or same.get("force", False)
    return OrderDraft(
        positions=tuple(position_draft(position) for position in data["positions"]),
        fees=tuple(fee_draft(fee) for fee in data.get("fees", [])),
        email=data.get("email") or "",
        phone=data.get("phone") or "",
        locale=data.get("locale") or locale,
        channel=data.get("sales_channel") or Channel.WEB,
        provider=data.get("payment_provider") or "",
        provider_details=data.get("payment_info") or {},
        paid=data.get("status") == OrderStatus.PAID,
        paid_at=data.get("payment_date"),
        send_mail=data.get("send_email", False),
        origin_key=origin_key,
        consume_carts=tuple(data.get("consume_carts", ())),
        **same,
    )


def fee_draft(data: dict[str, Any]) -> FeeDraft:
    """What `FeeInput` read."""
    return FeeDraft(
        value=data["value"],
        fee_type=data["fee_type"],
        internal_type=data.get("internal_type", ""),
        description=data.get("description", ""),
        tax_rule_id=data.get("tax_rule"),
    )


def position_draft(data: dict[str, Any]) -> PositionDraft:
    """What `PositionInput` read."""
    parts = {name: words or "" for name, words in (data.get("attendee_name_parts") or {}).items()}
    return PositionDraft(
        item_id=data["item"],
        variation_id=data.get("variation"),
        subevent_id=data.get("subevent"),
        voucher=data.get("voucher") or "",
        price=data.get("price"),
        positionid=data.get("positionid"),
        addon_to=data.get("addon_to"),
        secret=data.get("secret"),
        attendee_name=data.get("attendee_name") or whole_name(parts),
        attendee_name_parts=parts or None,
        attendee_email=data.get("attendee_email") or "",
        address={name: data[name] for name in ADDRESS if data.get(name)},
        answers=tuple(
            AnswerDraft(given["question"], given.get("answer", ""), tuple(given.get("options", ())))
            for given in data.get("answers", [])
        ),
        valid_from=data.get("valid_from"),
        valid_until=data.get("valid_until"),
    )
