"""Who is calling v1: a team's token in the header, or a browser session."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from rest_framework.exceptions import AuthenticationFailed

from eventhub.common.actors import Actor, ActorKind
from eventhub.common.codes import hashed
from tenant import access
from tenant.authentication import HEADER, TeamTokenAuthentication
from tenant.models import Team, TeamToken

_LIMITED_TO = Team.limit_events.through.objects.filter(team=OuterRef("team_id")).values("event_id")


class TokenAuthentication(TeamTokenAuthentication):
    """`Authorization: Token <secret>`; any other use of the header is refused, never passed over (AUTH-3).

    One query reads the token, its team, the team's events and the organizer.
    """

    def authenticate(self, request: Any) -> tuple[Any, access.Access] | None:
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is None:
            return None
        match = HEADER.match(header)
        if match is None:
            raise AuthenticationFailed(
                "Write the header as `Authorization: Token <token>`; nothing else is accepted."
            )
        token = (
            TeamToken.unscoped.select_related("team__organizer")
            .annotate(limited_to=ArraySubquery(_LIMITED_TO))
            .filter(secret_hash=hashed(match[1]), active=True)
            .first()
        )
        if token is None:
            raise AuthenticationFailed("The token is not valid.")
        team = token.team
        request._request.known_organizer = team.organizer  # noqa: SLF001 -- DRF has no other way to the plain request
        actor = Actor(ActorKind.TOKEN, token.pk, f"{team.name} / {token.name}")
        return AnonymousUser(), access.of_team(team, actor=actor, event_ids=token.limited_to)
