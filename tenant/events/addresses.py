"""Where an event's public pages are: one place that builds their addresses."""

from django.conf import settings

from tenant.models import Event


def public_url(organizer: str, event: str) -> str:
    """The absolute address of an event's page, by the slugs of both."""
    return f"{settings.PUBLIC_URL}/{organizer}/{event}/"


def picture_url(public_id: object) -> str:
    """The absolute address of a picture, as programs are told it."""
    return f"{settings.PUBLIC_URL}{picture_path(public_id)}"


def picture_path(public_id: object) -> str:
    """The address of a picture on every host of ours."""
    return f"/look/pictures/{public_id}/"


def event_url(request: object | None, event: Event, page: str = "") -> str:
    """The address of an event's page; `page` is what follows the event (`checkout/`, `order/ABC/secret/`).

    With a request: a path for the host that was asked (`/<event>/` on the organizer's own, `/<organizer>/<event>/` on
    the platform's). Without one, for mails: absolute on settings.PUBLIC_URL, never on a host that a visitor named.
    The event's organizer should be loaded already.
    """
    if request is None:
        return f"{public_url(event.organizer.slug, event.slug)}{page}"
    if getattr(request, "host_organizer", None) is not None:
        return f"/{event.slug}/{page}"
    return f"/{event.organizer.slug}/{event.slug}/{page}"
