"""The shop's background work. Every task may run twice."""

import logging

from django.db.models import Q, QuerySet
from django.utils import timezone

from eventhub.common.actors import SYSTEM
from eventhub.common.effects.outbox import enqueue_once
from shop.actions import orders, quota_counters
from shop.actions.vouchers import waiting_list
from shop.documents import mails
from shop.models import Hold, Order, Voucher, WaitingListEntry
from tenant.models import Event

logger = logging.getLogger("shop")

BATCH = 200


def order_mail(*, order_id: int, kind: str, nonce: str = "", comment: str = "") -> None:
    """Writes and sends the mail about an order, of one of the kinds of `messages.SUBJECTS`. Once per kind and nonce.

    `comment`: what the organizer wants to add to it.
    """
    order = Order.unscoped.select_related("event", "event__organizer").get(pk=order_id)
    key = f"order.{order.pk}.{kind}{nonce}"
    mails.send_order_mail(order, kind=kind, key=key, comment=comment)


def waiting_list_mail(*, entry_id: int) -> None:
    """Writes and sends the mail with the voucher that somebody waited for. Once for each entry."""
    entry = WaitingListEntry.unscoped.select_related(
        "event", "event__organizer", "item", "variation", "subevent", "voucher"
    ).get(pk=entry_id)
    mails.send_waiting_list_mail(entry, key=f"waitinglist.{entry.pk}")


# --- Periodic work: the clock finds the events, each event's work is a task of its tenant --------------------------------


def serve_waiting_lists() -> None:
    """Promises `serve_waiting_list` for events where somebody waits."""
    waited_for = WaitingListEntry.unscoped.filter(voucher=None).values("event_id")
    _promise("waitinglist.serve", Event.unscoped.filter(live=True, pk__in=waited_for))


def serve_waiting_list(*, event_id: int) -> None:
    """Sends vouchers to those whose turn it is, where the event wants it so."""
    for event in Event.unscoped.filter(pk=event_id, live=True):
        waiting_list.serve(event)


def release_expired_holds() -> None:
    """Promises `release_holds` for events where the time of a cart is up, or of a voucher that keeps units."""
    now = timezone.now()
    carts = Hold.unscoped.filter(expires_at__lte=now).values("event_id")
    kept = Voucher.unscoped.filter(blocking__gt=0, valid_until__lte=now).values("event_id")
    _promise("holds.release", Event.unscoped.filter(Q(pk__in=carts) | Q(pk__in=kept)))


def release_holds(*, event_id: int) -> None:
    """Gives back the units of carts whose time is up, and those that vouchers kept whose time is up."""
    for event in Event.unscoped.filter(pk=event_id):
        quota_counters.release_expired(event)


def expire_overdue_orders() -> None:
    """Promises `expire_orders` for events where an order was not paid in time."""
    _promise("orders.expire", Event.unscoped.filter(pk__in=_overdue().values("event_id")))


def expire_orders(*, event_id: int) -> None:
    """Lets an event's orders that were not paid in time give their units back, BATCH of them each time."""
    overdue = _overdue().filter(event=event_id).select_related("event").order_by("expires")
    for order in overdue[:BATCH]:
        orders.expire_order(order.event, code=order.code, actor=SYSTEM)


def _overdue() -> QuerySet[Order]:
    return Order.unscoped.filter(status="n", require_approval=False, expires__lte=timezone.now())


def recount_quotas() -> None:
    """Promises `recount_event` for every event that sells."""
    _promise("quotas.recount", Event.unscoped.filter(live=True))


def _promise(name: str, events: QuerySet[Event]) -> None:
    for event in events.only("pk", "tenant_id").iterator():
        key = f"{name}.{event.pk}"
        enqueue_once(name, key=key, tenant_id=event.tenant_id, event_id=event.pk)


def recount_event(*, event_id: int) -> None:
    """Compares every quota's counter with its rows; what drifted is corrected, and told as a mistake of ours."""
    for event in Event.unscoped.filter(pk=event_id):
        if drifted := quota_counters.recount(event):
            logger.error("quota counters drifted", extra={"event": event.pk, "quotas": drifted})
