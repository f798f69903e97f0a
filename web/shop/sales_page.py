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
from register import public as registers
from shop.actions.carts.visitor_carts import add_to_cart
from shop.documents import mails
from shop.models import Voucher
from shop.reads import series_rows
from shop.reads import visitor as shops
from shop.rules import sales, vouchers
from tenant.access.gates import public
from tenant.events import event_settings
from tenant.events import visitor as publics
from tenant.events.addresses import event_url
from tenant.models import Event, SubEvent
from web import visits
from web.shop import unit_choices
from web.shop.checkout import EXTRAS, see_other
from web.shop.unit_choices import Shop


@dataclass(frozen=True)
class Shelves:
    """What is on sale, drawn; and whether any of it can be bought."""

    html: str
    buyable: bool


MOST_SHELVES = 500
LONGEST_CODE = 255
_shelves: dict[tuple[object, ...], tuple[float, Shelves]] = {}


@dataclass(frozen=True)
class Counter:
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
            shops.storefront(self.event, subevent=self.date, voucher=self.voucher),
            colors=registers.level_colors(self.event),
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
    return _served(Counter(request, found))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def date_page(
    request: HttpRequest, event: str, date: int, organizer: str | None = None
) -> HttpResponse:
    """The shop of one date of a series; GET and POST as for `event_page`."""
    found = visits.visited_event(request, organizer=organizer, slug=event)
    return _served(Counter(request, found, visits.visited_date(request, found, date)))


def _served(counter: Counter) -> HttpResponse:
    data = counter.request.POST if counter.request.method == "POST" else counter.request.GET
    if code := data.get("voucher", "").strip()[:LONGEST_CODE]:
        voucher = shops.voucher_by_code(counter.event, code)
        if reason := vouchers.refusal(voucher, at=timezone.now()):
            return _page(counter, error=Invalid("voucher", reason), typed_code=code)
        counter = replace(counter, voucher=voucher)
    return _add(counter) if counter.request.method == "POST" else _page(counter)


def _add(counter: Counter) -> HttpResponse:
    request, event = counter.request, counter.event
    shop = counter.shop(typed=request.POST)
    lines: list[Any] = []
    try:
        code = counter.voucher.code if counter.voucher is not None else ""
        lines = [
            (choice, replace(line, voucher=code)) for choice, line in unit_choices.chosen(shop)
        ]
        secret = visits.cart_secret(request) or visits.new_cart_secret()
        add_to_cart(event, secret=secret, lines=[line for _, line in lines])
    except DomainError as error:
        # What is left may have changed since: look again before saying so.
        fresh = counter.shop(typed=request.POST) if lines else shop
        by_key = {choice.id: choice for choice in fresh.choices}
        again = [(by_key[choice.id], line) for choice, line in lines if choice.id in by_key]
        unit_choices.explain(fresh, error, lines=again)
        return _page(counter, shop=fresh, error=error)
    holds = shops.cart_holds(event, secret=secret)
    # A property of this query's rows, see cart_holds.
    adding = any(hold.takes_addons for hold in holds if hold.addon_to_id is None)  # type: ignore[attr-defined]
    response = see_other(event_url(request, event, EXTRAS if adding else "checkout/"))
    visits.keep_cart(request, response, event, secret=secret, holds=holds)
    return response


def _page(
    counter: Counter,
    *,
    shop: Shop | None = None,
    error: DomainError | None = None,
    typed_code: str = "",
) -> HttpResponse:
    closed = counter.closed()
    if counter.voucher is not None:
        shop = shop or counter.shop()
    context = {
        **_front(counter.request, counter.event),
        "date": counter.date,
        "shop_link": counter.link,
        "shelves": _rendered(counter, shop, closed=closed)
        if shop
        else _recent(counter, closed=closed),
        "summary": shop.summary if shop else [],
        "closed": closed,
        "voucher": counter.voucher,
        "typed_code": typed_code,
        "sale_starts": (counter.date or counter.event).presale_start,
        "error": error,
    }
    status = error.status if error else 200
    return render(counter.request, "web/event.html", context, status=status)


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
    return sum(hold.addon_to_id is None for hold in shops.cart_holds(event, secret=secret))


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


def _drawn_dates(request: HttpRequest, event: Event) -> Shelves:
    now = timezone.now()
    dates = publics.upcoming_dates(event, at=now)
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
    return Shelves(html, buyable=bool(cards))


def _recent(counter: Counter, *, closed: str) -> Shelves:
    event, date = counter.event, counter.date.pk if counter.date else None
    key = (event.pk, date, closed, event.currency, event.timezone)
    return _remembered(key, lambda: _rendered(counter, counter.shop(), closed=closed))


def _remembered(key: tuple[object, ...], draw: Callable[[], Shelves]) -> Shelves:
    """The shelves as they were at most settings.SHELVES_S ago: a rush of visitors reads and draws them once a second.

    Who puts something into a cart is answered from the database itself, not from here.
    """
    key = (*key, get_language())
    now = time.monotonic()
    drawn, shelves = _shelves.get(key, (float("-inf"), None))
    if shelves is None or now - drawn >= settings.SHELVES_S:
        shelves = draw()
        if len(_shelves) >= MOST_SHELVES:
            _shelves.clear()
        _shelves[key] = (now, shelves)
    return shelves


def _rendered(counter: Counter, shop: Shop, *, closed: str) -> Shelves:
    event = counter.event
    context = {
        "shop": shop,
        "closed": closed,
        "zone": event.timezone,
        "currency": event.currency,
        "waiting": counter.voucher is None and event_settings.value(event, "waiting_list_enabled"),
    }
    html = render_to_string("web/offers.html", context) if shop.sections else ""
    return Shelves(html, buyable=shop.is_buyable)
