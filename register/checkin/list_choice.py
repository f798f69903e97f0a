"""Which door a device should stand at now, when it may choose by itself (contract, C2)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Coalesce

from register.models import CheckInList
from tenant.models import Event, SubEvent

# Doors open before the beginning, and people leave after the end.
AFTERWARDS = dt.timedelta(hours=6)


@dataclass(frozen=True)
class Choice:
    """An event, its date if it is a series, and a check-in list of it (None: it has none yet)."""

    event: Event
    subevent_id: int | None
    list_id: int | None


def choice(scope: Q, *, now: dt.datetime) -> Choice | None:
    """The running or else the next live event within `scope`, its running or next date, and the first list for it; None
    when nothing is to come. At most three queries."""
    over = Coalesce("date_to", "date_from")
    since = now - AFTERWARDS
    events = Event.unscoped.filter(scope, live=True).annotate(over=over)
    event = events.filter(Q(over__gte=since) | Q(has_subevents=True)).order_by("date_from", "pk")
    for candidate in event[:20]:
        if not candidate.has_subevents:
            return Choice(candidate, None, _first_list(candidate, None))
        date = (
            SubEvent.objects.filter(event=candidate, active=True)
            .annotate(over=over)
            .filter(over__gte=since)
            .order_by("date_from", "pk")
            .first()
        )
        if date is not None:
            return Choice(candidate, date.pk, _first_list(candidate, date.pk))
    return None


def _first_list(event: Event, subevent_id: int | None) -> int | None:
    lists = CheckInList.objects.filter(event=event)
    if subevent_id is not None:
        lists = lists.filter(Q(subevent=subevent_id) | Q(subevent=None))
    return lists.order_by("pk").values_list("pk", flat=True).first()


def still_right(
    scope: Q, *, event: str, list_id: int, subevent_id: int | None, now: dt.datetime
) -> bool:
    """Whether a device that stands at this list, of the event with this slug, should stay: the event is live and
    not over, and the list exists. One query."""
    lists = CheckInList.unscoped.filter(
        pk=list_id,
        event__in=Event.unscoped.filter(scope, slug=event, live=True),
    )
    if subevent_id is not None:
        lists = lists.filter(event__subevents=subevent_id)
        over = Coalesce("event__subevents__date_to", "event__subevents__date_from")
        lists = lists.filter(event__subevents__active=True)
    else:
        lists = lists.filter(event__has_subevents=False)
        over = Coalesce("event__date_to", "event__date_from")
    return lists.annotate(over=over).filter(over__gte=now - AFTERWARDS).exists()
