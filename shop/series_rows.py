"""What the dates of series have of the shop, as plain rows: prices of their own, and whether there is anything left."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q

from shop import availability, public
from shop.availability import Membership, Unit
from shop.models import ItemOverride, Variation

Row = dict[str, Any]
OVERRIDE_COLUMNS = (
    "subevent_id",
    "item_id",
    "variation_id",
    "price",
    "disabled",
    "available_from",
    "available_until",
)
SOMETHING_LEFT, NOTHING_LEFT = 100, 0


def overrides_of(subevents: Collection[int]) -> Mapping[int, list[Row]]:
    """What differs at these dates: date -> rows of OVERRIDE_COLUMNS, items first. One query; none for none."""
    found: defaultdict[int, list[Row]] = defaultdict(list)
    if subevents:
        rows = ItemOverride.objects.filter(subevent__in=subevents)
        for row in rows.order_by("item_id", "variation_id").values(*OVERRIDE_COLUMNS):
            found[row["subevent_id"]].append(row)
    return found


def best_availability(subevents: Collection[int]) -> dict[int, int | None]:
    """How well these dates can still be bought for: 100 something is left, 0 nothing is left, None nothing is sold.

    Three queries, whatever their number; none for none.
    """
    states: dict[int, int | None] = dict.fromkeys(subevents)
    if not subevents:
        return states
    memberships, stocks = public.stock_of(
        Q(subevent__in=subevents, items__active=True), Q(subevent__in=subevents)
    )
    kinds = Variation.objects.filter(
        item__in={pk for row in memberships for pk in row.items}
    ).values_list("pk", "item_id", "active")
    varied = {item: set[int]() for _, item, _ in kinds}
    for pk, item, active in kinds:
        if active:
            varied[item].add(pk)
    by_date: defaultdict[int, list[Membership]] = defaultdict(list)
    for row in memberships:
        by_date[row.subevent_id or 0].append(row)
    for pk, rows in by_date.items():
        units = {
            Unit(item, kind, pk)
            for row in rows
            for item in row.items
            for kind in (varied.get(item, {None}))
        }
        rooms = (availability.left_for(unit, memberships=rows, stocks=stocks) for unit in units)
        states[pk] = SOMETHING_LEFT if any(room != 0 for room in rooms) else NOTHING_LEFT
    return states
