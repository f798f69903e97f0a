"""The history as lists show it: the shape of an entry, and its pages."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from eventhub.common.actors import ActorKind
from eventhub.common.http import exports
from eventhub.common.http.exports import Column
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


class ShownRow(LogRow):
    """An entry that `log_rows.shown` has shaped already."""

    def to_representation(self, instance: Any) -> Any:
        return instance


COLUMNS = (
    Column("at", _("When")),
    Column("actor.name", _("Who")),
    Column("sentence", _("What")),
    Column("object.name", _("Object")),
)


def paged(rows: Any, request: Request, *, naming: Event | None = None) -> HttpResponseBase:
    """A page of rows of the audit trail, of an event with the names of what they are about (`naming`). Two queries, and
    those of the names. With `?export=` every row, as a file."""
    if exports.wanted(request):
        return exports.file_of(
            request,
            rows,
            name="history" if naming is None else f"{naming.slug}-history",
            serializer=ShownRow(),
            columns=COLUMNS,
            complete=lambda portion: _named(portion, naming),
            zone="UTC" if naming is None else naming.timezone,
        )
    pages = PageNumber()
    found: list[Any] = pages.paginate_queryset(rows, request) or []
    return pages.get_paginated_response(_named(found, naming))


def _named(rows: list[Any], event: Event | None) -> list[dict[str, Any]]:
    named = log_rows.names(event, rows) if event is not None else None
    return [log_rows.shown(row, named=named) for row in rows]
