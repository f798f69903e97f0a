"""Units: taken, given back, counted anew. The only code that changes `Quota.taken`."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from eventhub.common.transactions import durable
from shop import availability, locks
from shop.availability import Unit
from shop.enums import LIVE_STATUSES
from shop.errors import SoldOut
from shop.models import Hold, OrderPosition, Quota
from tenant.models import Event

SWEEP = 500
# The columns of a hold or a position that make it a Unit.
UNIT = ("item_id", "variation_id", "subevent_id")


@transaction.atomic(savepoint=False)
def take(
    event: Event, units: Sequence[Unit], *, force: bool = False, held: Collection[int] = ()
) -> None:
    """Takes one unit each, or none at all.

    `held` are indexes of units that are already counted (a hold being sold). Locks the quotas of all units in id order
    until the transaction ends; raises SoldOut with the indexes that do not fit. `force` takes them all the same.
    """
    if len(held) == len(units):
        return
    wanted = [unit for index, unit in enumerate(units) if index not in held]
    locked = locks.quotas_of_units_locked(event, wanted)
    refused = availability.first_too_many(
        wanted, memberships=locked.memberships, stocks=locked.stocks
    )
    if refused and not force:
        places = [index for index in range(len(units)) if index not in held]
        raise SoldOut(indexes=[places[index] for index in refused], count=len(units))
    _add(availability.units_by_quota(locked.memberships, wanted), sign=1)


@transaction.atomic(savepoint=False)
def give_back(event: Event, units: Sequence[Unit]) -> None:
    """Gives units back to every quota that covers them. Locks those quotas in id order."""
    if not units:
        return
    locked = locks.quotas_of_units_locked(event, units)
    _add(availability.units_by_quota(locked.memberships, units), sign=-1)


def _add(counts: Counter[int], *, sign: int) -> None:
    by_count: dict[int, list[int]] = {}
    for quota_id, count in counts.items():
        by_count.setdefault(count, []).append(quota_id)
    for count, quota_ids in by_count.items():
        Quota.unscoped.filter(pk__in=quota_ids).update(taken=F("taken") + sign * count)


@durable
def release_expired(event: Event) -> int:
    """Gives the event's units back whose hold time is up; how many. Locks their quotas. Idempotent."""
    now = timezone.now()
    lapsed = Hold.objects.filter(event=event, expires_at__lte=now)
    seen = [Unit(*key) for key in lapsed.values_list(*UNIT)[:SWEEP]]
    if not seen:
        return 0
    locked = locks.quotas_of_units_locked(event, seen)
    same = Q(subevent=None) | Q(subevent__in=locks.dates_of(seen))
    items = {unit.item_id for unit in seen}
    rows = list(lapsed.filter(same, item__in=items).select_for_update(skip_locked=True))
    Hold.objects.filter(event=event, pk__in=[row.pk for row in rows]).delete()
    units = [Unit(row.item_id, row.variation_id, row.subevent_id) for row in rows]
    _add(availability.units_by_quota(locked.memberships, units), sign=-1)
    return len(rows)


@transaction.atomic(savepoint=False)
def recount(event: Event) -> dict[int, tuple[int, int]]:
    """Counts what is taken from the rows themselves and corrects the counters; quota id -> (was, is) where they differ.

    Locks all quotas of the event. For changes of what a quota covers, and for the nightly comparison.
    """
    rows = locks.all_quotas_locked(event)
    units = [Unit(*key) for key in (*_sold_units(event), *_held_units(event))]
    memberships = locks.memberships(event, {unit.item_id for unit in units})
    counted = availability.units_by_quota(memberships, units)
    drifted = {}
    for pk, row in rows.items():
        if row.taken != counted[pk]:
            drifted[pk] = (row.taken, counted[pk])
            Quota.objects.filter(event=event, pk=pk).update(taken=counted[pk])
    return drifted


def _sold_units(event: Event) -> Iterable[Any]:
    return OrderPosition.objects.filter(
        event=event, canceled=False, order__status__in=LIVE_STATUSES
    ).values_list(*UNIT)


def _held_units(event: Event) -> Iterable[Any]:
    return Hold.objects.filter(event=event).values_list(*UNIT)
