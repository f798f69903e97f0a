"""Events and teams as lists of rows."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.request import Request
from rest_framework.response import Response

from tenant import queries
from tenant.access.gates import SelfService, capability
from tenant.access.requests import access_of, actor_of, may_set_protected, organizer_of
from tenant.api.serializers import EventCopy, EventDetail, EventRow, MetaPropertyRow, TeamRow
from tenant.events.actions import events, meta_properties
from tenant.events.actions.clone import clone_event
from tenant.http.rows import Listed
from tenant.models import Event, MetaProperty, Team
from tenant.teams.actions import teams

METHODS = ["get", "post", "patch", "delete", "head", "options"]


class EventViewSet(Listed):
    """The events that the caller sees. Creating needs `can_create_events` at the organizer that is named."""

    permission_classes = (SelfService,)
    serializer_class = EventRow
    lookup_field = "public_id"
    lookup_url_kwarg = "id"
    lookup_value_regex = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    http_method_names = METHODS
    filter_backends = (SearchFilter, OrderingFilter)
    search_fields = ("slug", "name")
    ordering_fields = ("slug", "date_from", "live")
    ordering = ("-date_from", "pk")

    def get_queryset(self) -> QuerySet[Event]:
        if getattr(self, "swagger_fake_view", False):
            return Event.unscoped.none()
        return queries.visible_events(access_of(self.request))

    @extend_schema(responses=EventDetail)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002 -- the address's word
        return Response(EventDetail(queries.event_seen(access_of(request), id)).data)

    @extend_schema(responses={201: EventDetail})
    def create(self, request: Request) -> Response:
        data = _cleaned(EventRow(data=request.data))
        named = data.pop("organizer")["slug"]
        organizer = queries.organizer_to_create_at(access_of(request), named)
        event = events.create_event(
            organizer,
            data=data,
            actor=actor_of(request),
            may_set_protected=may_set_protected(request, organizer),
        )
        return Response(EventDetail(event).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=EventCopy, responses={201: EventDetail})
    @action(detail=True, methods=["post"])
    def clone(self, request: Request, id: str) -> Response:  # noqa: A002 -- as above
        """A new event of the same organizer that begins with what this one has."""
        source = queries.event_to_clone(access_of(request), id)
        data = _cleaned(EventCopy(data=request.data))
        data.pop("organizer", None)
        event = clone_event(
            source,
            data=data,
            actor=actor_of(request),
            may_set_protected=may_set_protected(request, source.organizer),
        )
        return Response(EventDetail(event).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=EventDetail)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002 -- as above
        event = queries.event_to_change(access_of(request), id)
        data = _cleaned(EventRow(event, data=request.data, partial=True))
        data.pop("organizer", None)  # an event stays where it is
        changed = events.change_event(
            event,
            data=data,
            actor=actor_of(request),
            may_set_protected=may_set_protected(request, event.organizer),
        )
        return Response(EventDetail(changed).data)

    def destroy(self, request: Request, id: str) -> Response:  # noqa: A002 -- as above
        event = queries.event_to_change(access_of(request), id)
        events.delete_event(event, actor=actor_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MetaPropertyViewSet(Listed):
    """The properties that the current organizer's events describe themselves by (or those of `?organizer=<slug>`).

    Everyone who signed in may read those of an event that they see; changing needs `can_change_organizer_settings`.
    """

    permission_classes = (capability("can_change_organizer_settings", read=False),)
    serializer_class = MetaPropertyRow
    lookup_url_kwarg = "id"
    lookup_value_regex = r"[0-9]{1,18}"
    http_method_names = METHODS

    def get_queryset(self) -> QuerySet[MetaProperty]:
        if getattr(self, "swagger_fake_view", False):
            return MetaProperty.unscoped.none()
        return queries.meta_properties(organizer_of(self.request))

    @extend_schema(responses={201: MetaPropertyRow})
    def create(self, request: Request) -> Response:
        return self._saved(None, MetaPropertyRow(data=request.data), status.HTTP_201_CREATED)

    @extend_schema(responses=MetaPropertyRow)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002 -- the address's word
        row = queries.meta_property(organizer_of(request), int(id))
        sent = MetaPropertyRow(row, data=request.data, partial=True)
        return self._saved(row, sent, status.HTTP_200_OK)

    def destroy(self, request: Request, id: str) -> Response:  # noqa: A002 -- as above
        organizer = organizer_of(request)
        row = queries.meta_property(organizer, int(id))
        meta_properties.delete_property(organizer, row=row, actor=actor_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _saved(self, row: MetaProperty | None, sent: Any, code: int) -> Response:
        saved = meta_properties.save_property(
            organizer_of(self.request), row=row, data=_cleaned(sent), actor=actor_of(self.request)
        )
        return Response(MetaPropertyRow(saved).data, status=code)


class TeamViewSet(Listed):
    """The teams of the current organizer (or of `?organizer=<slug>`), for those who may change teams."""

    permission_classes = (capability("can_change_teams"),)
    serializer_class = TeamRow
    lookup_url_kwarg = "id"
    lookup_value_regex = r"[0-9]{1,18}"
    http_method_names = METHODS
    filter_backends = (SearchFilter,)
    search_fields = ("name",)

    def get_queryset(self) -> QuerySet[Team]:
        if getattr(self, "swagger_fake_view", False):
            return Team.unscoped.none()
        return queries.teams_of(organizer_of(self.request))

    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002 -- the address's word
        return _team(request, int(id))

    @extend_schema(responses={201: TeamRow})
    def create(self, request: Request) -> Response:
        data = _cleaned(TeamRow(data=request.data))
        team = teams.create_team(
            organizer_of(request), data=data, actor=actor_of(request), granter=access_of(request)
        )
        return _team(request, team.pk, status=status.HTTP_201_CREATED)

    @extend_schema(responses=TeamRow)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002 -- as above
        team = queries.team_of(organizer_of(request), int(id))
        data = _cleaned(TeamRow(team, data=request.data, partial=True))
        teams.change_team(team, data=data, actor=actor_of(request), granter=access_of(request))
        return _team(request, team.pk)

    def destroy(self, request: Request, id: str) -> Response:  # noqa: A002 -- as above
        team = queries.team_of(organizer_of(request), int(id))
        teams.delete_team(team, actor=actor_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _team(request: Request, pk: int, *, status: int = status.HTTP_200_OK) -> Response:
    return Response(TeamRow(queries.team_of(organizer_of(request), pk)).data, status=status)


def _cleaned(serializer: Any) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
