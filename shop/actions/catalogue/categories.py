"""Categories: the headings of the shop."""

from django.db import transaction

from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from shop.actions.catalogue.shared import Data, copied, delete_row, written
from shop.models import (
    Category,
)
from tenant.events.stamps import touch
from tenant.models import Event

CATEGORY_FIELDS = ("name", "internal_name", "description", "position", "is_addon")


@durable
def save_category(event: Event, *, category: Category | None, data: Data, actor: Actor) -> Category:
    """Creates (`category` None) or changes a category and returns it."""
    return save_category_within(event, category=category, data=data, actor=actor)


@transaction.atomic(savepoint=False)
def save_category_within(
    event: Event, *, category: Category | None, data: Data, actor: Actor
) -> Category:
    """`save_category` inside a larger transaction."""
    row = category or Category(tenant_id=event.tenant_id, event=event)
    new = row.pk is None
    copied(row, data, CATEGORY_FIELDS)
    row.save()
    written(
        event,
        row,
        kind="category",
        stamp="categories",
        verb="created" if new else "changed",
        actor=actor,
        data=data,
    )
    return row


@durable
def delete_category(event: Event, *, category: Category, actor: Actor) -> None:
    """Deletes a category; its items stay, without one."""
    touch(event, "items")
    delete_row(event, category, kind="category", stamp="categories", actor=actor)
