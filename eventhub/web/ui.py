"""/app/ui/: what the single-page surfaces ask first: who is here, which event, what may be opened."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from eventhub.common.errors import NotFound
from eventhub.common.http import envelope
from eventhub.web import menu as menus
from tenant import queries
from tenant.access.gates import public, self_service
from tenant.access.levels import MODULES
from tenant.access.requests import access_of, event_of
from tenant.access.rights import Access
from tenant.api.serializers import (
    EventRef,
    Menu,
    MenuSubmenu,
    OrganizerRef,
    Permissions,
    SearchInput,
    SearchResults,
    Session,
)
from tenant.models import Event


@extend_schema(responses=Session)
@api_view(["GET"])
@public
def session(request: Request) -> Response:
    """Who is signed in, their organizers and events, and the event the session works on. Open to visitors."""
    access = access_of(request)
    user = request.user if request.user is not None and request.user.is_authenticated else None
    events = list(queries.visible_events(access).order_by("-date_from", "pk"))
    rows = [
        {
            "slug": organizer.slug,
            "name": organizer.name,
            "can_create_events": access.can_at_organizer(organizer, "can_create_events"),
        }
        for organizer in queries.visible_organizers(access)
    ]
    return Response(
        {
            "user": {"email": user.email, "name": user.full_name} if user else None,
            "organizers": OrganizerRef(rows, many=True).data,
            "events": EventRef(events, many=True).data,
            "current": _current(request) if events else None,
            "languages": [list(language) for language in settings.LANGUAGES],
        }
    )


def _current(request: Request) -> str | None:
    try:
        event = event_of(request)
    except NotFound:
        return None
    return f"{event.organizer.slug}/{event.slug}"


@extend_schema(responses=Menu)
@api_view(["GET"])
@self_service
def menu(request: Request) -> Response:
    """The current event and the surfaces that the caller may open there."""
    event = event_of(request)
    base = menus.base_of(event)
    seen = menus.modules(event, access=access_of(request))
    return Response(
        {
            "event": EventRef(event).data,
            "modules": [menus.shown(module, base=base) for module in seen],
        }
    )


@extend_schema(responses=MenuSubmenu(many=True))
@api_view(["GET"])
@self_service
def submenu(request: Request, module: str) -> Response:
    """One module's submenus, with the pages that the caller may open there."""
    event = event_of(request)
    seen = menus.module_seen(event, module, access=access_of(request))
    return Response(menus.submenus(seen, base=menus.base_of(event)))


@extend_schema(parameters=[SearchInput], responses=SearchResults)
@api_view(["GET"])
@self_service
def search(request: Request) -> Response:
    """Pages and things of the current event that the words `q` may mean, as far as the caller may open them."""
    asked = SearchInput(data=request.query_params)
    asked.is_valid(raise_exception=True)
    event = event_of(request)
    found = menus.search(event, asked.validated_data["q"], access=access_of(request))
    return Response({"results": list(found)})


@extend_schema(responses=Permissions)
@api_view(["GET"])
@self_service
def permissions(request: Request) -> Response:
    """The caller's level in every module and the rights they hold, at the current event."""
    event = event_of(request)
    return Response(_permissions(access_of(request), event))


def _permissions(access: Access, event: Event) -> dict[str, Any]:
    return {
        "modules": {
            module: access.level(module, organizer_id=event.organizer_id, event=event).name.lower()
            for module in MODULES
        },
        "capabilities": queries.capabilities(access, organizer=event.organizer, event=event),
    }


@public
@csrf_exempt
def nowhere(request: HttpRequest, **_: Any) -> HttpResponse:
    """Below /app/'s APIs an address that is none is said so in their words, not with a page."""
    return envelope.response(NotFound(message=gettext_noop("There is nothing at this address.")))
