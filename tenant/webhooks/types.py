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
# Where our trail says it in other words: beginning of our verb -> beginning of the published one.
OUR_WORDS = (
    ("pretix.event.subevent.", "pretix.subevent."),
    ("pretix.event.voucher.", "pretix.voucher."),
    ("pretix.event.waitinglist.", "pretix.event.orders.waitinglist."),
)
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
    action = _published(verb)
    if action == "pretix.event.order.changed":
        return _change_of_order(data)
    names = {name for name in NAMES if _covers(name, action)}
    if action == "pretix.event.order.placed" and data.get("require_approval"):
        names.add("pretix.event.order.placed.require_approval")
    return News(action, frozenset(names)) if names else None


def _published(verb: str) -> str:
    for ours, theirs in OUR_WORDS:
        if verb.startswith(ours):
            return theirs + verb.removeprefix(ours)
    return verb


def _covers(name: str, action: str) -> bool:
    return action.startswith(name[:-1]) if name.endswith(".*") else action == name


def _change_of_order(data: Mapping[str, Any]) -> News:
    names = []
    if CONTACT & set(data):
        names.append("pretix.event.order.contact.changed")
    if set(data) - CONTACT or not data:
        names.append("pretix.event.order.modified")
    return News(names[0], frozenset(names))
