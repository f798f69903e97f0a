"""The dates of series: of one event, and over all events of an organizer (contract, B5)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from api.shared import params
from api.shared.paging import page
from api.v1 import wire
from api.v1.base import V1View
from api.v1.conditional import page_generated
from api.v1.permissions import OrganizerMember, requires_to_write
from api.v1.resource import Json, Kind, ListView, MemberView, documented_list, documented_member
from api.v1.serializers.documents import SubEventDocument, page_of
from api.v1.serializers.subevents import SubEventInput
from api.v1.views.events import meta_filters
from shop.actions.catalogue import series
from shop.reads import series_rows
from tenant.access.requests import access_of
from tenant.events import subevent_rows
from tenant.models import SubEvent

READERS: params.Readers = {
    **dict.fromkeys(("active", "is_public", "is_past", "is_future", "event__live"), params.boolean),
    **dict.fromkeys(
        ("ends_after", "modified_since", "date_from_after", "date_from_before"), params.moment
    ),
    # Every date is sold through every channel: `sales_channel` leaves nothing out.
    **dict.fromkeys(("search", "sales_channel", "with_availability_for"), params.text),
}
ORDERINGS = {"id": "pk", "date_from": "date_from", "last_modified": "last_modified", "name": "name"}
DEFAULT = ("date_from",)
PROTECTED = "can_change_organizer_settings"


def wired(rows: list[Json], *, with_availability: bool) -> list[Json]:
    """The rows with their prices, and with what is left where somebody asked. One query, or four."""
    ids = [row["id"] for row in rows]
    overrides = series_rows.overrides_of(ids)
    found = [wire.subevent(row, overrides=overrides.get(row["id"], ())) for row in rows]
    if with_availability:
        best = series_rows.best_availability(ids)
        found = [{**row, "best_availability_state": best[row["id"]]} for row in found]
    return found


class SubEventKind(Kind):
    """The dates of a series."""

    permission_classes = [requires_to_write("can_change_event_settings")]
    stamp = "subevents"
    input = SubEventInput
    readers = READERS
    orderings, default = ORDERINGS, DEFAULT

    def heading(self) -> dict[str, str]:
        # What is left changes with every sale, and no stamp says so.
        stamped = {} if self._with_availability() else super().heading()
        return {**page_generated(), **stamped}

    def _with_availability(self) -> bool:
        return bool(self.request.GET.get("with_availability_for"))

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        listed = self.request.method == "GET" and "id" not in self.kwargs
        found = subevent_rows.subevents(
            subevent_rows.of_event(self.event),
            filters=filters,
            meta=meta_filters(self.request.GET) if listed else {},
            now=timezone.now(),
        )
        return subevent_rows.as_rows(found)

    def wired(self, rows: list[Json]) -> list[Json]:
        return wired(rows, with_availability=self._with_availability())

    def find(self, pk: int) -> SubEvent:
        return subevent_rows.subevent_at(self.event, pk)

    def further_problems(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        return series.subevent_problems(self.event, data)

    def save(self, row: SubEvent | None, data: Json) -> int:
        allowed = access_of(self.request).can_at_organizer(self.event.organizer, PROTECTED)
        saved = series.save_subevent(
            self.event, subevent=row, data=data, actor=self.actor, may_set_protected=allowed
        )
        return saved.pk

    def remove(self, row: SubEvent) -> None:
        series.delete_subevent(self.event, subevent=row, actor=self.actor)


@documented_list(SubEventDocument, "subevent")
class SubEventList(SubEventKind, ListView):
    """The event's dates."""


@documented_member(SubEventDocument, "subevent")
class SubEventMember(SubEventKind, MemberView):
    """One date."""


class OrganizerSubEvents(V1View):
    """The dates of all events of an organizer that exist for the caller."""

    permission_classes = [OrganizerMember]

    @extend_schema(
        operation_id="v1_organizer_subevent_list",
        responses=page_of(SubEventDocument),
        parameters=params.documented(READERS),
    )
    def get(self, request: Any, **path: str) -> Response:
        headers = page_generated()
        filters = params.read(request.GET, READERS)
        seen = access_of(request).events_seen(self.organizer)
        found = (
            SubEvent.unscoped.none()
            if seen is None
            else subevent_rows.subevents(
                subevent_rows.of_events(seen),
                filters=filters,
                meta=meta_filters(request.GET),
                now=timezone.now(),
            )
        )
        order = params.ordering(request.GET, ORDERINGS, default=DEFAULT)
        rows = page(request, subevent_rows.as_rows(found).order_by(*order), counted=found)
        with_availability = bool(filters.get("with_availability_for"))
        return rows.response(wired(rows.rows, with_availability=with_availability), headers)
