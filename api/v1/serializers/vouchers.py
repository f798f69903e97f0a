"""The shape of vouchers, of those who wait, and of cart positions (contract, B9, B12, B13)."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from api.v1.serializers.catalogue import ColumnsInput
from api.v1.serializers.fields import Amount, Country, Instant, Language, Open, Writing, many
from api.v1.serializers.orders import AnswerInput, Email, NameParts, Phone, whole_name
from eventhub.common.http.serializers import Flag, Id, Line, Whole
from shop.enums import PriceMode

NAME_LENGTH = 250
NO_SEATS = "Nothing is sold by seats here."


def _no_seat(value: str | None) -> None:
    if value:
        raise serializers.ValidationError(NO_SEATS)


class Reduction(Amount):
    """An amount of the event's currency, or so much per cent."""

    def fits(self, amount: Decimal) -> bool:
        return super().fits(amount) or amount == round(amount, 2)


class VoucherInput(ColumnsInput):
    """A voucher. An empty code is made up."""

    foreign = ("item", "variation", "quota", "subevent")
    code = Line(required=False, allow_null=True, allow_blank=True, max_length=255)
    max_usages = Whole(required=False, min_value=1)
    min_usages = Whole(required=False, min_value=1)
    valid_until = Instant(required=False, allow_null=True)
    block_quota = Flag(required=False)
    allow_ignore_quota = Flag(required=False)
    price_mode = serializers.ChoiceField(PriceMode.choices, required=False)
    value = Reduction(required=False, allow_null=True)
    item = Id(required=False, allow_null=True)
    variation = Id(required=False, allow_null=True)
    quota = Id(required=False, allow_null=True)
    subevent = Id(required=False, allow_null=True)
    tag = Line(required=False, allow_blank=True, max_length=255)
    comment = Writing(required=False)
    show_hidden_items = Flag(required=False)
    seat = Line(required=False, allow_null=True, allow_blank=True)
    all_addons_included = Flag(required=False)
    all_bundles_included = Flag(required=False)
    budget = Amount(required=False, allow_null=True)

    def validate_seat(self, value: str | None) -> None:
        _no_seat(value)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        read = super().to_internal_value(data)
        read.pop("seat", None)
        return read


class VoucherDocument(VoucherInput):
    """A voucher."""

    id = Id(read_only=True)
    created = Instant(read_only=True)
    redeemed = Whole(read_only=True)


class WaitingListEntryInput(ColumnsInput):
    """Somebody who waits."""

    foreign = ("item", "variation", "subevent")
    name = Line(required=False, allow_null=True, allow_blank=True, max_length=NAME_LENGTH)
    name_parts = NameParts(required=False, allow_null=True)
    email = Email(required=True, allow_null=False, allow_blank=False)
    phone = Phone()
    item = Id()
    variation = Id(required=False, allow_null=True)
    subevent = Id(required=False, allow_null=True)
    locale = Language(required=False)
    priority = Whole(required=False)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        read = super().to_internal_value(data)
        if "name_parts" in read:
            parts = {name: words or "" for name, words in (read["name_parts"] or {}).items()}
            read["name_parts"] = parts
            read["name"] = read.get("name") or whole_name(parts)
        return {
            name: "" if value is None and name in {"name", "phone"} else value
            for name, value in read.items()
        }


class WaitingListEntryDocument(WaitingListEntryInput):
    """Somebody who waits; `voucher` is the id of the one that they were sent."""

    id = Id(read_only=True)
    created = Instant(read_only=True)
    voucher = Id(read_only=True, allow_null=True)


def _text(length: int) -> Line:
    return Line(required=False, allow_null=True, allow_blank=True, max_length=length)


class CartPositionInput(serializers.Serializer):
    """One unit in a cart. `voucher` is a code, `addon_to` the id of another position of the cart."""

    cart_id = Line(required=False, allow_null=True, allow_blank=True, max_length=255)
    item = Id()
    variation = Id(required=False, allow_null=True)
    price = Amount(required=False, allow_null=True)
    attendee_name = _text(NAME_LENGTH)
    attendee_name_parts = NameParts(required=False, allow_null=True)
    attendee_email = Email()
    company = _text(250)
    street = _text(250)
    zipcode = _text(30)
    city = _text(250)
    country = Country(required=False, allow_null=True, allow_blank=True)
    state = _text(10)
    voucher = Line(required=False, allow_null=True, allow_blank=True, max_length=255)
    addon_to = Id(required=False, allow_null=True)
    subevent = Id(required=False, allow_null=True)
    expires = Instant(required=False, allow_null=True)
    includes_tax = Flag(required=False)
    answers = many(AnswerInput, at_most=200)
    seat = Line(required=False, allow_null=True, allow_blank=True)

    def validate_seat(self, value: str | None) -> None:
        _no_seat(value)

    def validate_includes_tax(self, value: bool) -> bool:
        if not value:
            raise serializers.ValidationError("Prices in carts contain their tax.")
        return value


class CartPositionDocument(serializers.Serializer):
    """One unit in a cart."""

    id = Id()
    cart_id = Line()
    item = Id()
    variation = Id(allow_null=True)
    price = Amount()
    attendee_name = Line(allow_null=True)
    attendee_name_parts = NameParts()
    attendee_email = Line(allow_null=True)
    company = Line(allow_null=True)
    street = Line(allow_null=True)
    zipcode = Line(allow_null=True)
    city = Line(allow_null=True)
    country = Line(allow_null=True)
    state = Line(allow_null=True)
    voucher = Id(allow_null=True)
    addon_to = Id(allow_null=True)
    subevent = Id(allow_null=True)
    datetime = Instant()
    expires = Instant()
    includes_tax = Flag()
    is_bundled = Flag()
    answers = serializers.ListField(child=Open())
    seat = Line(allow_null=True)


class BulkResult(serializers.Serializer):
    """What became of one entry of a bulk request: its position, or what was wrong with it."""

    success = Flag()
    errors = Open(allow_null=True)  # type: ignore[assignment]  # a field, named as clients know it
    data = CartPositionDocument(allow_null=True)  # type: ignore[assignment]  # as above


class BulkDocument(serializers.Serializer):
    """What became of each entry, in their order."""

    results = BulkResult(many=True)
