"""The audit trail's verbs of the shop, in words."""

from django.utils.translation import gettext_noop

# What happens to these happens to an order, whose code then leads the sentence.
BELONGS_TO = dict.fromkeys(("order", "position", "fee", "payment", "refund", "invoice"), "order")
SENTENCES = {
    "waiting_list_entry.voucher_assigned": gettext_noop(
        "Voucher sent to somebody on the waiting list"
    ),
    "order.placed": gettext_noop("Order placed"),
    "order.approval_requested": gettext_noop("Order waits for approval"),
    "order.approved": gettext_noop("Order approved"),
    "order.denied": gettext_noop("Order denied"),
    "order.paid": gettext_noop("Order paid"),
    "order.marked_unpaid": gettext_noop("Order put back to unpaid"),
    "order.overpaid": gettext_noop("Order paid more than it costs"),
    "order.expired": gettext_noop("Order ran out without payment"),
    "order.expiry_changed": gettext_noop("Payment deadline changed"),
    "order.canceled": gettext_noop("Order canceled"),
    "order.reactivated": gettext_noop("Order brought back"),
    "order.refunded": gettext_noop("Order marked as refunded"),
    "order.deleted": gettext_noop("Test order deleted"),
    "order.details_changed": gettext_noop("Order details changed"),
    "order.contact_changed": gettext_noop("Buyer's e-mail address or phone number changed"),
    "order.mail_resent": gettext_noop("Order mail sent again"),
    "order.secrets_renewed": gettext_noop("Secrets of the order renewed"),
    "order.split": gettext_noop("Order made of positions of another"),
    "payment.created": gettext_noop("Payment recorded"),
    "payment.refused": gettext_noop("Payment in another currency refused"),
    "payment.unfulfilled": gettext_noop("Payment received that cannot be fulfilled"),
    "position.created": gettext_noop("Position added"),
    "position.item_changed": gettext_noop("Position's product changed"),
    "position.price_changed": gettext_noop("Position's price changed"),
    "position.date_changed": gettext_noop("Position's date changed"),
    "position.tax_rule_changed": gettext_noop("Position's tax rule changed"),
    "position.valid_from_changed": gettext_noop("Start of the ticket's validity changed"),
    "position.valid_until_changed": gettext_noop("End of the ticket's validity changed"),
    "position.secret_renewed": gettext_noop("Ticket's secret renewed"),
    "position.split": gettext_noop("Position moved to another order"),
    "position.blocked": gettext_noop("Ticket blocked"),
    "position.unblocked": gettext_noop("Ticket unblocked"),
    "position.printed": gettext_noop("Badge or ticket printed"),
    "fee.created": gettext_noop("Fee added"),
}
# The rest is told by its noun and its verb.
NOUNS = {
    "category": gettext_noop("Category"),
    "tax_rule": gettext_noop("Tax rule"),
    "item": gettext_noop("Product"),
    "variation": gettext_noop("Variation"),
    "addon": gettext_noop("Add-on"),
    "bundle": gettext_noop("Bundle"),
    "program_time": gettext_noop("Program time"),
    "question": gettext_noop("Question"),
    "question_option": gettext_noop("Option of a question"),
    "quota": gettext_noop("Quota"),
    "voucher": gettext_noop("Voucher"),
    "waiting_list_entry": gettext_noop("Waiting list entry"),
    "cart_position": gettext_noop("Cart position"),
    "order": gettext_noop("Order"),
    "position": gettext_noop("Position"),
    "fee": gettext_noop("Fee"),
    "payment": gettext_noop("Payment"),
    "refund": gettext_noop("Refund"),
    "invoice": gettext_noop("Invoice"),
}
