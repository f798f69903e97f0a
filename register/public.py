"""What everybody may know of an event's registration: reads for pages without a sign-in."""

from register.models import Level
from tenant.models import Event


def level_colors(event: Event) -> dict[int, str]:
    """The colour of each level: item id -> `#rrggbb`. One query."""
    return dict(Level.objects.filter(event=event).values_list("item_id", "color"))
