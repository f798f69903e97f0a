"""/app/ui/: what the single-page surfaces ask first: who is here, which event, what may be opened."""

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from eventhub.common.errors import NotFound
from eventhub.common.http import envelope
from tenant import queries
from tenant.access.gates import public, self_service
from tenant.access.levels import MODULES, Level
from tenant.access.requests import access_of, check_permission, event_of
from tenant.access.rights import Access
from tenant.api.serializers import EventRef, Menu, OrganizerRef, Permissions, Session
from tenant.models import Event

# module -> its title and its surfaces: key, title, the page below the event's address, the least level.
SURFACES: dict[str, tuple[str, tuple[tuple[str, str, Level], ...]]] = {
    "register": (
        "Registration",
        (
            ("dashboard", "Dashboard", Level.STAFF),
            ("registrations", "Registrations", Level.STAFF),
            ("lists", "Check-in lists", Level.STAFF),
        ),
    ),
    "shop": (
        "Shop",
        (
            ("orders", "Orders", Level.STAFF),
            ("dates", "Dates", Level.STAFF),
            ("items", "Levels & items", Level.STAFF),
            ("categories", "Categories", Level.STAFF),
            ("taxes", "Tax rules", Level.STAFF),
            ("quotas", "Quotas", Level.STAFF),
            ("vouchers", "Vouchers", Level.STAFF),
            ("waiting-list", "Waiting list", Level.STAFF),
            ("carts", "Carts", Level.STAFF),
            ("form", "Form", Level.STAFF),
        ),
    ),
    "tenant": (
        "Event",
        (
            ("settings", "Settings", Level.STAFF),
            ("properties", "Properties", Level.ADMIN),
            ("team", "Team", Level.ADMIN),
            ("history", "History", Level.ADMIN),
            ("devices", "Devices", Level.ADMIN),
            ("webhooks", "Webhooks", Level.ADMIN),
        ),
    ),
}

# Surfaces that only series have.
OF_SERIES = frozenset({"dates"})

# Surfaces that a right opens, whatever the level in the module; and those that it opens besides the level.
BY_RIGHT = {
    "properties": "can_change_organizer_settings",
    "team": "can_change_teams",
    "devices": "can_change_organizer_settings",
    "webhooks": "can_change_organizer_settings",
}
ALSO_BY_RIGHT = {"settings": "can_change_event_settings"}


@extend_schema(responses=Session, tags=["ui"])
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


@extend_schema(responses=Menu, tags=["ui"])
@api_view(["GET"])
@self_service
def menu(request: Request) -> Response:
    """The current event and the surfaces that the caller may open there."""
    event = event_of(request)
    base = f"/app/e/{event.organizer.slug}/{event.slug}/"
    rights = queries.capabilities(access_of(request), organizer=event.organizer, event=event)
    modules = [
        _module(
            key,
            title,
            [page for page in pages if event.has_subevents or page[0] not in OF_SERIES],
            level=check_permission(request, key),
            rights=rights,
            base=base,
        )
        for key, (title, pages) in SURFACES.items()
    ]
    opened = [module for module in modules if module["items"]]
    return Response({"event": EventRef(event).data, "modules": opened})


def _module(
    key: str,
    title: str,
    pages: Sequence[tuple[str, str, Level]],
    *,
    level: Level,
    rights: Collection[str],
    base: str,
) -> dict[str, Any]:
    items = [
        {"key": page, "title": words, "url": f"{base}{page}"}
        for page, words, least in pages
        if _opens(page, level >= least, rights)
    ]
    return {
        "key": key,
        "title": title,
        "level": level.name.lower(),
        "url": items[0]["url"] if items else base,
        "items": items,
    }


def _opens(page: str, by_level: bool, rights: Collection[str]) -> bool:
    if page in BY_RIGHT:
        return BY_RIGHT[page] in rights
    return by_level or ALSO_BY_RIGHT.get(page) in rights


@extend_schema(responses=Permissions, tags=["ui"])
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
    return envelope.response(NotFound(message="There is nothing at this address."))
