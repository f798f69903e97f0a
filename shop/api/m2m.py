"""The catalogue as lists of rows."""

from typing import Any

import django_filters
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from rest_framework.filters import OrderingFilter
from rest_framework.request import Request
from rest_framework.response import Response

from eventhub.common.actors import Actor
from eventhub.common.http.exports import Column
from eventhub.common.http.serializers import LARGEST_ID
from shop.actions import catalogue
from shop.actions.catalogue import series
from shop.api.serializers import (
    CategoryRow,
    DateRow,
    OrderDetail,
    OrderRow,
    QuestionRow,
    QuotaRow,
    TaxRuleRow,
)
from shop.enums import OrderStatus
from shop.http.item_rows import SHOP
from shop.models import Category, Order, Payment, Question, Quota, TaxRule
from shop.reads import invoice_rows, order_rows, organizer
from tenant.access.levels import Level
from tenant.access.requests import check_permission, event_of, may_set_protected
from tenant.http.rows import EventRows, Listed
from tenant.models import Event, SubEvent


class CategoryViewSet(EventRows):
    """The headings of the shop."""

    permission_classes = (SHOP,)
    serializer_class = CategoryRow
    model = Category
    search_fields = ("name", "internal_name")
    ordering_fields = ("position", "id")

    def rows(self, event: Event) -> QuerySet:
        return organizer.categories_of(event)

    def save(self, event: Event, row: Any, data: dict[str, Any], actor: Actor) -> Any:
        return catalogue.save_category(event, category=row, data=data, actor=actor)

    def remove(self, event: Event, row: Any, actor: Actor) -> None:
        catalogue.delete_category(event, category=row, actor=actor)


class TaxRuleViewSet(EventRows):
    """The tax rules."""

    permission_classes = (SHOP,)
    serializer_class = TaxRuleRow
    model = TaxRule
    search_fields = ("name", "internal_name")
    ordering_fields = ("rate", "id")

    def rows(self, event: Event) -> QuerySet:
        return organizer.tax_rules_of(event)

    def save(self, event: Event, row: Any, data: dict[str, Any], actor: Actor) -> Any:
        return catalogue.save_tax_rule(event, tax_rule=row, data=data, actor=actor)

    def remove(self, event: Event, row: Any, actor: Actor) -> None:
        catalogue.delete_tax_rule(event, tax_rule=row, actor=actor)


class DateViewSet(EventRows):
    """The dates of a series, with what they cost."""

    permission_classes = (SHOP,)
    serializer_class = DateRow
    model = SubEvent
    search_fields = ("name",)
    ordering_fields = ("date_from", "id")

    def rows(self, event: Event) -> QuerySet:
        return organizer.dates_of(event)

    def save(self, event: Event, row: Any, data: dict[str, Any], actor: Actor) -> Any:
        if "item_overrides" in data:
            data |= series.split(data.pop("item_overrides"))
        if "meta_values" in data:
            data["meta_data"] = data.pop("meta_values")
        return series.save_subevent(
            event,
            subevent=row,
            data=data,
            actor=actor,
            may_set_protected=may_set_protected(self.request, event.organizer),
        )

    def remove(self, event: Event, row: Any, actor: Actor) -> None:
        series.delete_subevent(event, subevent=row, actor=actor)


class QuotaViewSet(EventRows):
    """How many units there are."""

    permission_classes = (SHOP,)
    serializer_class = QuotaRow
    model = Quota
    search_fields = ("name",)
    ordering_fields = ("name", "size", "taken", "id")

    def rows(self, event: Event) -> QuerySet:
        return organizer.quotas_of(event)

    def save(self, event: Event, row: Any, data: dict[str, Any], actor: Actor) -> Any:
        if "subevent_id" in data:
            data["subevent"] = data.pop("subevent_id")
        return catalogue.save_quota(event, quota=row, data=data, actor=actor)

    def remove(self, event: Event, row: Any, actor: Actor) -> None:
        catalogue.delete_quota(event, quota=row, actor=actor)


class QuestionViewSet(EventRows):
    """The fields of the registration form."""

    permission_classes = (SHOP,)
    serializer_class = QuestionRow
    model = Question
    search_fields = ("question", "identifier")
    ordering_fields = ("position", "identifier", "id")

    def rows(self, event: Event) -> QuerySet:
        return organizer.questions_of(event)

    def save(self, event: Event, row: Any, data: dict[str, Any], actor: Actor) -> Any:
        return catalogue.save_question(event, question=row, data=data, actor=actor)

    def remove(self, event: Event, row: Any, actor: Actor) -> None:
        catalogue.delete_question(event, question=row, actor=actor)


class OrderFilter(FilterSet):
    """`search`: code, e-mail address or attendee; `item`, `subevent`: orders that hold it, or something for that date
    (canceled lines do not count); `unfulfilled`: money is held for it that came too late."""

    search = django_filters.CharFilter(method="narrow")
    status = django_filters.MultipleChoiceFilter(choices=OrderStatus.choices)
    item = django_filters.NumberFilter(
        method="narrow", decimal_places=0, min_value=1, max_value=LARGEST_ID
    )

    subevent = django_filters.NumberFilter(
        method="narrow", decimal_places=0, min_value=1, max_value=LARGEST_ID
    )

    unfulfilled = django_filters.BooleanFilter(
        field_name="unfulfilled_since", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Order
        fields: list[str] = []

    def narrow(self, orders: QuerySet, name: str, value: Any) -> QuerySet:
        found = order_rows.orders(Q(event=event_of(self.request)), filters={name: value})
        return orders.filter(pk__in=found.order_by().values("pk"))


class OrderViewSet(Listed):
    """The event's orders, by code. What can be done with one is below /app/shop/api/orders/."""

    permission_classes = (SHOP,)
    serializer_class = OrderRow
    filter_backends = (DjangoFilterBackend, OrderingFilter)
    filterset_class = OrderFilter
    ordering_fields = ("datetime", "code", "total", "status", "email", "expires")
    lookup_field = "code"
    lookup_value_regex = r"[A-Za-z0-9]{1,16}"
    http_method_names = ["get", "head", "options"]
    export_name = "orders"
    export_columns = (
        Column("code", _("Order")),
        Column("status_text", _("Status")),
        Column("email", _("Email")),
        Column("phone", _("Phone")),
        Column("datetime", _("Date")),
        Column("expires", _("Pay until")),
        Column("payment_provider", _("Payment")),
        Column("total", _("Total")),
        Column("tax_total", _("Taxes")),
        Column("comment", _("Comment")),
        Column("locale", _("Language")),
        Column("testmode", _("Test mode")),
        Column("url", _("Address")),
    )

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return Order.unscoped.none()
        return organizer.orders_of(event_of(self.request))

    def file_rows(self, rows: QuerySet) -> QuerySet:
        payments = Payment.unscoped.order_by("local_id")
        return rows.prefetch_related(None).prefetch_related(Prefetch("payments", queryset=payments))

    def get_serializer_context(self) -> dict[str, Any]:
        hidden = getattr(self, "swagger_fake_view", False)
        return {**super().get_serializer_context(), **({} if hidden else seen(self.request))}

    def complete(self, rows: list[Any]) -> list[Any]:
        return list(organizer.complete(event_of(self.request), rows))

    def completed_for_file(self, rows: list[Any]) -> list[Any]:
        return rows  # the columns show nothing of positions

    def retrieve(self, request: Request, code: str) -> Response:
        return document(request, code)


def seen(request: Any) -> dict[str, Any]:
    """What an order's shape depends on besides the order: the event, and whether the caller may change it."""
    return {
        "event": event_of(request),
        "writes": check_permission(request, "shop") >= Level.ADMIN,
    }


def document(request: Any, code: str) -> Response:
    """One order as the organizer's surfaces show it."""
    event = event_of(request)
    order: Any = organizer.order_with(event, code)
    organizer.complete(event, [order])
    order.live_fees = order_rows.fees_of(order)
    order.movements = organizer.receipts_of(order)
    order.documents = invoice_rows.of_order(order)
    return Response(OrderDetail(order, context=seen(request)).data)
