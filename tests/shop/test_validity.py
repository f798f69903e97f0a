"""How long a ticket is good. (v1 contract, B2: validity_*)"""

import datetime as dt
from typing import Any

import pytest

from shop.models import Item
from shop.rules import validity

NOW = dt.datetime(2027, 1, 31, 12, 0, tzinfo=dt.UTC)
ZONE = "Europe/Prague"


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[arg-type]  # year, month, day and so on


@pytest.mark.parametrize(
    ("durations", "until"),
    [
        ({"minutes": 30}, utc(2027, 1, 31, 12, 30)),
        ({"hours": 2, "minutes": 5}, utc(2027, 1, 31, 14, 5)),
        ({"days": 1}, utc(2027, 1, 31, 22, 59, 59)),
        ({"days": 2}, utc(2027, 2, 1, 22, 59, 59)),
        ({"days": 1, "hours": 3}, utc(2027, 2, 1, 1, 59, 59)),
        ({"months": 1}, utc(2027, 2, 27, 22, 59, 59)),
        ({"months": 12}, utc(2028, 1, 30, 22, 59, 59)),
        ({"months": 5}, utc(2027, 6, 29, 21, 59, 59)),
        ({"months": 1_000_000}, None),
    ],
)
def test_b2_a_dynamic_ticket_is_good_from_its_sale(
    durations: dict[str, int], until: dt.datetime | None
) -> None:
    fields: dict[str, Any] = {f"validity_dynamic_duration_{k}": v for k, v in durations.items()}
    item = Item(validity_mode="dynamic", **fields)

    assert validity.span(item, at=NOW, zone=ZONE) == (NOW, until)


def test_b2_a_fixed_ticket_is_good_between_its_moments() -> None:
    item = Item(validity_mode="fixed", validity_fixed_from=NOW, validity_fixed_until=None)

    assert validity.span(item, at=utc(2026, 1, 1), zone=ZONE) == (NOW, None)


def test_b2_without_a_mode_a_ticket_is_good_always() -> None:
    item = Item(validity_fixed_from=NOW)

    assert validity.span(item, at=NOW, zone=ZONE) == (None, None)
