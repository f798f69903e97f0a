"""Every lock on shop's rows, in the house's order (tenant.locks): Quota, then Order, then Payment."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from eventhub.common.errors import NotFound
from eventhub.common.transactions import Contended
from shop.availability import Membership, Stock, Unit
from shop.models import Order, Quota
from tenant.models import Event

_LOCK = """
    SELECT id, size, taken, closed FROM shop_quota
    WHERE event_id = %s AND id IN (SELECT quota_id FROM shop_quota_items WHERE item_id = ANY(%s))
      AND (subevent_id IS NULL OR subevent_id = ANY(%s))
    ORDER BY id FOR UPDATE
"""

# ARRAY(...) after the lock would still see the snapshot from before it; memberships are therefore read in a second
# statement.
_MEMBERSHIPS = """
    SELECT quota.id,
           ARRAY(SELECT item_id FROM shop_quota_items WHERE quota_id = quota.id),
           ARRAY(SELECT variation_id FROM shop_quota_variations WHERE quota_id = quota.id),
           quota.subevent_id
    FROM shop_quota AS quota
    WHERE quota.event_id = %s
      AND EXISTS (SELECT 1 FROM shop_quota_items WHERE quota_id = quota.id AND item_id = ANY(%s))
      AND (%s OR quota.subevent_id IS NULL OR quota.subevent_id = ANY(%s))
    ORDER BY quota.id
"""


@dataclass(frozen=True)
class LockedQuotas:
    """Quotas whose rows are ours until the transaction ends."""

    stocks: dict[int, Stock]
    memberships: tuple[Membership, ...]


def memberships(
    event: Event, item_ids: Collection[int], *, subevents: Collection[int] | None = None
) -> tuple[Membership, ...]:
    """The quotas of the event that cover any of the items, read without a lock; `subevents`: only those of these dates
    and of none. One query."""
    dates = list(subevents or ())
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERSHIPS, [event.pk, list(item_ids), subevents is None, dates])
        return tuple(
            Membership(pk, frozenset(items), frozenset(kinds), subevent)
            for pk, items, kinds, subevent in cursor.fetchall()
        )


def quotas_of_units_locked(event: Event, units: Collection[Unit]) -> LockedQuotas:
    """`quotas_locked` for the items and dates of these units: buyers of different dates do not wait for each other."""
    return quotas_locked(event, {unit.item_id for unit in units}, subevents=dates_of(units))


def dates_of(units: Collection[Unit]) -> set[int]:
    """The dates of a series that the units are of."""
    return {unit.subevent_id for unit in units if unit.subevent_id is not None}


def quotas_locked(
    event: Event, item_ids: Collection[int], *, subevents: Collection[int] = ()
) -> LockedQuotas:
    """Locks, in id order, every quota that covers any of the items and is of one of these dates, or of none. Two
    queries.

    Raises Contended when an item came into another quota at this moment: locking that one now would break the order, so
    the action begins again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [event.pk, list(item_ids), list(subevents)])
        stocks = {pk: Stock(size, taken, closed) for pk, size, taken, closed in cursor.fetchall()}
    covering = memberships(event, item_ids, subevents=subevents)
    if any(membership.quota_id not in stocks for membership in covering):
        raise Contended(message="The stock is being rearranged. Please try again.")
    return LockedQuotas(stocks, covering)


def all_quotas_locked(event: Event) -> dict[int, Quota]:
    """Locks every quota of the event, in id order: for changes of what a quota covers."""
    return {
        row.pk: row for row in Quota.objects.filter(event=event).order_by("pk").select_for_update()
    }


def date_locked(event: Event, subevent_id: int) -> None:
    """Locks every quota of a date of the event, in id order."""
    quotas = Quota.objects.filter(event=event, subevent=subevent_id).order_by("pk")
    list(quotas.select_for_update().values_list("pk", flat=True))


def order_locked(event: Event, code: str) -> Order:
    """The order's row, locked until the transaction ends. Raises NotFound."""
    order = Order.objects.filter(event=event, code=code).select_for_update().first()
    if order is None:
        raise NotFound("order_not_found", "There is no such order.")
    order.event = event
    return order
