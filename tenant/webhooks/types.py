"""What integrators can be told of: the published names, and which verbs of the audit trail they mean. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

TEST = "eventhub.webhook.test"


@dataclass(frozen=True)
class ActionType:
    """One name to subscribe to. A name that ends with `.*` stands for all verbs below it."""

    name: str
    title: str
    group: str


ACTION_TYPES: tuple[ActionType, ...] = (
    *(
        ActionType(f"pretix.event.order.{name}", title, "Orders")
        for name, title in {
            "placed": "Order placed",
            "placed.require_approval": "Order placed that needs approval",
            "paid": "Order paid",
            "canceled": "Order canceled",
            "reactivated": "Order reactivated",
            "expired": "Order expired",
            "expirychanged": "Payment deadline changed",
            "modified": "Order information changed",
            "contact.changed": "E-mail address or phone number changed",
            "changed.*": "Positions or fees changed",
            "approved": "Order approved",
            "denied": "Order denied",
            "deleted": "Test order deleted",
        }.items()
    ),
    *(
        ActionType(f"pretix.event.order.{name}", title, "Money")
        for name, title in {
            "payment.confirmed": "Payment confirmed",
            "refund.created": "Refund created",
            "refund.created.externally": "Refund created at the provider",
            "refund.requested": "Refund asked for",
            "refund.done": "Refund done",
            "refund.canceled": "Refund canceled",
            "refund.failed": "Refund failed",
        }.items()
    ),
    ActionType("pretix.event.checkin", "Ticket checked in", "Door"),
    ActionType("pretix.event.checkin.reverted", "Check-in taken back", "Door"),
    *(
        ActionType(f"pretix.event.{name}", title, "Events")
        for name, title in {
            "added": "Event created",
            "changed": "Event changed",
            "deleted": "Event deleted",
            "live.activated": "Shop opened",
            "live.deactivated": "Shop closed",
            "testmode.activated": "Test mode switched on",
            "testmode.deactivated": "Test mode switched off",
        }.items()
    ),
    ActionType("pretix.subevent.added", "Date of a series created", "Events"),
    ActionType("pretix.subevent.changed", "Date of a series changed", "Events"),
    ActionType("pretix.subevent.deleted", "Date of a series deleted", "Events"),
    ActionType("pretix.event.item.*", "Product created, changed or deleted", "Products"),
    ActionType("pretix.event.quota.*", "Quota created, changed or deleted", "Products"),
    ActionType("pretix.voucher.added", "Voucher created", "Vouchers and waiting list"),
    ActionType("pretix.voucher.changed", "Voucher changed", "Vouchers and waiting list"),
    ActionType("pretix.voucher.deleted", "Voucher deleted", "Vouchers and waiting list"),
    *(
        ActionType(f"pretix.event.orders.waitinglist.{name}", title, "Vouchers and waiting list")
        for name, title in {
            "added": "Waiting list entry created",
            "changed": "Waiting list entry changed",
            "deleted": "Waiting list entry deleted",
            "voucher_assigned": "Waiting list entry got a voucher",
        }.items()
    ),
)
NAMES = frozenset(one.name for one in ACTION_TYPES)
# Our verb -> the name that integrators know it by. A verb that is not here is told to nobody.
PUBLISHED: dict[str, str] = {
    "event.created": "pretix.event.added",
    "event.changed": "pretix.event.changed",
    "event.deleted": "pretix.event.deleted",
    "event.activated": "pretix.event.live.activated",
    "event.deactivated": "pretix.event.live.deactivated",
    "event.test_mode_enabled": "pretix.event.testmode.activated",
    "event.test_mode_disabled": "pretix.event.testmode.deactivated",
    "date.created": "pretix.subevent.added",
    "date.changed": "pretix.subevent.changed",
    "date.deleted": "pretix.subevent.deleted",
    "checkin.redeemed": "pretix.event.checkin",
    "checkin.annulled": "pretix.event.checkin.reverted",
    "waiting_list_entry.voucher_assigned": "pretix.event.orders.waitinglist.voucher_assigned",
    "order.placed": "pretix.event.order.placed",
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
}
# A change of an order is told by what was changed.
ORDER_CHANGED = "order.changed"
CONTACT_CHANGED, DETAILS_CHANGED = (
    "pretix.event.order.contact.changed",
    "pretix.event.order.modified",
)
NEEDS_APPROVAL = "pretix.event.order.placed.require_approval"
CONTACT = frozenset({"email", "phone"})


@dataclass(frozen=True)
class News:
    """What a verb is called outside, and the names that somebody may have subscribed to to hear of it."""

    action: str
    names: frozenset[str]

    def told_as(self, subscribed: Iterable[str]) -> str:
        """The action as somebody hears of it who subscribed to these names: theirs where it is a full one."""
        mine = self.names & set(subscribed)
        full = sorted(name for name in mine if not name.endswith(".*"))
        return full[0] if full and self.action not in mine else self.action


def news_of(verb: str, data: Mapping[str, Any]) -> News | None:
    """What an entry of the audit trail means to integrators; None when it is not for them.

    `data` is the entry's: a change of an order is told by what was changed.
    """
    if verb == ORDER_CHANGED:
        return _change_of_order(data)
    action = PUBLISHED.get(verb)
    if action is None:
        return None
    names = {name for name in NAMES if _covers(name, action)}
    if verb == "order.placed" and data.get("require_approval"):
        names.add(NEEDS_APPROVAL)
    return News(action, frozenset(names))


def _covers(name: str, action: str) -> bool:
    return action.startswith(name[:-1]) if name.endswith(".*") else action == name


def _change_of_order(data: Mapping[str, Any]) -> News:
    names = []
    if CONTACT & set(data):
        names.append(CONTACT_CHANGED)
    if set(data) - CONTACT or not data:
        names.append(DETAILS_CHANGED)
    return News(names[0], frozenset(names))
