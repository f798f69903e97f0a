"""Payments and refunds of an order, in the organizer's hands."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from shop.actions import orders
from shop.api.m2m import document
from shop.api.order_shapes import ConfirmWith
from shop.api.orders import named, read, told
from shop.api.serializers import NewPayment, OrderDetail, RefundOf
from shop.enums import PaymentState
from tenant.access.gates import gated
from tenant.access.levels import Level
from tenant.access.requests import event_of


@extend_schema(request=NewPayment, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def add_payment(request: Request, code: str) -> Response:
    """Records money that came."""
    data = read(request, NewPayment)
    orders.record_payment(
        event_of(request),
        amount=data["amount"],
        provider=data.get("provider") or "manual",
        state=PaymentState.CONFIRMED,
        details={"note": data["note"]} if data.get("note") else {},
        force=data.get("force", False),
        **named(request, code),
    )
    return document(request, code)


@extend_schema(request=ConfirmWith, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def confirm_payment(request: Request, code: str, local_id: str) -> Response:
    """The money of a payment came."""
    data = read(request, ConfirmWith)
    orders.confirm_payment(
        event_of(request),
        local_id=int(local_id),
        force=data.get("force", False),
        send_mail=told(data),
        **named(request, code),
    )
    return document(request, code)


@extend_schema(request=None, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def cancel_payment(request: Request, code: str, local_id: str) -> Response:
    """Nobody waits for a payment any more."""
    orders.cancel_payment(event_of(request), local_id=int(local_id), **named(request, code))
    return document(request, code)


@extend_schema(request=RefundOf, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def refund_payment(request: Request, code: str, local_id: str) -> Response:
    """Money of a payment is to go back."""
    data = read(request, RefundOf)
    orders.refund_payment(
        event_of(request),
        local_id=int(local_id),
        amount=data.get("amount"),
        cancel=data.get("cancel", False),
        comment=data.get("note", ""),
        **named(request, code),
    )
    return document(request, code)


@extend_schema(request=None, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def finish_refund(request: Request, code: str, local_id: str) -> Response:
    """The money of a refund went out."""
    orders.finish_refund(event_of(request), local_id=int(local_id), **named(request, code))
    return document(request, code)


@extend_schema(request=None, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def cancel_refund(request: Request, code: str, local_id: str) -> Response:
    """The money does not go back after all."""
    orders.cancel_refund(event_of(request), local_id=int(local_id), **named(request, code))
    return document(request, code)
