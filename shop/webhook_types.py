"""What webhooks can be told of the shop."""

from collections.abc import Mapping
from typing import Any

from tenant.webhooks.types import ActionType

PLACED, NEEDS_APPROVAL = "pretix.event.order.placed", "pretix.event.order.placed.require_approval"
CONTACT_CHANGED, DETAILS_CHANGED = (
    "pretix.event.order.contact.changed",
    "pretix.event.order.modified",
)
CONTACT = frozenset({"email", "phone"})


def placed(data: Mapping[str, Any]) -> list[str]:
    """A new order, and one that somebody must approve first."""
    return [PLACED, NEEDS_APPROVAL] if data.get("require_approval") else [PLACED]


def changed(data: Mapping[str, Any]) -> list[str]:
    """A change of an order is told by what was changed."""
    names = []
    if CONTACT & set(data):
        names.append(CONTACT_CHANGED)
    if set(data) - CONTACT or not data:
        names.append(DETAILS_CHANGED)
    return names


ACTION_TYPES = (
    ActionType("pretix.event.order.placed", "Order placed", "Orders"),
    ActionType(
        "pretix.event.order.placed.require_approval", "Order placed that needs approval", "Orders"
    ),
    ActionType("pretix.event.order.paid", "Order paid", "Orders"),
    ActionType("pretix.event.order.canceled", "Order canceled", "Orders"),
    ActionType("pretix.event.order.reactivated", "Order reactivated", "Orders"),
    ActionType("pretix.event.order.expired", "Order expired", "Orders"),
    ActionType("pretix.event.order.expirychanged", "Payment deadline changed", "Orders"),
    ActionType("pretix.event.order.modified", "Order information changed", "Orders"),
    ActionType(
        "pretix.event.order.contact.changed", "E-mail address or phone number changed", "Orders"
    ),
    ActionType("pretix.event.order.changed.*", "Positions or fees changed", "Orders"),
    ActionType("pretix.event.order.approved", "Order approved", "Orders"),
    ActionType("pretix.event.order.denied", "Order denied", "Orders"),
    ActionType("pretix.event.order.deleted", "Test order deleted", "Orders"),
    ActionType("pretix.event.order.payment.confirmed", "Payment confirmed", "Money"),
    ActionType("pretix.event.order.refund.created", "Refund created", "Money"),
    ActionType(
        "pretix.event.order.refund.created.externally", "Refund created at the provider", "Money"
    ),
    ActionType("pretix.event.order.refund.requested", "Refund asked for", "Money"),
    ActionType("pretix.event.order.refund.done", "Refund done", "Money"),
    ActionType("pretix.event.order.refund.canceled", "Refund canceled", "Money"),
    ActionType("pretix.event.order.refund.failed", "Refund failed", "Money"),
    ActionType("pretix.event.item.*", "Product created, changed or deleted", "Products"),
    ActionType("pretix.event.quota.*", "Quota created, changed or deleted", "Products"),
    ActionType("pretix.voucher.added", "Voucher created", "Vouchers and waiting list"),
    ActionType("pretix.voucher.changed", "Voucher changed", "Vouchers and waiting list"),
    ActionType("pretix.voucher.deleted", "Voucher deleted", "Vouchers and waiting list"),
    ActionType(
        "pretix.event.orders.waitinglist.added",
        "Waiting list entry created",
        "Vouchers and waiting list",
    ),
    ActionType(
        "pretix.event.orders.waitinglist.changed",
        "Waiting list entry changed",
        "Vouchers and waiting list",
    ),
    ActionType(
        "pretix.event.orders.waitinglist.deleted",
        "Waiting list entry deleted",
        "Vouchers and waiting list",
    ),
    ActionType(
        "pretix.event.orders.waitinglist.voucher_assigned",
        "Waiting list entry got a voucher",
        "Vouchers and waiting list",
    ),
)
# Our verb -> the name that integrators know it by, or what tells it by the entry's data.
PUBLISHED = {
    "waiting_list_entry.voucher_assigned": "pretix.event.orders.waitinglist.voucher_assigned",
    "order.placed": placed,
    "order.approved": "pretix.event.order.approved",
    "order.denied": "pretix.event.order.denied",
    "order.paid": "pretix.event.order.paid",
    "order.expired": "pretix.event.order.expired",
    "order.expiry_changed": "pretix.event.order.expirychanged",
    "order.canceled": "pretix.event.order.canceled",
    "order.reactivated": "pretix.event.order.reactivated",
    "order.deleted": "pretix.event.order.deleted",
    "order.details_changed": "pretix.event.order.modified",
    "payment.confirmed": "pretix.event.order.payment.confirmed",
    "refund.created": "pretix.event.order.refund.created",
    "refund.canceled": "pretix.event.order.refund.canceled",
    "refund.completed": "pretix.event.order.refund.done",
    "refund.failed": "pretix.event.order.refund.failed",
    "refund.requested": "pretix.event.order.refund.requested",
    "refund.reported": "pretix.event.order.refund.created.externally",
    "position.created": "pretix.event.order.changed.add",
    "position.canceled": "pretix.event.order.changed.cancel",
    "position.item_changed": "pretix.event.order.changed.item",
    "position.price_changed": "pretix.event.order.changed.price",
    "position.date_changed": "pretix.event.order.changed.subevent",
    "position.secret_renewed": "pretix.event.order.changed.secret",
    "position.valid_from_changed": "pretix.event.order.changed.valid_from",
    "position.valid_until_changed": "pretix.event.order.changed.valid_until",
    "position.split": "pretix.event.order.changed.split",
    "order.split": "pretix.event.order.changed.split_from",
    "position.blocked": "pretix.event.order.changed.add_block",
    "position.unblocked": "pretix.event.order.changed.remove_block",
    "fee.created": "pretix.event.order.changed.addfee",
    "fee.changed": "pretix.event.order.changed.feevalue",
    "fee.canceled": "pretix.event.order.changed.cancelfee",
    "item.created": "pretix.event.item.added",
    "item.changed": "pretix.event.item.changed",
    "item.deleted": "pretix.event.item.deleted",
    "variation.created": "pretix.event.item.variation.added",
    "variation.changed": "pretix.event.item.variation.changed",
    "variation.deleted": "pretix.event.item.variation.deleted",
    "addon.created": "pretix.event.item.addon.added",
    "addon.changed": "pretix.event.item.addon.changed",
    "addon.deleted": "pretix.event.item.addon.deleted",
    "bundle.created": "pretix.event.item.bundle.added",
    "bundle.changed": "pretix.event.item.bundle.changed",
    "bundle.deleted": "pretix.event.item.bundle.deleted",
    "program_time.created": "pretix.event.item.program_time.added",
    "program_time.changed": "pretix.event.item.program_time.changed",
    "program_time.deleted": "pretix.event.item.program_time.deleted",
    "quota.created": "pretix.event.quota.added",
    "quota.changed": "pretix.event.quota.changed",
    "quota.deleted": "pretix.event.quota.deleted",
    "voucher.created": "pretix.voucher.added",
    "voucher.changed": "pretix.voucher.changed",
    "voucher.deleted": "pretix.voucher.deleted",
    "waiting_list_entry.created": "pretix.event.orders.waitinglist.added",
    "waiting_list_entry.changed": "pretix.event.orders.waitinglist.changed",
    "waiting_list_entry.deleted": "pretix.event.orders.waitinglist.deleted",
    "order.changed": changed,
}
