"""Carts: units kept for a visitor for a while."""

from django.db import models

from eventhub.common.db.scoping import TenantOwned
from shop.models.catalogue import Item, Variation
from shop.models.fields import MoneyField
from shop.models.vouchers import Voucher


class Cart(TenantOwned):
    """What one visitor is about to buy. Known by a secret in the visitor's cookie, kept as a hash."""

    event = models.ForeignKey("tenant.Event", on_delete=models.CASCADE, related_name="carts")
    secret_hash = models.CharField(max_length=64)
    # The name that an integrator gave it; visitors' carts have none.
    api_id = models.CharField(max_length=255, null=True)  # noqa: DJ001 -- unique where given
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["event", "secret_hash"], name="shop_cart_secret_unique"
            ),
            models.UniqueConstraint(
                fields=["event", "api_id"],
                condition=models.Q(api_id__isnull=False),
                name="shop_cart_api_id_unique",
            ),
        ]


class Hold(TenantOwned):
    """One unit in a cart. It counts against its quotas until it is sold or its time is up."""

    event = models.ForeignKey("tenant.Event", on_delete=models.CASCADE, related_name="holds")
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="holds")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="holds")
    variation = models.ForeignKey(
        Variation, on_delete=models.CASCADE, null=True, related_name="holds"
    )
    subevent = models.ForeignKey(
        "tenant.SubEvent", on_delete=models.CASCADE, null=True, related_name="holds"
    )
    voucher = models.ForeignKey(Voucher, on_delete=models.CASCADE, null=True, related_name="holds")
    # By how much the voucher made it cheaper, where the voucher has a budget.
    voucher_budget_use = MoneyField(null=True)
    addon_to = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="addons")
    # What comes with its `addon_to` by itself; what was chosen besides is not bundled.
    is_bundled = models.BooleanField(default=False)
    price = MoneyField()
    # What is known of the attendee before the sale, and their answers, as an order takes them.
    attendee = models.JSONField(default=dict)
    answers = models.JSONField(default=list)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        indexes = [
            models.Index(fields=["expires_at"], name="shop_hold_expiry"),
            models.Index(fields=["event", "item"], name="shop_hold_item"),
        ]
