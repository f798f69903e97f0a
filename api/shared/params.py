"""Query parameters, each read as its type; what cannot be read is 400 with the parameter's name."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_datetime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from eventhub.common import money

LARGEST_ID = 2**63 - 1
MAX_IDS = 500


def boolean(text: str) -> bool:
    """`true` or `false` (QRY-1)."""
    if text not in {"true", "false"}:
        raise ValueError("Write true or false.")
    return text == "true"


def number(text: str) -> int:
    """An id."""
    if not (text.isascii() and text.isdigit()) or int(text[:30]) > LARGEST_ID:
        raise ValueError("Write a whole number.")
    return int(text)


def numbers(text: str) -> list[int]:
    """Ids with commas between them."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > MAX_IDS:
        raise ValueError(f"Name at most {MAX_IDS} numbers.")
    return [number(part) for part in parts if part]


def words(text: str) -> list[str]:
    """Words with commas between them."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > MAX_IDS:
        raise ValueError(f"Name at most {MAX_IDS} words.")
    return [part for part in parts if part]


def decimal(text: str) -> Decimal:
    """An amount or a rate."""
    return money.parse(text[:30])


def moment(text: str) -> dt.datetime:
    """An instant with its zone. A `+` that arrived as a blank is taken for what it was (COND-4)."""
    try:
        found = parse_datetime(text.strip().replace(" ", "+") if "T" in text else text)
        found = found.astimezone(dt.UTC) if found is not None and found.tzinfo else None
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise ValueError("Write a moment as 2027-06-24T16:00:00Z.")
    return found


def text(value: str) -> str:
    """Any words."""
    return value


def one_of(choices: Collection[str]) -> Callable[[str], str]:
    """A word out of `choices`."""

    def read(value: str) -> str:
        if value not in choices:
            raise ValueError(f"Choose one of: {', '.join(sorted(choices))}.")
        return value

    read.choices = sorted(choices)  # type: ignore[attr-defined]  # for the documentation
    return read


def several_of(choices: Collection[str]) -> Callable[[str], list[str]]:
    """Words out of `choices` with commas between them."""
    one = one_of(choices)
    return lambda value: [one(word) for word in words(value)]


TYPES: dict[Any, Any] = {
    boolean: bool,
    number: int,
    decimal: OpenApiTypes.DECIMAL,
    moment: OpenApiTypes.DATETIME,
}
Readers = Mapping[str, Callable[[str], Any]]


def read(query: Mapping[str, str], readers: Readers) -> dict[str, Any]:
    """The parameters that `readers` knows and the request names; others are ignored, empty ones too (QRY-2).

    Raises ValidationError naming every parameter that cannot be read.
    """
    found, wrong = {}, {}
    for name, reader in readers.items():
        raw = query.get(name, "")
        if not raw:
            continue
        try:
            found[name] = reader(raw)
        except ValueError as error:
            wrong[name] = [str(error)]
    if wrong:
        raise ValidationError(wrong)
    return found


def documented(readers: Readers, *more: str) -> list[OpenApiParameter]:
    """The parameters of a list for the OpenAPI document: paging, sorting, `more` words and what `readers` read."""
    found = [
        OpenApiParameter("page", int, description="From 1."),
        OpenApiParameter("page_size", int, description="At most 50."),
        *(OpenApiParameter(name) for name in ("ordering", *more)),
    ]
    for name, reader in readers.items():
        choices = getattr(reader, "choices", None)
        found.append(OpenApiParameter(name, TYPES.get(reader, str), enum=choices))
    return found


def ordering(
    query: Mapping[str, str], columns: Mapping[str, str], *, default: Collection[str]
) -> list[str]:
    """The columns to sort by, with the primary key last, so that pages never overlap (PAGE-3).

    `columns`: documented word -> column. Words that are not documented are ignored.
    """
    chosen = []
    for word in query.get("ordering", "").split(","):
        name = word.strip()
        column = columns.get(name.removeprefix("-"))
        if column is not None:
            chosen.append(f"-{column}" if name.startswith("-") else column)
    chosen = chosen or list(default)
    last = "-pk" if chosen[0].startswith("-") else "pk"
    return [*chosen, last]
