"""What happens to every request: an id for the logs, a policy for browsers, and refusals turned into answers."""

import ipaddress
import secrets
from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop

from eventhub.common import outages
from eventhub.common.errors import DomainError, Invalid, Unavailable
from eventhub.common.http import envelope
from eventhub.server import bodies
from eventhub.web.refusals import refused, speaks_json

TOO_LARGE = gettext_noop("The request is too large.")
TOO_SLOW = gettext_noop("The request took too long to arrive. Please try again.")
TOO_BUSY = gettext_noop("Too much is being sent to us right now. Please try again in a moment.")
BUSY_RETRY_S = 10

_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self' ws: wss:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# The page to try the API writes its own start-up script and styles into itself.
_DOCS_PREFIX = "/api/docs"
_DOCS = {
    **_POLICY,
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
}


def _written(policy: dict[str, str]) -> str:
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


POLICY, DOCS_POLICY = _written(_POLICY), _written(_DOCS)


class ClientAddressMiddleware:
    """Makes REMOTE_ADDR the visitor's address where proxies stand before us (settings.TRUSTED_PROXIES of them).

    Each trusted proxy adds to `X-Forwarded-For` whom it was called by, at the end; what stands before that is the
    visitor's own word and never believed. With none, the header is not looked at.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.TRUSTED_PROXIES > 0:
            request.META["REMOTE_ADDR"] = _client_address(request.META, settings.TRUSTED_PROXIES)
        return self.get_response(request)


def _client_address(meta: Mapping[str, str], proxies: int) -> str:
    """The entry that the outermost trusted proxy wrote; who called us, when there is no such entry or no address in it."""
    direct = meta.get("REMOTE_ADDR", "")
    entries = [word.strip() for word in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if len(entries) < proxies:
        return direct
    try:
        return str(ipaddress.ip_address(entries[-proxies]))
    except ValueError:
        return direct


class RequestIdMiddleware:
    """Names each request, so that a person's report can be found in the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(8)  # type: ignore[attr-defined]  # ours
        response = self.get_response(request)
        # A repeated answer keeps the id of the request that it answered first.
        response.headers.setdefault("X-Request-Id", request.request_id)  # type: ignore[attr-defined]
        return response


class BodySizeMiddleware:
    """Refuses a body that our server did not take (eventhub.server.bodies), and one that is longer than anything we take
    before a byte of it is read: a form's files would fill the disk first. Who says nothing of the length sends no body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        why = request.META.get(bodies.UNREAD) or _announced_too_long(request)
        return refused(request, _unread(why)) if why else self.get_response(request)


def _announced_too_long(request: HttpRequest) -> str:
    said = request.META.get("CONTENT_LENGTH") or "0"
    readable = said.isascii() and said.isdigit() and len(said) <= bodies.MOST_DIGITS
    return "" if readable and int(said) <= settings.LARGEST_BODY else bodies.TOO_LARGE


def _unread(why: str) -> DomainError:
    if why == bodies.DISK_FULL:
        return outages.disk_full()
    if why == bodies.TOO_BUSY:
        return Unavailable("too_busy", TOO_BUSY, retry_after_s=BUSY_RETRY_S)
    error = Invalid(why, TOO_SLOW if why == bodies.TOO_SLOW else TOO_LARGE)
    error.status = 408 if why == bodies.TOO_SLOW else 413
    return error


class ContentPolicyMiddleware:
    """Tells browsers that pages load nothing but our own files: no inline script, no foreign frame.

    A page whose form ends at somebody else's address names its origin in `form_targets`: a browser holds the redirects
    after a form to the form's policy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        docs = request.path.startswith(_DOCS_PREFIX)
        policy = DOCS_POLICY if docs else POLICY
        if targets := [origin for origin in getattr(response, "form_targets", ()) if origin]:
            policy = _written({**_POLICY, "form-action": " ".join(["'self'", *targets])})
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(self), microphone=(), geolocation=()"
        )
        return response


class DomainErrorMiddleware:
    """A refusal that a plain view raised becomes an answer: the envelope for programs, a page for people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        if speaks_json(request.path):
            return envelope.response(exception)
        page = render(request, "eventhub/error.html", {"error": exception}, status=exception.status)
        return envelope.with_patience(page, exception)
