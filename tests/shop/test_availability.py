"""What is left, and what no longer fits."""

from hypothesis import given
from hypothesis import strategies as st

from shop.rules.availability import (
    Membership,
    Stock,
    Unit,
    first_too_many,
    left_for,
    units_by_quota,
)

SHIRT, BADGE = 1, 2
SMALL, LARGE = 10, 11
SHIRTS = Membership(1, frozenset({SHIRT}), frozenset({SMALL, LARGE}))
SMALLS = Membership(2, frozenset({SHIRT}), frozenset({SMALL}))
BADGES = Membership(3, frozenset({BADGE}), frozenset())


def test_a_variation_counts_in_every_quota_that_lists_it():
    units = [Unit(SHIRT, SMALL), Unit(SHIRT, LARGE), Unit(BADGE)]

    assert units_by_quota([SHIRTS, SMALLS, BADGES], units) == {1: 2, 2: 1, 3: 1}


def test_the_tightest_quota_decides():
    stocks = {1: Stock(10, 0), 2: Stock(5, 4)}

    assert left_for(Unit(SHIRT, SMALL), memberships=[SHIRTS, SMALLS], stocks=stocks) == 1
    assert left_for(Unit(SHIRT, LARGE), memberships=[SHIRTS, SMALLS], stocks=stocks) == 10


def test_what_is_in_no_quota_cannot_be_sold():
    assert left_for(Unit(BADGE), memberships=[SHIRTS], stocks={1: Stock(10, 0)}) == 0
    assert first_too_many([Unit(BADGE)], memberships=[SHIRTS], stocks={1: Stock(10, 0)}) == [0]


def test_a_closed_quota_has_nothing_left_and_one_without_size_has_no_end():
    assert Stock(10, 0, closed=True).left == 0
    assert Stock(None, 5_000).left is None
    assert Stock(10, 12).left == 0


def test_only_the_units_that_no_longer_fit_are_named():
    units = [Unit(BADGE)] * 3

    assert first_too_many(units, memberships=[BADGES], stocks={3: Stock(10, 8)}) == [2]


@given(
    size=st.integers(0, 20),
    taken=st.integers(0, 25),
    wanted=st.lists(st.sampled_from([Unit(SHIRT, SMALL), Unit(SHIRT, LARGE)]), max_size=30),
)
def test_what_is_not_refused_fits(size, taken, wanted):
    stocks = {1: Stock(size, taken), 2: Stock(3, 0)}

    refused = first_too_many(wanted, memberships=[SHIRTS, SMALLS], stocks=stocks)

    sold = [unit for index, unit in enumerate(wanted) if index not in refused]
    counts = units_by_quota([SHIRTS, SMALLS], sold)
    assert all(counts[quota_id] <= (stock.left or 0) for quota_id, stock in stocks.items())
