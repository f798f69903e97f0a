"""What webhooks can be told of registration and the door."""

from tenant.webhooks.types import ActionType

ACTION_TYPES = (
    ActionType("pretix.event.checkin", "Ticket checked in", "Door"),
    ActionType("pretix.event.checkin.reverted", "Check-in taken back", "Door"),
)
# Our verb -> the name that integrators know it by.
PUBLISHED = {
    "checkin.redeemed": "pretix.event.checkin",
    "checkin.annulled": "pretix.event.checkin.reverted",
}
