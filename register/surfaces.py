"""Registration and the door in the menu."""

from django.utils.translation import gettext_noop

from tenant.access.surfaces import Page, Submenu, Surfaces

SURFACES = Surfaces(
    title=gettext_noop("Registration"),
    icon="people",
    order=10,
    submenus=(
        Submenu(
            "people",
            gettext_noop("People"),
            (
                Page(
                    "dashboard",
                    gettext_noop("Dashboard"),
                    "chart",
                    words=gettext_noop("numbers overview today"),
                ),
                Page(
                    "registrations",
                    gettext_noop("Registrations"),
                    "people",
                    words=gettext_noop("attendees badges"),
                ),
            ),
        ),
        Submenu(
            "door",
            gettext_noop("Door"),
            (
                Page(
                    "lists",
                    gettext_noop("Check-in lists"),
                    "list",
                    words=gettext_noop("scan entry admission"),
                ),
            ),
        ),
    ),
)
