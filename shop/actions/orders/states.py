"""Orders are paid, canceled, expire: each step once, under the order's lock."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.effects.outbox import enqueue
from eventhub.common.errors import Conflict, Invalid
from shop import locks
from shop.actions.money import invoices
from shop.actions.money.ledger import give_up, ledger, receive
from shop.actions.orders import fees
from shop.actions.orders.following import follow
from shop.actions.orders.units import order_releasing, order_reviving
from shop.enums import LIVE_STATUSES, FeeType, OrderStatus
from shop.models import Order, OrderFee, OrderPosition
from shop.rules import transitions
from shop.rules.drafts import FeeDraft
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
    """Records all that is owed as received, and returns the order.

    An expired order takes its units again and may find them gone (SoldOut). Raises NotFound, Conflict `already_paid`
    and `bad_transition` (canceled). Locks quotas (expired orders only), then the order. Writes the payment and
    `order.paid`, promises the mail.
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
    order, _ = order_reviving(
        event, code, statuses={OrderStatus.EXPIRED}, when=transitions.may_be_paid
    )
    if order.status == OrderStatus.PAID:
        raise Conflict("already_paid", gettext_noop("The order is already paid."))
    if not transitions.may_be_paid(order):
        raise Conflict(
            "bad_transition",
            gettext_noop("Only an order that waits for payment or expired can be marked as paid."),
        )
    receive(ledger(order), provider=provider, at=at or timezone.now(), actor=actor)
    settle_paid(order, actor=actor, data={"provider": provider, "note": note}, send_mail=send_mail)
    return order


def settle_paid(
    order: Order, *, actor: Actor, data: dict[str, object], send_mail: bool = True
) -> None:
    """Makes a locked order, whose units are taken, a paid one. Writes `order.paid`, promises the mail."""
    move(order, OrderStatus.PAID, actor=actor)
    audit.record("order.paid", actor=actor, target=order, event=order.event, data=data)
    tell(order, "paid", wanted=send_mail)


def tell(
    order: Order, kind: str, *, wanted: bool = True, nonce: str = "", comment: str = ""
) -> None:
    """Promises the mail of this kind about the order as it is now, where there is an address and somebody wants it."""
    if not wanted or not order.email:
        return
    words = {"comment": comment} if comment else {}
    nonce = nonce or order.last_modified.isoformat()
    enqueue(
        "order.mail",
        tenant_id=order.tenant_id,
        order_id=order.pk,
        kind=kind,
        nonce=nonce,
        **words,
    )


@durable
def cancel_order(
    event: Event,
    *,
    code: str,
    actor: Actor,
    send_mail: bool = True,
    note: str = "",
    fee: Decimal | None = None,
) -> Order:
    """Cancels the order and gives its units back; money that was paid stays owed to the buyer.

    With a `fee` (gross, without tax; at most the total) its positions are canceled and it goes on as an order of that
    fee alone: paid where the money for it is there, else waiting for it. Raises NotFound, Conflict `bad_transition`
    when it is canceled or expired already, Invalid `cancellation_fee`. Locks the quotas, then the order. Writes
    `order.canceled`, promises the mail.
    """
    return cancel_order_within(
        event, code=code, actor=actor, send_mail=send_mail, note=note, fee=fee
    )


@transaction.atomic(savepoint=False)
def cancel_order_within(
    event: Event,
    *,
    code: str,
    actor: Actor,
    send_mail: bool = True,
    note: str = "",
    fee: Decimal | None = None,
) -> Order:
    """`cancel_order` inside a larger transaction."""
    order = order_releasing(event, code)
    if not transitions.may_be_canceled(order):
        raise Conflict(
            "bad_transition", gettext_noop("Only an open or paid order can be canceled.")
        )
    book = ledger(order)
    give_up(book)
    order.canceled_at = timezone.now()
    status = OrderStatus.CANCELED
    if fee:
        _keep_fee(order, fee)
        status = OrderStatus.PENDING if book.owed > 0 else OrderStatus.PAID
    move(order, status, actor=actor)
    if fee:
        invoices.follow_change(order, actor=actor)
    audit.record(
        "order.canceled",
        actor=actor,
        target=order,
        event=event,
        data={"note": note, **({"cancellation_fee": str(fee)} if fee else {})},
    )
    tell(order, "canceled", wanted=send_mail)
    return order


def _keep_fee(order: Order, fee: Decimal) -> None:
    """Nothing is left of the order but the fee."""
    if fee > order.total:
        raise Invalid.field(
            "cancellation_fee", gettext_noop("The fee cannot be higher than what the order costs.")
        )
    OrderPosition.objects.filter(order=order, canceled=False).update(canceled=True)
    OrderFee.objects.filter(order=order, canceled=False).update(canceled=True)
    draft = FeeDraft(fee, fee_type=FeeType.CANCELLATION, description="Cancellation fee")
    fees.charge(order, fees.drawn_up(order.event, [draft]))
    order.total = fee
    order.save(update_fields=["total"])


@durable
def expire_order(event: Event, *, code: str, actor: Actor, overdue_only: bool = True) -> bool:
    """Lets an order that was not paid in time give its units back; False when it was paid or canceled meanwhile.

    `overdue_only` False: the organizer does not want to wait for its deadline. Locks the quotas, then the order. Writes
    `order.expired`. Idempotent.
    """
    if not Order.objects.filter(event=event, code=code, status=OrderStatus.PENDING).exists():
        return False
    order = order_releasing(event, code, statuses=(OrderStatus.PENDING,))
    overdue = order.expires is not None and order.expires <= timezone.now()
    if not transitions.may_expire(order) or (overdue_only and not overdue):
        transaction.set_rollback(True)
        return False
    move(order, OrderStatus.EXPIRED, actor=actor)
    audit.record("order.expired", actor=actor, target=order, event=event)
    return True


def move(order: Order, status: OrderStatus, *, actor: Actor) -> None:
    """Gives a locked order its new state; its invoices and the other floors follow. Money that waited for an order to live
    again is fulfilled when it does."""
    order.status, order.last_modified = status, timezone.now()
    changed = ["status", "last_modified", "canceled_at", "expires"]
    if order.unfulfilled_since is not None and status in LIVE_STATUSES:
        order.unfulfilled_since = None
        changed.append("unfulfilled_since")
    order.save(update_fields=changed)
    invoices.follow_state(order, actor=actor)
    follow(order)


@durable
def resend_confirmation(event: Event, *, code: str, actor: Actor) -> Order:
    """Promises the order's mail once more. Raises NotFound, Conflict `no_address`."""
    order = locks.order_locked(event, code)
    if not transitions.may_be_resent(order):
        raise Conflict("no_address", gettext_noop("This order has no e-mail address."))
    entry = audit.record("order.mail_resent", actor=actor, target=order, event=event)
    tell(order, "resend", nonce=str(entry.pk))
    return order
