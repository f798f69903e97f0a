"""The person behind the call: the one thing that the scope `profile` opens."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from api.v1.base import V1View
from api.v1.errors import forbidden
from api.v1.permissions import AnyCaller
from api.v1.serializers.documents import Detail, MeDocument


class Me(V1View):
    """Who signed in, or who let the application act for them. A team's key is nobody."""

    permission_classes = [AnyCaller]
    read_scopes = frozenset({"profile", "read"})

    @extend_schema(operation_id="v1_me", responses={200: MeDocument, 403: Detail})
    def get(self, request: Any) -> Response:
        user = request.user
        if user is None or not user.is_authenticated:
            raise forbidden()
        return Response(
            {
                "email": user.email,
                "fullname": f"{user.first_name} {user.last_name}".strip(),
                "locale": user.locale,
                "is_staff": user.is_staff,
                "timezone": "UTC",
            }
        )
