"""Holds: what must be settled with a person before their ticket opens a door."""

from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Invalid
from register import locks
from register.actions.registrations import guard_ticket, tell
from register.enums import HoldKind
from register.models import Registration, RegistrationHold
from tenant.models import Event


@durable
def place_hold(
    event: Event, *, code: str, kind: str, actor: Actor, reason: str = ""
) -> RegistrationHold:
    """Puts a registration on hold, whatever its state: until it is released its ticket is refused as `blocked`.

    A registration has one open hold of a kind; placing it again returns that one as it is. Raises NotFound, Invalid
    `unknown_kind`. Locks the order, then the registration. Writes the hold, the ticket's block,
    `registration.hold_placed`; tells whoever watches. Idempotent.
    """
    kind = _known(kind)
    registration = locks.registration_locked(event, code)
    open_ones = RegistrationHold.objects.filter(registration=registration, released_at=None)
    if standing := open_ones.filter(kind=kind).first():
        return standing
    hold = RegistrationHold.objects.create(
        tenant_id=event.tenant_id,
        registration=registration,
        kind=kind,
        reason=reason.strip(),
        placed_at=timezone.now(),
        placed_by=actor.label[:250],
    )
    _note("hold_placed", registration, kind=kind, actor=actor)
    return hold


@durable
def release_hold(event: Event, *, code: str, kind: str, actor: Actor, note: str = "") -> None:
    """Releases the open hold of this kind; where there is none, nothing happens. The last one to go lets the ticket open
    doors again, unless an organizer decided against the registration.

    Raises NotFound, Invalid `unknown_kind`. Locks the order, then the registration. Writes who released it and when, the
    ticket's block, `registration.hold_released`; tells whoever watches. Idempotent.
    """
    kind = _known(kind)
    registration = locks.registration_locked(event, code)
    released = RegistrationHold.objects.filter(
        registration=registration, kind=kind, released_at=None
    ).update(released_at=timezone.now(), released_by=actor.label[:250], release_note=note.strip())
    if released:
        _note("hold_released", registration, kind=kind, actor=actor)


def _known(kind: str) -> HoldKind:
    if kind not in HoldKind.values:
        raise Invalid.field(
            "kind", gettext_noop("There is no such kind of hold."), code="unknown_kind"
        )
    return HoldKind(kind)


def _note(verb: str, registration: Registration, *, kind: HoldKind, actor: Actor) -> None:
    audit.record(
        f"registration.{verb}",
        actor=actor,
        target=registration,
        event=registration.event,
        data={"code": registration.code, "kind": kind.value},
    )
    guard_ticket(registration, actor=actor)
    tell(registration.event)
