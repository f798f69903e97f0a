"""The door: scan, refuse, undo."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from eventhub.common import audit, uploads
from eventhub.common.actors import Actor, ActorKind
from eventhub.common.broadcast import broadcast_on_commit
from eventhub.common.i18n import localize
from eventhub.common.transactions import Contended, durable
from register import admission, door_rules, locks
from register.admission import Door, Past, Reason, Scan, Ticket
from register.enums import Attendance, ScanKind
from register.models import CheckIn, CheckInList, Registration
from shop import answers
from shop.actions import answer_files
from shop.actions.orders import touch_order
from shop.enums import ItemKind, QuestionType
from shop.models import Answer, OrderPosition, Question, RevokedSecret
from tenant.actions.events import live_group
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

    The ticket's row is locked, so of two doors one admits and the other says `already_redeemed`. A repeated nonce
    returns the first answer. `force` overrides everything but an unknown code. Open questions (`incomplete`) are not
    stored as a scan. Writes the CheckIn, the registration's attendance and the order's `last_modified`; tells whoever
    watches the door. `checkin_list` must come with `event`; `products` (array) may be annotated to spare a query.
    """
    return redeem_within(checkin_list, scan=scan, actor=actor)


@transaction.atomic(savepoint=False)
def redeem_within(checkin_list: CheckInList, *, scan: ScanRequest, actor: Actor) -> ScanResult:
    """`redeem` inside a larger transaction (a demo)."""
    event = checkin_list.event
    position, against = _found(checkin_list, scan)
    past = _past_scans(checkin_list, position, scan)
    if replayed := next((row for row in past if scan.nonce and row.nonce == scan.nonce), None):
        return _replayed(replayed, position, past)
    now = timezone.now()
    moment = min(scan.at, now) if scan.at else now
    if position is None:
        unknown = against or Reason.INVALID
        return _refuse(checkin_list, None, unknown, scan=scan, at=moment, actor=actor)
    admitted = [row for row in past if row.successful and row.annulled_at is None]
    questions = _open_questions(checkin_list, position, scan, actor=actor)
    reason = (
        None
        if scan.force
        else against
        or _judge(checkin_list, position, scan, admitted, at=moment, questions=questions)
    )
    previous = next((row for row in reversed(admitted) if row.kind == ScanKind.ENTRY), None)
    if reason == Reason.INCOMPLETE:
        return ScanResult(reason, None, position, previous, questions=questions)
    if reason is not None:
        return _refuse(
            checkin_list, position, reason, scan=scan, at=moment, actor=actor, previous=previous
        )
    checkin = _store(checkin_list, position, scan=scan, at=moment, actor=actor, successful=True)
    _follow(position, scan=scan, at=moment)
    if getattr(position, "followed", False):  # the scan itself is the record; this is for webhooks
        noted("pretix.event.checkin", checkin, event=event, position=position, actor=actor)
    announce(event)
    return ScanResult(None, checkin, position, previous)


def _found(
    checkin_list: CheckInList, scan: ScanRequest
) -> tuple[OrderPosition | None, Reason | None]:
    """The ticket that the code means, locked, and what speaks against it because of its code alone.

    Of a code that was taken back it is the ticket that had it. Where the list asks for it (`addon_match`) and is not
    for the ticket itself, it is the ticket's only add-on that the list is for.
    """
    event = checkin_list.event
    position = locks.position_locked(event, scan.secret)
    if position is None:
        revoked = RevokedSecret.objects.filter(event=event, secret=scan.secret)
        now = revoked.values_list("position__secret", flat=True).first()
        if now is None:
            return None, Reason.REVOKED if revoked.exists() else None
        return locks.position_locked(event, now), Reason.REVOKED
    products = _door(checkin_list).products
    if not checkin_list.addon_match or products is None or position.item_id in products:
        return position, None
    addons = OrderPosition.objects.filter(
        event=event, addon_to=position, canceled=False, item__in=products
    )
    secrets = list(addons.order_by("positionid").values_list("secret", flat=True)[:2])
    if not secrets:
        return position, None
    if len(secrets) > 1:
        return position, Reason.AMBIGUOUS
    return locks.position_locked(event, secrets[0]), None


@durable
def refuse_ambiguous(checkin_list: CheckInList, *, scan: ScanRequest, actor: Actor) -> ScanResult:
    """Refuses a code that is a ticket of more than one of the events that were asked for; stored at `checkin_list`. A
    repeated nonce returns the first answer."""
    past = _past_scans(checkin_list, None, scan)
    if past:
        return _replayed(past[0], None, past)
    at = min(scan.at or timezone.now(), timezone.now())
    return _refuse(checkin_list, None, Reason.AMBIGUOUS, scan=scan, at=at, actor=actor)


def _past_scans(
    checkin_list: CheckInList, position: OrderPosition | None, scan: ScanRequest
) -> list[CheckIn]:
    """The ticket's scans at this list, oldest first, and whichever scan had this nonce before."""
    same = Q(position=position) if position is not None else Q(pk=-1)
    if scan.nonce:
        same |= Q(nonce=scan.nonce)
    elif position is None:
        return []
    return list(CheckIn.objects.filter(same, list=checkin_list).order_by("datetime", "pk"))


def _replayed(checkin: CheckIn, position: OrderPosition | None, past: list[CheckIn]) -> ScanResult:
    reason = None if checkin.successful else Reason(checkin.error_reason)
    earlier = [
        row for row in past if row.pk < checkin.pk and row.successful and row.annulled_at is None
    ]
    previous = next((row for row in reversed(earlier) if row.kind == ScanKind.ENTRY), None)
    return ScanResult(reason, checkin, position, previous, replay=True)


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
    return door_rules.allows(checkin_list.rules, facts, moments=moments, zone=event.timezone)


def _open_questions(
    checkin_list: CheckInList, position: OrderPosition, scan: ScanRequest, *, actor: Actor
) -> tuple[Question, ...]:
    """The questions of the door that have no answer yet; answers that the scan brings are stored first."""
    if scan.kind != ScanKind.ENTRY or getattr(checkin_list, "asks", True) is False:
        return ()
    asked = list(
        Question.objects.filter(
            event=checkin_list.event, ask_during_checkin=True, items=position.item_id
        )
        .prefetch_related("options")
        .order_by("position", "pk")
    )
    if not asked:
        return ()
    given = set(
        Answer.objects.filter(position=position, question__in=asked).values_list(
            "question_id", flat=True
        )
    )
    for question in asked:
        if question.pk in scan.answers and _store_answer(
            position, question, scan.answers[question.pk], actor=actor
        ):
            given.add(question.pk)
    return tuple(question for question in asked if question.pk not in given and question.required)


def _store_answer(
    position: OrderPosition, question: Question, raw: object, *, actor: Actor
) -> bool:
    texts = {option.pk: localize(option.answer) for option in question.options.all()}
    chosen = (
        tuple(int(word) for word in str(raw).split(",") if word.strip().isdigit()) if texts else ()
    )
    try:
        clean = answers.clean(question, raw, options=chosen, option_texts=texts)
        file = None
        if clean is not None and question.type == QuestionType.FILE:
            file = uploads.take(clean.text, actor=actor)
    except ValueError:
        return False  # still open: the scanner asks again
    if clean is None:
        return False
    answer, _ = Answer.objects.update_or_create(
        position=position,
        question=question,
        defaults={"answer": clean.text, "tenant_id": position.tenant_id},
    )
    answer.options.set(clean.options)
    if file is not None:
        answer_files.replace(answer, file)
    return True


def _refuse(
    checkin_list: CheckInList,
    position: OrderPosition | None,
    reason: Reason,
    *,
    scan: ScanRequest,
    at: dt.datetime,
    actor: Actor,
    previous: CheckIn | None = None,
) -> ScanResult:
    checkin = _store(
        checkin_list, position, scan=scan, at=at, actor=actor, successful=False, reason=reason,
        explanation=admission.SENTENCES[reason],
    )  # fmt: skip
    announce(checkin_list.event)
    return ScanResult(reason, checkin, position, previous)


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
        raise Contended(message="This scan is being answered at this moment.") from error
    return checkin


def _follow(position: OrderPosition, *, scan: ScanRequest, at: dt.datetime) -> None:
    touch_order(position.order_id)
    if position.item.kind != ItemKind.ADMISSION:
        return
    registration = Registration.objects.filter(event=position.event_id, position=position)
    if scan.kind == ScanKind.EXIT:
        registration.update(attendance=Attendance.OUT)
    else:
        first = getattr(getattr(position, "registration", None), "checked_in_at", None)
        registration.update(attendance=Attendance.CHECKED_IN, checked_in_at=first or at)


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
    broadcast_on_commit(live_group(event), "changed", coalesce=True, what="door")
