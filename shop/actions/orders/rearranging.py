"""What an order holds changes: positions come, go and become others; fees too. The sum decides what is owed then."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from eventhub.common import audit
from eventhub.common.actors import Actor
from eventhub.common.errors import Conflict, Invalid, NotFound
from eventhub.common.money import with_tax
from eventhub.common.transactions import Contended, durable
from shop import balance, checking, locks, pricing, transitions
from shop import catalogue as catalogues
from shop.actions import stock
from shop.actions.orders import fees, invoices
from shop.actions.orders.following import follow
from shop.actions.orders.ledger import ledger
from shop.actions.orders.placing import MAX_POSITIONS, position_of, store_answers, unit_of
from shop.actions.orders.splitting import follow_split, split_off
from shop.actions.orders.states import move, tell
from shop.actions.orders.steps import renewed_deadline
from shop.actions.orders.units import BETWEEN
from shop.availability import Unit
from shop.checking import Line
from shop.drafts import OrderDraft, PositionDraft, Rearrangement
from shop.enums import OrderStatus, PaymentState
from shop.models import Order, OrderFee, OrderPosition, TaxRule
from tenant.models import Event

KEEP_NET, KEEP_GROSS = "keep_net", "keep_gross"
PRODUCT = ("item_id", "variation_id", "subevent_id")
EMPTY = "Nothing would be left of this order. Cancel the order instead."


@dataclass
class _Plan:
    """The change, looked at: rows instead of ids, lines instead of drafts."""

    order: Order
    positions: dict[int, OrderPosition]
    fees: dict[int, OrderFee]
    change: Rearrangement
    gone: list[OrderPosition] = field(default_factory=list)
    split: list[OrderPosition] = field(default_factory=list)
    moved: dict[int, Line] = field(default_factory=dict)
    created: list[Line] = field(default_factory=list)
    tax_rules: dict[int, TaxRule] = field(default_factory=dict)


@durable
def rearrange_order(
    event: Event, *, code: str, change: Rearrangement, actor: Actor, force: bool = False
) -> Order:
    """Changes what the order holds, all of it or nothing, and returns the order.

    New and changed positions take their units (`force`: even where none is left), others give theirs back; add-ons go
    with what they were added to. Positions that are split off move to a new order, see `splitting.split_off`. The total
    follows; an order that is no longer paid in full waits for payment, one that owes nothing any more is paid. Raises
    NotFound, Conflict `bad_transition`, `empty_order`, SoldOut, and Invalid with fields that mirror the input. Locks the
    quotas, then the order. Writes `pretix.event.order.changed.*`.
    """
    return rearrange_order_within(event, code=code, change=change, actor=actor, force=force)


@transaction.atomic(savepoint=False)
def rearrange_order_within(
    event: Event, *, code: str, change: Rearrangement, actor: Actor, force: bool = False
) -> Order:
    """`rearrange_order` inside a larger transaction."""
    plan = _looked_at(event, code=code, change=change)
    _check_products(event, plan, force=force)
    if len(plan.gone) + len(plan.split) == len(plan.positions) and not plan.created:
        raise Conflict("empty_order", EMPTY)
    released, wanted = [_unit(row) for row in _released(plan)], _wanted(plan)
    if (
        released and wanted
    ):  # all at once: each step alone would take its own in order, and both together not
        locks.quotas_of_units_locked(event, [*released, *wanted])
    stock.give_back(event, released)
    stock.take(event, wanted, force=force)
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


def _looked_at(event: Event, *, code: str, change: Rearrangement) -> _Plan:
    order = Order.objects.filter(event=event, code=code).first()
    if order is None:
        raise NotFound("order_not_found", "There is no such order.")
    if not transitions.may_be_changed(order):
        raise Conflict("bad_transition", "Only an open or paid order can be changed.")
    rows = OrderPosition.objects.filter(order=order, canceled=False)
    found = rows.select_related(
        "item", "item__tax_rule", "variation", "subevent", "tax_rule", "voucher"
    )
    charged = OrderFee.objects.filter(order=order, canceled=False).select_related("tax_rule")
    plan = _Plan(
        order,
        {row.pk: row for row in found.order_by("positionid")},
        {row.pk: row for row in charged.order_by("pk")},
        change,
    )
    _insist_known(plan)
    wanted = {words["tax_rule_id"] for _, words in change.patched if words.get("tax_rule_id")}
    rules = TaxRule.objects.filter(event=event, pk__in=wanted) if wanted else ()
    plan.tax_rules = {rule.pk: rule for rule in rules}
    _insist_rules(plan)
    plan.gone = _with_addons(plan, change.canceled)
    plan.split = [row for row in _with_addons(plan, change.split) if row not in plan.gone]
    _insist_separable(plan)
    return plan


def _with_addons(plan: _Plan, ids: Collection[int]) -> list[OrderPosition]:
    return [row for pk, row in plan.positions.items() if pk in ids or row.addon_to_id in ids]


def _insist_separable(plan: _Plan) -> None:
    """What moves to another order is not canceled at the same time, and add-ons move with what they were added to."""
    moving, gone = {row.pk for row in plan.split}, {row.pk for row in plan.gone}
    problems = []
    for pk in plan.change.split:
        parent = plan.positions[pk].addon_to_id
        if pk in gone:
            problems.append({"position": ["This position is canceled at the same time."]})
        elif parent is not None and parent not in moving:
            problems.append({"position": ["An add-on moves with what it was added to."]})
        else:
            problems.append({})
    if any(problems):
        raise Invalid("invalid_change", "", fields={"split_positions": problems})


def _insist_known(plan: _Plan) -> None:
    """Every id names a position or fee of this order that is not canceled, and names it once."""
    change = plan.change
    asked: dict[str, tuple[str, list[int], Collection[int]]] = {
        "patch_positions": ("position", [pk for pk, _ in change.patched], plan.positions),
        "cancel_positions": ("position", list(change.canceled), plan.positions),
        "split_positions": ("position", list(change.split), plan.positions),
        "patch_fees": ("fee", [pk for pk, _ in change.patched_fees], plan.fees),
        "cancel_fees": ("fee", list(change.canceled_fees), plan.fees),
    }
    wrong: dict[str, Any] = {}
    for name, (word, ids, known) in asked.items():
        refusal = {word: [f"There is no such {word} in this order."]}
        problems = [
            {} if pk in known and pk not in ids[:index] else refusal for index, pk in enumerate(ids)
        ]
        if any(problems):
            wrong[name] = problems
    if wrong:
        raise Invalid("invalid_change", "Some of this is no part of the order.", fields=wrong)


def _insist_rules(plan: _Plan) -> None:
    problems = [
        {"body": {"tax_rule": [fees.UNKNOWN_RULE]}}
        if words.get("tax_rule_id") and words["tax_rule_id"] not in plan.tax_rules
        else {}
        for _, words in plan.change.patched
    ]
    if any(problems):
        raise Invalid("invalid_change", fees.UNKNOWN_RULE, fields={"patch_positions": problems})


def _check_products(event: Event, plan: _Plan, *, force: bool) -> None:
    """Positions that become others, and new ones, as lines."""
    change = plan.change
    moving = [
        (pk, words)
        for pk, words in change.patched
        if any(getattr(plan.positions[pk], name) != words.get(name, getattr(plan.positions[pk], name)) for name in PRODUCT)
    ]  # fmt: skip
    drafts = [_as_draft(plan.positions[pk], words) for pk, words in moving]
    leaving = {row.pk for row in (*plan.gone, *plan.split)}
    parents = {row.positionid: row for pk, row in plan.positions.items() if pk not in leaving}
    _insist_parents(change.created, parents)
    created = _with_included(event, change.created, parents)
    drafts += [replace(draft, addon_to=None, positionid=None) for draft in created]
    if not drafts:
        return
    if len(drafts) + len(plan.positions) > MAX_POSITIONS:
        raise Invalid.field(
            "create_positions", f"An order holds at most {MAX_POSITIONS} positions."
        )
    catalogue = catalogues.load(
        event,
        {draft.item_id for draft in drafts},
        subevents=[draft.subevent_id for draft in drafts],
    )
    draft = OrderDraft(positions=tuple(drafts), force=force)
    try:
        lines = checking.check(event, draft=draft, catalogue=catalogue, at=timezone.now())
    except Invalid as error:
        raise _mirrored(error, change, [pk for pk, _ in moving]) from error
    plan.moved = dict(zip([pk for pk, _ in moving], lines, strict=False))
    plan.created = lines[len(moving) :]


def _with_included(
    event: Event, created: Sequence[PositionDraft], parents: Mapping[int, OrderPosition]
) -> Sequence[PositionDraft]:
    """The new positions; what comes free with what it is added to has no price."""
    if not checking.asks_for_parts(created):
        return created
    tops = {
        number: checking.Top(row.item_id, row.voucher)
        for number, row in parents.items()
        if any(draft.addon_to == number for draft in created)
    }
    items = {top.item_id for top in tops.values()} | {draft.item_id for draft in created}
    catalogue = catalogues.load(event, items, parts=True)
    return checking.with_included(created, tops=tops, catalogue=catalogue)


def _insist_parents(created: Sequence[PositionDraft], parents: Collection[int]) -> None:
    problems = [
        {"addon_to": ["This order has no position of this number."]}
        if draft.addon_to is not None and draft.addon_to not in parents
        else {}
        for draft in created
    ]
    if any(problems):
        raise Invalid("invalid_change", "", fields={"create_positions": problems})


def _as_draft(row: OrderPosition, words: Mapping[str, Any]) -> PositionDraft:
    same = {name: words.get(name, getattr(row, name)) for name in PRODUCT}
    if words.get("item_id", row.item_id) != row.item_id and "variation_id" not in words:
        same["variation_id"] = None
    return PositionDraft(**same, price=words.get("price", row.price))


def _mirrored(error: Invalid, change: Rearrangement, moving: list[int]) -> Invalid:
    """What is wrong with lines, said of the entries that they came from."""
    problems = error.fields.get("positions")
    if not isinstance(problems, list):
        return error
    of = dict(zip(moving, problems, strict=False))
    patched = [{"body": of[pk]} if of.get(pk) else {} for pk, _ in change.patched]
    created = problems[len(moving) :]
    fields = {"patch_positions": patched, "create_positions": created}
    return Invalid(
        error.code,
        error.message,
        fields={name: entries for name, entries in fields.items() if any(entries)},
    )


def _unit(row: OrderPosition) -> Unit:
    return Unit(row.item_id, row.variation_id, row.subevent_id, row.voucher_id)


def _released(plan: _Plan) -> list[OrderPosition]:
    gone = {row.pk for row in plan.gone}
    return [*plan.gone, *(plan.positions[pk] for pk in plan.moved if pk not in gone)]


def _wanted(plan: _Plan) -> list[Unit]:
    """What moves keeps the voucher that it was bought with; what moves and goes needs no unit."""
    gone = {row.pk for row in plan.gone}
    moved = [
        replace(unit_of(line), voucher_id=plan.positions[pk].voucher_id)
        for pk, line in plan.moved.items()
        if pk not in gone
    ]
    return [*moved, *(unit_of(line) for line in plan.created)]


def _apply(event: Event, plan: _Plan, *, actor: Actor) -> list[OrderPosition]:
    """Writes the change; the positions that are new."""
    order = plan.order
    log = _Log(order, actor)
    for pk, words in plan.change.patched:
        _patch(event, plan, plan.positions[pk], words, log=log)
    _charge(event, plan, log=log)
    for row in plan.gone:
        row.canceled = True
        row.save(update_fields=["canceled"])
        log.write("cancel", position=row)
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
            f"pretix.event.order.changed.{verb}",
            actor=self.actor,
            target=self.order,
            event=self.order.event,
            data=data,
        )


def _patch(
    event: Event, plan: _Plan, row: OrderPosition, words: Mapping[str, Any], *, log: _Log
) -> None:
    line = plan.moved.get(row.pk)
    if line is not None:
        row.item, row.variation, row.subevent = line.item, line.variation, line.subevent
        row.tax_rule = line.item.tax_rule
        log.write("item", position=row, item=line.item.pk)
    if "tax_rule_id" in words:
        row.tax_rule = plan.tax_rules.get(words["tax_rule_id"] or 0)
    price = words.get("price", row.price)
    if price != row.price:
        log.write("price", position=row, old_price=str(row.price), new_price=str(price))
    _set_price(event, row, price)
    for name in ("valid_from", "valid_until"):
        if name in words and words[name] != getattr(row, name):
            setattr(row, name, words[name])
            log.write(name, position=row)
    row.save()


def _set_price(event: Event, row: OrderPosition, gross: Decimal) -> None:
    price = pricing.of_gross(gross, tax=row.tax_rule, currency=event.currency)
    row.price, row.tax_rate, row.tax_value = price.gross, price.rate, price.tax


def _charge(event: Event, plan: _Plan, *, log: _Log) -> None:
    """Fees change, end and come."""
    for pk, value in plan.change.patched_fees:
        fee = plan.fees[pk]
        price = pricing.of_gross(value, tax=fee.tax_rule, currency=event.currency)
        fee.value, fee.tax_rate, fee.tax_value = price.gross, price.rate, price.tax
        fee.save(update_fields=["value", "tax_rate", "tax_value"])
        log.write("feevalue", fee=pk, value=str(value))
    for pk in plan.change.canceled_fees:
        plan.fees[pk].canceled = True
        plan.fees[pk].save(update_fields=["canceled"])
        log.write("cancelfee", fee=pk)
    try:
        new = fees.drawn_up(event, plan.change.created_fees)
    except Invalid as error:
        error.fields = {"create_fees": error.fields["fees"]}
        raise
    fees.charge(plan.order, new)
    for fee in new:
        log.write("addfee", fee=fee.pk, value=str(fee.value))


def _create(order: Order, plan: _Plan, *, log: _Log) -> list[OrderPosition]:
    taken = OrderPosition.objects.filter(order=order).order_by("-positionid")
    last = taken.values_list("positionid", flat=True).first() or 0
    by_number = {row.positionid: row for row in plan.positions.values()}
    created = []
    for offset, (line, draft) in enumerate(zip(plan.created, plan.change.created, strict=True)):
        row = position_of(order, line, number=last + 1 + offset)
        row.addon_to = by_number[draft.addon_to] if draft.addon_to is not None else None
        _insist_free(order, row)
        row.save(force_insert=True)
        created.append(row)
        log.write("add", position=row, item=row.item_id, price=str(row.price))
    store_answers(order, list(zip(created, plan.created, strict=True)), actor=log.actor)
    return created


def _insist_free(order: Order, row: OrderPosition) -> None:
    """The secret that a caller chose belongs to nobody yet."""
    if OrderPosition.objects.filter(event=order.event_id, secret=row.secret).exists():
        raise Invalid(
            "secret_taken", "", fields={"create_positions": [{"secret": ["This secret is already used."]}]}
        )  # fmt: skip


def _recalculate(event: Event, plan: _Plan) -> None:
    """Today's tax rates, with the gross amounts or the net ones kept."""
    for row in (row for row in plan.positions.values() if not row.canceled):
        net = row.price - row.tax_value
        gross = row.price
        if plan.change.recalculate_taxes == KEEP_NET:
            rate = row.tax_rule.rate if row.tax_rule else Decimal(0)
            gross = with_tax(net, rate=rate, currency=event.currency)
        _set_price(event, row, gross)
        row.save(update_fields=["price", "tax_rate", "tax_value"])


def _split(plan: _Plan, *, actor: Actor) -> Order | None:
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
        verb = "paid" if status == OrderStatus.PAID else "unpaid"
        audit.record(f"pretix.event.order.{verb}", actor=actor, target=order, event=order.event)
    move(order, status, actor=actor)
