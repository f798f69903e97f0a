"""The shop's background work. Every task may run twice."""

import logging

from django.db.models import Q
from django.utils import timezone

from eventhub.common.actors import SYSTEM
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


def serve_waiting_lists() -> None:
    """Sends vouchers to those whose turn it is, at events that want it so."""
    waited_for = WaitingListEntry.unscoped.filter(voucher=None).values("event_id")
    for event in Event.unscoped.filter(live=True, pk__in=waited_for)[:BATCH]:
        waiting_list.serve(event)


def release_expired_holds() -> None:
    """Gives back the units of carts whose time is up, and those that vouchers kept whose time is up."""
    now = timezone.now()
    carts = Hold.unscoped.filter(expires_at__lte=now).values("event_id")
    kept = Voucher.unscoped.filter(blocking__gt=0, valid_until__lte=now).values("event_id")
    events = Event.unscoped.filter(Q(pk__in=carts) | Q(pk__in=kept))
    for event in events[:BATCH]:
        quota_counters.release_expired(event)


def expire_overdue_orders() -> None:
    """Lets orders that were not paid in time give their units back."""
    overdue = Order.unscoped.filter(status="n", require_approval=False, expires__lte=timezone.now())
    for order in overdue.select_related("event")[:BATCH]:
        orders.expire_order(order.event, code=order.code, actor=SYSTEM)


def recount_quotas() -> None:
    """Compares every quota's counter with its rows; what drifted is corrected, and told as a mistake of ours."""
    for event in Event.unscoped.filter(live=True).iterator():
        if drifted := quota_counters.recount(event):
            logger.error("quota counters drifted", extra={"event": event.pk, "quotas": drifted})
