"""Home pages: of the installation, of an organizer; and an event's colour as a style sheet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from eventhub.common.errors import NotFound
from register.pages.visits import is_signed_in
from tenant import public as publics
from tenant.addresses import event_url
from tenant.gates import public
from tenant.models import Event, Organizer


@public
@require_safe
def home_page(request: HttpRequest) -> HttpResponse:
    """Everything public that is coming."""
    return render(
        request,
        "eventhub/home.html",
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
    organizer = publics.organizer_at(slug)
    if organizer is None:
        raise NotFound("organizer_not_found", "There is no organizer at this address.")
    return render(
        request,
        "eventhub/home.html",
        {
            "events": _listed(request, organizer=organizer),
            "organizer": organizer,
            "signed_in": is_signed_in(request),
        },
    )


def _listed(request: HttpRequest, *, organizer: Organizer | None = None) -> list[dict[str, Any]]:
    events = publics.upcoming_events(at=timezone.now(), organizer=organizer)
    return [_card(request, event) for event in events]


def _card(request: HttpRequest, event: Event) -> dict[str, Any]:
    return {"event": event, "link": event_url(request, event)}


@public
@require_safe
def look(request: HttpRequest, color: str) -> HttpResponse:
    """An event's colour: pages may load styles, but hold none themselves. The address says it all, so browsers keep
    it for good."""
    response = HttpResponse(f":root{{--eh-event:#{color}}}\n", content_type="text/css")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
