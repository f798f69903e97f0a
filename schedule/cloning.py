"""The rooms of an event, for its copy."""

from schedule.models import Room
from tenant.events.copies import Copies

CLONED = (Room,)


def clone_rooms(copies: Copies) -> None:
    """Copies the rooms."""
    copies.copy(Room.objects.filter(event=copies.source))
