"""What webhooks can be told of registration and the door."""

from django.utils.translation import gettext_noop

from tenant.webhooks.types import ActionType

ACTION_TYPES = (
    ActionType("pretix.event.checkin", gettext_noop("Ticket checked in"), gettext_noop("Door")),
    ActionType(
        "pretix.event.checkin.reverted", gettext_noop("Check-in taken back"), gettext_noop("Door")
    ),
)
# Our verb -> the name that integrators know it by.
PUBLISHED = {
    "checkin.redeemed": "pretix.event.checkin",
    "checkin.annulled": "pretix.event.checkin.reverted",
}
