"""Who is calling over a socket: by a session, a ticket of one, a team's token, an application's, or a device's key.

The same credentials as over HTTP, looked up anew whenever somebody asks: what was revoked is worthless at once.
"""

from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.db.models import F, QuerySet
from django.utils import timezone

from account.models import AccessToken
from eventhub.common.actors import Actor, ActorKind
from eventhub.common.codes import hashed
from tenant.access import rights
from tenant.models import AuthorizationOrganizer, Device, TeamToken


@dataclass(frozen=True)
class Credential:
    """What a caller shows: `kind` is session, token, bearer or device; `secret` the session's key or the secret."""

    kind: str
    secret: str


@dataclass(frozen=True)
class Caller:
    """Somebody whose credential holds. `user` is the person behind a session or an application, `device` a terminal."""

    access: rights.Access
    user: Any = None
    device: Device | None = None

    @property
    def key(self) -> str:
        """Who this is among all callers: what is counted per caller is counted by it."""
        return f"{self.access.actor.kind}:{self.access.actor.pk}"


def caller_of(credential: Credential) -> Caller | None:
    """Whose credential it is at this moment; None when it is worthless. Reads only."""
    return _KINDS[credential.kind](credential.secret)


def _of_session(key: str) -> Caller | None:
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user: Any = auth.get_user(SimpleNamespace(session=session))  # type: ignore[arg-type]  # it reads the session alone
    if not user.is_authenticated or not user.is_active:
        return None
    return Caller(rights.of_user(user), user=user)


def _of_team_token(secret: str) -> Caller | None:
    found = TeamToken.unscoped.select_related("team").filter(
        secret_hash=hashed(secret), active=True
    )
    token = found.first()
    if token is None:
        return None
    actor = Actor(ActorKind.TOKEN, token.pk, f"{token.team.name} / {token.name}")
    return Caller(rights.of_team(token.team, actor=actor))


def live_access_tokens(checksum: str) -> "QuerySet[AccessToken]":
    """The applications' token with this checksum, unless something made it worthless; whether it expired is the
    reader's to see."""
    return AccessToken.objects.filter(  # type: ignore[no-any-return]  # untyped package
        token_checksum=checksum,
        authorization__revoked_at=None,
        application__disabled_at=None,
        authorization__application=F("application"),
        authorization__user=F("user"),
        user__is_active=True,
    )


def _of_application(secret: str) -> Caller | None:
    live = live_access_tokens(hashed(secret)).filter(expires__gt=timezone.now())
    token = live.select_related("user", "application").first()
    if token is None:
        return None
    ticked = AuthorizationOrganizer.unscoped.filter(authorization=token.authorization_id)
    label = f"{token.application.name} for {token.user.full_name}"
    actor = Actor(ActorKind.APPLICATION, token.authorization_id, label)
    access = rights.of_user(token.user).confined(
        list(ticked.values_list("organizer_id", flat=True)), scope=token.scope.split(), actor=actor
    )
    return Caller(access, user=token.user)


def _of_device(secret: str) -> Caller | None:
    device = Device.unscoped.filter(key_hash=hashed(secret), revoked=False).first()
    if device is None:
        return None
    events = list(device.limit_events.values_list("pk", flat=True))
    return Caller(
        rights.of_device(device, actor=rights.actor_of_device(device), event_ids=events),
        device=device,
    )


_KINDS = {
    "session": _of_session,
    "token": _of_team_token,
    "bearer": _of_application,
    "device": _of_device,
}
