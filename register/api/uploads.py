"""Files handed in at the door, to be named in the scan that answers a question with them."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework.decorators import api_view, parser_classes
from rest_framework.request import Request
from rest_framework.response import Response

from eventhub.common.effects import uploads
from eventhub.common.http import file_bodies
from eventhub.common.http.serializers import Line
from tenant.access.gates import gated
from tenant.access.levels import Level
from tenant.access.requests import actor_of, event_of


@extend_schema(
    request=dict.fromkeys(uploads.KINDS, OpenApiTypes.BINARY),
    responses={201: inline_serializer("HandedInAtTheDoor", {"id": Line()})},
)
@api_view(["POST"])
@parser_classes([file_bodies.FileBody])
@gated("register", min=Level.STAFF)
def upload(request: Request) -> Response:
    """Keeps a file for a day for whoever hands it in; `id` is what names it."""
    kept = file_bodies.keep(request, actor=actor_of(request), tenant_id=event_of(request).tenant_id)
    return Response({"id": f"file:{kept.public_id}"}, status=201)
