"""Vouchers, and those who wait for one."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from eventhub.common.db.scoping import TenantOwned
from shop.enums import PriceMode
from shop.models.catalogue import Item, Quota, Variation
from shop.models.fields import MoneyField


class Voucher(TenantOwned):
    """A code that opens, reserves or cheapens something.

    `redeemed` counts the units in live orders and in carts that were bought with it; it and `blocking` change only under
    the row's lock.
    """

    event = models.ForeignKey("tenant.Event", on_delete=models.CASCADE, related_name="vouchers")
    code = models.CharField(max_length=255)
    max_usages = models.PositiveIntegerField(default=1)
    min_usages = models.PositiveIntegerField(default=1)
    redeemed = models.PositiveIntegerField(default=0)
    valid_until = models.DateTimeField(null=True, blank=True)
    block_quota = models.BooleanField(default=False)
    # How many units it keeps from others at this moment: so many of every quota it is for are taken (shop.actions.quota_counters).
    blocking = models.PositiveIntegerField(default=0)
    allow_ignore_quota = models.BooleanField(default=False)
    price_mode = models.CharField(max_length=10, choices=PriceMode.choices, default=PriceMode.NONE)
    value = MoneyField(null=True, blank=True)
    budget = MoneyField(null=True, blank=True)
    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, null=True, blank=True, related_name="vouchers"
    )
    variation = models.ForeignKey(
        Variation, on_delete=models.CASCADE, null=True, blank=True, related_name="vouchers"
    )
    quota = models.ForeignKey(
        Quota, on_delete=models.CASCADE, null=True, blank=True, related_name="vouchers"
    )
    subevent = models.ForeignKey(
        "tenant.SubEvent", on_delete=models.CASCADE, null=True, blank=True, related_name="vouchers"
    )
    tag = models.CharField(max_length=255, blank=True, default="")
    comment = models.TextField(blank=True, default="")
    show_hidden_items = models.BooleanField(default=True)
    all_addons_included = models.BooleanField(default=False)
    all_bundles_included = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint("event", Lower("code"), name="shop_voucher_code_unique"),
            models.CheckConstraint(
                condition=Q(redeemed__lte=F("max_usages")), name="shop_voucher_not_overused"
            ),
            models.CheckConstraint(
                condition=Q(item__isnull=True) | Q(quota__isnull=True),
                name="shop_voucher_item_or_quota",
            ),
            models.CheckConstraint(
                condition=Q(blocking__lte=F("max_usages") - F("redeemed")),
                name="shop_voucher_blocks_what_is_left",
            ),
        ]
        indexes = [
            models.Index(
                fields=["valid_until"],
                condition=Q(blocking__gt=0, valid_until__isnull=False),
                name="shop_voucher_lapsing",
            ),
            models.Index(
                fields=["event", "id"], condition=Q(block_quota=True), name="shop_voucher_blocking"
            ),
        ]


class WaitingListEntry(TenantOwned):
    """Somebody who wants what is sold out; a voucher is their turn."""

    event = models.ForeignKey(
        "tenant.Event", on_delete=models.CASCADE, related_name="waiting_list_entries"
    )
    name = models.CharField(max_length=250, blank=True, default="")
    name_parts = models.JSONField(default=dict)
    email = models.EmailField(max_length=254)
    phone = models.CharField(max_length=40, blank=True, default="")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="waiting_list_entries")
    variation = models.ForeignKey(
        Variation, on_delete=models.CASCADE, null=True, related_name="waiting_list_entries"
    )
    subevent = models.ForeignKey(
        "tenant.SubEvent",
        on_delete=models.CASCADE,
        null=True,
        related_name="waiting_list_entries",
    )
    voucher = models.OneToOneField(
        Voucher, on_delete=models.RESTRICT, null=True, related_name="waiting_list_entry"
    )
    locale = models.CharField(max_length=20, default="en")
    priority = models.IntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                "event",
                Lower("email"),
                "item",
                "variation",
                "subevent",
                condition=Q(voucher__isnull=True),
                nulls_distinct=False,
                name="shop_waitinglist_once",
            )
        ]
        indexes = [
            models.Index(fields=["event", "-priority", "created_at"], name="shop_waitinglist_turn")
        ]
