"""The steps that an organizer takes with an order. Each answers with the order as it is then."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from shop.actions import orders
from shop.api.m2m import document
from shop.api.order_shapes import CancelWith, Quietly, QuietNote
from shop.api.serializers import Deadline, Force, OrderDetail
from shop.documents import downloads
from shop.reads import organizer
from tenant.access.gates import gated
from tenant.access.levels import Level
from tenant.access.requests import actor_of, event_of
from tenant.events import log_rows
from tenant.http.log import LogRow, paged

PDF = {(200, "application/pdf"): OpenApiTypes.BINARY}


def read(request: Request, shape: type[Any]) -> dict[str, Any]:
    """The body by its shape. Raises ValidationError."""
    sent = shape(data=request.data, context={"event": event_of(request)})
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)


def named(request: Request, code: str) -> dict[str, Any]:
    """The order that is meant, and who means it."""
    return {"code": code.upper(), "actor": actor_of(request)}


def told(data: dict[str, Any]) -> bool:
    """Whether the customer is told of a step."""
    return not data.get("quiet", False)


@extend_schema(request=QuietNote, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def mark_paid(request: Request, code: str) -> Response:
    """Records all that is owed as received."""
    data = read(request, QuietNote)
    orders.mark_paid(
        event_of(request), note=data.get("note", ""), send_mail=told(data), **named(request, code)
    )
    return document(request, code)


@extend_schema(request=None, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def mark_pending(request: Request, code: str) -> Response:
    """Lets a paid order wait for payment again."""
    orders.mark_pending(event_of(request), **named(request, code))
    return document(request, code)


@extend_schema(request=CancelWith, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def cancel(request: Request, code: str) -> Response:
    """Cancels the order and gives its units back; a fee may stay."""
    data = read(request, CancelWith)
    note, fee = data.get("note", ""), data.get("fee")
    orders.cancel_order(
        event_of(request), note=note, fee=fee, send_mail=told(data), **named(request, code)
    )
    return document(request, code)


@extend_schema(request=Quietly, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def approve(request: Request, code: str) -> Response:
    """Lets an order that waits for approval go on."""
    send_mail = told(read(request, Quietly))
    orders.approve_order(event_of(request), send_mail=send_mail, **named(request, code))
    return document(request, code)


@extend_schema(request=QuietNote, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def deny(request: Request, code: str) -> Response:
    """Turns an order down; the note goes into the mail."""
    data = read(request, QuietNote)
    orders.deny_order(
        event_of(request),
        comment=data.get("note", ""),
        send_mail=told(data),
        **named(request, code),
    )
    return document(request, code)


@extend_schema(request=Force, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def reactivate(request: Request, code: str) -> Response:
    """Brings a canceled order back."""
    force = read(request, Force).get("force", False)
    orders.reactivate_order(event_of(request), force=force, **named(request, code))
    return document(request, code)


@extend_schema(request=Deadline, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def extend(request: Request, code: str) -> Response:
    """Gives the buyer more time; an expired order lives again."""
    data = read(request, Deadline)
    expires, force = data["expires"], data.get("force", False)
    orders.extend_order(event_of(request), expires=expires, force=force, **named(request, code))
    return document(request, code)


@extend_schema(request=None, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def new_secrets(request: Request, code: str) -> Response:
    """A new link for the order, and new codes for its tickets."""
    orders.regenerate_order_secrets(event_of(request), **named(request, code))
    return document(request, code)


@extend_schema(request=None, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def resend(request: Request, code: str) -> Response:
    """Sends the order's mail once more."""
    orders.resend_confirmation(event_of(request), **named(request, code))
    return document(request, code)


@extend_schema(request=None, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def create_invoice(request: Request, code: str) -> Response:
    """Issues the order's invoice."""
    orders.create_invoice(event_of(request), **named(request, code))
    return document(request, code)


@extend_schema(request=None, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def reissue_invoice(request: Request, code: str, number: str) -> Response:
    """Cancels an invoice of the order and issues a new one."""
    orders.reissue_invoice(event_of(request), number=number, actor=actor_of(request))
    return document(request, code)


@extend_schema(responses=PDF)
@api_view(["GET"])
@gated("shop", min=Level.STAFF)
def invoice_file(request: Request, code: str, number: str) -> HttpResponse:
    """An invoice as a PDF."""
    return attached(downloads.invoice(event_of(request), number))


@extend_schema(responses=PDF)
@api_view(["GET"])
@gated("shop", min=Level.STAFF)
def tickets_file(request: Request, code: str) -> HttpResponse:
    """The order's tickets as a PDF."""
    return attached(downloads.tickets_of(event_of(request), code=code.upper()))


def attached(file: downloads.File) -> HttpResponse:
    """The file to keep."""
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@extend_schema(responses=LogRow(many=True))
@api_view(["GET"])
@gated("shop")
def history(request: Request, code: str) -> HttpResponseBase:
    """What happened to the order, newest first."""
    event = event_of(request)
    order = organizer.order_with(event, code.upper())
    return paged(log_rows.of_object(event, "shop.Order", order.pk), request)
