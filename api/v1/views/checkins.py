"""What happened at the doors of an event, let in or not (contract, A2: read by those who view orders)."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from api.shared import params
from api.shared.paging import page
from api.v1 import order_wire
from api.v1.base import V1View
from api.v1.permissions import requires
from api.v1.serializers.documents import ScanRecordDocument, page_of
from api.v1.views.doors import VIEW
from register.checkin import scan_rows
from register.checkin.admission import Reason
from register.enums import ScanKind

READERS: params.Readers = {
    **dict.fromkeys(("created_since", "created_before"), params.moment),
    **dict.fromkeys(("datetime_since", "datetime_before"), params.moment),
    **dict.fromkeys(("list", "gate", "device", "position"), params.number),
    **dict.fromkeys(("successful", "auto_checked_in"), params.boolean),
    "error_reason": params.one_of([reason.value for reason in Reason]),
    "type": params.one_of(ScanKind.values),
}
ORDERINGS = {"id": "pk", "datetime": "datetime", "created": "created_at"}


class CheckIns(V1View):
    """Every scan at the doors of the event, the oldest first; scans are made at the door and never changed here."""

    permission_classes = [requires(VIEW)]

    @extend_schema(
        operation_id="v1_checkin_list",
        responses=page_of(ScanRecordDocument),
        parameters=params.documented(READERS),
    )
    def get(self, request: Any, **path: str) -> Response:
        found = scan_rows.scan_rows(self.event, filters=params.read(request.GET, READERS))
        order = params.ordering(request.GET, ORDERINGS, default=("pk",))
        shown = page(request, found.order_by(*order))
        return shown.response([order_wire.scan_record(row) for row in shown.rows])
