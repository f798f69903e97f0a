"""Events: list, detail, create, change, go live, delete (contract, A10)."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from api.shared import params
from api.shared.paging import page
from api.v1 import wire
from api.v1.base import V1View
from api.v1.errors import forbidden
from api.v1.permissions import (
    ReadsEvent,
    ReadsEvents,
    event_in_organizer,
    requires,
    requires_at_organizer,
)
from api.v1.resource import Json
from api.v1.serializers.documents import Detail, EventDocument, page_of
from api.v1.serializers.events import EventInput
from shop.reads import series_rows
from tenant.access.requests import access_of
from tenant.events import addresses, event_rows
from tenant.events.actions import clone, events
from tenant.models import Event, Organizer

CHANGE = "can_change_event_settings"
CREATE = "can_create_events"
READERS: params.Readers = {
    **dict.fromkeys(event_rows.EXACT, params.boolean),
    **dict.fromkeys(("is_past", "is_future"), params.boolean),
    **dict.fromkeys(("ends_after", "date_from_after", "date_from_before"), params.moment),
    # Every event sells through every channel: `sales_channel` leaves nothing out.
    **dict.fromkeys(("search", "sales_channel", "with_availability_for"), params.text),
}
ORDERINGS = {"date_from": "date_from", "slug": "slug"}


class _Events(V1View):
    def one(self, event: Event) -> Json:
        (row,) = event_rows.events_by_ids([event.pk])
        url = addresses.public_url(event.organizer.slug, event.slug)
        return self.told([row], [wire.event_detail(row, public_url=url)])[0]

    def told(self, rows: list[Json], written: list[Json]) -> list[Json]:
        """The written rows, with what is left where somebody asked. No query, or four."""
        if not self.request.GET.get("with_availability_for"):
            return written
        best = series_rows.best_availability_of_events([row["id"] for row in rows])
        return [
            {**event, "best_availability_state": best[row["id"]]}
            for row, event in zip(rows, written, strict=True)
        ]

    def may_set_protected(self, organizer: Organizer) -> bool:
        return access_of(self.request).can_at_organizer(organizer, "can_change_organizer_settings")

    def further_problems(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        organizer = self.event.organizer if hasattr(self, "event") else self.organizer
        return events.new_event_problems(organizer, data=data)

    def cloned(self, source: Event) -> Response:
        event = clone.clone_event(
            source,
            data=self.data(EventInput),
            actor=self.actor,
            may_set_protected=self.may_set_protected(source.organizer),
        )
        return Response(self.one(event), status=201)


class EventList(_Events):
    """The events of an organizer: those on which the caller has the right (EV-1, AMB-1)."""

    permission_classes = [ReadsEvents]

    @extend_schema(
        operation_id="v1_event_list",
        responses=page_of(EventDocument),
        parameters=params.documented(READERS),
    )
    def get(self, request: Any, **path: str) -> Response:
        scope = access_of(request).events_to_read(self.organizer)
        if scope is None:
            raise forbidden()
        filters = params.read(request.GET, READERS)
        rows = event_rows.events(
            scope, filters=filters, meta=meta_filters(request.GET), now=timezone.now()
        )
        order = params.ordering(request.GET, ORDERINGS, default=("slug",))
        found = page(request, rows.order_by(*order), by_ids=event_rows.events_by_ids)
        slug = self.organizer.slug
        return found.response(
            self.told(
                found.rows,
                [
                    wire.event(row, public_url=addresses.public_url(slug, row["slug"]))
                    for row in found.rows
                ],
            )
        )

    @extend_schema(
        operation_id="v1_event_create",
        request=EventInput,
        responses={201: EventDocument},
        parameters=[OpenApiParameter("clone_from", description="Begin with what this event has.")],
    )
    def post(self, request: Any, **path: str) -> Response:
        if slug := request.GET.get("clone_from"):
            source = event_in_organizer(request, self.organizer, slug, permission=CHANGE)
            return self.cloned(source)
        event = events.create_event(
            self.organizer,
            data=self.data(EventInput),
            actor=self.actor,
            may_set_protected=self.may_set_protected(self.organizer),
        )
        return Response(self.one(event), status=201)


def meta_filters(query: Any) -> dict[str, str]:
    """`attr[Format]=Talk`: only events whose property says so."""
    return {
        name[5:-1]: value
        for name, value in query.items()
        if name.startswith("attr[") and name.endswith("]") and value
    }


class EventClone(_Events):
    """A new event that begins with what this one has (EV-20 to EV-25). Needs the rights to read this one and to create."""

    permission_classes = [requires(CHANGE), requires_at_organizer(CREATE)]

    @extend_schema(
        operation_id="v1_event_clone", request=EventInput, responses={201: EventDocument}
    )
    def post(self, request: Any, **path: str) -> Response:
        return self.cloned(self.event)


class EventMember(_Events):
    """One event."""

    permission_classes = [ReadsEvent]

    @extend_schema(
        operation_id="v1_event_retrieve",
        responses=EventDocument,
        parameters=params.documented({"with_availability_for": params.text}),
    )
    def get(self, request: Any, **path: str) -> Response:
        return Response(self.one(self.event))

    @extend_schema(operation_id="v1_event_replace", request=EventInput, responses=EventDocument)
    def put(self, request: Any, **path: str) -> Response:
        return self._change(partial=False)

    @extend_schema(operation_id="v1_event_change", request=EventInput, responses=EventDocument)
    def patch(self, request: Any, **path: str) -> Response:
        return self._change(partial=True)

    @extend_schema(operation_id="v1_event_delete", responses={204: None, 403: Detail})
    def delete(self, request: Any, **path: str) -> Response:
        events.delete_event(self.event, actor=self.actor)
        return Response(status=204)

    def further_problems(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        return events.change_problems(self.event, data=data)

    def _change(self, *, partial: bool) -> Response:
        event, data = self.event, self.data(EventInput, partial=partial)
        if data:
            event = events.change_event(
                event,
                data=data,
                actor=self.actor,
                may_set_protected=self.may_set_protected(event.organizer),
            )
        return Response(self.one(event))
