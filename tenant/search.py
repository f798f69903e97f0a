"""What the search finds of an event's organizer."""

from django.utils.translation import gettext_noop

from tenant.access.surfaces import Found, Kind
from tenant.models import Device, Event, Team


def teams(event: Event, words: str, limit: int) -> list[Found]:
    """The organizer's teams by a part of their name. One query."""
    found = Team.objects.filter(organizer=event.organizer_id, name__icontains=words).order_by("pk")
    return [Found(name, "", "team") for name in found.values_list("name", flat=True)[:limit]]


def devices(event: Event, words: str, limit: int) -> list[Found]:
    """The organizer's devices by a part of their name. One query."""
    found = Device.objects.filter(organizer=event.organizer_id, name__icontains=words)
    rows = found.order_by("serial").values_list("name", "serial")[:limit]
    return [Found(name, f"#{serial}", "devices") for name, serial in rows]


KINDS = (
    Kind("team", gettext_noop("Teams"), "team", teams),
    Kind("device", gettext_noop("Devices"), "devices", devices),
)
