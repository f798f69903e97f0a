"""What a visitor chose, checked and priced, with what comes with it: the unit, its bundle, its add-ons."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.errors import Invalid
from shop.models import Cart, Hold, Item, ItemBundle, Variation, Voucher
from shop.reads import order_check
from shop.reads.catalogue import Catalogue
from shop.rules import packages, pricing, sales
from shop.rules.availability import Unit
from shop.rules.drafts import Addon, CartLine, PositionDraft
from tenant.models import Event

Problem = dict[str, list[str]]
HOLD_TIME = dt.timedelta(minutes=15)
ZERO = Decimal(0)
NOT_SOLD = gettext_noop("This is not sold here.")


@dataclass(frozen=True)
class CartUnits:
    """What units of a cart are packed from: the shop as it is at the moment `at`."""

    event: Event
    cart: Cart
    catalogue: Catalogue
    at: dt.datetime

    def hold(self, item: Item, variation: Variation | None, **fields: object) -> Hold:
        """A unit that is kept from now on; not stored."""
        return Hold(
            tenant_id=self.event.tenant_id,
            event=self.event,
            cart=self.cart,
            item=item,
            variation=variation,
            expires_at=timezone.now() + HOLD_TIME,
            **fields,
        )

    def variation(self, pk: int | None) -> Variation | None:
        return self.catalogue.variations[pk] if pk else None

    def price(self, unit: Unit, voucher: Voucher | None = None) -> Decimal:
        """What the unit costs now (gross), without regard to what comes with it."""
        draft = PositionDraft(unit.item_id, unit.variation_id, subevent_id=unit.subevent_id)
        item, variation = self.catalogue.items[unit.item_id], self.variation(unit.variation_id)
        priced = order_check.price_of(
            self.event, draft, item, variation, self.catalogue, at=self.at, voucher=voucher
        )
        return priced.gross


def units_of_line(cart_units: CartUnits, line: CartLine) -> list[Hold]:
    """One unit of a line that is right, then what is bundled with it and added to it; not stored.

    Raises Invalid `price` for less than the price.
    """
    top = _top(cart_units, line)
    bundles = cart_units.catalogue.bundles.get(line.item_id, ())
    bundled = [_bundled(cart_units, top, row) for row in bundles for _ in range(row.count)]
    return [
        top,
        *bundled,
        *(hold for addon in line.addons for hold in added(cart_units, top, addon)),
    ]


def _top(cart_units: CartUnits, line: CartLine) -> Hold:
    catalogue = cart_units.catalogue
    item, voucher = catalogue.items[line.item_id], catalogue.voucher(line.voucher)
    unit = Unit(line.item_id, line.variation_id, line.subevent_id)
    listed, plain = cart_units.price(unit, voucher), cart_units.price(unit)
    wanted = _given(item, line.price, listed)
    share = packages.share(catalogue.bundles.get(item.pk, ()), voucher)
    return cart_units.hold(
        item,
        cart_units.variation(line.variation_id),
        subevent_id=line.subevent_id,
        voucher=voucher,
        price=max(wanted - share, ZERO),
        voucher_budget_use=max(plain - wanted, ZERO)
        if voucher is not None and voucher.budget is not None
        else None,
    )


def _given(item: Item, typed: Decimal | None, listed: Decimal) -> Decimal:
    try:
        return pricing.chosen(listed, free_price=item.free_price, given=typed)
    except ValueError as error:
        raise Invalid.field("price", str(error)) from error


def _bundled(cart_units: CartUnits, top: Hold, bundle: ItemBundle) -> Hold:
    item = cart_units.catalogue.items[bundle.bundled_item_id]
    price = packages.bundled_price(bundle, top.voucher)
    return cart_units.hold(
        item,
        cart_units.variation(bundle.bundled_variation_id),
        subevent_id=top.subevent_id,
        addon_to=top,
        is_bundled=True,
        price=pricing.of_gross(price, tax=item.tax_rule, currency=cart_units.event.currency).gross,
    )


def added(cart_units: CartUnits, top: Hold, addon: Addon) -> list[Hold]:
    """The units of an add-on that is right, for a unit of the cart; not stored. Raises Invalid `price`."""
    catalogue = cart_units.catalogue
    item = catalogue.items[addon.item_id]
    if packages.comes_free(catalogue.addons.get(top.item_id, ()), item, top.voucher):
        price = ZERO
    else:
        unit = Unit(addon.item_id, addon.variation_id, top.subevent_id)
        price = _given(item, addon.price, cart_units.price(unit))
    return [
        cart_units.hold(
            item,
            cart_units.variation(addon.variation_id),
            subevent_id=top.subevent_id,
            addon_to=top,
            price=price,
        )
        for _ in range(addon.quantity)
    ]


# --- Whether it is right -----------------------------------------------------------------------------------------------


def line_problem(cart_units: CartUnits, line: CartLine) -> Problem:
    """Why the line cannot be bought like this; empty when it can."""
    event, catalogue, at = cart_units.event, cart_units.catalogue, cart_units.at
    item = catalogue.items.get(line.item_id)
    if item is None:
        return {"item": [NOT_SOLD]}
    if wrong := _shape_problem(cart_units, item, line.variation_id, line.quantity):
        return wrong
    if item.pk in catalogue.dependent:
        return {"item": [packages.ALONE]}
    _, misdated = order_check.subevent_of(event, line.subevent_id, catalogue=catalogue, at=at)
    if misdated:
        return misdated
    unit = Unit(line.item_id, line.variation_id, line.subevent_id)
    voucher, misused = order_check.voucher_of(line.voucher, unit, catalogue=catalogue, at=at)
    if misused:
        return misused
    if reason := _reason(cart_units, unit, voucher=voucher):
        return {"item": [reason]}
    return _bundle_problem(cart_units, line) or _addon_problem(cart_units, line)


def _shape_problem(
    cart_units: CartUnits, item: Item, variation_id: int | None, quantity: int
) -> Problem:
    if quantity < 1:
        return {"quantity": [gettext_noop("Choose at least one.")]}
    variation = cart_units.catalogue.variations.get(variation_id) if variation_id else None
    if variation_id and (variation is None or variation.item_id != item.pk):
        return {"variation": [gettext_noop("This variant does not belong to this item.")]}
    return {}


def _reason(
    cart_units: CartUnits, unit: Unit, *, voucher: Voucher | None = None, bundled: bool = False
) -> str | None:
    """Why the unit is not sold now."""
    catalogue = cart_units.catalogue
    item = catalogue.items.get(unit.item_id)
    if item is None:
        return NOT_SOLD
    return sales.item_reason(
        item,
        variation=cart_units.variation(unit.variation_id),
        has_variations=item.pk in catalogue.with_variations,
        at=cart_units.at,
        overrides=catalogue.overrides_of(item.pk, unit.variation_id, subevent_id=unit.subevent_id),
        voucher=voucher,
        bundled=bundled,
    )


def _bundle_problem(cart_units: CartUnits, line: CartLine) -> Problem:
    for row in cart_units.catalogue.bundles.get(line.item_id, ()):
        unit = Unit(row.bundled_item_id, row.bundled_variation_id, line.subevent_id)
        if _reason(cart_units, unit, bundled=True):
            return {"item": [gettext_noop("Part of this bundle is not on sale.")]}
    return {}


def _addon_problem(cart_units: CartUnits, line: CartLine) -> Problem:
    rules = cart_units.catalogue.addons.get(line.item_id, ())
    for addon in line.addons:
        if reason := addon_reason(cart_units, addon, subevent_id=line.subevent_id):
            return {"addons": [reason]}
    wrong = packages.too_many(rules, picks(cart_units, line.addons))
    return {"addons": [next(iter(wrong.values()))]} if wrong else {}


def addon_reason(cart_units: CartUnits, addon: Addon, *, subevent_id: int | None) -> str | None:
    """Why the add-on is not sold now, whatever it is added to; None when it is."""
    item = cart_units.catalogue.items.get(addon.item_id)
    if item is None or item.require_bundling:
        return NOT_SOLD
    if wrong := _shape_problem(cart_units, item, addon.variation_id, addon.quantity):
        return next(iter(wrong.values()))[0]
    return _reason(cart_units, Unit(addon.item_id, addon.variation_id, subevent_id))


def picks(cart_units: CartUnits, addons: Iterable[Addon]) -> Sequence[packages.Pick]:
    """The single units of add-ons whose items exist."""
    items = cart_units.catalogue.items
    return [
        packages.Pick(items[addon.item_id], addon.variation_id)
        for addon in addons
        for _ in range(addon.quantity)
    ]
