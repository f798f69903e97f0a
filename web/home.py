"""Home pages: of the installation, of an organizer; an event's colour as a style sheet, and pictures of items."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eventhub.common.errors import NotFound
from shop.reads.visitor import picture_of_item
from tenant.access.gates import public
from tenant.events.addresses import event_url
from tenant.events.visitor import organizer_at, upcoming_events
from tenant.models import Event, Organizer
from web.visits import is_signed_in

FOR_GOOD = "public, max-age=31536000, immutable"


@public
@require_safe
def home_page(request: HttpRequest) -> HttpResponse:
    """Everything public that is coming."""
    return render(
        request,
        "web/home.html",
        {"events": _listed(request), "signed_in": is_signed_in(request), "with_organizer": True},
    )


@public
@require_safe
def organizer_page(request: HttpRequest, organizer: str) -> HttpResponse:
    """An organizer's events, on the platform's host."""
    return _of_organizer(request, organizer)


@public
@require_safe
def organizer_home(request: HttpRequest) -> HttpResponse:
    """An organizer's events, on a host of its own."""
    return _of_organizer(request, request.host_organizer)  # type: ignore[attr-defined]  # set by HostMiddleware


def _of_organizer(request: HttpRequest, slug: str) -> HttpResponse:
    organizer = organizer_at(slug)
    if organizer is None:
        raise NotFound("organizer_not_found", _("There is no organizer at this address."))
    return render(
        request,
        "web/home.html",
        {
            "events": _listed(request, organizer=organizer),
            "organizer": organizer,
            "signed_in": is_signed_in(request),
        },
    )


def _listed(request: HttpRequest, *, organizer: Organizer | None = None) -> list[dict[str, Any]]:
    events = upcoming_events(at=timezone.now(), organizer=organizer)
    return [_card(request, event) for event in events]


def _card(request: HttpRequest, event: Event) -> dict[str, Any]:
    return {"event": event, "link": event_url(request, event)}


@public
@require_safe
def look(request: HttpRequest, color: str) -> HttpResponse:
    """An event's colour: pages may load styles, but hold none themselves. The address says it all, so browsers keep
    it for good."""
    response = HttpResponse(f":root{{--eh-event:#{color}}}\n", content_type="text/css")
    response["Cache-Control"] = FOR_GOOD
    return response


@public
@require_safe
def picture(request: HttpRequest, picture: UUID) -> HttpResponse:
    """What an item looks like, for whoever was told its address: another picture has another address. Even opened on
    its own it runs nothing."""
    found = picture_of_item(picture)
    response = HttpResponse(bytes(found.content), content_type=found.content_type)
    response["Cache-Control"] = FOR_GOOD
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
