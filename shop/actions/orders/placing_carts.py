"""A cart becomes an order: what it keeps, at the prices that it keeps it at, with what its buyer says."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.errors import Conflict, Invalid
from shop.actions.orders.answer_files import visitor_with
from shop.actions.orders.held_units import holds_locked
from shop.actions.orders.placing import insist_on_size, sell
from shop.models import Hold, Order
from shop.reads import order_check
from shop.reads.cart_contents import CartContents, catalogue_of
from shop.reads.catalogue import Catalogue
from shop.reads.order_check import Line
from shop.reads.visitor import bought_with
from shop.rules import cart_orders, sales
from shop.rules.drafts import OrderDraft, Purchase
from tenant.models import Event


def place_cart_order(
    event: Event, *, cart: CartContents, purchase: Purchase, actor: Actor
) -> Order:
    """Sells what the cart keeps, wholly or not at all, by the rules for visitors: the shop is open, what is required is
    answered, the way to pay is switched on. Prices, vouchers and what belongs to what come from the locked holds; one
    unit that needs approval makes the order wait for it.

    The catalogue that `cart` was read with is judged by; it is read anew only when the purchase has to begin again. Locks
    the holds; writes what `place_order` writes, with a confirmation mail, and deletes the holds. The empty cart stays
    (`visitor_carts.close_cart`).

    Raises Invalid (`positions`, mirroring the cart's units; `provider`, `voucher`), Conflict (shop closed,
    `hold_expired`). Idempotent by the cart's `origin_key`: the first order is returned.
    """
    try:
        return _place(
            event, cart=cart, purchase=purchase, known=iter([cart.catalogue]), actor=actor
        )
    except Conflict:
        # The same purchase twice at the same moment: the slower one gets what the faster one bought.
        first = bought_with(event, origin_key=cart.origin_key)
        if first is None:
            raise
        return first


def cart_order_problems(event: Event, *, cart: CartContents, purchase: Purchase) -> dict[str, Any]:
    """What is wrong with the purchase (see `place_cart_order`), as fields. Reads only, and that in memory.

    Raises Conflict when the shop is closed.
    """
    try:
        _judged(
            event,
            _draft(event, cart, cart.holds, purchase),
            catalogue=cart.catalogue,
            at=timezone.now(),
        )
    except Invalid as error:
        return error.fields
    return {}


@durable
def _place(
    event: Event,
    *,
    cart: CartContents,
    purchase: Purchase,
    known: Iterator[Catalogue],
    actor: Actor,
) -> Order:
    if first := bought_with(event, origin_key=cart.origin_key):
        return first
    now = timezone.now()
    locked = holds_locked(event, [hold.pk for hold in cart.holds])
    kept = [locked[hold.pk] for hold in cart.holds]
    # What met a change in the middle looks again.
    catalogue = next(known, None) or catalogue_of(event, kept)
    draft = _draft(event, cart, kept, purchase)
    draft, lines = _judged(event, draft, catalogue=catalogue, at=now)
    return sell(event, draft, lines, held=dict(enumerate(kept)), now=now, actor=actor)


def _draft(
    event: Event, cart: CartContents, holds: Sequence[Hold], purchase: Purchase
) -> OrderDraft:
    return OrderDraft(
        positions=cart_orders.positions(holds, details=purchase.units),
        email=purchase.email,
        phone=purchase.phone,
        locale=cart_orders.locale(purchase.locale, spoken=event.locales),
        channel=purchase.channel,
        provider=purchase.provider,
        invoice_address=purchase.invoice_address,
        strict=True,
        send_mail=True,
        origin_key=cart.origin_key,
        files_of=visitor_with(cart.cart_id),
    )


def _judged(
    event: Event, draft: OrderDraft, *, catalogue: Catalogue, at: dt.datetime
) -> tuple[OrderDraft, list[Line]]:
    """The draft as it is sold, and its positions with their prices. Raises Invalid, Conflict."""
    insist_on_size(draft)
    lines = order_check.check(event, draft=draft, catalogue=catalogue, at=at)
    waits = any(sales.needs_approval(line.item, line.variation) for line in lines)
    return replace(draft, require_approval=waits), lines
