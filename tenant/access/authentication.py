"""Who is calling an API: a browser session, or a team's token."""

import re
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_noop
from rest_framework import authentication, exceptions

from eventhub.common.actors import Actor, ActorKind
from eventhub.common.codes import hashed
from tenant.access.rights import Access, of_team
from tenant.models import TeamToken

HEADER = re.compile(r"^token ([^\s]+)$", re.IGNORECASE)


class SessionAuthentication(authentication.SessionAuthentication):
    """A person signed in with a browser. Unsafe methods need the CSRF token."""

    def authenticate_header(self, request: Any) -> str:
        return "Token"


class TeamTokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Token <secret>`: the rights of the token's team, no more and no less."""

    def authenticate(self, request: Any) -> tuple[Any, Access] | None:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        match = HEADER.match(header)
        if match is None:
            if header.split(" ", 1)[0].lower() != "token":
                return None
            raise exceptions.AuthenticationFailed(gettext_noop("The token header is malformed."))
        return AnonymousUser(), self.access(match[1])

    def access(self, secret: str) -> Access:
        """The rights that a secret opens. Raises AuthenticationFailed for an unknown or a revoked one."""
        token = (
            TeamToken.unscoped.select_related("team", "team__organizer")
            .filter(secret_hash=hashed(secret), active=True)
            .first()
        )
        if token is None:
            raise exceptions.AuthenticationFailed(gettext_noop("The token is not valid."))
        actor = Actor(ActorKind.TOKEN, token.pk, f"{token.team.name} / {token.name}")
        return of_team(token.team, actor=actor)

    def authenticate_header(self, request: Any) -> str:
        return "Token"
