"""The shapes of the catalogue and of orders in /app/. Items have theirs in shop.http.items."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from eventhub.common import money
from eventhub.common.http.serializers import (
    Coordinate,
    Day,
    DayOfLife,
    Flag,
    Id,
    Line,
    Moment,
    Money,
    Percent,
    Real,
    Text,
    Whole,
    Writing,
)
from shop.api.order_shapes import InvoiceAddress
from shop.enums import OrderStatus, QuestionType, ReceiptKind
from shop.http.items import DateRef
from shop.rules import balance, transitions
from shop.rules.availability import Stock
from tenant.events.addresses import event_url
from tenant.http.fields import MetaValues


class CategoryRow(serializers.Serializer):
    """A heading of the shop."""

    id = Id(read_only=True)
    name = Text(filled=True)
    internal_name = Line(required=False, allow_null=True, allow_blank=True, max_length=250)
    description = Text(required=False, allow_null=True)
    position = Whole(required=False)
    is_addon = Flag(required=False)


class TaxRuleRow(serializers.Serializer):
    """A tax; `rate` in per cent."""

    id = Id(read_only=True)
    name = Text(filled=True)
    internal_name = Line(required=False, allow_null=True, allow_blank=True, max_length=250)
    rate = Percent()
    price_includes_tax = Flag(required=False)
    home_country = Line(required=False, allow_blank=True, max_length=2)
    eu_reverse_charge = Flag(required=False)
    code = Line(required=False, allow_null=True, max_length=40)
    keep_gross_if_rate_changes = Flag(required=False)
    default = Flag(required=False)


@extend_schema_field({"type": "array", "items": {"type": "integer"}})
class Ids(serializers.ListField):
    """The ids of linked rows, in and out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=Id(), max_length=5000, **kwargs)

    def to_representation(self, data: Any) -> list[int]:
        return [row.pk for row in data.all()]


class DatePriceRow(serializers.Serializer):
    """What differs for an item, or one of its variations, at a date; `price` null is the usual one."""

    item = Id(source="item_id")
    variation = Id(source="variation_id", required=False, allow_null=True)
    price = Money(required=False, allow_null=True)
    disabled = Flag(required=False)
    available_from = Moment(required=False, allow_null=True)
    available_until = Moment(required=False, allow_null=True)


class DateRow(serializers.Serializer):
    """A date of a series. `prices` replaces all that differ there, `meta_data` all that it says of itself; `sold` counts
    live orders."""

    id = Id(read_only=True)
    name = Text(filled=True)
    active = Flag(required=False)
    is_public = Flag(required=False)
    date_from = Moment()
    date_to = Moment(required=False, allow_null=True)
    date_admission = Moment(required=False, allow_null=True)
    presale_start = Moment(required=False, allow_null=True)
    presale_end = Moment(required=False, allow_null=True)
    location = Text(required=False, allow_null=True)
    geo_lat = Coordinate(required=False, allow_null=True, min_value=-90, max_value=90)
    geo_lon = Coordinate(required=False, allow_null=True, min_value=-180, max_value=180)
    frontpage_text = Text(required=False, allow_null=True)
    comment = Writing(required=False)
    meta_data = MetaValues(source="meta_values", required=False)
    prices = DatePriceRow(many=True, source="item_overrides", required=False)
    sold = serializers.IntegerField(read_only=True)
    public_url = serializers.SerializerMethodField()

    def get_public_url(self, date: Any) -> str:
        return event_url(None, self.context["event"], f"dates/{date.pk}/")


class QuotaRow(serializers.Serializer):
    """How many units there are; `size` null is without limit. `available` null likewise."""

    id = Id(read_only=True)
    name = Line(max_length=200)
    size = Whole(required=False, allow_null=True, min_value=0)
    items = Ids(required=False)
    variations = Ids(required=False)
    subevent = Id(source="subevent_id", required=False, allow_null=True)
    taken = serializers.IntegerField(read_only=True)
    available = serializers.SerializerMethodField()
    closed = Flag(required=False)
    close_when_sold_out = Flag(required=False)
    release_after_exit = Flag(required=False)

    def get_available(self, quota: Any) -> int | None:
        return Stock(quota.size, quota.taken, quota.closed).left


class OptionRow(serializers.Serializer):
    """One choice of a question."""

    id = Id(required=False)
    identifier = Line(required=False, max_length=190)
    answer = Text(filled=True)
    position = Whole(required=False)


class QuestionRow(serializers.Serializer):
    """A field of the registration form."""

    id = Id(read_only=True)
    question = Text(filled=True)
    help_text = Text(required=False, allow_null=True)  # type: ignore[assignment]  # a field called as DRF's option
    type = serializers.ChoiceField(choices=QuestionType.choices)
    required = Flag(required=False)  # type: ignore[assignment]  # as above
    items = Ids(required=False)
    position = Whole(required=False)
    identifier = Line(required=False, max_length=190)
    ask_during_checkin = Flag(required=False)
    show_during_checkin = Flag(required=False)
    hidden = Flag(required=False)
    print_on_invoice = Flag(required=False)
    options = OptionRow(many=True, required=False)
    dependency_question = Id(source="dependency_question_id", required=False, allow_null=True)
    dependency_values = serializers.ListField(
        child=Line(max_length=190), required=False, max_length=1000
    )
    valid_number_min = Real(required=False, allow_null=True, normalize_output=True)
    valid_number_max = Real(required=False, allow_null=True, normalize_output=True)
    valid_date_min = DayOfLife(required=False, allow_null=True)
    valid_date_max = DayOfLife(required=False, allow_null=True)
    valid_datetime_min = Moment(required=False, allow_null=True)
    valid_datetime_max = Moment(required=False, allow_null=True)
    valid_string_length_max = Whole(required=False, allow_null=True, min_value=0)
    valid_file_portrait = Flag(required=False)


# --- Orders ------------------------------------------------------------------------------------------------------------


class ItemRef(serializers.Serializer):
    id = Id()
    name = Text()


class VariationRef(serializers.Serializer):
    id = Id()
    value = Text()


class AnswerRow(serializers.Serializer):
    """`file`: the name of the file that was handed in, null for other answers."""

    id = Id(source="question_id")
    question = Text(source="question.question")
    answer = Line()
    file = serializers.SerializerMethodField()

    @extend_schema_field({"type": ["string", "null"]})
    def get_file(self, answer: Any) -> str | None:
        is_file = answer.question.type == QuestionType.FILE
        return str(answer.answer).removeprefix("file://") if is_file else None


class RegistrationRef(serializers.Serializer):
    code = Line()
    status = Line()
    attendance = Line()


class CheckInRef(serializers.Serializer):
    at = Moment()
    list = Line()
    by = Line()


class PositionRow(serializers.Serializer):
    """One line of an order. `addon_to`: the number of the position that it was added to."""

    positionid = serializers.IntegerField()
    addon_to = serializers.IntegerField(source="addon_to_number", allow_null=True)
    voucher = Line(source="voucher_code", allow_null=True)
    item = ItemRef()
    variation = VariationRef(allow_null=True)
    subevent = DateRef(allow_null=True)
    price = Money()
    tax_rate = Percent()
    tax_value = Money()
    attendee_name = Line()
    attendee_email = Line()
    secret = Line()
    canceled = Flag()
    blocked = serializers.SerializerMethodField()
    answers = AnswerRow(many=True)
    registration = serializers.SerializerMethodField()
    checkins = serializers.SerializerMethodField()

    def get_blocked(self, position: Any) -> bool:
        return bool(position.blocked)

    @extend_schema_field(RegistrationRef(allow_null=True))
    def get_registration(self, position: Any) -> Any:
        return position.facts.get("registration")

    @extend_schema_field(CheckInRef(many=True))
    def get_checkins(self, position: Any) -> Any:
        return position.facts.get("checkins", [])


class PaymentRow(serializers.Serializer):
    local_id = serializers.IntegerField()
    state = Line()
    provider = Line()
    account = Line()
    reference = Line()
    amount = Money()
    created = Moment()
    payment_date = Moment(allow_null=True)


class RefundRow(serializers.Serializer):
    local_id = serializers.IntegerField()
    state = Line()
    provider = Line()
    account = Line()
    reference = Line()
    amount = Money()
    created = Moment()
    execution_date = Moment(allow_null=True)
    comment = Line()


class ReceiptRow(serializers.Serializer):
    """One movement of money; `amount` is below zero for what went back. `payment` and `refund` are its numbers in the
    order, `by` who recorded it, `cause` what made them."""

    kind = serializers.ChoiceField(choices=ReceiptKind.choices)
    payment = serializers.IntegerField(source="payment.local_id", default=None, allow_null=True)
    refund = serializers.IntegerField(source="refund.local_id", default=None, allow_null=True)
    amount = serializers.SerializerMethodField()
    at = Moment()
    recorded_at = Moment()
    provider = Line()
    account = Line()
    reference = Line()
    cause = Line()
    by = Line(source="actor_label")

    @extend_schema_field(Money)
    def get_amount(self, receipt: Any) -> Any:
        return money.wire(receipt.amount, currency=receipt.currency)


class Can(serializers.Serializer):
    """Which steps the order's state and the caller's level allow."""

    mark_paid = Flag()
    mark_pending = Flag()
    cancel = Flag()
    approve = Flag()
    deny = Flag()
    extend = Flag()
    reactivate = Flag()
    change = Flag()
    resend = Flag()


class FeeRow(serializers.Serializer):
    """What the order costs besides its positions."""

    id = Id()
    fee_type = Line()
    description = Line()
    value = Money()


class InvoiceRow(serializers.Serializer):
    """A document about the order."""

    number = Line()
    is_cancellation = Flag()
    date = serializers.DateField()
    refers = Line(source="refers__number", allow_null=True)


class OrderRow(serializers.Serializer):
    """One sale. `unfulfilled_since`: since when money is held for it that came when it could not be fulfilled any more
    (received, not fulfilled); null for all others."""

    code = Line()
    status = serializers.ChoiceField(choices=OrderStatus.choices)
    status_text = Line(source="get_status_display")
    email = Line()
    phone = Line()
    locale = Line()
    datetime = Moment()
    expires = Moment(allow_null=True)
    unfulfilled_since = Moment(allow_null=True)
    total = Money()
    tax_total = Money()
    payment_provider = serializers.SerializerMethodField()
    comment = Line()
    testmode = Flag()
    positions = PositionRow(many=True)
    payments = PaymentRow(many=True)
    refunds = RefundRow(many=True)
    url = serializers.SerializerMethodField()
    can = serializers.SerializerMethodField()

    @extend_schema_field({"type": ["string", "null"]})
    def get_payment_provider(self, order: Any) -> str | None:
        payments = list(order.payments.all())
        return payments[-1].provider if payments else None

    def get_url(self, order: Any) -> str:
        return event_url(None, self.context["event"], f"order/{order.code}/{order.secret}/")

    @extend_schema_field(Can)
    def get_can(self, order: Any) -> dict[str, bool]:
        writes = self.context["writes"]
        return {name: writes and why is None for name, why in transitions.barred(order).items()}


class OrderDetail(OrderRow):
    """One sale with all that can be done about it. `held`: what was received for it and did not go back."""

    require_approval = Flag()
    checkin_attention = Flag()
    checkin_text = Line(allow_null=True)
    custom_followup_at = Day(allow_null=True)
    invoice_address = InvoiceAddress(allow_null=True)
    owed = serializers.SerializerMethodField()
    held = serializers.SerializerMethodField()
    receipts = ReceiptRow(many=True, source="movements")
    fees = FeeRow(many=True, source="live_fees")
    invoices = InvoiceRow(many=True, source="documents")
    barred = serializers.SerializerMethodField()

    @extend_schema_field(Money)
    def get_owed(self, order: Any) -> Any:
        left = balance.owed(order.total, order.payments.all(), order.refunds.all())
        return money.wire(left, currency=self.context["event"].currency)

    @extend_schema_field(Money)
    def get_held(self, order: Any) -> Any:
        here = balance.held(order.payments.all(), order.refunds.all())
        return money.wire(here, currency=self.context["event"].currency)

    @extend_schema_field({"type": "object", "additionalProperties": {"type": ["string", "null"]}})
    def get_barred(self, order: Any) -> dict[str, str | None]:
        """Why a step cannot be taken now; null where it can."""
        return {step: why and _(why) for step, why in transitions.barred(order).items()}


class NewPayment(serializers.Serializer):
    """Money that came."""

    amount = Money()
    provider = Line(max_length=60, required=False)
    note = Line(required=False, allow_blank=True, max_length=2000)
    force = Flag(required=False)


class RefundOf(serializers.Serializer):
    """Money of a payment that goes back; all of it where no amount is named."""

    amount = Money(required=False, allow_null=True)
    cancel = Flag(required=False)
    note = Line(required=False, allow_blank=True, max_length=2000)


class Deadline(serializers.Serializer):
    """Until when somebody may pay; `force`: whether there is room or not."""

    expires = serializers.DateField()
    force = Flag(required=False)


class Force(serializers.Serializer):
    """Whether there is room or not."""

    force = Flag(required=False)


class AddedPosition(serializers.Serializer):
    """One more position."""

    item = Id()
    variation = Id(required=False, allow_null=True)
    subevent = Id(required=False, allow_null=True)
    price = Money(required=False, allow_null=True)
    attendee_name = Line(required=False, allow_blank=True, max_length=250)
    addon_to = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    force = Flag(required=False)


class PositionEdit(serializers.Serializer):
    """What changes of a position."""

    item = Id(required=False)
    variation = Id(required=False, allow_null=True)
    subevent = Id(required=False, allow_null=True)
    price = Money(required=False)
    attendee_name = Line(required=False, allow_blank=True, max_length=250)
    attendee_email = serializers.EmailField(required=False, allow_blank=True, max_length=254)
