"""Money that came: always recorded, whatever has become of its order."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_noop

from eventhub.common import money
from eventhub.common.actors import Actor
from eventhub.common.db.transactions import Contended, durable
from eventhub.common.effects import audit
from eventhub.common.errors import Conflict, Invalid, NotFound
from shop import locks
from shop.actions.money.ledger import Ledger, add_payment, confirm, ledger
from shop.actions.money.payments import follow_payment
from shop.actions.orders.following import touch_order
from shop.actions.orders.units import order_reviving
from shop.enums import LIVE_STATUSES, OrderStatus, PaymentState
from shop.gateways.base import ProviderState, Standing
from shop.models import Order, Payment
from shop.rules import balance
from tenant.models import Event

WRONG_CURRENCY = "wrong_currency"
# Why an expired order cannot have its units again.
GONE = frozenset({"sold_out", "voucher_spent", "voucher_budget"})


class Outcome(StrEnum):
    """What became of money that came."""

    RECORDED = "recorded"
    UNFULFILLED = "received_not_fulfilled"
    WRONG_CURRENCY = WRONG_CURRENCY


@dataclass(frozen=True)
class Received:
    """The payment that was recorded, and how its order stands. `replayed`: it had been recorded before."""

    payment: Payment
    outcome: Outcome
    replayed: bool = False


@durable
def receive_money(
    event: Event,
    *,
    came: ProviderState,
    actor: Actor,
    code: str = "",
    cause: str = "",
    send_mail: bool = True,
) -> Received:
    """Records money that a provider (or a bank's statement) says is here, as what came: too little or too much, for an
    order that waits, is paid, expired or canceled. An expired order that it pays in full takes its units again; where
    they are gone, and for dead orders altogether, the money is kept as received, not fulfilled. Nothing is rolled back.

    Idempotent by provider, account and reference: a replay returns the payment that was recorded first. `code` says
    whose money it is where the reference is not known yet, `cause` (the notice's id) goes on the receipt. Money in
    another currency is not taken: the refusal is recorded as a failed payment and returned. Raises NotFound, Invalid
    `amount`, `reference`, `standing`, Conflict `reference_taken` (a payment of another event). Locks the quotas of an
    expired order, then the order. Writes the payment, its receipt and what follows of `record_payment`, or
    `payment.refused`.
    """
    _insist_sound(came)
    code = _code_of(event, came, code=code)
    order, has_units = _opened(event, code, came=came)
    book = ledger(order)
    known = _known(book, came)
    if known is not None and known.state in balance.RECEIVED:
        return Received(known, _outcome(order), replayed=True)
    if came.currency != event.currency:
        return _refuse(book, known, came=came, actor=actor)
    payment = _record(book, known or _waiting(book, came), came=came, actor=actor, cause=cause)
    follow_payment(book, payment, actor=actor, send_mail=send_mail, may_complete=has_units)
    return Received(payment, _outcome(order))


def _insist_sound(came: ProviderState) -> None:
    if came.standing != Standing.DONE:
        raise Invalid.field("standing", gettext_noop("This money has not arrived."))
    if not came.reference:
        raise Invalid.field(
            "reference", gettext_noop("Money from a provider has a reference there.")
        )
    whole = money.round_money(came.amount, currency=came.currency)
    if came.amount <= 0 or came.amount != whole:
        raise Invalid.field(
            "amount", gettext_noop("This is not an amount of money in this currency.")
        )


def _code_of(event: Event, came: ProviderState, *, code: str) -> str:
    """The code of the order that the reference belongs to; `code` where it is not known."""
    seen = (
        Payment.objects.filter(
            tenant=event.tenant_id,
            provider=came.provider,
            account=came.account,
            reference=came.reference,
        )
        .select_related("order")
        .first()
    )
    if seen is None and not code:
        raise NotFound("payment_not_found", gettext_noop("There is no such payment."))
    if seen is not None and seen.order.event_id != event.pk:
        raise Conflict(
            "reference_taken", gettext_noop("This reference belongs to a payment of another event.")
        )
    return code if seen is None else seen.order.code


def _opened(event: Event, code: str, *, came: ProviderState) -> tuple[Order, bool]:
    """The order, locked, and whether it has its units or may have them: those of an expired order that this money pays
    are taken again; False when they are gone. A savepoint lets go of what was locked for nothing."""

    def completed(order: Order) -> bool:
        book = ledger(order)
        known = _known(book, came)
        if came.currency != event.currency or (known and known.state in balance.RECEIVED):
            return False
        return balance.completes(
            order.status,
            require_approval=order.require_approval,
            still_owed=book.owed - came.amount,
        )

    try:
        with transaction.atomic():
            return order_reviving(event, code, statuses={OrderStatus.EXPIRED}, when=completed)[
                0
            ], True
    except Contended:
        raise
    except Conflict as refusal:
        if refusal.code not in GONE:
            raise
    order = locks.order_locked(event, code)
    return order, order.status in LIVE_STATUSES


def _known(book: Ledger, came: ProviderState) -> Payment | None:
    """The order's payment with this reference."""
    name = (came.provider, came.account, came.reference)
    return next(
        (row for row in book.payments if (row.provider, row.account, row.reference) == name), None
    )


def _waiting(book: Ledger, came: ProviderState) -> Payment | None:
    """The payment that waits for exactly this and was not named yet."""
    return next(
        (
            row
            for row in book.payments
            if row.state in balance.WAITING
            and (row.provider, row.reference, row.amount) == (came.provider, "", came.amount)
        ),
        None,
    )


def _record(
    book: Ledger, payment: Payment | None, *, came: ProviderState, actor: Actor, cause: str
) -> Payment:
    """What came, on the payment that waited for it or on one more."""
    if payment is None:
        return add_payment(
            book,
            amount=came.amount,
            provider=came.provider,
            state=PaymentState.CONFIRMED,
            at=came.at,
            account=came.account,
            reference=came.reference,
            cause=cause,
            actor=actor,
        )
    payment.account, payment.reference = came.account, came.reference
    payment.amount = came.amount
    confirm(book, payment, at=came.at, actor=actor, cause=cause)
    return payment


def _refuse(
    book: Ledger, payment: Payment | None, *, came: ProviderState, actor: Actor
) -> Received:
    """Money in a currency that the event does not sell in: a payment that failed, and why. Said once."""
    order = book.order
    refusal: dict[str, object] = {
        "refused": WRONG_CURRENCY,
        "amount": str(came.amount),
        "currency": came.currency,
    }
    if payment is None:
        payment = add_payment(
            book,
            amount=money.ZERO,
            provider=came.provider,
            state=PaymentState.FAILED,
            details=refusal,
            account=came.account,
            reference=came.reference,
            actor=actor,
        )
    elif payment.details.get("refused") == WRONG_CURRENCY:
        return Received(payment, Outcome.WRONG_CURRENCY, replayed=True)
    else:
        payment.state, payment.details = PaymentState.FAILED, {**payment.details, **refusal}
        payment.save(update_fields=["state", "details"])
    data = {"local_id": payment.local_id, "amount": str(came.amount), "currency": came.currency}
    audit.record("payment.refused", actor=actor, target=order, event=order.event, data=data)
    touch_order(order.pk)
    return Received(payment, Outcome.WRONG_CURRENCY)


def _outcome(order: Order) -> Outcome:
    return Outcome.RECORDED if order.unfulfilled_since is None else Outcome.UNFULFILLED
