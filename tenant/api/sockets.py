"""Tickets for sockets: how a browser's page shows who it is where it cannot send a header."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from eventhub.common.errors import Denied
from eventhub.common.http.serializers import Line, Moment
from tenant.access.gates import self_service
from tenant.access.rights import Access
from tenant.sockets import actions


class SocketTicket(serializers.Serializer):
    """Opens one socket as `?ticket=<ticket>` until `expires_at`, and is worthless when the session ends."""

    ticket = Line(read_only=True)
    expires_at = Moment(read_only=True)


@extend_schema(request=None, responses=SocketTicket)
@api_view(["POST"])
@self_service
def socket_ticket(request: Request) -> Response:
    """A ticket for one socket, in the name of the session. Programs send their `Authorization` to the socket instead."""
    if isinstance(request.auth, Access) or not request.session.session_key:
        raise Denied("session_needed", "Tickets are for sessions. Send your header to the socket.")
    fresh = actions.issue_ticket(user=request.user, session_key=request.session.session_key)
    return Response(SocketTicket(fresh).data)
