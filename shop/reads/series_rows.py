"""What events and the dates of series have of the shop, as plain rows: prices of their own, and whether there is
anything left."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q

from shop.models import ItemOverride, Quota, Variation
from shop.reads import visitor
from shop.rules import availability
from shop.rules.availability import Membership, Stock, Unit

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
    memberships, stocks = visitor.stock_of(
        Q(subevent__in=subevents, items__active=True), Q(subevent__in=subevents)
    )
    by_date: defaultdict[int, list[Membership]] = defaultdict(list)
    for row in memberships:
        by_date[row.subevent_id or 0].append(row)
    return {**states, **_states(by_date, stocks)}


def best_availability_of_events(events: Collection[int]) -> dict[int, int | None]:
    """`best_availability` of whole events; a series has something left when one of its active dates has.

    Four queries, whatever their number; none for none.
    """
    states: dict[int, int | None] = dict.fromkeys(events)
    if not events:
        return states
    sold = Q(subevent=None) | Q(subevent__active=True)
    memberships, stocks = visitor.stock_of(
        sold & Q(event__in=events, items__active=True), Q(event__in=events)
    )
    homes = dict(Quota.unscoped.filter(pk__in=stocks).values_list("pk", "event_id"))
    by_event: defaultdict[int, list[Membership]] = defaultdict(list)
    for row in memberships:
        by_event[homes[row.quota_id]].append(row)
    return {**states, **_states(by_event, stocks)}


def _states(
    memberships: Mapping[int, list[Membership]], stocks: Mapping[int, Stock]
) -> dict[int, int]:
    """Whether anything that these quotas cover is left, key by key. One query."""
    kinds = Variation.objects.filter(
        item__in={pk for rows in memberships.values() for row in rows for pk in row.items}
    ).values_list("pk", "item_id", "active")
    varied = {item: set[int]() for _, item, _ in kinds}
    for pk, item, active in kinds:
        if active:
            varied[item].add(pk)
    states = {}
    for key, rows in memberships.items():
        units = {
            Unit(item, kind, row.subevent_id)
            for row in rows
            for item in row.items
            for kind in varied.get(item, {None})
        }
        rooms = (availability.left_for(unit, memberships=rows, stocks=stocks) for unit in units)
        states[key] = SOMETHING_LEFT if any(room != 0 for room in rooms) else NOTHING_LEFT
    return states
