"""The fields of our JSON: strict about types, since `"5"` is not 5 and a moment without an offset is no moment."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_noop
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from eventhub.common import i18n, money
from eventhub.common.http.rendering import moment

LARGEST_INTEGER = 2**31 - 1
LARGEST_ID = 2**63 - 1
YEARS = range(1970, 3000)
LONGEST_TEXT = 20_000
COLOR = re.compile(r"#[0-9a-fA-F]{6}")


class Flag(serializers.BooleanField):
    """true or false, nothing that looks like it."""

    def to_internal_value(self, data: Any) -> Any:
        if data is None and self.allow_null:
            return None
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Whole(serializers.IntegerField):
    """A whole number that a column can hold."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_value", LARGEST_INTEGER)
        kwargs.setdefault("min_value", -LARGEST_INTEGER)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class Id(Whole):
    """The id of a row; whether there is such a row is not syntax."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": LARGEST_ID, **kwargs})


class Line(serializers.CharField):
    """A string."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Color(Line):
    """`#rrggbb`."""

    def to_internal_value(self, data: Any) -> str:
        value = super().to_internal_value(data)
        if not COLOR.fullmatch(value):
            raise serializers.ValidationError(gettext_noop("A color is written like #3b6ea5."))
        return value.lower()


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class Text(serializers.Field):
    """Words in several languages, none of them endless: `{"en": "Day pass"}`; a plain string is the default language's."""

    def __init__(self, *, filled: bool = False, **kwargs: Any) -> None:
        self.filled = filled
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> i18n.Text:
        try:
            text = i18n.parse(data)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error
        if self.filled and not any(words.strip() for words in text.values()):
            raise serializers.ValidationError(
                gettext_noop("This needs words in at least one language.")
            )
        if any(len(words) > LONGEST_TEXT for words in text.values()):
            raise serializers.ValidationError(f"Use at most {LONGEST_TEXT} characters.")
        return text

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field({"type": "string", "format": "date-time"})
class Moment(serializers.Field):
    """An instant as RFC 3339 with an offset, in years that calendars can reckon with; handed out in UTC."""

    default_error_messages = {
        "invalid": gettext_noop("Write a moment as 2027-06-24T16:00:00+02:00."),
        "out_of_reach": gettext_noop("This year is out of reach."),
        "timezone_required": gettext_noop(
            "A moment needs its offset from UTC, for example 2027-06-24T16:00:00+02:00."
        ),
    }

    def to_internal_value(self, data: Any) -> dt.datetime:
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            value = parse_datetime(data)
        except ValueError:
            value = None
        if value is None:
            self.fail("invalid")
        if value.tzinfo is None:
            self.fail("timezone_required")
        try:
            value = value.astimezone(dt.UTC)
        except OverflowError:
            self.fail("invalid")
        if value.year not in YEARS:
            self.fail("out_of_reach")
        return value

    def to_representation(self, value: dt.datetime) -> str | None:
        return moment(value)


@extend_schema_field(
    {
        "type": "object",
        "properties": {"amount": {"type": "integer"}, "currency": {"type": "string"}},
        "required": ["amount", "currency"],
    }
)
class Money(serializers.Field):
    """An amount of the event's currency, never below zero: minor units with the currency, or a decimal string.

    The context's `event` says the currency.
    """

    def to_internal_value(self, data: Any) -> Decimal:
        currency = self.context["event"].currency
        try:
            amount = _of_object(data, currency) if isinstance(data, dict) else money.parse(data)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error
        if amount < 0:
            raise serializers.ValidationError(gettext_noop("An amount cannot be below zero."))
        if amount >= Decimal(10) ** (money.MAX_DIGITS - money.DECIMAL_PLACES):
            raise serializers.ValidationError(gettext_noop("This amount is too large."))
        if amount != money.round_money(amount, currency=currency):
            raise serializers.ValidationError(f"{currency} has no amounts as fine as this.")
        return amount

    def to_representation(self, value: Decimal) -> Any:
        return money.wire(value, currency=self.context["event"].currency)


def _of_object(data: dict[str, Any], currency: str) -> Decimal:
    units, given = data.get("amount"), data.get("currency", currency)
    if set(data) - {"amount", "currency"} or isinstance(units, bool) or not isinstance(units, int):
        raise ValueError('Money is written as {"amount": 4500, "currency": "EUR"} or as "45.00".')
    if given != currency:
        raise ValueError(f"The currency of this event is {currency}.")
    return money.from_minor(units, currency=currency)


class Percent(serializers.DecimalField):
    """A rate in per cent as a string with two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=7, decimal_places=2, **kwargs)

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, (bool, float)):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field({"type": "string", "format": "date"})
class Day(Line):
    """`YYYY-MM-DD`."""

    years = YEARS

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        try:
            found = dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            found = None
        if found is None or found.year not in self.years:
            raise serializers.ValidationError(gettext_noop("Write a date as 2027-06-24."))
        return found


class Writing(Line):
    """A string of lines; blank by default."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"allow_blank": True, "max_length": LONGEST_TEXT, "trim_whitespace": False, **kwargs}
        )


class DayOfLife(Day):
    """A day that somebody remembers: of a birth, of a passport."""

    years = range(1800, 3000)


@extend_schema_field({"type": "string", "format": "decimal"})
class Real(serializers.DecimalField):
    """A number as a string, or as a JSON number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=16, decimal_places=6, **kwargs)

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, (bool, dict, list)):
            self.fail("invalid")
        return super().to_internal_value(data)


class Coordinate(serializers.FloatField):
    """Degrees, as a JSON number."""

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, (int, float)):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field({"type": "object", "additionalProperties": True})
class Open(serializers.Field):
    """A JSON object of the caller's own making."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise serializers.ValidationError(gettext_noop("This is an object."))
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class Language(Line):
    """One of the installation's languages."""

    def to_internal_value(self, data: Any) -> str:
        code = i18n.languages().get(super().to_internal_value(data).lower().replace("_", "-"))
        if code is None:
            known = ", ".join(code for code, _ in settings.LANGUAGES)
            raise serializers.ValidationError(f"This is not a language here. There are: {known}.")
        return code


class Email(serializers.EmailField):
    """An address, as a string."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)
