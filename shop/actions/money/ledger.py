"""The money of an order that is locked: its payments and refunds read once, and what their sums make of it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.effects import audit
from eventhub.common.errors import NotFound
from shop.actions.money import receipts
from shop.enums import LIVE_STATUSES, PaymentState, RefundState
from shop.models import Order, Payment, Refund
from shop.rules import balance


@dataclass(frozen=True)
class Ledger:
    """All movements of one order, oldest first."""

    order: Order
    payments: list[Payment]
    refunds: list[Refund]

    @property
    def owed(self) -> Decimal:
        return balance.owed(self.order.total, self.payments, self.refunds)

    @property
    def refundable(self) -> Decimal:
        return balance.refundable(self.payments, self.refunds)

    def payment(self, local_id: int) -> Payment:
        """The payment of this number. Raises NotFound."""
        found = next((row for row in self.payments if row.local_id == local_id), None)
        if found is None:
            raise NotFound("payment_not_found", gettext_noop("There is no such payment."))
        return found

    def refund(self, local_id: int) -> Refund:
        """The refund of this number. Raises NotFound."""
        found = next((row for row in self.refunds if row.local_id == local_id), None)
        if found is None:
            raise NotFound("refund_not_found", gettext_noop("There is no such refund."))
        return found

    def refundable_of(self, payment: Payment) -> Decimal:
        """How much of one payment can still be given back."""
        own = [row for row in self.refunds if row.payment_id == payment.pk]
        return min(balance.refundable([payment], own), self.refundable)


def ledger(order: Order) -> Ledger:
    """The order's money as it is. Two queries."""
    payments = Payment.objects.filter(order=order).order_by("local_id")
    refunds = Refund.objects.filter(order=order).order_by("local_id")
    return Ledger(order, list(payments), list(refunds))


def receive(book: Ledger, *, provider: str, at: dt.datetime, actor: Actor) -> None:
    """Records all that is owed as received: by the payment that waits for exactly that, else by a new one in place of
    those that wait for another amount. Nothing owed, nothing recorded."""
    missing = book.owed
    waiting = [row for row in book.payments if row.state in balance.WAITING]
    exact = next((row for row in waiting if row.amount == missing), None)
    give_up(book, spare=exact)
    if exact is not None:
        confirm(book, exact, at=at, actor=actor)
    elif missing > 0:
        add_payment(
            book,
            amount=missing,
            provider=provider,
            state=PaymentState.CONFIRMED,
            at=at,
            actor=actor,
        )


def confirm(
    book: Ledger, payment: Payment, *, at: dt.datetime, actor: Actor, cause: str = ""
) -> None:
    """The money of a payment came. Writes the payment's receipt and `payment.confirmed`, and what the caller set of
    `amount`, `account`, `reference` and `details`."""
    payment.state, payment.payment_date = PaymentState.CONFIRMED, at
    payment.save(
        update_fields=["state", "payment_date", "amount", "account", "reference", "details"]
    )
    note_received(payment, order=book.order, actor=actor, cause=cause)


def note_received(payment: Payment, *, order: Order, actor: Actor, cause: str = "") -> None:
    """What is written whenever money came, in whichever way: the receipt, and `payment.confirmed`."""
    receipts.payment_came(payment, order=order, actor=actor, cause=cause)
    _entered(order, "payment.confirmed", payment, actor=actor)


def add_payment(
    book: Ledger,
    *,
    amount: Decimal,
    provider: str,
    state: str,
    actor: Actor,
    at: dt.datetime | None = None,
    details: dict[str, object] | None = None,
    account: str = "",
    reference: str = "",
    cause: str = "",
) -> Payment:
    """One more payment, with the next number. `at`: when the money came. A confirmed one is noted as received."""
    payment = Payment.objects.create(
        tenant_id=book.order.tenant_id,
        order=book.order,
        local_id=max((row.local_id for row in book.payments), default=0) + 1,
        state=state,
        amount=amount,
        provider=provider,
        account=account,
        reference=reference,
        created=timezone.now(),
        payment_date=at,
        details=details or {},
    )
    book.payments.append(payment)
    if state == PaymentState.CONFIRMED:
        note_received(payment, order=book.order, actor=actor, cause=cause)
    return payment


def add_refund(
    book: Ledger,
    *,
    amount: Decimal,
    provider: str,
    state: str,
    actor: Actor,
    payment: Payment | None = None,
    source: str = "admin",
    comment: str = "",
    at: dt.datetime | None = None,
) -> Refund:
    """One more refund, with the next number; one that is done has its receipt and closes the payment that it empties.
    `at`: when the money went, now where it is not said. Writes `refund.created`, or `refund.reported` of what happened
    elsewhere; `refund.completed` of what is done."""
    now = timezone.now()
    refund = Refund.objects.create(
        tenant_id=book.order.tenant_id,
        order=book.order,
        payment=payment,
        local_id=max((row.local_id for row in book.refunds), default=0) + 1,
        state=state,
        source=source,
        amount=amount,
        provider=provider,
        created=now,
        execution_date=(at or now) if state == RefundState.DONE else None,
        comment=comment,
    )
    book.refunds.append(refund)
    elsewhere = state == RefundState.EXTERNAL
    _entered(book.order, "refund.reported" if elsewhere else "refund.created", refund, actor=actor)
    if state == RefundState.DONE:
        _note_gone(book, refund, actor=actor)
    return refund


def finish(book: Ledger, refund: Refund, *, actor: Actor) -> None:
    """The money of a refund went out. Writes the refund's receipt and `refund.completed`, closes the payment that it
    empties."""
    refund.state, refund.execution_date = RefundState.DONE, timezone.now()
    refund.save(update_fields=["state", "execution_date"])
    _note_gone(book, refund, actor=actor)


def _note_gone(book: Ledger, refund: Refund, *, actor: Actor) -> None:
    receipts.refund_went(refund, order=book.order, actor=actor)
    _entered(book.order, "refund.completed", refund, actor=actor)
    _close_refunded(book, refund)


def _entered(order: Order, verb: str, row: Payment | Refund, *, actor: Actor) -> None:
    audit.record(
        verb,
        actor=actor,
        target=order,
        event=order.event,
        data={"local_id": row.local_id, "amount": str(row.amount)},
    )


def _close_refunded(book: Ledger, refund: Refund) -> None:
    """Marks the payment of a refund that is done as refunded, once nothing of it is left; a dead order of which nothing is
    left waits for nobody any more."""
    follow_held(book, came=False)
    if refund.payment_id is None:
        return
    payment = next(row for row in book.payments if row.pk == refund.payment_id)
    own = [row for row in book.refunds if row.payment_id == payment.pk]
    if payment.state == PaymentState.CONFIRMED and balance.refundable([payment], own) == 0:
        payment.state = PaymentState.REFUNDED
        payment.save(update_fields=["state"])


def reverse(book: Ledger, refund: Refund, *, at: dt.datetime, actor: Actor, cause: str) -> None:
    """The money of a refund that was done is here again: the refund failed, and the payment that it had emptied holds
    money once more. Writes the receipt."""
    refund.state = RefundState.FAILED
    refund.save(update_fields=["state"])
    receipts.refund_returned(refund, at=at, order=book.order, actor=actor, cause=cause)
    payment = next((row for row in book.payments if row.pk == refund.payment_id), None)
    if payment is not None and payment.state == PaymentState.REFUNDED:
        payment.state = PaymentState.CONFIRMED
        payment.save(update_fields=["state"])


def follow_held(book: Ledger, *, came: bool) -> bool:
    """Notes whether money is held for a dead order: from when money `came` for it until none of it is left. Whether it
    was noted just now; nothing happens to living orders."""
    order = book.order
    if order.status in LIVE_STATUSES:
        return False
    holds = balance.held(book.payments, book.refunds) > 0
    since = order.unfulfilled_since
    if holds and came and since is None:
        order.unfulfilled_since = timezone.now()
    elif not holds and since is not None:
        order.unfulfilled_since = None
    else:
        return False
    order.save(update_fields=["unfulfilled_since"])
    return order.unfulfilled_since is not None


def give_up(book: Ledger, *, spare: Payment | None = None) -> None:
    """Cancels the payments that wait, but `spare`."""
    for row in book.payments:
        if row.state in balance.WAITING and row is not spare:
            row.state = PaymentState.CANCELED
            row.save(update_fields=["state"])
