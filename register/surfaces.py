"""Registration and the door in the menu."""

from tenant.access.surfaces import Page, Submenu, Surfaces

SURFACES = Surfaces(
    title="Registration",
    icon="people",
    order=10,
    submenus=(
        Submenu(
            "people",
            "People",
            (
                Page("dashboard", "Dashboard", "chart", words="numbers overview today"),
                Page("registrations", "Registrations", "people", words="attendees badges"),
            ),
        ),
        Submenu(
            "door",
            "Door",
            (Page("lists", "Check-in lists", "list", words="scan entry admission"),),
        ),
    ),
)
