"""Vouchers and the waiting list in /app/."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django_filters.rest_framework import FilterSet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from eventhub.common import money
from eventhub.common.actors import Actor
from eventhub.common.errors import Invalid
from eventhub.common.http.serializers import (
    Email,
    Flag,
    Id,
    Language,
    Line,
    Moment,
    Text,
    Whole,
    Writing,
)
from shop.actions.vouchers import vouchers, waiting_list
from shop.enums import PriceMode
from shop.http.item_rows import SHOP
from shop.models import Voucher, WaitingListEntry
from shop.reads import catalogue_rows, voucher_rows
from tenant.access.gates import gated
from tenant.access.levels import Level
from tenant.access.requests import actor_of, event_of
from tenant.http.rows import EventRows
from tenant.models import Event


@extend_schema_field({"type": "string", "format": "decimal"})
class Plain(serializers.Field):
    """An amount of the event's currency, or a rate: a decimal string. Which of the two, `price_mode` says."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            value = money.parse(data)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error
        if value < 0 or value != round(value, money.DECIMAL_PLACES):
            raise serializers.ValidationError(
                f"This is not below zero and has at most {money.DECIMAL_PLACES} decimals."
            )
        return value

    def to_representation(self, value: Any) -> str:
        return money.plain(value)


class VoucherTerms(serializers.Serializer):
    """What vouchers have in common that are made together."""

    max_usages = Whole(required=False, min_value=1)
    min_usages = Whole(required=False, min_value=1)
    valid_until = Moment(required=False, allow_null=True)
    block_quota = Flag(required=False)
    allow_ignore_quota = Flag(required=False)
    price_mode = serializers.ChoiceField(PriceMode.choices, required=False)
    value = Plain(required=False, allow_null=True)
    budget = Plain(required=False, allow_null=True)
    item = Id(source="item_id", required=False, allow_null=True)
    variation = Id(source="variation_id", required=False, allow_null=True)
    quota = Id(source="quota_id", required=False, allow_null=True)
    subevent = Id(source="subevent_id", required=False, allow_null=True)
    tag = Line(required=False, allow_blank=True, max_length=255)
    comment = Writing(required=False)
    show_hidden_items = Flag(required=False)
    all_addons_included = Flag(required=False)
    all_bundles_included = Flag(required=False)


class VoucherRow(VoucherTerms):
    """A voucher."""

    id = Id(read_only=True)
    code = Line(required=False, allow_blank=True, max_length=255)
    redeemed = Whole(read_only=True)
    created_at = Moment(read_only=True)


class Batch(VoucherTerms):
    """How many vouchers of which terms. The codes are made up."""

    count = Whole(min_value=1, max_value=vouchers.MAX_BATCH)


class WaitingRow(serializers.Serializer):
    """Somebody who waits; `voucher` is the code that they were sent."""

    id = Id(read_only=True)
    name = Line(required=False, allow_blank=True, max_length=250)
    email = Email(max_length=254)
    phone = Line(required=False, allow_blank=True, max_length=40)
    item = Id(source="item_id")
    item_name = Text(source="item.name", read_only=True)
    variation_name = Text(source="variation.value", read_only=True, default=None)
    variation = Id(source="variation_id", required=False, allow_null=True)
    subevent = Id(source="subevent_id", required=False, allow_null=True)
    locale = Language(required=False)
    voucher = Line(source="voucher.code", read_only=True, default=None)
    priority = Whole(required=False)
    created_at = Moment(read_only=True)


class VoucherFilter(FilterSet):
    """`active`: those that can be used now; `search`: code, tag or comment."""

    active = django_filters.BooleanFilter(method="narrow")
    search = django_filters.CharFilter(method="narrow")
    tag = django_filters.CharFilter()

    class Meta:
        model = Voucher
        fields: list[str] = []

    def narrow(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        found = voucher_rows.vouchers(event_of(self.request), filters={name: value})
        return rows.filter(pk__in=found.values("pk"))


class VoucherViewSet(EventRows):
    """The event's vouchers."""

    permission_classes = (SHOP,)
    serializer_class = VoucherRow
    filterset_class = VoucherFilter
    model = Voucher
    ordering_fields = ("id", "code", "max_usages", "redeemed", "valid_until", "value")

    def rows(self, event: Event) -> QuerySet:
        return voucher_rows.vouchers(event).order_by("-pk")

    def save(self, event: Event, row: Any, data: dict[str, Any], actor: Actor) -> Any:
        return vouchers.save_voucher(event, voucher=row, data=data, actor=actor)

    def remove(self, event: Event, row: Any, actor: Actor) -> None:
        vouchers.delete_voucher(event, voucher=row, actor=actor)


@extend_schema(request=Batch, responses={201: VoucherRow(many=True)})
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def create_batch(request: Request) -> Response:
    """Makes many vouchers of the same terms, all or none."""
    event = event_of(request)
    sent = Batch(data=request.data, context={"event": event})
    sent.is_valid(raise_exception=True)
    terms = dict(sent.validated_data)
    count = terms.pop("count")
    try:
        rows = vouchers.batch_create(
            event, batch=[dict(terms) for _ in range(count)], actor=actor_of(request)
        )
    except Invalid as error:
        error.fields = next((entry for entry in error.fields["vouchers"] if entry), {})
        raise
    return Response(VoucherRow(rows, many=True, context={"event": event}).data, status=201)


class WaitingFilter(FilterSet):
    """`has_voucher`: whose turn has come; `search`: name or e-mail."""

    has_voucher = django_filters.BooleanFilter(method="narrow")
    search = django_filters.CharFilter(method="narrow")

    class Meta:
        model = WaitingListEntry
        fields: list[str] = []

    def narrow(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        found = voucher_rows.waiting(event_of(self.request), filters={name: value})
        return rows.filter(pk__in=found.values("pk"))


class WaitingViewSet(EventRows):
    """The event's waiting list, in the order of its turns."""

    permission_classes = (SHOP,)
    serializer_class = WaitingRow
    filterset_class = WaitingFilter
    model = WaitingListEntry
    ordering_fields = ("created_at", "priority", "email", "id")

    def rows(self, event: Event) -> QuerySet:
        found = voucher_rows.waiting(event).select_related("item", "variation", "voucher")
        return found.order_by("-priority", "created_at", "pk")

    def save(self, event: Event, row: Any, data: dict[str, Any], actor: Actor) -> Any:
        return waiting_list.save_entry(event, entry=row, data=data, actor=actor)

    def remove(self, event: Event, row: Any, actor: Actor) -> None:
        waiting_list.delete_entry(event, entry=row, actor=actor)


@extend_schema(request=None, responses=WaitingRow)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def send_voucher(request: Request, id: int) -> Response:  # noqa: A002 -- as the address names it
    """Sends somebody who waits their voucher."""
    event = event_of(request)
    entry = catalogue_rows.at_event(WaitingListEntry, event, id)
    row = waiting_list.send_voucher(event, entry=entry, actor=actor_of(request))
    return Response(WaitingRow(row, context={"event": event}).data)
