"""The host of OAuth: on every other one its addresses do not exist, whoever asks and however."""

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from tenant.access.context import is_oauth_host
from tenant.access.gates import public

View = Callable[..., HttpResponse]
NOTHING = "There is nothing at this address.\n"


def on_oauth_host(*, form: bool) -> Callable[[View], View]:
    """A view of the OAuth host; 404 comes before any other answer. `form`: people send it, so CSRF is checked (after
    the host); without, programs do, which carry no cookies."""

    def mark(view: View) -> View:
        inner = csrf_protect(view) if form else view

        @public
        @csrf_exempt
        @functools.wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not is_at_oauth_host(request):
                return nothing_here()
            return inner(request, *args, **kwargs)

        return answer

    return mark


def is_oauth_address(path: str) -> bool:
    """Whether the path is one of those that exist on the OAuth host alone."""
    return path.startswith(("/oauth/", "/api/v1/oauth/", "/.well-known/oauth-authorization-server"))


def is_at_oauth_host(request: HttpRequest) -> bool:
    """Whether the request was sent to the OAuth host."""
    return is_oauth_host(request.META.get("HTTP_HOST", request.META.get("SERVER_NAME", "")))


def nothing_here() -> HttpResponse:
    """What every other host says to them."""
    return HttpResponse(NOTHING, status=404, content_type="text/plain")


def issuer() -> str:
    """How the addresses of OAuth begin for the outside."""
    if settings.OAUTH_HOST == settings.PLATFORM_HOST:
        return str(settings.PUBLIC_URL)
    return f"{'https' if settings.SECURE else 'http'}://{settings.OAUTH_HOST}"
