"""What webhooks can be told of the shop."""

from django.utils.translation import gettext_noop

from tenant.webhooks.types import ActionType

ACTION_TYPES = (
    ActionType("pretix.event.order.placed", gettext_noop("Order placed"), gettext_noop("Orders")),
    ActionType(
        "pretix.event.order.placed.require_approval",
        gettext_noop("Order placed that needs approval"),
        gettext_noop("Orders"),
    ),
    ActionType("pretix.event.order.paid", gettext_noop("Order paid"), gettext_noop("Orders")),
    ActionType(
        "pretix.event.order.unpaid",
        gettext_noop("Order waits for payment again"),
        gettext_noop("Orders"),
    ),
    ActionType(
        "pretix.event.order.canceled", gettext_noop("Order canceled"), gettext_noop("Orders")
    ),
    ActionType(
        "pretix.event.order.reactivated", gettext_noop("Order reactivated"), gettext_noop("Orders")
    ),
    ActionType("pretix.event.order.expired", gettext_noop("Order expired"), gettext_noop("Orders")),
    ActionType(
        "pretix.event.order.expirychanged",
        gettext_noop("Payment deadline changed"),
        gettext_noop("Orders"),
    ),
    ActionType(
        "pretix.event.order.modified",
        gettext_noop("Order information changed"),
        gettext_noop("Orders"),
    ),
    ActionType(
        "pretix.event.order.contact.changed",
        gettext_noop("E-mail address or phone number changed"),
        gettext_noop("Orders"),
    ),
    ActionType(
        "pretix.event.order.changed.*",
        gettext_noop("Positions or fees changed"),
        gettext_noop("Orders"),
    ),
    ActionType(
        "pretix.event.order.approved", gettext_noop("Order approved"), gettext_noop("Orders")
    ),
    ActionType("pretix.event.order.denied", gettext_noop("Order denied"), gettext_noop("Orders")),
    ActionType(
        "pretix.event.order.deleted", gettext_noop("Test order deleted"), gettext_noop("Orders")
    ),
    ActionType(
        "pretix.event.order.payment.confirmed",
        gettext_noop("Payment confirmed"),
        gettext_noop("Money"),
    ),
    ActionType(
        "pretix.event.order.refund.created", gettext_noop("Refund created"), gettext_noop("Money")
    ),
    ActionType(
        "pretix.event.order.refund.created.externally",
        gettext_noop("Refund created at the provider"),
        gettext_noop("Money"),
    ),
    ActionType(
        "pretix.event.order.refund.requested",
        gettext_noop("Refund asked for"),
        gettext_noop("Money"),
        happens=False,
    ),
    ActionType(
        "pretix.event.order.refund.done", gettext_noop("Refund done"), gettext_noop("Money")
    ),
    ActionType(
        "pretix.event.order.refund.canceled", gettext_noop("Refund canceled"), gettext_noop("Money")
    ),
    ActionType(
        "pretix.event.order.refund.failed", gettext_noop("Refund failed"), gettext_noop("Money")
    ),
    ActionType(
        "pretix.event.item.*",
        gettext_noop("Product created, changed or deleted"),
        gettext_noop("Products"),
    ),
    ActionType(
        "pretix.event.quota.*",
        gettext_noop("Quota created, changed or deleted"),
        gettext_noop("Products"),
    ),
    ActionType(
        "pretix.voucher.added",
        gettext_noop("Voucher created"),
        gettext_noop("Vouchers and waiting list"),
    ),
    ActionType(
        "pretix.voucher.changed",
        gettext_noop("Voucher changed"),
        gettext_noop("Vouchers and waiting list"),
    ),
    ActionType(
        "pretix.voucher.deleted",
        gettext_noop("Voucher deleted"),
        gettext_noop("Vouchers and waiting list"),
    ),
    ActionType(
        "pretix.event.orders.waitinglist.added",
        gettext_noop("Waiting list entry created"),
        gettext_noop("Vouchers and waiting list"),
    ),
    ActionType(
        "pretix.event.orders.waitinglist.changed",
        gettext_noop("Waiting list entry changed"),
        gettext_noop("Vouchers and waiting list"),
    ),
    ActionType(
        "pretix.event.orders.waitinglist.deleted",
        gettext_noop("Waiting list entry deleted"),
        gettext_noop("Vouchers and waiting list"),
    ),
    ActionType(
        "pretix.event.orders.waitinglist.voucher_assigned",
        gettext_noop("Waiting list entry got a voucher"),
        gettext_noop("Vouchers and waiting list"),
    ),
    ActionType(
        "pretix.giftcards.created",
        gettext_noop("Gift card created"),
        gettext_noop("Gift cards"),
        happens=False,
    ),
    ActionType(
        "pretix.giftcards.modified",
        gettext_noop("Gift card changed"),
        gettext_noop("Gift cards"),
        happens=False,
    ),
    ActionType(
        "pretix.giftcards.transaction.*",
        gettext_noop("Gift card used or charged"),
        gettext_noop("Gift cards"),
        happens=False,
    ),
)
# Our verb -> the name that integrators know it by.
PUBLISHED = {
    "waiting_list_entry.voucher_assigned": "pretix.event.orders.waitinglist.voucher_assigned",
    "order.placed": "pretix.event.order.placed",
    "order.approval_requested": "pretix.event.order.placed.require_approval",
    "order.approved": "pretix.event.order.approved",
    "order.denied": "pretix.event.order.denied",
    "order.paid": "pretix.event.order.paid",
    "order.expired": "pretix.event.order.expired",
    "order.expiry_changed": "pretix.event.order.expirychanged",
    "order.marked_unpaid": "pretix.event.order.unpaid",
    "order.canceled": "pretix.event.order.canceled",
    "order.refunded": "pretix.event.order.canceled",
    "order.reactivated": "pretix.event.order.reactivated",
    "order.deleted": "pretix.event.order.deleted",
    "order.changed": "pretix.event.order.modified",
    "order.details_changed": "pretix.event.order.modified",
    "order.contact_changed": "pretix.event.order.contact.changed",
    "payment.confirmed": "pretix.event.order.payment.confirmed",
    "refund.created": "pretix.event.order.refund.created",
    "refund.canceled": "pretix.event.order.refund.canceled",
    "refund.completed": "pretix.event.order.refund.done",
    "refund.failed": "pretix.event.order.refund.failed",
    "refund.reported": "pretix.event.order.refund.created.externally",
    "position.created": "pretix.event.order.changed.add",
    "position.canceled": "pretix.event.order.changed.cancel",
    "position.item_changed": "pretix.event.order.changed.item",
    "position.price_changed": "pretix.event.order.changed.price",
    "position.date_changed": "pretix.event.order.changed.subevent",
    "position.tax_rule_changed": "pretix.event.order.changed.tax_rule",
    "position.secret_renewed": "pretix.event.order.changed.secret",
    "order.secrets_renewed": "pretix.event.order.changed.secret",
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
}
