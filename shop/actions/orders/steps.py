"""The organizer's word on an order: approved, denied, given more time, brought back, or waiting for money again."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Conflict, Invalid
from shop import locks
from shop.actions.money.ledger import add_payment, add_refund, give_up, ledger
from shop.actions.orders.placing import payment_deadline
from shop.actions.orders.states import MANUAL, move, settle_paid, tell
from shop.actions.orders.units import order_releasing, order_reviving
from shop.enums import OrderStatus, PaymentState, RefundState
from shop.models import Order
from shop.rules import balance, transitions
from shop.rules.moments import end_of_day
from tenant.models import Event


def renewed_deadline(order: Order, *, provider: str = "") -> dt.datetime:
    """Until when an order that waits for money anew has time: at least as long as a new one."""
    fresh = payment_deadline(order.event, provider=provider, at=timezone.now())
    return fresh if order.expires is None else max(fresh, order.expires)


@durable
def mark_pending(event: Event, *, code: str, actor: Actor) -> Order:
    """Lets a paid order wait for payment again; what was paid stays recorded.

    Raises NotFound, Conflict `bad_transition`. Locks the order. Writes `order.marked_unpaid`.
    """
    order = locks.order_locked(event, code)
    if not transitions.may_be_pending(order):
        raise Conflict(
            "bad_transition", gettext_noop("Only a paid order can wait for payment again.")
        )
    order.expires = renewed_deadline(order)
    move(order, OrderStatus.PENDING, actor=actor)
    audit.record("order.marked_unpaid", actor=actor, target=order, event=event)
    return order


@durable
def mark_refunded(event: Event, *, code: str, actor: Actor) -> Order:
    """Records that all the money of a paid order was given back, and cancels it.

    Raises NotFound, Conflict `bad_transition`. Locks quotas, then the order. Writes the refund and
    `order.refunded`.
    """
    order = order_releasing(event, code, statuses=(OrderStatus.PAID,))
    if not transitions.may_be_refunded(order):
        raise Conflict("bad_transition", gettext_noop("Only a paid order can be refunded."))
    book = ledger(order)
    give_up(book)
    if book.refundable > 0:
        add_refund(
            book, amount=book.refundable, provider=MANUAL, state=RefundState.DONE, actor=actor
        )
    order.canceled_at = timezone.now()
    move(order, OrderStatus.CANCELED, actor=actor)
    audit.record("order.refunded", actor=actor, target=order, event=event)
    return order


@durable
def approve_order(event: Event, *, code: str, actor: Actor, send_mail: bool = True) -> Order:
    """Lets an order that waits for approval go on: it has the usual time to pay, and a free one is complete.

    Raises NotFound, Conflict `bad_transition`. Locks the order. Writes `order.approved`, promises the mail.
    """
    order = locks.order_locked(event, code)
    if not transitions.may_be_judged(order):
        raise Conflict("bad_transition", gettext_noop("This order does not wait for approval."))
    order.require_approval = False
    order.save(update_fields=["require_approval"])
    audit.record("order.approved", actor=actor, target=order, event=event)
    book = ledger(order)
    if balance.completes(order.status, require_approval=False, still_owed=book.owed):
        give_up(book)
        if order.total == 0:
            now = timezone.now()
            add_payment(
                book,
                amount=order.total,
                provider="free",
                state=PaymentState.CONFIRMED,
                at=now,
                actor=actor,
            )
        settle_paid(order, actor=actor, data={"provider": "free"}, send_mail=False)
    else:
        order.expires = renewed_deadline(order)
        move(order, OrderStatus.PENDING, actor=actor)
    tell(order, "approved", wanted=send_mail)
    return order


@durable
def deny_order(
    event: Event, *, code: str, actor: Actor, send_mail: bool = True, comment: str = ""
) -> Order:
    """Turns an order down that waits for approval: it is canceled, its units go back. `comment` goes into the mail.

    Raises NotFound, Conflict `bad_transition`. Locks the quotas, then the order. Writes `order.denied`,
    promises the mail.
    """
    order = order_releasing(event, code)
    if not transitions.may_be_judged(order):
        raise Conflict("bad_transition", gettext_noop("This order does not wait for approval."))
    give_up(ledger(order))
    order.canceled_at = timezone.now()
    move(order, OrderStatus.CANCELED, actor=actor)
    audit.record(
        "order.denied",
        actor=actor,
        target=order,
        event=event,
        data={"comment": comment},
    )
    tell(order, "denied", wanted=send_mail, comment=comment)
    return order


@durable
def reactivate_order(event: Event, *, code: str, actor: Actor, force: bool = False) -> Order:
    """Brings a canceled order back: paid where nothing is owed, else waiting for payment with the usual time.

    Its units are taken again (SoldOut when they are gone, unless `force`). Raises NotFound, Conflict `bad_transition`.
    Locks the quotas, then the order. Writes `order.reactivated`.
    """
    order, revived = order_reviving(event, code, statuses={OrderStatus.CANCELED}, force=force)
    if not revived:
        raise Conflict("bad_transition", gettext_noop("Only a canceled order can be reactivated."))
    book = ledger(order)
    order.canceled_at = None
    order.expires = renewed_deadline(order)
    complete = book.owed <= 0 and not order.require_approval
    move(order, OrderStatus.PAID if complete else OrderStatus.PENDING, actor=actor)
    audit.record("order.reactivated", actor=actor, target=order, event=event)
    return order


@durable
def extend_order(
    event: Event, *, code: str, expires: dt.datetime | dt.date, actor: Actor, force: bool = False
) -> Order:
    """Gives the buyer until `expires` to pay; a day means its end where the event is. An expired order lives again.

    Its units are taken again (SoldOut when they are gone, unless `force`). Raises NotFound, Conflict `bad_transition`,
    Invalid `expires` for what is past. Locks the quotas, then the order. Writes `order.expiry_changed`.
    """
    until = (
        expires if isinstance(expires, dt.datetime) else end_of_day(expires, zone=event.timezone)
    )
    if until <= timezone.now():
        raise Invalid.field("expires", gettext_noop("The new deadline lies in the past."))
    order, _ = order_reviving(event, code, statuses={OrderStatus.EXPIRED}, force=force)
    if not transitions.may_be_extended(order):
        raise Conflict(
            "bad_transition",
            gettext_noop("Only an order that waits for payment or expired gets more time."),
        )
    order.expires = until
    move(order, OrderStatus.PENDING, actor=actor)
    audit.record(
        "order.expiry_changed",
        actor=actor,
        target=order,
        event=event,
        data={"expires": until.isoformat(), "force": force},
    )
    return order
