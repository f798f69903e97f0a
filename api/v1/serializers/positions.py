"""The shape of positions that change."""

from typing import Any

from rest_framework import serializers

from api.v1.serializers.fields import Amount, Country, Instant, many
from api.v1.serializers.orders import (
    NAME_LENGTH,
    AnswerInput,
    Email,
    FeeInput,
    NameParts,
    PositionInput,
    Secret,
    text,
)
from eventhub.common.http.serializers import Flag, Id, Line
from shop.actions.orders import MAX_POSITIONS
from shop.actions.orders.fees import MAX_FEES
from shop.actions.orders.rearranging import KEEP_GROSS, KEEP_NET


class PositionMoves(serializers.Serializer):
    """What a position can become."""

    item = Id(required=False)
    variation = Id(required=False, allow_null=True)
    subevent = Id(required=False, allow_null=True)
    price = Amount(required=False)
    tax_rule = Id(required=False, allow_null=True)
    valid_from = Instant(required=False, allow_null=True)
    valid_until = Instant(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        start, end = attrs.get("valid_from"), attrs.get("valid_until")
        if start and end and end < start:
            raise serializers.ValidationError({"valid_until": ["This lies before valid_from."]})
        return attrs


class PositionChanges(PositionMoves):
    """What PATCH of a position takes."""

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


class NewPosition(PositionInput):
    """A position for an order that exists."""

    order = Line()


class PatchedPosition(serializers.Serializer):
    """One position, and what it becomes."""

    position = Id()
    body = PositionMoves()


class NamedPosition(serializers.Serializer):
    """One position."""

    position = Id()


class FeeValue(serializers.Serializer):
    """What a fee costs."""

    value = Amount()


class PatchedFee(serializers.Serializer):
    """One fee, and what it becomes."""

    fee = Id()
    body = FeeValue()


class NamedFee(serializers.Serializer):
    """One fee."""

    fee = Id()


class OrderChange(serializers.Serializer):
    """What change takes."""

    patch_positions = many(PatchedPosition, at_most=MAX_POSITIONS)
    cancel_positions = many(NamedPosition, at_most=MAX_POSITIONS)
    split_positions = many(NamedPosition, at_most=MAX_POSITIONS)
    create_positions = many(PositionInput, at_most=MAX_POSITIONS)
    patch_fees = many(PatchedFee, at_most=MAX_FEES)
    cancel_fees = many(NamedFee, at_most=MAX_FEES)
    create_fees = many(FeeInput, at_most=MAX_FEES)
    recalculate_taxes = serializers.ChoiceField(
        [KEEP_NET, KEEP_GROSS], required=False, allow_null=True
    )
    send_email = Flag(required=False)
    reissue_invoice = Flag(required=False)
    force = Flag(required=False)


class BlockInput(serializers.Serializer):
    """What add_block and remove_block take."""

    name = Line(max_length=100)


class PriceInput(serializers.Serializer):
    """What price_calc takes."""

    item = Id(required=False, allow_null=True)
    variation = Id(required=False, allow_null=True)
    subevent = Id(required=False, allow_null=True)
    tax_rule = Id(required=False, allow_null=True)
    locale = Line(required=False, allow_null=True, max_length=20)


class PriceDocument(serializers.Serializer):
    """What a position would cost."""

    gross = Amount()
    gross_formatted = Line()
    net = Amount()
    rate = Amount()
    tax = Amount()
    tax_rule = Id(allow_null=True)
    name = Line()
