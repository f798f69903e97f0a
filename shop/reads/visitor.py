"""What visitors may know of a shop: reads for pages without a sign-in. The event always comes first."""

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, F, OuterRef, Q
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.codes import hashed
from eventhub.common.errors import NotFound
from shop.models import (
    Hold,
    Item,
    ItemAddOn,
    ItemBundle,
    ItemOverride,
    Order,
    OrderPosition,
    Payment,
    Picture,
    PricePhase,
    Quota,
    Refund,
    Variation,
    Voucher,
)
from shop.reads.catalogue import overrides_at, vouchers_by_code
from shop.rules import balance, vouchers
from shop.rules.availability import Membership, Stock, Unit
from shop.rules.storefront import Bundled, Rows, Section, sections
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
    found = (
        Item.objects.filter(event=event, active=True)
        .select_related("category", "tax_rule")
        .annotate(
            picture_public_id=F("picture__public_id"),
            takes_addons=_takes_addons("pk"),
            bundle_rows=ArraySubquery(_BUNDLES),
        )
        .order_by("position", "pk")
    )
    items = list(found)
    quotas = Q(event=event, subevent=subevent)
    memberships, stocks = stock_of(quotas, quotas)
    rows = Rows(
        items=items,
        variations=by_item(Variation.objects.filter(item__event=event).order_by("position", "pk")),
        phases=by_item(PricePhase.objects.filter(item__event=event).order_by("starts_at")),
        memberships=memberships,
        stocks=_with_kept(stocks, memberships, voucher),
        voucher=voucher,
        subevent_id=subevent.pk if subevent else None,
        overrides=_overrides(event, subevent),
        bundles={item.pk: _bundled(item.bundle_rows) for item in items if item.bundle_rows},
    )
    return sections(rows, currency=event.currency, at=at or timezone.now())


_BUNDLES = (
    ItemBundle.unscoped.filter(item=OuterRef("pk"))
    .order_by("pk")
    .values(
        row=JSONObject(
            item="bundled_item_id",
            name="bundled_item__name",
            variation="bundled_variation_id",
            value="bundled_variation__value",
            count="count",
            price=Cast("designated_price", CharField()),
        )
    )
)


def _takes_addons(item: str) -> Exists:
    """Whether something can be added to the item in this column."""
    return Exists(ItemAddOn.unscoped.filter(item=OuterRef(item)))


def _bundled(rows: list[dict[str, Any]]) -> list[Bundled]:
    return [
        Bundled(
            Unit(row["item"], row["variation"]),
            row["name"],
            row["value"],
            row["count"],
            Decimal(row["price"]),
        )
        for row in rows
    ]


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


def picture_of_item(public_id: UUID) -> Picture:
    """The picture at this address, which nobody can guess. Raises NotFound. One query."""
    found = Picture.unscoped.filter(public_id=public_id).first()
    if found is None:
        raise NotFound("picture_not_found", gettext_noop("There is no picture at this address."))
    return found


def voucher_by_code(event: Event, code: str) -> Voucher | None:
    """The event's voucher of this code, in either case. One query; none for an empty code."""
    return next(iter(vouchers_by_code(event, [code]).values()), None)


def _overrides(
    event: Event, subevent: SubEvent | None
) -> dict[tuple[int, int | None], ItemOverride]:
    if subevent is None:
        return {}
    found = overrides_at(event, [subevent.pk])
    return {(item_id, variation_id): row for (_, item_id, variation_id), row in found.items()}


def by_item(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Rows that belong to items, in their order, by the item's id."""
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
    """The units kept in a visitor's cart, levels first, in the shop's order, each followed by what is bundled with it
    and added to it. `takes_addons` says of each whether something can be added. One query."""
    holds = (
        Hold.objects.filter(event=event, cart__secret_hash=hashed(secret))
        .select_related("item", "item__tax_rule", "variation", "subevent", "cart", "voucher")
        .annotate(takes_addons=_takes_addons("item_id"))
        .order_by(
            "subevent__date_from",
            "-is_bundled",
            "item__position",
            "item_id",
            "variation_id",
            "pk",
        )
    )
    parts: defaultdict[int | None, list[Hold]] = defaultdict(list)
    for hold in holds:
        parts[hold.addon_to_id].append(hold)
    tops = sorted(parts[None], key=lambda hold: not hold.item.admission)
    return [hold for top in tops for hold in (top, *parts[top.pk])]


def order_by_secret(event: Event, *, code: str, secret: str) -> Order:
    """The order whose link somebody holds, with its event. Raises NotFound for a wrong code and a wrong secret alike;
    compares in constant time."""
    order = Order.objects.filter(event=event, code=code).first()
    expected = order.secret if order is not None else ""
    matches = secrets.compare_digest(expected.encode(), secret.encode())
    if order is None or not matches:
        raise NotFound(
            "order_not_found", gettext_noop("There is no such order. Please check the link.")
        )
    order.event = event
    return order


def bought_with(event: Event, *, origin_key: str | None) -> Order | None:
    """The order that this purchase has become already. One query; none without a key."""
    if origin_key is None:
        return None
    return Order.objects.filter(event=event, origin_key=origin_key).first()


def dates_of(positions: Iterable[OrderPosition]) -> list[SubEvent]:
    """The dates of a series that these positions (as of `positions_of`) are for, each once, the first one first."""
    found = {row.subevent.pk: row.subevent for row in positions if row.subevent is not None}
    return sorted(found.values(), key=lambda date: (date.date_from, date.pk))


@dataclass(frozen=True)
class Movements:
    """What came in for an order and what went back, the first one first; and what is still to pay (below zero: what was
    paid too much)."""

    payments: Sequence[Payment]
    refunds: Sequence[Refund]
    owed: Decimal

    @property
    def last_provider(self) -> str:
        """The word of the way to pay that the buyer chose last."""
        return self.payments[-1].provider if self.payments else ""


def movements_of(order: Order) -> Movements:
    """The money of an order. Two queries."""
    payments = list(Payment.objects.filter(order=order).order_by("local_id"))
    refunds = list(Refund.objects.filter(order=order).order_by("local_id"))
    return Movements(payments, refunds, balance.owed(order.total, payments, refunds))


def positions_of(order: Order) -> list[OrderPosition]:
    """What an order holds, without canceled lines. One query."""
    return list(
        OrderPosition.objects.filter(order=order, canceled=False)
        .select_related("item", "item__tax_rule", "variation", "subevent")
        .order_by("positionid")
    )
