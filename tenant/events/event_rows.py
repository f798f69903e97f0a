"""Organizers and events as plain rows, for lists that are written straight to the wire."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, Coalesce, JSONObject

from eventhub.common.db.prepared import Prepared
from tenant.access.rights import Access
from tenant.models import Event, MetaProperty, MetaValue, Organizer

EVENT_COLUMNS = (
    "name", "slug", "live", "testmode", "currency", "date_from", "date_to", "date_admission", "is_public",
    "presale_start", "presale_end", "location", "geo_lat", "geo_lon", "has_subevents", "plugins", "timezone",
)  # fmt: skip
EXACT = ("live", "is_public", "has_subevents", "testmode")


def organizer_by_slug(slug: str) -> Organizer | None:
    """The organizer, whoever asks. One query."""
    return Organizer.unscoped.filter(slug=slug).first()


def event_by_slugs(organizer: str, event: str) -> Event | None:
    """The event with its organizer, whoever asks. One query."""
    found = _EVENT.rows(organizer, event)
    if not found:
        return None
    values = list(found[0].values())
    row = Event.from_db("default", _EVENT_NAMES, values[: len(_EVENT_NAMES)])
    row.organizer = Organizer.from_db("default", _ORGANIZER_NAMES, values[len(_EVENT_NAMES) :])
    return row


_EVENT_NAMES = [field.attname for field in Event._meta.concrete_fields]
_ORGANIZER_NAMES = [field.attname for field in Organizer._meta.concrete_fields]
_EVENT = Prepared(
    lambda organizer, event: Event.unscoped.filter(organizer__slug=organizer, slug=event).values(
        *_EVENT_NAMES, *(f"organizer__{name}" for name in _ORGANIZER_NAMES)
    ),
    kinds=["word", "word"],
)


def organizer_rows(access: Access) -> QuerySet[Any]:
    """Name and slug of the organizers that the caller has a place in, by slug."""
    organizers = Organizer.unscoped.order_by("slug", "pk").values("name", "slug")
    return organizers if access.everything else organizers.filter(pk__in=access.organizer_ids())


def events(
    scope: Q,
    *,
    filters: Mapping[str, Any] | None = None,
    meta: Mapping[str, str] | None = None,
    now: dt.datetime | None = None,
) -> QuerySet[Event]:
    """The events within `scope`, unsorted.

    `filters`: those of EXACT, `is_past`, `is_future`, `ends_after`, `date_from_after`, `date_from_before`, `search`.
    What goes on at `now` is future, too. `meta`: only events that say this value for this property, or have it by default. `now` goes with `is_past` and `is_future`.
    """
    filters = filters or {}
    said = MetaValue.unscoped.filter(event=OuterRef("pk"))
    found = Event.unscoped.filter(
        scope, **{name: filters[name] for name in EXACT if name in filters}
    )
    found = _by_date(found, filters, now=now)
    if "search" in filters:
        found = found.annotate(
            names=Cast("name", TextField()), places=Cast("location", TextField())
        )
        words = filters["search"]
        found = found.filter(
            Q(names__icontains=words) | Q(slug__icontains=words) | Q(places__icontains=words)
        )
    for name, value in (meta or {}).items():
        spoken = said.filter(property__name=name)
        unsaid = MetaProperty.unscoped.filter(
            organizer=OuterRef("organizer"), name=name, default=value
        )
        found = found.filter(
            Exists(spoken.filter(value=value)) | (~Exists(spoken) & Exists(unsaid))
        )
    return found


def events_by_ids(ids: list[int]) -> list[dict[str, Any]]:
    """These events as rows of EVENT_COLUMNS and `meta` (a list of name and value), in the order of `ids`. One query."""
    found = {row["id"]: row for row in _ROWS.rows(ids)}
    return [found[pk] for pk in ids if pk in found]


def _as_rows(ids: list[int]) -> QuerySet[Any]:
    pairs = (
        MetaValue.unscoped.filter(event=OuterRef("pk"))
        .order_by("property__name")
        .values(pair=JSONObject(name=F("property__name"), value=F("value")))
    )
    events: Any = Event.unscoped.filter(id__any_of=ids).annotate(meta=ArraySubquery(pairs))
    rows: QuerySet[Any] = events.values("id", *EVENT_COLUMNS, "meta")
    return rows


_ROWS = Prepared(_as_rows, kinds=["ids"])


def _by_date(
    events: QuerySet[Event], filters: Mapping[str, Any], *, now: dt.datetime | None
) -> QuerySet[Event]:
    events = events.annotate(over=Coalesce("date_to", "date_from"))
    if "is_past" in filters:
        past = Q(over__lt=now)
        events = events.filter(past if filters["is_past"] else ~past)
    if "is_future" in filters:
        future = Q(over__gte=now)
        events = events.filter(future if filters["is_future"] else ~future)
    limits = {
        "ends_after": "over__gte",
        "date_from_after": "date_from__gte",
        "date_from_before": "date_from__lte",
    }
    return events.filter(
        **{lookup: filters[name] for name, lookup in limits.items() if name in filters}
    )
