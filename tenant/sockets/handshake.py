"""Before a socket is open: whose page opens it, and what its caller shows. Nothing of the stream is looked up yet."""

import re
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

from tenant.access.callers import Credential
from tenant.sockets import actions, origins

AUTHORIZATION = re.compile(r"(token|bearer|device) ([^\s]+)", re.IGNORECASE)
# Secrets that live long have no place in an address, which ends up in logs.
NOT_IN_AN_ADDRESS = frozenset(
    {"token", "access_token", "authorization", "bearer", "device", "key", "api_key", "secret", "sessionid"}
)  # fmt: skip


def query_of(scope: Any) -> dict[str, str]:
    """The first value of each field of the query."""
    text = scope["query_string"].decode("latin-1")
    try:
        return {name: values[0] for name, values in parse_qs(text, max_num_fields=50).items()}
    except ValueError:
        return {}


def may_knock(scope: Any) -> bool:
    """Whether the handshake is answered at all: not for pages of strangers, and not for a cookie or a ticket that comes
    without a page. A query at most, about the host alone."""
    origin = origins.header(scope, b"origin")
    if origin is not None:
        return origins.is_ours(origin, host=origins.header(scope, b"host") or "")
    if origins.header(scope, b"authorization") is not None:
        return True
    return "ticket" not in query_of(scope) and _session_key(scope) is None


def credential_of(scope: Any) -> Credential | None:
    """What the caller shows; None for nothing, for what is ill-formed, and for a secret in the address.

    A header goes before a ticket, a ticket before the cookie; what goes first decides alone. Spends a ticket.
    """
    query = query_of(scope)
    if NOT_IN_AN_ADDRESS & {name.lower() for name in query}:
        return None
    header = origins.header(scope, b"authorization")
    if header is not None:
        found = AUTHORIZATION.fullmatch(header.strip())
        return Credential(found[1].lower(), found[2]) if found else None
    if "ticket" in query:
        session = actions.redeem_ticket(query["ticket"])
        return Credential("session", session) if session else None
    key = _session_key(scope)
    return Credential("session", key) if key else None


def _session_key(scope: Any) -> str | None:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(origins.header(scope, b"cookie") or "")
    except CookieError:
        return None
    found = cookies.get(settings.SESSION_COOKIE_NAME)
    return found.value or None if found is not None else None
