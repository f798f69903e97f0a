"""The fields of v1's input that differ from the house's: amounts are strings, and lists of ids speak as one field."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from eventhub.common import money
from eventhub.common.http.serializers import (
    LARGEST_ID,
    Coordinate,
    Day,
    DayOfLife,
    Language,
    Line,
    Open,
    Real,
    Writing,
)
from eventhub.common.http.serializers import Moment as Instant
from eventhub.common.http.serializers import Text as Words
from shop.rules.countries import COUNTRIES

__all__ = [
    "Amount", "Coordinate", "Country", "Day", "DayOfLife", "Ids", "Instant", "Language", "Open", "Rate", "Real", "Strings", "Words", "Writing", "many"
]  # fmt: skip

MAX_IDS = 1000
LARGEST = Decimal(10) ** (money.MAX_DIGITS - money.DECIMAL_PLACES)
WRONG_RATE = "A rate lies between 0 and 100 per cent and has two decimals."


class Entries(serializers.ListSerializer):
    """A list of objects. What is wrong with its entries is a list as long as the input, `{}` where all is well
    (ERR-4); what is wrong with the list itself is said of the field."""

    def __init__(self, *, at_most: int = MAX_IDS, **kwargs: Any) -> None:
        self.at_most = at_most
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            raise serializers.ValidationError(["This is a list of objects."])
        if not data and not self.allow_empty:
            raise serializers.ValidationError(["This list may not be empty."])
        if len(data) > self.at_most:
            raise serializers.ValidationError([f"Send at most {self.at_most} entries."])
        read: list[Any] = []
        problems: list[Any] = []
        with whole(self.root):
            for entry in data:
                try:
                    read.append(self.run_child_validation(entry))
                    problems.append({})
                except serializers.ValidationError as error:
                    problems.append(error.detail)
        if any(problems):
            raise serializers.ValidationError(problems)
        return read


@contextmanager
def whole(root: Any) -> Iterator[None]:
    """What is read in here is complete, also when the request changes only some fields: the entries of a list replace
    those there were, and have none to take the rest from."""
    partial, root.partial = getattr(root, "partial", False), False
    try:
        yield
    finally:
        root.partial = partial


def many(entry: Any, *, at_most: int, required: bool = False) -> Any:
    """A list of `entry`; a required one is not empty."""
    return Entries(child=entry(), required=required, allow_empty=not required, at_most=at_most)


@extend_schema_field({"type": "string", "format": "decimal", "example": "23.00"})
class Amount(serializers.Field):
    """Money: a string such as `"23.00"`, never a JSON number, never below zero, no finer than the currency of the
    event (TYPE-4)."""

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str):
            raise serializers.ValidationError('Write an amount as a string, for example "23.00".')
        try:
            amount = money.parse(data[:60])
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error
        if amount < 0:
            raise serializers.ValidationError("An amount cannot be below zero.")
        if amount >= LARGEST:
            raise serializers.ValidationError("This amount is too large.")
        if not self.fits(amount):
            raise serializers.ValidationError("The currency has no amounts as fine as this.")
        return amount

    def fits(self, amount: Decimal) -> bool:
        """Whether the currency of the event that the request is about can express the amount."""
        return amount == money.round_money(amount, currency=self.context["event"].currency)

    def to_representation(self, value: Decimal) -> str:
        return money.plain(value)


class Rate(Amount):
    """A rate in per cent as a string, 0 to 100."""

    def to_internal_value(self, data: Any) -> Decimal:
        rate = super().to_internal_value(data)
        if rate > 100:  # noqa: PLR2004 -- per cent
            raise serializers.ValidationError(WRONG_RATE)
        return rate

    def fits(self, amount: Decimal) -> bool:
        if amount != round(amount, 2):
            raise serializers.ValidationError(WRONG_RATE)
        return True


@extend_schema_field({"type": "array", "items": {"type": "integer"}})
class Ids(serializers.Field):
    """A list of ids; what is wrong with any of them is said of the whole field."""

    def to_internal_value(self, data: Any) -> list[int]:
        if not isinstance(data, list) or any(
            isinstance(entry, bool) or not isinstance(entry, int) for entry in data
        ):
            raise serializers.ValidationError("This is a list of ids.")
        if len(data) > MAX_IDS:
            raise serializers.ValidationError(f"Name at most {MAX_IDS} ids.")
        if any(not 0 < entry <= LARGEST_ID for entry in data):
            raise serializers.ValidationError("There is no entry with one of these ids.")
        return list(dict.fromkeys(data))

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class Strings(serializers.Field):
    """A list of short strings."""

    def to_internal_value(self, data: Any) -> list[str]:
        if not isinstance(data, list) or any(not isinstance(entry, str) for entry in data):
            raise serializers.ValidationError("This is a list of strings.")
        if len(data) > MAX_IDS or any(len(entry) > 190 for entry in data):  # noqa: PLR2004 -- as columns have it
            raise serializers.ValidationError("This list, or an entry of it, is too long.")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class Country(Line):
    """Two letters of ISO 3166-1."""

    def to_internal_value(self, data: Any) -> str:
        code = super().to_internal_value(data).upper()
        if code and code not in COUNTRIES:
            raise serializers.ValidationError("This is not a country code of ISO 3166-1.")
        return code
