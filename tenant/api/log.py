"""The history of an event and of its organizer."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from eventhub.common.actors import ActorKind
from eventhub.common.errors import Denied, Invalid
from eventhub.common.http.paging import PageNumber
from eventhub.common.http.serializers import Id, Line, Moment
from eventhub.common.text import has_nul
from tenant.access.gates import gated
from tenant.access.levels import Level
from tenant.access.requests import access_of, event_of
from tenant.events import log_rows
from tenant.models import Event

LARGEST_ID = 2**63 - 1
ORGANIZER_RIGHT = "can_change_organizer_settings"


class LogActor(serializers.Serializer):
    """Whose hand it was: a person, a key, an application, a device, a visitor, the system."""

    kind = serializers.ChoiceField([kind.value for kind in ActorKind])
    id = Id(allow_null=True)
    name = Line()


class LogObject(serializers.Serializer):
    """What it was done to."""

    type = Line()
    id = Id(allow_null=True)
    name = Line(allow_null=True)


class LogRow(serializers.Serializer):
    """One thing that happened."""

    id = Id()
    at = Moment()
    actor = LogActor()
    verb = Line()
    sentence = Line()
    object = LogObject()


FILTERS = ("organizer", "object_type", "object_id", "actor_kind", "actor_id", "verb", "search", "page", "page_size")  # fmt: skip


@extend_schema(
    responses=LogRow(many=True), tags=["tenant"], parameters=[OpenApiParameter(one) for one in FILTERS]
)  # fmt: skip
@api_view(["GET"])
@gated("tenant", min=Level.ADMIN)
def log_list(request: Request) -> Response:
    """What happened at the current event, newest first; with `organizer=true`, at its organizer (teams, keys, devices),
    for those who may change the organizer."""
    event = event_of(request)
    filters = _filters(request.query_params)
    if request.query_params.get("organizer") == "true":
        if not access_of(request).can_at_organizer(event.organizer, ORGANIZER_RIGHT):
            raise Denied(
                message=f"This needs the right {ORGANIZER_RIGHT}.", required=ORGANIZER_RIGHT
            )
        rows = log_rows.of_organizer(event.organizer, filters=filters)
        return paged(rows, request)
    return paged(log_rows.of_event(event, filters=filters), request, naming=event)


def paged(rows: Any, request: Request, *, naming: Event | None = None) -> Response:
    """A page of rows of the audit trail, of an event with the names of what they are about (`naming`). Two queries, and
    those of the names."""
    pages = PageNumber()
    found: list[Any] = pages.paginate_queryset(rows, request) or []
    named = log_rows.names(naming, found) if naming is not None else None
    return pages.get_paginated_response([log_rows.shown(row, named=named) for row in found])


def _filters(query: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("object_type", "actor_kind", "search", "verb"):
        if words := query.get(name):
            if has_nul(words):
                raise Invalid.field(name, "A NUL byte is no part of a word.")
            found["action" if name == "verb" else name] = words
    for name in ("object_id", "actor_id"):
        if words := query.get(name):
            if not (words.isascii() and words.isdigit()) or int(words[:30]) > LARGEST_ID:
                raise Invalid.field(name, "Write a whole number.")
            found[name] = int(words)
    return found
