"""Orders are corrected, and those of tests deleted."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Denied
from shop import locks
from shop.actions.orders.following import searchable
from shop.actions.orders.units import order_releasing
from shop.models import Invoice, Order, OrderPosition
from tenant.events.live import tell_watchers
from tenant.models import Event

# How the buyer is reached: a change of it is told by a verb of its own.
CONTACT = frozenset({"email", "phone"})
CHANGEABLE = (
    "email", "phone", "locale", "comment", "custom_followup_at", "checkin_attention", "checkin_text",
    "invoice_address", "valid_if_pending", "api_meta",
)  # fmt: skip


@durable
def change_order(event: Event, *, code: str, data: Mapping[str, Any], actor: Actor) -> Order:
    """Changes what `data` names of CHANGEABLE and returns the order. Neither its state nor its amounts.

    Raises NotFound. Locks the order. Writes `order.contact_changed` and `order.changed` with the names of what changed,
    moves `last_modified` and what the door searches by; writes nothing when all is as it was. Idempotent.
    """
    order = locks.order_locked(event, code)
    changed = [name for name in CHANGEABLE if name in data and getattr(order, name) != data[name]]
    if not changed:
        return order
    for name in changed:
        setattr(order, name, data[name])
    order.last_modified = timezone.now()
    order.save(update_fields=[*changed, "last_modified"])
    if "email" in changed:
        positions = list(OrderPosition.objects.filter(order=order))
        for row in positions:
            row.search_text = searchable(order, row.attendee_name, row.attendee_email, row.company)
        OrderPosition.unscoped.bulk_update(positions, ["search_text"])
    contact = [name for name in changed if name in CONTACT]
    others = [name for name in changed if name not in CONTACT]
    for verb, fields in (("order.contact_changed", contact), ("order.changed", others)):
        if fields:
            audit.record(verb, actor=actor, target=order, event=event, data={"fields": fields})
    tell_watchers(event, "orders")
    return order


@durable
def delete_test_order(event: Event, *, code: str, actor: Actor) -> None:
    """Deletes an order that was made in test mode, with all that belongs to it; real ones stay for ever.

    Raises NotFound, Denied `not_a_test`. Locks the quotas, then the order; gives its units back. Writes
    `order.deleted`.
    """
    order = order_releasing(event, code)
    if not order.testmode:
        raise Denied("not_a_test", gettext_noop("Only orders of the test mode can be deleted."))
    audit.record("order.deleted", actor=actor, event=event, data={"code": code})
    issued = Invoice.objects.filter(order=order)
    issued.filter(is_cancellation=True).delete()
    issued.delete()
    Order.objects.filter(event=event, pk=order.pk).delete()
    tell_watchers(event, "orders")
