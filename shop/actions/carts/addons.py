"""Add-ons for what already lies in a visitor's cart."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.codes import hashed
from eventhub.common.db.transactions import Contended, durable
from eventhub.common.errors import Conflict, Invalid
from shop import locks
from shop.actions import quota_counters
from shop.actions.carts import visitor_carts
from shop.actions.carts.cart_units import CartUnits, added, addon_reason, picks
from shop.errors import HOLD_EXPIRED, SOLD_OUT, SoldOut
from shop.models import Cart, Hold
from shop.reads.catalogue import load
from shop.rules import packages, sales
from shop.rules.drafts import Addon
from tenant.models import Event

Chosen = Mapping[int, Sequence[Addon]]
Problems = dict[str, dict[str, list[str]]]


def choose_addons(event: Event, *, secret: str, chosen: Chosen) -> list[Hold]:
    """Makes `chosen` (by the id of the unit in the cart) all that is added to the units of a visitor's cart: what is
    new is taken, what is no longer wanted given back, what stays keeps its price. Returns what was taken.

    All or nothing, and idempotent. Raises Conflict (shop closed, `hold_expired`), and Invalid or SoldOut with
    `fields.addons`: the unit's id -> the category's id, or `item-variation` of one add-on -> sentences. Locks the cart,
    the quotas of everything that comes or goes in id order, then the units that are added to. Keeps the cart alive.
    """
    try:
        return _choose(event, secret=secret, chosen=chosen)
    except SoldOut:
        if not quota_counters.release_expired(event):
            raise
        return _choose(event, secret=secret, chosen=chosen)


@durable
def _choose(event: Event, *, secret: str, chosen: Chosen) -> list[Hold]:
    now = timezone.now()
    if closed := sales.closed_reason(event, at=now):
        raise Conflict(*closed)
    cart = Cart.objects.filter(event=event, secret_hash=hashed(secret)).select_for_update().first()
    held = [] if cart is None else _held(event, cart)
    if cart is None or not held or any(hold.expires_at <= now for hold in held):
        raise Conflict("hold_expired", HOLD_EXPIRED)
    cart_units = _cart_units(event, cart, held, chosen, at=now)
    _check(cart_units, held, chosen)
    going, coming = _changes(cart_units, held, chosen)
    _swap(event, going, coming)
    visitor_carts.extend(cart)
    return coming


def _held(event: Event, cart: Cart) -> list[Hold]:
    found = Hold.objects.filter(event=event, cart=cart)
    return list(found.select_related("voucher").order_by("pk"))


def _cart_units(
    event: Event, cart: Cart, held: Sequence[Hold], chosen: Chosen, *, at: dt.datetime
) -> CartUnits:
    new = {addon.item_id for addons in chosen.values() for addon in addons}
    catalogue = load(
        event,
        {hold.item_id for hold in held} | new,
        subevents={hold.subevent_id for hold in held},
        parts=True,
    )
    return CartUnits(event, cart, catalogue, at)


def _tops(held: Sequence[Hold]) -> list[Hold]:
    return [hold for hold in held if hold.addon_to_id is None]


# --- Whether it is right -----------------------------------------------------------------------------------------------


def _check(cart_units: CartUnits, held: Sequence[Hold], chosen: Chosen) -> None:
    tops = _tops(held)
    if set(chosen) - {top.pk for top in tops}:
        raise Conflict("hold_expired", HOLD_EXPIRED)
    problems: Problems = {}
    for top in tops:
        if wrong := _unit_problems(cart_units, top, chosen.get(top.pk, ())):
            problems[str(top.pk)] = wrong
    _refuse(problems)
    counts = visitor_carts.chosen(tops)
    for addons in chosen.values():
        for addon in addons:
            counts[addon.item_id] += addon.quantity
    visitor_carts.check_size(counts)
    barred = sales.count_problems(cart_units.catalogue.items.values(), counts)
    for pk, addons in chosen.items():
        if wrong := {_key(one): [barred[one.item_id]] for one in addons if one.item_id in barred}:
            problems[str(pk)] = wrong
    _refuse(problems)


def _refuse(problems: Problems) -> None:
    if problems:
        raise Invalid(
            "invalid_addons", gettext_noop("Please check your extras."), fields={"addons": problems}
        )


def _unit_problems(
    cart_units: CartUnits, top: Hold, addons: Sequence[Addon]
) -> dict[str, list[str]]:
    wrong = {
        _key(addon): [reason]
        for addon in addons
        if (reason := addon_reason(cart_units, addon, subevent_id=top.subevent_id))
    }
    if wrong:
        return wrong
    rules = cart_units.catalogue.addons.get(top.item_id, ())
    own = picks(cart_units, addons)
    counted = {**packages.too_few(rules, own), **packages.too_many(rules, own)}
    return {str(pk): [words] for pk, words in counted.items()}


def _key(addon: Addon) -> str:
    """An add-on's name in problems."""
    return f"{addon.item_id}-{addon.variation_id or 0}"


# --- What comes and what goes ------------------------------------------------------------------------------------------


def _changes(
    cart_units: CartUnits, held: Sequence[Hold], chosen: Chosen
) -> tuple[list[Hold], list[Hold]]:
    """The holds that go, and the new ones that come."""
    going = [hold for hold in held if hold.addon_to_id is not None and not hold.is_bundled]
    coming = []
    for top in _tops(held):
        for hold in _wanted(cart_units, top, chosen.get(top.pk, ())):
            same = next((one for one in going if _is_same(one, hold)), None)
            if same is None:
                coming.append(hold)
            else:
                going.remove(same)
    return going, coming


def _wanted(cart_units: CartUnits, top: Hold, addons: Sequence[Addon]) -> list[Hold]:
    found = []
    for addon in addons:
        for hold in added(cart_units, top, addon):
            hold.expires_at = max(hold.expires_at, top.expires_at)
            found.append(hold)
    return found


def _is_same(one: Hold, other: Hold) -> bool:
    """A kept unit serves for a wanted one; its price is what it was when it was taken."""
    free = other.item.free_price and one.price != other.price
    return not free and (one.addon_to_id, one.item_id, one.variation_id) == (
        other.addon_to_id, other.item_id, other.variation_id,
    )  # fmt: skip


def _swap(event: Event, going: Sequence[Hold], coming: Sequence[Hold]) -> None:
    """Gives back before it takes: the last unit can be swapped. Locks the quotas of both at once."""
    before, after = ([visitor_carts.unit_of(hold) for hold in holds] for holds in (going, coming))
    if before and after:
        locks.quotas_of_units_locked(event, [*before, *after])
    if before:
        quota_counters.give_back(event, before)
        if not visitor_carts.forgotten(event, going):
            raise Contended(
                message=gettext_noop("Your cart is being changed right now. Please try again.")
            )
    if not coming:
        return
    try:
        quota_counters.take(event, after)
    except SoldOut as error:
        raise _sold_out(error, coming) from error
    _insist_on_tops(event, {hold.addon_to_id for hold in coming if hold.addon_to_id})
    Hold.objects.bulk_create(coming)


def _insist_on_tops(event: Event, ids: set[int]) -> None:
    """What is added to must not be sold or swept until we are done. Raises Conflict `hold_expired` when it just was."""
    rows = Hold.objects.filter(event=event, pk__in=ids).order_by("pk").select_for_update()
    if len(rows.values_list("pk")) < len(ids):
        raise Conflict("hold_expired", HOLD_EXPIRED)


def _sold_out(error: SoldOut, coming: Sequence[Hold]) -> SoldOut:
    problems: dict[str, Any] = {}
    for index in error.indexes:
        hold = coming[index]
        own = problems.setdefault(str(hold.addon_to_id), {})
        own[f"{hold.item_id}-{hold.variation_id or 0}"] = [SOLD_OUT]
    refusal = SoldOut(indexes=error.indexes, count=len(coming))
    refusal.fields = {"addons": problems}
    return refusal
