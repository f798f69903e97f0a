"""What everybody may know of organizers and events: reads for pages without a sign-in."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from tenant.models import Event, Organizer, SubEvent

UPCOMING = 60
MOST_DATES = 250


def event_at(*, organizer: str, slug: str) -> Event | None:
    """The event at a public address, live or not, with its organizer. One query."""
    return (
        Event.unscoped.select_related("organizer")
        .filter(organizer__slug=organizer, slug=slug)
        .first()
    )


def organizer_at(slug: str) -> Organizer | None:
    """The organizer at a public address. One query."""
    return Organizer.unscoped.filter(slug=slug).first()


def upcoming_events(*, at: dt.datetime, organizer: Organizer | None = None) -> list[Event]:
    """Live, listed events that are not over at the moment `at`, the next one first; of one organizer or of all. A series
    is not over while one of its listed dates is to come. At most UPCOMING. One query."""
    not_over = at - dt.timedelta(hours=12)
    to_come = _dates(not_over).filter(event=OuterRef("pk"), is_public=True)
    found = (
        Event.unscoped.filter(live=True, is_public=True)
        .alias(ends=Coalesce("date_to", "date_from"))
        .filter(Q(ends__gte=not_over) | (Q(has_subevents=True) & Exists(to_come)))
        .select_related("organizer")
        .order_by("date_from", "pk")
    )
    return list((found.filter(organizer=organizer) if organizer else found)[:UPCOMING])


def upcoming_dates(event: Event, *, at: dt.datetime) -> list[SubEvent]:
    """The dates of a series that visitors are told of: active, listed, not over at the moment `at`, the next one first.
    At most MOST_DATES. One query."""
    return list(
        _dates(at).filter(event=event, is_public=True).order_by("date_from", "pk")[:MOST_DATES]
    )


def date_at(event: Event, pk: int) -> SubEvent | None:
    """The event's date with this id, on sale or not. One query."""
    return SubEvent.objects.filter(event=event, pk=pk).first()


def _dates(at: dt.datetime) -> QuerySet[SubEvent]:
    return SubEvent.unscoped.alias(over=Coalesce("date_to", "date_from")).filter(
        active=True, over__gte=at
    )
