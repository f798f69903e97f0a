"""Where a browser may be sent back to. Pure but for one setting."""

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.conf import settings

LONGEST = 2000
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
LOOPBACK_AT_SOME_PORT = re.compile(
    r"(?P<host>http://(?:127\.0\.0\.1|\[::1\])):[1-9][0-9]{0,4}(?P<rest>[/?].*|)"
)


def redirect_problem(uri: str, *, public: bool) -> str | None:
    """Why an application may not be sent back to `uri`; None when it may.

    HTTPS only, but for programs on the person's own machine, which listen on the loopback (RFC 8252, 7.3; they are
    public clients), and for the loopback of an installation that runs on one itself (settings.OAUTH_HTTP_ON_LOOPBACK).
    In development, anything goes (contract, OAUTH-4).
    """
    if len(uri) > LONGEST or not uri.isprintable() or len(uri.split()) != 1 or not uri.isascii():
        return "Write one address without blanks, in ASCII."
    parts = _split(uri)
    if parts is None or parts.scheme not in {"https", "http"} or not parts.hostname:
        return "Write a whole address, beginning with https://."
    if "#" in uri:
        return "An address to return to has no part after #."
    if "@" in parts.netloc or "*" in parts.netloc:
        return "Write the plain name of the host: no user, no star."
    if parts.scheme == "http" and not _http_is_fine(parts, public=public):
        return "The address must begin with https://."
    return None


def is_registered(uri: str, *, among: Iterable[str], public: bool) -> bool:
    """Whether `uri` is one of the registered addresses, letter by letter.

    A public program that registered a literal loopback address without a port may listen at any (RFC 8252, 7.3).
    """
    known = set(among)
    if uri in known:
        return True
    found = LOOPBACK_AT_SOME_PORT.fullmatch(uri) if public else None
    return found is not None and f"{found['host']}{found['rest']}" in known


def form_target(uri: str) -> str:
    """The origin of an address as a Content-Security-Policy names it; empty for what has none.

    A browser holds the redirects that follow a form to the policy of the form's page.
    """
    parts = _split(uri)
    if parts is None or parts.scheme not in {"https", "http"} or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if not set(host) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-[]:"):
        return ""
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")


def form_targets_of(path: str) -> list[str]:
    """Where a form may lead that goes on to `path`: an authorization can go on to the application without a stop."""
    parts = _split(path)
    if parts is None or not parts.path.rstrip("/").endswith("/oauth/authorize"):
        return []
    return [form_target(uri) for uri in parse_qs(parts.query).get("redirect_uri", [])[:1]]


def _http_is_fine(parts: SplitResult, *, public: bool) -> bool:
    if settings.DEBUG:
        return True
    return (public or settings.OAUTH_HTTP_ON_LOOPBACK) and parts.hostname in LOOPBACK


def _split(uri: str) -> SplitResult | None:
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return None
    return parts if port is None or port else None
