"""What comes with a unit: how much may and must be added, what costs nothing more, which part of a price a bundle is."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from shop.rules import packages
from shop.rules.packages import Pick

WORKSHOPS, MEALS = 1, 2


@dataclass(frozen=True)
class Item:
    pk: int
    category_id: int | None = WORKSHOPS


@dataclass(frozen=True)
class Rule:
    addon_category_id: int = WORKSHOPS
    min_count: int = 0
    max_count: int = 1
    price_included: bool = False
    multi_allowed: bool = False


@dataclass(frozen=True)
class Bundle:
    count: int
    designated_price: Decimal


@dataclass(frozen=True)
class Voucher:
    all_addons_included: bool = False
    all_bundles_included: bool = False


DANCE, POTTERY, SOUP, LOOSE = Item(11), Item(12), Item(21, MEALS), Item(31, None)


def picks(*items: Item) -> list[Pick]:
    return [Pick(item) for item in items]


@pytest.mark.parametrize(
    ("least", "chosen", "enough"),
    [(0, 0, True), (1, 0, False), (1, 1, True), (2, 1, False), (2, 2, True), (2, 3, True)],
)
def test_at_least_so_many(least: int, chosen: int, enough: bool) -> None:
    found = packages.too_few([Rule(min_count=least)], picks(*[DANCE] * chosen))

    assert found == ({} if enough else {WORKSHOPS: f"Choose at least {least}."})


def test_what_is_chosen_of_one_category_does_not_count_for_another() -> None:
    rules = [Rule(min_count=1), Rule(MEALS, min_count=1)]

    assert packages.too_few(rules, picks(DANCE, POTTERY)) == {MEALS: "Choose at least 1."}
    assert packages.too_few(rules, picks(DANCE, SOUP)) == {}


@pytest.mark.parametrize(
    ("most", "multi", "chosen", "sentence"),
    [
        (2, False, [DANCE, POTTERY], None),
        (1, False, [DANCE, POTTERY], "Choose at most 1."),
        (2, False, [DANCE, DANCE], "Choose each only once."),
        (2, True, [DANCE, DANCE], None),
        (2, True, [DANCE, DANCE, DANCE], "Choose at most 2."),
        (0, True, [], None),
    ],
)
def test_at_most_so_many_and_each_once(
    most: int, multi: bool, chosen: list[Item], sentence: str | None
) -> None:
    found = packages.too_many([Rule(max_count=most, multi_allowed=multi)], picks(*chosen))

    assert found == ({} if sentence is None else {WORKSHOPS: sentence})


def test_two_variations_of_one_item_are_two_things() -> None:
    sizes = [Pick(DANCE, 1), Pick(DANCE, 2)]

    assert packages.too_many([Rule(max_count=2)], sizes) == {}


def test_what_no_rule_lets_in_is_named_by_its_category() -> None:
    found = packages.too_many([Rule()], picks(SOUP, LOOSE, DANCE))

    assert found == {MEALS: packages.UNFIT, 0: packages.UNFIT}


@pytest.mark.parametrize(
    ("included", "voucher", "free"),
    [
        (False, None, False),
        (True, None, True),
        (False, Voucher(), False),
        (False, Voucher(all_addons_included=True), True),
        (False, Voucher(all_bundles_included=True), False),
    ],
)
def test_an_addon_is_free_by_its_rule_or_the_units_voucher(
    included: bool, voucher: Voucher | None, free: bool
) -> None:
    rules = [Rule(price_included=included)]

    assert packages.comes_free(rules, DANCE, voucher) is free
    assert not packages.comes_free(rules, SOUP, Voucher(all_addons_included=True))


@pytest.mark.parametrize(
    ("voucher", "share"),
    [
        (None, "25.00"),
        (Voucher(all_addons_included=True), "25.00"),
        (Voucher(all_bundles_included=True), "0"),
    ],
)
def test_the_bundles_share_of_the_price(voucher: Voucher | None, share: str) -> None:
    bundles = [Bundle(2, Decimal("10.00")), Bundle(1, Decimal("5.00"))]

    assert packages.share(bundles, voucher) == Decimal(share)
