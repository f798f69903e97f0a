"""The shape of an order's input. What can be bought and at which price is decided by the shop."""

import re
from typing import Any

from rest_framework import serializers

from api.v1.serializers.fields import (
    Amount,
    Country,
    Day,
    Ids,
    Instant,
    Language,
    Open,
    Strings,
    Writing,
    many,
)
from eventhub.common.http.serializers import Flag, Id, Line, Whole
from shop.actions.orders import MAX_POSITIONS
from shop.actions.orders.fees import MAX_FEES
from shop.enums import Channel, FeeType

CODE = re.compile(r"[A-Z0-9]{1,16}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SECRET_LENGTH = 64
NAME_LENGTH = 250
NOT_YET = "This cannot be done over the API yet."


class DayOrInstant(Instant):
    """A moment, or a day."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str) and DAY.fullmatch(data):
            return Day().to_internal_value(data)
        return super().to_internal_value(data)


class Secret(Line):
    """A ticket's code. Scanners send back what they read, so it is kept letter by letter."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_null=True, trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        code = str(super().to_internal_value(data))
        if not code.isprintable() or code != code.strip() or len(code) > SECRET_LENGTH:
            raise serializers.ValidationError(
                f"Use 1 to {SECRET_LENGTH} printable characters, and no blank at either end."
            )
        return code


class Email(serializers.EmailField):
    """An e-mail address; null and the empty string are none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "required": False,
                "allow_null": True,
                "allow_blank": True,
                "max_length": 254,
                **kwargs,
            }
        )

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Phone(Line):
    """A phone number, however it is written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "required": False,
                "allow_null": True,
                "allow_blank": True,
                "max_length": 40,
                **kwargs,
            }
        )


class NameParts(serializers.DictField):
    """The parts of a name, and the scheme that says how they make one."""

    child = Line(allow_blank=True, allow_null=True, max_length=NAME_LENGTH)


def whole_name(parts: dict[str, str | None]) -> str:
    """The name that its parts make: the full one, or the given and the family name."""
    words = (
        [parts.get("full_name")]
        if parts.get("full_name")
        else [parts.get(name) for name in ("title", "given_name", "middle_name", "family_name")]
    )
    return " ".join(word for word in words if word)[:NAME_LENGTH]


def text(length: int) -> Line:
    """An optional string of at most this length; null is none."""
    return Line(required=False, allow_null=True, allow_blank=True, max_length=length)


class FeeInput(serializers.Serializer):
    """What an order costs besides its positions."""

    fee_type = serializers.ChoiceField(FeeType.choices)
    internal_type = Line(required=False, allow_blank=True, max_length=255)
    description = Line(required=False, allow_blank=True, max_length=190)
    value = Amount()
    tax_rule = Id(required=False, allow_null=True)


class InvoiceAddressInput(serializers.Serializer):
    """Who the invoice is for."""

    is_business = Flag(required=False)
    company = text(250)
    name = text(NAME_LENGTH)
    name_parts = NameParts(required=False)
    street = Writing(required=False, allow_null=True, max_length=500)
    zipcode = text(30)
    city = text(250)
    country = Country(required=False, allow_null=True, allow_blank=True)
    state = text(10)
    vat_id = text(250)
    # Nobody asks an authority here.
    vat_id_validated = Flag(read_only=True)
    internal_reference = Writing(required=False, allow_null=True, max_length=500)
    custom_field = text(250)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Every field, those that were not sent as the empty string."""
        read: dict[str, Any] = dict(super().to_internal_value(data))
        address: dict[str, Any] = {
            str(name): read.get(str(name)) or ""
            for name, field in self.fields.items()
            if not field.read_only
        }
        address["is_business"] = read.get("is_business", False)
        address["name_parts"] = read.get("name_parts") or {}
        address["name"] = address["name"] or whole_name(address["name_parts"])
        return address


class AnswerInput(serializers.Serializer):
    """The answer to one question: text, or ids of options."""

    question = Id()
    answer = Writing(required=False)
    options = Ids(required=False)


class PositionInput(serializers.Serializer):
    """One unit of an order."""

    item = Id()
    variation = Id(required=False, allow_null=True)
    price = Amount(required=False, allow_null=True)
    positionid = Whole(required=False, allow_null=True, min_value=1)
    addon_to = Whole(required=False, allow_null=True, min_value=1)
    attendee_name = text(NAME_LENGTH)
    attendee_name_parts = NameParts(required=False, allow_null=True)
    attendee_email = Email()
    company = text(250)
    street = text(250)
    zipcode = text(30)
    city = text(250)
    country = Country(required=False, allow_null=True, allow_blank=True)
    state = text(10)
    secret = Secret()
    answers = many(AnswerInput, at_most=200)
    subevent = Id(required=False, allow_null=True)
    voucher = Line(required=False, allow_null=True, allow_blank=True, max_length=255)
    seat = Line(required=False, allow_null=True)
    valid_from = Instant(required=False, allow_null=True)
    valid_until = Instant(required=False, allow_null=True)

    def validate_seat(self, value: str | None) -> None:
        _not_yet(value)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        start, end = attrs.get("valid_from"), attrs.get("valid_until")
        if start and end and end < start:
            raise serializers.ValidationError({"valid_until": ["This lies before valid_from."]})
        return attrs


def _not_yet(value: object) -> None:
    if value:
        raise serializers.ValidationError(NOT_YET)


class OrderChanges(serializers.Serializer):
    """What PATCH takes."""

    email = Email()
    phone = Phone()
    locale = Language(required=False)
    comment = Writing(required=False)
    custom_followup_at = Day(required=False, allow_null=True)
    checkin_attention = Flag(required=False)
    checkin_text = Writing(required=False, allow_null=True)
    invoice_address = InvoiceAddressInput(required=False, allow_null=True)
    valid_if_pending = Flag(required=False)
    api_meta = Open(required=False)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        read = super().to_internal_value(data)
        return {
            name: "" if value is None and name in {"email", "phone"} else value
            for name, value in read.items()
        }


class OrderInput(OrderChanges):
    """What POST takes."""

    positions = many(PositionInput, at_most=MAX_POSITIONS, required=True)
    status = serializers.ChoiceField(["n", "p"], required=False)
    sales_channel = serializers.ChoiceField(Channel.choices, required=False)
    payment_provider = Line(required=False, allow_null=True, max_length=60)
    payment_info = Open(required=False, allow_null=True)
    payment_date = Instant(required=False, allow_null=True)
    code = Line(required=False, allow_null=True)
    testmode = Flag(required=False)
    expires = Instant(required=False, allow_null=True)
    require_approval = Flag(required=False)
    force = Flag(required=False)
    send_email = Flag(required=False)
    simulate = Flag(required=False)
    fees = many(FeeInput, at_most=MAX_FEES)
    customer = Line(required=False, allow_null=True)
    consume_carts = Strings(required=False)

    def validate_code(self, value: str | None) -> str | None:
        if value is not None and not CODE.fullmatch(value):
            raise serializers.ValidationError("Use up to 16 capital letters and digits.")
        return value

    def validate_customer(self, value: str | None) -> None:
        if value:
            raise serializers.ValidationError("There is no such customer.")


class MailInput(serializers.Serializer):
    """What mark_paid and approve take."""

    send_email = Flag(required=False)


class CancelInput(MailInput):
    """What mark_canceled takes."""

    cancellation_fee = Amount(required=False, allow_null=True)


class DenyInput(MailInput):
    """What deny takes."""

    comment = Writing(required=False)


class ForceInput(serializers.Serializer):
    """What reactivate takes."""

    force = Flag(required=False)


class ExtendInput(ForceInput):
    """What extend takes."""

    expires = DayOrInstant()
