"""Parameters of a query: what can be read, and where that ends. (v1 contract, QRY-1 and B0)"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.exceptions import ValidationError

from api.shared import params

MANY = ",".join("7" for _ in range(params.MAX_IDS))
NOON = dt.datetime(2027, 6, 24, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (params.boolean, "true", True),
        (params.boolean, "false", False),
        (params.number, "0", 0),
        (params.number, str(params.LARGEST_ID), params.LARGEST_ID),
        (params.numbers, "1, 2,,3", [1, 2, 3]),
        (params.numbers, MANY, [7] * params.MAX_IDS),
        (params.words, "a, b,,c", ["a", "b", "c"]),
        (params.words, MANY, ["7"] * params.MAX_IDS),
        (params.decimal, "12.50", Decimal("12.50")),
        (params.moment, "2027-06-24T12:00:00Z", NOON),
        (params.moment, "2027-06-24T14:00:00 02:00", NOON),
        (params.text, " as it is ", " as it is "),
        (params.one_of({"n", "p"}), "n", "n"),
        (params.several_of({"n", "p"}), "n,p", ["n", "p"]),
    ],
)
def test_a_parameter_is_read_as_its_type(
    reader: Callable[[str], Any], text: str, value: Any
) -> None:
    assert params.read({"word": text}, {"word": reader}) == {"word": value}


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (params.boolean, "True"),
        (params.boolean, "1"),
        (params.number, str(params.LARGEST_ID + 1)),
        (params.number, "1" * 40),
        (params.number, "-1"),
        (params.number, "²"),
        (params.number, "٣"),
        (params.numbers, "1,x"),
        (params.numbers, MANY + ",7"),
        (params.words, MANY + ",7"),
        (params.decimal, "much"),
        (params.moment, "2027-06-24T12:00:00"),
        (params.moment, "2027-06-24"),
        (params.moment, "2027-13-24T12:00:00Z"),
        (params.moment, "0001-01-01T00:00:00+14:00"),
        (params.one_of({"n", "p"}), "x"),
        (params.several_of({"n", "p"}), "n,x"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name_with_all_the_others(
    reader: Callable[[str], Any], text: str
) -> None:
    readers = {"word": reader, "other": params.boolean, "right": params.boolean}

    with pytest.raises(ValidationError) as refusal:
        params.read({"word": text, "other": "maybe", "right": "true"}, readers)

    assert set(refusal.value.detail) == {"word", "other"}


def test_an_empty_parameter_says_nothing_and_an_unknown_one_is_passed_over() -> None:
    assert params.read({"word": "", "colour": "red"}, {"word": params.boolean}) == {}


@pytest.mark.parametrize(
    ("asked", "columns"),
    [
        ("", ["position", "pk"]),
        ("name", ["label", "pk"]),
        ("-name", ["-label", "-pk"]),
        (" -name , id", ["-label", "pk", "-pk"]),
        ("secret,name", ["label", "pk"]),
        ("secret", ["position", "pk"]),
        ("--name", ["position", "pk"]),
    ],
)
def test_a_list_is_sorted_by_known_words_and_at_last_by_its_key(
    asked: str, columns: list[str]
) -> None:
    known = {"name": "label", "id": "pk"}

    assert params.ordering({"ordering": asked}, known, default=("position",)) == columns
