"""What follows an order's new state, whichever it is."""

from collections.abc import Sequence

from django.utils import timezone

from eventhub.common import hooks
from eventhub.common.text import folded
from shop.actions.quota_counters import UNIT
from shop.models import Order, OrderPosition
from shop.rules.availability import Unit
from tenant.events.live import tell_watchers


def follow(order: Order, *, positions: Sequence[OrderPosition] | None = None) -> None:
    """Lets the floors above follow the order's new state, and tells whoever watches."""
    hooks.run("ORDER_FULFILLERS", order=order, positions=positions)
    tell_watchers(order.event, "orders")


def touch_order(order_id: int) -> None:
    """Moves `last_modified`: something that belongs to the order's representation was written (COND-3)."""
    Order.unscoped.filter(pk=order_id).update(last_modified=timezone.now())


def units_of(order: Order) -> list[Unit]:
    """What the order has taken from the quotas: one unit for each of its positions. One query."""
    keys = OrderPosition.objects.filter(order=order, canceled=False).values_list(*UNIT)
    return [Unit(*key) for key in keys]


def searchable(order: Order, name: str, email: str, company: str | None) -> str:
    """What finds a position at the door."""
    return folded(name, email or order.email, order.code, company)
