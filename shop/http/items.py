"""The shapes of items in /app/, with their parts."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from eventhub.common import money
from eventhub.common.http.serializers import Flag, Id, Line, Moment, Money, Text, Whole, Writing
from shop.enums import ItemKind, ValidityMode
from shop.rules import pricing
from tenant.events.addresses import picture_url

LONGEST_DURATION = 1_000_000
MOST_PARTS = 100


class VariationRow(serializers.Serializer):
    """A kind of an item. With an `id` it is changed, without one it is new."""

    id = Id(required=False)
    value = Text(filled=True)
    active = Flag(required=False)
    default_price = Money(required=False, allow_null=True)
    original_price = Money(required=False, allow_null=True)
    position = Whole(required=False)
    description = Text(required=False, allow_null=True)
    available_from = Moment(required=False, allow_null=True)
    available_until = Moment(required=False, allow_null=True)
    require_approval = Flag(required=False)
    checkin_attention = Flag(required=False)
    checkin_text = Writing(required=False, allow_null=True)


class PricePhaseRow(serializers.Serializer):
    """A price for a time."""

    id = Id(required=False)
    name = Text(required=False)
    amount = Money()
    starts_at = Moment(required=False, allow_null=True)
    ends_at = Moment(required=False, allow_null=True)


class AddOnRow(serializers.Serializer):
    """How many of a category the buyer of an item may or must choose with it."""

    id = Id(required=False)
    addon_category = Id(source="addon_category_id")
    min_count = Whole(required=False, min_value=0)
    max_count = Whole(required=False, min_value=0)
    position = Whole(required=False)
    price_included = Flag(required=False)
    multi_allowed = Flag(required=False)


class BundleRow(serializers.Serializer):
    """What the buyer of an item gets with it; `designated_price` is its share of the item's price."""

    id = Id(required=False)
    bundled_item = Id(source="bundled_item_id")
    bundled_variation = Id(source="bundled_variation_id", required=False, allow_null=True)
    count = Whole(required=False, min_value=1)
    designated_price = Money(required=False)


class ProgramTimeRow(serializers.Serializer):
    """When and where what an item admits to takes place."""

    id = Id(required=False)
    start = Moment()
    end = Moment()
    location = Text(required=False, allow_null=True)


class Duration(Whole):
    """How many minutes, hours, days or months; null is none."""

    def __init__(self) -> None:
        super().__init__(required=False, allow_null=True, min_value=0, max_value=LONGEST_DURATION)


class PictureRef(Line):
    """What an item looks like, by its address. To change it: `file:<uuid>` of what was handed in, or null for none."""

    def __init__(self) -> None:
        super().__init__(required=False, allow_null=True, max_length=500)

    def to_representation(self, value: Any) -> str:
        return picture_url(value.public_id)


class ItemRow(serializers.Serializer):
    """Something on sale. `current_price` is what a buyer pays now, tax included; `sold` counts live orders."""

    id = Id(read_only=True)
    kind = serializers.ChoiceField(choices=ItemKind.choices, required=False)
    name = Text(filled=True)
    internal_name = Line(required=False, allow_null=True, allow_blank=True, max_length=250)
    description = Text(required=False, allow_null=True)
    active = Flag(required=False)
    default_price = Money(required=False)
    original_price = Money(required=False, allow_null=True)
    tax_rule = Id(source="tax_rule_id", required=False, allow_null=True)
    category = Id(source="category_id", required=False, allow_null=True)
    position = Whole(required=False)
    available_from = Moment(required=False, allow_null=True)
    available_until = Moment(required=False, allow_null=True)
    min_per_order = Whole(required=False, allow_null=True, min_value=0)
    max_per_order = Whole(required=False, allow_null=True, min_value=0)
    free_price = Flag(required=False)
    personalized = Flag(required=False)
    require_approval = Flag(required=False)
    require_voucher = Flag(required=False)
    hide_without_voucher = Flag(required=False)
    require_bundling = Flag(required=False)
    allow_cancel = Flag(required=False)
    generate_tickets = Flag(required=False, allow_null=True)
    checkin_attention = Flag(required=False)
    checkin_text = Writing(required=False, allow_null=True)
    validity_mode = serializers.ChoiceField(ValidityMode.choices, required=False, allow_null=True)
    validity_fixed_from = Moment(required=False, allow_null=True)
    validity_fixed_until = Moment(required=False, allow_null=True)
    validity_dynamic_duration_minutes = Duration()
    validity_dynamic_duration_hours = Duration()
    validity_dynamic_duration_days = Duration()
    validity_dynamic_duration_months = Duration()
    meta_data = serializers.DictField(child=Line(allow_blank=True, max_length=250), required=False)
    picture = PictureRef()
    variations = VariationRow(many=True, required=False)
    price_phases = PricePhaseRow(many=True, required=False)
    addons = AddOnRow(many=True, required=False, max_length=MOST_PARTS)  # type: ignore[call-arg]  # of the list
    bundles = BundleRow(many=True, required=False, max_length=MOST_PARTS)  # type: ignore[call-arg]  # of the list
    program_times = ProgramTimeRow(many=True, required=False, max_length=MOST_PARTS)  # type: ignore[call-arg]  # of the list
    current_price = serializers.SerializerMethodField()
    sold = serializers.IntegerField(read_only=True)

    @extend_schema_field(Money)
    def get_current_price(self, item: Any) -> dict[str, Any] | None:
        listed = pricing.list_price(
            item, variation=None, phases=item.price_phases.all(), at=timezone.now()
        )
        currency = self.context["event"].currency
        price = pricing.taxed(listed, tax=item.tax_rule, currency=currency)
        return money.wire(price.gross, currency=currency)


class DateRef(serializers.Serializer):
    """The date of a series that something is for."""

    id = Id()
    name = Text()
    date_from = Moment()
