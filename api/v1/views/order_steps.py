"""What happens to an order (contract, B7). Each step answers with the order as it is then."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from api.v1 import order_wire, rearrangements
from api.v1.permissions import requires
from api.v1.serializers import orders as shapes
from api.v1.serializers.documents import Detail, OrderDocument
from api.v1.serializers.positions import OrderChange
from api.v1.views.orders import CHANGE, CODE, OrderView, answer
from eventhub.common.errors import Conflict, Invalid
from shop.actions import orders
from shop.errors import SoldOut
from shop.reads import order_rows


@contextmanager
def sold_out_in_words() -> Iterator[None]:
    """A step names no positions: what is sold out is said in a sentence."""
    try:
        yield
    except SoldOut as error:
        error.fields = {}
        raise


def documented(name: str, takes: Any = None) -> Callable[[Any], Any]:
    """Describes a step for the OpenAPI document."""
    return extend_schema(
        operation_id=f"v1_order_{name}",
        parameters=[CODE],
        request=takes,
        responses={200: OrderDocument, 400: Detail},
    )


class _OrderStep(OrderView):
    permission_classes = [requires(CHANGE)]

    @property
    def named(self) -> dict[str, Any]:
        """The order that is meant, and who means it."""
        return {"code": self.kwargs["code"], "actor": self.actor}

    def insist_known(self) -> None:
        order_rows.order_row(self.event, self.kwargs["code"])


class MarkPaid(_OrderStep):
    """The whole amount was received."""

    @documented("mark_paid", shapes.MailInput)
    def post(self, request: Any, **path: str) -> Response:
        send_mail = self.data(shapes.MailInput).get("send_email", True)
        with sold_out_in_words():
            orders.mark_paid(self.event, send_mail=send_mail, **self.named)
        return answer(self)


class MarkPending(_OrderStep):
    """A paid order waits for payment again."""

    @documented("mark_pending")
    def post(self, request: Any, **path: str) -> Response:
        orders.mark_pending(self.event, **self.named)
        return answer(self)


class MarkCanceled(_OrderStep):
    """The order is canceled, its units go back; a fee may stay."""

    @documented("mark_canceled", shapes.CancelInput)
    def post(self, request: Any, **path: str) -> Response:
        data = self.data(shapes.CancelInput)
        send_mail, fee = data.get("send_email", True), data.get("cancellation_fee")
        orders.cancel_order(self.event, send_mail=send_mail, fee=fee, **self.named)
        return answer(self)


class MarkRefunded(_OrderStep):
    """All the money was given back, the order is canceled."""

    @documented("mark_refunded")
    def post(self, request: Any, **path: str) -> Response:
        orders.mark_refunded(self.event, **self.named)
        return answer(self)


class MarkExpired(_OrderStep):
    """The order's time is up, whatever its deadline said."""

    @documented("mark_expired")
    def post(self, request: Any, **path: str) -> Response:
        self.insist_known()
        if not orders.expire_order(self.event, overdue_only=False, **self.named):
            raise Conflict("bad_transition", "Only an order that waits for payment can expire.")
        return answer(self)


class Approve(_OrderStep):
    """An order that waits for approval may go on."""

    @documented("approve", shapes.MailInput)
    def post(self, request: Any, **path: str) -> Response:
        send_mail = self.data(shapes.MailInput).get("send_email", True)
        orders.approve_order(self.event, send_mail=send_mail, **self.named)
        return answer(self)


class Deny(_OrderStep):
    """An order that waits for approval is turned down."""

    @documented("deny", shapes.DenyInput)
    def post(self, request: Any, **path: str) -> Response:
        data = self.data(shapes.DenyInput)
        orders.deny_order(
            self.event,
            send_mail=data.get("send_email", True),
            comment=data.get("comment", ""),
            **self.named,
        )
        return answer(self)


class Reactivate(_OrderStep):
    """A canceled order lives again."""

    @documented("reactivate", shapes.ForceInput)
    def post(self, request: Any, **path: str) -> Response:
        force = self.data(shapes.ForceInput).get("force", False)
        with sold_out_in_words():
            orders.reactivate_order(self.event, force=force, **self.named)
        return answer(self)


class Extend(_OrderStep):
    """The buyer has more time to pay."""

    @documented("extend", shapes.ExtendInput)
    def post(self, request: Any, **path: str) -> Response:
        data = self.data(shapes.ExtendInput)
        force = data.get("force", False)
        with sold_out_in_words():
            orders.extend_order(self.event, expires=data["expires"], force=force, **self.named)
        return answer(self)


class RegenerateSecrets(_OrderStep):
    """A new link and new codes."""

    @documented("regenerate_secrets")
    def post(self, request: Any, **path: str) -> Response:
        orders.regenerate_order_secrets(self.event, **self.named)
        return answer(self)


class Change(_OrderStep):
    """What the order holds becomes something else."""

    @documented("change_content", OrderChange)
    def post(self, request: Any, **path: str) -> Response:
        data = self.data(OrderChange)
        change, force = rearrangements.rearrangement(data), data.get("force", False)
        try:
            with sold_out_in_words():
                orders.rearrange_order(self.event, change=change, force=force, **self.named)
        except Invalid as error:
            error.fields = _mirrored(error.fields, data)
            raise
        return answer(self)


def _mirrored(fields: Any, data: dict[str, Any]) -> dict[str, Any]:
    """Problems of new positions stand where their answers stood."""
    if "create_positions" not in fields:
        return dict(fields)
    created = {"positions": fields["create_positions"]}
    mirror = order_wire.mirrored(created, data.get("create_positions", []))["positions"]
    return {**fields, "create_positions": mirror}


class ResendLink(_OrderStep):
    """The order's mail once more."""

    @extend_schema(
        operation_id="v1_order_resend_link",
        parameters=[CODE],
        request=None,
        responses={204: None, 400: Detail},
    )
    def post(self, request: Any, **path: str) -> Response:
        orders.resend_confirmation(self.event, **self.named)
        return Response(status=204)
