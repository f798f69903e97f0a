"""What a visitor sees in the shop: sections of products, each with what can be chosen of it. Pure.

Rows come from `shop.reads.visitor.storefront`; languages and words are the pages' affair.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from shop.enums import ItemKind
from shop.rules import availability, packages, pricing, sales, vouchers
from shop.rules.availability import Membership, Stock, Unit
from shop.rules.pricing import Overrides, Price

# Fees come by rule and tables by application; nobody puts them into a cart.
SHOWN_KINDS = frozenset(
    {ItemKind.ADMISSION, ItemKind.MERCH, ItemKind.BENEFIT, ItemKind.TICKET, ItemKind.DONATION}
)
FEW_SHARE = Decimal("0.1")
MOST_AT_ONCE = 20
LAST = 2**31


@dataclass(frozen=True)
class PriceChange:
    """The next price, and from when."""

    at: dt.datetime
    price: Price


@dataclass(frozen=True)
class Bundled:
    """What comes with an item, how many of it, and which part of the price each is."""

    unit: Unit
    name: Any
    variation: Any
    count: int
    designated_price: Decimal


@dataclass(frozen=True)
class Offer:
    """One thing to choose: an item, or one of its variants.

    `left`: units to be had, None without limit. `few`: less than a tenth of a quota is left. `reason`: why it cannot be
    bought now (a sentence), empty when it can. `most`: how many one may ask for at once.
    """

    item: Any
    variation: Any | None
    price: Price
    change: PriceChange | None
    left: int | None
    few: bool
    reason: str
    most: int

    @property
    def sold_out(self) -> bool:
        return self.left == 0

    @property
    def was(self) -> Decimal | None:
        """The price that the organizer says it used to have, where that is more."""
        original = self.item.original_price
        if self.variation is not None and self.variation.original_price is not None:
            original = self.variation.original_price
        return original if original is not None and original > self.price.gross else None

    @property
    def key(self) -> str:
        """Its name in forms: `12-0`, or `12-7` with a variation."""
        return f"{self.item.pk}-{self.variation.pk if self.variation else 0}"


@dataclass(frozen=True)
class Product:
    """An item with its offers: itself, or its variants; and what comes with each of them."""

    item: Any
    offers: tuple[Offer, ...]
    bundled: Sequence["Bundled"] = ()

    @property
    def has_variants(self) -> bool:
        return self.offers[0].variation is not None


@dataclass(frozen=True)
class Section:
    """A heading of the shop: a category, or what belongs to none. `admission`: it holds levels."""

    category: Any | None
    admission: bool
    products: tuple[Product, ...]


@dataclass(frozen=True)
class Rows:
    """What was read: items in the shop's order, and what hangs on them."""

    items: Sequence[Any]
    variations: Mapping[int, Sequence[Any]]
    phases: Mapping[int, Sequence[Any]]
    memberships: Sequence[Membership]
    stocks: Mapping[int, Stock]
    # Of a series: the date that is being bought for, and what differs there, by item and variation.
    subevent_id: int | None = None
    overrides: Mapping[tuple[int, int | None], Any] = field(default_factory=dict)
    # What the visitor has in their hands: then only what it is for is shown.
    voucher: Any | None = None
    bundles: Mapping[int, Sequence[Bundled]] = field(default_factory=dict)

    def fits(self, unit: Unit) -> bool:
        """Whether the unit is shown: everything without a voucher, else what the voucher is for."""
        if self.voucher is None:
            return True
        quota_id = self.voucher.quota_id
        covered = next((row for row in self.memberships if row.quota_id == quota_id), None)
        return vouchers.fits(self.voucher, unit, covered=covered)

    def overrides_of(self, item: Any, variation: Any | None) -> Overrides:
        return Overrides(
            self.overrides.get((item.pk, None)),
            self.overrides.get((item.pk, variation.pk)) if variation is not None else None,
        )

    def is_offered(self, item: Any, variation: Any | None = None) -> bool:
        """Whether the date offers it at all."""
        override = self.overrides.get((item.pk, None if variation is None else variation.pk))
        return override is None or not override.disabled


def is_shown(item: Any, *, voucher: Any | None = None) -> bool:
    """Whether visitors, with this voucher in their hands, see the item at all."""
    return (
        item.kind in SHOWN_KINDS
        and item.active
        and (not item.hide_without_voucher or vouchers.opens(voucher, item))
        and not item.require_bundling
        and not (item.category is not None and item.category.is_addon)
    )


def sections(rows: Rows, *, currency: str, at: dt.datetime) -> list[Section]:
    """The shop at the moment `at`: levels first, then the categories in their order. Nothing empty."""
    products: dict[tuple[bool, int | None], list[Product]] = {}
    categories: dict[int | None, Any] = {None: None}
    for item in rows.items:
        if not (is_shown(item, voucher=rows.voucher) and rows.is_offered(item)) or (
            item.available_until is not None and at > item.available_until
        ):
            continue
        if offers := tuple(_offers(item, rows, currency=currency, at=at)):
            admission = item.kind == ItemKind.ADMISSION
            product = Product(item, offers, rows.bundles.get(item.pk, ()))
            products.setdefault((admission, item.category_id), []).append(product)
            categories[item.category_id] = item.category
    ranks = sorted(products, key=lambda key: _rank(key, categories[key[1]]))
    return [Section(categories[key[1]], key[0], tuple(products[key])) for key in ranks]


def _rank(key: tuple[bool, int | None], category: Any) -> tuple[bool, int, int]:
    admission, category_id = key
    return (not admission, category.position if category is not None else LAST, category_id or 0)


def _offers(item: Any, rows: Rows, *, currency: str, at: dt.datetime) -> Iterable[Offer]:
    variations = rows.variations.get(item.pk)
    if variations is None:
        if rows.fits(Unit(item.pk, None, rows.subevent_id)):
            yield _offer(item, None, rows, currency=currency, at=at)
        return
    for variation in variations:
        over = variation.available_until is not None and at > variation.available_until
        if not (variation.active and not over and rows.is_offered(item, variation)):
            continue
        if rows.fits(Unit(item.pk, variation.pk, rows.subevent_id)):
            yield _offer(item, variation, rows, currency=currency, at=at)


def _offer(
    item: Any, variation: Any | None, rows: Rows, *, currency: str, at: dt.datetime
) -> Offer:
    phases = rows.phases.get(item.pk, ())
    overrides = rows.overrides_of(item, variation)

    def price_at(moment: dt.datetime) -> Price:
        listed = pricing.list_price(
            item, variation=variation, phases=phases, at=moment, overrides=overrides
        )
        listed = vouchers.price(rows.voucher, listed, currency=currency)
        price = pricing.taxed(listed, tax=item.tax_rule, currency=currency)
        return (
            price
            if price.gross >= share
            else pricing.of_gross(share, tax=item.tax_rule, currency=currency)
        )

    bundles = rows.bundles.get(item.pk, ())
    share = packages.share(bundles, rows.voucher)
    unit = Unit(item.pk, variation.pk if variation is not None else None, rows.subevent_id)
    left = _left(unit, bundles, rows)
    price = price_at(at)
    return Offer(
        item=item,
        variation=variation,
        price=price,
        change=_change(price, pricing.next_change(phases, at=at), price_at),
        left=left,
        few=bool(left) and _few(unit, rows),
        reason=sales.item_reason(
            item,
            variation=variation,
            has_variations=variation is not None,
            at=at,
            overrides=overrides,
            voucher=rows.voucher,
        )
        or "",
        most=min(
            limit
            for limit in (MOST_AT_ONCE, left, item.max_per_order, _usages(rows.voucher))
            if limit is not None
        ),
    )


def _left(unit: Unit, bundles: Iterable[Bundled], rows: Rows) -> int | None:
    """How often the unit can be had with all that comes with it; None without limit."""

    def left_for(one: Unit) -> int | None:
        return availability.left_for(one, memberships=rows.memberships, stocks=rows.stocks)

    rooms = [left_for(unit)]
    for row in bundles:
        room = left_for(replace(row.unit, subevent_id=rows.subevent_id))
        rooms.append(None if room is None else room // row.count if row.count else None)
    return min((room for room in rooms if room is not None), default=None)


def addable(rows: Rows, *, currency: str, at: dt.datetime, included: bool) -> tuple[Product, ...]:
    """What can be added to a unit of a cart, of the rows' items. `included`: it costs nothing more. Nothing that is not
    on sale, nothing that needs a voucher."""
    found = []
    for item in rows.items:
        if not _is_addable(item) or not rows.is_offered(item):
            continue
        offers = tuple(
            replace(
                offer,
                price=pricing.of_gross(Decimal(0), tax=item.tax_rule, currency=currency),
                change=None,
            )
            if included
            else offer
            for offer in _offers(item, rows, currency=currency, at=at)
            if not offer.reason
        )
        if offers:
            found.append(Product(item, offers))
    return tuple(found)


def _is_addable(item: Any) -> bool:
    closed = item.hide_without_voucher or item.require_voucher or item.require_bundling
    return item.kind in SHOWN_KINDS and item.active and not closed


def _usages(voucher: Any | None) -> int | None:
    return None if voucher is None else voucher.max_usages - voucher.redeemed


def _change(price: Price, moment: dt.datetime | None, price_at: Any) -> PriceChange | None:
    if moment is None:
        return None
    later = price_at(moment)
    return PriceChange(moment, later) if later.gross != price.gross else None


def _few(unit: Unit, rows: Rows) -> bool:
    stocks = (rows.stocks[row.quota_id] for row in rows.memberships if row.covers(unit))
    return any(
        stock.size is not None and stock.left is not None and stock.left < stock.size * FEW_SHARE
        for stock in stocks
    )
