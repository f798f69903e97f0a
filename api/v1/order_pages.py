"""Orders and positions in their wire form: the reads of several floors put together."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from api.v1 import order_wire
from api.v1.wire import Json
from register import door_rows
from shop import order_rows
from shop.models import OrderPosition
from tenant.addresses import event_url
from tenant.models import Event, Organizer

Rows = Sequence[dict[str, Any]]


def shown(query: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The fields that a request leaves out (`exclude`) and asks for (`include`), each repeatable."""
    return frozenset(query.getlist("exclude")), frozenset(query.getlist("include"))


def orders(
    rows: Rows,
    *,
    organizer: Organizer,
    exclude: Collection[str] = (),
    include: Collection[str] = (),
    with_canceled: bool = False,
    without: Collection[str] = (),
) -> list[Json]:
    """The order rows (`shop.order_rows.as_rows`) with their positions. Three queries at most, whatever their number;
    `without` as in `positions`."""
    wanted = "positions" not in exclude and (
        not include or any(name.split(".")[0] == "positions" for name in include)
    )
    found = (
        order_rows.positions_of([row["id"] for row in rows], with_canceled=with_canceled)
        if wanted
        else []
    )
    by_order: dict[int, list[Json]] = {row["id"]: [] for row in rows}
    for row, wired in zip(
        found, positions(found, without={*without, *_below_positions(exclude)}), strict=True
    ):
        by_order[row["order_id"]].append(wired)
    address = _addresses(organizer, rows)
    wire = [
        {
            **order_wire.order(row, positions=by_order[row["id"]]),
            "url": f"{address[row['event__slug']]}{row['code']}/{row['secret']}/",
        }
        for row in rows
    ]
    if not exclude and not include:
        return wire
    return [order_wire.pruned(entry, exclude=exclude, include=include) for entry in wire]


def _addresses(organizer: Organizer, rows: Rows) -> dict[str, str]:
    slugs = {row["event__slug"] for row in rows}
    return {
        slug: event_url(None, Event(organizer=organizer, slug=slug), "order/") for slug in slugs
    }


def order(event: Event, code: str, **shown: Collection[str]) -> Json:
    """One order of the event; `exclude`, `include` and `without` as in `orders`. Raises NotFound. Four queries."""
    row = order_rows.order_row(event, code)
    return orders([row], organizer=event.organizer, **shown)[0]  # type: ignore[arg-type]  # all three are collections


def _below_positions(fields: Collection[str]) -> set[str]:
    return {name.removeprefix("positions.") for name in fields if name.startswith("positions.")}


def positions(rows: Rows, *, without: Collection[str] = ()) -> list[Json]:
    """The position rows with answers and scans. Two queries, fewer where `without` says that there are no `answers`
    or no `checkins`, or that nobody wants them."""
    ids = [row["id"] for row in rows]
    answers = order_rows.answers_of([] if "answers" in without else ids)
    scans = door_rows.checkins_of([] if "checkins" in without else ids)
    return [
        order_wire.position(
            row, answers=answers.get(row["id"], ()), checkins=scans.get(row["id"], ())
        )
        for row in rows
    ]


def ticket_at_door(position: OrderPosition, *, lists: Iterable[int]) -> Json:
    """A scanned ticket as scan apps want it, of the row that the scan has read already. One query."""
    row = order_rows.row_of(position)
    told = door_rows.told(position.pk, lists=list(lists))
    return order_wire.position_at_door(row, answers=told["answers"], checkins=told["checkins"])


def positions_at_door(rows: Rows, *, lists: Iterable[int]) -> list[Json]:
    """The position rows as scan apps want them, with the scans at `lists`. Two queries."""
    ids = [row["id"] for row in rows]
    answers = order_rows.answers_of(ids)
    scans = door_rows.checkins_of(ids, lists=list(lists))
    return [
        order_wire.position_at_door(
            row, answers=answers.get(row["id"], ()), checkins=scans.get(row["id"], ())
        )
        for row in rows
    ]
