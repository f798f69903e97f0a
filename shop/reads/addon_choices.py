"""What can be added to what lies in a visitor's cart: a read for pages."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils import timezone

from shop.models import Hold, Item, ItemAddOn, PricePhase, Variation
from shop.reads.catalogue import overrides_at
from shop.reads.visitor import by_item, stock_of
from shop.rules import packages
from shop.rules.availability import Unit
from shop.rules.storefront import Offer, Product, Rows, addable
from tenant.models import Event


@dataclass(frozen=True)
class AddonChoice:
    """What can be added to one unit of a cart from one category; `taken`: how many of each are, by the offers' keys."""

    top: Hold
    rule: ItemAddOn
    products: tuple[Product, ...]
    taken: Mapping[str, int]
    # Of what has a free price: what the visitor gives for it.
    amounts: Mapping[str, str]


def addon_choices(
    event: Event, holds: Sequence[Hold], *, at: dt.datetime | None = None
) -> list[AddonChoice]:
    """For each unit of a cart (`holds` as of `public.cart_holds`) what can be added to it, category by category.
    Categories that have nothing on sale are only there when something of them has to be added. Seven queries, one more
    in a series, one alone when nothing can be added."""
    rules = _rules({hold.item_id for hold in holds if hold.addon_to_id is None})
    if not rules:
        return []
    at = at or timezone.now()
    rows = _rows(event, holds, rules)
    own = Counter(_unit(hold) for hold in holds if hold.addon_to_id and not hold.is_bundled)
    found = []
    for top in holds:
        if top.addon_to_id is not None:
            continue
        for rule in rules.get(top.item_id, ()):
            products = _products(event, top, rule, rows[top.subevent_id], own=own, at=at)
            if products or rule.min_count:
                found.append(_addon_choice(top, rule, products, holds))
    return found


def _addon_choice(
    top: Hold, rule: ItemAddOn, products: tuple[Product, ...], holds: Sequence[Hold]
) -> AddonChoice:
    mine = [hold for hold in holds if hold.addon_to_id == top.pk and not hold.is_bundled]
    keys = [f"{hold.item_id}-{hold.variation_id or 0}" for hold in mine]
    amounts = {
        key: str(hold.price) for key, hold in zip(keys, mine, strict=True) if hold.item.free_price
    }
    return AddonChoice(top, rule, products, Counter(keys), amounts)


def _rules(item_ids: Iterable[int]) -> dict[int, list[ItemAddOn]]:
    found: dict[int, list[ItemAddOn]] = {}
    rows = ItemAddOn.objects.filter(item__in=list(item_ids)).select_related("addon_category")
    for row in rows.order_by("position", "addon_category__position", "pk"):
        found.setdefault(row.item_id, []).append(row)
    return found


def _rows(
    event: Event, holds: Sequence[Hold], rules: Mapping[int, Sequence[ItemAddOn]]
) -> dict[int | None, Rows]:
    """The items of all categories as they are at each date of the cart."""
    categories = {rule.addon_category_id for own in rules.values() for rule in own}
    found = Item.objects.filter(event=event, category__in=categories, active=True)
    items = list(found.select_related("category", "tax_rule").order_by("position", "pk"))
    ids = [item.pk for item in items]
    dates = {hold.subevent_id for hold in holds}
    real = [pk for pk in dates if pk is not None]
    quotas = Q(event=event) & (Q(subevent__in=real) if event.has_subevents else Q(subevent=None))
    memberships, stocks = stock_of(quotas, quotas)
    variations = by_item(Variation.objects.filter(item__in=ids).order_by("position", "pk"))
    phases = by_item(PricePhase.objects.filter(item__in=ids).order_by("starts_at"))
    overrides = overrides_at(event, real)
    return {
        date: Rows(
            items=items,
            variations=variations,
            phases=phases,
            memberships=memberships,
            stocks=stocks,
            subevent_id=date,
            overrides={(i, v): row for (d, i, v), row in overrides.items() if d == date},
        )
        for date in dates
    }


def _products(
    event: Event,
    top: Hold,
    rule: ItemAddOn,
    rows: Rows,
    *,
    own: Mapping[Unit, int],
    at: dt.datetime,
) -> tuple[Product, ...]:
    items = [item for item in rows.items if item.category_id == rule.addon_category_id]
    products = addable(
        replace(rows, items=items),
        currency=event.currency,
        at=at,
        included=packages.is_included(rule, top.voucher),
    )
    return tuple(
        replace(
            product,
            offers=tuple(_with_own(offer, rule, rows, own=own) for offer in product.offers),
        )
        for product in products
    )


def _with_own(offer: Offer, rule: ItemAddOn, rows: Rows, *, own: Mapping[Unit, int]) -> Offer:
    """The offer as somebody sees it whose cart holds some of it already: those can be chosen again."""
    variation = offer.variation.pk if offer.variation is not None else None
    mine = own.get(Unit(offer.item.pk, variation, rows.subevent_id), 0)
    left = None if offer.left is None else offer.left + mine
    most = min(limit for limit in (rule.max_count, left) if limit is not None)
    return replace(offer, left=left, most=most)


def _unit(hold: Hold) -> Unit:
    return Unit(hold.item_id, hold.variation_id, hold.subevent_id)
