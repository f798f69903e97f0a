"""An event's public page: what it is, and what can be bought."""

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from eventhub.common.errors import DomainError
from register import public as registers
from register.pages import choices, visits
from register.pages.choices import Shop
from shop import messages, sales
from shop import public as shops
from shop.actions.carts import add_to_cart
from tenant import event_settings
from tenant.addresses import event_url
from tenant.gates import public
from tenant.models import Event


@dataclass(frozen=True)
class Shelves:
    """What is on sale, drawn; and whether any of it can be bought."""

    html: str
    buyable: bool


MOST_SHELVES = 500
_shelves: dict[tuple[object, ...], tuple[float, Shelves]] = {}


@public
@require_http_methods(["GET", "HEAD", "POST"])
def event_page(request: HttpRequest, event: str, organizer: str | None = None) -> HttpResponse:
    """GET: the shop. POST: puts what was chosen into the visitor's cart and goes on to the checkout."""
    found = visits.visited_event(request, organizer=organizer, slug=event)
    if request.method == "POST":
        return _add(request, found)
    return _page(request, found)


def _shop(event: Event, typed: Any = None) -> Shop:
    return choices.shop_form(
        shops.storefront(event), colors=registers.level_colors(event), typed=typed
    )


def _add(request: HttpRequest, event: Event) -> HttpResponse:
    shop = _shop(event, typed=request.POST)
    lines: list[Any] = []
    try:
        lines = choices.chosen(shop)
        secret = visits.cart_secret(request) or visits.new_cart_secret()
        add_to_cart(event, secret=secret, lines=[line for _, line in lines])
    except DomainError as error:
        # What is left may have changed since: look again before saying so.
        fresh = _shop(event, typed=request.POST) if lines else shop
        by_key = {choice.id: choice for choice in fresh.choices}
        again = [(by_key[choice.id], line) for choice, line in lines if choice.id in by_key]
        choices.explain(fresh, error, lines=again)
        return _page(request, event, shop=fresh, error=error)
    response = HttpResponseRedirect(event_url(request, event, "checkout/"))
    response.status_code = 303
    holds = shops.cart_holds(event, secret=secret)
    visits.keep_cart(request, response, event, secret=secret, holds=holds)
    return response


def _page(
    request: HttpRequest,
    event: Event,
    *,
    shop: Shop | None = None,
    error: DomainError | None = None,
) -> HttpResponse:
    secret = visits.cart_secret(request)
    closed = sales.closed_reason(event, at=timezone.now())
    reason = closed[1] if closed else ""
    context = {
        **visits.frame(request, event),
        "shelves": _rendered(event, shop, closed=reason) if shop else _recent(event, closed=reason),
        "summary": shop.summary if shop else [],
        "closed": reason,
        "error": error,
        "kept": len(shops.cart_holds(event, secret=secret)) if secret else 0,
        "welcome": event_settings.value(event, "welcome_text"),
        "contact": messages.contact_of(event),
    }
    return render(request, "register/event.html", context, status=error.status if error else 200)


def _recent(event: Event, *, closed: str) -> Shelves:
    """The shelves as they were at most settings.SHELVES_S ago: a rush of visitors reads and draws them once a second.

    Who puts something into a cart is answered from the database itself, not from here.
    """
    key = (event.pk, get_language(), closed, event.currency, event.timezone)
    now = time.monotonic()
    drawn, shelves = _shelves.get(key, (float("-inf"), None))
    if shelves is None or now - drawn >= settings.SHELVES_S:
        shelves = _rendered(event, _shop(event), closed=closed)
        if len(_shelves) >= MOST_SHELVES:
            _shelves.clear()
        _shelves[key] = (now, shelves)
    return shelves


def _rendered(event: Event, shop: Shop, *, closed: str) -> Shelves:
    context = {
        "shop": shop,
        "closed": closed,
        "zone": event.timezone,
        "currency": event.currency,
    }
    html = render_to_string("register/shelves.html", context) if shop.sections else ""
    return Shelves(html, buyable=shop.is_buyable)
