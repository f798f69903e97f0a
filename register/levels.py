"""Levels follow the catalogue: whatever admits somebody has a profile at the door."""

from register.models import Level
from shop.models import Item


def follow_item(*, item: Item) -> None:
    """Makes the profile of an item that admits and has none yet; a profile that is there stays as it is.

    Runs in the transaction that wrote the item (settings.ITEM_FOLLOWERS), whoever wrote it. What no longer admits keeps
    its profile, in case it does again. One statement; none for what admits nobody. Idempotent.
    """
    if item.admission:
        profile = Level(tenant_id=item.tenant_id, event_id=item.event_id, item=item)
        Level.objects.bulk_create([profile], ignore_conflicts=True)
