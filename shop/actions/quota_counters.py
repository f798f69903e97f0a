"""Units: taken, given back, counted anew. The only code that changes `Quota.taken`, `Voucher.redeemed` and
`Voucher.blocking`.

What is taken of a quota are the units of live orders and of open holds that it covers, and the units that vouchers keep
in it (`Voucher.blocking`). A unit that is bought with such a voucher gets the place that is kept for it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from eventhub.common.db.transactions import durable
from shop import locks
from shop.enums import LIVE_STATUSES
from shop.errors import SoldOut, VoucherSpent
from shop.locks import LockedQuotas
from shop.models import Hold, OrderPosition, Quota, Voucher
from shop.rules import availability, vouchers
from shop.rules.availability import Membership, Stock, Unit
from tenant.models import Event

SWEEP = 500
# The columns of a hold or a position that make it a Unit.
UNIT = ("item_id", "variation_id", "subevent_id", "voucher_id")


@transaction.atomic(savepoint=False)
def take(
    event: Event, units: Sequence[Unit], *, force: bool = False, held: Collection[int] = ()
) -> dict[int, Voucher]:
    """Takes one unit each, or none at all; the vouchers that they are bought with, as they are now, by id.

    `held` are indexes of units that are already counted (a hold being sold). Locks the quotas of all units in id order
    until the transaction ends, then the vouchers; raises VoucherSpent and SoldOut with the indexes that do not fit.
    `force` takes them all the same from quotas, never from vouchers; vouchers may allow it too.
    """
    if len(held) == len(units):
        return {}
    places = [index for index in range(len(units)) if index not in held]
    wanted = [units[index] for index in places]
    locked = locks.quotas_of_units_locked(event, wanted)
    redeemed = locks.vouchers_locked(event, locks.vouchers_of(wanted), quotas=locked)
    if spent := vouchers.overused(wanted, redeemed):
        raise VoucherSpent(indexes=[places[index] for index in spent], count=len(units))
    kept = vouchers.kept_places(wanted, redeemed, locked.memberships)
    refused = availability.first_too_many(
        wanted, memberships=locked.memberships, stocks=locked.stocks, kept=kept
    )
    refused = [index for index in refused if not _ignores_quotas(wanted[index], redeemed)]
    if refused and not force:
        raise SoldOut(indexes=[places[index] for index in refused], count=len(units))
    _shift(availability.units_by_quota(locked.memberships, wanted, kept=kept))
    for unit, quotas in zip(wanted, kept, strict=False):
        if unit.voucher_id is not None:
            redeemed[unit.voucher_id].redeemed += 1
            redeemed[unit.voucher_id].blocking -= bool(quotas)
    _store(redeemed.values())
    return redeemed


def _ignores_quotas(unit: Unit, redeemed: Mapping[int, Voucher]) -> bool:
    return unit.voucher_id is not None and redeemed[unit.voucher_id].allow_ignore_quota


@transaction.atomic(savepoint=False)
def give_back(event: Event, units: Sequence[Unit]) -> None:
    """Gives units back to every quota that covers them, and their vouchers a use. Locks those quotas in id order, then
    the vouchers."""
    if units:
        _give_back(event, units, locked=locks.quotas_of_units_locked(event, units))


def _give_back(event: Event, units: Sequence[Unit], *, locked: LockedQuotas) -> None:
    """A voucher that keeps units for its bearer keeps those that come back."""
    returned = _shift_of(locked.memberships, units)
    redeemed = locks.vouchers_locked(event, locks.vouchers_of(units), quotas=locked)
    now = timezone.now()
    for unit in units:
        if unit.voucher_id is not None:
            redeemed[unit.voucher_id].redeemed -= 1
    for voucher in redeemed.values():
        returned.update(_blocked(voucher, vouchers.blocks(voucher, at=now), locked.memberships))
    _shift(returned)
    _store(redeemed.values())


def _shift_of(memberships: Collection[Membership], units: Sequence[Unit]) -> Counter[int]:
    given = availability.units_by_quota(memberships, units)
    return Counter({quota_id: -count for quota_id, count in given.items()})


def _blocked(voucher: Voucher, count: int, memberships: Collection[Membership]) -> dict[int, int]:
    """Lets the voucher keep `count` units; by how much its quotas move. The row is not stored."""
    change, voucher.blocking = count - voucher.blocking, count
    return dict.fromkeys(vouchers.quotas_of(voucher, memberships), change)


def _store(rows: Iterable[Voucher]) -> None:
    for row in rows:
        row.save(update_fields=["redeemed", "blocking"])


def _shift(changes: Counter[int]) -> None:
    """Moves what is taken of each quota."""
    by_change: dict[int, list[int]] = {}
    for quota_id, change in changes.items():
        if change:
            by_change.setdefault(change, []).append(quota_id)
    for change, quota_ids in by_change.items():
        Quota.unscoped.filter(pk__in=quota_ids).update(taken=F("taken") + change)


@transaction.atomic(savepoint=False)
def unblock(voucher: Voucher, *, locked: LockedQuotas) -> None:
    """Gives back what the locked voucher keeps in the locked quotas; before it changes or goes."""
    _shift(Counter(_blocked(voucher, 0, locked.memberships)))
    _store([voucher])


@transaction.atomic(savepoint=False)
def block(event: Event, voucher: Voucher, *, locked: LockedQuotas) -> None:
    """Lets the locked voucher, which keeps nothing, keep what can still be bought with it, in the locked quotas.

    Raises SoldOut when there is not so much left, unless the voucher may ignore quotas.
    """
    count = vouchers.blocks(voucher, at=timezone.now())
    scope = vouchers.quotas_of(voucher, locked.memberships)
    stocks = _stocks(event, scope)
    short = not scope or any(stock.left is not None and stock.left < count for stock in stocks)
    if count and short and not voucher.allow_ignore_quota:
        raise SoldOut(indexes=[0], count=1)
    _shift(Counter(_blocked(voucher, count, locked.memberships)))
    _store([voucher])


def _stocks(event: Event, quota_ids: Collection[int]) -> list[Stock]:
    """As they are now: what was unblocked a moment ago is not in the stocks that were read with the lock."""
    rows = Quota.objects.filter(event=event, pk__in=quota_ids)
    return [Stock(*row) for row in rows.values_list("size", "taken", "closed")]


def release_expired(event: Event) -> int:
    """Gives the event's units back whose hold time is up, and those kept by vouchers whose time is up; how many. Locks
    their quotas. Idempotent."""
    return _release_holds(event) + _release_vouchers(event)


@durable
def _release_holds(event: Event) -> int:
    now = timezone.now()
    over = Q(expires_at__lte=now) | Q(addon_to__expires_at__lte=now)
    lapsed = Hold.objects.filter(over, event=event)
    seen = [Unit(*key) for key in lapsed.values_list(*UNIT).distinct()]
    if not seen:
        return 0
    locked = locks.quotas_of_units_locked(event, seen)
    same = Q(subevent=None) | Q(subevent__in=locks.dates_of(seen))
    known = Q(voucher=None) | Q(voucher__in=locks.vouchers_of(seen))
    items = {unit.item_id for unit in seen}
    rows = list(
        lapsed.filter(same, known, item__in=items).select_for_update(of=("self",), skip_locked=True)
    )
    gone, _ = Hold.objects.filter(event=event, pk__in=[row.pk for row in rows]).delete()
    if gone != len(rows):
        # Something was added to one of them at this moment, and went with it: its unit has to come back too. Next time.
        transaction.set_rollback(True)
        return 0
    units = [Unit(*(getattr(row, name) for name in UNIT)) for row in rows]
    if units:
        _give_back(event, units, locked=locked)
    return len(rows)


@durable
def _release_vouchers(event: Event) -> int:
    lapsed = Voucher.objects.filter(event=event, blocking__gt=0, valid_until__lte=timezone.now())
    if not lapsed.exists():
        return 0
    locks.all_quotas_locked(event)
    rows = list(lapsed.order_by("pk").select_for_update(no_key=True)[:SWEEP])
    named = {row.item_id for row in rows if row.item_id is not None}
    memberships = locks.memberships(event, named) if named else ()
    units = sum(row.blocking for row in rows)
    for row in rows:
        _shift(Counter(_blocked(row, 0, memberships)))
    _store(rows)
    return units


@transaction.atomic(savepoint=False)
def recount(event: Event) -> dict[int, tuple[int, int]]:
    """Counts what is taken from the rows themselves and corrects the counters; quota id -> (was, is) where they differ.

    Locks all quotas of the event. For changes of what a quota covers, and for the nightly comparison.
    """
    locks.all_quotas_locked(event)
    drifted = drift(event)
    for pk, (_, counted) in drifted.items():
        Quota.objects.filter(event=event, pk=pk).update(taken=counted)
    return drifted


def drift(event: Event) -> dict[int, tuple[int, int]]:
    """Quota id -> (what its counter says, what the rows say) where they differ. Changes nothing.

    Exact while all quotas are locked, or within one snapshot (`REPEATABLE READ`).
    """
    units = [Unit(*key) for key in (*_sold_units(event), *_held_units(event))]
    memberships = locks.memberships(event, {unit.item_id for unit in units})
    counted = availability.units_by_quota(memberships, units) + _kept_units(event)
    said = Quota.objects.filter(event=event).values_list("pk", "taken")
    return {pk: (taken, counted[pk]) for pk, taken in said if taken != counted[pk]}


def _sold_units(event: Event) -> Iterable[Any]:
    return OrderPosition.objects.filter(
        event=event, canceled=False, order__status__in=LIVE_STATUSES
    ).values_list(*UNIT)


def _held_units(event: Event) -> Iterable[Any]:
    return Hold.objects.filter(event=event).values_list(*UNIT)


def _kept_units(event: Event) -> Counter[int]:
    """How many units vouchers keep in each quota."""
    keeping = list(Voucher.objects.filter(event=event, blocking__gt=0))
    named = {voucher.item_id for voucher in keeping if voucher.item_id is not None}
    memberships = locks.memberships(event, named) if named else ()
    counted: Counter[int] = Counter()
    for voucher in keeping:
        counted.update(dict.fromkeys(vouchers.quotas_of(voucher, memberships), voucher.blocking))
    return counted
