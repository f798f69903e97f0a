"""Organizers: whose events there are (PERM-9)."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from api.shared.paging import page
from api.v1.base import V1View
from api.v1.permissions import AnyCaller, OrganizerMember
from api.v1.serializers.documents import OrganizerDocument, page_of
from tenant.access.requests import access_of
from tenant.events import event_rows


class OrganizerList(V1View):
    """The organizers that the caller has a place in."""

    permission_classes = [AnyCaller]

    @extend_schema(operation_id="v1_organizer_list", responses=page_of(OrganizerDocument))
    def get(self, request: Any) -> Response:
        found = page(request, event_rows.organizer_rows(access_of(request)))
        return found.response(found.rows)


class OrganizerMemberView(V1View):
    """One organizer."""

    permission_classes = [OrganizerMember]

    @extend_schema(operation_id="v1_organizer_retrieve", responses=OrganizerDocument)
    def get(self, request: Any, **path: str) -> Response:
        return Response({"name": self.organizer.name, "slug": self.organizer.slug})
