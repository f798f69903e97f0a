"""Orders: placed, paid, canceled, expired. Every channel comes through here."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from eventhub.common import audit, hooks
from eventhub.common.actors import Actor
from eventhub.common.broadcast import broadcast_on_commit
from eventhub.common.codes import random_code, random_secret
from eventhub.common.errors import Conflict, Denied, Invalid
from eventhub.common.outbox import enqueue
from eventhub.common.text import folded
from eventhub.common.transactions import Contended, durable
from shop import catalogue as catalogues
from shop import checking, locks, transitions
from shop.actions import stock
from shop.availability import Unit
from shop.checking import Line
from shop.drafts import OrderDraft
from shop.enums import LIVE_STATUSES, Channel, OrderStatus, PaymentState
from shop.errors import SoldOut
from shop.models import Answer, Hold, Order, OrderPosition, Payment
from tenant import event_settings
from tenant.actions.events import live_group
from tenant.models import Event
from tenant.plugins import enabled_providers

CODE_LENGTH, SECRET_LENGTH = 6, 16
TICKET_LENGTH = 24
CODE_TRIES = 5
MAX_POSITIONS = 500
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
        if not stock.release_expired(event):
            raise
        return _place(event, draft=draft, actor=actor)
    except Conflict:
        # The same purchase twice at the same moment: the slower one gets what the faster one bought.
        first = _first_of(event, draft)
        if first is None:
            raise
        return first


def _first_of(event: Event, draft: OrderDraft) -> Order | None:
    if draft.origin_key is None:
        return None
    return Order.objects.filter(event=event, origin_key=draft.origin_key).first()


@durable
def _place(event: Event, *, draft: OrderDraft, actor: Actor) -> Order:
    return place_order_within(event, draft=draft, actor=actor)


@transaction.atomic(savepoint=False)
def place_order_within(event: Event, *, draft: OrderDraft, actor: Actor) -> Order:
    """`place_order` inside a larger transaction; expired holds of others are not given back first."""
    if first := _first_of(event, draft):
        return first
    if len(draft.positions) > MAX_POSITIONS:
        raise Invalid.field("positions", f"An order holds at most {MAX_POSITIONS} positions.")
    now = timezone.now()
    catalogue = catalogues.load(event, {position.item_id for position in draft.positions})
    lines = checking.check(event, draft=draft, catalogue=catalogue, at=now)
    total = sum((line.price.gross for line in lines), Decimal(0))
    provider = _provider(event, draft, total=total)
    held = _held(event, draft, now=now)
    stock.take(
        event,
        [Unit(line.item.pk, line.variation.pk if line.variation else None) for line in lines],
        force=draft.force,
        held=held,
    )
    order = _create_order(event, draft, total=total, provider=provider, now=draft.at or now)
    positions = _create_positions(order, lines)
    _create_payment(order, draft, provider=provider, now=draft.at or now)
    if held:
        Hold.objects.filter(
            event=event, pk__in=[p.hold_id for p in draft.positions if p.hold_id]
        ).delete()
    _follow(order, positions=positions)
    audit.record(
        "pretix.event.order.placed", actor=actor, target=order, event=event,
        data={"code": order.code, "total": str(total), "positions": len(positions), "channel": draft.channel},
    )  # fmt: skip
    if order.status == OrderStatus.PAID:
        audit.record(
            "pretix.event.order.paid",
            actor=actor,
            target=order,
            event=event,
            data={"provider": provider},
        )
    if draft.send_mail and order.email:
        enqueue("order.mail", tenant_id=event.tenant_id, order_id=order.pk, kind="placed")
    return order


def _provider(event: Event, draft: OrderDraft, *, total: Decimal) -> str:
    """The payment method's word. A strict draft must name one that the event has switched on."""
    if total == 0:
        return FREE
    if draft.strict:
        if draft.provider not in enabled_providers(event.plugins):
            raise Invalid.field(
                "provider", "Choose one of the ways to pay.", code="provider_not_enabled"
            )
        return draft.provider
    return draft.provider or MANUAL


def _held(event: Event, draft: OrderDraft, *, now: dt.datetime) -> set[int]:
    """The indexes of positions whose unit is kept in a cart, with the holds locked. Raises Conflict `hold_expired`
    when a hold is no more (somebody else's order or the sweep was faster): the cart then takes its units anew."""
    places = {
        position.hold_id: index
        for index, position in enumerate(draft.positions)
        if position.hold_id
    }
    if not places:
        return set()
    found = set(
        Hold.objects.filter(event=event, pk__in=list(places))
        .order_by("pk")
        .select_for_update()
        .values_list("pk", flat=True)
    )
    if len(found) < len(places):
        raise Conflict(
            "hold_expired",
            "What was kept for you has been given back. Please look at your cart again.",
        )
    return set(places.values())


def _create_order(
    event: Event, draft: OrderDraft, *, total: Decimal, provider: str, now: dt.datetime
) -> Order:
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
        expires=draft.expires or payment_deadline(event, provider=provider, at=now),
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
    for attempt in range(CODE_TRIES):
        order.code = draft.code or random_code(CODE_LENGTH)
        try:
            with transaction.atomic():
                order.save(force_insert=True)
        except IntegrityError as error:
            if "shop_order_code_unique" not in str(error):
                raise Contended(
                    message="This order is being placed twice at this moment."
                ) from error
            if draft.code or attempt == CODE_TRIES - 1:
                raise Invalid.field(
                    "code", "This order code is taken.", code="code_taken"
                ) from error
            continue
        return order
    raise AssertionError("the loop above returns or raises")


def payment_deadline(event: Event, *, provider: str, at: dt.datetime) -> dt.datetime:
    """Until when an unpaid order keeps its units: the event's payment term, at the day's end where the event is; at
    the door until the event is over."""
    if provider == BOXOFFICE:
        return max(event.date_to or event.date_from, at) + dt.timedelta(days=1)
    days = event_settings.value(event, "payment_term_days")
    local = at.astimezone(ZoneInfo(event.timezone)) + dt.timedelta(days=days)
    return local.replace(hour=23, minute=59, second=59, microsecond=0).astimezone(dt.UTC)


def _create_positions(order: Order, lines: Sequence[Line]) -> list[OrderPosition]:
    positions: dict[int, OrderPosition] = {}
    waiting: list[tuple[OrderPosition, int]] = []
    for index, line in enumerate(lines):
        number = line.draft.positionid if line.draft.positionid is not None else index + 1
        positions[number] = _position(order, line, number=number)
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
            "positions", "One of the secrets is already used at this event."
        ) from error
    _create_answers(order, list(zip(positions.values(), lines, strict=True)))
    return list(positions.values())


def _position(order: Order, line: Line, *, number: int) -> OrderPosition:
    draft = line.draft
    name = draft.attendee_name.strip()
    return OrderPosition(
        tenant_id=order.tenant_id,
        event_id=order.event_id,
        order=order,
        positionid=number,
        item=line.item,
        variation=line.variation,
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
        valid_from=draft.valid_from,
        valid_until=draft.valid_until,
        search_text=_searchable(order, name, draft.attendee_email, draft.address.get("company")),
        **draft.address,
    )


def _searchable(order: Order, name: str, email: str, company: str | None) -> str:
    """What finds a position at the door."""
    return folded(name, email or order.email, order.code, company)


def _create_answers(order: Order, pairs: Sequence[tuple[OrderPosition, Line]]) -> None:
    rows = [
        (
            Answer(
                tenant_id=order.tenant_id, position=position, question=question, answer=clean.text
            ),
            clean.options,
        )
        for position, line in pairs
        for question, clean in line.answers
    ]
    if not rows:
        return
    Answer.objects.bulk_create([answer for answer, _ in rows])
    links = Answer.options.through
    chosen = [
        links(answer_id=answer.pk, questionoption_id=option)
        for answer, options in rows
        for option in options
    ]
    if chosen:
        links.objects.bulk_create(chosen)


def _create_payment(order: Order, draft: OrderDraft, *, provider: str, now: dt.datetime) -> None:
    confirmed = order.status == OrderStatus.PAID
    Payment.objects.create(
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


def _follow(order: Order, *, positions: Sequence[OrderPosition] | None = None) -> None:
    """Lets the floors above follow the order's new state, and tells whoever watches."""
    hooks.run("ORDER_FULFILLERS", order=order, positions=positions)
    broadcast_on_commit(live_group(order.event), "changed", coalesce=True, what="orders")


@durable
def mark_paid(
    event: Event,
    *,
    code: str,
    actor: Actor,
    provider: str = MANUAL,
    send_mail: bool = True,
    note: str = "",
) -> Order:
    """Records the whole amount as received, and returns the order.

    An expired order takes its units again and may find them gone (SoldOut). Raises NotFound, Conflict `already_paid`
    and `bad_transition` (canceled). Locks quotas (expired orders only), then the order. Writes the payment and
    `pretix.event.order.paid`, promises the mail.
    """
    return mark_paid_within(
        event, code=code, actor=actor, provider=provider, send_mail=send_mail, note=note
    )


@transaction.atomic(savepoint=False)
def mark_paid_within(
    event: Event,
    *,
    code: str,
    actor: Actor,
    provider: str = MANUAL,
    send_mail: bool = True,
    note: str = "",
    at: dt.datetime | None = None,
) -> Order:
    """`mark_paid` inside a larger transaction."""
    seen = Order.objects.filter(event=event, code=code, status=OrderStatus.EXPIRED).first()
    if seen is not None:
        stock.take(event, _units(seen))
    order = locks.order_locked(event, code)
    if seen is not None and order.status != OrderStatus.EXPIRED:
        raise Contended(message="The order was changed at this moment.")
    if order.status == OrderStatus.PAID:
        raise Conflict("already_paid", "The order is already paid.")
    if not transitions.may_be_paid(order):
        raise Conflict(
            "bad_transition",
            "Only an order that waits for payment or expired can be marked as paid.",
        )
    if seen is None and order.status == OrderStatus.EXPIRED:
        raise Contended(message="The order expired at this moment.")
    _confirm_payment(order, provider=provider, now=at or timezone.now())
    _move(order, OrderStatus.PAID)
    audit.record(
        "pretix.event.order.paid",
        actor=actor,
        target=order,
        event=event,
        data={"provider": provider, "note": note},
    )
    if send_mail and order.email:
        enqueue("order.mail", tenant_id=event.tenant_id, order_id=order.pk, kind="paid")
    return order


def _confirm_payment(order: Order, *, provider: str, now: dt.datetime) -> None:
    payments = list(Payment.objects.filter(order=order).order_by("local_id").select_for_update())
    waiting = next(
        (p for p in payments if p.state in {PaymentState.CREATED, PaymentState.PENDING}), None
    )
    if waiting is None:
        waiting = Payment(
            tenant_id=order.tenant_id, order=order, local_id=len(payments) + 1, provider=provider,
            amount=order.total, created=now,
        )  # fmt: skip
    waiting.state, waiting.payment_date = PaymentState.CONFIRMED, now
    waiting.save()


@durable
def cancel_order(
    event: Event, *, code: str, actor: Actor, send_mail: bool = True, note: str = ""
) -> Order:
    """Cancels the order and gives its units back; money that was paid stays owed to the buyer.

    Raises NotFound, Conflict `bad_transition` when it is canceled or expired already. Locks the quotas, then the order.
    Writes `pretix.event.order.canceled`, promises the mail.
    """
    return cancel_order_within(event, code=code, actor=actor, send_mail=send_mail, note=note)


@transaction.atomic(savepoint=False)
def cancel_order_within(
    event: Event, *, code: str, actor: Actor, send_mail: bool = True, note: str = ""
) -> Order:
    """`cancel_order` inside a larger transaction."""
    # Quotas come before orders in the lock order: the units go back before the order's row is locked. Should its state
    # prove different under the lock, the refusal undoes that.
    seen = Order.objects.filter(event=event, code=code, status__in=LIVE_STATUSES).first()
    if seen is not None:
        stock.give_back(event, _units(seen))
    order = locks.order_locked(event, code)
    if not transitions.may_be_canceled(order):
        raise Conflict("bad_transition", "Only an open or paid order can be canceled.")
    if seen is None:
        raise Contended(message="The order was changed at this moment.")
    Payment.objects.filter(
        order=order, state__in=[PaymentState.CREATED, PaymentState.PENDING]
    ).update(state=PaymentState.CANCELED)
    order.canceled_at = timezone.now()
    _move(order, OrderStatus.CANCELED)
    audit.record(
        "pretix.event.order.canceled", actor=actor, target=order, event=event, data={"note": note}
    )
    if send_mail and order.email:
        enqueue("order.mail", tenant_id=event.tenant_id, order_id=order.pk, kind="canceled")
    return order


@durable
def expire_order(event: Event, *, code: str, actor: Actor, overdue_only: bool = True) -> bool:
    """Lets an order that was not paid in time give its units back; False when it was paid or canceled meanwhile.

    `overdue_only` False: the organizer does not want to wait for its deadline. Locks the quotas, then the order. Writes `pretix.event.order.expired`. Idempotent.
    """
    order = Order.objects.filter(event=event, code=code, status=OrderStatus.PENDING).first()
    if order is None:
        return False
    stock.give_back(event, _units(order))
    order = locks.order_locked(event, code)
    waits = order.status == OrderStatus.PENDING
    overdue = order.expires is not None and order.expires <= timezone.now()
    if not waits or (overdue_only and not overdue):
        transaction.set_rollback(True)
        return False
    _move(order, OrderStatus.EXPIRED)
    audit.record("pretix.event.order.expired", actor=actor, target=order, event=event)
    return True


def _units(order: Order) -> list[Unit]:
    pairs = OrderPosition.objects.filter(order=order, canceled=False).values_list(
        "item_id", "variation_id"
    )
    return [Unit(*pair) for pair in pairs]


def _move(order: Order, status: OrderStatus) -> None:
    order.status, order.last_modified = status, timezone.now()
    order.save(update_fields=["status", "last_modified", "canceled_at"])
    _follow(order)


def touch_order(order_id: int) -> None:
    """Moves `last_modified`: something that belongs to the order's representation was written (COND-3)."""
    Order.unscoped.filter(pk=order_id).update(last_modified=timezone.now())


def resend_confirmation(event: Event, *, code: str, actor: Actor) -> Order:
    """Promises the order's mail once more. Raises NotFound, Conflict `no_address`."""
    with transaction.atomic(durable=True):
        order = locks.order_locked(event, code)
        if not transitions.may_be_resent(order):
            raise Conflict("no_address", "This order has no e-mail address.")
        entry = audit.record("pretix.event.order.resend", actor=actor, target=order, event=event)
        enqueue(
            "order.mail",
            tenant_id=event.tenant_id,
            order_id=order.pk,
            kind="resend",
            nonce=str(entry.pk),
        )
        return order


CHANGEABLE = (
    "email", "phone", "locale", "comment", "custom_followup_at", "checkin_attention", "checkin_text",
    "invoice_address", "valid_if_pending", "api_meta",
)  # fmt: skip


@transaction.atomic(durable=True)
def change_order(event: Event, *, code: str, data: Mapping[str, Any], actor: Actor) -> Order:
    """Changes what `data` names of CHANGEABLE and returns the order. Neither its state nor its amounts.

    Raises NotFound. Locks the order. Writes `pretix.event.order.changed` with the names of what changed, moves
    `last_modified` and what the door searches by; writes nothing when all is as it was. Idempotent.
    """
    order = locks.order_locked(event, code)
    changed = [name for name in CHANGEABLE if name in data and getattr(order, name) != data[name]]
    if not changed:
        return order
    for name in changed:
        setattr(order, name, data[name])
    order.last_modified = timezone.now()
    order.save(update_fields=[*changed, "last_modified"])
    if "email" in changed:
        positions = list(OrderPosition.objects.filter(order=order))
        for row in positions:
            row.search_text = _searchable(order, row.attendee_name, row.attendee_email, row.company)
        OrderPosition.unscoped.bulk_update(positions, ["search_text"])
    audit.record(
        "pretix.event.order.changed",
        actor=actor,
        target=order,
        event=event,
        data={"fields": changed},
    )
    broadcast_on_commit(live_group(event), "changed", coalesce=True, what="orders")
    return order


@transaction.atomic(durable=True)
def delete_test_order(event: Event, *, code: str, actor: Actor) -> None:
    """Deletes an order that was made in test mode, with all that belongs to it; real ones stay for ever.

    Raises NotFound, Denied `not_a_test`. Locks the quotas, then the order; gives its units back. Writes
    `pretix.event.order.deleted`.
    """
    seen = Order.objects.filter(event=event, code=code, status__in=LIVE_STATUSES).first()
    if seen is not None:
        stock.give_back(event, _units(seen))
    order = locks.order_locked(event, code)
    if not order.testmode:
        raise Denied("not_a_test", "Only orders of the test mode can be deleted.")
    if (seen is None) != (order.status not in LIVE_STATUSES):
        raise Conflict("busy", "The order was changed at this moment. Please look again.")
    audit.record("pretix.event.order.deleted", actor=actor, event=event, data={"code": code})
    Order.objects.filter(event=event, pk=order.pk).delete()
    broadcast_on_commit(live_group(event), "changed", coalesce=True, what="orders")
