"""What an order's payments and refunds add up to, and what follows from the sums. Pure."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from shop.enums import OrderStatus, PaymentState, RefundState

# Money that came in: of a payment that was given back later, too.
RECEIVED = frozenset({PaymentState.CONFIRMED, PaymentState.REFUNDED})
# Payments that may still become money.
WAITING = frozenset({PaymentState.CREATED, PaymentState.PENDING})
# Money that went back or is on its way: it cannot be given back once more.
RETURNED = frozenset({RefundState.CREATED, RefundState.TRANSIT, RefundState.DONE})
# Refunds that can still be called off.
OPEN_REFUNDS = frozenset({RefundState.CREATED, RefundState.TRANSIT, RefundState.EXTERNAL})
NOTHING = Decimal(0)


class Movement(Protocol):
    """A payment or a refund."""

    state: str
    amount: Decimal


def received(payments: Iterable[Movement]) -> Decimal:
    """What came in."""
    return sum((row.amount for row in payments if row.state in RECEIVED), NOTHING)


def returned(refunds: Iterable[Movement]) -> Decimal:
    """What went back, or is on its way."""
    return sum((row.amount for row in refunds if row.state in RETURNED), NOTHING)


def held(payments: Iterable[Movement], refunds: Iterable[Movement]) -> Decimal:
    """What is here: what came in, less what went out. A refund that is only promised is still here."""
    gone = (row.amount for row in refunds if row.state == RefundState.DONE)
    return received(payments) - sum(gone, NOTHING)


def owed(total: Decimal, payments: Iterable[Movement], refunds: Iterable[Movement]) -> Decimal:
    """What the buyer still has to pay; below zero, what they paid too much."""
    return total - received(payments) + returned(refunds)


def refundable(payments: Iterable[Movement], refunds: Iterable[Movement]) -> Decimal:
    """How much can be given back: of an order, or of one payment with its own refunds."""
    return max(received(payments) - returned(refunds), NOTHING)


def completes(status: str, *, require_approval: bool, still_owed: Decimal) -> bool:
    """Whether an order in this state is paid when so much is owed: the whole is there, a cent too much does no harm.
    Who is not approved yet or canceled stays what they are, whatever they paid."""
    open_ = status in {OrderStatus.PENDING, OrderStatus.EXPIRED}
    return open_ and not require_approval and still_owed <= 0


def reopens(status: str, *, still_owed: Decimal) -> bool:
    """Whether a paid order waits for money again: some of it is missing."""
    return status == OrderStatus.PAID and still_owed > 0


def goes_along(
    total: Decimal, *, keeps: Decimal, payments: Iterable[Movement], refunds: Iterable[Movement]
) -> Decimal:
    """How much of an order's money follows the positions that are split off it: what is left when the order has all
    that it `keeps` to pay, and no more than the `total` of those positions. The first order is served first: whoever
    paid half of two tickets has one paid order and one open one, never two open ones; what was paid too much stays
    where it was paid (contract, B7 `change`)."""
    left = received(payments) - returned(refunds) - keeps
    return min(max(left, NOTHING), total)
