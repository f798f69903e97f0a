"""What an order holds changes: positions come, go and become others; fees too. The sum decides what is owed then."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db.transactions import Contended, durable
from eventhub.common.effects import audit
from eventhub.common.errors import Conflict, Invalid
from eventhub.common.money import with_tax
from shop import locks
from shop.actions import quota_counters
from shop.actions.money import invoices
from shop.actions.money.ledger import ledger
from shop.actions.orders import fees, plans
from shop.actions.orders.following import follow
from shop.actions.orders.placing import position_of, store_answers
from shop.actions.orders.plans import Plan
from shop.actions.orders.splitting import follow_split, split_off
from shop.actions.orders.states import move, tell
from shop.actions.orders.steps import renewed_deadline
from shop.actions.orders.units import BETWEEN
from shop.enums import OrderStatus, PaymentState
from shop.models import Order, OrderFee, OrderPosition, TaxRule
from shop.reads.order_check import Line
from shop.reads.position_rows import secret_is_taken
from shop.rules import balance, pricing
from shop.rules.drafts import Rearrangement
from tenant.models import Event

KEEP_NET, KEEP_GROSS = "keep_net", "keep_gross"
EMPTY = gettext_noop("Nothing would be left of this order. Cancel the order instead.")


@durable
def rearrange_order(
    event: Event, *, code: str, change: Rearrangement, actor: Actor, force: bool = False
) -> Order:
    """Changes what the order holds, all of it or nothing, and returns the order.

    New and changed positions take their units (`force`: even where none is left), others give theirs back; add-ons go
    with what they were added to. Positions that are split off move to a new order, see `splitting.split_off`. The total
    follows; an order that is no longer paid in full waits for payment, one that owes nothing any more is paid. Raises
    NotFound, Conflict `bad_transition`, `empty_order`, SoldOut, and Invalid with fields that mirror the input. Locks the
    quotas, then the order. Writes `position.*` and `fee.*` for each of them.
    """
    return rearrange_order_within(event, code=code, change=change, actor=actor, force=force)


@transaction.atomic(savepoint=False)
def rearrange_order_within(
    event: Event, *, code: str, change: Rearrangement, actor: Actor, force: bool = False
) -> Order:
    """`rearrange_order` inside a larger transaction."""
    plan = plans.drawn_up(event, code=code, change=change, force=force)
    if len(plan.gone) + len(plan.split) == len(plan.positions) and not plan.created:
        raise Conflict("empty_order", EMPTY)
    released, wanted = plans.released(plan), plans.wanted(plan)
    if released and wanted:  # each step alone would lock its own in order, both together not
        locks.quotas_of_units_locked(event, [*released, *wanted])
    quota_counters.give_back(event, released)
    quota_counters.take(event, wanted, force=force)
    order = locks.order_locked(event, code)
    if order.last_modified != plan.order.last_modified:
        raise Contended(message=BETWEEN)
    plan.order = order
    created = _apply(event, plan, actor=actor)
    invoiced = bool(plan.split) and invoices.live_invoice(order) is not None
    new = _split(plan, actor=actor)
    _settle(order, actor=actor)
    if change.reissue_invoice:
        invoices.follow_change(order, actor=actor)
    if created:
        follow(order, positions=created)
    tell(order, "changed", wanted=change.send_mail)
    if new is not None:
        follow_split(order, new, invoiced=invoiced, told=change.send_mail, actor=actor)
    return order


def _apply(event: Event, plan: Plan, *, actor: Actor) -> list[OrderPosition]:
    """Writes the change; the positions that are new."""
    order = plan.order
    log = _Log(order, actor)
    for pk, words in plan.change.patched:
        _patch(event, plan, plan.positions[pk], words, log=log)
    _charge(event, plan, log=log)
    for row in plan.gone:
        row.canceled = True
        row.save(update_fields=["canceled"])
        log.write("position.canceled", position=row)
    created = _create(order, plan, log=log)
    if plan.change.recalculate_taxes:
        _recalculate(event, plan)
    return created


@dataclass(frozen=True)
class _Log:
    """The trail of one change."""

    order: Order
    actor: Actor

    def write(self, verb: str, *, position: OrderPosition | None = None, **data: Any) -> None:
        if position is not None:
            data = {"position": position.pk, "positionid": position.positionid, **data}
        audit.record(
            verb,
            actor=self.actor,
            target=self.order,
            event=self.order.event,
            data=data,
        )


def _patch(
    event: Event, plan: Plan, row: OrderPosition, words: Mapping[str, Any], *, log: _Log
) -> None:
    line = plan.moved.get(row.pk)
    if line is not None:
        _move(row, line, log=log)
    if "tax_rule_id" in words:
        _retax(row, plan.tax_rules.get(words["tax_rule_id"] or 0), log=log)
    price = words.get("price", row.price)
    if price != row.price:
        log.write(
            "position.price_changed", position=row, old_price=str(row.price), new_price=str(price)
        )
    _set_price(event, row, price)
    for name in ("valid_from", "valid_until"):
        if name in words and words[name] != getattr(row, name):
            setattr(row, name, words[name])
            log.write(f"position.{name}_changed", position=row)
    row.save()


def _move(row: OrderPosition, line: Line, *, log: _Log) -> None:
    """What is sold now, and for when: one verb for each that changed."""
    before, date = (row.item_id, row.variation_id), row.subevent_id
    row.item, row.variation, row.subevent = line.item, line.variation, line.subevent
    row.tax_rule = line.item.tax_rule
    if before != (row.item_id, row.variation_id):
        log.write("position.item_changed", position=row, item=line.item.pk)
    if date != row.subevent_id:
        log.write("position.date_changed", position=row, subevent=row.subevent_id)


def _retax(row: OrderPosition, rule: TaxRule | None, *, log: _Log) -> None:
    before, row.tax_rule = row.tax_rule_id, rule
    if before != row.tax_rule_id:
        log.write("position.tax_rule_changed", position=row, tax_rule=row.tax_rule_id)


def _set_price(event: Event, row: OrderPosition, gross: Decimal) -> None:
    price = pricing.of_gross(gross, tax=row.tax_rule, currency=event.currency)
    row.price, row.tax_rate, row.tax_value = price.gross, price.rate, price.tax


def _charge(event: Event, plan: Plan, *, log: _Log) -> None:
    """Fees change, end and come."""
    for pk, value in plan.change.patched_fees:
        fee = plan.fees[pk]
        price = pricing.of_gross(value, tax=fee.tax_rule, currency=event.currency)
        fee.value, fee.tax_rate, fee.tax_value = price.gross, price.rate, price.tax
        fee.save(update_fields=["value", "tax_rate", "tax_value"])
        log.write("fee.changed", fee=pk, value=str(value))
    for pk in plan.change.canceled_fees:
        plan.fees[pk].canceled = True
        plan.fees[pk].save(update_fields=["canceled"])
        log.write("fee.canceled", fee=pk)
    try:
        new = fees.drawn_up(event, plan.change.created_fees)
    except Invalid as error:
        error.fields = {"create_fees": error.fields["fees"]}
        raise
    fees.charge(plan.order, new)
    for fee in new:
        log.write("fee.created", fee=fee.pk, value=str(fee.value))


def _create(order: Order, plan: Plan, *, log: _Log) -> list[OrderPosition]:
    numbered = OrderPosition.objects.filter(order=order).order_by("-positionid")
    last = numbered.values_list("positionid", flat=True).first() or 0
    by_number = {row.positionid: row for row in plan.positions.values()}
    created = []
    for offset, (line, draft) in enumerate(zip(plan.created, plan.change.created, strict=True)):
        row = position_of(order, line, number=last + 1 + offset)
        row.addon_to = by_number[draft.addon_to] if draft.addon_to is not None else None
        if draft.secret and secret_is_taken(order.event_id, draft.secret):
            taken = {"secret": [gettext_noop("This secret is already used.")]}
            raise Invalid("secret_taken", "", fields={"create_positions": [*[{}] * offset, taken]})
        row.save(force_insert=True)
        created.append(row)
        log.write("position.created", position=row, item=row.item_id, price=str(row.price))
    store_answers(order, list(zip(created, plan.created, strict=True)), actor=log.actor)
    return created


def _recalculate(event: Event, plan: Plan) -> None:
    """Today's tax rates, with the gross amounts or the net ones kept."""
    for row in (row for row in plan.positions.values() if not row.canceled):
        net = row.price - row.tax_value
        gross = row.price
        if plan.change.recalculate_taxes == KEEP_NET:
            rate = row.tax_rule.rate if row.tax_rule else Decimal(0)
            gross = with_tax(net, rate=rate, currency=event.currency)
        _set_price(event, row, gross)
        row.save(update_fields=["price", "tax_rate", "tax_value"])


def _split(plan: Plan, *, actor: Actor) -> Order | None:
    """The new order of the positions that are split off, where there are any."""
    if not plan.split:
        return None
    leaving = sum((row.price for row in plan.split), Decimal(0))
    return split_off(plan.order, plan.split, keeps=_sum(plan.order) - leaving, actor=actor)


def _sum(order: Order) -> Decimal:
    """What the order costs as it is stored."""
    held = OrderPosition.objects.filter(order=order, canceled=False).values_list("price", flat=True)
    charged = OrderFee.objects.filter(order=order, canceled=False).values_list("value", flat=True)
    return sum((*held, *charged), Decimal(0))


def _settle(order: Order, *, actor: Actor) -> None:
    """The new total, and what it makes of the order."""
    before, order.total = order.total, _sum(order)
    order.save(update_fields=["total"])
    book = ledger(order)
    owed = book.owed
    for row in book.payments:  # what was asked for is what is owed now
        if row.state == PaymentState.CREATED and row.amount != owed:
            row.state = PaymentState.CREATED if owed > 0 else PaymentState.CANCELED
            row.amount = max(owed, Decimal(0)) or row.amount
            row.save(update_fields=["state", "amount"])
    status = OrderStatus(order.status)
    if balance.reopens(order.status, still_owed=owed):
        order.expires, status = renewed_deadline(order), OrderStatus.PENDING
    elif order.total != before and balance.completes(
        order.status, require_approval=order.require_approval, still_owed=owed
    ):
        status = OrderStatus.PAID
    if status != order.status:
        verb = "paid" if status == OrderStatus.PAID else "marked_unpaid"
        audit.record(f"order.{verb}", actor=actor, target=order, event=order.event)
    move(order, status, actor=actor)
