"""Which steps an order can take from where it stands. Pure."""

from typing import Protocol

from shop.enums import LIVE_STATUSES, OrderStatus

BOXOFFICE = "boxoffice"


class HasState(Protocol):
    """An order."""

    status: str
    require_approval: bool
    email: str
    valid_if_pending: bool


def may_be_paid(order: HasState) -> bool:
    """Whether its amount can be recorded as received: it waits for payment or expired, and needs no approval first."""
    return order.status in {OrderStatus.PENDING, OrderStatus.EXPIRED} and not order.require_approval


def may_be_canceled(order: HasState) -> bool:
    """Whether it can be canceled: it is open or paid."""
    return order.status in LIVE_STATUSES


def tickets_are_valid(
    status: str, *, require_approval: bool, valid_if_pending: bool, provider: str
) -> bool:
    """Whether an order's codes are to be shown at the door: it is paid, or it will be paid there (`provider` is the
    word of the way to pay that was chosen last), or it need not be paid first."""
    return status == OrderStatus.PAID or (
        status == OrderStatus.PENDING
        and not require_approval
        and (provider == BOXOFFICE or valid_if_pending)
    )


def may_be_resent(order: HasState) -> bool:
    """Whether its mail can be sent again: there is an address."""
    return bool(order.email)
