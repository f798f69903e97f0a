"""The event itself in the menu, its team and what is connected to it."""

from tenant.access.levels import Level
from tenant.access.surfaces import Page, Submenu, Surfaces

OF_ORGANIZER = "can_change_organizer_settings"
SURFACES = Surfaces(
    title="Event",
    icon="settings",
    order=90,
    submenus=(
        Submenu(
            "event",
            "Event",
            (
                Page(
                    "settings",
                    "Settings",
                    "settings",
                    right="can_change_event_settings",
                    words="live test mode plugins time zone",
                ),
                Page("properties", "Properties", "folder", least=None, right=OF_ORGANIZER),
                Page("history", "History", "list", least=Level.ADMIN, words="log audit trail"),
            ),
        ),
        Submenu(
            "access",
            "Access",
            (
                Page(
                    "team",
                    "Team",
                    "team",
                    least=None,
                    right="can_change_teams",
                    words="members invitations permissions keys",
                ),
                Page("devices", "Devices", "door", least=None, right=OF_ORGANIZER, words="gates"),
                Page("webhooks", "Webhooks", "plug", least=None, right=OF_ORGANIZER),
            ),
        ),
    ),
)
