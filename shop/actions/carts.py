"""Carts: units kept for a visitor, 15 minutes at a time."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from eventhub.common.codes import hashed
from eventhub.common.errors import Conflict, Invalid
from eventhub.common.transactions import durable
from shop import catalogue as catalogues
from shop import checking, locks, sales
from shop.actions import redemption, stock
from shop.availability import Unit
from shop.catalogue import Catalogue
from shop.drafts import PositionDraft
from shop.errors import SoldOut
from shop.models import Cart, Hold
from tenant.models import Event

HOLD_TIME = timedelta(minutes=15)
LONGEST_HOLD = timedelta(minutes=60)
MAX_UNITS = 100


@dataclass(frozen=True)
class CartLine:
    """What a visitor chose: an item, how many, for items of free price what they want to give (gross), the date in a
    series, and the code of a voucher."""

    item_id: int
    variation_id: int | None = None
    quantity: int = 1
    price: Decimal | None = None
    subevent_id: int | None = None
    voucher: str = ""


def add_to_cart(event: Event, *, secret: str, lines: Sequence[CartLine]) -> list[Hold]:
    """Keeps the units for 15 minutes at the price of this moment; returns the new holds.

    All or nothing. Raises Conflict (shop closed), Invalid `fields.lines` mirroring the input, SoldOut. Locks the quotas
    of the items. A cart is known by its `secret`; its hash is stored.
    """
    try:
        return _add(event, secret=secret, lines=lines)
    except SoldOut:
        if not stock.release_expired(event):
            raise
        return _add(event, secret=secret, lines=lines)


@durable
def _add(event: Event, *, secret: str, lines: Sequence[CartLine]) -> list[Hold]:
    now = timezone.now()
    if closed := sales.closed_reason(event, at=now):
        raise Conflict(*closed)
    catalogue = catalogues.load(
        event,
        {line.item_id for line in lines},
        subevents=[line.subevent_id for line in lines],
        codes=[line.voucher for line in lines],
    )
    # Locked: the limits per order are counted over the whole cart, and `close_cart` may be removing an empty one.
    cart, _ = Cart.objects.select_for_update().get_or_create(
        event=event, secret_hash=hashed(secret), defaults={"tenant_id": event.tenant_id}
    )
    held = list(Hold.objects.filter(event=event, cart=cart))
    _check(event, lines, held=held, catalogue=catalogue, at=now)
    holds = [
        _hold(event, cart, line, catalogue=catalogue, at=now)
        for line in lines
        for _ in range(line.quantity)
    ]
    used = stock.take(
        event, [Unit(*(getattr(hold, name) for name in stock.UNIT)) for hold in holds]
    )
    redemption.insist_on_least(used.values(), field="voucher")
    redemption.keep_to_budgets(event, holds, vouchers=used)
    Hold.objects.bulk_create(holds)
    _extend(cart)
    return holds


def _check(
    event: Event,
    lines: Sequence[CartLine],
    *,
    held: Sequence[Hold],
    catalogue: Catalogue,
    at: dt.datetime,
) -> None:
    counts = Counter(hold.item_id for hold in held)
    for line in lines:
        counts[line.item_id] += line.quantity
    barred = sales.count_problems(catalogue.items.values(), counts)
    problems = [
        _line_problem(event, line, catalogue=catalogue, at=at) or _barred(line, barred)
        for line in lines
    ]
    if any(problems):
        raise Invalid(
            message="Some of what you chose cannot be bought like this.", fields={"lines": problems}
        )
    if sum(counts.values()) > MAX_UNITS:
        raise Invalid.field("lines", f"A cart holds at most {MAX_UNITS} pieces.")


def _barred(line: CartLine, barred: dict[int, str]) -> dict[str, list[str]]:
    reason = barred.get(line.item_id)
    return {"quantity": [reason]} if reason else {}


def _line_problem(
    event: Event, line: CartLine, *, catalogue: Catalogue, at: dt.datetime
) -> dict[str, list[str]]:
    item = catalogue.items.get(line.item_id)
    if item is None:
        return {"item": ["This is not sold here."]}
    if line.quantity < 1:
        return {"quantity": ["Choose at least one."]}
    variation = catalogue.variations.get(line.variation_id) if line.variation_id else None
    if line.variation_id and (variation is None or variation.item_id != item.pk):
        return {"variation": ["This variant does not belong to this item."]}
    _, misdated = checking.subevent_of(event, line.subevent_id, catalogue=catalogue, at=at)
    if misdated:
        return misdated
    unit = Unit(line.item_id, line.variation_id, line.subevent_id)
    voucher, misused = checking.voucher_of(line.voucher, unit, catalogue=catalogue, at=at)
    if misused:
        return misused
    reason = sales.item_reason(
        item,
        variation=variation,
        has_variations=item.pk in catalogue.with_variations,
        at=at,
        overrides=catalogue.overrides_of(item.pk, line.variation_id, subevent_id=line.subevent_id),
        voucher=voucher,
    )
    return {"item": [reason]} if reason else {}


def _hold(
    event: Event, cart: Cart, line: CartLine, *, catalogue: Catalogue, at: dt.datetime
) -> Hold:
    item = catalogue.items[line.item_id]
    variation = catalogue.variations[line.variation_id] if line.variation_id else None
    voucher = catalogue.voucher(line.voucher)
    draft = PositionDraft(item.pk, line.variation_id, subevent_id=line.subevent_id)
    listed, plain = (
        checking.price_of(event, draft, item, variation, catalogue, at=at, voucher=one).gross
        for one in (voucher, None)
    )
    wanted = line.price if item.free_price and line.price is not None else listed
    if wanted < listed:
        raise Invalid.field("price", "You can give more than the price, not less.")
    return Hold(
        tenant_id=event.tenant_id,
        event=event,
        cart=cart,
        item=item,
        variation=variation,
        subevent_id=line.subevent_id,
        voucher=voucher,
        price=wanted,
        voucher_budget_use=max(plain - wanted, Decimal(0))
        if voucher is not None and voucher.budget is not None
        else None,
        expires_at=timezone.now() + HOLD_TIME,
    )


def _extend(cart: Cart) -> None:
    """Activity keeps the whole cart for another 15 minutes, an hour at the most."""
    until = min(timezone.now() + HOLD_TIME, cart.created_at + LONGEST_HOLD)
    Hold.objects.filter(cart=cart, expires_at__lt=until, expires_at__gt=timezone.now()).update(
        expires_at=until
    )


@durable
def remove_from_cart(event: Event, *, secret: str, hold_ids: Sequence[int]) -> int:
    """Gives units of the cart back; how many there were. Locks their quotas. Idempotent."""
    mine = Hold.objects.filter(event=event, cart__secret_hash=hashed(secret), pk__in=hold_ids)
    units = [Unit(*key) for key in mine.values_list(*stock.UNIT)]
    stock.give_back(event, units)
    gone, _ = mine.delete()
    if gone != len(units):
        # The sweep was faster with some of them and has given them back already.
        transaction.set_rollback(True)
        return 0
    return gone


@durable
def close_cart(event: Event, *, secret: str) -> None:
    """Forgets a cart whose units were sold. A cart that holds something again stays. Locks the cart. Idempotent."""
    cart = Cart.objects.filter(event=event, secret_hash=hashed(secret)).select_for_update().first()
    if cart is not None and not Hold.objects.filter(cart=cart).exists():
        cart.delete()


@durable
def keep_alive(event: Event, *, secret: str) -> None:
    """The visitor is still there: what they hold is kept for another 15 minutes, an hour at the most."""
    cart = Cart.objects.filter(event=event, secret_hash=hashed(secret)).first()
    if cart is not None:
        _extend(cart)


@transaction.atomic(savepoint=False)
def consume_carts(event: Event, names: Sequence[str], *, before: Sequence[Unit]) -> None:
    """Gives the units of these carts back to whoever takes `before` next, in the same transaction. Names that no cart
    has are not looked at.

    Locks the quotas of both, then the vouchers of what is given back, then the holds.
    """
    if not names:
        return
    mine = Hold.objects.filter(event=event, cart__in=carts_named(event, names))
    seen = [Unit(*key) for key in mine.values_list(*stock.UNIT)]
    if not seen:
        return
    locks.quotas_of_units_locked(event, [*seen, *before])
    rows = list(mine.select_for_update(of=("self",)).order_by("pk"))
    Hold.objects.filter(event=event, pk__in=[row.pk for row in rows]).delete()
    stock.give_back(event, [Unit(*(getattr(row, name) for name in stock.UNIT)) for row in rows])


def carts_named(event: Event, names: Sequence[str]) -> QuerySet[Cart]:
    """The event's carts that integrators know by these names: the ones they gave, or those of visitors' carts."""
    return Cart.objects.filter(
        Q(api_id__in=names) | Q(api_id=None, secret_hash__in=names), event=event
    )
