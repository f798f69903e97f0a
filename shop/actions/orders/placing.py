"""Orders are placed: units taken, prices kept, registrations made, in one transaction."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.codes import random_code, random_secret
from eventhub.common.db.transactions import Contended, durable
from eventhub.common.effects import audit
from eventhub.common.effects.outbox import enqueue
from eventhub.common.errors import Conflict, Invalid
from shop.actions import quota_counters
from shop.actions.carts.visitor_carts import consume_carts, forgotten
from shop.actions.money import invoices
from shop.actions.money.ledger import note_received
from shop.actions.orders import answer_files, fees
from shop.actions.orders.drafting import checked
from shop.actions.orders.following import follow, searchable
from shop.actions.orders.held_units import held_by_draft, insist_on_least
from shop.actions.vouchers import redemption
from shop.enums import Channel, OrderStatus, PaymentState, QuestionType
from shop.errors import HOLD_EXPIRED, SoldOut
from shop.models import Answer, AnswerOption, Hold, Item, Order, OrderFee, OrderPosition, Payment
from shop.reads.order_check import Line
from shop.reads.visitor import bought_with
from shop.rules import invoicing, validity
from shop.rules.availability import Unit
from shop.rules.drafts import OrderDraft
from shop.rules.moments import end_of_day
from tenant.events import event_settings
from tenant.events.plugins import enabled_providers
from tenant.models import Event

CODE_LENGTH, SECRET_LENGTH = 6, 16
TICKET_LENGTH = 24
CODE_TRIES = 5
MAX_POSITIONS = 500
CODE_TAKEN = gettext_noop("This order code is taken.")
FREE, MANUAL, BOXOFFICE = "free", "manual", "boxoffice"


def place_order(event: Event, *, draft: OrderDraft, actor: Actor) -> Order:
    """Sells what the draft names, at once and wholly, or not at all.

    Units of the draft's holds are converted, the others are taken from their quotas under lock: never more than there
    are. A total of zero is paid at once. Writes the order, its positions, answers and payment, runs ORDER_FULFILLERS
    (registrations), the audit entry and, with `send_mail`, the promise of a confirmation mail.

    Raises Invalid (`positions`, `provider`, `code`), Conflict (shop closed, `hold_expired`), SoldOut (`sold_out`).
    Idempotent by `draft.origin_key`: the first order is returned.
    """
    try:
        return _place(event, draft=draft, actor=actor)
    except SoldOut:
        # Units of abandoned carts come back before anybody is sent away.
        if not quota_counters.release_expired(event):
            raise
        return _place(event, draft=draft, actor=actor)
    except Conflict:
        # The same purchase twice at the same moment: the slower one gets what the faster one bought.
        first = bought_with(event, origin_key=draft.origin_key)
        if first is None:
            raise
        return first


@durable
def _place(event: Event, *, draft: OrderDraft, actor: Actor) -> Order:
    return place_order_within(event, draft=draft, actor=actor)


@transaction.atomic(savepoint=False)
def place_order_within(event: Event, *, draft: OrderDraft, actor: Actor) -> Order:
    """`place_order` inside a larger transaction; expired holds of others are not given back first."""
    if first := bought_with(event, origin_key=draft.origin_key):
        return first
    insist_on_size(draft)
    now = timezone.now()
    draft, lines, charged = checked(event, draft, at=now)
    return sell(event, draft, lines, charged=charged, now=now, actor=actor)


def insist_on_size(draft: OrderDraft) -> None:
    """Raises Invalid `positions` for more than one order may hold."""
    if len(draft.positions) > MAX_POSITIONS:
        raise Invalid.field("positions", f"An order holds at most {MAX_POSITIONS} positions.")


@transaction.atomic(savepoint=False)
def sell(
    event: Event,
    draft: OrderDraft,
    lines: Sequence[Line],
    *,
    charged: Sequence[OrderFee] = (),
    held: dict[int, Hold] | None = None,
    now: dt.datetime,
    actor: Actor,
) -> Order:
    """The order of a draft that is right: `lines` and the fees `charged` are what it comes to. Within the transaction of
    a caller that has judged it; everything else as `place_order` says. Not idempotent.

    `held`: the locked holds of the lines, by their indexes; None: they are locked now.
    """
    total = sum((line.price.gross for line in lines), Decimal(0))
    total += sum((fee.value for fee in charged), Decimal(0))
    provider = _provider(event, draft, total=total)
    units = [unit_of(line) for line in lines]
    if held is None:
        held = held_by_draft(event, draft, units)
    consume_carts(event, draft.consume_carts, before=units)
    redeemed = quota_counters.take(event, units, force=draft.force, held=held)
    redemption.check_budgets(event, lines, vouchers=redeemed)
    if draft.strict:
        insist_on_least(event, redeemed, held)
    order = _create_order(event, draft, lines, total=total, provider=provider, now=draft.at or now)
    positions = _create_positions(order, lines, held=held, actor=draft.files_of or actor)
    fees.charge(order, charged)
    _create_payment(order, draft, provider=provider, now=draft.at or now, actor=actor)
    if held and not forgotten(event, list(held.values())):
        # Something was added to a unit at this moment: it must not be given away with it.
        raise Conflict("hold_expired", HOLD_EXPIRED)
    follow(order, positions=positions)
    redemption.record(event, order, positions=positions, actor=actor)
    audit.record(
        "order.placed", actor=actor, target=order, event=event,
        data={"code": order.code, "total": str(total), "positions": len(positions), "channel": draft.channel,
              "require_approval": order.require_approval},
    )  # fmt: skip
    if order.require_approval:
        audit.record("order.approval_requested", actor=actor, target=order, event=event)
    if order.status == OrderStatus.PAID:
        audit.record(
            "order.paid",
            actor=actor,
            target=order,
            event=event,
            data={"provider": provider},
        )
    if invoicing.is_due(order, mode=event_settings.value(event, "invoice_generate")):
        invoices.issue(order, actor=actor)
    if draft.send_mail and order.email:
        enqueue("order.mail", tenant_id=event.tenant_id, order_id=order.pk, kind="placed")
    return order


def unit_of(line: Line) -> Unit:
    """What the line takes from the quotas."""
    return Unit(
        line.item.pk,
        line.variation.pk if line.variation else None,
        line.subevent.pk if line.subevent else None,
        line.voucher.pk if line.voucher else None,
    )


def _provider(event: Event, draft: OrderDraft, *, total: Decimal) -> str:
    """The payment method's word. A strict draft must name one that the event has switched on."""
    if total == 0:
        return FREE
    if draft.strict:
        if draft.provider not in enabled_providers(event.plugins):
            raise Invalid.field(
                "provider",
                gettext_noop("Choose one of the ways to pay."),
                code="provider_not_enabled",
            )
        return draft.provider
    return draft.provider or MANUAL


def _create_order(
    event: Event,
    draft: OrderDraft,
    lines: Sequence[Line],
    *,
    total: Decimal,
    provider: str,
    now: dt.datetime,
) -> Order:
    dates = [line.subevent for line in lines if line.subevent is not None]
    over = max((date.date_to or date.date_from for date in dates), default=None)
    paid = draft.paid or total == 0
    order = Order(
        tenant_id=event.tenant_id,
        event=event,
        status=OrderStatus.PAID if paid and not draft.require_approval else OrderStatus.PENDING,
        testmode=event.testmode if draft.testmode is None else draft.testmode,
        secret=random_secret(SECRET_LENGTH),
        email=draft.email,
        phone=draft.phone,
        locale=draft.locale,
        datetime=now,
        expires=draft.expires or payment_deadline(event, provider=provider, at=now, over=over),
        total=total,
        comment=draft.comment,
        custom_followup_at=draft.custom_followup_at,
        invoice_address=draft.invoice_address,
        checkin_attention=draft.checkin_attention,
        checkin_text=draft.checkin_text,
        require_approval=draft.require_approval,
        valid_if_pending=draft.valid_if_pending,
        sales_channel=draft.channel or Channel.WEB,
        api_meta=draft.api_meta,
        origin_key=draft.origin_key,
        last_modified=timezone.now(),
    )
    store_with_code(order, code=draft.code)
    return order


def store_with_code(order: Order, *, code: str | None = None) -> None:
    """Stores a new order under `code`, else under one that nobody has. Raises Invalid `code`, Contended."""
    # Scan apps know orders by their code alone, over all events of an organizer.
    of_organizer = Order.unscoped.filter(event__organizer=order.event.organizer_id, code=code)
    if code and of_organizer.exists():
        raise Invalid.field("code", CODE_TAKEN, code="code_taken")
    for attempt in range(CODE_TRIES):
        order.code = code or random_code(CODE_LENGTH)
        try:
            with transaction.atomic():
                order.save(force_insert=True)
        except IntegrityError as error:
            if "shop_order_code_unique" not in str(error):
                raise Contended(
                    message=gettext_noop("This order is being placed twice right now.")
                ) from error
            if code or attempt == CODE_TRIES - 1:
                raise Invalid.field("code", CODE_TAKEN, code="code_taken") from error
            continue
        return
    raise AssertionError("the loop above returns or raises")


def payment_deadline(
    event: Event, *, provider: str, at: dt.datetime, over: dt.datetime | None = None
) -> dt.datetime:
    """Until when an unpaid order keeps its units: the event's payment term, at the day's end where the event is; at
    the door until the event is over, of a series the last date that was bought (`over`)."""
    if provider == BOXOFFICE:
        return max(over or event.date_to or event.date_from, at) + dt.timedelta(days=1)
    days = event_settings.value(event, "payment_term_days")
    local = at.astimezone(ZoneInfo(event.timezone)) + dt.timedelta(days=days)
    return end_of_day(local.date(), zone=event.timezone)


def _create_positions(
    order: Order, lines: Sequence[Line], *, held: Mapping[int, Hold], actor: Actor
) -> list[OrderPosition]:
    positions: dict[int, OrderPosition] = {}
    waiting: list[tuple[OrderPosition, int]] = []
    for index, line in enumerate(lines):
        number = line.draft.number(index)
        positions[number] = position_of(order, line, number=number, hold=held.get(index))
        if line.draft.addon_to is not None:
            waiting.append((positions[number], line.draft.addon_to))
    addons = {id(position) for position, _ in waiting}
    first = [position for position in positions.values() if id(position) not in addons]
    # Only a secret that the caller chose can be taken; a random one needs no savepoint to fall back to.
    chosen = any(line.draft.secret for line in lines)
    try:
        with transaction.atomic(savepoint=chosen):
            OrderPosition.objects.bulk_create(first)
            for position, parent in waiting:
                position.addon_to = positions[parent]
                position.save(force_insert=True)
    except IntegrityError as error:
        if "secret" not in str(error):
            raise
        raise Invalid.field(
            "positions", gettext_noop("One of the secrets is already used at this event.")
        ) from error
    store_answers(order, list(zip(positions.values(), lines, strict=True)), actor=actor)
    return list(positions.values())


def position_of(
    order: Order, line: Line, *, number: int, hold: Hold | None = None
) -> OrderPosition:
    """The line as a position of the order, not stored yet; `hold`: what kept its unit. It is good for
    as long as its item says, where nobody said otherwise."""
    draft = line.draft
    voucher = line.voucher if hold is None else hold.voucher
    name = draft.attendee_name.strip()
    good_from, good_until = _good_for(order, line.item)
    return OrderPosition(
        tenant_id=order.tenant_id,
        event_id=order.event_id,
        order=order,
        positionid=number,
        item=line.item,
        variation=line.variation,
        subevent=line.subevent,
        voucher=voucher,
        voucher_budget_use=line.saved if hold is None else hold.voucher_budget_use,
        price=line.price.gross,
        tax_rule=line.item.tax_rule,
        tax_rate=line.price.rate,
        tax_value=line.price.tax,
        secret=draft.secret or random_secret(TICKET_LENGTH),
        pseudonymization_id=random_code(10),
        attendee_name=name,
        attendee_name_parts=draft.attendee_name_parts
        or ({"_scheme": "full", "full_name": name} if name else {}),
        attendee_email=draft.attendee_email,
        valid_from=draft.valid_from or good_from,
        valid_until=draft.valid_until or good_until,
        search_text=searchable(order, name, draft.attendee_email, draft.address.get("company")),
        **draft.address,
    )


def _good_for(order: Order, item: Item) -> validity.Span:
    if item.validity_mode is None:
        return None, None
    return validity.span(item, at=order.datetime, zone=order.event.timezone)


def store_answers(
    order: Order, pairs: Sequence[tuple[OrderPosition, Line]], *, actor: Actor
) -> None:
    """Stores what the lines answer for their positions. Two statements at most, and two for each file; files are those
    that `actor` handed in. Raises Invalid `positions`."""
    problems: list[dict[str, Any]] = [{} for _ in pairs]
    rows, files = [], []
    for index, (position, line) in enumerate(pairs):
        for question, clean in line.answers:
            answer = Answer(
                tenant_id=order.tenant_id, position=position, question=question, answer=clean.text
            )
            rows.append((answer, clean.options))
            if question.type == QuestionType.FILE:
                try:
                    files.append((answer, answer_files.handed_in(answer, actor=actor)))
                except ValueError as error:
                    problems[index].setdefault("answers", {})[str(question.pk)] = [str(error)]
    if any(problems):
        raise Invalid(
            message=gettext_noop("Some answers are not right."), fields={"positions": problems}
        )
    if not rows:
        return
    Answer.objects.bulk_create([answer for answer, _ in rows])
    for answer, upload in files:
        answer_files.keep(answer, upload)
    chosen = [
        AnswerOption(tenant_id=order.tenant_id, answer_id=answer.pk, questionoption_id=option)
        for answer, options in rows
        for option in options
    ]
    if chosen:
        AnswerOption.objects.bulk_create(chosen)


def _create_payment(
    order: Order, draft: OrderDraft, *, provider: str, now: dt.datetime, actor: Actor
) -> None:
    confirmed = order.status == OrderStatus.PAID
    payment = Payment.objects.create(
        tenant_id=order.tenant_id,
        order=order,
        local_id=1,
        state=PaymentState.CONFIRMED if confirmed else PaymentState.CREATED,
        amount=order.total,
        provider=provider,
        created=now,
        payment_date=(draft.paid_at or now) if confirmed else None,
        details=draft.provider_details,
    )
    if confirmed:
        note_received(payment, order=order, actor=actor)
