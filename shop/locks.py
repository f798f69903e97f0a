"""Every lock on shop's rows, in the house's order (tenant.locks): Quota, then Order, then Payment."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from eventhub.common.errors import NotFound
from eventhub.common.transactions import Contended
from shop.availability import Membership, Stock
from shop.models import Order, Quota
from tenant.models import Event

_LOCK = """
    SELECT id, size, taken, closed FROM shop_quota
    WHERE event_id = %s AND id IN (SELECT quota_id FROM shop_quota_items WHERE item_id = ANY(%s))
    ORDER BY id FOR UPDATE
"""

# ARRAY(...) after the lock would still see the snapshot from before it; memberships are therefore read in a second
# statement.
_MEMBERSHIPS = """
    SELECT quota.id,
           ARRAY(SELECT item_id FROM shop_quota_items WHERE quota_id = quota.id),
           ARRAY(SELECT variation_id FROM shop_quota_variations WHERE quota_id = quota.id)
    FROM shop_quota AS quota
    WHERE quota.event_id = %s
      AND EXISTS (SELECT 1 FROM shop_quota_items WHERE quota_id = quota.id AND item_id = ANY(%s))
    ORDER BY quota.id
"""


@dataclass(frozen=True)
class LockedQuotas:
    """Quotas whose rows are ours until the transaction ends."""

    stocks: dict[int, Stock]
    memberships: tuple[Membership, ...]


def memberships(event: Event, item_ids: Collection[int]) -> tuple[Membership, ...]:
    """The quotas of the event that cover any of the items, read without a lock. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERSHIPS, [event.pk, list(item_ids)])
        return tuple(
            Membership(pk, frozenset(items), frozenset(kinds))
            for pk, items, kinds in cursor.fetchall()
        )


def quotas_locked(event: Event, item_ids: Collection[int]) -> LockedQuotas:
    """Locks, in id order, every quota that covers any of the items. Two queries.

    Raises Contended when an item came into another quota at this moment: locking that one now would break the order, so
    the action begins again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [event.pk, list(item_ids)])
        stocks = {pk: Stock(size, taken, closed) for pk, size, taken, closed in cursor.fetchall()}
    covering = memberships(event, item_ids)
    if any(membership.quota_id not in stocks for membership in covering):
        raise Contended(message="The stock is being rearranged. Please try again.")
    return LockedQuotas(stocks, covering)


def all_quotas_locked(event: Event) -> dict[int, Quota]:
    """Locks every quota of the event, in id order: for changes of what a quota covers."""
    return {
        row.pk: row for row in Quota.objects.filter(event=event).order_by("pk").select_for_update()
    }


def order_locked(event: Event, code: str) -> Order:
    """The order's row, locked until the transaction ends. Raises NotFound."""
    order = Order.objects.filter(event=event, code=code).select_for_update().first()
    if order is None:
        raise NotFound("order_not_found", "There is no such order.")
    return order
