"""Receipts: what moved, written once."""

from django.db import models
from django.db.models import Q

from eventhub.common.db.scoping import TenantOwned
from shop.enums import ReceiptKind
from shop.models.fields import MoneyField
from shop.models.orders import Order, Payment, Refund


class Receipt(TenantOwned):
    """One movement of money. Append-only: a trigger of the database refuses every change, so that the sum of an order's
    receipts is what was ever received for it less what ever went back, whatever became of its payments and refunds.

    `amount` is signed: money that came is above zero, money that went below. `at` is when it moved, `recorded_at` when
    we wrote it down; `cause` names what made us do so (the id of a provider's notice), where there is more to say than
    the actor.
    """

    event = models.ForeignKey("tenant.Event", on_delete=models.PROTECT, related_name="receipts")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="receipts")
    payment = models.ForeignKey(
        Payment, on_delete=models.RESTRICT, null=True, related_name="receipts"
    )
    refund = models.ForeignKey(
        Refund, on_delete=models.RESTRICT, null=True, related_name="receipts"
    )
    kind = models.CharField(max_length=10, choices=ReceiptKind.choices)
    amount = MoneyField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    provider = models.CharField(max_length=60)
    account = models.CharField(max_length=120, blank=True, default="")
    reference = models.CharField(max_length=190, blank=True, default="")
    cause = models.CharField(max_length=190, blank=True, default="")
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=250)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(payment__isnull=False),
                name="shop_receipt_payment_once",
            ),
            models.UniqueConstraint(
                fields=["refund", "kind"],
                condition=Q(refund__isnull=False),
                name="shop_receipt_refund_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind=ReceiptKind.PAYMENT,
                    amount__gt=0,
                    payment__isnull=False,
                    refund__isnull=True,
                )
                | Q(
                    kind=ReceiptKind.REFUND,
                    amount__lt=0,
                    payment__isnull=True,
                    refund__isnull=False,
                )
                | Q(
                    kind=ReceiptKind.REVERSAL,
                    amount__gt=0,
                    payment__isnull=True,
                    refund__isnull=False,
                ),
                name="shop_receipt_of_one_movement",
            ),
        ]
        indexes = [
            models.Index(fields=["order", "id"], name="shop_receipt_of_order"),
            models.Index(fields=["event", "at", "id"], name="shop_receipt_by_time"),
        ]
