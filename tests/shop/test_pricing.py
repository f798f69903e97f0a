"""What things cost: tables for what people can check by hand, and properties for what must always hold."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.common import money
from shop.rules import pricing

NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Thing:
    default_price: Decimal | None


@dataclass(frozen=True)
class Phase:
    amount: Decimal
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None


@dataclass(frozen=True)
class Tax:
    rate: Decimal
    price_includes_tax: bool = True


SIXTY = Decimal(60)
EARLY = Phase(Decimal(45), None, NOON)
LATE = Phase(Decimal(75), NOON + dt.timedelta(days=30), None)


@pytest.mark.parametrize(
    ("variation", "at", "expected"),
    [
        (None, NOON - dt.timedelta(seconds=1), 45),
        (None, NOON, 60),
        (None, NOON + dt.timedelta(days=30), 75),
        (Thing(Decimal(10)), NOON - dt.timedelta(days=1), 10),
        (Thing(None), NOON - dt.timedelta(days=1), 45),
    ],
    ids=[
        "early",
        "the early price ends on the moment",
        "late",
        "a variation's own price wins",
        "no own price",
    ],
)
def test_the_price_now(variation, at, expected):
    price = pricing.list_price(Thing(Decimal(60)), variation=variation, phases=[EARLY, LATE], at=at)

    assert price == expected


@pytest.mark.parametrize(
    ("listed", "tax", "currency", "gross", "part"),
    [
        ("121.00", Tax(Decimal(21)), "EUR", "121.00", "21.00"),
        ("100.00", Tax(Decimal(21), price_includes_tax=False), "EUR", "121.00", "21.00"),
        ("60.00", None, "EUR", "60.00", "0"),
        ("999", Tax(Decimal(10)), "JPY", "999", "91"),
        ("10.125", Tax(Decimal(5), price_includes_tax=False), "KWD", "10.631", "0.506"),
        ("0.05", Tax(Decimal(10), price_includes_tax=False), "EUR", "0.06", "0.01"),
    ],
)
def test_the_tax_in_it(listed, tax, currency, gross, part):
    price = pricing.taxed(Decimal(listed), tax=tax, currency=currency)

    assert (price.gross, price.tax) == (Decimal(gross), Decimal(part))


amounts = st.decimals(min_value=0, max_value=100_000, places=2)
rates = st.decimals(min_value=0, max_value=100, places=2)


@given(
    amount=amounts,
    rate=rates,
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    includes=st.booleans(),
)
def test_tax_never_exceeds_the_price_and_everything_is_payable(amount, rate, currency, includes):
    price = pricing.taxed(amount, tax=Tax(rate, includes), currency=currency)

    assert 0 <= price.tax <= price.gross
    for part in (price.gross, price.tax):
        assert money.from_minor(money.to_minor(part, currency=currency), currency=currency) == part


@given(amount=amounts, rate=rates)
def test_a_net_price_with_its_tax_is_the_gross_price(amount, rate):
    price = pricing.taxed(amount, tax=Tax(rate, price_includes_tax=False), currency="EUR")

    assert price.gross - price.tax == amount


def test_money_is_written_with_two_decimals_and_three_where_needed():
    assert [money.plain(Decimal(text)) for text in ("5", "5.5", "5.505", "0")] == [
        "5.00",
        "5.50",
        "5.505",
        "0.00",
    ]


@pytest.mark.parametrize("wrong", [1.5, True, None, "abc", "NaN", "Infinity", [], "1e999999"])
def test_what_is_not_an_amount_is_refused(wrong):
    with pytest.raises(ValueError, match=r"number|string|large"):
        money.parse(wrong)


@pytest.mark.parametrize(
    ("free_price", "given", "expected"),
    [
        (True, "60", 60),
        (True, "60.01", "60.01"),
        (True, None, 60),
        (False, "99", 60),
        (False, "1", 60),
    ],
    ids=["just the price", "more", "nothing said", "no gift here, more", "no gift here, less"],
)
def test_who_may_give_more_pays_what_they_give(free_price, given, expected):
    amount = None if given is None else Decimal(given)

    assert pricing.chosen(SIXTY, free_price=free_price, given=amount) == Decimal(expected)


def test_nobody_gives_less_than_the_price():
    with pytest.raises(ValueError, match="You can give more than the price, not less"):
        pricing.chosen(SIXTY, free_price=True, given=Decimal("59.99"))


def test_the_next_price_is_after_this_moment_not_at_it():
    assert pricing.next_change([EARLY, LATE], at=NOON) == NOON + dt.timedelta(days=30)
    assert pricing.next_change([EARLY], at=NOON) is None
