"""An order changes in the organizer's hands: its details, its fees, and parts of it that go their own way."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from shop.actions import orders
from shop.api.m2m import document
from shop.api.order_shapes import DetailsEdit, FeeEdit, NewFee, SplitOff
from shop.api.orders import attached, named, read
from shop.api.serializers import OrderDetail
from shop.documents import downloads
from shop.reads import organizer, position_rows
from shop.rules.drafts import FeeDraft, Rearrangement
from tenant.access.gates import gated
from tenant.access.levels import Level
from tenant.access.requests import event_of

ANY_FILE = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


@extend_schema(request=DetailsEdit, responses=OrderDetail)
@api_view(["PATCH"])
@gated("shop", min=Level.ADMIN)
def details(request: Request, code: str) -> Response:
    """Corrects what is known of the buyer, and what the team wants to remember."""
    data: dict[str, Any] = read(request, DetailsEdit)
    if address := data.pop("invoice_address", None):
        known = organizer.order_with(event_of(request), code).invoice_address or {}
        whole = {**known, **address}
        data["invoice_address"] = {**whole, "is_business": bool(whole.get("company"))}
    orders.change_order(event_of(request), data=data, **named(request, code))
    return document(request, code)


@extend_schema(request=NewFee, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def add_fee(request: Request, code: str) -> Response:
    """The order costs something more."""
    change = Rearrangement(created_fees=(FeeDraft(**read(request, NewFee)),))
    orders.rearrange_order(event_of(request), change=change, **named(request, code))
    return document(request, code)


@extend_schema(methods=["PATCH"], request=FeeEdit, responses=OrderDetail)
@extend_schema(methods=["DELETE"], request=None, responses=OrderDetail)
@api_view(["PATCH", "DELETE"])
@gated("shop", min=Level.ADMIN)
def fee(request: Request, code: str, fee_id: str) -> Response:
    """Changes a fee, or takes it away."""
    pk = int(fee_id)
    if request.method == "DELETE":
        change = Rearrangement(canceled_fees=(pk,))
    else:
        change = Rearrangement(patched_fees=((pk, read(request, FeeEdit)["value"]),))
    orders.rearrange_order(event_of(request), change=change, **named(request, code))
    return document(request, code)


@extend_schema(request=SplitOff, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def split(request: Request, code: str) -> Response:
    """Moves positions to an order of their own; answers with that one."""
    event = event_of(request)
    numbers = read(request, SplitOff)["positions"]
    ids = organizer.positions_numbered(event, code.upper(), numbers)
    orders.rearrange_order(event, change=Rearrangement(split=tuple(ids)), **named(request, code))
    return document(request, position_rows.code_of_position(event, ids[0]))


@extend_schema(responses=ANY_FILE)
@api_view(["GET"])
@gated("shop", min=Level.STAFF)
def answer_file(request: Request, code: str, positionid: str, question: str) -> HttpResponse:
    """The file that somebody answered with."""
    event = event_of(request)
    pk = organizer.position_numbered(event, code.upper(), int(positionid))
    return attached(downloads.answer_file(event, position_id=pk, question_id=int(question)))
