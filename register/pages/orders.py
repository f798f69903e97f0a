"""An order as its buyer sees it, by the link in the mail."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from register import public as registers
from register.pages import visits
from shop import gateways, invoice_rows, messages, order_files, tickets
from shop import public as shops
from shop.enums import OrderStatus
from shop.models import Order, OrderPosition
from tenant.addresses import event_url
from tenant.gates import public
from tenant.models import Event


@public
@require_safe
def order_page(
    request: HttpRequest, event: str, code: str, secret: str, organizer: str | None = None
) -> HttpResponse:
    """What was bought, its state, the tickets, what is to pay."""
    found, order = _order(request, organizer=organizer, event=event, code=code, secret=secret)
    provider = messages.last_provider(order)
    positions = shops.positions_of(order)
    colors = registers.level_colors(found)
    waiting = order.status == OrderStatus.PENDING and not order.require_approval
    context = {
        **visits.frame(request, found),
        "order": order,
        "positions": positions,
        "tickets": _tickets(
            order, positions, colors, shown=messages.admits(order, provider=provider)
        ),
        "tax": sum(position.tax_value for position in positions),
        "instructions": gateways.gateway(provider).instructions(order) if waiting else None,
        "payment": gateways.gateway(provider).title,
        "fees": shops.fees_of(order),
        "documents": invoice_rows.of_order(order),
        "files": event_url(request, found, f"order/{code}/{secret}/"),
        "calendar_link": event_url(request, found, f"order/{code}/{secret}/event.ics"),
        "contact": messages.contact_of(found),
    }
    return _private(render(request, "register/order.html", context))


@public
@require_safe
def order_tickets(
    request: HttpRequest, event: str, code: str, secret: str, organizer: str | None = None
) -> HttpResponse:
    """The tickets as a PDF."""
    found, order = _order(request, organizer=organizer, event=event, code=code, secret=secret)
    return _file(order_files.tickets_of(found, code=order.code))


@public
@require_safe
def order_invoice(request: HttpRequest, number: str, **named: str) -> HttpResponse:
    """An invoice of the order as a PDF."""
    organizer, event = named.get("organizer"), named["event"]
    found, order = _order(
        request, organizer=organizer, event=event, code=named["code"], secret=named["secret"]
    )
    return _file(invoice_rows.file_of(found, number, order=order))


def _file(file: order_files.File) -> HttpResponse:
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
        dates=shops.dates_of(shops.positions_of(order)),
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.ics"'
    return _private(response)


def _order(
    request: HttpRequest, *, organizer: str | None, event: str, code: str, secret: str
) -> tuple[Event, Order]:
    """The order of the link. An event that is no longer live still shows those who bought what they have."""
    found = visits.addressed_event(request, organizer=organizer, slug=event)
    return found, shops.order_by_secret(found, code=code, secret=secret)


def _tickets(
    order: Order, positions: list[OrderPosition], colors: dict[int, str], *, shown: bool
) -> list[dict[str, Any]]:
    if not shown:
        return []
    return [
        {
            "position": position,
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
