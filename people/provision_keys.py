"""What a provision file can say of the history of contacts."""

from eventhub.common.provision_file import LONG, Keys, many, text

KEYS: Keys = {"tenants.organizers": {"interaction_types": many(text(longest=LONG))}}
