"""Programs that run in other sites' pages: browsers let them call v1 and the token addresses of OAuth (ADR 15)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from tenant.oauth.pages.hosts import is_at_oauth_host, is_oauth_address

METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
# Without X-CSRFToken: whoever writes with a session is a page of ours.
ASKED = (
    "Authorization, Accept-Language, Content-Type, Content-Disposition, If-Modified-Since, "
    "If-Unmodified-Since, X-Idempotency-Key"
)
SHOWN = "Content-Disposition, Last-Modified, Location, Retry-After, WWW-Authenticate, X-Page-Generated, X-Request-Id"
REMEMBERED_S = "7200"


class CrossOriginMiddleware:
    """Answers browsers that ask first, and opens answers to every page, but those to a session.

    Every page may, because none has more than it brings along: credentials are read from a header that browsers do not
    set by themselves. A cookie is the one thing that they send unasked, so an answer to one stays closed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_for_programs(request):
            return self.get_response(request)
        if _asks_first(request):
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = METHODS
            response["Access-Control-Allow-Headers"] = ASKED
            response["Access-Control-Max-Age"] = REMEMBERED_S
        else:
            response = self.get_response(request)
            patch_vary_headers(response, ["Cookie"])
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = SHOWN
        return response


def _is_for_programs(request: HttpRequest) -> bool:
    if is_oauth_address(request.path):
        return "/authorize" not in request.path and is_at_oauth_host(request)
    return request.path.startswith("/api/v1/")


def _asks_first(request: HttpRequest) -> bool:
    return (
        request.method == "OPTIONS"
        and "Origin" in request.headers
        and "Access-Control-Request-Method" in request.headers
    )
