"""Pictures handed in by a page, to be named in the request that saves an item."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework.decorators import api_view, parser_classes
from rest_framework.request import Request
from rest_framework.response import Response

from eventhub.common.http import file_bodies
from eventhub.common.http.serializers import Line
from shop.actions.catalogue.pictures import KINDS
from tenant.access.gates import gated
from tenant.access.levels import Level
from tenant.access.requests import actor_of, event_of


@extend_schema(
    request=dict.fromkeys(KINDS, OpenApiTypes.BINARY),
    responses={201: inline_serializer("HandedIn", {"id": Line()})},
)
@api_view(["POST"])
@parser_classes([file_bodies.FileBody])
@gated("shop", min=Level.ADMIN)
def upload(request: Request) -> Response:
    """Keeps a file for a day for whoever hands it in; `id` is what names it."""
    kept = file_bodies.keep(request, actor=actor_of(request), tenant_id=event_of(request).tenant_id)
    return Response({"id": f"file:{kept.public_id}"}, status=201)
