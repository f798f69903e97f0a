"""Files handed in for a later request (contract, B15)."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from api.v1.base import AlwaysJson, V1View
from api.v1.permissions import AnyCaller
from api.v1.serializers.documents import Detail, UploadDocument
from eventhub.common.effects import uploads
from eventhub.common.http import file_bodies


class Untouched(AlwaysJson):
    """We answer in JSON and take the body as it is."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0]


class UploadView(V1View):
    """Keeps a file for a day: the raw body, with `Content-Type` and `Content-Disposition: attachment; filename=`."""

    permission_classes = [AnyCaller]
    body = None
    parser_classes = [file_bodies.FileBody]
    content_negotiation_class = Untouched

    @extend_schema(
        operation_id="v1_upload",
        request=dict.fromkeys(uploads.KINDS, OpenApiTypes.BINARY),
        responses={201: UploadDocument, 400: Detail},
    )
    def post(self, request: Any) -> Response:
        known = getattr(request._request, "known_organizer", None)  # noqa: SLF001 -- where authentication left it
        tenant_id = None if known is None else known.tenant_id
        new = file_bodies.keep(request, actor=self.actor, tenant_id=tenant_id)
        return Response({"id": f"file:{new.public_id}"}, status=201)
