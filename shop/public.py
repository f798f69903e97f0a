"""What visitors may know of a shop: reads for pages without a sign-in. The event always comes first."""

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from eventhub.common.codes import hashed
from eventhub.common.errors import NotFound
from shop import catalogue as catalogues
from shop import storefront as storefronts
from shop import vouchers
from shop.availability import Membership, Stock
from shop.models import (
    Hold,
    Item,
    ItemOverride,
    Order,
    OrderFee,
    OrderPosition,
    Picture,
    PricePhase,
    Quota,
    Variation,
    Voucher,
)
from shop.storefront import Rows, Section
from tenant.models import Event, SubEvent


def storefront(
    event: Event,
    *,
    subevent: SubEvent | None = None,
    voucher: Voucher | None = None,
    at: dt.datetime | None = None,
) -> list[Section]:
    """What visitors can choose at the event, with prices, next prices and what is left. Five queries.

    A series is bought date by date: `subevent` says for which, and costs one query more. With a `voucher` only what it
    is for, at its prices, hidden items and the units that it keeps included.
    """
    items = (
        Item.objects.filter(event=event, active=True)
        .select_related("category", "tax_rule")
        .annotate(picture_public_id=F("picture__public_id"))
        .order_by("position", "pk")
    )
    quotas = Q(event=event, subevent=subevent)
    memberships, stocks = stock_of(quotas, quotas)
    rows = Rows(
        items=list(items),
        variations=_by_item(Variation.objects.filter(item__event=event).order_by("position", "pk")),
        phases=_by_item(PricePhase.objects.filter(item__event=event).order_by("starts_at")),
        memberships=memberships,
        stocks=_with_kept(stocks, memberships, voucher),
        voucher=voucher,
        subevent_id=subevent.pk if subevent else None,
        overrides=_overrides(event, subevent),
    )
    return storefronts.sections(rows, currency=event.currency, at=at or timezone.now())


def _with_kept(
    stocks: dict[int, Stock], memberships: list[Membership], voucher: Voucher | None
) -> dict[int, Stock]:
    """What quotas have for somebody with this voucher: what it keeps is there for them."""
    if voucher is None:
        return stocks
    if voucher.allow_ignore_quota:
        return dict.fromkeys(stocks, Stock(None, 0))
    kept = vouchers.quotas_of(voucher, memberships)
    return {
        pk: Stock(stock.size, stock.taken - voucher.blocking, stock.closed) if pk in kept else stock
        for pk, stock in stocks.items()
    }


def picture(public_id: UUID) -> Picture:
    """The picture at this address, which nobody can guess. Raises NotFound. One query."""
    found = Picture.unscoped.filter(public_id=public_id).first()
    if found is None:
        raise NotFound("picture_not_found", "There is no picture at this address.")
    return found


def voucher_by_code(event: Event, code: str) -> Voucher | None:
    """The event's voucher of this code, in either case. One query; none for an empty code."""
    return next(iter(catalogues.vouchers_by_code(event, [code]).values()), None)


def _overrides(
    event: Event, subevent: SubEvent | None
) -> dict[tuple[int, int | None], ItemOverride]:
    if subevent is None:
        return {}
    found = catalogues.overrides_at(event, [subevent.pk])
    return {(item_id, variation_id): row for (_, item_id, variation_id), row in found.items()}


def _by_item(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return dict(found)


def stock_of(quotas: Q, all_quotas: Q) -> tuple[list[Membership], dict[int, Stock]]:
    """The quotas within a scope that names an event or dates: what they cover and what they have. Two queries.

    `quotas` may also name `items`, which leaves out what is not about them; `all_quotas` does not.
    """
    items: defaultdict[int, set[int]] = defaultdict(set)
    stocks, dates = {}, {}
    links = Quota.unscoped.filter(quotas).values_list(
        "pk", "items", "size", "taken", "closed", "subevent_id"
    )
    for quota_id, item_id, size, taken, closed, date in links:
        if item_id is not None:
            items[quota_id].add(item_id)
            stocks[quota_id], dates[quota_id] = Stock(size, taken, closed), date
    variations: defaultdict[int, set[int]] = defaultdict(set)
    pairs = Quota.unscoped.filter(all_quotas, variations__isnull=False)
    for quota_id, variation_id in pairs.values_list("pk", "variations"):
        variations[quota_id].add(variation_id)
    memberships = [
        Membership(quota_id, frozenset(covered), frozenset(variations[quota_id]), dates[quota_id])
        for quota_id, covered in items.items()
    ]
    return memberships, stocks


def cart_holds(event: Event, *, secret: str) -> list[Hold]:
    """The units kept in a visitor's cart, levels first, in the shop's order. One query."""
    holds = (
        Hold.objects.filter(event=event, cart__secret_hash=hashed(secret))
        .select_related("item", "item__tax_rule", "variation", "subevent", "cart", "voucher")
        .order_by("subevent__date_from", "item__position", "item_id", "variation_id", "pk")
    )
    return sorted(holds, key=lambda hold: not hold.item.admission)


def order_by_secret(event: Event, *, code: str, secret: str) -> Order:
    """The order whose link somebody holds, with its event. Raises NotFound for a wrong code and a wrong secret alike;
    compares in constant time."""
    order = Order.objects.filter(event=event, code=code).first()
    expected = order.secret if order is not None else ""
    matches = secrets.compare_digest(expected.encode(), secret.encode())
    if order is None or not matches:
        raise NotFound("order_not_found", "There is no such order. Please check the link.")
    order.event = event
    return order


def purchase(event: Event, *, origin_key: str) -> Order | None:
    """The order that a cart has become already, if it has."""
    return Order.objects.filter(event=event, origin_key=origin_key).first()


def dates_of(positions: Iterable[OrderPosition]) -> list[SubEvent]:
    """The dates of a series that these positions (as of `positions_of`) are for, each once, the first one first."""
    found = {row.subevent.pk: row.subevent for row in positions if row.subevent is not None}
    return sorted(found.values(), key=lambda date: (date.date_from, date.pk))


def fees_of(order: Order) -> list[OrderFee]:
    """What the order costs besides its positions. One query."""
    return list(OrderFee.objects.filter(order=order, canceled=False).order_by("pk"))


def positions_of(order: Order) -> list[OrderPosition]:
    """What an order holds, without canceled lines. One query."""
    return list(
        OrderPosition.objects.filter(order=order, canceled=False)
        .select_related("item", "item__tax_rule", "variation", "subevent")
        .order_by("positionid")
    )
