"""Check-in lists and scans (contract, B10 and C3)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response

from api.shared import params
from api.shared.paging import page
from api.v1 import door_wire, order_assembly, order_wire, scans, wire
from api.v1.base import V1View
from api.v1.device_authentication import device_of
from api.v1.errors import NOT_FOUND
from api.v1.permissions import requires, requires_somewhere
from api.v1.resource import ID, Json, Kind, ListView, MemberView, documented_list, documented_member
from api.v1.serializers import documents
from api.v1.serializers.doors import CheckInListInput, RedeemInput, ScanInput
from register.checkin import list_rows, lists_of_scans
from register.checkin.actions import lists
from register.checkin.actions.scans import redeem, redeem_at
from register.models import CheckInList
from shop.enums import OrderStatus
from shop.reads import catalogue_rows, order_rows
from tenant.access.requests import access_of
from tenant.models import Event, Organizer

VIEW, CHANGE, SCAN = "can_view_orders", "can_change_orders", "can_checkin_orders"


def statuses(words: str) -> list[str]:
    """Letters of statuses with commas between them."""
    return [params.one_of(OrderStatus.values)(word.strip()) for word in words.split(",")]


TICKETS: params.Readers = {
    "search": params.text,
    "order": params.text,
    "secret": params.text,
    "item": params.number,
    "variation": params.number,
    **dict.fromkeys(("subevent", "addon_to", "voucher"), params.number),
    **dict.fromkeys(("item__in", "variation__in", "subevent__in", "addon_to__in"), params.numbers),
    **dict.fromkeys(("attendee_name", "pseudonymization_id"), params.text),
    "order__status": params.one_of(OrderStatus.values),
    "order__status__in": statuses,
    "has_checkin": params.boolean,
}
ORDERINGS = {
    "order": "order__code",
    "order__code": "order__code",
    "order__datetime": "order__datetime",
    "positionid": "positionid",
    "attendee_name": "attendee_name",
    "order__email": "order__email",
    "last_checked_in": "last_checked_in",
}
EXTRAS: params.Readers = {"pdf_data": params.boolean}
EXPAND = [OpenApiParameter("expand"), OpenApiParameter("pdf_data")]
COUNTS = {"checkin_count", "position_count"}


class CheckInListKind(Kind):
    """Who may pass which door."""

    permission_classes = [requires(VIEW, to_write="can_change_event_settings")]
    stamp = "checkinlists"
    input = CheckInListInput
    readers = {
        "subevent": params.number,
        "subevent_match": params.number,
        "ends_after": params.moment,
    }
    orderings = {"subevent__date_from": "subevent__date_from", "id": "pk", "name": "name"}

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return list_rows.list_rows(self.event, filters=filters)

    def wired(self, rows: list[Json]) -> list[Json]:
        exclude, include = order_assembly.shown(self.request.GET)
        if not exclude >= COUNTS:
            rows = list_rows.counted(self.event, rows)
        return [
            order_wire.pruned(wire.checkin_list(row), exclude=exclude, include=include)
            for row in rows
        ]

    def find(self, pk: int) -> CheckInList:
        return list_rows.list_at(self.event, pk)

    def further_problems(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        return lists.list_problems(self.event, data)

    def save(self, row: CheckInList | None, data: Json) -> int:
        return lists.save_list(self.event, checkin_list=row, data=data, actor=self.actor).pk

    def remove(self, row: CheckInList) -> None:
        lists.delete_list(self.event, checkin_list=row, actor=self.actor)


@documented_list(documents.CheckInListDocument, "checkinlist")
class CheckInLists(CheckInListKind, ListView):
    """The event's check-in lists."""


@documented_member(documents.CheckInListDocument, "checkinlist")
class CheckInListMember(CheckInListKind, MemberView):
    """One check-in list."""


class ListStatus(V1View):
    """How full it is behind the door."""

    permission_classes = [requires(VIEW, SCAN)]

    @extend_schema(
        operation_id="v1_checkinlist_status",
        parameters=[ID],
        responses=documents.ListStatusDocument,
    )
    def get(self, request: Any, **path: str) -> Response:
        row = list_rows.list_row(self.event, self.number("id"))
        items = catalogue_rows.item_rows(self.event).order_by("position", "pk")
        if not row["all_products"]:
            items = items.filter(pk__in=row["products"])
        attendance = list_rows.attendance(self.event, row)
        named = catalogue_rows.with_parts(list(items))
        return Response(door_wire.status(self.event.name, named, attendance))


class ListPositions(V1View):
    """The tickets that a list is about."""

    permission_classes = [requires(VIEW, SCAN)]

    @extend_schema(
        operation_id="v1_checkinlist_position_list",
        responses=documents.page_of(documents.PositionAtDoorDocument),
        parameters=[ID, *params.documented(TICKETS)],
    )
    def get(self, request: Any, **path: str) -> Response:
        row = list_rows.list_row(self.event, self.number("id"))
        return tickets(request, [row], events=[self.event])


def tickets(request: Any, rows: list[Json], *, events: list[Event]) -> Response:
    """A page of the tickets of these lists, as scan apps want them."""
    filters = params.read(request.GET, {**TICKETS, "ignore_status": params.boolean})
    found = list_rows.positions_at(
        rows, filters=filters, any_status=filters.get("ignore_status", False)
    )
    order = params.ordering(request.GET, ORDERINGS, default=("order__code", "positionid"))
    ids = [row["id"] for row in rows]
    ordered = found
    if "last_checked_in" in {name.removeprefix("-") for name in order}:
        ordered = list_rows.with_last_entry(found, lists=ids)
    shown = page(
        request,
        ordered.order_by(*order),
        counted=found,
        by_ids=order_rows.positions_at_door_by_ids,
        few="search" in filters,
    )
    wired = order_assembly.positions_at_door(shown.rows, lists=ids)
    return shown.response(extended(request, wired, events=events))


def extended(request: Any, wired: list[Json], *, events: list[Event]) -> list[Json]:
    """The tickets with what the request asks for besides: `expand`, and `pdf_data` for those who view orders, since it
    holds more of the order than a door has to know."""
    views = all(access_of(request).can_at_event(event, VIEW) for event in events)
    return order_assembly.with_extras(
        wired,
        expand=request.GET.getlist("expand"),
        pdf_data=params.read(request.GET, EXTRAS).get("pdf_data", False) and views,
        event_ids={event.pk for event in events},
    )


class ListPosition(V1View):
    """One ticket of a list, by its id or its secret."""

    permission_classes = [requires(VIEW, SCAN)]

    @extend_schema(
        operation_id="v1_checkinlist_position_retrieve",
        responses=documents.PositionAtDoorDocument,
        parameters=[ID, OpenApiParameter("secret", str, OpenApiParameter.PATH)],
    )
    def get(self, request: Any, **path: str) -> Response:
        row = list_rows.list_row(self.event, self.number("id"))
        found = list_rows.positions_at([row], filters={}, any_status=True)
        keys = found.filter(_meant(path["secret"])).values_list("pk", flat=True)
        rows = order_rows.positions_at_door_by_ids(list(keys[:1]))
        if not rows:
            raise NotFound(NOT_FOUND)
        wired = order_assembly.positions_at_door(rows, lists=[row["id"]])
        return Response(extended(request, wired, events=[self.event])[0])


def _meant(words: str) -> Q:
    try:
        return Q(pk=params.number(words)) | Q(secret=words)
    except ValueError:
        return Q(secret=words)


class ListRedeem(V1View):
    """One scan at one list; the ticket's secret is part of the address. A program may name the ticket by its id instead,
    unless it says `untrusted_input`; a device always means a secret, whatever it scanned."""

    permission_classes = [requires(CHANGE, SCAN)]

    @extend_schema(
        operation_id="v1_checkinlist_redeem",
        parameters=[
            ID,
            OpenApiParameter("secret", str, OpenApiParameter.PATH),
            OpenApiParameter("untrusted_input", bool),
        ],
        request=ScanInput,
        responses={201: documents.ScanDocument, 400: documents.ScanDocument},
    )
    def post(self, request: Any, **path: str) -> Response:
        found, data, device = (
            list_rows.door(self.event, self.number("id")), self.data(ScanInput), device_of(request),
        )  # fmt: skip
        sent = params.read(request.GET, {"untrusted_input": params.boolean})
        secret = list_rows.secret_in_address(self.event, path["secret"])
        if device is None and not sent.get("untrusted_input", False):
            secret = list_rows.secret_of(self.event, secret)
        scan = scans.scan_request(data, secret=secret, device=device)
        result = redeem(found, scan=scan, actor=self.actor)
        return scans.answer(
            result, found, data=data, lists=[found.pk], request=request, canceled_supported=False
        )


def doors_named(
    request: Any,
    organizer: Organizer,
    ids: list[int],
    *,
    rights: tuple[str, ...] = (CHANGE, SCAN),
    field: str = "lists",
) -> list[CheckInList]:
    """These lists, where the caller has one of the rights. Raises Invalid by `field`. One query."""
    access = access_of(request)
    return lists_of_scans.lists_named(
        organizer,
        ids,
        may_use=lambda event: any(access.can_at_event(event, right) for right in rights),
        field=field,
    )


class Redeem(V1View):
    """One scan at whichever of the lists the ticket belongs to."""

    permission_classes = [requires_somewhere(CHANGE, SCAN)]

    @extend_schema(
        operation_id="v1_checkinrpc_redeem",
        request=RedeemInput,
        responses={201: documents.ScanDocument, 400: documents.ScanDocument},
    )
    def post(self, request: Any, **path: str) -> Response:
        data = self.data(RedeemInput)
        found = doors_named(request, self.organizer, data["lists"])
        scan = scans.scan_request(data, secret=data["secret"], device=device_of(request))
        entry, result = redeem_at(found, scan=scan, actor=self.actor)
        return scans.answer(
            result,
            entry,
            data=data,
            lists=data["lists"],
            request=request,
            canceled_supported=True,
        )


class Search(V1View):
    """The tickets of these lists that somebody's words mean."""

    permission_classes = [requires_somewhere(VIEW, SCAN)]

    @extend_schema(
        operation_id="v1_checkinrpc_search",
        responses=documents.page_of(documents.PositionAtDoorDocument),
        parameters=params.documented(
            {"list": params.number, "search": params.text, "ignore_status": params.boolean}
        ),
    )
    def get(self, request: Any, **path: str) -> Response:
        wanted = _lists(request.GET)
        found = doors_named(request, self.organizer, wanted, rights=(VIEW, SCAN), field="list")
        return tickets(
            request, [vars(entry) for entry in found], events=[entry.event for entry in found]
        )


def _lists(query: Any) -> list[int]:
    try:
        return [params.number(word) for word in query.getlist("list")]
    except ValueError as error:
        raise ValidationError({"list": [str(error)]}) from error
