"""The event that a session works on, what an event can switch on, and the members, invitations and keys of teams."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from eventhub.common.errors import NotFound
from tenant import queries
from tenant.access import context
from tenant.access.gates import capable, self_service
from tenant.access.requests import access_of, actor_of, organizer_of
from tenant.api.serializers import (
    CurrentEvent,
    EventChoice,
    EventRef,
    Invite,
    PluginRow,
    Token,
    TokenWithSecret,
)
from tenant.events import plugins
from tenant.teams.actions import invitations, teams


@extend_schema(request=EventChoice, responses=CurrentEvent)
@api_view(["POST"])
@self_service
def current_event(request: Request) -> Response:
    """Chooses the event that the session works on from now."""
    choice = EventChoice(data=request.data)
    choice.is_valid(raise_exception=True)
    event = context.resolve_event(
        access=access_of(request),
        host_organizer=getattr(request, "host_organizer", None),
        header=choice.validated_data["event"],
    )
    if hasattr(request, "session"):
        request.session[context.SESSION_KEY] = f"{event.organizer.slug}/{event.slug}"
    return Response({"event": EventRef(event).data})


@extend_schema(responses=PluginRow(many=True))
@api_view(["GET"])
@self_service
def plugin_list(request: Request) -> Response:
    """What an event of the current organizer can switch on. Without an organizer: what there is."""
    try:
        organizer = organizer_of(request)
    except NotFound:
        organizer = None
    rows = [
        {
            "name": plugin.name,
            "title": _(plugin.title),
            "restricted": plugin.restricted,
            "kind": "payment" if plugin.pays else "other",
            "available": not plugin.restricted
            or (
                organizer is not None and plugins.problem(plugin.name, organizer=organizer) is None
            ),
        }
        for plugin in plugins.PLUGINS.values()
    ]
    return Response(rows)


@extend_schema(request=Invite, responses={201: Invite})
@api_view(["POST"])
@capable("can_change_teams")
def invite_list(request: Request, id: str) -> Response:  # noqa: A002 -- the address's word
    """Invites the reader of this address to the team, by mail."""
    team = queries.team_by_id(organizer_of(request), int(id))
    sent = Invite(data=request.data)
    sent.is_valid(raise_exception=True)
    made = invitations.invite(
        team,
        email=sent.validated_data["email"],
        actor=actor_of(request),
        granter=access_of(request),
    )
    return Response(Invite(made).data, status=status.HTTP_201_CREATED)


@extend_schema(request=None, responses={204: None})
@api_view(["DELETE"])
@capable("can_change_teams")
def invite_detail(request: Request, id: str, invite: str) -> Response:  # noqa: A002 -- as above
    """Withdraws an invitation."""
    team = queries.team_by_id(organizer_of(request), int(id))
    invitations.withdraw_invite(team, invite_id=int(invite), actor=actor_of(request))
    return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(request=None, responses={204: None})
@api_view(["DELETE"])
@capable("can_change_teams")
def member_detail(request: Request, id: str, email: str) -> Response:  # noqa: A002 -- as above
    """Takes a person out of the team."""
    team = queries.team_by_id(organizer_of(request), int(id))
    member = queries.member_by_email(team, email)
    teams.remove_member(team, user_id=member.user_id, actor=actor_of(request))
    return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(request=Token, responses={201: TokenWithSecret})
@api_view(["POST"])
@capable("can_change_teams")
def token_list(request: Request, id: str) -> Response:  # noqa: A002 -- as above
    """Makes a key for the team. The answer holds the secret, this once."""
    team = queries.team_by_id(organizer_of(request), int(id))
    sent = Token(data=request.data)
    sent.is_valid(raise_exception=True)
    new = teams.create_token(
        team,
        name=sent.validated_data["name"],
        actor=actor_of(request),
        granter=access_of(request),
    )
    return Response(TokenWithSecret(new).data, status=status.HTTP_201_CREATED)


@extend_schema(request=None, responses={204: None})
@api_view(["DELETE"])
@capable("can_change_teams")
def token_detail(request: Request, id: str, token: str) -> Response:  # noqa: A002 -- as above
    """Makes a key useless."""
    team = queries.team_by_id(organizer_of(request), int(id))
    teams.revoke_token(team, token_id=int(token), actor=actor_of(request))
    return Response(status=status.HTTP_204_NO_CONTENT)
