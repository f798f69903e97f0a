"""Orders: list, detail, create, change, and what happens to them (contract, B7)."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Q
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response

from api.shared import params
from api.shared.paging import page
from api.v1 import order_assembly, order_wire
from api.v1.base import V1View
from api.v1.conditional import page_generated
from api.v1.errors import forbidden
from api.v1.order_drafts import order_draft
from api.v1.permissions import requires, requires_somewhere
from api.v1.serializers import orders as shapes
from api.v1.serializers.documents import Detail, OrderDocument, page_of
from eventhub.common.codes import hashed
from eventhub.common.errors import Conflict, Invalid
from shop.actions import orders
from shop.enums import OrderStatus
from shop.reads import order_rows
from shop.rules.drafts import OrderDraft
from tenant.access.requests import access_of
from tenant.models import Organizer

VIEW, CHANGE = "can_view_orders", "can_change_orders"
READERS: params.Readers = {
    **dict.fromkeys(
        ("code", "email", "locale", "search", "sales_channel", "payment_provider", "customer"),
        params.text,
    ),
    "status": params.one_of(OrderStatus.values),
    **dict.fromkeys(("testmode", "require_approval"), params.boolean),
    **dict.fromkeys(("item", "variation", "subevent"), params.number),
    **dict.fromkeys(
        ("modified_since", "created_since", "created_before", "subevent_after", "subevent_before"),
        params.moment,
    ),
}
ORDERINGS = {
    "datetime": "datetime",
    "code": "code",
    "status": "status",
    "last_modified": "last_modified",
    "cancellation_date": "canceled_at",
}
PARAMETERS = params.documented({**READERS, **order_assembly.SHOWN}, "exclude", "include")
CODE = OpenApiParameter("code", str, OpenApiParameter.PATH)


def answered(request: Any, scope: Q, *, organizer: Organizer) -> Response:
    """A page of the orders within `scope`, and the moment from which to ask for what changes (COND-1)."""
    headers = page_generated()
    filters, shape = params.read(request.GET, READERS), order_assembly.shape(request)
    found = order_rows.orders(scope, filters=filters)
    order = params.ordering(request.GET, ORDERINGS, default=("datetime",))
    rows = page(request, found.order_by(*order), by_ids=order_rows.orders_by_ids)
    results = order_assembly.orders(rows.rows, organizer=organizer, shape=shape)
    return rows.response(results, headers)


class OrderView(V1View):
    """What answers with orders or positions. How these shall look is read before anything is done: a request that cannot
    be read changes nothing (ERR-6)."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method not in SAFE_METHODS:
            order_assembly.shape(request)


def answer(view: V1View, *, status: int = 200) -> Response:
    """The order of the path as the request wants to see it."""
    body = order_assembly.order(
        view.event, view.kwargs["code"], shape=order_assembly.shape(view.request)
    )
    return Response(body, status=status)


class OrganizerOrders(V1View):
    """The orders of all events of an organizer that the caller may see orders of."""

    permission_classes = [requires_somewhere(VIEW)]

    @extend_schema(
        operation_id="v1_organizer_order_list",
        responses=page_of(OrderDocument),
        parameters=PARAMETERS,
    )
    def get(self, request: Any, **path: str) -> Response:
        scope = access_of(request).events_with(self.organizer, VIEW)
        if scope is None:
            raise forbidden()
        events = order_rows.of_events(scope)
        return answered(request, events, organizer=self.organizer)


class OrderList(OrderView):
    """The event's orders."""

    permission_classes = [requires(VIEW, to_write=CHANGE)]

    @extend_schema(
        operation_id="v1_order_list", responses=page_of(OrderDocument), parameters=PARAMETERS
    )
    def get(self, request: Any, **path: str) -> Response:
        return answered(request, Q(event=self.event), organizer=self.event.organizer)

    @extend_schema(
        operation_id="v1_order_create",
        parameters=[OpenApiParameter("force"), OpenApiParameter("pdf_data")],
        request=shapes.OrderInput,
        responses={201: OrderDocument},
    )
    def post(self, request: Any, **path: str) -> Response:
        data = self.data(shapes.OrderInput)
        forced = params.read(request.GET, {"force": params.boolean}).get("force", False)
        locale = (self.event.locales or [settings.LANGUAGE_CODE])[0]
        draft = order_draft(data, locale=locale, force=forced, origin_key=self._key())
        try:
            if data.get("simulate"):
                return self._simulated(draft)
            order = orders.place_order(self.event, draft=draft, actor=self.actor)
        except (Invalid, Conflict) as error:
            error.fields = order_wire.mirrored(error.fields, data["positions"])
            raise
        # A new order was never scanned; what was not answered need not be looked up.
        answered = any(position.get("answers") for position in data["positions"])
        without = {"checkins", "print_logs"} if answered else {"checkins", "print_logs", "answers"}
        if draft.origin_key:  # a repetition: by now anything can have happened to it
            without = set()
        shape = order_assembly.shape(request, without=without)
        return Response(order_assembly.order(self.event, order.code, shape=shape), status=201)

    def further_problems(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        if "positions" not in data:
            return {}
        draft = order_draft(dict(data), locale=settings.LANGUAGE_CODE)
        problems = orders.draft_problems(self.event, draft=draft)
        return order_wire.mirrored(problems, data["positions"])

    def _simulated(self, draft: OrderDraft) -> Response:
        """The order as it would be; nothing of it stays."""
        shape = order_assembly.shape(self.request)
        body = orders.simulate_order(
            self.event,
            draft=draft,
            actor=self.actor,
            look=lambda order: order_assembly.order(self.event, order.code, shape=shape),
        )
        return Response(body, status=201)

    def _key(self) -> str | None:
        """What makes a repeated request the same order: the caller and their key."""
        key = self.request.headers.get("X-Idempotency-Key")
        actor = self.actor
        return f"v1.{hashed(f'{actor.kind}.{actor.pk}.{key}')}" if key else None


class OrderMember(OrderView):
    """One order."""

    permission_classes = [requires(VIEW, to_write=CHANGE)]

    def insist_known(self) -> None:
        order_rows.order_row(self.event, self.kwargs["code"])

    @extend_schema(operation_id="v1_order_retrieve", parameters=[CODE], responses=OrderDocument)
    def get(self, request: Any, **path: str) -> Response:
        return answer(self)

    @extend_schema(
        operation_id="v1_order_change",
        parameters=[CODE],
        request=shapes.OrderChanges,
        responses=OrderDocument,
    )
    def patch(self, request: Any, **path: str) -> Response:
        data = self.data(shapes.OrderChanges, partial=True)
        orders.change_order(self.event, code=path["code"], data=data, actor=self.actor)
        return answer(self)

    @extend_schema(
        operation_id="v1_order_delete", parameters=[CODE], responses={204: None, 403: Detail}
    )
    def delete(self, request: Any, **path: str) -> Response:
        orders.delete_test_order(self.event, code=path["code"], actor=self.actor)
        return Response(status=204)
