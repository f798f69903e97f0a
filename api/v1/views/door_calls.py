"""What scan apps call besides scanning (contract, part C): failed scans, taking back, print logs, and lists of what this
installation does not have."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from api.shared.paging import empty_page
from api.v1.base import V1View
from api.v1.device_authentication import device_of
from api.v1.order_wire import print_log
from api.v1.permissions import OrganizerMember, requires, requires_somewhere
from api.v1.resource import ID, Json
from api.v1.serializers import documents
from api.v1.serializers.documents import Detail, page_of
from api.v1.serializers.doors import AnnulInput, FailedCheckInInput, PrintLogInput
from api.v1.views.doors import CHANGE, SCAN, doors_named
from eventhub.common.errors import NotFound
from register.checkin import list_rows
from register.checkin.actions import annulment, offline_records
from shop.models import OrderPosition
from shop.reads.position_rows import code_of_position


class FailedCheckIns(V1View):
    """A scan that a scanner without network turned away by itself."""

    permission_classes = [requires(CHANGE, SCAN)]

    @extend_schema(
        operation_id="v1_checkinlist_failed_checkin_create",
        parameters=[ID],
        request=FailedCheckInInput,
        responses={201: documents.FailedCheckInDocument},
    )
    def post(self, request: Any, **path: str) -> Response:
        found = list_rows.door(self.event, self.number("id"))
        device = device_of(request)
        row = offline_records.record_failure(
            found,
            data=self.data(FailedCheckInInput),
            actor=self.actor,
            gate=None if device is None else device.gate,
        )
        body = {
            "id": row.pk,
            "list": row.list_id,
            "datetime": row.datetime,
            "type": row.kind,
            "error_reason": row.error_reason,
            "position": row.position_id,
        }
        return Response(body, status=201)


class Annul(V1View):
    """Takes back a scan of the last quarter of an hour: the gate did not open after all."""

    permission_classes = [requires_somewhere(CHANGE, SCAN)]

    @extend_schema(
        operation_id="v1_checkinrpc_annul",
        request=AnnulInput,
        responses={200: documents.AnnulledDocument, 400: Detail, 404: Detail},
    )
    def post(self, request: Any, **path: str) -> Response:
        data = self.data(AnnulInput)
        annulment.annul(
            doors_named(request, self.organizer, data["lists"]),
            nonce=data["nonce"],
            at=data.get("datetime"),
            reason=data.get("error_explanation") or "",
            actor=self.actor,
        )
        return Response({"status": "ok"})


class PrintLogs(V1View):
    """Something came out of a printer."""

    permission_classes = [requires(CHANGE, SCAN)]

    def insist_known(self) -> None:
        code_of_position(self.event, self.number("id"))

    @extend_schema(
        operation_id="v1_orderposition_printlog_create",
        parameters=[ID],
        request=PrintLogInput,
        responses={201: documents.PrintLogDocument},
    )
    def post(self, request: Any, **path: str) -> Response:
        data = self.data(PrintLogInput)
        position = OrderPosition.objects.filter(event=self.event, pk=self.number("id")).first()
        if position is None:
            raise NotFound("position_not_found", "Not found.")
        position.event = self.event
        row = offline_records.record_print(position, data=data, actor=self.actor)
        device = device_of(request)
        names = ("id", "datetime", "successful", "source", "type", "info")
        body: Json = {name: getattr(row, name) for name in names}
        body["device_id"] = None if device is None else device.serial
        return Response(print_log(body), status=201)


class _Nothing(V1View):
    """A list that is always empty: scan apps insist on the address, and take an error for a broken server."""

    def answer(self) -> Response:
        return empty_page(self.request).response([])


class BadgeLayouts(_Nothing):
    """Layouts of badges for scan apps that print: there are none."""

    permission_classes = [requires()]

    @extend_schema(
        operation_id="v1_badgelayout_list", responses=page_of(documents.BadgeLayoutDocument)
    )
    def get(self, request: Any, **path: str) -> Response:
        return self.answer()


class BadgeItems(_Nothing):
    """Which item has which layout: there are none."""

    permission_classes = [requires()]

    @extend_schema(operation_id="v1_badgeitem_list", responses=page_of(documents.BadgeItemDocument))
    def get(self, request: Any, **path: str) -> Response:
        return self.answer()


class Discounts(_Nothing):
    """Prices that sink by themselves, for tills: there are none."""

    permission_classes = [requires()]

    @extend_schema(operation_id="v1_discount_list", responses=page_of(documents.NamedDocument))
    def get(self, request: Any, **path: str) -> Response:
        return self.answer()


class TicketLayouts(_Nothing):
    """Layouts of tickets for tills that print: there are none."""

    permission_classes = [requires()]

    @extend_schema(
        operation_id="v1_ticketlayout_list", responses=page_of(documents.BadgeLayoutDocument)
    )
    def get(self, request: Any, **path: str) -> Response:
        return self.answer()


class TicketLayoutItems(_Nothing):
    """Which item has which layout of tickets: there are none."""

    permission_classes = [requires()]

    @extend_schema(
        operation_id="v1_ticketlayoutitem_list", responses=page_of(documents.BadgeItemDocument)
    )
    def get(self, request: Any, **path: str) -> Response:
        return self.answer()


class Cashiers(_Nothing):
    """Who sells at a till, with a code of their own: there are none."""

    permission_classes = [OrganizerMember]

    @extend_schema(operation_id="v1_cashier_list", responses=page_of(documents.NamedDocument))
    def get(self, request: Any, **path: str) -> Response:
        return self.answer()


class ReusableMedia(_Nothing):
    """Wristbands and cards that stand for tickets: there are none."""

    permission_classes = [OrganizerMember]

    @extend_schema(
        operation_id="v1_reusablemedium_list", responses=page_of(documents.ReusableMediumDocument)
    )
    def get(self, request: Any, **path: str) -> Response:
        return self.answer()
