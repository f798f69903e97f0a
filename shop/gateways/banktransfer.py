"""Bank transfer: the buyer sends money, staff mark the order as paid."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eventhub.common import money
from eventhub.common.i18n import localize
from shop.gateways.base import ByHand, Instructions
from shop.models import Order
from shop.rules import moments
from tenant.events import event_settings


class BankTransfer(ByHand):
    """The buyer sends money to the organizer's account and names the order."""

    def instructions(self, order: Order, owed: Decimal) -> Instructions:
        """The organizer's bank details, what is `owed`, and the code that tells them whose money it is."""
        event = order.event
        details = localize(
            event_settings.value(event, "banktransfer_details"), language=order.locale
        ).strip()
        sentences = details.splitlines() or [_("The organizer will send you the bank details.")]
        facts = [
            (_("Amount"), money.display(owed, currency=event.currency)),
            (_("Reference"), order.code),
        ]
        if order.expires is not None:
            facts.append((_("Pay by"), moments.day(order.expires, zone=event.timezone)))
        return Instructions(_("Please transfer the amount"), tuple(sentences), tuple(facts))


GATEWAY = BankTransfer(
    provider="banktransfer",
    title=gettext_noop("Bank transfer"),
    hint=gettext_noop(
        "You get the bank details after ordering. Your tickets become valid once we have received your payment."
    ),
)
