"""Payments and refunds of an order (contract, B7)."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from api.shared.paging import page
from api.v1 import order_wire
from api.v1.base import V1View
from api.v1.errors import NOT_FOUND
from api.v1.permissions import requires
from api.v1.serializers import money as shapes
from api.v1.serializers.documents import (
    Detail,
    PaymentDocument,
    RefundDocument,
    page_of,
)
from api.v1.views.order_steps import sold_out_in_words
from api.v1.views.orders import CHANGE, CODE, VIEW
from shop.actions import orders
from shop.enums import PaymentState, RefundState
from shop.reads import order_rows

NUMBER = OpenApiParameter("local_id", int, OpenApiParameter.PATH)
PAGES = [CODE, OpenApiParameter("page"), OpenApiParameter("page_size")]


class _OfOrder(V1View):
    permission_classes = [requires(VIEW, to_write=CHANGE)]

    @property
    def named(self) -> dict[str, Any]:
        """The order that is meant, and who means it."""
        return {"code": self.kwargs["code"], "actor": self.actor}

    def insist_known(self) -> None:
        order_rows.order_id(self.event, self.kwargs["code"])

    @property
    def local_id(self) -> int:
        return self.number("local_id")

    def payments(self) -> Any:
        return order_rows.payments_of(order_rows.order_id(self.event, self.kwargs["code"]))

    def refunds(self) -> Any:
        return order_rows.refunds_of(order_rows.order_id(self.event, self.kwargs["code"]))

    def payment(self, local_id: int) -> dict[str, Any]:
        return order_wire.payment(_only(self.payments().filter(local_id=local_id)))

    def refund(self, local_id: int) -> dict[str, Any]:
        return order_wire.refund(_only(self.refunds().filter(local_id=local_id)))


def _only(rows: Any) -> dict[str, Any]:
    found: dict[str, Any] | None = rows.first()
    if found is None:
        raise NotFound(NOT_FOUND)
    return found


class PaymentList(_OfOrder):
    """The order's payments."""

    @extend_schema(
        operation_id="v1_payment_list", parameters=PAGES, responses=page_of(PaymentDocument)
    )
    def get(self, request: Any, **path: str) -> Response:
        found = page(request, self.payments())
        return found.response([order_wire.payment(row) for row in found.rows])

    @extend_schema(
        operation_id="v1_payment_create",
        parameters=[CODE],
        request=shapes.PaymentInput,
        responses={201: PaymentDocument, 400: Detail},
    )
    def post(self, request: Any, **path: str) -> Response:
        data = self.data(shapes.PaymentInput)
        with sold_out_in_words():
            payment = orders.record_payment(
                self.event,
                amount=data["amount"],
                provider=data["provider"],
                state=data.get("state", PaymentState.CREATED),
                at=data.get("payment_date"),
                details=data.get("info") or {},
                send_mail=data.get("send_email", True),
                force=data.get("force", False),
                **self.named,
            )
        return Response(self.payment(payment.local_id), status=201)


class PaymentMember(_OfOrder):
    """One payment."""

    @extend_schema(
        operation_id="v1_payment_retrieve", parameters=[CODE, NUMBER], responses=PaymentDocument
    )
    def get(self, request: Any, **path: str) -> Response:
        return Response(self.payment(self.local_id))


class _MoneyStep(_OfOrder):
    permission_classes = [requires(CHANGE)]


class ConfirmPayment(_MoneyStep):
    """The money came."""

    @extend_schema(
        operation_id="v1_payment_confirm",
        parameters=[CODE, NUMBER],
        request=shapes.ConfirmInput,
        responses={200: PaymentDocument, 400: Detail},
    )
    def post(self, request: Any, **path: str) -> Response:
        data = self.data(shapes.ConfirmInput)
        with sold_out_in_words():
            orders.confirm_payment(
                self.event,
                local_id=self.local_id,
                send_mail=data.get("send_email", True),
                force=data.get("force", False),
                **self.named,
            )
        return Response(self.payment(self.local_id))


class CancelPayment(_MoneyStep):
    """Nobody waits for this money any more."""

    @extend_schema(
        operation_id="v1_payment_cancel",
        parameters=[CODE, NUMBER],
        request=None,
        responses={200: PaymentDocument, 400: Detail},
    )
    def post(self, request: Any, **path: str) -> Response:
        orders.cancel_payment(self.event, local_id=self.local_id, **self.named)
        return Response(self.payment(self.local_id))


class RefundPayment(_MoneyStep):
    """Money of a payment is to go back."""

    @extend_schema(
        operation_id="v1_payment_refund",
        parameters=[CODE, NUMBER],
        request=shapes.RefundPaymentInput,
        responses={200: RefundDocument, 400: Detail},
    )
    def post(self, request: Any, **path: str) -> Response:
        data = self.data(shapes.RefundPaymentInput)
        refund = orders.refund_payment(
            self.event,
            local_id=self.local_id,
            amount=data.get("amount"),
            cancel=data.get("mark_canceled", False) or data.get("mark_refunded", False),
            comment=data.get("comment", ""),
            **self.named,
        )
        return Response(self.refund(refund.local_id))


class RefundList(_OfOrder):
    """The order's refunds."""

    @extend_schema(
        operation_id="v1_refund_list", parameters=PAGES, responses=page_of(RefundDocument)
    )
    def get(self, request: Any, **path: str) -> Response:
        found = page(request, self.refunds())
        return found.response([order_wire.refund(row) for row in found.rows])

    @extend_schema(
        operation_id="v1_refund_create",
        parameters=[CODE],
        request=shapes.RefundInput,
        responses={201: RefundDocument, 400: Detail},
    )
    def post(self, request: Any, **path: str) -> Response:
        data = self.data(shapes.RefundInput)
        refund = orders.create_refund(
            self.event,
            amount=data["amount"],
            state=data.get("state", RefundState.CREATED),
            provider=data["provider"],
            payment_id=data.get("payment"),
            source=data.get("source", "admin"),
            comment=data.get("comment") or "",
            at=data.get("execution_date"),
            cancel=data.get("mark_canceled", False),
            pending=data.get("mark_pending", False),
            **self.named,
        )
        return Response(self.refund(refund.local_id), status=201)


class RefundMember(_OfOrder):
    """One refund."""

    @extend_schema(
        operation_id="v1_refund_retrieve", parameters=[CODE, NUMBER], responses=RefundDocument
    )
    def get(self, request: Any, **path: str) -> Response:
        return Response(self.refund(self.local_id))


class ProcessRefund(_MoneyStep):
    """Money that went back elsewhere is taken notice of."""

    @extend_schema(
        operation_id="v1_refund_process",
        parameters=[CODE, NUMBER],
        request=shapes.ProcessInput,
        responses={200: RefundDocument, 400: Detail},
    )
    def post(self, request: Any, **path: str) -> Response:
        data = self.data(shapes.ProcessInput)
        cancel = data.get("mark_canceled", False) or data.get("mark_refunded", False)
        orders.process_refund(self.event, local_id=self.local_id, cancel=cancel, **self.named)
        return Response(self.refund(self.local_id))


class FinishRefund(_MoneyStep):
    """The money went out."""

    @extend_schema(
        operation_id="v1_refund_done",
        parameters=[CODE, NUMBER],
        request=None,
        responses={200: RefundDocument, 400: Detail},
    )
    def post(self, request: Any, **path: str) -> Response:
        orders.finish_refund(self.event, local_id=self.local_id, **self.named)
        return Response(self.refund(self.local_id))


class CancelRefund(_MoneyStep):
    """The money does not go back after all."""

    @extend_schema(
        operation_id="v1_refund_cancel",
        parameters=[CODE, NUMBER],
        request=None,
        responses={200: RefundDocument, 400: Detail},
    )
    def post(self, request: Any, **path: str) -> Response:
        orders.cancel_refund(self.event, local_id=self.local_id, **self.named)
        return Response(self.refund(self.local_id))
