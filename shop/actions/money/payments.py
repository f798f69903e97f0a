"""Payments of an order: recorded, confirmed, called off. The sums decide whether the order is paid."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Conflict, Invalid
from shop import locks
from shop.actions.money.ledger import Ledger, add_payment, confirm, follow_held, ledger
from shop.actions.orders.following import touch_order
from shop.actions.orders.states import settle_paid
from shop.actions.orders.units import order_reviving
from shop.enums import OrderStatus, PaymentState
from shop.models import Order, Payment
from shop.rules import balance
from tenant.models import Event


@durable
def record_payment(
    event: Event,
    *,
    code: str,
    amount: Decimal,
    provider: str,
    actor: Actor,
    state: str = PaymentState.CREATED,
    at: dt.datetime | None = None,
    details: dict[str, Any] | None = None,
    send_mail: bool = True,
    force: bool = False,
) -> Payment:
    """One more payment. A confirmed one pays the order once nothing is owed any more; too much does no harm, too little
    leaves it waiting, and an expired order takes its units again (SoldOut, unless `force`).

    `at`: when the money came. Raises NotFound, Invalid `state`. Locks the quotas of an expired order, then the order.
    Writes `payment.created` and what follows of `.confirmed` and `order.paid`.
    """
    if state == PaymentState.REFUNDED:
        raise Invalid.field("state", gettext_noop("Record a refund instead."))
    confirmed = state == PaymentState.CONFIRMED
    order, book = _opened(event, code, amount=amount if confirmed else None, force=force)
    payment = add_payment(
        book,
        amount=amount,
        provider=provider,
        state=PaymentState.CREATED if confirmed else state,
        at=at,
        details=details,
        actor=actor,
    )
    data = {"local_id": payment.local_id, "amount": str(amount), "provider": provider}
    audit.record("payment.created", actor=actor, target=order, event=event, data=data)
    if confirmed:
        confirm(book, payment, at=at or timezone.now(), actor=actor)
        follow_payment(book, payment, actor=actor, send_mail=send_mail)
    else:
        touch_order(order.pk)
    return payment


@durable
def confirm_payment(
    event: Event,
    *,
    code: str,
    local_id: int,
    actor: Actor,
    send_mail: bool = True,
    force: bool = False,
) -> Payment:
    """Records that the money of a payment came; what follows is as in `record_payment`.

    Raises NotFound, Conflict `bad_transition` unless the payment waits. Locks the quotas of an expired order, then the
    order. Writes `payment.confirmed`.
    """
    seen = Payment.objects.filter(order__event=event, order__code=code, local_id=local_id).first()
    _, book = _opened(event, code, amount=seen.amount if seen else None, force=force)
    payment = book.payment(local_id)
    _insist_waiting(payment)
    confirm(book, payment, at=timezone.now(), actor=actor)
    follow_payment(book, payment, actor=actor, send_mail=send_mail)
    return payment


@durable
def cancel_payment(event: Event, *, code: str, local_id: int, actor: Actor) -> Payment:
    """Calls a payment off that waits. Raises NotFound, Conflict `bad_transition`. Locks the order. Writes
    `payment.canceled`."""
    order = locks.order_locked(event, code)
    payment = ledger(order).payment(local_id)
    _insist_waiting(payment)
    payment.state = PaymentState.CANCELED
    payment.save(update_fields=["state"])
    audit.record(
        "payment.canceled",
        actor=actor,
        target=order,
        event=event,
        data={"local_id": local_id},
    )
    touch_order(order.pk)
    return payment


def _insist_waiting(payment: Payment) -> None:
    if payment.state not in balance.WAITING:
        raise Conflict("bad_transition", gettext_noop("This payment does not wait for its money."))


def _opened(
    event: Event, code: str, *, amount: Decimal | None, force: bool
) -> tuple[Order, Ledger]:
    """The order, locked, with its money; units taken again where `amount` makes an expired order a paid one."""

    def completed(order: Order) -> bool:
        return amount is not None and balance.completes(
            order.status,
            require_approval=order.require_approval,
            still_owed=ledger(order).owed - amount,
        )

    order, _ = order_reviving(
        event, code, statuses={OrderStatus.EXPIRED}, when=completed, force=force
    )
    return order, ledger(order)


def follow_payment(
    book: Ledger, payment: Payment, *, actor: Actor, send_mail: bool, may_complete: bool = True
) -> None:
    """What follows when the money of a locked order's payment came: the order is paid, or goes on as it was. An order that
    is dead by then (or cannot live again: `may_complete` False) keeps the money as received, not fulfilled."""
    order = book.order
    moved = {"local_id": payment.local_id, "amount": str(payment.amount)}
    if may_complete and balance.completes(
        order.status, require_approval=order.require_approval, still_owed=book.owed
    ):
        data: dict[str, object] = {"provider": payment.provider}
        settle_paid(order, actor=actor, data=data, send_mail=send_mail)
    else:
        touch_order(order.pk)
    if follow_held(book, came=True):
        audit.record(
            "payment.unfulfilled", actor=actor, target=order, event=order.event, data=moved
        )
    if book.owed < 0:
        audit.record(
            "order.overpaid",
            actor=actor,
            target=order,
            event=order.event,
            data={"too_much": str(-book.owed)},
        )
