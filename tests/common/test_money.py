"""Amounts: what a currency can express, how each side writes it, what is no amount. Tables first, then what always holds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.common import money

CURRENCIES = ("EUR", "JPY", "KWD")
AMOUNTS = st.decimals(min_value=0, max_value=9_999_999, places=3)


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.004", "EUR", "0.00"),
        ("0.005", "EUR", "0.01"),
        ("2.675", "EUR", "2.68"),
        ("-0.005", "EUR", "-0.01"),
        ("0.5", "JPY", "1"),
        ("0.49", "JPY", "0"),
        ("1.0005", "KWD", "1.001"),
        ("7", "XYZ", "7.00"),
    ],
)
def test_half_a_unit_is_rounded_away_from_zero(amount: str, currency: str, rounded: str) -> None:
    assert str(money.round_money(Decimal(amount), currency=currency)) == rounded


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [("45.00", "EUR", 4500), ("1200", "JPY", 1200), ("1.234", "KWD", 1234), ("-3.10", "EUR", -310)],
)
def test_minor_units_are_those_of_the_currency(amount: str, currency: str, units: int) -> None:
    assert money.to_minor(Decimal(amount), currency=currency) == units
    assert money.from_minor(units, currency=currency) == Decimal(amount)
    assert money.wire(Decimal(amount), currency=currency) == {
        "amount": units,
        "currency": currency,
    }


def test_no_amount_is_written_as_none() -> None:
    assert money.wire(None, currency="EUR") is None


@pytest.mark.parametrize(
    ("amount", "written"),
    [("45", "45.00"), ("45.5", "45.50"), ("45.500", "45.50"), ("1.234", "1.234"), ("0", "0.00")],
)
def test_v1_writes_two_decimals_and_three_where_needed(amount: str, written: str) -> None:
    assert money.plain(Decimal(amount)) == written


def test_people_read_it_with_its_currency() -> None:
    assert money.display(Decimal("1234567.5"), currency="EUR") == "€1,234,567.50"
    assert money.display(Decimal(1200), currency="JPY") == "JP¥1,200"
    assert money.display(Decimal(45), currency="EUR", language="de") == "45,00\N{NO-BREAK SPACE}€"


@pytest.mark.parametrize(
    ("written", "amount"),
    [("45.00", "45.00"), (" 3 ", "3"), ("+1.5", "1.5"), ("-2", "-2"), (7, "7"), ("9999999.999", "9999999.999")],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(written: object, amount: str) -> None:
    assert money.parse(written) == Decimal(amount)


@pytest.mark.parametrize(
    "written",
    [
        "10000000", "-10000000", 10_000_000, "1e3", "1_000", "1.", ".5", "1,5", "٣", "", "NaN", "Infinity",
        Decimal("NaN"), Decimal("Infinity"), True, None, 1.5, [], {},
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        money.parse(written)


@pytest.mark.parametrize(
    ("gross", "rate", "currency", "tax"),
    [
        ("119.00", "19", "EUR", "19.00"),
        ("10.00", "21", "CZK", "1.74"),
        ("100", "10", "JPY", "9"),
        ("60.00", "0", "EUR", "0.00"),
        ("0.00", "21", "EUR", "0.00"),
    ],
)
def test_the_tax_in_a_price(gross: str, rate: str, currency: str, tax: str) -> None:
    found = money.tax_part(Decimal(gross), rate=Decimal(rate), currency=currency)

    assert str(found) == tax


@given(amount=AMOUNTS, currency=st.sampled_from(CURRENCIES))
def test_what_is_payable_survives_the_way_through_minor_units(
    amount: Decimal, currency: str
) -> None:
    payable = money.round_money(amount, currency=currency)

    assert (
        money.from_minor(money.to_minor(payable, currency=currency), currency=currency) == payable
    )
    assert abs(payable - amount) * 2 <= money.from_minor(1, currency=currency)


@given(amount=AMOUNTS)
def test_what_v1_writes_is_read_as_the_same_amount(amount: Decimal) -> None:
    assert money.parse(money.plain(amount)) == amount
