"""What the desk and the dashboard read: registrations, tickets at a door, scans. Constant numbers of queries."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_noop

from eventhub.common.errors import NotFound
from register.checkin import list_rows
from register.enums import ScanKind
from register.models import CheckIn, CheckInList, Registration, RegistrationHold
from shop.enums import ItemKind
from shop.models import Item, OrderPosition
from shop.reads.order_rows import matching
from tenant.models import Event

SHORTEST_SEARCH, MOST_FOUND, MOST_RECENT = 2, 25, 20


def registrations_of(event: Event) -> QuerySet[Registration]:
    """The event's registrations with level, ticket, order and open holds (`open_holds`), newest first. Two queries."""
    holds = RegistrationHold.unscoped.filter(released_at=None).order_by("pk")
    return (
        Registration.objects.filter(event=event)
        .select_related("level__level", "position__order")
        .prefetch_related(Prefetch("holds", queryset=holds, to_attr="open_holds"))
        .order_by("-created_at", "-pk")
    )


def registration(event: Event, code: str) -> Registration:
    """One of `registrations_of`. Raises NotFound."""
    found = registrations_of(event).filter(code=code).first()
    if found is None:
        raise NotFound("registration_not_found", gettext_noop("There is no such registration."))
    return found


def on_hold(found: QuerySet[Registration], *, held: bool) -> QuerySet[Registration]:
    """Those of the registrations that have an open hold, or those that have none."""
    open_ones = Exists(
        RegistrationHold.unscoped.filter(registration=OuterRef("pk"), released_at=None)
    )
    return found.filter(open_ones if held else ~open_ones)


def holds_of(event: Event, code: str) -> Sequence[RegistrationHold]:
    """Every hold that the registration has or had, newest first. Raises NotFound. Two queries."""
    found = Registration.objects.filter(event=event, code=code).first()
    if found is None:
        raise NotFound("registration_not_found", gettext_noop("There is no such registration."))
    return list(RegistrationHold.objects.filter(registration=found).order_by("-pk"))


def registrations_matching(event: Event, words: str) -> Q:
    """The filter for registrations that somebody means by `words`: a code, or what finds a ticket."""
    tickets = OrderPosition.objects.filter(matching(words), event=event).values("pk")
    return Q(code__istartswith=words.strip()) | Q(position__in=tickets)


def lists_of(event: Event) -> QuerySet[CheckInList]:
    """The event's check-in lists, oldest first."""
    return CheckInList.objects.filter(event=event).order_by("pk")


def door(event: Event, list_id: int) -> CheckInList:
    """The list as `checkin.redeem` wants it. Raises NotFound. One query."""
    found = list_rows.doors(Q(event=event, pk=list_id)).first()
    if found is None:
        raise NotFound("list_not_found", gettext_noop("There is no such check-in list."))
    return found


def tickets_matching(
    row: Mapping[str, Any], words: str, *, limit: int = MOST_FOUND
) -> Sequence[OrderPosition]:
    """The tickets that somebody at a list's door means by `words`, whatever their state: people before things, by name.

    `row` as of `door_rows.list_row`. `entered_at` is the last entry at this list that still counts, or None. Fewer than
    SHORTEST_SEARCH characters find nothing. One query.
    """
    if len(words.strip()) < SHORTEST_SEARCH:
        return []
    entered = Q(
        checkins__list=row["id"],
        checkins__kind=ScanKind.ENTRY,
        checkins__successful=True,
        checkins__annulled_at=None,
    )
    return list(
        OrderPosition.unscoped.filter(
            list_rows.positions_in(dict(row), any_status=True), matching(words)
        )
        .select_related("order", "variation", "item__level")
        .annotate(
            entered_at=Max("checkins__datetime", filter=entered),
            is_person=Q(item__kind=ItemKind.ADMISSION),
        )
        .order_by("-is_person", "attendee_name", "order__code", "positionid")[:limit]
    )


def recent_scans(event: Event, list_id: int) -> Sequence[CheckIn]:
    """The last scans at a list, newest first, with their tickets. One query."""
    return list(
        CheckIn.objects.filter(event=event, list=list_id)
        .select_related("position__item")
        .order_by("-pk")[:MOST_RECENT]
    )


def counters(event: Event, row: Mapping[str, Any]) -> dict[str, int]:
    """How full it is behind a door (see `door_rows.attendance`): tickets whose last scan here was an entry, tickets that
    entered at least once, and tickets that may. Three queries."""
    found = list_rows.attendance(event, dict(row))
    return {
        "inside": found["inside"],
        "entries": found["entered"].total(),
        "expected": found["positions"].total(),
    }


def position_facts(*, event: Event, position_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What register knows of positions (settings.POSITION_FACTS): `registration` and `checkins`. Two queries."""
    facts: dict[int, dict[str, Any]] = {pk: {"checkins": []} for pk in position_ids}
    for row in Registration.objects.filter(event=event, position__in=position_ids):
        facts[row.position_id]["registration"] = {
            "code": row.code,
            "status": row.status,
            "attendance": row.attendance,
        }
    scans = (
        CheckIn.objects.filter(
            event=event,
            position__in=position_ids,
            kind=ScanKind.ENTRY,
            successful=True,
            annulled_at=None,
        )
        .order_by("datetime", "pk")
        .values_list("position_id", "datetime", "list__name", "actor_label")
    )
    for position_id, at, list_name, by in scans:
        facts[position_id or 0]["checkins"].append({"at": at, "list": list_name, "by": by})
    return facts


def profile_of(item: Item) -> Any | None:
    """The item's profile at the door, when it has one; no query when it was loaded along."""
    return getattr(item, "level", None)
