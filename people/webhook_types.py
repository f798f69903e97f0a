"""What webhooks can be told of people. Customers' accounts do not exist here yet; those who have them elsewhere subscribe
all the same."""

from tenant.webhooks.types import ActionType

ACTION_TYPES = tuple(
    ActionType(f"pretix.customer.{verb}", f"Customer account {verb}", "Customers", happens=False)
    for verb in ("created", "changed", "anonymized")
)
PUBLISHED: dict[str, str] = {}
