"""Bank transfer: the buyer sends money, staff mark the order as paid."""

from decimal import Decimal
from zoneinfo import ZoneInfo

from eventhub.common import money
from eventhub.common.i18n import localize
from shop.gateways.base import ByHand, Instructions
from shop.models import Order
from tenant.events import event_settings


class BankTransfer(ByHand):
    """The buyer sends money to the organizer's account and names the order."""

    def instructions(self, order: Order, owed: Decimal) -> Instructions:
        """The organizer's bank details, what is `owed`, and the code that tells them whose money it is."""
        event = order.event
        details = localize(
            event_settings.value(event, "banktransfer_details"), language=order.locale
        ).strip()
        sentences = details.splitlines() or ["The organizer will send you the bank details."]
        facts = [
            ("Amount", money.display(owed, currency=event.currency)),
            ("Reference", order.code),
        ]
        if order.expires is not None:
            day = order.expires.astimezone(ZoneInfo(event.timezone))
            facts.append(("Pay by", f"{day.day} {day:%B %Y}"))
        return Instructions("Please transfer the amount", tuple(sentences), tuple(facts))


GATEWAY = BankTransfer(
    provider="banktransfer",
    title="Bank transfer",
    hint="You get the bank details after ordering. Your tickets become valid once we have received your payment.",
)
