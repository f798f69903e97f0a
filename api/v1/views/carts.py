"""What lies in carts (contract, B13). Integrators keep units in carts of their own, whose names end in `@api`."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from api.v1 import voucher_wire
from api.v1.order_drafts import position_draft
from api.v1.permissions import requires
from api.v1.resource import Json, Kind, ListView, MemberView, documented_list, documented_member
from api.v1.serializers import vouchers as shapes
from eventhub.common.errors import DomainError
from shop.actions.carts import integrator_carts
from shop.reads import voucher_rows

MAX_BULK = 500


class CartKind(Kind):
    """Units that are kept for somebody for a while."""

    permission_classes = [requires("can_view_orders", to_write="can_change_orders")]
    input = shapes.CartPositionInput
    orderings = {"datetime": "created_at", "cart_id": "cart_name", "id": "pk"}
    default = ("created_at",)

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return voucher_rows.in_carts(self.event)

    def wired(self, rows: list[Json]) -> list[Json]:
        names = voucher_rows.answered(rows)
        return [voucher_wire.cart_position(row, names=names) for row in rows]

    def find(self, pk: int) -> int:
        return pk

    def save(self, row: Any | None, data: Json) -> int:
        return integrator_carts.add_cart_position(
            self.event,
            draft=position_draft(data),
            cart_name=data.get("cart_id") or "",
            expires=data.get("expires"),
            actor=self.actor,
        ).pk

    def remove(self, row: int) -> None:
        integrator_carts.remove_cart_position(self.event, position_id=row, actor=self.actor)


@documented_list(shapes.CartPositionDocument, "cartposition")
class CartPositionList(CartKind, ListView):
    """What lies in the event's carts, visitors' included."""


@documented_member(shapes.CartPositionDocument, "cartposition")
class CartPositionMember(CartKind, MemberView):
    """One unit in a cart. It is replaced, never changed."""

    http_method_names = ["get", "delete", "head", "options"]


class CartPositionBulk(CartKind):
    """Several units at once, each for itself."""

    body = list
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="v1_cartposition_bulk_create",
        request=shapes.CartPositionInput(many=True),
        responses={200: shapes.BulkDocument},
    )
    def post(self, request: Any, **path: str) -> Response:
        sent = request.data
        if not isinstance(sent, list) or len(sent) > MAX_BULK:
            raise ValidationError([f"Send a list of at most {MAX_BULK} cart positions."])
        return Response({"results": [self._one(entry) for entry in sent]})

    def _one(self, entry: Any) -> Json:
        reader = shapes.CartPositionInput(data=entry, context={"event": self.event})
        if not reader.is_valid():
            return {"success": False, "errors": reader.errors, "data": None}
        try:
            pk = self.save(None, dict(reader.validated_data))
        except DomainError as error:
            why = error.fields or {"non_field_errors": [error.message]}
            return {"success": False, "errors": why, "data": None}
        return {"success": True, "errors": None, "data": self.one(pk)}
