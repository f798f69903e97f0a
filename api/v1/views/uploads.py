"""Files handed in for a later request (contract, B15)."""

from typing import Any

from django.utils.http import parse_header_parameters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.response import Response

from api.v1.base import AlwaysJson, V1View
from api.v1.permissions import AnyCaller
from api.v1.serializers.documents import Detail, UploadDocument
from eventhub.common import uploads
from eventhub.common.text import has_nul


class Raw(BaseParser):
    """The body as it is, as far as a file may be long, and a byte more."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        return stream.read(uploads.MAX_BYTES + 1)


class Untouched(AlwaysJson):
    """We answer in JSON and take the body as it is."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0]


class UploadView(V1View):
    """Keeps a file for a day: the raw body, with `Content-Type` and `Content-Disposition: attachment; filename=`."""

    permission_classes = [AnyCaller]
    parser_classes = [Raw]
    content_negotiation_class = Untouched

    @extend_schema(
        operation_id="v1_upload",
        request=dict.fromkeys(uploads.KINDS, OpenApiTypes.BINARY),
        responses={201: UploadDocument, 400: Detail},
    )
    def post(self, request: Any) -> Response:
        known = getattr(request._request, "known_organizer", None)  # noqa: SLF001 -- where authentication left it
        kind = (request.content_type or "").split(";")[0].strip().lower()
        name = _filename(request.headers.get("Content-Disposition", ""))
        new = uploads.store(
            actor=self.actor,
            tenant_id=None if known is None else known.tenant_id,
            name=name,
            content_type=kind,
            content=request.data if isinstance(request.data, bytes) else b"",
        )
        return Response({"id": f"file:{new.public_id}"}, status=201)


def _filename(header: str) -> str:
    """The name of the file, without the folders it came from. Raises ParseError."""
    try:
        _, words = parse_header_parameters(header)
    except ValueError:
        words = {}
    name = words.get("filename", "").replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not name or has_nul(name):
        raise ParseError('Name the file: Content-Disposition: attachment; filename="photo.jpg"')
    return name
