"""Which host was asked, and which event it is about."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from tenant.access.context import host_is_ours, organizer_slug_of_host
from tenant.access.requests import lazy_event
from tenant.oauth.pages.hosts import is_oauth_address, nothing_here


class HostMiddleware:
    """Answers only on our own hosts, and notes whose host it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.META.get("HTTP_HOST", request.META.get("SERVER_NAME", ""))
        if request.path in {"/healthz", "/readyz"}:
            request.host_organizer = None  # type: ignore[attr-defined]  # ours
            return self.get_response(request)
        if not host_is_ours(host):
            if is_oauth_address(request.path):
                return nothing_here()
            return HttpResponse(render_to_string("eventhub/host.html"), status=400)
        request.host_organizer = organizer_slug_of_host(host)  # type: ignore[attr-defined]
        if request.host_organizer is not None:  # type: ignore[attr-defined]
            request.urlconf = "eventhub.urls_organizer"
        return self.get_response(request)


class ScopeMiddleware:
    """Hangs `current_event` on the request; it is looked up when a view asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.current_event = lazy_event(request)  # type: ignore[attr-defined]  # ours
        return self.get_response(request)
