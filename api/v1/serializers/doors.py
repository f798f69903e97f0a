"""The shape of check-in lists and scans."""

from typing import Any

from rest_framework import serializers

from api.v1.serializers.fields import Ids, Instant, Open
from eventhub.common.http.serializers import Flag, Id, Line
from register.checkin.admission import Reason
from register.enums import ScanKind

MAX_ANSWERS = 200
MAX_ID_DIGITS = 18


class CheckInListInput(serializers.Serializer):
    """A check-in list."""

    name = Line(max_length=190)
    all_products = Flag(required=False)
    limit_products = Ids(required=False)
    subevent = Id(required=False, allow_null=True)
    include_pending = Flag(required=False)
    allow_multiple_entries = Flag(required=False)
    allow_entry_after_exit = Flag(required=False)
    addon_match = Flag(required=False)
    exit_all_at = Instant(required=False, allow_null=True)
    rules = Open(required=False)


class Answers(Open):
    """Question id -> answer."""

    def to_internal_value(self, data: Any) -> dict[Any, Any]:
        given = super().to_internal_value(data)
        if len(given) > MAX_ANSWERS:
            raise serializers.ValidationError(f"Answer at most {MAX_ANSWERS} questions.")
        for key in given:
            if not (key.isascii() and key.isdigit()) or len(key) > MAX_ID_DIGITS:
                raise serializers.ValidationError(f"{key!r} is not the id of a question.")
        return {int(key): _answer(value) for key, value in given.items()}


def _answer(value: Any) -> str:
    """The text of an answer; several options are written with commas between them."""
    if isinstance(value, (dict, float)):
        raise serializers.ValidationError("An answer is a string.")
    if isinstance(value, list):
        return ",".join(str(entry) for entry in value)
    return "" if value is None else str(value)


def _no_media(value: str | None) -> str | None:
    if value:
        raise serializers.ValidationError("Tickets are not exchanged for wristbands or cards here.")
    return value


class ScanInput(serializers.Serializer):
    """One scan at one list."""

    type = serializers.ChoiceField(ScanKind.choices, required=False)
    datetime = Instant(required=False, allow_null=True)
    force = Flag(required=False)
    ignore_unpaid = Flag(required=False)
    nonce = Line(required=False, allow_null=True, allow_blank=True, max_length=190)
    answers = Answers(required=False, allow_null=True)
    questions_supported = Flag(required=False)
    canceled_supported = Flag(required=False)
    use_order_locale = Flag(required=False)
    exchange_medium_type = Line(required=False, allow_null=True, allow_blank=True)
    exchange_medium_identifier = Line(required=False, allow_null=True, allow_blank=True)

    def validate_exchange_medium_type(self, value: str | None) -> str | None:
        return _no_media(value)

    def validate_exchange_medium_identifier(self, value: str | None) -> str | None:
        return _no_media(value)


class RedeemInput(ScanInput):
    """One scan at whichever of the lists the ticket belongs to."""

    secret = Line(trim_whitespace=False, max_length=10_000)
    lists = Ids()
    source_type = Line(required=False)

    def validate_lists(self, value: list[int]) -> list[int]:
        if not value:
            raise serializers.ValidationError("Name at least one list.")
        return value


class FailedCheckInInput(serializers.Serializer):
    """A scan that was turned away without network."""

    raw_barcode = Line(trim_whitespace=False, allow_blank=True, max_length=10_000)
    error_reason = serializers.ChoiceField([reason.value for reason in Reason])
    error_explanation = Line(required=False, allow_null=True, allow_blank=True, max_length=1000)
    type = serializers.ChoiceField(ScanKind.choices, required=False)
    datetime = Instant(required=False, allow_null=True)
    nonce = Line(required=False, allow_null=True, allow_blank=True, max_length=190)
    position = Id(required=False, allow_null=True)
    raw_item = Id(required=False, allow_null=True)
    raw_variation = Id(required=False, allow_null=True)
    raw_subevent = Id(required=False, allow_null=True)


class AnnulInput(serializers.Serializer):
    """Which scan did not happen after all."""

    lists = Ids()
    nonce = Line(max_length=190)
    datetime = Instant(required=False, allow_null=True)
    error_explanation = Line(required=False, allow_null=True, allow_blank=True, max_length=1000)


class PrintLogInput(serializers.Serializer):
    """Something that came out of a printer."""

    source = Line(max_length=255)  # type: ignore[assignment]  # the wire's word
    type = Line(max_length=255)
    datetime = Instant(required=False, allow_null=True)
    info = Open(required=False, allow_null=True)
    successful = Flag(required=False)
