"""What a visitor's request is about: the event, the cart in the cookie, the look of the event."""

import base64
import json
import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eventhub.common import money
from eventhub.common.codes import random_secret
from eventhub.common.errors import NotFound
from eventhub.common.text import has_nul
from shop.models import Hold
from shop.rules import cart_orders
from shop.rules.drafts import Addon, CartLine
from tenant.access.requests import access_of
from tenant.events import event_settings, visitor
from tenant.events.addresses import event_url
from tenant.models import Event, SubEvent

CART_COOKIE, WANTED_COOKIE = "eh-cart", "eh-wanted"
CART_SECRET = re.compile(r"[a-z0-9]{32}")
COOKIE_AGE_S = 24 * 3600
MAX_WANTED, MOST_WANTED, MOST_ID = 40, 999, 10**17
# Browsers keep 4096 bytes with name and path.
LONGEST_COOKIE = 3500
NO_DATE = gettext_noop("There is no date at this address, or it is not published yet.")
NO_EVENT = gettext_noop("There is no event at this address, or it is not published yet.")
MAX_GIFT = Decimal(1_000_000)
COLOR = re.compile(r"#([0-9a-fA-F]{6})")


def addressed_event(request: HttpRequest, *, organizer: str | None, slug: str) -> Event:
    """The event of the address, live or not, for what stands on its own secret; from here on the request speaks one of
    the event's languages. Raises NotFound. One query."""
    host_organizer = getattr(request, "host_organizer", None)
    event = visitor.event_at(organizer=host_organizer or organizer or "", slug=slug)
    if event is None:
        raise NotFound("event_not_found", NO_EVENT)
    reader = translation.get_language() or settings.LANGUAGE_CODE
    translation.activate(cart_orders.locale(reader, spoken=event.locales))
    return event


def visited_event(request: HttpRequest, *, organizer: str | None, slug: str) -> Event:
    """The event of the address. Raises NotFound when there is none, or when it is not live and the visitor is not of
    its team. One query; a second look at the visitor only for events that are not live."""
    event = addressed_event(request, organizer=organizer, slug=slug)
    if not (event.live or _is_of_the_team(request, event)):
        raise NotFound("event_not_found", NO_EVENT)
    return event


def visited_date(request: HttpRequest, event: Event, pk: int) -> SubEvent:
    """The date of a series at the address. Raises NotFound when there is none, or when it is not active and the visitor
    is not of the event's team. One query."""
    subevent = visitor.date_at(event, pk)
    if subevent is None or not (subevent.active or _is_of_the_team(request, event)):
        raise NotFound("subevent_not_found", NO_DATE)
    return subevent


def _is_of_the_team(request: HttpRequest, event: Event) -> bool:
    return is_signed_in(request) and access_of(request).sees(event)


def is_signed_in(request: HttpRequest) -> bool:
    """Whether somebody signed in looks at the page. Reads the session only when there is a cookie of one."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def frame(request: HttpRequest, event: Event) -> dict[str, Any]:
    """What the frame around every page of the event needs."""
    color = COLOR.fullmatch(event_settings.value(event, "primary_color"))
    return {
        "event": event,
        "zone": event.timezone,
        "currency": event.currency,
        "event_link": event_url(request, event),
        "checkout_link": event_url(request, event, "checkout/"),
        "color": color[1].lower() if color else "",
        "imprint": event_settings.value(event, "imprint_url"),
        "signed_in": is_signed_in(request),
    }


# --- The cart in the cookie --------------------------------------------------------------------------------------------


def cart_secret(request: HttpRequest) -> str | None:
    """The secret of the visitor's cart; None when the cookie is missing or is none of ours."""
    secret = request.COOKIES.get(CART_COOKIE, "")
    return secret if CART_SECRET.fullmatch(secret) else None


def new_cart_secret() -> str:
    return random_secret(32)


def keep_cart(
    request: HttpRequest,
    response: HttpResponse,
    event: Event,
    *,
    secret: str,
    holds: Sequence[Hold],
) -> None:
    """Sets the cart's cookie, and beside it what is in the cart: when its time is up, that can be taken once more."""
    _set(request, response, event, CART_COOKIE, secret)
    _set(request, response, event, WANTED_COOKIE, _wanted(holds))


def forget_cart(request: HttpRequest, response: HttpResponse, event: Event) -> None:
    """Ends the visitor's cart; the next thing they choose begins a new one."""
    for name in (CART_COOKIE, WANTED_COOKIE):
        response.delete_cookie(name, path=event_url(request, event), samesite="Lax")


def _set(request: HttpRequest, response: HttpResponse, event: Event, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=COOKIE_AGE_S,
        path=event_url(request, event),
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def _wanted(holds: Sequence[Hold]) -> str:
    """What is in the cart, as text that a cookie can hold: `[[item, variation, how many, price, date, voucher, [[item,
    variation, how many, price], ...]], ...]`, as many as fit."""
    lines = [list(key) for key in _lines(holds)]
    while len(text := _packed(lines)) > LONGEST_COOKIE:
        lines.pop()
    return text


def _packed(lines: list[list[Any]]) -> str:
    return base64.urlsafe_b64encode(json.dumps(lines, separators=(",", ":")).encode()).decode()


def _lines(holds: Sequence[Hold]) -> list[tuple[Any, ...]]:
    counts: dict[tuple[Any, ...], int] = {}
    for hold in holds:
        if hold.addon_to_id is None:
            key = _sort(hold, [one for one in holds if one.addon_to_id == hold.pk])
            counts[key] = counts.get(key, 0) + 1
    return [(*key[:2], count, *key[2:]) for key, count in list(counts.items())[:MAX_WANTED]]


def _sort(hold: Hold, parts: Sequence[Hold]) -> tuple[Any, ...]:
    """What is bundled with it comes again by itself, its price lies in that of the whole."""
    price = hold.price + sum(part.price for part in parts if part.is_bundled)
    addons = Counter(
        (part.item_id, part.variation_id or 0, str(part.price))
        for part in parts
        if not part.is_bundled
    )
    return (
        hold.item_id,
        hold.variation_id or 0,
        str(price),
        hold.subevent_id or 0,
        hold.voucher.code if hold.voucher is not None else "",
        tuple((item, kind, count, price) for (item, kind, price), count in addons.items()),
    )


def wanted(request: HttpRequest) -> list[CartLine]:
    """What was in the cart when the cookie was set. The cookie is the visitor's word: adding to a cart checks it all."""
    try:
        rows = json.loads(base64.urlsafe_b64decode(request.COOKIES.get(WANTED_COOKIE, "")))
        return [_wanted_line(row) for row in rows[:MAX_WANTED]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []


def _wanted_line(row: list[Any]) -> CartLine:
    item, variation, count, price, date, voucher, addons = row
    if not isinstance(voucher, str) or has_nul(voucher):
        raise ValueError("no voucher")
    return CartLine(
        _id(item),
        _id(variation) or None,
        _count(count),
        gift(str(price)),
        _id(date) or None,
        voucher,
        tuple(
            Addon(_id(row[0]), _id(row[1]) or None, _count(row[2]), gift(str(row[3])))
            for row in addons[:MAX_WANTED]
        ),
    )


def gift(text: str) -> Decimal:
    """An amount that a visitor typed, `12,50` or `12.50`. Raises ValueError with a sentence."""
    amount = money.parse(text.strip().replace(",", "."))
    if not 0 <= amount <= MAX_GIFT:
        raise ValueError(_("Enter an amount from 0 to %(most)s.") % {"most": MAX_GIFT})
    return amount


def _id(value: Any) -> int:
    return min(abs(int(value)), MOST_ID)


def _count(value: Any) -> int:
    return min(int(value), MOST_WANTED)
