"""The audit trail in words that people understand. Pure: verbs and data in, sentences out.

What was sent is data, never a template: names go into a sentence as they are, whatever braces or markup they hold, and
whoever shows the sentence escapes it as any other text.
"""

from collections.abc import Mapping
from typing import Any

from eventhub.common.i18n import localize

LONGEST_NAME = 120
NAMED_BY = (
    "name",
    "question",
    "code",
    "value",
    "plugin",
    "slug",
    "email",
    "number",
    "title",
    "tag",
)

_ORDER = "pretix.event.order."
SENTENCES: dict[str, str] = {
    "pretix.event.added": "Event created",
    "pretix.event.changed": "Event changed",
    "pretix.event.deleted": "Event deleted",
    "pretix.event.live.activated": "Event went live",
    "pretix.event.live.deactivated": "Event went offline",
    "pretix.event.testmode.activated": "Test mode switched on",
    "pretix.event.testmode.deactivated": "Test mode switched off",
    "pretix.event.plugins.enabled": "Plugin switched on",
    "pretix.event.plugins.disabled": "Plugin switched off",
    "pretix.event.settings": "Event settings changed",
    "pretix.object.cloned": "Copied from another event",
    "pretix.event.checkin": "Ticket checked in",
    "pretix.event.checkin.reverted": "Check-in taken back",
    "pretix.event.checkinlist.exited": "Everybody inside was checked out",
    "pretix.event.orders.waitinglist": "Voucher sent to somebody on the waiting list",
    "pretix.user.oauth.authorized": "Application allowed to act for a person",
    "pretix.user.oauth.revoked": "Application's permission taken back",
    "pretix.team.member.joined": "Person joined the team by invitation",
    "pretix.device.initialized": "Device set up",
    "pretix.device.keyroll": "Device got a new key",
    "pretix.webhook.secret.rotated": "Webhook got a new secret",
    "pretix.webhook.tested": "Webhook tried out",
    "pretix.webhook.resent": "Webhook's message sent again",
    "pretix.oauth.application.secret_renewed": "Application got a new secret",
    "pretix.oauth.application.enabled": "Application enabled again",
    **{
        f"{_ORDER}{verb}": words
        for verb, words in {
            "placed": "Order placed",
            "placed.require_approval": "Order placed, waiting for approval",
            "approved": "Order approved",
            "denied": "Order denied",
            "paid": "Order paid",
            "unpaid": "Order put back to unpaid",
            "overpaid": "Order paid more than it costs",
            "expired": "Order ran out without payment",
            "expirychanged": "Payment deadline changed",
            "canceled": "Order canceled",
            "reactivated": "Order brought back",
            "refunded": "Order marked as refunded",
            "changed": "Order changed",
            "deleted": "Test order deleted",
            "modified": "Order details changed",
            "contact.changed": "Contact details changed",
            "resend": "Order mail sent again",
            "secret.changed": "Secrets of the order renewed",
            "print": "Badge or ticket printed",
            "payment.added": "Payment recorded",
            "payment.confirmed": "Payment confirmed",
            "payment.canceled": "Payment canceled",
            "changed.add": "Position added",
            "changed.cancel": "Position canceled",
            "changed.item": "Position's product changed",
            "changed.price": "Position's price changed",
            "changed.split": "Position moved to another order",
            "changed.split_from": "Order made of positions of another",
            "changed.subevent": "Position's date changed",
            "changed.secret": "Ticket's secret renewed",
            "changed.add_block": "Ticket blocked",
            "changed.remove_block": "Ticket unblocked",
            "changed.addfee": "Fee added",
            "changed.feevalue": "Fee changed",
            "changed.cancelfee": "Fee canceled",
        }.items()
    },
}
# The rest is told by its kind and its verb.
KINDS: dict[str, str] = {
    "pretix.event.category": "Category",
    "pretix.event.taxrule": "Tax rule",
    "pretix.event.item": "Product",
    "pretix.event.item.variation": "Variation",
    "pretix.event.item.addon": "Add-on",
    "pretix.event.item.bundle": "Bundle",
    "pretix.event.item.program_time": "Program time",
    "pretix.event.question": "Question",
    "pretix.event.question.option": "Option of a question",
    "pretix.event.quota": "Quota",
    "pretix.event.checkinlist": "Check-in list",
    "pretix.event.subevent": "Date",
    "pretix.subevent": "Date",
    "pretix.event.voucher": "Voucher",
    "pretix.voucher": "Voucher",
    "pretix.event.cartposition": "Cart position",
    "pretix.event.waitinglist": "Waiting list entry",
    "pretix.event.orders.waitinglist": "Waiting list entry",
    "pretix.event.settings": "Event settings",
    "pretix.event.order": "Order",
    "pretix.event.order.fee": "Fee",
    "pretix.event.order.payment": "Payment",
    "pretix.event.order.refund": "Refund",
    "pretix.event.order.invoice": "Invoice",
    "pretix.event.order.position": "Position",
    "pretix.event.order.changed": "Position of the order",
    "pretix.event.testmode": "Test mode",
    "pretix.event.live": "Event",
    "pretix.event.plugins": "Plugin",
    "pretix.property": "Event property",
    "pretix.team": "Team",
    "pretix.team.member": "Team member",
    "pretix.team.invite": "Invitation",
    "pretix.team.token": "Key of the team",
    "pretix.device": "Device",
    "pretix.gate": "Gate",
    "pretix.webhook": "Webhook",
    "pretix.oauth.application": "Application",
}
VERBS: dict[str, str] = {
    "added": "created",
    "created": "created",
    "changed": "changed",
    "updated": "updated",
    "deleted": "deleted",
    "removed": "removed",
    "canceled": "canceled",
    "confirmed": "confirmed",
    "done": "done",
    "failed": "failed",
    "processed": "processed",
    "generated": "generated",
    "regenerated": "generated again",
    "reissued": "issued again",
    "sent": "sent",
    "redeemed": "redeemed",
    "revoked": "revoked",
    "disabled": "disabled",
    "enabled": "enabled",
    "activated": "activated",
    "deactivated": "deactivated",
}


def known(action: str) -> bool:
    """Whether there are words for this verb."""
    return _words(action) is not None


def sentence(action: str, data: Any = None, *, order: str = "") -> str:
    """What happened, in English: `Product created: Weekend`. `order`: the code of the order that it happened to, which
    is then named: `Order ABC12 paid`, `Order ABC12: payment confirmed`. Never raises, whatever `data` holds."""
    words = _words(action) or f"Something happened ({action[:LONGEST_NAME]})"
    name = _name(data)
    if order and action.startswith(_ORDER):
        words, name = _of_order(words, order), "" if name == order else name
    return f"{words}: {name}" if name else words


def _of_order(words: str, code: str) -> str:
    kind = KINDS["pretix.event.order"]
    if words.startswith(f"{kind} "):
        return f"{kind} {code}{words.removeprefix(kind)}"
    return f"{kind} {code}: {words[0].lower()}{words[1:]}"


def _words(action: str) -> str | None:
    if found := SENTENCES.get(action):
        return found
    kind, _, verb = action.rpartition(".")
    if kind in KINDS:
        return f"{KINDS[kind]} {VERBS.get(verb, verb.replace('_', ' '))}"
    return None


def _name(data: Any) -> str:
    if not isinstance(data, Mapping):
        return ""
    for key in NAMED_BY:
        value = data.get(key)
        if isinstance(value, Mapping):
            value = _localized(value)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())[:LONGEST_NAME]
    return ""


def _localized(text: Mapping[Any, Any]) -> str:
    return localize({key: words for key, words in text.items() if isinstance(words, str)})
