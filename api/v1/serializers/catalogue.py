"""The shape of the catalogue's input. Rules between values live in shop.actions."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.v1.serializers.fields import (
    Amount,
    Country,
    DayOfLife,
    Ids,
    Instant,
    Rate,
    Real,
    Strings,
    Words,
    Writing,
    many,
)
from eventhub.common.http.serializers import LARGEST_INTEGER, Flag, Id, Line, Whole
from shop.enums import ItemKind, QuestionType, ValidityMode

NOT_OFFERED = (
    "issue_giftcard", "media_policy", "media_type", "validity_dynamic_start_choice",
    "validity_dynamic_start_choice_day_limit", "all_sales_channels", "limit_sales_channels",
)  # fmt: skip
ELSEWHERE = "Change these at their own address: {}."


class ColumnsInput(serializers.Serializer):
    """Input whose foreign keys are handed on as ids, by column."""

    foreign: ClassVar[tuple[str, ...]] = ()

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        read = super().to_internal_value(data)
        return {
            f"{name}_id" if name in self.foreign else name: value for name, value in read.items()
        }


@extend_schema_field({"nullable": True})
class Only(serializers.Field):
    """What this shop does not offer: taken when it says so, else refused."""

    def __init__(self, value: Any, **kwargs: Any) -> None:
        self.value = value
        super().__init__(write_only=True, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if data is not self.value:
            raise serializers.ValidationError("This is not offered here.")
        return data


class CategoryInput(serializers.Serializer):
    """A category."""

    name = Words(filled=True)
    internal_name = Line(required=False, allow_null=True, allow_blank=True, max_length=250)
    description = Words(required=False, allow_null=True)
    position = Whole(required=False)
    is_addon = Flag(required=False)


class TaxRuleInput(serializers.Serializer):
    """A tax rule."""

    name = Words(filled=True)
    internal_name = Line(required=False, allow_null=True, allow_blank=True, max_length=250)
    rate = Rate()
    price_includes_tax = Flag(required=False)
    eu_reverse_charge = Flag(required=False)
    home_country = Country(required=False, allow_blank=True)
    code = Line(required=False, allow_null=True, max_length=40)
    keep_gross_if_rate_changes = Flag(required=False)
    default = Flag(required=False)
    custom_rules = Only(None, required=False, allow_null=True)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        read: dict[str, Any] = super().to_internal_value(data)
        read.pop("custom_rules", None)
        return read


class VariationInput(serializers.Serializer):
    """A variation of an item."""

    value = Words(filled=True)
    description = Words(required=False, allow_null=True)
    active = Flag(required=False)
    position = Whole(required=False)
    default_price = Amount(required=False, allow_null=True)
    original_price = Amount(required=False, allow_null=True)
    checkin_attention = Flag(required=False)
    checkin_text = Writing(required=False, allow_null=True)
    require_approval = Flag(required=False)
    available_from = Instant(required=False, allow_null=True)
    available_until = Instant(required=False, allow_null=True)


class AddOnInput(ColumnsInput):
    """Which add-ons the buyer of an item may choose."""

    foreign = ("addon_category",)
    addon_category = Id()
    min_count = Whole(required=False, min_value=0)
    max_count = Whole(required=False, min_value=0)
    position = Whole(required=False)
    price_included = Flag(required=False)
    multi_allowed = Flag(required=False)


class BundleInput(ColumnsInput):
    """What the buyer of an item gets with it."""

    foreign = ("bundled_item", "bundled_variation")
    bundled_item = Id()
    bundled_variation = Id(required=False, allow_null=True)
    count = Whole(required=False, min_value=1)
    designated_price = Amount(required=False)


class ProgramTimeInput(serializers.Serializer):
    """When and where what an item admits to takes place."""

    start = Instant()
    end = Instant()
    location = Words(required=False, allow_null=True)


class Duration(Whole):
    """How many minutes, hours, days or months; null is none."""

    def __init__(self) -> None:
        super().__init__(required=False, allow_null=True, min_value=0, max_value=1_000_000)


class ItemMeta(serializers.DictField):
    """Word -> value, for the integrator's own use."""

    child = Line(allow_blank=True, max_length=250)


class ItemChanges(ColumnsInput):
    """What PATCH and PUT take: an item without its parts."""

    foreign = ("category", "tax_rule")
    nested: ClassVar[tuple[str, ...]] = ("variations", "addons", "bundles")

    name = Words(filled=True)
    default_price = Amount()
    category = Id(required=False, allow_null=True)
    internal_name = Line(required=False, allow_null=True, allow_blank=True, max_length=250)
    active = Flag(required=False)
    description = Words(required=False, allow_null=True)
    free_price = Flag(required=False)
    tax_rule = Id(required=False, allow_null=True)
    admission = Flag(required=False)
    kind = serializers.ChoiceField(ItemKind.choices, required=False)
    personalized = Flag(required=False)
    position = Whole(required=False)
    available_from = Instant(required=False, allow_null=True)
    available_until = Instant(required=False, allow_null=True)
    require_voucher = Flag(required=False)
    hide_without_voucher = Flag(required=False)
    allow_cancel = Flag(required=False)
    min_per_order = Whole(required=False, allow_null=True, min_value=0)
    max_per_order = Whole(required=False, allow_null=True, min_value=0)
    checkin_attention = Flag(required=False)
    checkin_text = Writing(required=False, allow_null=True)
    original_price = Amount(required=False, allow_null=True)
    require_approval = Flag(required=False)
    require_bundling = Flag(required=False)
    generate_tickets = Flag(required=False, allow_null=True)
    validity_mode = serializers.ChoiceField(ValidityMode.choices, required=False, allow_null=True)
    validity_fixed_from = Instant(required=False, allow_null=True)
    validity_fixed_until = Instant(required=False, allow_null=True)
    validity_dynamic_duration_minutes = Duration()
    validity_dynamic_duration_hours = Duration()
    validity_dynamic_duration_days = Duration()
    validity_dynamic_duration_months = Duration()
    meta_data = ItemMeta(required=False)
    picture = Line(required=False, allow_null=True, max_length=500)
    issue_giftcard = Only(False, required=False)
    media_policy = Only(None, required=False, allow_null=True)
    media_type = Only(None, required=False, allow_null=True)
    validity_dynamic_start_choice = Only(False, required=False)
    validity_dynamic_start_choice_day_limit = Only(None, required=False, allow_null=True)
    # There is one channel, and everything is sold there.
    all_sales_channels = Flag(write_only=True, required=False)
    limit_sales_channels = Strings(write_only=True, required=False)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Adds `kind` where only `admission` says what the item is."""
        refuse_nested(data, self.nested, at="items/<id>")
        read = super().to_internal_value(data)
        for name in NOT_OFFERED:
            read.pop(name, None)
        admission = read.pop("admission", None)
        if admission is not None and "kind" not in read:
            read["admits"] = admission
        return read


class ItemInput(ItemChanges):
    """What POST takes: an item with its parts."""

    nested = ()
    variations = many(VariationInput, at_most=500)
    addons = many(AddOnInput, at_most=100)
    bundles = many(BundleInput, at_most=100)


def refuse_nested(data: Any, names: tuple[str, ...], *, at: str) -> None:
    """Parts have their own addresses once the whole exists. Raises ValidationError naming each."""
    sent = [name for name in names if isinstance(data, dict) and name in data]
    if sent:
        raise serializers.ValidationError(
            {name: [ELSEWHERE.format(f"{at}/{name}/")] for name in sent}
        )


class QuotaInput(serializers.Serializer):
    """A quota; `subevent` is the date that it is of, where the event is a series."""

    name = Line(max_length=200)
    size = Whole(required=False, allow_null=True, min_value=0, max_value=LARGEST_INTEGER)
    items = Ids(required=False)
    variations = Ids(required=False)
    subevent = Id(required=False, allow_null=True)
    closed = Flag(required=False)
    close_when_sold_out = Flag(required=False)
    release_after_exit = Flag(required=False)


class OptionInput(serializers.Serializer):
    """One choice of a question."""

    identifier = Line(required=False, allow_null=True, max_length=190)
    answer = Words(filled=True)
    position = Whole(required=False)


class QuestionChanges(ColumnsInput):
    """What PATCH and PUT take: a question without its options."""

    foreign = ("dependency_question",)
    nested: ClassVar[tuple[str, ...]] = ("options",)

    question = Words(filled=True)
    help_text = Words(required=False, allow_null=True)  # type: ignore[assignment]  # a field, named as clients know it
    type = serializers.ChoiceField(QuestionType.choices)
    required = Flag(required=False)  # type: ignore[assignment]  # as above
    items = Ids(required=False)
    position = Whole(required=False)
    identifier = Line(required=False, allow_null=True, max_length=190)
    ask_during_checkin = Flag(required=False)
    show_during_checkin = Flag(required=False)
    dependency_question = Id(required=False, allow_null=True)
    dependency_values = Strings(required=False)
    hidden = Flag(required=False)
    print_on_invoice = Flag(required=False)
    valid_number_min = Real(required=False, allow_null=True)
    valid_number_max = Real(required=False, allow_null=True)
    valid_date_min = DayOfLife(required=False, allow_null=True)
    valid_date_max = DayOfLife(required=False, allow_null=True)
    valid_datetime_min = Instant(required=False, allow_null=True)
    valid_datetime_max = Instant(required=False, allow_null=True)
    valid_string_length_max = Whole(required=False, allow_null=True, min_value=0)
    valid_file_portrait = Flag(required=False)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        refuse_nested(data, self.nested, at="questions/<id>")
        read = super().to_internal_value(data)
        if read.get("identifier", "") is None:
            del read["identifier"]
        return read


class QuestionInput(QuestionChanges):
    """What POST takes: a question with its options."""

    nested = ()
    options = many(OptionInput, at_most=500)
