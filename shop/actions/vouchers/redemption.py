"""What vouchers give away: their budgets, and what is told of their use. Their usages are counted with the units
(shop.actions.quota_counters)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.effects import audit
from eventhub.common.errors import Conflict, Invalid
from eventhub.common.models import AuditEntry
from shop.enums import LIVE_STATUSES
from shop.models import Hold, Order, OrderPosition, Voucher
from shop.reads.order_check import Line
from tenant.models import Event

ZERO = Decimal(0)
SPENT_BUDGET = gettext_noop("The voucher has less of its budget left than this would save.")


def budgets_left(event: Event, vouchers: Iterable[Voucher]) -> dict[int, Decimal]:
    """What is left of the budgets of these vouchers, by id: live orders and carts have used the rest. Vouchers without
    a budget are not in it. Exact while the vouchers are locked. Two queries; none for none."""
    budgets = {row.pk: row.budget for row in vouchers if row.budget is not None}
    if not budgets:
        return {}
    sold = OrderPosition.objects.filter(
        event=event, voucher__in=budgets, canceled=False, order__status__in=LIVE_STATUSES
    )
    kept = Hold.objects.filter(event=event, voucher__in=budgets)
    for rows in (sold, kept):
        sums = rows.order_by().values_list("voucher").annotate(used=Sum("voucher_budget_use"))
        for pk, used in sums:
            budgets[pk] -= used or ZERO
    return {pk: max(left, ZERO) for pk, left in budgets.items()}


def check_budgets(event: Event, lines: Sequence[Line], *, vouchers: Mapping[int, Voucher]) -> None:
    """Raises Invalid where a line saves more than its voucher has left. `vouchers` are locked."""
    left = budgets_left(event, vouchers.values())
    problems: list[dict[str, list[str]]] = [{} for _ in lines]
    for index, line in enumerate(lines):
        if line.voucher is None or not line.saved or line.voucher.pk not in left:
            continue
        left[line.voucher.pk] -= line.saved
        if left[line.voucher.pk] < 0:
            problems[index] = {"voucher": [SPENT_BUDGET]}
    if any(problems):
        raise Invalid("voucher_budget", SPENT_BUDGET, fields={"positions": problems})


def check_budgets_again(event: Event, order: Order, *, vouchers: Iterable[Voucher]) -> None:
    """Raises Conflict `voucher_budget` when the order, a dead one that is to live again, saves more than its vouchers
    have left now. `vouchers` are its own, locked. Three queries where one has a budget, else none."""
    left = budgets_left(event, vouchers)
    if not left:
        return
    mine = OrderPosition.objects.filter(order=order, canceled=False, voucher__in=left)
    for pk, saved in mine.values_list("voucher", "voucher_budget_use"):
        left[pk] -= saved or ZERO
    if any(amount < 0 for amount in left.values()):
        raise Conflict("voucher_budget", SPENT_BUDGET)


def keep_to_budgets(
    event: Event, holds: Sequence[Hold], *, vouchers: Mapping[int, Voucher]
) -> None:
    """Raises the prices of new holds that would save more than their vouchers have left. `vouchers` are locked; the
    holds are not stored yet."""
    left = budgets_left(event, vouchers.values())
    for hold in holds:
        if hold.voucher_id not in left or hold.voucher_budget_use is None:
            continue
        granted = min(hold.voucher_budget_use, left[hold.voucher_id])
        hold.price += hold.voucher_budget_use - granted
        hold.voucher_budget_use = granted
        left[hold.voucher_id] -= granted


def too_few(vouchers: Iterable[Voucher]) -> Voucher | None:
    """The first that has to be used more often at once than it was; None when all is well."""
    return next((row for row in vouchers if row.redeemed < row.min_usages), None)


def insist_on_least(vouchers: Iterable[Voucher], *, field: str) -> None:
    """Raises Invalid `field` when a voucher was used less often than it has to be."""
    if voucher := too_few(vouchers):
        raise Invalid.field(
            field,
            f"The voucher {voucher.code} has to be used at least {voucher.min_usages} times.",
            code="voucher_min_usages",
        )


def record(
    event: Event, order: Order, *, positions: Collection[OrderPosition], actor: Actor
) -> None:
    """Writes `voucher.redeemed` for every voucher that the new order was bought with. One statement; none for
    none."""
    used: defaultdict[int, list[int]] = defaultdict(list)
    rows: dict[int, Voucher] = {}
    for position in positions:
        if position.voucher_id is not None and position.voucher is not None:
            used[position.voucher_id].append(position.positionid)
            rows[position.voucher_id] = position.voucher
    if not used:
        return
    AuditEntry.objects.bulk_create(
        audit.entry(
            "voucher.redeemed",
            actor=actor,
            target=rows[pk],
            event=event,
            data={"order_code": order.code, "positions": numbers},
        )
        for pk, numbers in used.items()
    )
