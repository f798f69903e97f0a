"""What we offer of OAuth 2: the authorization code, its refresh, and client credentials for applications of their own.

The library's other grants (password, implicit, device, the hybrids of OpenID Connect) do not exist here: they are not
switched off, they are not built in (contract, OAUTH-11).
"""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from oauth2_provider.oauth2_backends import OAuthLibCore
from oauthlib.oauth2.rfc6749.endpoints import (
    AuthorizationEndpoint,
    ResourceEndpoint,
    RevocationEndpoint,
    TokenEndpoint,
)
from oauthlib.oauth2.rfc6749.grant_types import (
    AuthorizationCodeGrant,
    ClientCredentialsGrant,
    RefreshTokenGrant,
)
from oauthlib.oauth2.rfc6749.tokens import BearerToken


class Server(AuthorizationEndpoint, TokenEndpoint, ResourceEndpoint, RevocationEndpoint):  # type: ignore[misc]  # untyped package
    """The endpoints over the three grants."""

    def __init__(
        self,
        validator: Any,
        token_expires_in: Any = None,
        token_generator: Any = None,
        refresh_token_generator: Any = None,
        **_: Any,
    ) -> None:
        code = AuthorizationCodeGrant(validator)
        bearer = BearerToken(validator, token_generator, token_expires_in, refresh_token_generator)
        AuthorizationEndpoint.__init__(
            self,
            default_response_type="code",
            response_types={"code": code},
            default_token_type=bearer,
        )
        TokenEndpoint.__init__(
            self,
            default_grant_type="authorization_code",
            grant_types={
                "authorization_code": code,
                "refresh_token": RefreshTokenGrant(validator),
                "client_credentials": ClientCredentialsGrant(validator),
            },
            default_token_type=bearer,
        )
        ResourceEndpoint.__init__(self, default_token="Bearer", token_types={"Bearer": bearer})  # noqa: S106 -- a kind, no secret
        RevocationEndpoint.__init__(self, validator)


class Core(OAuthLibCore):  # type: ignore[misc]  # untyped package
    """The bridge between requests of Django and of the library."""

    def _get_escaped_full_path(self, request: HttpRequest) -> str:
        """The query written anew: what Django could read, the library can read too, however it was escaped.

        Without `response_mode`: codes and errors go back in the query, never behind # (contract, OAUTH-4).
        """
        pairs = [
            (name, value)
            for name, values in request.GET.lists()
            for value in values
            if name != "response_mode"
        ]
        return f"{request.path}?{urlencode(pairs)}" if pairs else request.path

    def extract_body(self, request: HttpRequest) -> list[tuple[str, str]]:
        """The form; what is empty counts as left out (RFC 6749, 3.2)."""
        return [(name, str(value)) for name, value in request.POST.items() if value]
