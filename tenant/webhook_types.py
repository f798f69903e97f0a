"""What webhooks can be told of tenants, events and teams."""

from tenant.webhooks.types import ActionType

ACTION_TYPES = (
    ActionType("pretix.event.added", "Event created", "Events"),
    ActionType("pretix.event.changed", "Event changed", "Events"),
    ActionType("pretix.event.deleted", "Event deleted", "Events"),
    ActionType("pretix.event.live.activated", "Shop opened", "Events"),
    ActionType("pretix.event.live.deactivated", "Shop closed", "Events"),
    ActionType("pretix.event.testmode.activated", "Test mode switched on", "Events"),
    ActionType("pretix.event.testmode.deactivated", "Test mode switched off", "Events"),
    ActionType("pretix.subevent.added", "Date of a series created", "Events"),
    ActionType("pretix.subevent.changed", "Date of a series changed", "Events"),
    ActionType("pretix.subevent.deleted", "Date of a series deleted", "Events"),
)
# Our verb -> the name that integrators know it by.
PUBLISHED = {
    "event.created": "pretix.event.added",
    "event.changed": "pretix.event.changed",
    "event.deleted": "pretix.event.deleted",
    "event.activated": "pretix.event.live.activated",
    "event.deactivated": "pretix.event.live.deactivated",
    "event.test_mode_enabled": "pretix.event.testmode.activated",
    "event.test_mode_disabled": "pretix.event.testmode.deactivated",
    "date.created": "pretix.subevent.added",
    "date.changed": "pretix.subevent.changed",
    "date.deleted": "pretix.subevent.deleted",
}
