"""Order positions (contract, B8)."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from api.shared import params
from api.shared.paging import page
from api.v1 import order_assembly, order_wire, rearrangements
from api.v1.base import V1View
from api.v1.errors import NOT_FOUND, forbidden
from api.v1.order_drafts import position_draft
from api.v1.permissions import requires, requires_somewhere
from api.v1.resource import ID
from api.v1.serializers import positions as shapes
from api.v1.serializers.documents import Detail, PositionDocument, page_of
from api.v1.views.order_steps import sold_out_in_words
from api.v1.views.orders import CHANGE, VIEW, OrderView
from api.v1.wire import money
from eventhub.common.errors import Invalid
from eventhub.common.money import coded
from register.checkin import list_rows
from shop.actions import orders
from shop.documents import downloads
from shop.enums import OrderStatus
from shop.reads import order_rows, position_rows, quotes
from shop.rules.drafts import AnswerDraft, Rearrangement
from tenant.access.requests import access_of
from tenant.models import Organizer

ONE, SEVERAL = params.number, params.numbers
READERS: params.Readers = {
    **dict.fromkeys(
        ("order", "attendee_name", "secret", "search", "pseudonymization_id", "voucher__code"),
        params.text,
    ),
    **dict.fromkeys(("order__in", "attendee_name__in"), params.words),
    "order__status": params.one_of(OrderStatus.values),
    "order__status__in": params.several_of(OrderStatus.values),
    **dict.fromkeys(("item", "variation", "subevent", "addon_to", "voucher", "positionid"), ONE),
    **dict.fromkeys(("item__in", "variation__in", "subevent__in", "addon_to__in"), SEVERAL),
    "has_checkin": params.boolean,
}
ORDERINGS = {
    "order__code": "order__code",
    "order__datetime": "order__datetime",
    "positionid": "positionid",
    "attendee_name": "attendee_name",
    "order__status": "order__status",
}
NEWEST = ("-order__datetime", "positionid")
PARAMETERS = [
    OpenApiParameter(name)
    for name in ("page", "page_size", "ordering", "exclude", "include", *order_assembly.SHOWN, *READERS)
]  # fmt: skip


def answered(request: Any, scope: Q, *, organizer: Organizer) -> Response:
    """A page of the positions within `scope`."""
    filters, shape = params.read(request.GET, READERS), order_assembly.shape(request)
    found = position_rows.listed_positions(
        scope, filters=filters, with_canceled=shape.canceled_positions
    )
    if "has_checkin" in filters:
        found = list_rows.with_scan(found, scanned=filters["has_checkin"])
    order = params.ordering(request.GET, ORDERINGS, default=NEWEST)
    shown = page(request, position_rows.list_rows(found).order_by(*order), counted=found)
    return shown.response(
        order_assembly.listed_positions(shown.rows, organizer=organizer, shape=shape)
    )


class OrganizerPositions(V1View):
    """The positions of all events of an organizer that the caller may see orders of."""

    permission_classes = [requires_somewhere(VIEW)]

    @extend_schema(
        operation_id="v1_organizer_position_list",
        responses=page_of(PositionDocument),
        parameters=PARAMETERS,
    )
    def get(self, request: Any, **path: str) -> Response:
        scope = access_of(request).events_with(self.organizer, VIEW)
        if scope is None:
            raise forbidden()
        return answered(request, order_rows.of_events(scope), organizer=self.organizer)


class _Positions(OrderView):
    permission_classes = [requires(VIEW, to_write=CHANGE)]

    def shown(self, pk: int, *, status: int = 200) -> Response:
        """One position, canceled or not. Raises NotFound."""
        shape = order_assembly.shape(self.request)
        scope = Q(event=self.event, pk=pk)
        found = position_rows.listed_positions(scope, filters={}, with_canceled=True)
        rows = list(position_rows.list_rows(found))
        if not rows:
            raise NotFound(NOT_FOUND)
        organizer = self.event.organizer
        wired = order_assembly.listed_positions(rows, organizer=organizer, shape=shape)
        return Response(wired[0], status=status)


class PositionList(_Positions):
    """The event's positions."""

    @extend_schema(
        operation_id="v1_position_list", responses=page_of(PositionDocument), parameters=PARAMETERS
    )
    def get(self, request: Any, **path: str) -> Response:
        return answered(request, Q(event=self.event), organizer=self.event.organizer)

    @extend_schema(
        operation_id="v1_position_create",
        request=shapes.NewPosition,
        responses={201: PositionDocument},
    )
    def post(self, request: Any, **path: str) -> Response:
        data = self.data(shapes.NewPosition)
        code = data["order"]
        if not order_rows.orders(Q(event=self.event), filters={"code": code}).exists():
            raise Invalid.field("order", "There is no such order at this event.")
        change = Rearrangement(created=(position_draft(data),))
        with sold_out_in_words(), of_one("create_positions", data):
            order = orders.rearrange_order(
                self.event, code=code.upper(), change=change, actor=self.actor
            )
        pk = position_rows.newest_position(order.pk)
        return self.shown(pk, status=201)


class of_one:  # noqa: N801 -- reads as a word after `with`
    """What is wrong with the only entry of a list is said of the body itself."""

    def __init__(self, name: str, sent: dict[str, Any]) -> None:
        self.name, self.sent = name, sent

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, Invalid) and isinstance(error.fields.get(self.name), list):
            entries = {"positions": error.fields[self.name]}
            error.fields = order_wire.mirrored(entries, [self.sent])["positions"][0]


class PositionMember(_Positions):
    """One position."""

    def insist_known(self) -> None:
        position_rows.code_of_position(self.event, self.number("id"))

    @extend_schema(operation_id="v1_position_retrieve", parameters=[ID], responses=PositionDocument)
    def get(self, request: Any, **path: str) -> Response:
        return self.shown(self.number("id"))

    @extend_schema(
        operation_id="v1_position_change",
        parameters=[ID],
        request=shapes.PositionChanges,
        responses={200: PositionDocument, 400: Detail},
    )
    def patch(self, request: Any, **path: str) -> Response:
        data, pk = self.data(shapes.PositionChanges), self.number("id")
        answers = data.get("answers")
        drafts = None if answers is None else tuple(
            AnswerDraft(given["question"], given.get("answer", ""), tuple(given.get("options", ())))
            for given in answers
        )  # fmt: skip
        try:
            with sold_out_in_words():
                orders.change_position(
                    self.event,
                    position_id=pk,
                    data={**rearrangements.attendee(data), **rearrangements.moves(data)},
                    answers=drafts,
                    actor=self.actor,
                )
        except Invalid as error:
            entries = {"positions": [error.fields]}
            error.fields = order_wire.mirrored(entries, [{"answers": answers or []}])["positions"][
                0
            ]
            raise
        return self.shown(pk)

    @extend_schema(
        operation_id="v1_position_delete", parameters=[ID], responses={204: None, 400: Detail}
    )
    def delete(self, request: Any, **path: str) -> Response:
        pk = self.number("id")
        code = position_rows.code_of_position(self.event, pk)
        change = Rearrangement(canceled=(pk,))
        try:
            orders.rearrange_order(self.event, code=code, change=change, actor=self.actor)
        except Invalid as error:  # it is canceled already
            raise NotFound(NOT_FOUND) from error
        return Response(status=204)


class _PositionStep(_Positions):
    permission_classes = [requires(CHANGE)]

    def insist_known(self) -> None:
        position_rows.code_of_position(self.event, self.number("id"))


def documented(name: str, takes: Any = None) -> Any:
    """Describes a step for the OpenAPI document."""
    return extend_schema(
        operation_id=f"v1_position_{name}",
        parameters=[ID],
        request=takes,
        responses={200: PositionDocument, 400: Detail},
    )


class RegenerateSecret(_PositionStep):
    """A new code for the ticket."""

    @documented("regenerate_secrets")
    def post(self, request: Any, **path: str) -> Response:
        pk = self.number("id")
        orders.regenerate_position_secret(self.event, position_id=pk, actor=self.actor)
        return self.shown(pk)


class AddBlock(_PositionStep):
    """The ticket admits nobody for now."""

    @documented("add_block", shapes.BlockInput)
    def post(self, request: Any, **path: str) -> Response:
        pk, name = self.number("id"), self.data(shapes.BlockInput)["name"]
        orders.block_position(self.event, position_id=pk, name=name, actor=self.actor)
        return self.shown(pk)


class RemoveBlock(_PositionStep):
    """The ticket admits again."""

    @documented("remove_block", shapes.BlockInput)
    def post(self, request: Any, **path: str) -> Response:
        pk, name = self.number("id"), self.data(shapes.BlockInput)["name"]
        orders.unblock_position(self.event, position_id=pk, name=name, actor=self.actor)
        return self.shown(pk)


class PriceCalc(_PositionStep):
    """What the position would cost if it were another."""

    @extend_schema(
        operation_id="v1_position_price_calc",
        parameters=[ID],
        request=shapes.PriceInput,
        responses={200: shapes.PriceDocument, 400: Detail},
    )
    def post(self, request: Any, **path: str) -> Response:
        data = self.data(shapes.PriceInput)
        quote = quotes.quote(
            self.event,
            position_id=self.number("id"),
            item_id=data.get("item"),
            variation_id=data.get("variation"),
            subevent_id=data.get("subevent"),
            tax_rule_id=data.get("tax_rule"),
        )
        price = quote.price
        return Response(
            {
                "gross": money(price.gross),
                "gross_formatted": coded(price.gross, currency=self.event.currency),
                "net": money(price.gross - price.tax),
                "rate": money(price.rate),
                "tax": money(price.tax),
                "tax_rule": quote.tax_rule_id,
                "name": quote.tax_name,
            }
        )


class AnswerFile(_Positions):
    """The file that was given for an answer."""

    @extend_schema(
        operation_id="v1_position_answer",
        parameters=[ID, OpenApiParameter("question", int, OpenApiParameter.PATH)],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 404: Detail},
    )
    def get(self, request: Any, **path: str) -> HttpResponse:
        file = downloads.answer_file(
            self.event, position_id=self.number("id"), question_id=self.number("question")
        )
        return as_download(file.content, kind=file.content_type, name=file.name)


class PdfImage(_Positions):
    """A picture for a layout of tickets or badges."""

    @extend_schema(
        operation_id="v1_position_pdf_image",
        parameters=[ID, OpenApiParameter("key", str, OpenApiParameter.PATH)],
        responses={(200, "image/*"): OpenApiTypes.BINARY, 404: Detail},
    )
    def get(self, request: Any, **path: str) -> HttpResponse:
        file = downloads.image(self.event, position_id=self.number("id"), key=path["key"])
        return as_download(file.content, kind=file.content_type, name=file.name)


def as_download(content: bytes, *, kind: str, name: str) -> HttpResponse:
    """A file to keep: no browser shows it as a page of ours."""
    safe = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in name)
    response = HttpResponse(bytes(content), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{safe.encode("ascii", "replace").decode()}"'  # fmt: skip
    response["X-Content-Type-Options"] = "nosniff"
    return response


DOWNLOAD = {
    (200, "application/pdf"): OpenApiTypes.BINARY,
    400: Detail,
    404: OpenApiResponse(Detail),
}
OUTPUT = OpenApiParameter("output", str, OpenApiParameter.PATH)


class TicketDownload(_Positions):
    """The ticket as a file."""

    @extend_schema(operation_id="v1_position_download", parameters=[ID, OUTPUT], responses=DOWNLOAD)
    def get(self, request: Any, **path: str) -> HttpResponse:
        if path["output"] != order_assembly.PDF:
            raise NotFound(NOT_FOUND)
        file = downloads.ticket(self.event, position_id=self.number("id"))
        return as_download(file.content, kind=file.content_type, name=file.name)


class OrderDownload(_Positions):
    """All tickets of an order as one file."""

    @extend_schema(
        operation_id="v1_order_download",
        parameters=[OpenApiParameter("code", str, OpenApiParameter.PATH), OUTPUT],
        responses=DOWNLOAD,
    )
    def get(self, request: Any, **path: str) -> HttpResponse:
        if path["output"] != order_assembly.PDF:
            raise NotFound(NOT_FOUND)
        file = downloads.tickets_of(self.event, code=path["code"])
        return as_download(file.content, kind=file.content_type, name=file.name)
