"""The host of OAuth: on every other one its addresses do not exist, whoever asks and however."""

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from tenant.context import is_oauth_host
from tenant.gates import public

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
            if not is_oauth_host(
                request.META.get("HTTP_HOST", request.META.get("SERVER_NAME", ""))
            ):
                return HttpResponse(NOTHING, status=404, content_type="text/plain")
            return inner(request, *args, **kwargs)

        return answer

    return mark


def issuer() -> str:
    """How the addresses of OAuth begin for the outside."""
    if settings.OAUTH_HOST == settings.PLATFORM_HOST:
        return str(settings.PUBLIC_URL)
    return f"{'https' if settings.SECURE else 'http'}://{settings.OAUTH_HOST}"
