"""What answers look like, for the documentation. Answers are written by api.v1.wire; tests compare the two."""

from functools import cache
from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from api.v1.serializers import catalogue, doors, events, orders, subevents
from api.v1.serializers.fields import Amount, Day, Ids, Instant, Open, Strings
from eventhub.common.http.serializers import Flag, Id, Line, Moment, Whole
from register.enums import ScanKind


@cache
def page_of(document: Any) -> Any:
    """The document of a page of these."""
    name = f"PageOf{document.__name__}"
    return inline_serializer(
        name,
        {
            "count": Whole(),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": document(many=True),
        },
    )


class Detail(serializers.Serializer):
    """A refusal."""

    detail = Line()


class UploadDocument(serializers.Serializer):
    """What to write where the file is wanted."""

    id = Line()


class SettingsDocument(serializers.Serializer):
    """An event's settings by name; these and more."""

    locale = Line(required=False)
    locales = Strings(required=False)
    timezone = Line(required=False)
    name_scheme = Line(read_only=True)
    attendee_names_asked = Flag(read_only=True)
    attendee_emails_asked = Flag(required=False)
    invoice_address_asked = Flag(required=False)
    payment_term_days = Whole(required=False)
    contact_mail = Line(required=False)
    imprint_url = Line(required=False)
    primary_color = Line(required=False)


class OrganizerDocument(serializers.Serializer):
    """An organizer."""

    name = Line()
    slug = Line()


class MeDocument(serializers.Serializer):
    """The person behind the call."""

    email = Line()
    fullname = Line()
    locale = Line()
    is_staff = Flag()
    timezone = Line()


class EventDocument(events.EventInput):
    """An event."""

    valid_keys = Open(required=False)
    seating_plan = Open(read_only=True, allow_null=True)
    seat_category_mapping = Open(read_only=True)
    item_meta_properties = Open(read_only=True)
    all_sales_channels = Flag(read_only=True)
    limit_sales_channels = Strings(read_only=True)
    public_url = Line(read_only=True)
    best_availability_state = Whole(required=False, allow_null=True)


class CategoryDocument(catalogue.CategoryInput):
    """A category."""

    id = Id(read_only=True)


class TaxRuleDocument(catalogue.TaxRuleInput):
    """A tax rule."""

    id = Id(read_only=True)


class VariationDocument(catalogue.VariationInput):
    """A variation; `price` is its own or the item's."""

    id = Id(read_only=True)
    price = Amount(read_only=True)


class AddOnDocument(catalogue.AddOnInput):
    """An add-on rule."""

    id = Id(read_only=True)


class BundleDocument(catalogue.BundleInput):
    """A bundled item."""

    id = Id(read_only=True)


class ProgramTimeDocument(catalogue.ProgramTimeInput):
    """When and where what an item admits to takes place."""

    id = Id(read_only=True)


class ItemDocument(catalogue.ItemChanges):
    """An item."""

    id = Id(read_only=True)
    tax_rate = Amount(read_only=True)
    has_variations = Flag(read_only=True)
    variations = VariationDocument(many=True)
    addons = AddOnDocument(many=True)
    bundles = BundleDocument(many=True)


class OptionDocument(catalogue.OptionInput):
    """A choice of a question."""

    id = Id(read_only=True)


class QuestionDocument(catalogue.QuestionChanges):
    """A question."""

    id = Id(read_only=True)
    options = OptionDocument(many=True)


class QuotaDocument(catalogue.QuotaInput):
    """A quota; what is left only with `?with_availability=true`."""

    id = Id(read_only=True)
    available = Flag(required=False)
    available_number = Whole(required=False, allow_null=True)


class AvailabilityDocument(serializers.Serializer):
    """Where a quota's units are; null is without limit."""

    available = Flag()
    available_number = Whole(allow_null=True)
    total_size = Whole(allow_null=True)
    pending_orders = Whole()
    paid_orders = Whole()
    cart_positions = Whole()
    exited_orders = Whole()
    blocking_vouchers = Whole()
    waiting_list = Whole()


class CheckInDocument(serializers.Serializer):
    """A successful scan."""

    id = Id()
    datetime = Instant()
    list = Id()
    type = serializers.ChoiceField(ScanKind.choices)
    gate = Id(allow_null=True)
    device = Id(allow_null=True)
    device_id = Id(allow_null=True)
    auto_checked_in = Flag()


class ScanRecordDocument(serializers.Serializer):
    """A scan, whether it let somebody in or not."""

    id = Id()
    successful = Flag()
    error_reason = Line(allow_null=True)
    error_explanation = Line(allow_null=True)
    position = Id(allow_null=True)
    datetime = Instant()
    created = Instant()
    list = Id()
    auto_checked_in = Flag()
    gate = Id(allow_null=True)
    device = Id(allow_null=True)
    device_id = Id(allow_null=True)
    type = serializers.ChoiceField(ScanKind.choices)


class PrintLogDocument(doors.PrintLogInput):
    """Something that came out of a printer."""

    id = Id(read_only=True)
    successful = Flag()
    device_id = Whole(allow_null=True, read_only=True)


class AnnulledDocument(serializers.Serializer):
    """The scan was taken back."""

    status = Line()


class NamedDocument(serializers.Serializer):
    """Something with a name, of a kind that there is nothing of."""

    id = Id()
    name = Line()


class BadgeLayoutDocument(serializers.Serializer):
    """A layout of badges."""

    id = Id()
    default = Flag()
    background = Line(allow_null=True)
    layout = serializers.ListField(child=serializers.DictField())


class BadgeItemDocument(serializers.Serializer):
    """The layout of an item's badges."""

    id = Id()
    item = Id()
    layout = Id(allow_null=True)


class ReusableMediumDocument(serializers.Serializer):
    """A wristband or card."""

    id = Id()
    type = Line()
    identifier = Line()
    active = Flag()
    linked_orderposition = Id(allow_null=True)


class FailedCheckInDocument(serializers.Serializer):
    """A scan that was refused, as it was stored."""

    id = Id()
    list = Id()
    datetime = Instant()
    type = Line()
    error_reason = Line()
    position = Id(allow_null=True)


class AnswerDocument(serializers.Serializer):
    """An answer."""

    question = Id()
    answer = Line()
    question_identifier = Line()
    options = Ids()
    option_identifiers = Strings()


class DownloadDocument(serializers.Serializer):
    """Where a file is."""

    output = Line()
    url = Line()


class PositionDocument(serializers.Serializer):
    """A position of an order."""

    id = Id()
    order = Line()
    positionid = Whole()
    item = Id()
    variation = Id(allow_null=True)
    price = Amount()
    attendee_name = Line(allow_null=True)
    attendee_name_parts = Open()
    attendee_email = Line(allow_null=True)
    company = Line(allow_null=True)
    street = Line(allow_null=True)
    zipcode = Line(allow_null=True)
    city = Line(allow_null=True)
    country = Line(allow_null=True)
    state = Line(allow_null=True)
    voucher = Id(allow_null=True)
    voucher_budget_use = Amount(allow_null=True)
    discount = Id(allow_null=True)
    tax_rate = Amount()
    tax_value = Amount()
    tax_rule = Id(allow_null=True)
    secret = Line()
    addon_to = Id(allow_null=True)
    subevent = Id(allow_null=True)
    checkins = CheckInDocument(many=True)
    print_logs = PrintLogDocument(many=True)
    downloads = DownloadDocument(many=True)
    answers = AnswerDocument(many=True)
    pseudonymization_id = Line()
    seat = Open(allow_null=True)
    canceled = Flag()
    valid_from = Instant(allow_null=True)
    valid_until = Instant(allow_null=True)
    blocked = Strings(allow_null=True)


class PositionAtDoorDocument(PositionDocument):
    """A position as scan apps want it."""

    order__status = Line()
    order__valid_if_pending = Flag()
    order__require_approval = Flag()
    order__locale = Line()
    require_attention = Flag()
    checkin_texts = Strings()


class PaymentDocument(serializers.Serializer):
    """A payment."""

    local_id = Whole()
    state = Line()
    amount = Amount()
    created = Instant()
    payment_date = Instant(allow_null=True)
    provider = Line()
    payment_url = Line(allow_null=True)
    details = Open()


class FeeDocument(orders.FeeInput):
    """A fee."""

    id = Id(read_only=True)
    tax_rate = Amount(read_only=True)
    tax_value = Amount(read_only=True)
    canceled = Flag(read_only=True)


class RefundDocument(serializers.Serializer):
    """A refund."""

    local_id = Whole()
    state = Line()
    source = Line()  # type: ignore[assignment]  # a field, named as clients know it
    amount = Amount()
    payment = Whole(allow_null=True)
    created = Instant()
    execution_date = Instant(allow_null=True)
    comment = Line()
    provider = Line()
    details = Open()


class OrderDocument(serializers.Serializer):
    """An order."""

    code = Line()
    event = Line()
    status = serializers.ChoiceField(["n", "p", "e", "c"])
    testmode = Flag()
    secret = Line()
    email = Line(allow_null=True)
    phone = Line(allow_null=True)
    locale = Line()
    datetime = Instant()
    expires = Instant(allow_null=True)
    payment_date = Day(allow_null=True)
    payment_provider = Line(allow_null=True)
    fees = FeeDocument(many=True)
    total = Amount()
    tax_rounding_mode = Line()
    comment = Line()
    custom_followup_at = Day(allow_null=True)
    invoice_address = orders.InvoiceAddressInput(allow_null=True)
    positions = PositionDocument(many=True)
    downloads = DownloadDocument(many=True)
    checkin_attention = Flag()
    checkin_text = Line(allow_null=True)
    last_modified = Instant()
    payments = PaymentDocument(many=True)
    refunds = RefundDocument(many=True)
    require_approval = Flag()
    sales_channel = Line()
    customer = Line(allow_null=True)
    valid_if_pending = Flag()
    api_meta = Open()
    cancellation_date = Instant(allow_null=True)


class SubEventDocument(subevents.SubEventInput):
    """A date of a series; how well it still sells only with `?with_availability_for=<channel>`."""

    id = Id(read_only=True)
    event = Line(read_only=True)
    last_modified = Moment(read_only=True)
    best_availability_state = Whole(required=False, allow_null=True)


class CheckInListDocument(doors.CheckInListInput):
    """A check-in list."""

    id = Id(read_only=True)
    position_count = Whole(read_only=True)
    checkin_count = Whole(read_only=True)


class VariationStatusDocument(serializers.Serializer):
    """How many of a variation came in."""

    id = Id()
    value = Line()
    checkin_count = Whole()
    position_count = Whole()


class ItemStatusDocument(serializers.Serializer):
    """How many of an item came in."""

    id = Id()
    name = Line()
    admission = Flag()
    checkin_count = Whole()
    position_count = Whole()
    variations = VariationStatusDocument(many=True)


class ListStatusDocument(serializers.Serializer):
    """How full it is behind a door."""

    event = inline_serializer("EventName", {"name": Line()})
    checkin_count = Whole()
    position_count = Whole()
    inside_count = Whole()
    items = ItemStatusDocument(many=True)


class ScanDocument(serializers.Serializer):
    """The door's answer."""

    status = serializers.ChoiceField(["ok", "incomplete", "error"])
    reason = Line(required=False)
    reason_explanation = Line(required=False, allow_null=True)
    detail = Line(required=False)
    questions = QuestionDocument(many=True, required=False)
    require_attention = Flag()
    checkin_texts = Strings()
    list = inline_serializer(
        "ScannedList",
        {
            "id": Id(),
            "name": Line(),
            "event": Line(),
            "subevent": Id(allow_null=True),
            "include_pending": Flag(),
        },
    )
    position = PositionAtDoorDocument(required=False)
