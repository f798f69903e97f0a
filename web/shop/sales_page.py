"""An event's public page: what it is, and what can be bought."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from eventhub.common.errors import DomainError, Invalid
from register.public import level_colors
from shop.actions.carts.visitor_carts import add_to_cart
from shop.documents import mails
from shop.models import Voucher
from shop.reads import series_rows
from shop.reads.visitor import cart_holds, storefront, voucher_by_code
from shop.rules import sales, vouchers
from tenant.access.gates import public
from tenant.events import event_settings
from tenant.events.addresses import event_url
from tenant.events.visitor import upcoming_dates
from tenant.models import Event, SubEvent
from web import visits
from web.shop import unit_choices
from web.shop.checkout import EXTRAS, see_other
from web.shop.unit_choices import Shop


@dataclass(frozen=True)
class RenderedOffers:
    """What is on sale, drawn; and whether any of it can be bought."""

    html: str
    buyable: bool


MOST_RENDERED = 500
LONGEST_CODE = 255
_rendered_offers: dict[tuple[object, ...], tuple[float, RenderedOffers]] = {}


@dataclass(frozen=True)
class SalesPage:
    """Where somebody buys: an event, of a series one of its dates; and the voucher that they hold."""

    request: HttpRequest
    event: Event
    date: SubEvent | None = None
    voucher: Voucher | None = None

    @property
    def link(self) -> str:
        path = "" if self.date is None else f"dates/{self.date.pk}/"
        return event_url(self.request, self.event, path)

    def closed(self) -> str:
        """Why nobody can buy here now; empty when they can."""
        now = timezone.now()
        if reason := sales.closed_reason(self.event, at=now):
            return reason[1]
        return (sales.date_reason(self.date, at=now) or "") if self.date is not None else ""

    def shop(self, typed: Any = None) -> Shop:
        return unit_choices.shop_form(
            storefront(self.event, subevent=self.date, voucher=self.voucher),
            colors=level_colors(self.event),
            typed=typed,
            subevent_id=self.date.pk if self.date else None,
        )


@public
@require_http_methods(["GET", "HEAD", "POST"])
def event_page(request: HttpRequest, event: str, organizer: str | None = None) -> HttpResponse:
    """GET: the shop, or the dates of a series. POST: puts what was chosen into the visitor's cart and goes on to the
    checkout."""
    found = visits.visited_event(request, organizer=organizer, slug=event)
    if found.has_subevents:
        return _dates_page(request, found)
    return _served(SalesPage(request, found))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def date_page(
    request: HttpRequest, event: str, date: int, organizer: str | None = None
) -> HttpResponse:
    """The shop of one date of a series; GET and POST as for `event_page`."""
    found = visits.visited_event(request, organizer=organizer, slug=event)
    return _served(SalesPage(request, found, visits.visited_date(request, found, date)))


def _served(page: SalesPage) -> HttpResponse:
    data = page.request.POST if page.request.method == "POST" else page.request.GET
    if code := data.get("voucher", "").strip()[:LONGEST_CODE]:
        voucher = voucher_by_code(page.event, code)
        if reason := vouchers.refusal(voucher, at=timezone.now()):
            return _page(page, error=Invalid("voucher", reason), typed_code=code)
        page = replace(page, voucher=voucher)
    return _add(page) if page.request.method == "POST" else _page(page)


def _add(page: SalesPage) -> HttpResponse:
    request, event = page.request, page.event
    shop = page.shop(typed=request.POST)
    lines: list[Any] = []
    try:
        code = page.voucher.code if page.voucher is not None else ""
        lines = [
            (choice, replace(line, voucher=code)) for choice, line in unit_choices.chosen(shop)
        ]
        secret = visits.cart_secret(request) or visits.new_cart_secret()
        add_to_cart(event, secret=secret, lines=[line for _, line in lines])
    except DomainError as error:
        # What is left may have changed since: look again before saying so.
        fresh = page.shop(typed=request.POST) if lines else shop
        by_key = {choice.id: choice for choice in fresh.choices}
        again = [(by_key[choice.id], line) for choice, line in lines if choice.id in by_key]
        unit_choices.explain(fresh, error, lines=again)
        return _page(page, shop=fresh, error=error)
    holds = cart_holds(event, secret=secret)
    # A property of this query's rows, see cart_holds.
    adding = any(hold.takes_addons for hold in holds if hold.addon_to_id is None)  # type: ignore[attr-defined]
    response = see_other(event_url(request, event, EXTRAS if adding else "checkout/"))
    visits.keep_cart(request, response, event, secret=secret, holds=holds)
    return response


def _page(
    page: SalesPage,
    *,
    shop: Shop | None = None,
    error: DomainError | None = None,
    typed_code: str = "",
) -> HttpResponse:
    closed = page.closed()
    if page.voucher is not None:
        shop = shop or page.shop()
    context = {
        **_front(page.request, page.event),
        "date": page.date,
        "shop_link": page.link,
        "offers": _rendered(page, shop, closed=closed) if shop else _recent(page, closed=closed),
        "summary": shop.summary if shop else [],
        "closed": closed,
        "voucher": page.voucher,
        "typed_code": typed_code,
        "sale_starts": (page.date or page.event).presale_start,
        "error": error,
    }
    status = error.status if error else 200
    return render(page.request, "web/event.html", context, status=status)


def _front(request: HttpRequest, event: Event) -> dict[str, Any]:
    secret = visits.cart_secret(request)
    return {
        **visits.frame(request, event),
        "kept": _pieces(event, secret) if secret else 0,
        "welcome": event_settings.value(event, "welcome_text"),
        "contact": mails.contact_of(event),
    }


def _pieces(event: Event, secret: str) -> int:
    """How many things somebody has in their cart; what was added to them is a part of them."""
    return sum(hold.addon_to_id is None for hold in cart_holds(event, secret=secret))


def _dates_page(request: HttpRequest, event: Event) -> HttpResponse:
    """The dates of a series that one can choose from."""
    closed = sales.closed_reason(event, at=timezone.now())
    reason = closed[1] if closed else ""
    key = ("dates", event.pk, event.timezone, event_url(request, event))
    context = {
        **_front(request, event),
        "dates": _remembered(key, lambda: _drawn_dates(request, event)).html,
        "closed": reason,
        "sale_starts": event.presale_start,
    }
    return render(request, "web/dates.html", context)


def _drawn_dates(request: HttpRequest, event: Event) -> RenderedOffers:
    now = timezone.now()
    dates = upcoming_dates(event, at=now)
    left = series_rows.best_availability([date.pk for date in dates])
    cards = [
        {
            "date": date,
            "link": event_url(request, event, f"dates/{date.pk}/"),
            "reason": sales.date_reason(date, at=now),
            "sold_out": left[date.pk] == series_rows.NOTHING_LEFT,
        }
        for date in dates
    ]
    context = {"cards": cards, "zone": event.timezone}
    html = render_to_string("web/dates_list.html", context) if cards else ""
    return RenderedOffers(html, buyable=bool(cards))


def _recent(page: SalesPage, *, closed: str) -> RenderedOffers:
    event, date = page.event, page.date.pk if page.date else None
    key = (event.pk, date, closed, event.currency, event.timezone)
    return _remembered(key, lambda: _rendered(page, page.shop(), closed=closed))


def _remembered(key: tuple[object, ...], draw: Callable[[], RenderedOffers]) -> RenderedOffers:
    """The offers as they were at most settings.OFFERS_MAX_AGE_S ago: a rush of visitors reads and draws them once a second.

    Who puts something into a cart is answered from the database itself, not from here.
    """
    key = (*key, get_language())
    now = time.monotonic()
    drawn, offers = _rendered_offers.get(key, (float("-inf"), None))
    if offers is None or now - drawn >= settings.OFFERS_MAX_AGE_S:
        offers = draw()
        if len(_rendered_offers) >= MOST_RENDERED:
            _rendered_offers.clear()
        _rendered_offers[key] = (now, offers)
    return offers


def _rendered(page: SalesPage, shop: Shop, *, closed: str) -> RenderedOffers:
    event = page.event
    context = {
        "shop": shop,
        "closed": closed,
        "zone": event.timezone,
        "currency": event.currency,
        "waiting": page.voucher is None and event_settings.value(event, "waiting_list_enabled"),
    }
    html = render_to_string("web/offers.html", context) if shop.sections else ""
    return RenderedOffers(html, buyable=shop.is_buyable)
