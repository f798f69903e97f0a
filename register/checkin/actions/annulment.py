"""Scans that did not happen after all."""

import datetime as dt
from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor, ActorKind
from eventhub.common.db.transactions import Contended, durable
from eventhub.common.errors import Conflict, Denied, Gone, Invalid, NotFound
from register import locks
from register.checkin.actions.scans import announce, noted
from register.enums import Attendance, ScanKind
from register.models import CheckIn, CheckInList, Registration
from shop.actions.orders import touch_order
from shop.models import OrderPosition
from tenant.access.levels import Level
from tenant.models import Event

UNDO_TIME = dt.timedelta(minutes=15)


@durable
def undo(
    event: Event,
    *,
    checkin_id: int,
    actor: Actor,
    reason: str = "",
    limit: dt.timedelta | None = None,
) -> CheckIn:
    """Takes a successful scan back: as if it had not happened, but for the record that it did.

    `limit` is how long ago it may have been (None: any time). Raises NotFound, Conflict `already_annulled`, Gone
    `too_late`. Writes the annulment, the registration's attendance and the order's `last_modified`.
    """
    return _undo(event, checkin_id=checkin_id, actor=actor, reason=reason, limit=limit)


def _undo(
    event: Event, *, checkin_id: int, actor: Actor, reason: str, limit: dt.timedelta | None
) -> CheckIn:
    checkin = (
        CheckIn.objects.filter(event=event, pk=checkin_id, successful=True)
        .select_related("list")
        .first()
    )
    if checkin is None or checkin.position_id is None:
        raise NotFound("checkin_not_found", gettext_noop("There is no such check-in."))
    secret = (
        OrderPosition.objects.filter(event=event, pk=checkin.position_id)
        .values_list("secret", flat=True)
        .get()
    )
    position = locks.position_locked(event, secret)
    if position is None:
        raise Contended(
            message=gettext_noop("The ticket got another code at this moment. Please try again.")
        )
    now = timezone.now()
    if limit is not None and now - checkin.created_at > limit:
        raise Gone("too_late", gettext_noop("This check-in is too long ago to be undone here."))
    undone = CheckIn.objects.filter(event=event, pk=checkin_id, annulled_at=None).update(
        annulled_at=now, annulled_by=f"{actor.label} {reason}".strip()[:250]
    )
    if not undone:
        raise Conflict("already_annulled", gettext_noop("This check-in was already undone."))
    _recompute_attendance(event, position)
    touch_order(position.order_id)
    noted("checkin.annulled", checkin, event=event, position=position, actor=actor)
    announce(event)
    checkin.refresh_from_db()
    return checkin


def undo_by(
    event: Event, *, checkin_id: int, actor: Actor, level: Level, reason: str = ""
) -> CheckIn:
    """`undo` as far as the caller's level in register reaches: admins any scan, staff their own of the last UNDO_TIME.

    Raises besides Denied `not_yours`.
    """
    if level >= Level.ADMIN:
        return undo(event, checkin_id=checkin_id, actor=actor, reason=reason)
    hand = (
        CheckIn.objects.filter(event=event, pk=checkin_id)
        .values_list("actor_kind", "actor_id")
        .first()
    )
    if hand is not None and hand != (actor.kind, actor.pk):
        raise Denied(
            "not_yours", gettext_noop("Somebody else made this check-in. Ask an admin to undo it.")
        )
    return undo(event, checkin_id=checkin_id, actor=actor, reason=reason, limit=UNDO_TIME)


def _recompute_attendance(event: Event, position: OrderPosition) -> None:
    scans = list(
        CheckIn.objects.filter(position=position, successful=True, annulled_at=None)
        .order_by("datetime", "pk")
        .values_list("kind", "datetime")
    )
    entries = [at for kind, at in scans if kind == ScanKind.ENTRY]
    attendance = Attendance.NOT_ARRIVED
    if scans and entries:
        attendance = Attendance.CHECKED_IN if scans[-1][0] == ScanKind.ENTRY else Attendance.OUT
    Registration.objects.filter(event=event, position=position).update(
        attendance=attendance, checked_in_at=entries[0] if entries else None
    )


@durable
def annul(
    lists: Collection[CheckInList],
    *,
    nonce: str,
    actor: Actor,
    at: dt.datetime | None = None,
    reason: str = "",
) -> CheckIn:
    """Takes the scan with this nonce back, because the gate did not open after all (contract, part C).

    `at`: when it was found out. What a device scanned is taken back by that device alone, and nobody takes back anything
    older than UNDO_TIME. Raises NotFound, Invalid `not_yours`, `ambiguous`, `too_late`. Idempotent. Writes as `undo`.
    """
    scans = CheckIn.objects.filter(
        list__in=[entry.pk for entry in lists], nonce=nonce, successful=True
    )
    found = list(scans.select_related("event")[:2])
    if not found:
        raise NotFound("checkin_not_found", gettext_noop("There is no check-in with this nonce."))
    if len(found) > 1:
        raise Invalid("ambiguous", gettext_noop("Several check-ins have this nonce."))
    checkin, now = found[0], timezone.now()
    by = actor.pk if actor.kind == ActorKind.DEVICE else None
    if checkin.device_id != by:
        raise Invalid("not_yours", gettext_noop("Another device made this check-in."))
    if min(at or now, now) - checkin.datetime > UNDO_TIME:
        raise Invalid("too_late", gettext_noop("This check-in is too long ago to be annulled."))
    if checkin.annulled_at is None:
        _undo(checkin.event, checkin_id=checkin.pk, actor=actor, reason=reason, limit=None)
    return checkin
