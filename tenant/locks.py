"""Every lock on tenant's rows.

The one lock order of the house, from first to last: Event > Quota > Voucher > Order > Payment > Registration > Badge >
Stock > Contest > Shift. Take locks in this order, as late as you can, and evaluate them at once.
"""

from django.utils.translation import gettext_noop

from eventhub.common.errors import NotFound
from tenant.models import Event, Organizer, SubEvent


def event_locked(event_id: int) -> Event:
    """The event's row, locked until the transaction ends. Raises NotFound when it is gone."""
    event = (
        Event.unscoped.select_related("organizer")
        .select_for_update(of=("self",))
        .filter(pk=event_id)
        .first()
    )
    if event is None:
        raise NotFound("event_not_found", gettext_noop("There is no such event."))
    return event


def event_held(event_id: int) -> Event:
    """The event's row, kept from being changed or deleted until the transaction ends; sales in it need not wait.
    Raises NotFound when it is gone."""
    event = (
        Event.unscoped.select_related("organizer")
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=event_id)
        .first()
    )
    if event is None:
        raise NotFound("event_not_found", gettext_noop("There is no such event."))
    return event


def subevent_locked(event: Event, subevent_id: int) -> SubEvent:
    """A date of the event, locked against other changes until the transaction ends; who buys for it need not wait.
    Raises NotFound when it is gone."""
    dates = SubEvent.objects.filter(event=event, pk=subevent_id)
    subevent = dates.select_for_update(no_key=True).first()
    if subevent is None:
        raise NotFound("subevent_not_found", gettext_noop("There is no such date."))
    return subevent


def organizer_locked(organizer_id: int) -> Organizer:
    """The organizer's row, locked until the transaction ends. Raises NotFound when it is gone."""
    organizer = Organizer.unscoped.select_for_update().filter(pk=organizer_id).first()
    if organizer is None:
        raise NotFound("organizer_not_found", gettext_noop("There is no such organizer."))
    return organizer
