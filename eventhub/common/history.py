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

# What happens to these happens to an order, whose code then leads the sentence.
OF_ORDERS = frozenset({"order", "position", "fee", "payment", "refund", "invoice"})
SENTENCES: dict[str, str] = {
    "event.activated": "Event went live",
    "event.deactivated": "Event went offline",
    "event.test_mode_enabled": "Test mode switched on",
    "event.test_mode_disabled": "Test mode switched off",
    "event.settings_changed": "Event settings changed",
    "plugin.enabled": "Plugin switched on",
    "plugin.disabled": "Plugin switched off",
    "object.copied": "Copied from another event",
    "installation.provisioned": "Installation set up from its file",
    "checkin.redeemed": "Ticket checked in",
    "checkin.annulled": "Check-in taken back",
    "checkin_list.checked_out": "Everybody inside was checked out",
    "waiting_list_entry.voucher_assigned": "Voucher sent to somebody on the waiting list",
    "authorization.granted": "Application allowed to act for a person",
    "authorization.revoked": "Application's permission taken back",
    "team_member.joined": "Person joined the team by invitation",
    "device.initialized": "Device set up",
    "device.key_renewed": "Device got a new key",
    "webhook.secret_renewed": "Webhook got a new secret",
    "webhook.tested": "Webhook tried out",
    "webhook.resent": "Webhook's message sent again",
    "application.secret_renewed": "Application got a new secret",
    "application.enabled": "Application enabled again",
    "order.placed": "Order placed",
    "order.approved": "Order approved",
    "order.denied": "Order denied",
    "order.paid": "Order paid",
    "order.marked_unpaid": "Order put back to unpaid",
    "order.overpaid": "Order paid more than it costs",
    "order.expired": "Order ran out without payment",
    "order.expiry_changed": "Payment deadline changed",
    "order.canceled": "Order canceled",
    "order.reactivated": "Order brought back",
    "order.refunded": "Order marked as refunded",
    "order.deleted": "Test order deleted",
    "order.details_changed": "Order details changed",
    "order.mail_resent": "Order mail sent again",
    "order.secrets_renewed": "Secrets of the order renewed",
    "order.split": "Order made of positions of another",
    "payment.created": "Payment recorded",
    "position.created": "Position added",
    "position.item_changed": "Position's product changed",
    "position.price_changed": "Position's price changed",
    "position.date_changed": "Position's date changed",
    "position.valid_from_changed": "Start of the ticket's validity changed",
    "position.valid_until_changed": "End of the ticket's validity changed",
    "position.secret_renewed": "Ticket's secret renewed",
    "position.split": "Position moved to another order",
    "position.blocked": "Ticket blocked",
    "position.unblocked": "Ticket unblocked",
    "position.printed": "Badge or ticket printed",
    "fee.created": "Fee added",
}
# The rest is told by its noun and its verb.
NOUNS: dict[str, str] = {
    "event": "Event",
    "meta_property": "Event property",
    "date": "Date",
    "team": "Team",
    "team_member": "Team member",
    "team_invitation": "Invitation",
    "team_token": "Key of the team",
    "device": "Device",
    "gate": "Gate",
    "webhook": "Webhook",
    "application": "Application",
    "category": "Category",
    "tax_rule": "Tax rule",
    "item": "Product",
    "variation": "Variation",
    "addon": "Add-on",
    "bundle": "Bundle",
    "program_time": "Program time",
    "question": "Question",
    "question_option": "Option of a question",
    "quota": "Quota",
    "voucher": "Voucher",
    "waiting_list_entry": "Waiting list entry",
    "cart_position": "Cart position",
    "order": "Order",
    "position": "Position",
    "fee": "Fee",
    "payment": "Payment",
    "refund": "Refund",
    "invoice": "Invoice",
    "checkin_list": "Check-in list",
}
VERBS: dict[str, str] = {
    "added": "added",
    "created": "created",
    "changed": "changed",
    "updated": "updated",
    "deleted": "deleted",
    "removed": "removed",
    "canceled": "canceled",
    "confirmed": "confirmed",
    "completed": "done",
    "failed": "failed",
    "requested": "asked for",
    "reported": "reported by the provider",
    "generated": "generated",
    "reissued": "issued again",
    "redeemed": "redeemed",
    "revoked": "revoked",
    "disabled": "disabled",
    "enabled": "enabled",
}


def known(action: str) -> bool:
    """Whether there are words for this verb."""
    return _words(action) is not None


def sentence(action: str, data: Any = None, *, order: str = "") -> str:
    """What happened, in English: `Product created: Weekend`. `order`: the code of the order that it happened to, which
    is then named: `Order ABC12 paid`, `Order ABC12: payment confirmed`. Never raises, whatever `data` holds."""
    words = _words(action) or f"Something happened ({action[:LONGEST_NAME]})"
    name = _name(data)
    if order and action.partition(".")[0] in OF_ORDERS:
        words, name = _of_order(words, order), "" if name == order else name
    return f"{words}: {name}" if name else words


def _of_order(words: str, code: str) -> str:
    kind = NOUNS["order"]
    if words.startswith(f"{kind} "):
        return f"{kind} {code}{words.removeprefix(kind)}"
    return f"{kind} {code}: {words[0].lower()}{words[1:]}"


def _words(action: str) -> str | None:
    if found := SENTENCES.get(action):
        return found
    noun, _, verb = action.partition(".")
    if noun in NOUNS and verb:
        return f"{NOUNS[noun]} {VERBS.get(verb, verb.replace('_', ' '))}"
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
