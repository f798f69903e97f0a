"""What everybody may know of organizers and events: reads for pages without a sign-in."""

import datetime as dt

from django.db.models.functions import Coalesce

from tenant.models import Event, Organizer

UPCOMING = 60


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
    """Live, listed events that are not over at the moment `at`, the next one first; of one organizer or of all.
    At most UPCOMING. One query."""
    found = (
        Event.unscoped.filter(live=True, is_public=True)
        .alias(ends=Coalesce("date_to", "date_from"))
        .filter(ends__gte=at - dt.timedelta(hours=12))
        .select_related("organizer")
        .order_by("date_from", "pk")
    )
    return list((found.filter(organizer=organizer) if organizer else found)[:UPCOMING])
