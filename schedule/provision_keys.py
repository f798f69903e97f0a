"""What a provision file can say of the programme."""

from eventhub.common.provision_file import LONG, Keys, many, section, table, text
from tenant.provision_keys import PLACED

KEYS: Keys = {
    "tenants.organizers": {
        "taxonomy": section({"categories": many(text()), "event_types": table("slug", PLACED)}),
        "activities": table("slug", {**PLACED, "type": text(longest=LONG)}),
    }
}
