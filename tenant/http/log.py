"""The history as lists show it: the shape of an entry, and its pages."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from eventhub.common.actors import ActorKind
from eventhub.common.http.paging import PageNumber
from eventhub.common.http.serializers import Id, Line, Moment
from tenant.events import log_rows
from tenant.models import Event


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


def paged(rows: Any, request: Request, *, naming: Event | None = None) -> Response:
    """A page of rows of the audit trail, of an event with the names of what they are about (`naming`). Two queries, and
    those of the names."""
    pages = PageNumber()
    found: list[Any] = pages.paginate_queryset(rows, request) or []
    named = log_rows.names(naming, found) if naming is not None else None
    return pages.get_paginated_response([log_rows.shown(row, named=named) for row in found])
