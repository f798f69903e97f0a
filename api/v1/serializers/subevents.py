"""The shape of a date's input. Whether the values make sense together is decided by tenant and shop."""

from typing import Any

from rest_framework import serializers

from api.v1.serializers.events import MetaData
from api.v1.serializers.fields import Amount, Coordinate, Instant, Open, Words, Writing, many
from eventhub.common.http.serializers import Flag, Id

MAX_OVERRIDES = 1000
NO_SEATS = "There are no seating plans here."


class _Override(serializers.Serializer):
    price = Amount(required=False, allow_null=True)
    disabled = Flag(required=False)
    available_from = Instant(required=False, allow_null=True)
    available_until = Instant(required=False, allow_null=True)


class ItemOverrideInput(_Override):
    """What differs for an item at a date."""

    item = Id()


class VariationOverrideInput(_Override):
    """What differs for a variation at a date."""

    variation = Id()


class SubEventInput(serializers.Serializer):
    """What POST, PUT and PATCH take."""

    name = Words(filled=True)
    active = Flag(required=False)
    is_public = Flag(required=False)
    date_from = Instant()
    date_to = Instant(required=False, allow_null=True)
    date_admission = Instant(required=False, allow_null=True)
    presale_start = Instant(required=False, allow_null=True)
    presale_end = Instant(required=False, allow_null=True)
    location = Words(required=False, allow_null=True)
    geo_lat = Coordinate(required=False, allow_null=True, min_value=-90, max_value=90)
    geo_lon = Coordinate(required=False, allow_null=True, min_value=-180, max_value=180)
    frontpage_text = Words(required=False, allow_null=True)
    comment = Writing(required=False)
    item_price_overrides = many(ItemOverrideInput, at_most=MAX_OVERRIDES)
    variation_price_overrides = many(VariationOverrideInput, at_most=MAX_OVERRIDES)
    meta_data = MetaData()
    seating_plan = Id(required=False, allow_null=True)
    seat_category_mapping = Open(required=False)

    def validate_seating_plan(self, value: int | None) -> None:
        if value is not None:
            raise serializers.ValidationError(NO_SEATS)

    def validate_seat_category_mapping(self, value: dict[str, Any]) -> dict[str, Any]:
        if value:
            raise serializers.ValidationError(NO_SEATS)
        return value
