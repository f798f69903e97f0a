"""Invoices: issued once, with numbers without gaps, canceled by documents of their own, never changed (ADR 0009)."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Conflict, NotFound
from shop import locks
from shop.actions.orders.following import touch_order
from shop.enums import LIVE_STATUSES
from shop.models import Invoice, Order, OrderFee, OrderPosition
from shop.rules import invoicing
from tenant.events import event_settings
from tenant.models import Event


def live_invoice(order: Order) -> Invoice | None:
    """The order's invoice that counts: issued and not canceled. One query."""
    issued = Invoice.objects.filter(order=order, is_cancellation=False)
    return issued.exclude(referred_by__is_cancellation=True).order_by("-nr", "-pk").first()


@durable
def create_invoice(event: Event, *, code: str, actor: Actor) -> Invoice:
    """Issues the order's invoice by hand. Raises NotFound, Conflict `no_invoice` (the event issues none, or there is
    nothing to invoice), `invoice_exists`. Locks the order, then the numbers. Writes
    `invoice.generated`."""
    order = locks.order_locked(event, code)
    if event_settings.value(event, "invoice_generate") == invoicing.NEVER:
        raise Conflict(
            "no_invoice", gettext_noop("This event issues no invoices. Switch them on first.")
        )
    if order.status not in LIVE_STATUSES or order.total <= 0 or order.require_approval:
        raise Conflict("no_invoice", gettext_noop("There is nothing to invoice in this order."))
    if live_invoice(order) is not None:
        raise Conflict("invoice_exists", gettext_noop("This order has its invoice already."))
    return issue(order, actor=actor)


@durable
def reissue_invoice(event: Event, *, number: str, actor: Actor) -> Invoice:
    """Cancels the order's invoice and issues a new one with what is true now. Returns the new one.

    Raises NotFound, Conflict `not_the_last` for cancellations and for invoices that are canceled. Locks the order, then
    the numbers. Writes `invoice.reissued` and what the two steps write.
    """
    seen = invoice_of(event, number)
    order = locks.order_locked(event, seen.order.code)
    live = live_invoice(order)
    if live is None or live.pk != seen.pk:
        raise Conflict(
            "not_the_last", gettext_noop("Only an invoice that counts can be issued anew.")
        )
    if order.status not in LIVE_STATUSES:
        raise Conflict("no_invoice", gettext_noop("There is nothing to invoice in this order."))
    return reissue(order, live, actor=actor)


def invoice_of(event: Event, number: str) -> Invoice:
    """The event's invoice with this number, with its order. Raises NotFound. One query."""
    found = Invoice.objects.filter(event=event, number=number).select_related("order").first()
    if found is None:
        raise NotFound("invoice_not_found", gettext_noop("There is no such invoice."))
    return found


def reissue(order: Order, live: Invoice, *, actor: Actor) -> Invoice:
    """`reissue_invoice` for a locked order."""
    cancel(order, live, actor=actor)
    invoice = issue(order, actor=actor)
    _record(order, invoice, "reissued", actor=actor)
    return invoice


def follow_state(order: Order, *, actor: Actor) -> None:
    """Issues or cancels what the locked order's new state asks for, by the event's setting `invoice_generate`."""
    mode = event_settings.value(order.event, "invoice_generate")
    if order.status not in LIVE_STATUSES:
        live = live_invoice(order)
        if live is not None:
            cancel(order, live, actor=actor)
    elif invoicing.is_due(order, mode=mode) and live_invoice(order) is None:
        issue(order, actor=actor)


def follow_change(order: Order, *, actor: Actor) -> None:
    """A locked order that costs something else has a new invoice, if it had one; nothing left, only the cancellation."""
    live = live_invoice(order)
    if live is None or live.facts["lines"] == _facts(order)["lines"]:
        return
    if order.total > 0:
        reissue(order, live, actor=actor)
    else:
        cancel(order, live, actor=actor)


def issue(order: Order, *, actor: Actor) -> Invoice:
    """The invoice of a locked order as it is now."""
    invoice = _numbered(order, _facts(order))
    _record(order, invoice, "generated", actor=actor)
    touch_order(order.pk)
    return invoice


def _facts(order: Order) -> invoicing.Facts:
    positions = OrderPosition.objects.filter(order=order, canceled=False).select_related(
        "item", "variation", "subevent", "tax_rule"
    )
    fees = OrderFee.objects.filter(order=order, canceled=False).select_related("tax_rule")
    return invoicing.facts_of(
        order,
        positions=list(positions.order_by("positionid")),
        fees=list(fees.order_by("pk")),
    )


def cancel(order: Order, live: Invoice, *, actor: Actor) -> Invoice:
    """The cancellation of an invoice of a locked order, a document of its own."""
    facts = invoicing.reversed_facts(live.facts, number=live.number)
    invoice = _numbered(order, facts, refers=live)
    _record(order, invoice, "canceled", actor=actor)
    touch_order(order.pk)
    return invoice


def _numbered(order: Order, facts: invoicing.Facts, *, refers: Invoice | None = None) -> Invoice:
    """Stores the document under the next number. Who numbers holds the series' lock until the transaction ends, and
    takes it last: no gap, no double, no deadlock with other locks."""
    event = order.event
    prefix = invoicing.prefix_of(event, testmode=order.testmode)
    _lock_numbers(event.organizer_id, prefix)
    series = Invoice.objects.filter(organizer=event.organizer_id, prefix=prefix)
    nr = (series.aggregate(last=Max("nr"))["last"] or 0) + 1
    return Invoice.objects.create(
        tenant_id=order.tenant_id,
        organizer_id=event.organizer_id,
        event=event,
        order=order,
        prefix=prefix,
        nr=nr,
        number=invoicing.number(prefix, nr),
        is_cancellation=refers is not None,
        refers=refers,
        date=_today(event),
        locale=order.locale,
        facts=facts,
    )


def _lock_numbers(organizer_id: int, prefix: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"invoices.{organizer_id}.{prefix}"],
        )


def _today(event: Event) -> dt.date:
    return timezone.now().astimezone(ZoneInfo(event.timezone)).date()


def _record(order: Order, invoice: Invoice, verb: str, *, actor: Actor) -> None:
    audit.record(
        f"invoice.{verb}",
        actor=actor,
        target=order,
        event=order.event,
        data={"invoice": invoice.number},
    )
