"""The shape of payments and refunds as they are sent."""

from rest_framework import serializers

from api.v1.serializers.fields import Amount, Instant, Open, Writing
from eventhub.common.http.serializers import Flag, Line, Whole
from shop.actions.money.refunds import SOURCES
from shop.enums import PaymentState, RefundState


class PaymentInput(serializers.Serializer):
    """A payment that is recorded."""

    state = serializers.ChoiceField(PaymentState.choices, required=False)
    amount = Amount()
    provider = Line(max_length=60)
    payment_date = Instant(required=False, allow_null=True)
    info = Open(required=False, allow_null=True)
    send_email = Flag(required=False)
    force = Flag(required=False)


class ConfirmInput(serializers.Serializer):
    """What confirm takes."""

    send_email = Flag(required=False)
    force = Flag(required=False)


class RefundPaymentInput(serializers.Serializer):
    """What the refund of one payment takes."""

    amount = Amount(required=False, allow_null=True)
    mark_canceled = Flag(required=False)
    mark_refunded = Flag(required=False)
    comment = Writing(required=False)


class RefundInput(serializers.Serializer):
    """A refund that is recorded."""

    state = serializers.ChoiceField(RefundState.choices, required=False)
    amount = Amount()
    payment = Whole(required=False, allow_null=True)
    provider = Line(max_length=60)
    source = serializers.ChoiceField(SOURCES, required=False)  # type: ignore[assignment]  # named as clients know it
    comment = Writing(required=False, allow_null=True)
    execution_date = Instant(required=False, allow_null=True)
    info = Open(required=False, allow_null=True)
    mark_canceled = Flag(required=False)
    mark_pending = Flag(required=False)


class ProcessInput(serializers.Serializer):
    """What process takes."""

    mark_canceled = Flag(required=False)
    mark_refunded = Flag(required=False)
