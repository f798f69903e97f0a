"""Who is calling v1: a team's token or an application's in the header, or a browser session."""

import re
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from account.models import User
from eventhub.common.actors import Actor, ActorKind
from eventhub.common.codes import hashed
from eventhub.common.db.prepared import Prepared
from tenant.access import rights
from tenant.access.authentication import HEADER, TeamTokenAuthentication
from tenant.access.callers import live_access_tokens
from tenant.models import AuthorizationOrganizer, Organizer, Team, TeamEvent, TeamToken

_LIMITED_TO = TeamEvent.objects.filter(team=OuterRef("team_id")).values("event_id")
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
_BEARER = re.compile(r"^bearer ([^\s]+)$", re.IGNORECASE)
_TICKED = AuthorizationOrganizer.unscoped.filter(authorization=OuterRef("authorization_id")).values(
    "organizer_id"
)
_USER_NAMES = [field.attname for field in User._meta.concrete_fields]
_ACCESS_TOKEN = Prepared(
    lambda checksum: (
        live_access_tokens(checksum)
        .annotate(organizer_ids=ArraySubquery(_TICKED))
        .values(
            "authorization_id",
            "expires",
            "scope",
            "application__name",
            "organizer_ids",
            *(f"user__{name}" for name in _USER_NAMES),
        )
    ),
    kinds=["word"],
)


def _keyword(header: str) -> str:
    return header.split(" ", 1)[0].lower()


class TokenAuthentication(TeamTokenAuthentication):
    """`Authorization: Token <secret>`; any other use of the header is refused, never passed over (AUTH-3).

    One query reads the token, its team, the team's events and the organizer.
    """

    def authenticate(self, request: Any) -> tuple[Any, rights.Access] | None:
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is None:
            return None
        match = HEADER.match(header)
        if match is None:
            if _keyword(header) == "bearer":  # BearerAuthentication's
                return None
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
        return AnonymousUser(), rights.of_team(team, actor=actor, event_ids=row["limited_to"])


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer <access token>`: an application that a person allowed to act for them (contract, A9).

    What it may do is the person's rights of this moment, at the organizers they ticked, within the scope of the token.
    Four queries: the token with all that can make it worthless, then the person's rights.
    """

    def authenticate(self, request: Any) -> tuple[User, rights.Access] | None:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if _keyword(header) != "bearer":
            return None
        match = _BEARER.match(header)
        found = _ACCESS_TOKEN.rows(hashed(match[1])) if match else []
        if not found or found[0]["expires"] <= timezone.now():
            raise AuthenticationFailed("The access token is not valid, or not any more.")
        row = found[0]
        user = User.from_db("default", _USER_NAMES, [row[f"user__{name}"] for name in _USER_NAMES])
        actor = Actor(
            ActorKind.APPLICATION,
            row["authorization_id"],
            f"{row['application__name']} for {user.full_name}",
        )
        own = rights.of_user(user)
        return user, own.confined(row["organizer_ids"], scope=row["scope"].split(), actor=actor)

    def authenticate_header(self, request: Any) -> str:
        return "Token"
