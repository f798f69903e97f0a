"""Paying at the door."""

from decimal import Decimal

from eventhub.common import money
from shop.gateways.base import ByHand, Instructions
from shop.models import Order


class AtTheDoor(ByHand):
    """The buyer brings the money; staff take it and mark the order as paid."""

    def instructions(self, order: Order, owed: Decimal) -> Instructions:
        """Bring the money; the code is valid at the door already."""
        return Instructions(
            "Please pay at the door",
            ("Show the QR code at the entrance and pay there.",),
            (("Amount", money.display(owed, currency=order.event.currency)),),
        )


GATEWAY = AtTheDoor(
    provider="boxoffice",
    title="Pay at the door",
    hint="You pay when you arrive. Your place is reserved.",
)
