"""The addresses that every host of ours has."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from account.pages import sign_in, sign_out, signed_out
from eventhub.common import floors
from eventhub.server import health
from eventhub.web import spa, triggers, ui
from tenant.access.gates import public
from tenant.api.sockets import socket_ticket
from tenant.oauth.pages import applications, endpoints
from tenant.teams.pages import invitation


def apis() -> Iterator[URLPattern | URLResolver]:
    """What the modules bring in their `api/urls.py`: the addresses of /app/<module>/api/, and `elsewhere` those that they
    serve in the name of a module below, which go before its own."""
    modules = floors.brought("api.urls")
    for _, urls in modules:
        yield path("app/", include(getattr(urls, "elsewhere", [])))
    for module, urls in modules:
        yield path(f"app/{module}/api/", include(urls))


urlpatterns: list[URLPattern | URLResolver] = [
    path("app/ui/session/", ui.session, name="ui-session"),
    path("app/ui/menu/", ui.menu, name="ui-menu"),
    path("app/ui/submenu/<slug:module>/", ui.submenu, name="ui-submenu"),
    path("app/ui/search/", ui.search, name="ui-search"),
    path("app/ui/triggers/", triggers.triggers, name="ui-triggers"),
    path("app/ui/trigger/<str:name>/", triggers.trigger, name="ui-trigger"),
    path("app/ui/permissions/", ui.permissions, name="ui-permissions"),
    path("app/ui/socket-ticket/", socket_ticket, name="ui-socket-ticket"),
    *apis(),
    re_path(r"^app/(?:ui|[a-z]+/api)/", ui.nowhere),
    re_path(r"^app/", spa.shell, name="app"),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    path("api/v1/oauth/", include("tenant.oauth.pages.urls")),
    path("api/", include("api.urls")),
    path("oauth/", include("tenant.oauth.pages.urls")),
    path(".well-known/oauth-authorization-server", endpoints.metadata, name="oauth-metadata"),
    path("auth/login/", public(sign_in), name="sign-in"),
    path("auth/logout/", public(sign_out), name="sign-out"),
    path("auth/signed-out/", public(signed_out), name="signed-out"),
    path("auth/invitation/<str:secret>/", public(invitation), name="invitation"),
    path("auth/applications/", applications.mine, name="applications"),
    path("auth/applications/<str:client_id>/change/", applications.change),
    path("auth/applications/<str:client_id>/enable/", applications.enable),
    path("auth/applications/<str:client_id>/secret/", applications.renew),
    path("auth/applications/<str:client_id>/disable/", applications.disable),
    path("auth/applications/<str:client_id>/revoke/", applications.revoke),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
