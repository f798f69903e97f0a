"""The steps that an organizer takes with an order."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from shop import queries
from shop.actions import orders
from shop.api.m2m import document
from shop.api.serializers import Note, OrderRow
from tenant import log_rows
from tenant.api.log import LogRow, paged
from tenant.gates import gated
from tenant.levels import Level
from tenant.requests import actor_of, event_of


def _note(request: Request) -> str:
    sent = Note(data=request.data)
    sent.is_valid(raise_exception=True)
    return sent.validated_data.get("note", "")


@extend_schema(request=Note, responses=OrderRow, tags=["shop"])
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def mark_paid(request: Request, code: str) -> Response:
    """Records the order's whole amount as received."""
    note, event = _note(request), event_of(request)
    orders.mark_paid(event, code=code.upper(), actor=actor_of(request), note=note)
    return document(request, code)


@extend_schema(request=Note, responses=OrderRow, tags=["shop"])
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def cancel(request: Request, code: str) -> Response:
    """Cancels the order and gives its units back."""
    note, event = _note(request), event_of(request)
    orders.cancel_order(event, code=code.upper(), actor=actor_of(request), note=note)
    return document(request, code)


@extend_schema(request=None, responses=OrderRow, tags=["shop"])
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def resend(request: Request, code: str) -> Response:
    """Sends the order's mail once more."""
    orders.resend_confirmation(event_of(request), code=code.upper(), actor=actor_of(request))
    return document(request, code)


@extend_schema(responses=LogRow(many=True), tags=["shop"])
@api_view(["GET"])
@gated("shop")
def history(request: Request, code: str) -> Response:
    """What happened to the order, newest first."""
    event = event_of(request)
    order = queries.order_with(event, code.upper())
    return paged(log_rows.of_object(event, "shop.Order", order.pk), request)
