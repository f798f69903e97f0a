"""What webhooks can be told of tenants, events and teams."""

from django.utils.translation import gettext_noop

from tenant.webhooks.types import ActionType

ACTION_TYPES = (
    ActionType("pretix.event.added", gettext_noop("Event created"), gettext_noop("Events")),
    ActionType("pretix.event.changed", gettext_noop("Event changed"), gettext_noop("Events")),
    ActionType("pretix.event.deleted", gettext_noop("Event deleted"), gettext_noop("Events")),
    ActionType("pretix.event.live.activated", gettext_noop("Shop opened"), gettext_noop("Events")),
    ActionType(
        "pretix.event.live.deactivated", gettext_noop("Shop closed"), gettext_noop("Events")
    ),
    ActionType(
        "pretix.event.testmode.activated",
        gettext_noop("Test mode switched on"),
        gettext_noop("Events"),
    ),
    ActionType(
        "pretix.event.testmode.deactivated",
        gettext_noop("Test mode switched off"),
        gettext_noop("Events"),
    ),
    ActionType(
        "pretix.subevent.added", gettext_noop("Date of a series created"), gettext_noop("Events")
    ),
    ActionType(
        "pretix.subevent.changed", gettext_noop("Date of a series changed"), gettext_noop("Events")
    ),
    ActionType(
        "pretix.subevent.deleted", gettext_noop("Date of a series deleted"), gettext_noop("Events")
    ),
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
