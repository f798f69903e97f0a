"""An order as its buyer sees it, by the link in the mail."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from register.public import level_colors
from shop import gateways
from shop.documents import downloads, mails, tickets
from shop.enums import OrderStatus, RefundState
from shop.models import Order, OrderPosition
from shop.reads import invoice_rows
from shop.reads.order_rows import fees_of
from shop.reads.visitor import (
    Movements,
    dates_of,
    movements_of,
    order_by_secret,
    positions_of,
)
from shop.rules import balance
from shop.rules.invoicing import fee_name
from tenant.access.gates import public
from tenant.events.addresses import event_url
from tenant.models import Event
from web import visits


@public
@require_safe
def order_page(
    request: HttpRequest, event: str, code: str, secret: str, organizer: str | None = None
) -> HttpResponse:
    """What was bought, its state, the tickets, what is to pay."""
    found, order = _order(request, organizer=organizer, event=event, code=code, secret=secret)
    money = movements_of(order)
    provider = money.last_provider
    positions, fees = positions_of(order), fees_of(order)
    colors = level_colors(found)
    waiting = order.status == OrderStatus.PENDING and not order.require_approval
    context = {
        **visits.frame(request, found),
        "order": order,
        "lines": _lines(positions),
        "tickets": _tickets(order, positions, colors, shown=mails.admits(order, provider=provider)),
        "tax": sum(one.tax_value for one in positions) + sum(fee.tax_value for fee in fees),
        "instructions": gateways.gateway(provider).instructions(order, money.owed)
        if waiting
        else None,
        "payment": _title(provider),
        "fees": [(row, row.description or fee_name(row.fee_type)) for row in fees],
        "movements": _movements(money),
        "owed": money.owed,
        "overpaid": -money.owed,
        "documents": invoice_rows.of_order(order),
        "files": event_url(request, found, f"order/{code}/{secret}/"),
        "calendar_link": event_url(request, found, f"order/{code}/{secret}/event.ics"),
        "contact": mails.contact_of(found),
    }
    return _private(render(request, "web/order.html", context))


def _title(provider: str) -> str:
    """What the way to pay is called; nothing for one that is not ours."""
    title = gateways.gateway(provider).title
    return _(title) if title else ""


def _lines(positions: list[OrderPosition]) -> list[tuple[OrderPosition, list[OrderPosition]]]:
    """The positions, each with what was added to it."""
    known = {position.pk for position in positions}
    return [
        (position, [part for part in positions if part.addon_to_id == position.pk])
        for position in positions
        if position.addon_to_id not in known
    ]


def _movements(money: Movements) -> list[dict[str, Any]]:
    """What came in and what went back, in words and in the order of time."""
    paid = [
        {
            "at": row.payment_date or row.created,
            "words": _("Paid"),
            "how": _title(row.provider),
            "amount": row.amount,
        }
        for row in money.payments
        if row.state in balance.RECEIVED and row.amount
    ]
    back = [
        {
            "at": row.execution_date or row.created,
            "words": _("Refunded") if row.state == RefundState.DONE else _("Refund in progress"),
            "how": _title(row.provider),
            "amount": -row.amount,
        }
        for row in money.refunds
        if row.state in balance.RETURNED
    ]
    return sorted([*paid, *back], key=lambda one: one["at"])


@public
@require_safe
def order_ticket(request: HttpRequest, number: int, **named: str) -> HttpResponse:
    """One ticket of the order as a PDF."""
    found, order = _order(
        request,
        organizer=named.get("organizer"),
        event=named["event"],
        code=named["code"],
        secret=named["secret"],
    )
    return _file(downloads.ticket_of(found, order=order, number=number))


@public
@require_safe
def order_tickets(
    request: HttpRequest, event: str, code: str, secret: str, organizer: str | None = None
) -> HttpResponse:
    """The tickets as a PDF."""
    found, order = _order(request, organizer=organizer, event=event, code=code, secret=secret)
    return _file(downloads.tickets_of(found, code=order.code))


@public
@require_safe
def order_invoice(request: HttpRequest, number: str, **named: str) -> HttpResponse:
    """An invoice of the order as a PDF."""
    organizer, event = named.get("organizer"), named["event"]
    found, order = _order(
        request, organizer=organizer, event=event, code=named["code"], secret=named["secret"]
    )
    return _file(downloads.invoice(found, number, order=order))


def _file(file: downloads.File) -> HttpResponse:
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return _private(response)


@public
@require_safe
def order_calendar(
    request: HttpRequest, event: str, code: str, secret: str, organizer: str | None = None
) -> HttpResponse:
    """The event as a file for calendars."""
    found, order = _order(request, organizer=organizer, event=event, code=code, secret=secret)
    content = tickets.event_ics(
        found,
        url=event_url(None, found),
        language=order.locale,
        at=timezone.now(),
        dates=dates_of(positions_of(order)),
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.ics"'
    return _private(response)


def _order(
    request: HttpRequest, *, organizer: str | None, event: str, code: str, secret: str
) -> tuple[Event, Order]:
    """The order of the link. An event that is no longer live still shows those who bought what they have."""
    found = visits.addressed_event(request, organizer=organizer, slug=event)
    return found, order_by_secret(found, code=code, secret=secret)


def _tickets(
    order: Order, positions: list[OrderPosition], colors: dict[int, str], *, shown: bool
) -> list[dict[str, Any]]:
    if not shown:
        return []
    return [
        {
            "position": position,
            "parts": [part for part in positions if part.addon_to_id == position.pk],
            "color": colors.get(position.item_id, ""),
            # The code is drawn by us from our own secret.
            "svg": mark_safe(tickets.qr_svg(position.secret)),  # noqa: S308 -- see above
        }
        for position in positions
        if tickets.is_ticket(position.item.kind, position.item.generate_tickets)
    ]


def _private(response: HttpResponse) -> HttpResponse:
    """The link is a secret: no cache keeps the page, no other site learns the address."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
