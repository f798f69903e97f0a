"""Which of several check-in lists a scan belongs to: scanners of an organizer name one list per event, and whoever comes
has a ticket of one of these events."""

from collections.abc import Callable, Collection, Sequence

from django.utils.translation import gettext_noop

from eventhub.common.errors import Invalid
from register.checkin import list_rows
from register.models import CheckInList
from shop.models import OrderPosition, RevokedSecret
from tenant.models import Event, Organizer

NO_LIST = gettext_noop("There is no such list, or not for you.")
TWO_LISTS = gettext_noop("Name one list per event.")


def lists_named(
    organizer: Organizer,
    ids: Collection[int],
    *,
    may_use: Callable[[Event], bool],
    field: str = "lists",
) -> list[CheckInList]:
    """The organizer's lists with these ids, as `list_rows.doors` makes them, at events that the caller may use lists of.

    Raises Invalid by `field` when one is unknown or not allowed, and for none at all. One query.
    """
    found = [entry for entry in list_rows.doors_by_id(organizer, ids) if may_use(entry.event)]
    if not found or len(found) < len(set(ids)):
        raise Invalid.field(field, NO_LIST)
    return found


def insist_on_one_per_event(lists: Sequence[CheckInList]) -> None:
    """Raises Invalid `lists` when two are of one event: nobody could say at which of them somebody is."""
    if len({entry.event_id for entry in lists}) < len(lists):
        raise Invalid.field("lists", TWO_LISTS)


def lists_of_ticket(lists: Sequence[CheckInList], secret: str) -> Sequence[CheckInList]:
    """The lists whose event knows the code; the first when none does, and several when it means several tickets. A code
    that was taken back is known, too. Two queries at most where there are several lists, none for one."""
    if len(lists) == 1:
        return lists
    events = [entry.event_id for entry in lists]
    for model in (OrderPosition, RevokedSecret):
        known = model.objects.filter(event__in=events, secret=secret)
        owners = set(known.values_list("event_id", flat=True))
        if owners:
            return [entry for entry in lists if entry.event_id in owners]
    return lists[:1]
