"""What an organizer sends to change an order: its details, its fees, its parts."""

from typing import Any

from django.utils.translation import gettext_noop
from rest_framework import serializers

from eventhub.common.http.serializers import Day, Flag, Line, Money, Writing
from shop.enums import FeeType
from shop.rules.countries import COUNTRIES

MOST_POSITIONS = 500


class InvoiceAddress(serializers.Serializer):
    """Who the invoice is for, line by line."""

    company = Line(required=False, allow_blank=True, max_length=250)
    name = Line(required=False, allow_blank=True, max_length=250)
    street = Writing(required=False, allow_blank=True, max_length=500)
    zipcode = Line(required=False, allow_blank=True, max_length=30)
    city = Line(required=False, allow_blank=True, max_length=250)
    country = Line(required=False, allow_blank=True, max_length=2)
    vat_id = Line(required=False, allow_blank=True, max_length=250)

    def validate_country(self, country: str) -> str:
        if country and country.upper() not in COUNTRIES:
            raise serializers.ValidationError(gettext_noop("Choose a country."))
        return country.upper()


class DetailsEdit(serializers.Serializer):
    """What changes of an order besides its state and its amounts; of the address only the lines that are named."""

    email = serializers.EmailField(required=False, allow_blank=True, max_length=254)
    phone = Line(required=False, allow_blank=True, max_length=40)
    comment = Writing(required=False, allow_blank=True, max_length=10_000)
    checkin_attention = Flag(required=False)
    checkin_text = Writing(required=False, allow_blank=True, allow_null=True, max_length=2000)
    custom_followup_at = Day(required=False, allow_null=True)
    invoice_address = InvoiceAddress(required=False)


class NewFee(serializers.Serializer):
    """What the order is to cost besides its positions."""

    fee_type = serializers.ChoiceField(choices=FeeType.choices, required=False)
    description = Line(required=False, allow_blank=True, max_length=190)
    value = Money()


class FeeEdit(serializers.Serializer):
    """A fee's new amount."""

    value = Money()


class SplitOff(serializers.Serializer):
    """The numbers of the positions that move to an order of their own."""

    positions = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=10**9),
        allow_empty=False,
        max_length=MOST_POSITIONS,
    )

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        read: dict[str, Any] = dict(super().to_internal_value(data))
        read["positions"] = list(dict.fromkeys(read["positions"]))
        return read


class Quietly(serializers.Serializer):
    """`quiet`: the customer gets no mail about it."""

    quiet = Flag(required=False)


class QuietNote(Quietly):
    """What the organizer wants to remember of a step."""

    note = Line(required=False, allow_blank=True, max_length=2000)


class CancelWith(QuietNote):
    """How an order is canceled."""

    fee = Money(required=False, allow_null=True)


class ConfirmWith(Quietly):
    """How money is taken in; `force`: an expired order lives again even where nothing is left."""

    force = Flag(required=False)
