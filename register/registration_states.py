"""The states of a registration, the verbs that move it, and which of the verbs are its order's. Pure.

A registration follows its order until an organizer decides otherwise: whoever was transferred, deferred, refunded,
canceled or put on the waiting list by hand stays so, whatever happens to the order, until a person moves them again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from register.enums import RegistrationStatus as Status
from shop.enums import OrderStatus


class Verb(StrEnum):
    """What moves a registration."""

    # The order's.
    AWAIT_PAYMENT = "await_payment"
    CONFIRM = "confirm"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    # The organizer's.
    CANCEL = "cancel"
    REFUND = "refund"
    TRANSFER = "transfer"
    DEFER = "defer"
    WAITLIST = "waitlist"
    INVITE = "invite"
    REACTIVATE = "reactivate"


ORDER_VERBS = frozenset({Verb.AWAIT_PAYMENT, Verb.CONFIRM, Verb.EXPIRE, Verb.WITHDRAW})
# Verbs whose outcome is the organizer's decision. INVITE and REACTIVATE give the registration back to its order.
DECISIONS = frozenset({Verb.CANCEL, Verb.REFUND, Verb.TRANSFER, Verb.DEFER, Verb.WAITLIST})
# States that only a decision leads to.
DECIDED = frozenset({Status.REFUNDED, Status.TRANSFERRED, Status.DEFERRED, Status.WAITLISTED})
# States from which no verb leads on.
ENDS = frozenset({Status.REFUNDED, Status.TRANSFERRED})

MOVES: Mapping[Verb, Mapping[Status, Status]] = MappingProxyType(
    {
        verb: MappingProxyType(dict.fromkeys(origins, target))
        for verb, origins, target in (
            (Verb.AWAIT_PAYMENT, (Status.DRAFT, Status.ACTIVE, Status.EXPIRED, Status.CANCELED), Status.PENDING),
            (Verb.CONFIRM, (Status.DRAFT, Status.PENDING, Status.EXPIRED, Status.CANCELED), Status.ACTIVE),
            (Verb.EXPIRE, (Status.DRAFT, Status.PENDING), Status.EXPIRED),
            (Verb.WITHDRAW, (Status.DRAFT, Status.PENDING, Status.ACTIVE, Status.EXPIRED), Status.CANCELED),
            (Verb.CANCEL, (Status.DRAFT, Status.PENDING, Status.ACTIVE, Status.WAITLISTED), Status.CANCELED),
            (Verb.REFUND, (Status.ACTIVE, Status.CANCELED), Status.REFUNDED),
            (Verb.TRANSFER, (Status.ACTIVE,), Status.TRANSFERRED),
            (Verb.DEFER, (Status.ACTIVE,), Status.DEFERRED),
            (Verb.WAITLIST, (Status.DRAFT,), Status.WAITLISTED),
            (Verb.INVITE, (Status.WAITLISTED,), Status.PENDING),
            (Verb.REACTIVATE, (Status.CANCELED, Status.DEFERRED), Status.PENDING),
        )
    }
)  # fmt: skip

# What an organizer can ask for today: the state to lead to -> the verb that leads there. A transfer needs a second
# registration for the recipient, with a position of its own; the waiting list needs registrations without an order.
STEPS: Mapping[Status, Verb] = MappingProxyType(
    {
        Status.CANCELED: Verb.CANCEL,
        Status.DEFERRED: Verb.DEFER,
        Status.REFUNDED: Verb.REFUND,
        Status.ACTIVE: Verb.REACTIVATE,
    }
)

_ORDER_SAYS = {
    OrderStatus.PENDING: Verb.AWAIT_PAYMENT,
    OrderStatus.PAID: Verb.CONFIRM,
    OrderStatus.EXPIRED: Verb.EXPIRE,
    OrderStatus.CANCELED: Verb.WITHDRAW,
}


@dataclass(frozen=True)
class Standing:
    """Where a registration stands; `by_hand`: an organizer decided it, so that the order does not move it."""

    status: Status
    by_hand: bool = False


def moved(standing: Standing, verb: Verb) -> Standing | None:
    """Where the verb leads to from here; None when it does not lead anywhere."""
    if standing.by_hand and verb in ORDER_VERBS:
        return None
    target = MOVES[verb].get(standing.status)
    return None if target is None else Standing(target, by_hand=verb in DECISIONS)


def steps(standing: Standing) -> tuple[Status, ...]:
    """Where an organizer can put it from here (STEPS). Who comes back stands where their order is."""
    return tuple(to for to, verb in STEPS.items() if moved(standing, verb) is not None)


def order_verb(order_status: str, *, position_canceled: bool) -> Verb:
    """What an order in this state says of the registration of one of its positions."""
    return Verb.WITHDRAW if position_canceled else _ORDER_SAYS[OrderStatus(order_status)]


def begun(order_status: str) -> Status:
    """Where the registration of a new position of such an order begins."""
    standing = moved(Standing(Status.DRAFT), order_verb(order_status, position_canceled=False))
    return Status.DRAFT if standing is None else standing.status
