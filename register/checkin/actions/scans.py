"""The door: scan, refuse, undo."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor, ActorKind
from eventhub.common.db.transactions import Contended, durable
from eventhub.common.effects import audit
from register import locks
from register.checkin import admission, list_rules
from register.checkin.actions.questions import open_questions
from register.checkin.admission import Door, Past, Reason, Scan, Ticket
from register.checkin.lists_of_scans import insist_on_one_per_event, lists_of_ticket
from register.enums import Attendance, ScanKind
from register.models import CheckIn, CheckInList, Registration
from shop.actions.orders import touch_order
from shop.enums import ItemKind
from shop.models import OrderPosition, Question, RevokedSecret
from tenant.events.live import tell_watchers
from tenant.models import Event, SubEvent


@dataclass(frozen=True)
class ScanRequest:
    """One scan as a scanner sends it. `nonce` makes a repetition harmless; `at` is when it really happened."""

    secret: str
    kind: str = ScanKind.ENTRY
    at: dt.datetime | None = None
    nonce: str | None = None
    force: bool = False
    ignore_unpaid: bool = False
    questions_supported: bool = False
    answers: dict[int, object] = field(default_factory=dict)
    gate: str = ""
    gate_id: int | None = None


@dataclass(frozen=True)
class ScanResult:
    """The door's answer: `reason` None means welcome. `position` None means that nobody knows the code.

    `previous` is the last earlier entry at this list, `replay` says that this very scan was answered before,
    `questions` are those still open.
    """

    reason: Reason | None
    checkin: CheckIn | None
    position: OrderPosition | None
    previous: CheckIn | None = None
    replay: bool = False
    questions: tuple[Question, ...] = ()

    @property
    def ok(self) -> bool:
        return self.reason is None


@durable
def redeem(checkin_list: CheckInList, *, scan: ScanRequest, actor: Actor) -> ScanResult:
    """Lets a ticket pass, or says why not; either way the scan is stored.

    The ticket's row is locked, so of two doors one admits and the other says `already_redeemed`. The nonce of a scan
    that was let in answers the same again; the nonce of a refusal does not stand in the way, because a scanner that lost
    the answer may have let the ticket in by itself. `force` overrides everything but an unknown code. Open questions (`incomplete`) are not
    stored as a scan. Writes the CheckIn, the registration's attendance, the order's `last_modified` and, when the ticket
    passes, the audit entry; tells whoever watches the door. `checkin_list` must come with `event`; `products` (array) may be annotated to spare a query.
    """
    return redeem_within(checkin_list, scan=scan, actor=actor)


@transaction.atomic(savepoint=False)
def redeem_within(checkin_list: CheckInList, *, scan: ScanRequest, actor: Actor) -> ScanResult:
    """`redeem` inside a larger transaction (a demo)."""
    event = checkin_list.event
    position, against = _found(checkin_list, scan)
    past = _past_scans(checkin_list, position, scan)
    if replayed := next((row for row in past if row.successful and _same_scan(row, scan)), None):
        return _replayed(replayed, position, past)
    now = timezone.now()
    moment = min(scan.at, now) if scan.at else now
    if position is None:
        unknown = against or Reason.INVALID
        return _refuse(checkin_list, None, unknown, scan=scan, at=moment, actor=actor, past=past)
    admitted = [row for row in past if row.successful and row.annulled_at is None]
    questions: tuple[Question, ...] = ()
    if scan.kind == ScanKind.ENTRY:
        questions = open_questions(checkin_list, position, given=scan.answers, actor=actor)
    reason = (
        None
        if scan.force
        else against
        or _judge(checkin_list, position, scan, admitted, at=moment, questions=questions)
    )
    previous = _last_entry(admitted)
    if reason == Reason.INCOMPLETE:
        return ScanResult(reason, None, position, previous, questions=questions)
    if reason is not None:
        return _refuse(checkin_list, position, reason, scan=scan, at=moment, actor=actor, past=past)
    checkin = _store(checkin_list, position, scan=scan, at=moment, actor=actor, successful=True)
    _follow(position, scan=scan, at=moment)
    noted("checkin.redeemed", checkin, event=event, position=position, actor=actor)
    announce(event)
    return ScanResult(None, checkin, position, previous)


def _found(
    checkin_list: CheckInList, scan: ScanRequest
) -> tuple[OrderPosition | None, Reason | None]:
    """The ticket that the code means, locked, and what speaks against it because of its code alone.

    Of a code that was taken back it is the ticket that had it. Where the list asks for it (`addon_match`), it is the
    only one of the ticket and its add-ons that the list is for; with several of them the code is ambiguous.
    """
    event = checkin_list.event
    position, against = locks.position_locked(event, scan.secret), None
    if position is None:
        revoked = RevokedSecret.objects.filter(event=event, secret=scan.secret)
        now = revoked.values_list("position__secret", flat=True).first()
        if now is None:
            return None, Reason.REVOKED if revoked.exists() else None
        position, against = locks.position_locked(event, now), Reason.REVOKED
    if position is None or not checkin_list.addon_match:
        return position, against
    matching, several = _matching(checkin_list, position)
    return matching, against or (Reason.AMBIGUOUS if several else None)


def _matching(checkin_list: CheckInList, ticket: OrderPosition) -> tuple[OrderPosition, bool]:
    """Which of the ticket and its add-ons the list is for, and whether there are several; the ticket when there is
    none, which is then refused for its product."""
    products = _door(checkin_list).products
    addons = OrderPosition.objects.filter(event=ticket.event_id, addon_to=ticket, canceled=False)
    own = products is None or ticket.item_id in products
    if products is not None:
        addons = addons.filter(item__in=products)
    secrets = list(addons.order_by("positionid").values_list("secret", flat=True)[:2])
    if own or not secrets:
        return ticket, own and bool(secrets)
    addon = locks.position_locked(checkin_list.event, secrets[0])
    return addon or ticket, len(secrets) > 1


def redeem_at(
    lists: Sequence[CheckInList], *, scan: ScanRequest, actor: Actor
) -> tuple[CheckInList, ScanResult]:
    """`redeem` at whichever of the lists the ticket belongs to, and that list. A code that nobody knows is refused at the
    first one, a code of several tickets is refused as ambiguous at the first that knows it.

    Raises Invalid `lists` for two lists of one event. Two queries besides those of `redeem`; none for one list.
    """
    insist_on_one_per_event(lists)
    owners = lists_of_ticket(lists, scan.secret)
    scanned = redeem if len(owners) == 1 else _refuse_ambiguous
    return owners[0], scanned(owners[0], scan=scan, actor=actor)


@durable
def _refuse_ambiguous(checkin_list: CheckInList, *, scan: ScanRequest, actor: Actor) -> ScanResult:
    """Refuses a code that is a ticket of more than one of the events that were asked for; stored at `checkin_list`. A
    repeated nonce returns the first answer."""
    past = _past_scans(checkin_list, None, scan)
    at = min(scan.at or timezone.now(), timezone.now())
    return _refuse(checkin_list, None, Reason.AMBIGUOUS, scan=scan, at=at, actor=actor, past=past)


def _past_scans(
    checkin_list: CheckInList, position: OrderPosition | None, scan: ScanRequest
) -> list[CheckIn]:
    """The ticket's scans at this list, oldest first; of a code that is no ticket, those with the same nonce."""
    scans = CheckIn.objects.filter(list=checkin_list, position=position)
    if position is None:
        if not scan.nonce:
            return []
        scans = scans.filter(nonce=scan.nonce)
    return list(scans.order_by("datetime", "pk"))


def _same_scan(row: CheckIn, scan: ScanRequest) -> bool:
    return bool(scan.nonce) and row.nonce == scan.nonce


def _replayed(checkin: CheckIn, position: OrderPosition | None, past: list[CheckIn]) -> ScanResult:
    """The answer that this very scan got before."""
    reason = None if checkin.successful else Reason(checkin.error_reason)
    before = _last_entry([row for row in past if row.pk < checkin.pk])
    return ScanResult(reason, checkin, position, before, replay=True)


def _last_entry(past: list[CheckIn]) -> CheckIn | None:
    """The last of the scans that let somebody in, and still counts."""
    entries = (row for row in reversed(past) if row.successful and row.kind == ScanKind.ENTRY)
    return next((row for row in entries if row.annulled_at is None), None)


def _judge(
    checkin_list: CheckInList,
    position: OrderPosition,
    scan: ScanRequest,
    admitted: list[CheckIn],
    *,
    at: dt.datetime,
    questions: tuple[Question, ...],
) -> Reason | None:
    order = position.order
    ticket = Ticket(
        item_id=position.item_id,
        variation_id=position.variation_id,
        order_status=order.status,
        canceled=position.canceled,
        blocked=bool(position.blocked),
        require_approval=order.require_approval,
        valid_if_pending=order.valid_if_pending,
        valid_from=position.valid_from,
        valid_until=position.valid_until,
        subevent_id=position.subevent_id,
    )
    request = Scan(scan.kind, at, scan.ignore_unpaid)
    past = [Past(row.kind, row.datetime) for row in admitted]
    return admission.refusal(
        ticket,
        door=_door(checkin_list),
        scan=request,
        past=past,
        rules_allow=_rules_allow(checkin_list, ticket, request, past, gate=_gate(scan)),
        open_questions=bool(questions) and scan.questions_supported,
    )


def _door(checkin_list: CheckInList) -> Door:
    products: frozenset[int] | None = None
    if not checkin_list.all_products:
        annotated: Any = getattr(checkin_list, "products", None)
        ids = (
            annotated
            if annotated is not None
            else checkin_list.limit_products.values_list("pk", flat=True)
        )
        products = frozenset(ids)
    return Door(
        products=products,
        include_pending=checkin_list.include_pending,
        allow_multiple_entries=checkin_list.allow_multiple_entries,
        allow_entry_after_exit=checkin_list.allow_entry_after_exit,
        subevent_id=checkin_list.subevent_id,
    )


def _gate(scan: ScanRequest) -> str:
    """The gate as rules name it: a device's by its id, a desk's by what it calls itself."""
    return scan.gate if scan.gate_id is None else str(scan.gate_id)


def _rules_allow(
    checkin_list: CheckInList,
    ticket: Ticket,
    scan: Scan,
    past: list[Past],
    *,
    gate: str,
) -> bool:
    if not checkin_list.rules:
        return True
    event = checkin_list.event
    facts = admission.facts(ticket, scan=scan, past=past, gate=gate, zone=ZoneInfo(event.timezone))
    # Of a series, the ticket's date says when it begins; one query more, only for lists with rules.
    subevent = (
        SubEvent.objects.get(event=event, pk=ticket.subevent_id) if ticket.subevent_id else None
    )
    when = subevent or event
    moments = {
        "date_from": when.date_from,
        "date_to": when.date_to,
        "date_admission": when.date_admission or when.date_from,
    }
    return list_rules.allows(checkin_list.rules, facts, moments=moments, zone=event.timezone)


def _refuse(
    checkin_list: CheckInList,
    position: OrderPosition | None,
    reason: Reason,
    *,
    scan: ScanRequest,
    at: dt.datetime,
    actor: Actor,
    past: list[CheckIn],
) -> ScanResult:
    """Says no, and writes it down; the same scan with the same answer is written down once."""
    known = (row for row in past if _same_scan(row, scan) and row.error_reason == reason)
    if told := next(known, None):
        return _replayed(told, position, past)
    checkin = _store(
        checkin_list, position, scan=scan, at=at, actor=actor, successful=False, reason=reason,
        explanation=admission.SENTENCES[reason],
    )  # fmt: skip
    announce(checkin_list.event)
    return ScanResult(reason, checkin, position, _last_entry(past))


def _store(
    checkin_list: CheckInList,
    position: OrderPosition | None,
    *,
    scan: ScanRequest,
    at: dt.datetime,
    actor: Actor,
    successful: bool,
    reason: str = "",
    explanation: str = "",
) -> CheckIn:
    checkin = CheckIn(
        tenant_id=checkin_list.tenant_id,
        event_id=checkin_list.event_id,
        list=checkin_list,
        position=position,
        kind=scan.kind,
        datetime=at,
        successful=successful,
        error_reason=reason,
        error_explanation=explanation,
        forced=scan.force,
        nonce=scan.nonce,
        raw_barcode=""
        if position is not None and position.secret == scan.secret
        else scan.secret[:250],
        gate=scan.gate,
        at_gate_id=scan.gate_id,
        device_id=actor.pk if actor.kind == ActorKind.DEVICE else None,
        actor_kind=actor.kind,
        actor_id=actor.pk,
        actor_label=actor.label,
    )
    try:
        checkin.save(force_insert=True)
    except IntegrityError as error:
        # The same scan arrived twice at the same moment: the other one's answer stands, ask for it.
        raise Contended(
            message=gettext_noop("This scan is being answered at this moment.")
        ) from error
    return checkin


def _follow(position: OrderPosition, *, scan: ScanRequest, at: dt.datetime) -> None:
    touch_order(position.order_id)
    if position.item.kind != ItemKind.ADMISSION:
        return
    registration = Registration.objects.filter(event=position.event_id, position=position)
    if scan.kind == ScanKind.EXIT:
        registration.update(attendance=Attendance.OUT)
    else:
        first = Coalesce("checked_in_at", Value(at))
        registration.update(attendance=Attendance.CHECKED_IN, checked_in_at=first)


def noted(
    verb: str, checkin: CheckIn, *, event: Event, position: OrderPosition, actor: Actor
) -> None:
    """Writes that a scan at the order's ticket counts, or does not count any more."""
    audit.record(
        verb,
        actor=actor,
        target=position.order,
        event=event,
        data={
            "code": position.order.code,
            "orderposition_id": position.pk,
            "orderposition_positionid": position.positionid,
            "checkin_list": checkin.list_id,
            "type": checkin.kind,
        },
    )


def announce(event: Event) -> None:
    tell_watchers(event, "door")
