"""Which steps an order can take from where it stands (contract, B7). Pure."""

from collections.abc import Callable
from typing import Protocol

from django.utils.translation import gettext_noop

from shop.enums import LIVE_STATUSES, OrderStatus

BOXOFFICE = "boxoffice"


class HasState(Protocol):
    """An order."""

    status: str
    require_approval: bool
    email: str


def may_be_paid(order: HasState) -> bool:
    """Whether its amount can be recorded as received: it waits for payment or expired, and needs no approval first."""
    return order.status in {OrderStatus.PENDING, OrderStatus.EXPIRED} and not order.require_approval


def may_be_pending(order: HasState) -> bool:
    """Whether it can wait for payment again: it is paid."""
    return order.status == OrderStatus.PAID


def may_expire(order: HasState) -> bool:
    """Whether its time can be up: it waits for payment."""
    return order.status == OrderStatus.PENDING


def may_be_refunded(order: HasState) -> bool:
    """Whether all of its money can be recorded as given back: it is paid."""
    return order.status == OrderStatus.PAID


def may_be_canceled(order: HasState) -> bool:
    """Whether it can be canceled: it is open or paid."""
    return order.status in LIVE_STATUSES


def may_be_judged(order: HasState) -> bool:
    """Whether it can be approved or denied: it waits for that."""
    return order.status == OrderStatus.PENDING and order.require_approval


def may_be_reactivated(order: HasState) -> bool:
    """Whether it can live again: it was canceled."""
    return order.status == OrderStatus.CANCELED


def may_be_extended(order: HasState) -> bool:
    """Whether it can get more time: it waits for payment or expired."""
    return order.status in {OrderStatus.PENDING, OrderStatus.EXPIRED}


def may_be_changed(order: HasState) -> bool:
    """Whether its positions and fees can change: it is open or paid."""
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


# Every step of an organizer with the state that it needs, in words for who cannot take it now.
STEPS: dict[str, tuple[Callable[[HasState], bool], str]] = {
    "mark_paid": (may_be_paid, gettext_noop("It does not wait for payment.")),
    "mark_pending": (may_be_pending, gettext_noop("It is not paid.")),
    "cancel": (may_be_canceled, gettext_noop("It is canceled or expired already.")),
    "approve": (may_be_judged, gettext_noop("It does not wait for approval.")),
    "deny": (may_be_judged, gettext_noop("It does not wait for approval.")),
    "extend": (may_be_extended, gettext_noop("It does not wait for payment.")),
    "reactivate": (may_be_reactivated, gettext_noop("It is not canceled.")),
    "change": (may_be_changed, gettext_noop("A canceled or expired order stays as it is.")),
    "resend": (may_be_resent, gettext_noop("There is no e-mail address.")),
}


def barred(order: HasState) -> dict[str, str | None]:
    """Why the order cannot take a step now: step -> a sentence, None for those that it can take."""
    return {name: None if allowed(order) else why for name, (allowed, why) in STEPS.items()}
