"""Paying at the door."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eventhub.common import money
from shop.gateways.base import ByHand, Instructions
from shop.models import Order


class AtTheDoor(ByHand):
    """The buyer brings the money; staff take it and mark the order as paid."""

    def instructions(self, order: Order, owed: Decimal) -> Instructions:
        """Bring the money; the code is valid at the door already."""
        return Instructions(
            _("Please pay at the door"),
            (_("Show the QR code at the entrance and pay there."),),
            ((_("Amount"), money.display(owed, currency=order.event.currency)),),
        )


GATEWAY = AtTheDoor(
    provider="boxoffice",
    title=gettext_noop("Pay at the door"),
    hint=gettext_noop("You pay when you arrive. Your place is reserved."),
)
