"""Items as lists of rows; register's `api/` adds what an admission means at the door."""

from typing import Any

from django.db.models import QuerySet

from eventhub.common.actors import Actor
from shop.actions import catalogue
from shop.http.items import ItemRow
from shop.models import Item
from shop.reads import organizer
from tenant.access.gates import gate
from tenant.access.levels import Level
from tenant.http.rows import EventRows
from tenant.models import Event

SHOP = gate("shop", read=Level.STAFF, write=Level.ADMIN)


class ItemViewSet(EventRows):
    """What is sold. register.api adds what an admission means at the door, and is what is served."""

    permission_classes = (SHOP,)
    serializer_class = ItemRow
    model = Item
    search_fields = ("name", "internal_name")
    ordering_fields = ("position", "default_price", "id")

    def rows(self, event: Event) -> QuerySet:
        return organizer.items_of(event)

    def remove(self, event: Event, row: Any, actor: Actor) -> None:
        catalogue.delete_item(event, item=row, actor=actor)
