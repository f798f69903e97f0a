"""Codes that scanners without network must not admit (contract, C2 step 7.7)."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from api.shared import params
from api.shared.paging import page
from api.v1.base import V1View
from api.v1.permissions import requires
from api.v1.serializers.documents import page_of
from api.v1.serializers.fields import Instant
from api.v1.views.orders import VIEW
from eventhub.common.http.rendering import moment
from eventhub.common.http.serializers import Flag, Id, Line
from shop.reads import position_rows


class RevokedSecretDocument(serializers.Serializer):
    """A code that was a ticket's once."""

    id = Id()
    secret = Line()
    created = Instant()


class BlockedSecretDocument(serializers.Serializer):
    """A code, and whether it is blocked now."""

    id = Id()
    secret = Line()
    updated = Instant()
    blocked = Flag()


def _parameters(*names: str) -> list[OpenApiParameter]:
    return [OpenApiParameter(name) for name in ("page", "page_size", "ordering", *names)]


class RevokedSecrets(V1View):
    """The revoked codes of the event, newest first."""

    permission_classes = [requires(VIEW)]

    @extend_schema(
        operation_id="v1_revokedsecret_list",
        responses=page_of(RevokedSecretDocument),
        parameters=_parameters("created_since"),
    )
    def get(self, request: Any, **path: str) -> Response:
        filters = params.read(request.GET, {"created_since": params.moment})
        order = params.ordering(request.GET, {"created": "created_at"}, default=("-created_at",))
        found = position_rows.revoked(self.event, since=filters.get("created_since"))
        shown = page(request, found.order_by(*order))
        return shown.response([{**row, "created": moment(row["created"])} for row in shown.rows])


class BlockedSecrets(V1View):
    """The codes of the event that are or were blocked, last changed first."""

    permission_classes = [requires(VIEW)]

    @extend_schema(
        operation_id="v1_blockedsecret_list",
        responses=page_of(BlockedSecretDocument),
        parameters=_parameters("updated_since", "blocked"),
    )
    def get(self, request: Any, **path: str) -> Response:
        readers: params.Readers = {"updated_since": params.moment, "blocked": params.boolean}
        filters = params.read(request.GET, readers)
        order = params.ordering(request.GET, {"updated": "updated_at"}, default=("-updated_at",))
        found = position_rows.blocked(
            self.event, since=filters.get("updated_since"), blocked=filters.get("blocked")
        )
        shown = page(request, found.order_by(*order))
        return shown.response([{**row, "updated": moment(row["updated"])} for row in shown.rows])
