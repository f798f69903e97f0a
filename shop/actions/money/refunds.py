"""Refunds of an order: promised, done, called off. EventHub moves no money: it keeps the record."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Conflict, Invalid
from shop import locks
from shop.actions.money.ledger import Ledger, add_refund, finish, follow_held, ledger, reverse
from shop.actions.orders.following import touch_order
from shop.actions.orders.states import MANUAL, cancel_order_within, move, settle_paid
from shop.actions.orders.steps import renewed_deadline
from shop.enums import OrderStatus, PaymentState, RefundState
from shop.models import Order, Payment, Refund
from shop.rules import balance, transitions
from tenant.models import Event

SOURCES = ("admin", "buyer", "external")


@durable
def refund_payment(
    event: Event,
    *,
    code: str,
    local_id: int,
    actor: Actor,
    amount: Decimal | None = None,
    cancel: bool = False,
    comment: str = "",
) -> Refund:
    """Promises money of a payment back, all that is left of it where no `amount` is named, and returns the refund.

    With `cancel` the order is canceled; else an order that is no longer paid in full waits for payment again. Somebody
    pays the money out and says `done`. Raises NotFound, Conflict `bad_transition` for a payment that brought no money,
    Invalid `amount`. Locks as `create_refund`, and writes the same.
    """
    order = _opened(event, code=code, cancel=cancel, actor=actor)
    book = ledger(order)
    payment = book.payment(local_id)
    if payment.state != PaymentState.CONFIRMED:
        raise Conflict(
            "bad_transition", gettext_noop("Only a payment whose money came can be given back.")
        )
    available = book.refundable_of(payment)
    wanted = available if amount is None else amount
    _insist_available(wanted, available)
    refund = add_refund(
        book,
        amount=wanted,
        provider=payment.provider,
        state=RefundState.CREATED,
        payment=payment,
        comment=comment,
        actor=actor,
    )
    _follow_sums(book, actor=actor)
    return refund


@durable
def create_refund(
    event: Event,
    *,
    code: str,
    amount: Decimal,
    actor: Actor,
    state: str = RefundState.CREATED,
    provider: str = MANUAL,
    payment_id: int | None = None,
    source: str = "admin",
    comment: str = "",
    at: dt.datetime | None = None,
    cancel: bool = False,
    pending: bool = False,
) -> Refund:
    """Records a refund, of one payment (`payment_id` is its number in the order) or of the order at large.

    `cancel` cancels the order; `pending` lets a paid order wait for payment again, if money is missing now. Never more
    than came in and is still there: Invalid `amount`, `payment`. Raises NotFound, Conflict. Locks quotas (with
    `cancel`), then the order. Writes `refund.created`.
    """
    order = _opened(event, code=code, cancel=cancel, actor=actor)
    book = ledger(order)
    payment = _payment(book, payment_id)
    if state in balance.RETURNED:
        _insist_available(amount, book.refundable_of(payment) if payment else book.refundable)
    refund = add_refund(
        book,
        amount=amount,
        provider=provider,
        state=state,
        payment=payment,
        source=source,
        comment=comment,
        at=at,
        actor=actor,
    )
    if pending:
        _follow_sums(book, actor=actor)
    else:
        touch_order(order.pk)
    return refund


def _payment(book: Ledger, local_id: int | None) -> Payment | None:
    if local_id is None:
        return None
    payment = next((row for row in book.payments if row.local_id == local_id), None)
    if payment is None:
        raise Invalid.field("payment", gettext_noop("This order has no such payment."))
    if payment.state not in balance.RECEIVED:
        raise Invalid.field("payment", gettext_noop("No money came of this payment."))
    return payment


@durable
def process_refund(
    event: Event, *, code: str, local_id: int, actor: Actor, cancel: bool = False
) -> Refund:
    """Takes notice of money that went back behind our back (a chargeback): the refund is done, and the order waits for
    payment again where money is missing, or is canceled (`cancel`).

    Raises NotFound, Conflict `bad_transition` for refunds that are not external. Locks as `create_refund`. Writes
    `refund.completed`.
    """
    order = _opened(event, code=code, cancel=cancel, actor=actor)
    book = ledger(order)
    refund = book.refund(local_id)
    if refund.state != RefundState.EXTERNAL:
        raise Conflict(
            "bad_transition",
            gettext_noop("Only a refund that happened elsewhere can be processed."),
        )
    finish(book, refund, actor=actor)
    _follow_sums(book, actor=actor)
    return refund


@durable
def finish_refund(event: Event, *, code: str, local_id: int, actor: Actor) -> Refund:
    """Records that the money of a refund went out. Raises NotFound, Conflict `bad_transition`. Locks the order. Writes
    `refund.completed`."""
    order = locks.order_locked(event, code)
    book = ledger(order)
    refund = book.refund(local_id)
    if refund.state not in {RefundState.CREATED, RefundState.TRANSIT}:
        raise Conflict("bad_transition", gettext_noop("This refund is not on its way."))
    finish(book, refund, actor=actor)
    touch_order(order.pk)
    return refund


@durable
def cancel_refund(event: Event, *, code: str, local_id: int, actor: Actor) -> Refund:
    """Calls a refund off that is not done. An order that waits for this money is paid again.

    Raises NotFound, Conflict `bad_transition`. Locks the order. Writes `refund.canceled`.
    """
    order = locks.order_locked(event, code)
    book = ledger(order)
    refund = book.refund(local_id)
    if refund.state not in balance.OPEN_REFUNDS:
        raise Conflict("bad_transition", gettext_noop("This refund cannot be called off any more."))
    refund.state = RefundState.CANCELED
    refund.save(update_fields=["state"])
    _record(order, refund, "canceled", actor=actor)
    _follow_sums(book, actor=actor)
    return refund


@durable
def reverse_refund(
    event: Event,
    *,
    code: str,
    local_id: int,
    actor: Actor,
    at: dt.datetime | None = None,
    cause: str = "",
) -> Refund:
    """Records that the money of a refund that was done is here again: the bank sent it back, or a dispute was won.

    The refund failed then; an order that waits for this money is paid again, a dead one holds it (received, not
    fulfilled). `at`: when it came; `cause`: what told us. Raises NotFound, Conflict `bad_transition`. Locks the order.
    Writes the reversal's receipt and `refund.failed`.
    """
    order = locks.order_locked(event, code)
    book = ledger(order)
    refund = book.refund(local_id)
    if refund.state != RefundState.DONE:
        raise Conflict(
            "bad_transition", gettext_noop("Only the money of a refund that is done can come back.")
        )
    reverse(book, refund, at=at or timezone.now(), actor=actor, cause=cause)
    _record(order, refund, "failed", actor=actor)
    _follow_sums(book, actor=actor)
    follow_held(book, came=True)
    return refund


def _opened(event: Event, *, code: str, cancel: bool, actor: Actor) -> Order:
    """The order, locked; canceled first where that is wanted and can be."""
    if not cancel:
        return locks.order_locked(event, code)
    seen = Order.objects.filter(event=event, code=code).first()
    if seen is not None and not transitions.may_be_canceled(seen):
        return locks.order_locked(event, code)
    return cancel_order_within(event, code=code, actor=actor, send_mail=False)


def _insist_available(amount: Decimal, available: Decimal) -> None:
    if amount <= 0:
        raise Invalid.field("amount", gettext_noop("There is nothing to give back."))
    if amount > available:
        raise Invalid.field("amount", f"At most {available} can be given back.")


def _follow_sums(book: Ledger, *, actor: Actor) -> None:
    """A paid order that lacks money waits for it; one that waits and lacks none is paid."""
    order = book.order
    if balance.reopens(order.status, still_owed=book.owed):
        order.expires = renewed_deadline(order)
        move(order, OrderStatus.PENDING, actor=actor)
        audit.record("order.marked_unpaid", actor=actor, target=order, event=order.event)
    elif order.status == OrderStatus.PENDING and balance.completes(
        order.status, require_approval=order.require_approval, still_owed=book.owed
    ):
        settle_paid(order, actor=actor, data={}, send_mail=False)
    else:
        touch_order(order.pk)


def _record(order: Order, refund: Refund, verb: str, *, actor: Actor) -> None:
    audit.record(
        f"refund.{verb}",
        actor=actor,
        target=order,
        event=order.event,
        data={"local_id": refund.local_id, "amount": str(refund.amount)},
    )
