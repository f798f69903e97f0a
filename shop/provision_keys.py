"""What a provision file can say of money."""

from eventhub.common.provision_file import Keys, table
from tenant.provision_keys import PLACED

KEYS: Keys = {"tenants.organizers": {"money_accounts": table("slug", PLACED)}}
