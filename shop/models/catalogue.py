"""What an event sells, at which price, how often, and what it asks of the buyer."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from eventhub.common.codes import uuid7
from eventhub.common.db.scoping import TenantOwned
from shop.enums import ItemKind, QuestionType, ValidityMode
from shop.models.fields import MoneyField


class Category(TenantOwned):
    """A heading of the shop."""

    event = models.ForeignKey("tenant.Event", on_delete=models.CASCADE, related_name="categories")
    name = models.JSONField(default=dict)
    internal_name = models.CharField(max_length=250, null=True, blank=True)  # noqa: DJ001 -- v1 knows null
    description = models.JSONField(null=True, blank=True)
    position = models.IntegerField(default=0)
    is_addon = models.BooleanField(default=False)

    class Meta(TenantOwned.Meta):
        pass


class TaxRule(TenantOwned):
    """A tax and whether prices contain it. Rates in per cent."""

    event = models.ForeignKey("tenant.Event", on_delete=models.CASCADE, related_name="tax_rules")
    name = models.JSONField(default=dict)
    internal_name = models.CharField(max_length=250, null=True, blank=True)  # noqa: DJ001 -- v1 knows null
    rate = models.DecimalField(max_digits=7, decimal_places=2)
    price_includes_tax = models.BooleanField(default=True)
    eu_reverse_charge = models.BooleanField(default=False)
    home_country = models.CharField(max_length=2, blank=True, default="")
    code = models.CharField(max_length=40, null=True, blank=True)  # noqa: DJ001 -- v1 knows null
    keep_gross_if_rate_changes = models.BooleanField(default=False)
    default = models.BooleanField(default=False)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(rate__gte=0) & Q(rate__lte=100), name="shop_taxrule_rate"
            ),
            models.UniqueConstraint(
                fields=["event"], condition=Q(default=True), name="shop_taxrule_one_default"
            ),
        ]


class Item(TenantOwned):
    """Something that can be bought. An item of kind `admission` is a level: it makes a registration."""

    event = models.ForeignKey("tenant.Event", on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=12, choices=ItemKind.choices, default=ItemKind.ADMISSION)
    category = models.ForeignKey(
        Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="items"
    )
    tax_rule = models.ForeignKey(
        TaxRule, on_delete=models.RESTRICT, null=True, blank=True, related_name="items"
    )
    name = models.JSONField(default=dict)
    internal_name = models.CharField(max_length=250, null=True, blank=True)  # noqa: DJ001 -- v1 knows null
    description = models.JSONField(null=True, blank=True)
    active = models.BooleanField(default=True)
    default_price = MoneyField(default=0)
    original_price = MoneyField(null=True, blank=True)
    free_price = models.BooleanField(default=False)
    personalized = models.BooleanField(default=True)
    position = models.IntegerField(default=0)
    available_from = models.DateTimeField(null=True, blank=True)
    available_until = models.DateTimeField(null=True, blank=True)
    require_voucher = models.BooleanField(default=False)
    hide_without_voucher = models.BooleanField(default=False)
    require_approval = models.BooleanField(default=False)
    require_bundling = models.BooleanField(default=False)
    allow_cancel = models.BooleanField(default=True)
    min_per_order = models.PositiveIntegerField(null=True, blank=True)
    max_per_order = models.PositiveIntegerField(null=True, blank=True)
    checkin_attention = models.BooleanField(default=False)
    checkin_text = models.TextField(null=True, blank=True)  # noqa: DJ001 -- v1 knows null
    generate_tickets = models.BooleanField(null=True, blank=True)
    # When a ticket that was sold is good for entry: null (always), `fixed` (the two moments), `dynamic` (a duration).
    validity_mode = models.CharField(  # noqa: DJ001 -- v1 knows null
        max_length=8, choices=ValidityMode.choices, null=True, blank=True
    )
    validity_fixed_from = models.DateTimeField(null=True, blank=True)
    validity_fixed_until = models.DateTimeField(null=True, blank=True)
    validity_dynamic_duration_minutes = models.PositiveIntegerField(null=True, blank=True)
    validity_dynamic_duration_hours = models.PositiveIntegerField(null=True, blank=True)
    validity_dynamic_duration_days = models.PositiveIntegerField(null=True, blank=True)
    validity_dynamic_duration_months = models.PositiveIntegerField(null=True, blank=True)
    meta_data = models.JSONField(default=dict)
    picture = models.ForeignKey(
        "shop.Picture", on_delete=models.SET_NULL, null=True, blank=True, related_name="items"
    )

    class Meta(TenantOwned.Meta):
        indexes = [models.Index(fields=["event", "position", "id"], name="shop_item_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(default_price__gte=0), name="shop_item_price_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(available_until__isnull=True)
                | Q(available_from__isnull=True)
                | Q(available_until__gte=F("available_from")),
                name="shop_item_available_ends_after_start",
            ),
        ]

    @property
    def admission(self) -> bool:
        return self.kind == ItemKind.ADMISSION


class Variation(TenantOwned):
    """A kind of an item: a size, a colour, a day."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="variations")
    value = models.JSONField(default=dict)
    description = models.JSONField(null=True, blank=True)
    active = models.BooleanField(default=True)
    position = models.IntegerField(default=0)
    default_price = MoneyField(null=True, blank=True)
    original_price = MoneyField(null=True, blank=True)
    checkin_attention = models.BooleanField(default=False)
    checkin_text = models.TextField(null=True, blank=True)  # noqa: DJ001 -- v1 knows null
    require_approval = models.BooleanField(default=False)
    available_from = models.DateTimeField(null=True, blank=True)
    available_until = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(default_price__isnull=True) | Q(default_price__gte=0),
                name="shop_variation_price_not_negative",
            ),
        ]


class Picture(TenantOwned):
    """What an item looks like."""

    event = models.ForeignKey("tenant.Event", on_delete=models.CASCADE, related_name="pictures")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    content_type = models.CharField(max_length=60)
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        pass


class ProgramTime(TenantOwned):
    """When what an item admits to takes place, where that is not the event's own time."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="program_times")
    start = models.DateTimeField()
    end = models.DateTimeField()
    location = models.JSONField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gte=F("start")), name="shop_programtime_ends_after_start"
            )
        ]


class ItemOverride(TenantOwned):
    """What differs for an item, or one variation of it, at one date of a series."""

    subevent = models.ForeignKey(
        "tenant.SubEvent", on_delete=models.CASCADE, related_name="item_overrides"
    )
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="overrides")
    variation = models.ForeignKey(
        Variation, on_delete=models.CASCADE, null=True, related_name="overrides"
    )
    price = MoneyField(null=True, blank=True)
    disabled = models.BooleanField(default=False)
    available_from = models.DateTimeField(null=True, blank=True)
    available_until = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["subevent", "item", "variation"],
                nulls_distinct=False,
                name="shop_itemoverride_once",
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0),
                name="shop_itemoverride_price_not_negative",
            ),
        ]


class PricePhase(TenantOwned):
    """A price for a time: early, regular, late. Phases of one item never overlap."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="price_phases")
    name = models.JSONField(default=dict)
    amount = MoneyField()
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="shop_pricephase_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True)
                | Q(starts_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                name="shop_pricephase_ends_after_start",
            ),
            # btree_gist is not at hand everywhere: a one-element int8range stands for "the same item".
            ExclusionConstraint(
                name="shop_pricephase_no_overlap",
                expressions=[
                    (
                        Func(F("item_id"), F("item_id"), models.Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("starts_at"), F("ends_at"), function="tstzrange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]


class ItemAddOn(TenantOwned):
    """The buyer of `item` may or must choose from a category of add-ons."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="addons")
    addon_category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="addon_of")
    min_count = models.PositiveIntegerField(default=0)
    max_count = models.PositiveIntegerField(default=1)
    position = models.IntegerField(default=0)
    price_included = models.BooleanField(default=False)
    multi_allowed = models.BooleanField(default=False)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["item", "addon_category"], name="shop_itemaddon_once"),
            models.CheckConstraint(
                condition=Q(min_count__lte=F("max_count")), name="shop_itemaddon_min_below_max"
            ),
        ]


class ItemBundle(TenantOwned):
    """The buyer of `item` gets another item with it."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="bundles")
    bundled_item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="bundled_in")
    bundled_variation = models.ForeignKey(
        Variation, on_delete=models.CASCADE, null=True, related_name="+"
    )
    count = models.PositiveIntegerField(default=1)
    designated_price = MoneyField(default=0)

    class Meta(TenantOwned.Meta):
        pass


class Quota(TenantOwned):
    """How many units there are. `taken` counts the units in live orders and in open holds.

    `taken` changes only under the row's lock (shop.locks.quotas_locked); shop.actions.quotas.recount computes it anew.
    """

    event = models.ForeignKey("tenant.Event", on_delete=models.CASCADE, related_name="quotas")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    items = models.ManyToManyField(
        Item, through="shop.QuotaItem", blank=True, related_name="quotas"
    )
    variations = models.ManyToManyField(
        Variation, through="shop.QuotaVariation", blank=True, related_name="quotas"
    )
    subevent = models.ForeignKey(
        "tenant.SubEvent", on_delete=models.CASCADE, null=True, blank=True, related_name="quotas"
    )
    closed = models.BooleanField(default=False)
    close_when_sold_out = models.BooleanField(default=False)
    release_after_exit = models.BooleanField(default=False)

    class Meta(TenantOwned.Meta):
        indexes = [models.Index(fields=["event", "id"], name="shop_quota_event")]


class Question(TenantOwned):
    """A field of the registration form, asked for the items it names."""

    event = models.ForeignKey("tenant.Event", on_delete=models.CASCADE, related_name="questions")
    question = models.JSONField(default=dict)
    help_text = models.JSONField(null=True, blank=True)
    type = models.CharField(max_length=5, choices=QuestionType.choices)
    required = models.BooleanField(default=False)
    items = models.ManyToManyField(
        Item, through="shop.QuestionItem", blank=True, related_name="questions"
    )
    position = models.IntegerField(default=0)
    identifier = models.CharField(max_length=190)
    ask_during_checkin = models.BooleanField(default=False)
    show_during_checkin = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)
    print_on_invoice = models.BooleanField(default=False)
    dependency_question = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="dependents"
    )
    dependency_values = models.JSONField(default=list)
    valid_number_min = models.DecimalField(max_digits=16, decimal_places=6, null=True, blank=True)
    valid_number_max = models.DecimalField(max_digits=16, decimal_places=6, null=True, blank=True)
    valid_date_min = models.DateField(null=True, blank=True)
    valid_date_max = models.DateField(null=True, blank=True)
    valid_datetime_min = models.DateTimeField(null=True, blank=True)
    valid_datetime_max = models.DateTimeField(null=True, blank=True)
    valid_string_length_max = models.PositiveIntegerField(null=True, blank=True)
    valid_file_portrait = models.BooleanField(default=False)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["event", "identifier"], name="shop_question_identifier_unique"
            ),
        ]


class QuestionOption(TenantOwned):
    """One choice of a question."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    identifier = models.CharField(max_length=190)
    answer = models.JSONField(default=dict)
    position = models.IntegerField(default=0)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["question", "identifier"], name="shop_questionoption_identifier_unique"
            ),
        ]
