"""Registrations move from state to state: with their order, or because an organizer decided so."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from eventhub.common.actors import SYSTEM, Actor
from eventhub.common.db.transactions import Contended, durable
from eventhub.common.effects import audit
from eventhub.common.errors import Conflict
from eventhub.common.models import AuditEntry
from register import locks
from register.checkin.admission import BLOCKED_BY_REGISTRATION
from register.enums import RegistrationStatus
from register.models import Registration, RegistrationHold
from register.registration_states import Standing, Verb, moved, order_verb, steps
from shop.actions.orders import set_block
from shop.enums import LIVE_STATUSES
from shop.models import Order
from tenant.events.live import tell_watchers
from tenant.models import Event

# What the audit trail says of each verb.
TRAIL = {
    Verb.AWAIT_PAYMENT: "registration.payment_awaited",
    Verb.CONFIRM: "registration.confirmed",
    Verb.EXPIRE: "registration.expired",
    Verb.WITHDRAW: "registration.withdrawn",
    Verb.CANCEL: "registration.canceled",
    Verb.REFUND: "registration.refunded",
    Verb.TRANSFER: "registration.transferred",
    Verb.DEFER: "registration.deferred",
    Verb.WAITLIST: "registration.waitlisted",
    Verb.INVITE: "registration.invited",
    Verb.REACTIVATE: "registration.reactivated",
}
_STANDS = {
    RegistrationStatus.DRAFT: gettext_noop("This registration is not complete."),
    RegistrationStatus.PENDING: gettext_noop("This registration waits for payment."),
    RegistrationStatus.ACTIVE: gettext_noop("This registration is confirmed."),
    RegistrationStatus.CANCELED: gettext_noop("This registration was canceled."),
    RegistrationStatus.REFUNDED: gettext_noop("This registration was refunded."),
    RegistrationStatus.TRANSFERRED: gettext_noop(
        "This registration was transferred to somebody else."
    ),
    RegistrationStatus.DEFERRED: gettext_noop("This registration was deferred to a later edition."),
    RegistrationStatus.WAITLISTED: gettext_noop("This registration is on the waiting list."),
    RegistrationStatus.EXPIRED: gettext_noop("This registration expired with its order."),
}


@transaction.atomic(savepoint=False)
def follow(registrations: Sequence[Registration], *, order: Order) -> None:
    """Moves the registrations of a locked order, which come with their positions, to where it may move them.

    What an organizer decided stays. Each move is a conditional update and an entry of the audit trail, which names the
    order: the order's own entry says who moved it. Raises Contended when somebody else moved one meanwhile. Idempotent.
    """
    moves: defaultdict[tuple[Standing, Standing, Verb], list[Registration]] = defaultdict(list)
    for row in registrations:
        verb = order_verb(order.status, position_canceled=row.position.canceled)
        if (target := moved(row.standing, verb)) is not None:
            moves[row.standing, target, verb].append(row)
    entries = []
    for (old, new, verb), rows in moves.items():
        _write(rows, old=old, new=new)
        entries += [
            _entry(row, verb, event=order.event, old=old, actor=SYSTEM, order=order.code)
            for row in rows
        ]
    if entries:
        AuditEntry.objects.bulk_create(entries)


@durable
def cancel_registration(event: Event, *, code: str, actor: Actor, note: str = "") -> Registration:
    """Cancels one registration of an order that goes on: its ticket admits nobody any more. Its money, and what it has
    taken of the quotas, stay with the order until its position is canceled there.

    Raises NotFound, Conflict `bad_transition` with `from` and `allowed`. Locks the order, then the registration. Writes
    the status, the ticket's block, `registration.canceled`; tells whoever watches.
    """
    return _decide(event, code, Verb.CANCEL, actor=actor, note=note)


@durable
def defer_registration(event: Event, *, code: str, actor: Actor, note: str = "") -> Registration:
    """Notes that somebody who paid comes to a later edition instead. Raises, locks and writes as `cancel_registration`;
    `registration.deferred`."""
    return _decide(event, code, Verb.DEFER, actor=actor, note=note)


@durable
def refund_registration(event: Event, *, code: str, actor: Actor, note: str = "") -> Registration:
    """Notes that the registration's money was given back; moves no money. There is no way back. Raises, locks and writes
    as `cancel_registration`; `registration.refunded`."""
    return _decide(event, code, Verb.REFUND, actor=actor, note=note)


@durable
def reactivate_registration(
    event: Event, *, code: str, actor: Actor, note: str = ""
) -> Registration:
    """Gives a canceled or deferred registration back to its order, and it stands where the order is: active when that is
    paid, else waiting for payment. What it needs of the quotas its position still has.

    Raises besides Conflict `order_not_live` and `position_canceled`. Locks and writes as `cancel_registration`;
    `registration.reactivated`.
    """
    return _decide(event, code, Verb.REACTIVATE, actor=actor, note=note)


def _decide(event: Event, code: str, verb: Verb, *, actor: Actor, note: str) -> Registration:
    registration = locks.registration_locked(event, code)
    old = registration.standing
    new = moved(old, verb)
    if new is None:
        told: dict[str, Any] = {"from": old.status.value, "allowed": steps(old)}
        raise Conflict("bad_transition", f"{_STANDS[old.status]} This cannot be done now.", **told)
    if verb == Verb.REACTIVATE:
        new = _back_with_its_order(registration, new)
    _write([registration], old=old, new=new)
    AuditEntry.objects.bulk_create(
        [
            _entry(
                registration, verb, event=event, old=old, actor=actor,
                **({"note": note} if note else {}),
            )
        ]
    )  # fmt: skip
    guard_ticket(registration, actor=actor)
    tell(event)
    return registration


def _back_with_its_order(registration: Registration, waiting: Standing) -> Standing:
    """Where a registration that follows its order again stands at once."""
    position = registration.position
    if position.order.status not in LIVE_STATUSES:
        raise Conflict(
            "order_not_live",
            gettext_noop("Its order is canceled or expired. Bring the order back first."),
        )
    if position.canceled:
        raise Conflict(
            "position_canceled",
            gettext_noop("Its position was canceled. Add a new one to the order."),
        )
    verb = order_verb(position.order.status, position_canceled=False)
    return moved(waiting, verb) or waiting


def _write(rows: Sequence[Registration], *, old: Standing, new: Standing) -> None:
    """The conditional update; the rows are told their new standing."""
    written = Registration.objects.filter(
        event=rows[0].event_id,
        pk__in=[row.pk for row in rows],
        status=old.status,
        by_hand=old.by_hand,
    ).update(status=new.status, by_hand=new.by_hand)
    if written < len(rows):
        raise Contended(
            message=gettext_noop("Somebody else changed this registration at this moment.")
        )
    for row in rows:
        row.status, row.by_hand = new.status, new.by_hand


def _entry(
    registration: Registration,
    verb: Verb,
    *,
    event: Event,
    old: Standing,
    actor: Actor,
    **data: str,
) -> AuditEntry:
    facts = {"code": registration.code, "from": old.status.value, "to": registration.status}
    return audit.entry(
        TRAIL[verb],
        actor=actor,
        target=registration,
        event=event,
        data={**facts, **data},
    )


def guard_ticket(registration: Registration, *, actor: Actor) -> None:
    """Keeps the ticket of a registration that was locked with its order from opening a door while an organizer's decision
    or a hold stands against it, and lets it open them again afterwards: online and on scanners without network."""
    holds = RegistrationHold.objects.filter(registration=registration, released_at=None)
    stopped = registration.by_hand or holds.exists()
    set_block(registration.position, name=BLOCKED_BY_REGISTRATION, blocked=stopped, actor=actor)


def tell(event: Event) -> None:
    """Tells whoever watches the event that a registration changed."""
    tell_watchers(event, "orders")
