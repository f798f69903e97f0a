"""What an event says of itself, for its copy."""

from tenant.events.copies import Copies
from tenant.models import MetaValue

CLONED = (MetaValue,)


def clone_descriptions(copies: Copies) -> None:
    """Copies the values of the organizer's meta properties."""
    copies.copy(MetaValue.objects.filter(event=copies.source))
