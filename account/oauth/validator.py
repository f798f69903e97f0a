"""The library's questions, answered with our rules: account.actions.tokens holds the rows, this module translates."""

import datetime as dt
import re
from typing import Any

from django.utils import timezone
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.oauth2.rfc6749 import errors, utils

from account.actions import tokens
from account.models import AccessToken, Application
from account.redirects import is_registered, redirect_problem

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # RFC 7636, 4.2: the SHA-256 in base64url
GRANTS = {
    "authorization_code": Application.GRANT_AUTHORIZATION_CODE,
    "refresh_token": Application.GRANT_AUTHORIZATION_CODE,
    "client_credentials": Application.GRANT_CLIENT_CREDENTIALS,
}
OTHER_ADDRESS = "This is not the redirect_uri of the request for the code."
NOT_YOURS = "This token was given to another client."
ONLY_S256 = "Send a code_challenge of 43 characters with code_challenge_method=S256."


class Validator(OAuth2Validator):  # type: ignore[misc]  # untyped package
    """Codes and tokens by their hashes, limits from the Authorization, PKCE with S256 only."""

    def _load_application(self, client_id: str, request: Any) -> Application | None:
        if not client_id or "\x00" in client_id:
            return None
        return super()._load_application(client_id, request)  # type: ignore[no-any-return]

    # --- The request for a code --------------------------------------------------------------------------------------

    def validate_response_type(
        self, client_id: str, response_type: str, client: Any, request: Any, *_: Any, **__: Any
    ) -> bool:
        return response_type == "code" and client.allows_grant_type(
            Application.GRANT_AUTHORIZATION_CODE
        )

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: Any, *_: Any, **__: Any
    ) -> bool:
        public = request.client.client_type == Application.CLIENT_PUBLIC
        return redirect_problem(redirect_uri, public=public) is None and is_registered(
            redirect_uri, among=request.client.redirect_uris.split(), public=public
        )

    def is_pkce_required(self, client_id: str, request: Any) -> bool:
        return bool(request.client.client_type == Application.CLIENT_PUBLIC)

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: Any, request: Any, *_: Any, **__: Any
    ) -> bool:
        """Asked before anything is stored: the place for what the library looks at only later."""
        challenge = request.code_challenge
        if challenge is not None and not (
            request.code_challenge_method == "S256" and CHALLENGE.fullmatch(challenge)
        ):
            raise errors.InvalidRequestError(description=ONLY_S256, request=request)
        return bool(scopes) and super().validate_scopes(client_id, scopes, client, request)

    def save_authorization_code(
        self, client_id: str, code: dict[str, str], request: Any, *_: Any, **__: Any
    ) -> None:
        """The page put the person's word on the request."""
        tokens.keep_code(
            code["code"],
            authorization=request.authorization,
            redirect_uri="" if request.using_default_redirect_uri else request.redirect_uri,
            code_challenge=request.code_challenge or "",
            code_challenge_method=request.code_challenge_method or "",
        )

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: Any, request: Any, *_: Any, **__: Any
    ) -> bool:
        """The library lets some words pass that it does not know itself."""
        return grant_type in GRANTS and client.allows_grant_type(GRANTS[grant_type])

    # --- From the code to tokens -------------------------------------------------------------------------------------

    def validate_code(
        self, client_id: str, code: str, client: Any, request: Any, *_: Any, **__: Any
    ) -> bool:
        grant = tokens.live_grant(code, application=client)
        if grant is None:
            tokens.end_family_of_code(code, application=client)
            return False
        if request.code_verifier and not grant.code_challenge:
            return False  # RFC 9700, 2.1.1: a verifier without a challenge is a stripped challenge
        request.grant_row, request.user, request.scopes = grant, grant.user, grant.scope.split()
        return True

    def get_code_challenge(self, code: str, request: Any) -> str | None:
        return request.grant_row.code_challenge or None

    def get_code_challenge_method(self, code: str, request: Any) -> str | None:
        return request.grant_row.code_challenge_method or None

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: Any, request: Any, *_: Any
    ) -> bool:
        """The address of the request for the code; left out here only when it was left out there (RFC 6749, 4.1.3).

        `redirect_uri` is the only registered one where it was left out.
        """
        asked = request.grant_row.redirect_uri
        fits = asked == redirect_uri and not request.using_default_redirect_uri
        if not fits and (asked or redirect_uri != client.redirect_uris):
            raise errors.InvalidGrantError(description=OTHER_ADDRESS, request=request)
        return True

    def get_authorization_code_scopes(
        self, client_id: str, code: str, redirect_uri: str, request: Any
    ) -> list[str]:
        return list(request.grant_row.scope.split())

    def invalidate_authorization_code(
        self, client_id: str, code: str, request: Any, *_: Any, **__: Any
    ) -> None:
        """It died in the transaction that made its tokens."""

    def save_bearer_token(self, token: dict[str, Any], request: Any, *_: Any, **__: Any) -> None:
        if request.grant_type == "client_credentials":
            self._save_own_token(token, request)
            return
        pair = tokens.Pair(
            access=token["access_token"],
            refresh=token["refresh_token"],
            scope=token["scope"],
            expires=_end_of(token),
        )
        if request.grant_type == "authorization_code":
            if not tokens.trade_code(request.code, grant=request.grant_row, pair=pair):
                tokens.end_family_of_code(request.code, application=request.client)
                raise errors.InvalidGrantError(request=request)
            return
        if not tokens.rotate(request.refresh_row, pair=pair):
            tokens.end_family(request.refresh_row)
            raise errors.InvalidGrantError(request=request)

    def _save_own_token(self, token: dict[str, Any], request: Any) -> None:
        """An application that acts for itself: no person, no refresh."""
        token.pop("refresh_token", None)
        request.user = None
        own = AccessToken(application=request.client, scope=token["scope"], expires=_end_of(token))
        self._set_token_value(own, token["access_token"])
        own.save()

    # --- Refresh and revocation --------------------------------------------------------------------------------------

    def validate_refresh_token(
        self, refresh_token: str, client: Any, request: Any, *_: Any, **__: Any
    ) -> bool:
        found = tokens.known_refresh_token(refresh_token, application=client)
        if found is None:
            return False
        if not tokens.is_live(found):
            tokens.end_family(found)
            return False
        request.refresh_row, request.user = found, found.user
        return True

    def get_original_scopes(
        self, refresh_token: str, request: Any, *_: Any, **__: Any
    ) -> list[str]:
        return list(utils.scope_to_list(request.refresh_row.authorization.scope))

    def revoke_token(
        self, token: str, token_type_hint: str, request: Any, *_: Any, **__: Any
    ) -> None:
        if not tokens.revoke_secret(token, application=request.client):
            raise errors.InvalidGrantError(description=NOT_YOURS, request=request)


def _end_of(token: dict[str, Any]) -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=token["expires_in"])
