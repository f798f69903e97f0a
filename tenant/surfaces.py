"""The event itself in the menu, its team and what is connected to it."""

from django.utils.translation import gettext_noop

from tenant.access.levels import Level
from tenant.access.surfaces import Page, Submenu, Surfaces

OF_ORGANIZER = "can_change_organizer_settings"
SURFACES = Surfaces(
    title=gettext_noop("Event"),
    icon="settings",
    order=90,
    submenus=(
        Submenu(
            "event",
            gettext_noop("Event"),
            (
                Page(
                    "settings",
                    gettext_noop("Settings"),
                    "settings",
                    right="can_change_event_settings",
                    words=gettext_noop("live test mode plugins time zone"),
                ),
                Page(
                    "properties",
                    gettext_noop("Properties"),
                    "folder",
                    least=None,
                    right=OF_ORGANIZER,
                ),
                Page(
                    "history",
                    gettext_noop("History"),
                    "list",
                    least=Level.ADMIN,
                    words=gettext_noop("log audit trail"),
                ),
            ),
        ),
        Submenu(
            "access",
            gettext_noop("Access"),
            (
                Page(
                    "team",
                    gettext_noop("Team"),
                    "team",
                    least=None,
                    right="can_change_teams",
                    words=gettext_noop("members invitations permissions keys"),
                ),
                Page(
                    "devices",
                    gettext_noop("Devices"),
                    "door",
                    least=None,
                    right=OF_ORGANIZER,
                    words=gettext_noop("gates"),
                ),
                Page("webhooks", gettext_noop("Webhooks"), "plug", least=None, right=OF_ORGANIZER),
            ),
        ),
    ),
)
