"""Items with their levels, registrations and check-in lists as lists of rows."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend, FilterSet
from rest_framework.filters import OrderingFilter
from rest_framework.request import Request
from rest_framework.response import Response

from eventhub.common.actors import Actor
from eventhub.common.http.exports import Column
from eventhub.common.http.serializers import LARGEST_ID
from register import queries
from register.api.serializers import CheckInListRow, LeveledItem, RegistrationRow
from register.checkin import list_rows
from register.checkin.actions import lists
from register.enums import Attendance, RegistrationStatus
from register.models import CheckInList, Registration
from shop.http.item_rows import ItemViewSet
from tenant.access.gates import gate
from tenant.access.levels import Level
from tenant.access.requests import check_permission, event_of
from tenant.http.rows import EventRows, Listed
from tenant.models import Event


class LeveledItemViewSet(ItemViewSet):
    """What is sold, with what an admission means at the door. PATCH replaces nested lists that it names."""

    serializer_class = LeveledItem

    def rows(self, event: Event) -> QuerySet:
        return super().rows(event).select_related("tax_rule", "level")

    def save(self, event: Event, row: Any, data: dict[str, Any], actor: Actor) -> Any:
        level = data.pop("level", None)
        return lists.save_level(event, item=row, data=data, level=level, actor=actor)


class CheckInListViewSet(EventRows):
    """The doors."""

    permission_classes = (gate("register", read=Level.STAFF, write=Level.ADMIN),)
    serializer_class = CheckInListRow
    model = CheckInList
    search_fields = ("name",)
    ordering_fields = ("name", "id")

    def rows(self, event: Event) -> QuerySet:
        return queries.lists_of(event)

    def complete(self, rows: list[Any]) -> list[Any]:
        found = list_rows.list_rows(self.event).filter(pk__in=[row.pk for row in rows])
        counted = {row["id"]: row for row in list_rows.counted(self.event, found)}
        return [counted[row.pk] for row in rows]

    def save(self, event: Event, row: Any, data: dict[str, Any], actor: Actor) -> Any:
        if "products" in data:
            data["limit_products"] = data.pop("products")
        if "subevent_id" in data:
            data["subevent"] = data.pop("subevent_id")
        return lists.save_list(event, checkin_list=row, data=data, actor=actor)

    def remove(self, event: Event, row: Any, actor: Actor) -> None:
        lists.delete_list(event, checkin_list=row, actor=actor)


class RegistrationFilter(FilterSet):
    """`search`: registration code, order code, name or e-mail address."""

    search = django_filters.CharFilter(method="by_words")
    status = django_filters.MultipleChoiceFilter(choices=RegistrationStatus.choices)
    attendance = django_filters.MultipleChoiceFilter(choices=Attendance.choices)
    on_hold = django_filters.BooleanFilter(method="by_hold")
    level = django_filters.NumberFilter(
        field_name="level", decimal_places=0, min_value=1, max_value=LARGEST_ID
    )

    class Meta:
        model = Registration
        fields: list[str] = []

    def by_words(self, found: QuerySet, name: str, value: str) -> QuerySet:
        return found.filter(queries.registrations_matching(event_of(self.request), value))

    def by_hold(self, found: QuerySet, name: str, value: bool) -> QuerySet:
        return queries.on_hold(found, held=value)


class RegistrationViewSet(Listed):
    """The people at the event, by code."""

    permission_classes = (gate("register", read=Level.STAFF, write=Level.ADMIN),)
    serializer_class = RegistrationRow
    filter_backends = (DjangoFilterBackend, OrderingFilter)
    filterset_class = RegistrationFilter
    ordering_fields = ("created_at", "badge_name", "status", "checked_in_at", "code")
    lookup_field = "code"
    lookup_value_regex = r"[A-Za-z0-9]{1,12}"
    http_method_names = ["get", "head", "options"]
    export_name = "registrations"
    export_columns = (
        Column("code", _("Code")),
        Column("name", _("Name")),
        Column("badge_name", _("Badge name")),
        Column("email", _("Email")),
        Column("level.name", _("Level")),
        Column("status", _("Status")),
        Column("attendance", _("Attendance")),
        Column("checked_in_at", _("Checked in")),
        Column("order", _("Order")),
        Column("created_at", _("Since")),
    )

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return Registration.unscoped.none()
        return queries.registrations_of(event_of(self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        hidden = getattr(self, "swagger_fake_view", False)
        here = (
            {}
            if hidden
            else {
                "event": event_of(self.request),
                "level": check_permission(self.request, "register"),
            }
        )
        return {**super().get_serializer_context(), **here}

    def retrieve(self, request: Request, code: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)
