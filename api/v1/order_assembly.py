"""Orders and positions in their wire form: the reads of several floors put together."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from mimetypes import guess_type
from typing import Any

from django.conf import settings
from django.db.models import Q

from api.shared import params
from api.v1 import order_wire, wire
from api.v1.wire import Json
from register.checkin import list_rows
from shop.actions.orders.answer_files import FILE
from shop.documents import tickets
from shop.documents.downloads import OF_QUESTION
from shop.documents.texts import texts_of
from shop.models import OrderPosition
from shop.reads import catalogue_rows, order_rows
from shop.rules import transitions
from tenant.events.addresses import event_url
from tenant.models import Event, Organizer

Rows = Sequence[dict[str, Any]]
PDF = "pdf"
SHOWN: params.Readers = dict.fromkeys(
    ("include_canceled_positions", "include_canceled_fees", "pdf_data"), params.boolean
)


@dataclass(frozen=True)
class Shape:
    """What a request wants to see of orders. `exclude` and `include` name fields; `without` says which of `answers`
    and `checkins` there are none of; `origin` is the scheme and the host of addresses of files."""

    exclude: frozenset[str] = frozenset()
    include: frozenset[str] = frozenset()
    canceled_positions: bool = False
    canceled_fees: bool = False
    pdf_data: bool = False
    without: frozenset[str] = frozenset()
    origin: str = ""

    @property
    def with_positions(self) -> bool:
        if "positions" in self.exclude:
            return False
        return not self.include or any(name.split(".")[0] == "positions" for name in self.include)


def shape(request: Any, *, without: Collection[str] = ()) -> Shape:
    """What the request asks for. Raises ValidationError for what cannot be read."""
    exclude, include = shown(request.GET)
    wanted = params.read(request.GET, SHOWN)
    return Shape(
        exclude=exclude,
        include=include,
        canceled_positions=wanted.get("include_canceled_positions", False),
        canceled_fees=wanted.get("include_canceled_fees", False),
        pdf_data=wanted.get("pdf_data", False),
        without=frozenset(without),
        origin=request.build_absolute_uri("/")[:-1],
    )


def shown(query: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The fields that a request leaves out (`exclude`) and asks for (`include`), each repeatable."""
    return frozenset(query.getlist("exclude")), frozenset(query.getlist("include"))


def orders(rows: Rows, *, organizer: Organizer, shape: Shape) -> list[Json]:
    """The order rows (`shop.reads.order_rows.as_rows`) with their positions. Three queries at most, whatever their number;
    two more with `pdf_data`."""
    found = (
        order_rows.positions_of([row["id"] for row in rows], with_canceled=shape.canceled_positions)
        if shape.with_positions
        else []
    )
    address = _Addresses(organizer, origin=shape.origin)
    by_order: dict[int, list[Json]] = {row["id"]: [] for row in rows}
    of_order = {row["id"]: row for row in rows}
    files = {
        row["id"]: downloads(row, order=of_order[row["order_id"]], at=address) for row in found
    }
    for row, wired in zip(found, _wired(found, shape=shape, files=files), strict=True):
        address.of_answers(wired, of_order[row["order_id"]]["event__slug"])
        by_order[row["order_id"]].append(wired)
    wire = [
        {
            **order_wire.order(
                row,
                positions=by_order[row["id"]],
                downloads=[address.of_order(row, PDF)]
                if any(entry["downloads"] for entry in by_order[row["id"]])
                else [],
                canceled_fees=shape.canceled_fees,
            ),
            "url": address.page(row),
        }
        for row in rows
    ]
    if not shape.exclude and not shape.include:
        return wire
    return [
        order_wire.pruned(entry, exclude=shape.exclude, include=shape.include) for entry in wire
    ]


class _Addresses:
    """Where orders are: their pages, and their files."""

    def __init__(self, organizer: Organizer, *, origin: str) -> None:
        self.organizer, self.origin = organizer, origin or settings.PUBLIC_URL
        self._pages: dict[str, str] = {}

    def page(self, row: Mapping[str, Any]) -> str:
        """What the buyer sees."""
        slug = row["event__slug"]
        if slug not in self._pages:
            event = Event(organizer=self.organizer, slug=slug)
            self._pages[slug] = event_url(None, event, "order/")
        return f"{self._pages[slug]}{row['code']}/{row['secret']}/"

    def _event(self, slug: str) -> str:
        return f"{self.origin}/api/v1/organizers/{self.organizer.slug}/events/{slug}/"

    def of_order(self, row: Mapping[str, Any], output: str) -> Json:
        base = self._event(row["event__slug"])
        return {"output": output, "url": f"{base}orders/{row['code']}/download/{output}/"}

    def of_position(self, pk: int, slug: str, output: str) -> Json:
        return {
            "output": output,
            "url": f"{self._event(slug)}orderpositions/{pk}/download/{output}/",
        }

    def of_answers(self, entry: Json, slug: str) -> None:
        """Answers that are files say where these are; layouts find the pictures among them by their questions."""
        base = f"{self._event(slug)}orderpositions/{entry['id']}/"
        images = entry["pdf_data"].setdefault("images", {}) if "pdf_data" in entry else {}
        for given in entry["answers"]:
            if given["answer"].startswith(FILE):
                if (guess_type(given["answer"])[0] or "").startswith("image/"):
                    key = f"{OF_QUESTION}{given['question_identifier']}"
                    images[key] = f"{base}pdf_image/{key}/"
                given["answer"] = f"{base}answer/{given['question']}/"


def downloads(row: Mapping[str, Any], *, order: Mapping[str, Any], at: _Addresses) -> list[Json]:
    """The files that there are for a position, with their addresses."""
    payments = order["payment_rows"]
    valid = transitions.tickets_are_valid(
        order["status"],
        require_approval=order["require_approval"],
        valid_if_pending=order["valid_if_pending"],
        provider=payments[-1]["provider"] if payments else "",
    )
    ticket = tickets.is_ticket(row["item__kind"], row["item__generate_tickets"])
    if not valid or not ticket or row["canceled"]:
        return []
    return [at.of_position(row["id"], order["event__slug"], PDF)]


def order(event: Event, code: str, *, shape: Shape | None = None) -> Json:
    """One order of the event. Raises NotFound. Four queries."""
    row = order_rows.order_row(event, code)
    return orders([row], organizer=event.organizer, shape=shape or Shape())[0]


def _wired(
    rows: Rows, *, shape: Shape, files: Mapping[int, list[Json]] | None = None
) -> list[Json]:
    hidden = {
        name.removeprefix("positions.") for name in shape.exclude if name.startswith("positions.")
    }
    wired = positions(rows, without=shape.without | hidden, files=files or {})
    if shape.pdf_data and "pdf_data" not in hidden:
        texts = texts_of([row["id"] for row in rows])
        for entry in wired:
            entry["pdf_data"] = texts.get(entry["id"], {})
    return wired


def positions(
    rows: Rows, *, without: Collection[str] = (), files: Mapping[int, list[Json]] | None = None
) -> list[Json]:
    """The position rows with answers and scans. Two queries, fewer where `without` says that there are no `answers`
    or no `checkins`, or that nobody wants them. `files`: position id -> its downloads."""
    ids = [row["id"] for row in rows]
    answers = order_rows.answers_of([] if "answers" in without else ids)
    unseen = {"checkins", "print_logs"} <= set(without)
    doors = list_rows.at_doors([] if unseen else ids)
    return [
        order_wire.position(
            row,
            answers=answers.get(row["id"], ()),
            at_doors=doors.get(row["id"], list_rows.NOTHING),
            downloads=(files or {}).get(row["id"], ()),
        )
        for row in rows
    ]


def listed_positions(rows: Rows, *, organizer: Organizer, shape: Shape) -> list[Json]:
    """Position rows with `position_rows.OF_THE_LIST`, in their wire form. Two queries, two more with `pdf_data`."""
    address = _Addresses(organizer, origin=shape.origin)
    files = {
        row["id"]: downloads(
            row,
            order={
                "status": row["order__status"],
                "require_approval": row["order__require_approval"],
                "valid_if_pending": row["order__valid_if_pending"],
                "event__slug": row["event__slug"],
                "payment_rows": [{"provider": row["last_provider"]}],
            },
            at=address,
        )
        for row in rows
    }
    wired = _wired(rows, shape=shape, files=files)
    for row, entry in zip(rows, wired, strict=True):
        address.of_answers(entry, row["event__slug"])
    return [
        order_wire.pruned(entry, exclude=shape.exclude, include=shape.include) for entry in wired
    ]


def ticket_at_door(position: OrderPosition, *, lists: Iterable[int]) -> Json:
    """A scanned ticket as scan apps want it, of the row that the scan has read already. One query."""
    told = list_rows.told(position.pk, lists=list(lists))
    row = {**order_rows.row_of(position), **told.parent}
    return order_wire.position_at_door(row, answers=told.answers, at_doors=told.doors)


def positions_at_door(rows: Rows, *, lists: Iterable[int]) -> list[Json]:
    """The position rows as scan apps want them, with the scans at `lists`. Two queries."""
    ids = [row["id"] for row in rows]
    answers = order_rows.answers_of(ids)
    doors = list_rows.at_doors(ids, lists=list(lists))
    return [
        order_wire.position_at_door(
            row,
            answers=answers.get(row["id"], ()),
            at_doors=doors.get(row["id"], list_rows.NOTHING),
        )
        for row in rows
    ]


def with_extras(
    entries: list[Json], *, expand: Collection[str], pdf_data: bool, event_ids: Collection[int]
) -> list[Json]:
    """The positions with what a request asks for besides: whole questions in place of their ids
    (`answers.question`), and `pdf_data`. Two queries for each that is asked for; none where there is nothing to add."""
    if pdf_data:
        texts = texts_of([entry["id"] for entry in entries])
        for entry in entries:
            entry["pdf_data"] = texts.get(entry["id"], {})
    given = [answer for entry in entries for answer in entry["answers"]]
    if "answers.question" in expand and given:
        wanted = Q(event__in=event_ids, pk__in={answer["question"] for answer in given})
        rows = catalogue_rows.with_options(list(catalogue_rows.question_rows_where(wanted)))
        whole = {row["id"]: wire.question(row) for row in rows}
        for answer in given:
            answer["question"] = whole.get(answer["question"], answer["question"])
    return entries
