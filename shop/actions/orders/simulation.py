"""Orders as they would be: placed, looked at, and undone."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from shop.actions.orders.placing import place_order_within
from shop.models import Order
from shop.rules.drafts import OrderDraft
from tenant.models import Event

T = TypeVar("T")


@durable
def simulate_order(
    event: Event, *, draft: OrderDraft, actor: Actor, look: Callable[[Order], T]
) -> T:
    """What `look` makes of the order that `place_order` would place; nothing of it stays. `look` reads the order within
    the transaction that is undone, and must not keep it.

    Raises as `place_order`. Locks the quotas of the draft until it is undone. Idempotent.
    """
    seen = look(place_order_within(event, draft=draft, actor=actor))
    transaction.set_rollback(True)
    return seen
