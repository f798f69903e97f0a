"""What webhooks can be told of people. Customers' accounts do not exist here yet; those who have them elsewhere subscribe
all the same."""

from django.utils.translation import gettext_noop

from tenant.webhooks.types import ActionType

ACTION_TYPES = (
    ActionType(
        "pretix.customer.created",
        gettext_noop("Customer account created"),
        gettext_noop("Customers"),
        happens=False,
    ),
    ActionType(
        "pretix.customer.changed",
        gettext_noop("Customer account changed"),
        gettext_noop("Customers"),
        happens=False,
    ),
    ActionType(
        "pretix.customer.anonymized",
        gettext_noop("Customer account anonymized"),
        gettext_noop("Customers"),
        happens=False,
    ),
)
PUBLISHED: dict[str, str] = {}
