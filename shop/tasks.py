"""The shop's background work. Every task may run twice."""

from django.utils import timezone

from eventhub.common.actors import SYSTEM
from shop import messages
from shop.actions import orders, stock
from shop.models import Hold, Order
from tenant.models import Event

BATCH = 200


def order_mail(*, order_id: int, kind: str, nonce: str = "", comment: str = "") -> None:
    """Writes and sends the mail about an order, of one of the kinds of `messages.SUBJECTS`. Once per kind and nonce.

    `comment`: what the organizer wants to add to it.
    """
    order = Order.unscoped.select_related("event", "event__organizer").get(pk=order_id)
    key = f"order.{order.pk}.{kind}{nonce}"
    messages.send_order_mail(order, kind=kind, key=key, comment=comment)


def release_expired_holds() -> None:
    """Gives back the units of carts whose time is up."""
    events = Event.unscoped.filter(
        pk__in=Hold.unscoped.filter(expires_at__lte=timezone.now()).values("event_id")
    )
    for event in events[:BATCH]:
        stock.release_expired(event)


def expire_overdue_orders() -> None:
    """Lets orders that were not paid in time give their units back."""
    overdue = Order.unscoped.filter(status="n", require_approval=False, expires__lte=timezone.now())
    for order in overdue.select_related("event")[:BATCH]:
        orders.expire_order(order.event, code=order.code, actor=SYSTEM)


def recount_quotas() -> None:
    """Compares every quota's counter with its rows, and corrects what drifted."""
    for event in Event.unscoped.filter(live=True).iterator():
        stock.recount(event)
