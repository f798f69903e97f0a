"""How many units are left, and whether what is wanted fits. Pure.

A unit of an item counts in every quota that lists the item; a unit of a variation counts only in those that list the
variation too. An item in no quota cannot be sold. In a series every unit is of one date, and every quota too: a unit
counts only in the quotas of its date.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Membership:
    """Which items and variations one quota covers, and of which date."""

    quota_id: int
    items: frozenset[int]
    variations: frozenset[int]
    subevent_id: int | None = None

    def covers(self, unit: "Unit") -> bool:
        return (
            unit.subevent_id == self.subevent_id
            and unit.item_id in self.items
            and (unit.variation_id is None or unit.variation_id in self.variations)
        )


@dataclass(frozen=True)
class Unit:
    """One piece of something. `voucher_id`: what it is bought with; it says nothing about where the piece counts."""

    item_id: int
    variation_id: int | None = None
    subevent_id: int | None = None
    voucher_id: int | None = None


@dataclass(frozen=True)
class Stock:
    """What one quota has: `size` None is without limit."""

    size: int | None
    taken: int
    closed: bool = False

    @property
    def left(self) -> int | None:
        """Units that can still be sold; None without limit, never below zero."""
        if self.closed:
            return 0
        return None if self.size is None else max(self.size - self.taken, 0)


NOTHING: frozenset[int] = frozenset()


def units_by_quota(
    memberships: Iterable[Membership],
    units: Sequence[Unit],
    *,
    kept: Sequence[frozenset[int]] = (),
) -> Counter[int]:
    """How many of `units` each quota has to give.

    `kept`: for each unit the quotas that keep a place for it already (its voucher blocks one there): that place goes to
    the unit, so a quota that covers the unit gives nothing more.
    """
    wanted: Counter[int] = Counter()
    for membership in memberships:
        wanted[membership.quota_id] += sum(membership.covers(unit) for unit in units)
    for quotas in kept:
        wanted.subtract(quotas)
    return Counter({quota_id: count for quota_id, count in wanted.items() if count})


def first_too_many(
    units: Iterable[Unit],
    *,
    memberships: Collection[Membership],
    stocks: Mapping[int, Stock],
    kept: Sequence[frozenset[int]] = (),
) -> list[int]:
    """The indexes of the units that no longer fit when they are taken one after the other. Empty: all fit.

    `kept` as in `units_by_quota`.
    """
    left = {quota_id: stock.left for quota_id, stock in stocks.items()}
    refused = []
    for index, unit in enumerate(units):
        covering = [membership.quota_id for membership in memberships if membership.covers(unit)]
        waiting = kept[index] if kept else NOTHING
        needed = [quota_id for quota_id in covering if quota_id not in waiting]
        if not covering or any(left[quota_id] == 0 for quota_id in needed):
            refused.append(index)
            continue
        for quota_id in needed:
            room = left[quota_id]
            left[quota_id] = None if room is None else room - 1
    return refused


def left_for(
    unit: Unit, *, memberships: Iterable[Membership], stocks: Mapping[int, Stock]
) -> int | None:
    """How many of this unit can be sold: the least of its quotas; 0 when it is in none; None without limit."""
    rooms = [
        stocks[membership.quota_id].left for membership in memberships if membership.covers(unit)
    ]
    if not rooms:
        return 0
    bounded = [room for room in rooms if room is not None]
    return min(bounded) if bounded else None
