"""Moments, money and countries in the reader's language."""

import datetime as dt
from decimal import Decimal

import pytest

from eventhub.common import money
from shop.rules import countries, moments

NOON = dt.datetime(2027, 6, 24, 16, 0, tzinfo=dt.UTC)
PRAGUE = "Europe/Prague"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["Thu, 24 June 2027, 18:00 (CEST)", "24 June, 18:00 (CEST)", "24 June 2027, 18:00 - 20:00 (CEST)", "24 - 27 June 2027", "24 June - 24 July 2027"]),
        ("de", ["Do., 24. Juni 2027, 18:00 (MESZ)", "24. Juni, 18:00 (MESZ)", "24. Juni 2027, 18:00 - 20:00 (MESZ)", "24. - 27. Juni 2027", "24. Juni - 24. Juli 2027"]),
        ("cs", ["čt 24. června 2027, 18:00 (SELČ)", "24. června, 18:00 (SELČ)", "24. června 2027, 18:00 - 20:00 (SELČ)", "24. - 27. června 2027", "24. června - 24. července 2027"]),
    ],
)  # fmt: skip
def test_moments_are_written_as_the_language_writes_them(language: str, written: list[str]) -> None:
    there = {"zone": PRAGUE, "language": language}

    told = [
        moments.moment(NOON, **there),
        moments.deadline(NOON, **there),
        moments.span(NOON, NOON.replace(hour=18), **there),
        moments.span(NOON, NOON.replace(day=27), **there),
        moments.span(NOON, NOON.replace(month=7), **there),
    ]

    assert [words.replace(moments.DASH, " - ") for words in told] == written


def test_a_midnight_is_the_end_of_the_day_before() -> None:
    midnight = dt.datetime(2027, 2, 28, 23, 0, tzinfo=dt.UTC)

    assert moments.deadline(midnight, zone=PRAGUE, language="en") == "28 February"


@pytest.mark.parametrize(
    ("zone", "name"),
    [(PRAGUE, "CEST"), ("America/New_York", "EDT"), ("Asia/Tehran", "UTC+3:30"), ("UTC", "UTC")],
)
def test_a_zone_is_called_as_its_people_call_it(zone: str, name: str) -> None:
    assert moments.zone_name(NOON, zone=zone, language="en") == name


@pytest.mark.parametrize(
    ("language", "amount", "currency", "written"),
    [
        ("en", "1234.5", "EUR", "€1,234.50"),
        ("de", "1234.5", "EUR", "1.234,50 €"),
        ("cs", "1234.5", "CZK", "1 234,50 Kč"),
        ("de", "1200", "JPY", "1.200 ¥"),
        ("de", "1.5", "KWD", "1,500 KWD"),
        ("fr", "60", "EUR", "€60.00"),
    ],
)
def test_money_is_written_with_the_digits_of_its_currency(
    language: str, amount: str, currency: str, written: str
) -> None:
    shown = money.display(Decimal(amount), currency=currency, language=language)

    assert shown.replace("\xa0", " ") == written


def test_countries_stand_in_the_order_of_their_names() -> None:
    names = [name for _, name in countries.choices(language="de")]

    assert countries.name_of("CZ", language="cs") == "Česko"
    assert countries.name_of("ZZ", language="cs") == "ZZ"
    assert names[:3] == ["Afghanistan", "Ägypten", "Ålandinseln"]
    assert len(names) == len(countries.COUNTRIES) == 249
