"""The history of an event and of its organizer."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_noop
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request

from eventhub.common.errors import Denied, Invalid
from eventhub.common.text import has_nul
from tenant.access.gates import gated
from tenant.access.levels import Level
from tenant.access.requests import access_of, event_of
from tenant.events import log_rows
from tenant.http.log import LogRow, paged

LARGEST_ID = 2**63 - 1
ORGANIZER_RIGHT = "can_change_organizer_settings"


FILTERS = ("organizer", "object_type", "object_id", "actor_kind", "actor_id", "verb", "search", "page", "page_size", "export", "columns")  # fmt: skip


@extend_schema(
    responses=LogRow(many=True), parameters=[OpenApiParameter(one) for one in FILTERS]
)  # fmt: skip
@api_view(["GET"])
@gated("tenant", min=Level.ADMIN)
def log_list(request: Request) -> HttpResponseBase:
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


def _filters(query: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("object_type", "actor_kind", "search", "verb"):
        if words := query.get(name):
            if has_nul(words):
                raise Invalid.field(name, gettext_noop("A NUL byte is no part of a word."))
            found["action" if name == "verb" else name] = words
    for name in ("object_id", "actor_id"):
        if words := query.get(name):
            if not (words.isascii() and words.isdigit()) or int(words[:30]) > LARGEST_ID:
                raise Invalid.field(name, gettext_noop("Write a whole number."))
            found[name] = int(words)
    return found
