"""A change of what an order holds, looked at and found right, before anything is locked or written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.errors import Conflict, Invalid, NotFound
from shop.actions import quota_counters
from shop.actions.orders import fees
from shop.actions.orders.placing import MAX_POSITIONS, unit_of
from shop.models import Order, OrderFee, OrderPosition, TaxRule
from shop.reads import order_check
from shop.reads.catalogue import load
from shop.reads.order_check import Line
from shop.rules import transitions
from shop.rules.availability import Unit
from shop.rules.drafts import OrderDraft, PositionDraft, Rearrangement
from tenant.models import Event

PRODUCT = ("item_id", "variation_id", "subevent_id")


@dataclass
class Plan:
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


def drawn_up(event: Event, *, code: str, change: Rearrangement, force: bool) -> Plan:
    """The change of the order with this code, as rows and lines.

    Raises NotFound, Conflict `bad_transition`, and Invalid with fields that mirror the input.
    """
    plan = _looked_at(event, code=code, change=change)
    _check_products(event, plan, force=force)
    return plan


def _looked_at(event: Event, *, code: str, change: Rearrangement) -> Plan:
    order = Order.objects.filter(event=event, code=code).first()
    if order is None:
        raise NotFound("order_not_found", gettext_noop("There is no such order."))
    if not transitions.may_be_changed(order):
        raise Conflict("bad_transition", gettext_noop("Only an open or paid order can be changed."))
    rows = OrderPosition.objects.filter(order=order, canceled=False)
    found = rows.select_related(
        "item", "item__tax_rule", "variation", "subevent", "tax_rule", "voucher"
    )
    charged = OrderFee.objects.filter(order=order, canceled=False).select_related("tax_rule")
    plan = Plan(
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


def _with_addons(plan: Plan, ids: Collection[int]) -> list[OrderPosition]:
    return [row for pk, row in plan.positions.items() if pk in ids or row.addon_to_id in ids]


def _insist_separable(plan: Plan) -> None:
    """What moves to another order is not canceled at the same time, and add-ons move with what they were added to."""
    moving, gone = {row.pk for row in plan.split}, {row.pk for row in plan.gone}
    problems = []
    for pk in plan.change.split:
        parent = plan.positions[pk].addon_to_id
        if pk in gone:
            problems.append(
                {"position": [gettext_noop("This position is canceled at the same time.")]}
            )
        elif parent is not None and parent not in moving:
            problems.append(
                {"position": [gettext_noop("An add-on moves with what it was added to.")]}
            )
        else:
            problems.append({})
    if any(problems):
        raise Invalid("invalid_change", "", fields={"split_positions": problems})


def _insist_known(plan: Plan) -> None:
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
        raise Invalid(
            "invalid_change", gettext_noop("Some of this is no part of the order."), fields=wrong
        )


def _insist_rules(plan: Plan) -> None:
    problems = [
        {"body": {"tax_rule": [fees.UNKNOWN_RULE]}}
        if words.get("tax_rule_id") and words["tax_rule_id"] not in plan.tax_rules
        else {}
        for _, words in plan.change.patched
    ]
    if any(problems):
        raise Invalid("invalid_change", fees.UNKNOWN_RULE, fields={"patch_positions": problems})


def _check_products(event: Event, plan: Plan, *, force: bool) -> None:
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
    catalogue = load(
        event,
        {draft.item_id for draft in drafts},
        subevents=[draft.subevent_id for draft in drafts],
    )
    draft = OrderDraft(positions=tuple(drafts), force=force)
    try:
        lines = order_check.check(event, draft=draft, catalogue=catalogue, at=timezone.now())
    except Invalid as error:
        raise _mirrored(error, change, [pk for pk, _ in moving]) from error
    plan.moved = dict(zip([pk for pk, _ in moving], lines, strict=False))
    plan.created = lines[len(moving) :]


def _with_included(
    event: Event, created: Sequence[PositionDraft], parents: Mapping[int, OrderPosition]
) -> Sequence[PositionDraft]:
    """The new positions; what comes free with what it is added to has no price."""
    if not order_check.asks_for_parts(created):
        return created
    tops = {
        number: order_check.Top(row.item_id, row.voucher)
        for number, row in parents.items()
        if any(draft.addon_to == number for draft in created)
    }
    items = {top.item_id for top in tops.values()} | {draft.item_id for draft in created}
    catalogue = load(event, items, parts=True)
    return order_check.with_included(created, tops=tops, catalogue=catalogue)


def _insist_parents(created: Sequence[PositionDraft], parents: Collection[int]) -> None:
    problems = [
        {"addon_to": [gettext_noop("This order has no position of this number.")]}
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


def released(plan: Plan) -> list[Unit]:
    """The units that go back: of what is canceled, and of what becomes something else."""
    gone = {row.pk for row in plan.gone}
    rows = [*plan.gone, *(plan.positions[pk] for pk in plan.moved if pk not in gone)]
    return [Unit(*(getattr(row, name) for name in quota_counters.UNIT)) for row in rows]


def wanted(plan: Plan) -> list[Unit]:
    """The units to take. What moves keeps the voucher that it was bought with; what moves and goes needs none."""
    gone = {row.pk for row in plan.gone}
    moved = [
        replace(unit_of(line), voucher_id=plan.positions[pk].voucher_id)
        for pk, line in plan.moved.items()
        if pk not in gone
    ]
    return [*moved, *(unit_of(line) for line in plan.created)]
