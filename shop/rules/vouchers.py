"""What a voucher is good for: when, for what, at which price, and what it keeps from others. Pure (contract, B9)."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext_noop

from eventhub.common.money import round_money
from shop.enums import PriceMode
from shop.rules.availability import NOTHING, Membership, Unit

UNKNOWN = gettext_noop("There is no such voucher.")
EXPIRED = gettext_noop("This voucher is no longer valid.")
SPENT = gettext_noop("This voucher has been used already.")
UNFIT = gettext_noop("This voucher is not valid for this.")
ZERO = Decimal(0)


class Terms(Protocol):
    """A voucher."""

    pk: int
    max_usages: int
    min_usages: int
    redeemed: int
    blocking: int
    valid_until: dt.datetime | None
    block_quota: bool
    allow_ignore_quota: bool
    show_hidden_items: bool
    price_mode: str
    value: Decimal | None
    budget: Decimal | None
    item_id: int | None
    variation_id: int | None
    quota_id: int | None
    subevent_id: int | None


def folded_code(code: str) -> str:
    """What codes are compared by: case and surrounding blanks do not count."""
    return code.strip().lower()


def is_over(voucher: Terms, *, at: dt.datetime) -> bool:
    """Whether its time is up at the moment `at`."""
    return voucher.valid_until is not None and voucher.valid_until <= at


def refusal(voucher: Terms | None, *, at: dt.datetime) -> str | None:
    """Why nobody can use it at the moment `at`; None when somebody can."""
    if voucher is None:
        return UNKNOWN
    if is_over(voucher, at=at):
        return EXPIRED
    return SPENT if voucher.redeemed >= voucher.max_usages else None


def fits(voucher: Terms, unit: Unit, *, covered: Membership | None) -> bool:
    """Whether the unit can be bought with it: its item, variation and date where it names them, or what its quota covers
    (`covered`). A voucher that names nothing is for everything."""
    if voucher.subevent_id is not None and voucher.subevent_id != unit.subevent_id:
        return False
    if voucher.quota_id is not None:
        return covered is not None and covered.covers(unit)
    if voucher.item_id is not None and voucher.item_id != unit.item_id:
        return False
    return voucher.variation_id is None or voucher.variation_id == unit.variation_id


def opens(voucher: Terms | None, item: Any) -> bool:
    """Whether somebody with this voucher (which fits) may buy an item that is not for everybody."""
    if item.hide_without_voucher:
        return voucher is not None and voucher.show_hidden_items
    return voucher is not None or not item.require_voucher


def price(voucher: Terms | None, listed: Decimal, *, currency: str) -> Decimal:
    """The listed price as the voucher makes it, never below zero. Without regard to its budget."""
    if voucher is None or voucher.value is None or voucher.price_mode == PriceMode.NONE:
        return listed
    if voucher.price_mode == PriceMode.SET:
        return voucher.value
    if voucher.price_mode == PriceMode.SUBTRACT:
        return max(listed - voucher.value, ZERO)
    return round_money(max(listed * (100 - voucher.value) / 100, ZERO), currency=currency)


def blocks(voucher: Terms, *, at: dt.datetime) -> int:
    """How many units it keeps from others at the moment `at`: those that can still be bought with it."""
    if not voucher.block_quota or is_over(voucher, at=at):
        return 0
    return max(voucher.max_usages - voucher.redeemed, 0)


def quotas_of(voucher: Terms, memberships: Iterable[Membership]) -> frozenset[int]:
    """The quotas that it takes places from when it blocks: its own, or all that cover its item."""
    if voucher.quota_id is not None:
        return frozenset({voucher.quota_id})
    if voucher.item_id is None:
        return NOTHING
    unit = Unit(voucher.item_id, voucher.variation_id, voucher.subevent_id)
    return frozenset(row.quota_id for row in memberships if row.covers(unit))


def overused(units: Sequence[Unit], vouchers: Mapping[int, Terms]) -> list[int]:
    """The indexes of the units that find their voucher used up when they are bought one after the other."""
    left = {pk: voucher.max_usages - voucher.redeemed for pk, voucher in vouchers.items()}
    found = []
    for index, unit in enumerate(units):
        if unit.voucher_id is None:
            continue
        if left[unit.voucher_id] <= 0:
            found.append(index)
        left[unit.voucher_id] -= 1
    return found


def kept_places(
    units: Sequence[Unit], vouchers: Mapping[int, Terms], memberships: Collection[Membership]
) -> list[frozenset[int]]:
    """For each unit the quotas in which its voucher keeps a place for it. Empty when there are no vouchers."""
    if not vouchers:
        return []
    left = {pk: voucher.blocking for pk, voucher in vouchers.items()}
    scopes = {pk: quotas_of(voucher, memberships) for pk, voucher in vouchers.items()}
    found = []
    for unit in units:
        keeps = unit.voucher_id is not None and left[unit.voucher_id] > 0
        found.append(scopes[unit.voucher_id] if keeps and unit.voucher_id is not None else NOTHING)
        if keeps and unit.voucher_id is not None:
            left[unit.voucher_id] -= 1
    return found
