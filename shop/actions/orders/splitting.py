"""Positions move to an order of their own, and take the money along that is left for them."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from eventhub.common.actors import Actor
from eventhub.common.codes import random_secret
from eventhub.common.effects import audit
from shop.actions.money import invoices
from shop.actions.money.ledger import Ledger, add_payment, add_refund, ledger
from shop.actions.orders.following import searchable
from shop.actions.orders.placing import FREE, MANUAL, SECRET_LENGTH, store_with_code
from shop.actions.orders.states import move, tell
from shop.actions.orders.steps import renewed_deadline
from shop.enums import OrderStatus, PaymentState, RefundState
from shop.models import Order, OrderPosition
from shop.rules import balance

# The word for money that moves from one order to another.
OFFSETTING = "offsetting"
COPIED = (
    "tenant_id", "event", "testmode", "email", "phone", "locale", "datetime", "expires", "comment", "custom_followup_at",
    "invoice_address", "checkin_attention", "checkin_text", "require_approval", "valid_if_pending", "sales_channel",
    "api_meta",
)  # fmt: skip


def split_off(
    order: Order, rows: Sequence[OrderPosition], *, keeps: Decimal, actor: Actor
) -> Order:
    """Moves `rows`, positions of the locked order with all their add-ons, to a new order of the same buyer, which is
    returned. The caller gives `order` its new total, which will be `keeps`, and settles it.

    Tickets keep their ids, codes, answers and scans; fees stay. Of the money that was received what `order` needs stays
    with it, the rest goes along as far as it is needed there (`balance.goes_along`): a refund here and a payment there,
    both `offsetting`. What is missing there then is waited for. No unit moves: both orders are live. Writes
    `position.split` for each position and `order.split` for the new order.
    """
    book = ledger(order)
    new = _new_order(order, rows)
    moved = balance.goes_along(new.total, keeps=keeps, payments=book.payments, refunds=book.refunds)
    _settle(new, book, moved=moved, actor=actor)
    for row in rows:
        _record(
            order,
            "position.split",
            row=row,
            new_order=new.code,
            old_price=str(row.price),
            actor=actor,
        )
    _record(new, "order.split", original_order=order.code, actor=actor)
    return new


def follow_split(order: Order, new: Order, *, invoiced: bool, told: bool, actor: Actor) -> None:
    """What the new order has because the other one had it: an invoice (`invoiced`), and the mail (`told`)."""
    if invoiced and new.total > 0 and invoices.live_invoice(new) is None:
        invoices.issue(new, actor=actor)
    tell(new, "changed", wanted=told)


def _new_order(order: Order, rows: Sequence[OrderPosition]) -> Order:
    new = Order(
        **{name: getattr(order, name) for name in COPIED},
        status=OrderStatus.PENDING,
        secret=random_secret(SECRET_LENGTH),
        total=sum((row.price for row in rows), Decimal(0)),
        last_modified=timezone.now(),
    )
    store_with_code(new)
    for number, row in enumerate(sorted(rows, key=lambda row: row.positionid), start=1):
        row.order, row.positionid = new, number
        row.search_text = searchable(new, row.attendee_name, row.attendee_email, row.company)
        row.save(update_fields=["order", "positionid", "search_text"])
    return new


def _settle(new: Order, book: Ledger, *, moved: Decimal, actor: Actor) -> None:
    """The money that goes along, and what it makes of the new order."""
    now = timezone.now()
    there = ledger(new)
    if moved > 0:
        add_refund(book, amount=moved, provider=OFFSETTING, state=RefundState.DONE, actor=actor)
        add_payment(
            there, amount=moved, provider=OFFSETTING, state=PaymentState.CONFIRMED, at=now,
            details={"orders": [book.order.code]}, actor=actor,
        )  # fmt: skip
    if there.owed > 0:
        last = book.payments[-1].provider if book.payments else MANUAL
        provider = MANUAL if last in {FREE, OFFSETTING} else last
        add_payment(
            there, amount=there.owed, provider=provider, state=PaymentState.CREATED, actor=actor
        )
    elif new.total == 0 and not new.require_approval:
        add_payment(
            there,
            amount=new.total,
            provider=FREE,
            state=PaymentState.CONFIRMED,
            at=now,
            actor=actor,
        )
    if balance.completes(new.status, require_approval=new.require_approval, still_owed=there.owed):
        move(new, OrderStatus.PAID, actor=actor)
        audit.record("order.paid", actor=actor, target=new, event=new.event)
        return
    if book.order.status == OrderStatus.PAID:  # its deadline lies behind it
        new.expires = renewed_deadline(new)
    move(new, OrderStatus.PENDING, actor=actor)


def _record(
    order: Order, verb: str, *, actor: Actor, row: OrderPosition | None = None, **data: str
) -> None:
    place = {} if row is None else {"position": row.pk, "positionid": row.positionid}
    audit.record(
        verb,
        actor=actor,
        target=order,
        event=order.event,
        data={**place, **data},
    )
