"""Orders are paid, canceled, expire: each step once, under the order's lock."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from eventhub.common import audit
from eventhub.common.actors import Actor
from eventhub.common.errors import Conflict
from eventhub.common.outbox import enqueue
from eventhub.common.transactions import Contended, durable
from shop import locks, transitions
from shop.actions import stock
from shop.actions.orders.following import follow, units_of
from shop.enums import LIVE_STATUSES, OrderStatus, PaymentState
from shop.models import Order, Payment
from tenant.models import Event

MANUAL = "manual"


@durable
def mark_paid(
    event: Event,
    *,
    code: str,
    actor: Actor,
    provider: str = MANUAL,
    send_mail: bool = True,
    note: str = "",
) -> Order:
    """Records the whole amount as received, and returns the order.

    An expired order takes its units again and may find them gone (SoldOut). Raises NotFound, Conflict `already_paid`
    and `bad_transition` (canceled). Locks quotas (expired orders only), then the order. Writes the payment and
    `pretix.event.order.paid`, promises the mail.
    """
    return mark_paid_within(
        event, code=code, actor=actor, provider=provider, send_mail=send_mail, note=note
    )


@transaction.atomic(savepoint=False)
def mark_paid_within(
    event: Event,
    *,
    code: str,
    actor: Actor,
    provider: str = MANUAL,
    send_mail: bool = True,
    note: str = "",
    at: dt.datetime | None = None,
) -> Order:
    """`mark_paid` inside a larger transaction."""
    seen = Order.objects.filter(event=event, code=code, status=OrderStatus.EXPIRED).first()
    if seen is not None:
        stock.take(event, units_of(seen))
    order = locks.order_locked(event, code)
    if seen is not None and order.status != OrderStatus.EXPIRED:
        raise Contended(message="The order was changed at this moment.")
    if order.status == OrderStatus.PAID:
        raise Conflict("already_paid", "The order is already paid.")
    if not transitions.may_be_paid(order):
        raise Conflict(
            "bad_transition",
            "Only an order that waits for payment or expired can be marked as paid.",
        )
    if seen is None and order.status == OrderStatus.EXPIRED:
        raise Contended(message="The order expired at this moment.")
    _confirm_payment(order, provider=provider, now=at or timezone.now())
    _move(order, OrderStatus.PAID)
    audit.record(
        "pretix.event.order.paid",
        actor=actor,
        target=order,
        event=event,
        data={"provider": provider, "note": note},
    )
    if send_mail and order.email:
        enqueue("order.mail", tenant_id=event.tenant_id, order_id=order.pk, kind="paid")
    return order


def _confirm_payment(order: Order, *, provider: str, now: dt.datetime) -> None:
    payments = list(Payment.objects.filter(order=order).order_by("local_id").select_for_update())
    waiting = next(
        (p for p in payments if p.state in {PaymentState.CREATED, PaymentState.PENDING}), None
    )
    if waiting is None:
        waiting = Payment(
            tenant_id=order.tenant_id, order=order, local_id=len(payments) + 1, provider=provider,
            amount=order.total, created=now,
        )  # fmt: skip
    waiting.state, waiting.payment_date = PaymentState.CONFIRMED, now
    waiting.save()


@durable
def cancel_order(
    event: Event, *, code: str, actor: Actor, send_mail: bool = True, note: str = ""
) -> Order:
    """Cancels the order and gives its units back; money that was paid stays owed to the buyer.

    Raises NotFound, Conflict `bad_transition` when it is canceled or expired already. Locks the quotas, then the order.
    Writes `pretix.event.order.canceled`, promises the mail.
    """
    return cancel_order_within(event, code=code, actor=actor, send_mail=send_mail, note=note)


@transaction.atomic(savepoint=False)
def cancel_order_within(
    event: Event, *, code: str, actor: Actor, send_mail: bool = True, note: str = ""
) -> Order:
    """`cancel_order` inside a larger transaction."""
    # Quotas come before orders in the lock order: the units go back before the order's row is locked. Should its state
    # prove different under the lock, the refusal undoes that.
    seen = Order.objects.filter(event=event, code=code, status__in=LIVE_STATUSES).first()
    if seen is not None:
        stock.give_back(event, units_of(seen))
    order = locks.order_locked(event, code)
    if not transitions.may_be_canceled(order):
        raise Conflict("bad_transition", "Only an open or paid order can be canceled.")
    if seen is None:
        raise Contended(message="The order was changed at this moment.")
    Payment.objects.filter(
        order=order, state__in=[PaymentState.CREATED, PaymentState.PENDING]
    ).update(state=PaymentState.CANCELED)
    order.canceled_at = timezone.now()
    _move(order, OrderStatus.CANCELED)
    audit.record(
        "pretix.event.order.canceled", actor=actor, target=order, event=event, data={"note": note}
    )
    if send_mail and order.email:
        enqueue("order.mail", tenant_id=event.tenant_id, order_id=order.pk, kind="canceled")
    return order


@durable
def expire_order(event: Event, *, code: str, actor: Actor, overdue_only: bool = True) -> bool:
    """Lets an order that was not paid in time give its units back; False when it was paid or canceled meanwhile.

    `overdue_only` False: the organizer does not want to wait for its deadline. Locks the quotas, then the order. Writes `pretix.event.order.expired`. Idempotent.
    """
    order = Order.objects.filter(event=event, code=code, status=OrderStatus.PENDING).first()
    if order is None:
        return False
    stock.give_back(event, units_of(order))
    order = locks.order_locked(event, code)
    waits = order.status == OrderStatus.PENDING
    overdue = order.expires is not None and order.expires <= timezone.now()
    if not waits or (overdue_only and not overdue):
        transaction.set_rollback(True)
        return False
    _move(order, OrderStatus.EXPIRED)
    audit.record("pretix.event.order.expired", actor=actor, target=order, event=event)
    return True


def _move(order: Order, status: OrderStatus) -> None:
    order.status, order.last_modified = status, timezone.now()
    order.save(update_fields=["status", "last_modified", "canceled_at"])
    follow(order)


def resend_confirmation(event: Event, *, code: str, actor: Actor) -> Order:
    """Promises the order's mail once more. Raises NotFound, Conflict `no_address`."""
    with transaction.atomic(durable=True):
        order = locks.order_locked(event, code)
        if not transitions.may_be_resent(order):
            raise Conflict("no_address", "This order has no e-mail address.")
        entry = audit.record("pretix.event.order.resend", actor=actor, target=order, event=event)
        enqueue(
            "order.mail",
            tenant_id=event.tenant_id,
            order_id=order.pk,
            kind="resend",
            nonce=str(entry.pk),
        )
        return order
