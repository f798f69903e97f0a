"""Receipts: one row for every movement of money, in the movement's own transaction.

Only the ledger writes them. The database keeps one per movement and refuses changes, so that writing one twice is an
error and not a second receipt.
"""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from eventhub.common.actors import Actor
from shop.enums import ReceiptKind
from shop.models import Order, Payment, Receipt, Refund


def payment_came(payment: Payment, *, order: Order, actor: Actor, cause: str = "") -> None:
    """The money of a confirmed payment came. Nothing came of a payment of nothing: no receipt."""
    _write(
        payment,
        kind=ReceiptKind.PAYMENT,
        amount=payment.amount,
        at=payment.payment_date,
        order=order,
        actor=actor,
        cause=cause,
    )


def refund_went(refund: Refund, *, order: Order, actor: Actor, cause: str = "") -> None:
    """The money of a refund that is done went back."""
    _write(
        refund,
        kind=ReceiptKind.REFUND,
        amount=-refund.amount,
        at=refund.execution_date,
        order=order,
        actor=actor,
        cause=cause,
    )


def refund_returned(
    refund: Refund, *, at: dt.datetime, order: Order, actor: Actor, cause: str = ""
) -> None:
    """The money of a refund that was done came back: it was refused there, or a dispute was won."""
    _write(
        refund,
        kind=ReceiptKind.REVERSAL,
        amount=refund.amount,
        at=at,
        order=order,
        actor=actor,
        cause=cause,
    )


def _write(
    movement: Payment | Refund,
    *,
    kind: ReceiptKind,
    amount: Decimal,
    at: dt.datetime | None,
    order: Order,
    actor: Actor,
    cause: str,
) -> None:
    if amount == 0:
        return
    now = timezone.now()
    Receipt.objects.create(
        tenant_id=order.tenant_id,
        event=order.event,
        order=order,
        payment=movement if isinstance(movement, Payment) else None,
        refund=movement if isinstance(movement, Refund) else None,
        kind=kind,
        amount=amount,
        currency=order.event.currency,
        at=at or now,
        recorded_at=now,
        provider=movement.provider,
        account=movement.account,
        reference=movement.reference,
        cause=cause,
        actor_kind=actor.kind,
        actor_id=actor.pk,
        actor_label=actor.label[:250],
    )
