"""Check-in lists, scans and who is inside, as plain rows for lists that are written straight to the wire."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext_noop

from eventhub.common.db.prepared import Prepared
from eventhub.common.errors import NotFound
from eventhub.common.http.serializers import LARGEST_ID
from register.enums import ScanKind
from register.models import CheckIn, CheckInList, CheckInListItem, PrintLog
from shop.enums import LIVE_STATUSES, OrderStatus
from shop.models import OrderPosition, Question
from shop.reads.order_rows import OF_THE_PARENT, answers_as_json, matching
from tenant.models import Event, Organizer

Row = dict[str, Any]
LIST_COLUMNS = (
    "id", "event_id", "name", "all_products", "include_pending", "allow_multiple_entries", "allow_entry_after_exit",
    "addon_match", "exit_all_at", "rules", "subevent_id",
)  # fmt: skip
LOOKUPS = {
    "item": "item", "item__in": "item__in", "variation": "variation", "variation__in": "variation__in",
    "subevent": "subevent", "subevent__in": "subevent__in", "addon_to": "addon_to", "addon_to__in": "addon_to__in",
    "order": "order__code", "order__status": "order__status", "order__status__in": "order__status__in",
    "secret": "secret", "attendee_name": "attendee_name", "pseudonymization_id": "pseudonymization_id",
    "voucher": "voucher",
}  # fmt: skip
_PRODUCTS = ArraySubquery(
    CheckInListItem.objects.filter(checkinlist=OuterRef("pk")).order_by("item_id").values("item_id")
)
_SUCCESSFUL = {"successful": True, "annulled_at": None}


def list_rows(event: Event, *, filters: Mapping[str, Any] | None = None) -> QuerySet[Any]:
    """The event's check-in lists as rows of LIST_COLUMNS and `products`. One query.

    `filters`: `subevent` (lists of this date), `subevent_match` (of this date, or of all), `ends_after` (not
    of dates that ended before this moment).
    """
    filters = filters or {}
    found = CheckInList.objects.filter(event=event)
    if "subevent" in filters:
        found = found.filter(subevent=filters["subevent"])
    if "subevent_match" in filters:
        found = found.filter(Q(subevent=filters["subevent_match"]) | Q(subevent=None))
    if "ends_after" in filters:
        found = found.annotate(over=Coalesce("subevent__date_to", "subevent__date_from"))
        found = found.filter(Q(subevent=None) | Q(over__gte=filters["ends_after"]))
    lists: Any = found.annotate(products=_PRODUCTS)
    rows: QuerySet[Any] = lists.values(*LIST_COLUMNS, "products")
    return rows


def list_row(event: Event, pk: int) -> Row:
    """One of `list_rows`. Raises NotFound."""
    row = list_rows(event).filter(pk=pk).first()
    if row is None:
        raise NotFound("list_not_found", gettext_noop("Not found."))
    return dict(row)


def list_at(event: Event, pk: int) -> CheckInList:
    """The event's check-in list with this id, to change it. Raises NotFound. One query."""
    found = CheckInList.objects.filter(event=event, pk=pk).first()
    if found is None:
        raise NotFound("list_not_found", gettext_noop("Not found."))
    return found


def doors(scope: Q) -> QuerySet[CheckInList]:
    """Lists within `scope` as a scan wants them: with event, `products`, and `asks` (are there questions at the door).
    One query."""
    asked = Question.unscoped.filter(event=OuterRef("event_id"), ask_during_checkin=True)
    return (
        CheckInList.unscoped.filter(scope)
        .select_related("event")
        .annotate(products=_PRODUCTS, asks=Exists(asked))
    )


def door(event: Event, pk: int) -> CheckInList:
    """One of the event's `doors`. Raises NotFound. One query."""
    found = doors(Q(event=event, pk=pk)).first()
    if found is None:
        raise NotFound("list_not_found", gettext_noop("Not found."))
    return found


def doors_by_id(organizer: Organizer, ids: Collection[int]) -> list[CheckInList]:
    """The organizer's `doors` with these ids. One query."""
    found = [_door(list(row.values())) for row in _DOORS.rows(list(ids))]
    return [entry for entry in found if entry.event.organizer_id == organizer.pk]


def _door(values: list[Any]) -> CheckInList:
    (products, asks), values = values[:2], values[2:]
    entry = CheckInList.from_db("default", _LIST_NAMES, values[: len(_LIST_NAMES)])
    entry.event = Event.from_db("default", _EVENT_NAMES, values[len(_LIST_NAMES) :])
    entry.products, entry.asks = products, asks  # type: ignore[attr-defined]  # as the annotations of `doors`
    return entry


_LIST_NAMES = [field.attname for field in CheckInList._meta.concrete_fields]
_EVENT_NAMES = [field.attname for field in Event._meta.concrete_fields]
_DOORS = Prepared(
    lambda ids: (
        doors(Q(id__any_of=ids))
        .order_by("pk")
        .values("products", "asks", *_LIST_NAMES, *(f"event__{name}" for name in _EVENT_NAMES))
    ),
    kinds=["ids"],
)


def counted(event: Event, lists: Iterable[Row]) -> list[Row]:
    """The list rows with `position_count` and `checkin_count`. Two queries."""
    sold = _tickets(event).values_list(*_GROUP).annotate(number=Count("pk"))
    entered = (
        _entries(event)
        .values_list("list_id", *(f"position__{name}" for name in _GROUP))
        .annotate(number=Count("position", distinct=True))
    )
    tickets, scans = list(sold), list(entered)
    return [
        {
            **row,
            "position_count": sum(n for *group, n in tickets if _admits(row, *group)),
            "checkin_count": sum(
                n for pk, *group, n in scans if pk == row["id"] and _admits(row, *group)
            ),
        }
        for row in lists
    ]


_GROUP = ("item_id", "subevent_id", "order__status", "order__valid_if_pending")


def _tickets(event: Event) -> QuerySet[OrderPosition]:
    return OrderPosition.objects.filter(
        event=event, canceled=False, order__status__in=LIVE_STATUSES
    ).order_by()


def _entries(event: Event) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(
        event=event, kind=ScanKind.ENTRY, position__canceled=False, **_SUCCESSFUL
    ).order_by()


def _admits(
    row: Row, item_id: int, subevent_id: int | None, status: str, valid_if_pending: bool
) -> bool:
    if row["subevent_id"] is not None and row["subevent_id"] != subevent_id:
        return False
    if not row["all_products"] and item_id not in row["products"]:
        return False
    if status == OrderStatus.PENDING:
        return bool(row["include_pending"] or valid_if_pending)
    return status == OrderStatus.PAID


def positions_in(row: Row, *, any_status: bool = False) -> Q:
    """The tickets that a list is about; `any_status`: unpaid and canceled orders' too."""
    found = Q(event=row["event_id"], canceled=False)
    if not row["all_products"]:
        found &= Q(item__in=row["products"])
    if row["subevent_id"] is not None:
        found &= Q(subevent=row["subevent_id"])
    if any_status:
        return found
    paid = Q(order__status=OrderStatus.PAID)
    waiting = Q(order__status=OrderStatus.PENDING)
    if not row["include_pending"]:
        waiting &= Q(order__valid_if_pending=True)
    return found & (paid | waiting)


def positions_at(
    lists: Sequence[Row], *, filters: Mapping[str, Any], any_status: bool = False
) -> QuerySet[OrderPosition]:
    """The tickets of any of these lists.

    `filters`: `search` (see `shop.reads.order_rows.matching`), `has_checkin`, and those of LOOKUPS.
    """
    scope = Q(pk__in=[])
    for row in lists:
        scope |= positions_in(row, any_status=any_status)
    found = OrderPosition.unscoped.filter(
        scope, **{LOOKUPS[name]: value for name, value in filters.items() if name in LOOKUPS}
    )
    if "search" in filters:
        found = found.filter(matching(filters["search"]))
    if "has_checkin" in filters:
        scans = CheckIn.unscoped.filter(
            position=OuterRef("pk"), list__in=[row["id"] for row in lists], **_SUCCESSFUL
        )
        found = found.filter(Exists(scans) if filters["has_checkin"] else ~Exists(scans))
    return found


def with_scan(found: QuerySet[OrderPosition], *, scanned: bool) -> QuerySet[OrderPosition]:
    """Those of the positions that were let in somewhere, or those that were not."""
    scans = CheckIn.unscoped.filter(position=OuterRef("pk"), **_SUCCESSFUL)
    return found.filter(Exists(scans) if scanned else ~Exists(scans))


def with_last_entry(
    found: QuerySet[OrderPosition], *, lists: Collection[int]
) -> QuerySet[OrderPosition]:
    """The tickets with `last_checked_in`: when they last entered at one of the lists."""
    entries = CheckIn.unscoped.filter(
        position=OuterRef("pk"), list__in=lists, kind=ScanKind.ENTRY, **_SUCCESSFUL
    )
    return found.annotate(
        last_checked_in=Subquery(entries.order_by("-datetime").values("datetime")[:1])
    )


def secret_in_address(event: Event, words: str) -> str:
    """The code that a part of an address means: some clients write a blank as a plus. One query for what holds a plus,
    none for others."""
    if "+" not in words:
        return words
    blank = words.replace("+", " ")
    known = OrderPosition.objects.filter(event=event, secret__in=[words, blank])
    return blank if list(known.values_list("secret", flat=True)) == [blank] else words


def secret_of(event: Event, words: str) -> str:
    """The secret of the ticket that `words` mean: a secret, or the ticket's id. One query for what looks like an id,
    none for others."""
    if not (words.isascii() and words.isdigit()) or int(words[:30]) > LARGEST_ID:
        return words
    by_id = OrderPosition.objects.filter(Q(secret=words) | Q(pk=int(words)), event=event)
    found = list(by_id.values_list("secret", flat=True)[:2])
    return found[0] if found and words not in found else words


@dataclass(frozen=True)
class AtDoors:
    """What happened to a position at doors: its successful `checkins` and its `prints`, oldest first."""

    checkins: list[Row]
    prints: list[Row]


NOTHING = AtDoors([], [])


def at_doors(
    position_ids: Sequence[int], *, lists: Collection[int] | None = None
) -> Mapping[int, AtDoors]:
    """Position id -> what happened at doors (only at `lists`, when given). One query; none for none."""
    if not position_ids:
        return {}
    return {
        row["id"]: AtDoors(
            [
                scan
                for scan in map(_dated, row["scans"])
                if lists is None or scan["list_id"] in lists
            ],
            [_dated(entry) for entry in row["prints"]],
        )
        for row in _AT_DOORS.rows(list(position_ids))
    }


def _dated(row: Row) -> Row:
    """A row of JSON that the database made, with its moment."""
    return {**row, "datetime": dt.datetime.fromisoformat(row["datetime"])}


_SCAN = JSONObject(
    id="id",
    list_id="list_id",
    datetime="datetime",
    kind="kind",
    gate_id="at_gate_id",
    device_id="device_id",
    device__serial="device__serial",
)
_PRINTS = ArraySubquery(
    PrintLog.unscoped.filter(position=OuterRef("pk"))
    .order_by("datetime", "pk")
    .values(
        row=JSONObject(
            id="id",
            datetime="datetime",
            successful="successful",
            source="source",
            type="type",
            info="info",
            device_id="device__serial",
        )
    )
)
_AT_DOORS = Prepared(
    lambda ids: OrderPosition.unscoped.filter(id__any_of=ids).values(
        "id",
        scans=ArraySubquery(
            CheckIn.unscoped.filter(position=OuterRef("pk"), **_SUCCESSFUL)
            .order_by("datetime", "pk")
            .values(row=_SCAN)
        ),
        prints=_PRINTS,
    ),
    kinds=["ids"],
)


@dataclass(frozen=True)
class Told:
    """What a scanner is told of a ticket besides its own columns: its `answers`, what happened at `doors`, and the
    columns `shop.reads.order_rows.OF_THE_PARENT`."""

    answers: list[Row]
    doors: AtDoors
    parent: Row


def told(position_id: int, *, lists: Collection[int]) -> Told:
    """What a scanner at `lists` is told of a ticket. One query."""
    row = _TOLD.rows(position_id, list(lists))[0]
    scans = [_dated(scan) for scan in row["scans"]]
    doors = AtDoors(scans, [_dated(entry) for entry in row["prints"]])
    return Told(row["given"], doors, {name: row[name] for name in OF_THE_PARENT})


def _told(position_id: int, lists: list[int]) -> QuerySet[Any, Any]:
    scans = CheckIn.unscoped.filter(position=OuterRef("pk"), list__id__any_of=lists, **_SUCCESSFUL)
    found: QuerySet[Any, Any] = OrderPosition.unscoped.filter(pk=position_id).values(
        *OF_THE_PARENT,
        given=answers_as_json(position=OuterRef("pk")),
        scans=ArraySubquery(scans.order_by("datetime", "pk").values(row=_SCAN)),
        prints=_PRINTS,
    )
    return found


_TOLD = Prepared(_told, kinds=["id", "ids"])


def attendance(event: Event, row: Row) -> dict[str, Any]:
    """How full a door's hall is: `positions` and `entered` by (item, variation), and `inside`. Three queries."""
    inside = positions_in(row)
    by_unit = ("item_id", "variation_id")
    tickets = _tickets(event).filter(inside).values_list(*by_unit).annotate(number=Count("pk"))
    scans = CheckIn.objects.filter(list=row["id"], position__in=_tickets(event).filter(inside))
    entered = (
        scans.filter(kind=ScanKind.ENTRY, **_SUCCESSFUL)
        .order_by()
        .values_list("position__item_id", "position__variation_id")
        .annotate(number=Count("position", distinct=True))
    )
    last = (
        scans.filter(**_SUCCESSFUL)
        .order_by("position", "-datetime", "-pk")
        .distinct("position")
        .values_list("kind", flat=True)
    )
    return {
        "positions": Counter({(item, kind): n for item, kind, n in tickets}),
        "entered": Counter({(item, kind): n for item, kind, n in entered}),
        "inside": sum(kind == ScanKind.ENTRY for kind in last),
    }
