"""Codes and tokens: how they come into being and how they die. Only hashes of them are stored (ADR 8).

What a token may do is never read from another token: scope and organizers hang on the Authorization, which outlives
them all (contract, OAUTH-10). Whoever makes tokens locks the Authorization first, as its revocation does, so that the two
never pass each other.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from oauth2_provider.models import set_token_value

from account.models import AccessToken, Application, Authorization, Grant, RefreshToken
from account.redirects import is_registered
from eventhub.common.codes import hashed

CODE_LIVES = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Pair:
    """Two fresh secrets, and what the access token shall be good for."""

    access: str
    refresh: str
    scope: str
    expires: dt.datetime


def family_of(code: str) -> uuid.UUID:
    """The family of all tokens that a code leads to: known from the code alone, also when its row is gone."""
    return uuid.UUID(hex=hashed(f"family of {code}")[:32])


def refresh_lifetime() -> dt.timedelta:
    """How long a refresh token waits for its use."""
    return dt.timedelta(seconds=settings.OAUTH_REFRESH_S)


def keep_code(
    code: str,
    *,
    authorization: Authorization,
    redirect_uri: str,
    code_challenge: str,
    code_challenge_method: str,
) -> Grant:
    """Stores the hash of a code that stands for the authorization, for five minutes. One INSERT.

    `redirect_uri`: what the client named; empty when it left it to its only address.
    """
    grant: Grant = Grant.objects.create(
        application_id=authorization.application_id,
        user_id=authorization.user_id,
        authorization=authorization,
        code=hashed(code),
        expires=timezone.now() + CODE_LIVES,
        redirect_uri=redirect_uri,
        scope=authorization.scope,
        code_challenge=code_challenge,
        code_challenge_method=code_challenge_method,
    )
    return grant


def live_grant(code: str, *, application: Application) -> Grant | None:
    """The application's unused code, while it lives and its authorization stands."""
    found: Grant | None = (
        Grant.objects.select_related("user", "authorization")
        .filter(
            code=hashed(code),
            application=application,
            expires__gt=timezone.now(),
            user__is_active=True,
            authorization__revoked_at=None,
        )
        .first()
    )
    return found


@transaction.atomic
def trade_code(code: str, *, grant: Grant, pair: Pair) -> bool:
    """Turns a code into the first two tokens of its family. False when somebody else was faster, or the authorization
    was revoked meanwhile: then nothing was made."""
    authorization = _locked(grant.authorization_id)
    deleted, _ = Grant.objects.filter(pk=grant.pk).delete()
    if authorization is None or not deleted:
        return False
    _make(authorization, pair=pair, family=family_of(code))
    return True


def end_family_of_code(code: str, *, application: Application) -> None:
    """A code came a second time: whatever the first use led to dies (RFC 6749, 4.1.2). Idempotent."""
    _end_families({family_of(code)}, application=application)


def known_refresh_token(token: str, *, application: Application) -> RefreshToken | None:
    """The application's refresh token of that secret, alive or not."""
    found: RefreshToken | None = (
        RefreshToken.objects.select_related("user", "authorization")
        .filter(token_checksum=hashed(token), application=application)
        .order_by("-pk")
        .first()
    )
    return found


def is_live(token: RefreshToken) -> bool:
    """Whether it may be used: not used before, not too old, its person and their word still there."""
    return (
        token.revoked is None
        and token.created + refresh_lifetime() > timezone.now()
        and token.authorization is not None
        and token.authorization.revoked_at is None
        and token.user.is_active
    )


@transaction.atomic
def rotate(token: RefreshToken, *, pair: Pair) -> bool:
    """Ends the refresh token and its access token, and makes the next two of the family (contract, OAUTH-8).

    False when it was used or revoked in between: then nothing was made.
    """
    authorization = _locked(token.authorization_id)
    fresh = RefreshToken.objects.select_for_update().get(pk=token.pk)
    if authorization is None or fresh.revoked is not None:
        return False
    _revoke_rows([fresh])
    _make(authorization, pair=pair, family=fresh.token_family, source=fresh)
    return True


def end_family(token: RefreshToken) -> None:
    """A refresh token came a second time: one of its two holders is a thief, so all of the family dies. Idempotent."""
    if token.token_family is not None:
        _end_families({token.token_family}, application=token.application)


@transaction.atomic
def revoke_secret(secret: str, *, application: Application) -> bool:
    """Ends the application's token of that secret (RFC 7009; contract, OAUTH-9). Unknown ones are passed over.

    False when it is another application's: then nothing was ended. An access token dies alone: its refresh token goes on, with the limits of the authorization (AMB-17). A refresh token
    takes its access token along.
    """
    checksum = hashed(secret)
    AccessToken.objects.filter(token_checksum=checksum, application=application).delete()
    found = RefreshToken.objects.select_for_update().filter(
        token_checksum=checksum, application=application, revoked=None
    )
    _revoke_rows(list(found))
    others = (
        kind.objects.filter(token_checksum=checksum).exclude(application=application)
        for kind in (AccessToken, RefreshToken)
    )
    return not any(rows.exists() for rows in others)


@transaction.atomic
def end_all(authorizations: Iterable[Authorization]) -> None:
    """Ends every code and token of these authorizations at once. Their rows are locked by the caller."""
    ids = [authorization.pk for authorization in authorizations]
    Grant.objects.filter(authorization__in=ids).delete()
    AccessToken.objects.filter(authorization__in=ids).delete()
    RefreshToken.objects.filter(authorization__in=ids, revoked=None).update(revoked=timezone.now())


def end_codes_to_others(application: Application) -> None:
    """Ends the application's codes that were sent to an address which it has not registered any more. Two queries."""
    known = application.redirect_uris.split()
    public = application.client_type == Application.CLIENT_PUBLIC
    sent = Grant.objects.filter(application=application).values_list("pk", "redirect_uri")
    lost = [pk for pk, uri in sent if not is_registered(uri, among=known, public=public)]
    Grant.objects.filter(pk__in=lost).delete()


def forget_expired() -> None:
    """Deletes what can no longer be used. Used refresh tokens stay until they would have expired: they tell a thief.

    An authorization that a newer one of the same application has replaced, and that no token draws on, is closed.
    """
    now = timezone.now()
    Grant.objects.filter(expires__lte=now).delete()
    AccessToken.objects.filter(expires__lte=now).delete()
    RefreshToken.objects.filter(created__lte=now - refresh_lifetime()).delete()
    _close_replaced(now)


def _close_replaced(now: dt.datetime) -> None:
    mine = {"authorization": OuterRef("pk")}
    newer = Authorization.objects.filter(
        user=OuterRef("user"), application=OuterRef("application"), pk__gt=OuterRef("pk")
    )
    Authorization.objects.filter(
        Exists(newer.filter(revoked_at=None)),
        ~Exists(Grant.objects.filter(**mine)),
        ~Exists(AccessToken.objects.filter(**mine)),
        ~Exists(RefreshToken.objects.filter(revoked=None, **mine)),
        revoked_at=None,
        created_at__lte=now - CODE_LIVES,
    ).update(revoked_at=now)


def _locked(authorization_id: int | None) -> Authorization | None:
    if authorization_id is None:
        return None
    return (
        Authorization.objects.select_for_update()
        .filter(pk=authorization_id, revoked_at=None)
        .first()
    )


def _make(
    authorization: Authorization,
    *,
    pair: Pair,
    family: uuid.UUID | None,
    source: RefreshToken | None = None,
) -> None:
    owner = {
        "user_id": authorization.user_id,
        "application_id": authorization.application_id,
        "authorization": authorization,
    }
    access = AccessToken(
        **owner, scope=pair.scope, expires=pair.expires, source_refresh_token=source
    )
    set_token_value(access, pair.access)
    access.save()
    refresh = RefreshToken(**owner, access_token=access, token_family=family)
    set_token_value(refresh, pair.refresh)
    refresh.save()


@transaction.atomic
def _end_families(families: set[uuid.UUID], *, application: Application) -> None:
    found = RefreshToken.objects.select_for_update().filter(
        token_family__in=families, application=application, revoked=None
    )
    _revoke_rows(list(found))


def _revoke_rows(tokens: list[RefreshToken]) -> None:
    AccessToken.objects.filter(pk__in=[token.access_token_id for token in tokens]).delete()
    RefreshToken.objects.filter(pk__in=[token.pk for token in tokens]).update(
        revoked=timezone.now()
    )
