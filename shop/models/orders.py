"""The ledger: one for registrations, tables and merchandise alike."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q

from eventhub.common.db.scoping import TenantOwned
from shop.enums import LIVE_STATUSES, Channel, FeeType, OrderStatus, PaymentState, RefundState
from shop.models.catalogue import Item, Question, QuestionOption, TaxRule, Variation
from shop.models.fields import MoneyField
from shop.models.vouchers import Voucher


class Order(TenantOwned):
    """One sale to one buyer."""

    event = models.ForeignKey("tenant.Event", on_delete=models.PROTECT, related_name="orders")
    code = models.CharField(max_length=16)
    status = models.CharField(max_length=1, choices=OrderStatus.choices)
    testmode = models.BooleanField(default=False)
    secret = models.CharField(max_length=64)
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    locale = models.CharField(max_length=20, default="en")
    datetime = models.DateTimeField()
    expires = models.DateTimeField(null=True)
    canceled_at = models.DateTimeField(null=True)
    total = MoneyField()
    comment = models.TextField(blank=True, default="")
    custom_followup_at = models.DateField(null=True, blank=True)
    invoice_address = models.JSONField(null=True, blank=True)
    checkin_attention = models.BooleanField(default=False)
    checkin_text = models.TextField(null=True, blank=True)  # noqa: DJ001 -- v1 knows null
    require_approval = models.BooleanField(default=False)
    valid_if_pending = models.BooleanField(default=False)
    sales_channel = models.CharField(max_length=16, default=Channel.WEB)
    api_meta = models.JSONField(default=dict)
    # What makes a repeated request the same order: the cart's id or the caller's key.
    origin_key = models.CharField(max_length=120, null=True)  # noqa: DJ001 -- most orders have none
    # "Received, not fulfilled": since when we hold money that came when the order could not be fulfilled any more. Goes
    # when the order lives again or the money is back where it came from.
    unfulfilled_since = models.DateTimeField(null=True)
    last_modified = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["event", "code"], name="shop_order_code_unique"),
            models.UniqueConstraint(
                fields=["event", "origin_key"],
                condition=Q(origin_key__isnull=False),
                name="shop_order_origin_once",
            ),
            models.CheckConstraint(condition=Q(total__gte=0), name="shop_order_total_not_negative"),
            models.CheckConstraint(
                condition=Q(unfulfilled_since__isnull=True) | ~Q(status__in=LIVE_STATUSES),
                name="shop_order_unfulfilled_is_dead",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "datetime", "id"], name="shop_order_by_date"),
            models.Index(fields=["event", "last_modified", "id"], name="shop_order_by_change"),
            models.Index(fields=["event", "status"], name="shop_order_by_status"),
            models.Index(fields=["expires"], condition=Q(status="n"), name="shop_order_overdue"),
            models.Index(
                fields=["event"],
                condition=Q(unfulfilled_since__isnull=False),
                name="shop_order_unfulfilled",
            ),
        ]


class OrderPosition(TenantOwned):
    """One line of an order: one unit of one item, for one attendee where it admits somebody."""

    event = models.ForeignKey("tenant.Event", on_delete=models.PROTECT, related_name="positions")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="positions")
    positionid = models.PositiveIntegerField()
    item = models.ForeignKey(Item, on_delete=models.RESTRICT, related_name="positions")
    variation = models.ForeignKey(
        Variation, on_delete=models.RESTRICT, null=True, related_name="positions"
    )
    addon_to = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, related_name="addons"
    )
    subevent = models.ForeignKey(
        "tenant.SubEvent", on_delete=models.RESTRICT, null=True, related_name="positions"
    )
    voucher = models.ForeignKey(
        Voucher, on_delete=models.RESTRICT, null=True, related_name="positions"
    )
    # By how much the voucher made it cheaper, where the voucher has a budget.
    voucher_budget_use = MoneyField(null=True)
    price = MoneyField()
    tax_rule = models.ForeignKey(
        TaxRule, on_delete=models.RESTRICT, null=True, related_name="positions"
    )
    tax_rate = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    tax_value = MoneyField(default=0)
    secret = models.CharField(max_length=64)
    pseudonymization_id = models.CharField(max_length=16)
    attendee_name = models.CharField(max_length=250, blank=True, default="")
    attendee_name_parts = models.JSONField(default=dict)
    attendee_email = models.CharField(max_length=254, blank=True, default="")
    company = models.CharField(max_length=250, blank=True, default="")
    street = models.CharField(max_length=250, blank=True, default="")
    zipcode = models.CharField(max_length=30, blank=True, default="")
    city = models.CharField(max_length=250, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    state = models.CharField(max_length=10, blank=True, default="")
    canceled = models.BooleanField(default=False)
    blocked = models.JSONField(null=True, blank=True)
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    # What a person at the door types: folded name, e-mail and code (shop.actions.orders writes it).
    search_text = models.TextField(blank=True, default="")
    search = models.GeneratedField(
        expression=Func(
            F("search_text"), template="to_tsvector('simple'::regconfig, %(expressions)s)"
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["event", "secret"], name="shop_orderposition_secret_unique"
            ),
            models.UniqueConstraint(
                fields=["order", "positionid"], name="shop_orderposition_number_unique"
            ),
            models.UniqueConstraint(
                fields=["event", "pseudonymization_id"], name="shop_orderposition_pseudonym_unique"
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0), name="shop_orderposition_price_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["event", "item", "variation"], name="shop_position_by_item"),
            GinIndex(fields=["search"], name="shop_position_search"),
        ]


class OrderFee(TenantOwned):
    """What an order costs besides its positions; of a cancellation that is kept, for instance."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="fees")
    fee_type = models.CharField(max_length=16, choices=FeeType.choices, default=FeeType.OTHER)
    internal_type = models.CharField(max_length=255, blank=True, default="")
    description = models.CharField(max_length=190, blank=True, default="")
    value = MoneyField()
    tax_rule = models.ForeignKey(TaxRule, on_delete=models.RESTRICT, null=True, related_name="fees")
    tax_rate = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    tax_value = MoneyField(default=0)
    canceled = models.BooleanField(default=False)

    class Meta(TenantOwned.Meta):
        indexes = [models.Index(fields=["order", "id"], name="shop_orderfee_order")]


class RevokedSecret(TenantOwned):
    """A code that was a ticket's once and must not admit anybody any more, on scanners without network too."""

    event = models.ForeignKey(
        "tenant.Event", on_delete=models.CASCADE, related_name="revoked_secrets"
    )
    position = models.ForeignKey(
        OrderPosition, on_delete=models.SET_NULL, null=True, related_name="revoked_secrets"
    )
    secret = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["event", "secret"], name="shop_revokedsecret_once")
        ]
        indexes = [
            models.Index(fields=["event", "created_at", "id"], name="shop_revokedsecret_newest")
        ]


class BlockedSecret(TenantOwned):
    """Whether a ticket is blocked at the moment, for scanners without network."""

    event = models.ForeignKey(
        "tenant.Event", on_delete=models.CASCADE, related_name="blocked_secrets"
    )
    position = models.ForeignKey(
        OrderPosition, on_delete=models.SET_NULL, null=True, related_name="blocked_secrets"
    )
    secret = models.CharField(max_length=64)
    blocked = models.BooleanField(default=True)
    updated_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["event", "secret"], name="shop_blockedsecret_once")
        ]
        indexes = [
            models.Index(fields=["event", "updated_at", "id"], name="shop_blockedsecret_newest")
        ]


class Answer(TenantOwned):
    """What the buyer answered to one question for one position."""

    position = models.ForeignKey(OrderPosition, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.RESTRICT, related_name="answers")
    answer = models.TextField()
    options = models.ManyToManyField(
        QuestionOption, through="shop.AnswerOption", blank=True, related_name="answers"
    )

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["position", "question"], name="shop_answer_once")
        ]


class AnswerFile(TenantOwned):
    """The file that an attendee gave for an answer."""

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="file")
    name = models.CharField(max_length=250)
    content_type = models.CharField(max_length=120)
    content = models.BinaryField()

    class Meta(TenantOwned.Meta):
        pass


class Payment(TenantOwned):
    """One attempt to pay an order."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="payments")
    local_id = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=PaymentState.choices)
    amount = MoneyField()
    provider = models.CharField(max_length=60)
    # Which account at the provider, and what the provider calls this payment there; blank where there is none.
    account = models.CharField(max_length=120, blank=True, default="")
    reference = models.CharField(max_length=190, blank=True, default="")
    created = models.DateTimeField()
    payment_date = models.DateTimeField(null=True)
    details = models.JSONField(default=dict)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["order", "local_id"], name="shop_payment_number_unique"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="shop_payment_amount_not_negative"
            ),
            models.UniqueConstraint(
                fields=["tenant", "provider", "account", "reference"],
                condition=~Q(reference=""),
                name="shop_payment_reference_once",
            ),
        ]


class Refund(TenantOwned):
    """Money going back."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="refunds")
    payment = models.ForeignKey(
        Payment, on_delete=models.RESTRICT, null=True, related_name="refunds"
    )
    local_id = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=RefundState.choices)
    source = models.CharField(max_length=12, default="admin")
    amount = MoneyField()
    provider = models.CharField(max_length=60)
    # As of a payment: the refund's own name at the provider.
    account = models.CharField(max_length=120, blank=True, default="")
    reference = models.CharField(max_length=190, blank=True, default="")
    created = models.DateTimeField()
    execution_date = models.DateTimeField(null=True)
    comment = models.TextField(blank=True, default="")

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["order", "local_id"], name="shop_refund_number_unique"),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="shop_refund_amount_not_negative"
            ),
            models.UniqueConstraint(
                fields=["tenant", "provider", "account", "reference"],
                condition=~Q(reference=""),
                name="shop_refund_reference_once",
            ),
        ]


class Invoice(TenantOwned):
    """A document about a sale. Once issued it never changes; a cancellation is a document of its own."""

    organizer = models.ForeignKey(
        "tenant.Organizer", on_delete=models.PROTECT, related_name="invoices"
    )
    event = models.ForeignKey("tenant.Event", on_delete=models.PROTECT, related_name="invoices")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="invoices")
    prefix = models.CharField(max_length=160)
    nr = models.PositiveIntegerField()
    number = models.CharField(max_length=190)
    is_cancellation = models.BooleanField(default=False)
    refers = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="referred_by"
    )
    date = models.DateField()
    locale = models.CharField(max_length=20, default="en")
    # What the document says, kept as it was when it was issued: sender, recipient, texts, lines, sums.
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "prefix", "nr"], name="shop_invoice_nr_unique"
            ),
            models.UniqueConstraint(
                fields=["organizer", "number"], name="shop_invoice_number_unique"
            ),
            models.UniqueConstraint(
                fields=["refers"],
                condition=Q(is_cancellation=True),
                name="shop_invoice_canceled_once",
            ),
        ]
        indexes = [models.Index(fields=["event", "nr", "id"], name="shop_invoice_event")]


class MoneyAccount(TenantOwned):
    """Where an organizer's or a branch's money is kept apart."""

    organizer = models.ForeignKey(
        "tenant.Organizer", on_delete=models.CASCADE, related_name="money_accounts"
    )
    branch = models.ForeignKey(
        "tenant.Branch", on_delete=models.SET_NULL, null=True, related_name="money_accounts"
    )
    slug = models.CharField(max_length=80)
    name = models.CharField(max_length=200)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "slug"], name="shop_moneyaccount_slug_unique"
            )
        ]
