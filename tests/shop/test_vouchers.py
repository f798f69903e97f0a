"""Vouchers in carts and orders: never used more often than they may be, also by many at the same moment."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from eventhub.common.actors import SYSTEM, VISITOR
from eventhub.common.errors import DomainError, Invalid
from shop.actions import orders, quota_counters
from shop.actions.carts import visitor_carts
from shop.actions.carts.visitor_carts import CartLine
from shop.actions.vouchers import vouchers
from shop.errors import SoldOut, VoucherSpent
from shop.models import Hold, OrderPosition, Quota, Voucher
from shop.rules import vouchers as rules
from shop.rules.availability import Membership, Unit
from shop.rules.drafts import OrderDraft, PositionDraft
from tests.make import make_event, make_item, make_organizer, make_shop, make_voucher
from tests.people import World

AT_ONCE = 20


def all_at_once(work: Any, count: int = AT_ONCE) -> Counter[str]:
    start = threading.Barrier(count)

    def attempt(index: int) -> str:
        start.wait(timeout=30)
        try:
            work(index)
        except DomainError as refusal:
            return refusal.code
        else:
            return "done"
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(count) as pool:
        return Counter(pool.map(attempt, range(count)))


def draft(item_id: int, code: str, **rest: Any) -> OrderDraft:
    position = PositionDraft(item_id, attendee_name="Ada", voucher=code, **rest)
    return OrderDraft(positions=(position,), email="a@example.org", paid=True)


def strict(holds: list[Hold]) -> OrderDraft:
    positions = tuple(
        PositionDraft(hold.item_id, price=hold.price, hold_id=hold.pk, attendee_name="Ada")
        for hold in holds
    )
    return OrderDraft(positions=positions, email="a@e.org", provider="boxoffice", strict=True)


@pytest.mark.django_db(transaction=True)
def test_b9_twenty_at_once_use_a_voucher_exactly_as_often_as_it_may_be_used() -> None:
    event = make_event(make_organizer())
    item = make_shop(event)
    voucher = make_voucher(event, "FEW", max_usages=3)

    outcomes = all_at_once(
        lambda index: (
            orders.place_order(event, draft=draft(item.pk, "FEW"), actor=SYSTEM)
            if index % 2
            else visitor_carts.add_to_cart(
                event, secret=f"cart-{index}", lines=[CartLine(item.pk, voucher="FEW")]
            )
        )
    )

    voucher.refresh_from_db()
    assert outcomes["done"] == 3
    assert voucher.redeemed == 3
    sold = OrderPosition.objects.filter(event=event).count()
    assert sold + Hold.objects.filter(event=event).count() == 3
    assert Quota.objects.get(event=event).taken == 3
    assert quota_counters.recount(event) == {}


@pytest.mark.django_db(transaction=True)
def test_b9_the_last_unit_goes_to_a_buyer_or_to_a_blocking_voucher_never_to_both() -> None:
    event = make_event(make_organizer())
    item = make_shop(event, size=1)
    terms = {"item_id": item.pk, "block_quota": True}

    outcomes = all_at_once(
        lambda index: (
            orders.place_order(event, draft=draft(item.pk, ""), actor=SYSTEM)
            if index % 2
            else vouchers.save_voucher(event, voucher=None, data=terms, actor=SYSTEM)
        )
    )

    assert outcomes["done"] == 1
    assert Quota.objects.get(event=event).taken == 1
    assert (
        Voucher.objects.filter(event=event).count()
        + OrderPosition.objects.filter(event=event).count()
        == 1
    )
    assert quota_counters.recount(event) == {}


@pytest.mark.django_db(transaction=True)
def test_b9_orders_and_deaths_at_once_leave_the_counters_right() -> None:
    event = make_event(make_organizer())
    item = make_shop(event, size=10)
    voucher = make_voucher(event, "MANY", max_usages=6, item_id=item.pk, block_quota=True)

    def come_and_go(index: int) -> None:
        order = orders.place_order(event, draft=draft(item.pk, "MANY"), actor=SYSTEM)
        if index % 2:
            orders.cancel_order(event, code=order.code, actor=SYSTEM)

    all_at_once(come_and_go)

    voucher.refresh_from_db()
    live = OrderPosition.objects.filter(event=event, order__status="p").count()
    assert voucher.redeemed == live
    assert voucher.redeemed + voucher.blocking == 6
    assert Quota.objects.get(event=event).taken == 6
    assert quota_counters.recount(event) == {}


@pytest.mark.django_db(transaction=True)
def test_b9_a_cart_takes_a_usage_and_gives_it_back(world: World) -> None:
    event, item = world.event, world.item
    voucher = make_voucher(event, "CART", item_id=item.pk, block_quota=True)

    def state() -> tuple[int, int, int]:
        voucher.refresh_from_db()
        return voucher.redeemed, voucher.blocking, Quota.objects.get(event=event).taken

    [hold] = visitor_carts.add_to_cart(
        event, secret="s" * 32, lines=[CartLine(item.pk, voucher="cart")]
    )
    assert state() == (1, 0, 1)
    with pytest.raises(Invalid):
        visitor_carts.add_to_cart(event, secret="t" * 32, lines=[CartLine(item.pk, voucher="CART")])
    visitor_carts.remove_from_cart(event, secret="s" * 32, hold_ids=[hold.pk])
    assert state() == (0, 1, 1)
    visitor_carts.add_to_cart(event, secret="s" * 32, lines=[CartLine(item.pk, voucher="CART")])
    Hold.objects.filter(event=event).update(expires_at=timezone.now() - timedelta(seconds=1))
    quota_counters.release_expired(event)
    assert state() == (0, 1, 1)
    assert quota_counters.recount(event) == {}


@pytest.mark.django_db(transaction=True)
def test_b9_an_order_of_a_cart_keeps_the_voucher_and_its_price(world: World) -> None:
    event, item = world.event, world.item
    event.plugins = ["eventhub.plugins.boxoffice"]
    event.save()
    voucher = make_voucher(
        event, "TEN", price_mode="subtract", value="10.00", budget="15.00", max_usages=3
    )
    holds = visitor_carts.add_to_cart(
        event, secret="s" * 32, lines=[CartLine(item.pk, voucher="TEN", quantity=2)]
    )

    assert sorted(hold.price for hold in holds) == [Decimal(50), Decimal(55)]
    order = orders.place_order(event, draft=strict(holds), actor=VISITOR)

    rows = OrderPosition.objects.filter(order=order).order_by("price")
    assert [(row.voucher_id, row.price, row.voucher_budget_use) for row in rows] == [
        (voucher.pk, Decimal(50), Decimal(10)),
        (voucher.pk, Decimal(55), Decimal(5)),
    ]
    voucher.refresh_from_db()
    assert voucher.redeemed == 2


@pytest.mark.django_db(transaction=True)
def test_b9_a_voucher_for_several_is_used_by_so_many_at_once(world: World) -> None:
    event, item = world.event, world.item
    event.plugins = ["eventhub.plugins.boxoffice"]
    event.save()
    make_voucher(event, "GROUP", min_usages=2, max_usages=5)

    with pytest.raises(Invalid, match="voucher_min_usages"):
        visitor_carts.add_to_cart(
            event, secret="s" * 32, lines=[CartLine(item.pk, voucher="GROUP")]
        )
    assert not Hold.objects.filter(event=event).exists()
    holds = visitor_carts.add_to_cart(
        event, secret="s" * 32, lines=[CartLine(item.pk, voucher="GROUP", quantity=2)]
    )
    visitor_carts.remove_from_cart(event, secret="s" * 32, hold_ids=[holds[0].pk])
    with pytest.raises(Invalid, match="voucher_min_usages"):
        orders.place_order(event, draft=strict(holds[1:]), actor=VISITOR)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("column", ["require_voucher", "hide_without_voucher"])
def test_b9_what_needs_a_voucher_is_sold_to_visitors_only_with_one(
    world: World, column: str
) -> None:
    event = world.event
    item = make_item(event, name="Secret", **{column: True})
    quota = Quota.objects.get(event=event)
    quota.items.add(item, through_defaults={"tenant": event.tenant})
    make_voucher(event, "OPEN", item_id=item.pk, max_usages=5)
    make_voucher(event, "OTHER", item_id=world.item.pk)
    make_voucher(event, "SHUT", show_hidden_items=False)

    def buy(code: str) -> None:
        visitor_carts.add_to_cart(event, secret="s" * 32, lines=[CartLine(item.pk, voucher=code)])

    for code in ("", "OTHER", "UNKNOWN", *(["SHUT"] if column == "hide_without_voucher" else [])):
        with pytest.raises(Invalid):
            buy(code)
    assert not Hold.objects.filter(event=event).exists()
    buy("open")
    assert Hold.objects.filter(event=event).count() == 1


@pytest.mark.django_db(transaction=True)
def test_b9_force_sells_what_is_sold_out_but_never_a_usage_that_is_gone(world: World) -> None:
    event, item = world.event, world.item
    make_voucher(event, "ONCE")
    both = OrderDraft(
        positions=tuple(PositionDraft(item.pk, voucher="ONCE") for _ in range(2)), force=True
    )

    with pytest.raises(VoucherSpent):
        orders.place_order(event, draft=both, actor=SYSTEM)

    assert not OrderPosition.objects.filter(event=event).exists()
    assert Voucher.objects.get(event=event).redeemed == 0


@pytest.mark.django_db(transaction=True)
def test_b9_a_voucher_of_a_quota_keeps_its_place_there_and_needs_the_others(world: World) -> None:
    event, item = world.event, world.item
    narrow = Quota.objects.get(event=event)
    wide = Quota.objects.create(tenant=event.tenant, event=event, name="House", size=0)
    wide.items.add(item, through_defaults={"tenant": event.tenant})
    make_voucher(event, "Q", quota_id=narrow.pk, block_quota=True)

    with pytest.raises(SoldOut):
        orders.place_order(event, draft=draft(item.pk, "Q"), actor=SYSTEM)
    Quota.objects.filter(event=event, pk=wide.pk).update(size=1)
    orders.place_order(event, draft=draft(item.pk, "Q"), actor=SYSTEM)

    narrow.refresh_from_db()
    wide.refresh_from_db()
    assert (narrow.taken, wide.taken) == (1, 1)
    assert quota_counters.recount(event) == {}


@pytest.mark.parametrize(
    ("mode", "value", "price"),
    [
        ("none", None, "60.00"),
        ("set", "12.00", "12.00"),
        ("set", "0.00", "0.00"),
        ("subtract", "12.50", "47.50"),
        ("subtract", "100.00", "0.00"),
        ("percent", "33.33", "40.00"),
        ("percent", "100.00", "0.00"),
    ],
)
def test_b9_the_price_with_a_voucher(mode: str, value: str | None, price: str) -> None:
    voucher = Voucher(price_mode=mode, value=None if value is None else Decimal(value))

    assert rules.price(voucher, Decimal("60.00"), currency="EUR") == Decimal(price)


def test_b9_what_a_voucher_fits() -> None:
    covered = Membership(7, frozenset({1}), frozenset({11}))

    def fits(unit: Unit, **terms: Any) -> bool:
        return rules.fits(Voucher(**terms), unit, covered=covered)

    assert fits(Unit(1, 11))
    assert fits(Unit(1, 11), item_id=1)
    assert not fits(Unit(2), item_id=1)
    assert not fits(Unit(1, 12), item_id=1, variation_id=11)
    assert fits(Unit(1, 11), quota_id=7)
    assert not fits(Unit(1, 12), quota_id=7)
    assert not fits(Unit(1, 11, 4), subevent_id=5)
