"""What a visitor's request is about: the event, the cart in the cookie, the look of the event."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from eventhub.common import money
from eventhub.common.codes import random_secret
from eventhub.common.errors import NotFound
from shop.actions.carts import CartLine
from shop.models import Hold
from tenant import event_settings, public
from tenant.addresses import event_url
from tenant.models import Event, SubEvent
from tenant.requests import access_of

CART_COOKIE, WANTED_COOKIE = "eh-cart", "eh-wanted"
CART_SECRET = re.compile(r"[a-z0-9]{32}")
COOKIE_AGE_S = 24 * 3600
MAX_WANTED = 40
NO_DATE = "There is no date at this address, or it is not open yet."
NO_EVENT = "There is no event at this address, or it is not open yet."
MAX_GIFT = Decimal(1_000_000)
COLOR = re.compile(r"#([0-9a-fA-F]{6})")


def addressed_event(request: HttpRequest, *, organizer: str | None, slug: str) -> Event:
    """The event of the address, live or not, for what stands on its own secret. Raises NotFound. One query."""
    host_organizer = getattr(request, "host_organizer", None)
    event = public.event_at(organizer=host_organizer or organizer or "", slug=slug)
    if event is None:
        raise NotFound("event_not_found", NO_EVENT)
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
    subevent = public.date_at(event, pk)
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
    """`12-0-2-60.00-0_13-7-1-25.00-4`: item, variation, how many, what each costs, and the date in a series."""
    counts: dict[tuple[int, int, Decimal, int], int] = {}
    for hold in holds:
        key = (hold.item_id, hold.variation_id or 0, hold.price, hold.subevent_id or 0)
        counts[key] = counts.get(key, 0) + 1
    return "_".join(
        f"{item}-{variation}-{count}-{price}-{date}"
        for (item, variation, price, date), count in list(counts.items())[:MAX_WANTED]
    )


def wanted(request: HttpRequest) -> list[CartLine]:
    """What was in the cart when the cookie was set. The cookie is the visitor's word: adding to a cart checks it all."""
    lines = []
    for part in request.COOKIES.get(WANTED_COOKIE, "").split("_")[:MAX_WANTED]:
        try:
            item, variation, count, price, date = part.split("-")
            line = CartLine(
                _id(item), _id(variation) or None, int(count[:4]), gift(price), _id(date) or None
            )
        except ValueError:
            continue
        lines.append(line)
    return lines


def gift(text: str) -> Decimal:
    """An amount that a visitor typed, `12,50` or `12.50`. Raises ValueError with a sentence."""
    amount = money.parse(text.strip().replace(",", "."))
    if not 0 <= amount <= MAX_GIFT:
        raise ValueError(f"Enter an amount from 0 to {MAX_GIFT}.")
    return amount


def _id(digits: str) -> int:
    return int(digits[:18])
