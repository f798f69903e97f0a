"""The dates of series as plain rows, for lists that are written straight to the wire."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.utils.translation import gettext_noop

from eventhub.common.errors import NotFound
from tenant.models import Event, MetaValue, SubEvent, SubEventMetaValue

Row = dict[str, Any]
COLUMNS = (
    "id", "event__slug", "name", "active", "is_public", "date_from", "date_to", "date_admission", "presale_start",
    "presale_end", "location", "geo_lat", "geo_lon", "frontpage_text", "comment", "last_modified",
)  # fmt: skip
LOOKUPS = {
    "active": "active",
    "is_public": "is_public",
    "event__live": "event__live",
    "modified_since": "last_modified__gte",
    "ends_after": "over__gte",
    "date_from_after": "date_from__gte",
    "date_from_before": "date_from__lte",
}


def of_event(event: Event) -> Q:
    """The scope of the event's dates."""
    return Q(event=event)


def of_events(events: Q) -> Q:
    """The scope of the dates of all events within `events`."""
    return Q(event__in=Event.unscoped.filter(events))


def subevents(
    scope: Q,
    *,
    filters: Mapping[str, Any] | None = None,
    meta: Mapping[str, str] | None = None,
    now: dt.datetime | None = None,
) -> QuerySet[SubEvent]:
    """The dates within `scope` (`of_event`, `of_events`), unsorted.

    `filters`: those of LOOKUPS, `is_past`, `is_future`, `search` (in name and place). `meta`: only dates for which this
    property has this value, their own or else their event's. `now` goes with `is_past` and `is_future`.
    """
    filters = filters or {}
    found = SubEvent.unscoped.filter(scope).annotate(over=Coalesce("date_to", "date_from"))
    found = found.filter(
        **{LOOKUPS[name]: value for name, value in filters.items() if name in LOOKUPS}
    )
    for name, is_so in (("is_past", Q(over__lt=now)), ("is_future", Q(over__gte=now))):
        if name in filters:
            found = found.filter(is_so if filters[name] else ~is_so)
    if words := filters.get("search"):
        found = found.annotate(
            names=Cast("name", TextField()), places=Cast("location", TextField())
        ).filter(Q(names__icontains=words) | Q(places__icontains=words))
    for name, value in (meta or {}).items():
        own = SubEventMetaValue.unscoped.filter(subevent=OuterRef("pk"), property__name=name)
        of_the_event = MetaValue.unscoped.filter(
            event=OuterRef("event"), property__name=name, value=value
        )
        found = found.filter(
            Exists(own.filter(value=value)) | (~Exists(own) & Exists(of_the_event))
        )
    return found


def as_rows(found: QuerySet[SubEvent]) -> QuerySet[Any]:
    """The dates as rows of COLUMNS and `meta` (a list of name and value). One query."""
    pairs = (
        SubEventMetaValue.unscoped.filter(subevent=OuterRef("pk"))
        .order_by("property__name")
        .values(pair=JSONObject(name=F("property__name"), value=F("value")))
    )
    dates: Any = found.annotate(meta=ArraySubquery(pairs))
    rows: QuerySet[Any] = dates.values(*COLUMNS, "meta")
    return rows


def subevent_at(event: Event, pk: int) -> SubEvent:
    """The event's date with this id, to change it. Raises NotFound. One query."""
    row = SubEvent.objects.filter(event=event, pk=pk).first()
    if row is None:
        raise NotFound("subevent_not_found", gettext_noop("Not found."))
    return row


def subevents_of(event: Event) -> QuerySet[SubEvent]:
    """The event's dates in the order in which they take place."""
    return SubEvent.objects.filter(event=event).order_by("date_from", "pk")
