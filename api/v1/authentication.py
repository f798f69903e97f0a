"""Who is calling v1: a team's token in the header, or a browser session."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from rest_framework.exceptions import AuthenticationFailed

from eventhub.common.actors import Actor, ActorKind
from eventhub.common.codes import hashed
from eventhub.common.prepared import Prepared
from tenant import access
from tenant.authentication import HEADER, TeamTokenAuthentication
from tenant.models import Organizer, Team, TeamToken

_LIMITED_TO = Team.limit_events.through.objects.filter(team=OuterRef("team_id")).values("event_id")
_TEAM_NAMES = [field.attname for field in Team._meta.concrete_fields]
_ORGANIZER_NAMES = [field.attname for field in Organizer._meta.concrete_fields]
_TOKEN = Prepared(
    lambda secret_hash: (
        TeamToken.unscoped.filter(secret_hash=secret_hash, active=True)
        .annotate(limited_to=ArraySubquery(_LIMITED_TO))
        .values(
            "id",
            "name",
            "limited_to",
            *(f"team__{name}" for name in _TEAM_NAMES),
            *(f"team__organizer__{name}" for name in _ORGANIZER_NAMES),
        )
    ),
    kinds=["word"],
)


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
        found = _TOKEN.rows(hashed(match[1]))
        if not found:
            raise AuthenticationFailed("The token is not valid.")
        row = found[0]
        values = list(row.values())[3:]
        team = Team.from_db("default", _TEAM_NAMES, values[: len(_TEAM_NAMES)])
        organizer = Organizer.from_db("default", _ORGANIZER_NAMES, values[len(_TEAM_NAMES) :])
        request._request.known_organizer = organizer  # noqa: SLF001 -- DRF has no other way to the plain request
        actor = Actor(ActorKind.TOKEN, row["id"], f"{team.name} / {row['name']}")
        return AnonymousUser(), access.of_team(team, actor=actor, event_ids=row["limited_to"])
