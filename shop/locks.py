"""Every lock on shop's rows, in the house's order (tenant.locks): Quota, Voucher, then Order, then Payment.

They are `NO KEY` locks: rows that name a locked one (a position its voucher) are checked at the commit, after all other
locks, and must not wait for it then.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_noop

from eventhub.common.db.transactions import Contended
from eventhub.common.errors import NotFound
from shop.models import Order, Quota, Voucher
from shop.rules.availability import Membership, Stock, Unit
from tenant.models import Event

_LOCK = """
    SELECT id, size, taken, closed FROM shop_quota
    WHERE event_id = %s
      AND (id IN (SELECT quota_id FROM shop_quota_items WHERE item_id = ANY(%s))
           AND (subevent_id IS NULL OR subevent_id = ANY(%s))
           OR id = ANY(%s))
    ORDER BY id FOR NO KEY UPDATE
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
    """Quotas whose rows are ours until the transaction ends, and the items and dates that they were asked for."""

    stocks: dict[int, Stock]
    memberships: tuple[Membership, ...]
    items: frozenset[int] = frozenset()
    subevents: frozenset[int] = frozenset()


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
    """`quotas_locked` for the items and dates of these units: buyers of different dates do not wait for each other.
    The quotas of the vouchers that they are bought with are locked as well; one query more where there are any."""
    items, dates, quotas = {unit.item_id for unit in units}, dates_of(units), set[int]()
    if vouchers := vouchers_of(units):
        named = Voucher.objects.filter(event=event, pk__in=vouchers)
        for item_id, quota_id, subevent_id in named.values_list("item", "quota", "subevent"):
            items |= {item_id} - {None}
            quotas |= {quota_id} - {None}
            dates |= {subevent_id} - {None}
    return quotas_locked(event, items, subevents=dates, also=quotas)


def vouchers_of(units: Collection[Unit]) -> set[int]:
    """What the units are bought with."""
    return {unit.voucher_id for unit in units if unit.voucher_id is not None}


def vouchers_locked(
    event: Event, voucher_ids: Collection[int], *, quotas: LockedQuotas
) -> dict[int, Voucher]:
    """Locks these vouchers, in id order, after the `quotas` that they are for. One query; none for none.

    Raises Contended when one was deleted or is for something else since `quotas` were locked.
    """
    if not voucher_ids:
        return {}
    found = Voucher.objects.filter(event=event, pk__in=voucher_ids).order_by("pk")
    rows = {row.pk: row for row in found.select_for_update(no_key=True)}
    moved = any(
        (row.quota_id is not None and row.quota_id not in quotas.stocks)
        or (row.item_id is not None and row.item_id not in quotas.items)
        or (row.subevent_id is not None and row.subevent_id not in quotas.subevents)
        for row in rows.values()
    )
    if moved or len(rows) < len(set(voucher_ids)):
        raise Contended(
            message=gettext_noop("A voucher was changed at this moment. Please try again.")
        )
    return rows


def dates_of(units: Collection[Unit]) -> set[int]:
    """The dates of a series that the units are of."""
    return {unit.subevent_id for unit in units if unit.subevent_id is not None}


def quotas_locked(
    event: Event,
    item_ids: Collection[int],
    *,
    subevents: Collection[int] = (),
    also: Collection[int] = (),
) -> LockedQuotas:
    """Locks, in id order, every quota that covers any of the items and is of one of these dates, or of none; and those
    that `also` names. Two queries.

    Raises Contended when an item came into another quota at this moment: locking that one now would break the order, so
    the action begins again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [event.pk, list(item_ids), list(subevents), list(also)])
        stocks = {pk: Stock(size, taken, closed) for pk, size, taken, closed in cursor.fetchall()}
    covering = memberships(event, item_ids, subevents=subevents)
    if any(membership.quota_id not in stocks for membership in covering):
        raise Contended(message=gettext_noop("The stock is being rearranged. Please try again."))
    return LockedQuotas(stocks, covering, frozenset(item_ids), frozenset(subevents))


def all_quotas_locked(event: Event) -> dict[int, Quota]:
    """Locks every quota of the event, in id order: for changes of what a quota covers."""
    rows = Quota.objects.filter(event=event).order_by("pk").select_for_update(no_key=True)
    return {row.pk: row for row in rows}


def date_locked(event: Event, subevent_id: int) -> None:
    """Locks every quota of a date of the event, in id order."""
    quotas = Quota.objects.filter(event=event, subevent=subevent_id).order_by("pk")
    list(quotas.select_for_update(no_key=True).values_list("pk", flat=True))


def order_locked(event: Event, code: str) -> Order:
    """The order's row, locked until the transaction ends. Raises NotFound."""
    rows = Order.objects.filter(event=event, code=code)
    order = rows.select_for_update(no_key=True).first()
    if order is None:
        raise NotFound("order_not_found", gettext_noop("There is no such order."))
    order.event = event
    return order
