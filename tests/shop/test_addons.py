"""What comes with a unit: bundles by themselves, add-ons as somebody chooses them; and never more than there are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from eventhub.common.actors import VISITOR
from eventhub.common.errors import Conflict, Invalid
from shop.actions import orders, quota_counters
from shop.actions.carts import integrator_carts, visitor_carts
from shop.actions.carts.addons import choose_addons
from shop.errors import SoldOut
from shop.models import Hold, Item, Order, Quota
from shop.reads.visitor import cart_holds, storefront
from shop.rules.drafts import Addon, CartLine, OrderDraft, PositionDraft
from tenant.models import Event
from tests.make import (
    SYSTEM,
    make_category,
    make_event,
    make_item,
    make_organizer,
    make_quota,
    make_voucher,
)
from tests.shop.test_oversell import _all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "c" * 32


@dataclass
class Stall:
    """An event that sells a ticket with a shirt in its bundle, and workshops that can be added to it."""

    event: Event
    ticket: Item
    shirt: Item
    pottery: Item
    dance: Item

    def quota(self, name: str) -> Quota:
        return Quota.objects.get(event=self.event, name=name)

    def taken(self) -> dict[str, int]:
        return dict(Quota.objects.filter(event=self.event).values_list("name", "taken"))

    def holds(self, secret: str = SECRET) -> list[Hold]:
        return cart_holds(self.event, secret=secret)

    def told(self) -> list[tuple[str, Decimal, bool]]:
        return [(hold.item.name["en"], hold.price, hold.is_bundled) for hold in self.holds()]


def open_stall(
    *, shirts: int | None = 100, workshops: int | None = 100, rule: Any = None, **ticket: Any
) -> Stall:
    event = make_event(make_organizer())
    workshop = make_category(event)
    shirt = make_item(event, name="Shirt", price="25.00", kind="merch")
    pottery, dance = (
        make_item(event, name=name, price=price, kind="ticket", category_id=workshop.pk)
        for name, price in (("Pottery", "10.00"), ("Dance", "12.00"))
    )
    rule = {"addon_category_id": workshop.pk, "max_count": 2, **(rule or {})}
    bundle = {"bundled_item_id": shirt.pk, "count": 1, "designated_price": Decimal("20.00")}
    item = make_item(event, price="60.00", addons=[rule], bundles=[bundle], **ticket)
    make_quota(event, [item], name="Tickets")
    make_quota(event, [shirt], size=shirts, name="Shirts")
    make_quota(event, [pottery, dance], size=workshops, name="Workshops")
    return Stall(event, item, shirt, pottery, dance)


def add(stall: Stall, *, secret: str = SECRET, **line: Any) -> list[Hold]:
    return visitor_carts.add_to_cart(
        stall.event, secret=secret, lines=[CartLine(stall.ticket.pk, **line)]
    )


def choose(stall: Stall, *addons: Addon, secret: str = SECRET) -> list[Hold]:
    top = stall.holds(secret)[0]
    return choose_addons(stall.event, secret=secret, chosen={top.pk: addons})


def buy(stall: Stall, holds: Sequence[Hold] | None = None) -> Order:
    """The order that the checkout makes of the cart, or of what it was a moment ago."""
    holds = stall.holds() if holds is None else holds
    numbers = {hold.pk: index for index, hold in enumerate(holds, start=1)}
    positions = tuple(
        PositionDraft(
            hold.item_id,
            price=hold.price,
            hold_id=hold.pk,
            positionid=numbers[hold.pk],
            addon_to=numbers.get(hold.addon_to_id or 0),
            bundled=hold.is_bundled,
            attendee_name="Ada",
        )
        for hold in holds
    )
    draft = OrderDraft(positions, email="a@example.org", provider="banktransfer", strict=True)
    return orders.place_order(stall.event, draft=draft, actor=VISITOR)


def test_what_is_bundled_comes_by_itself_at_its_share_of_the_price():
    stall = open_stall()

    add(stall)

    assert stall.told() == [("Weekend", Decimal(40), False), ("Shirt", Decimal(20), True)]
    assert stall.taken() == {"Tickets": 1, "Shirts": 1, "Workshops": 0}


def test_a_ticket_is_sold_out_when_what_belongs_to_it_is():
    stall = open_stall(shirts=1)
    section = next(row for row in storefront(stall.event) if row.admission)
    assert section.products[0].offers[0].left == 1

    with pytest.raises(SoldOut) as refused:
        add(stall, quantity=2)

    assert refused.value.indexes == (1,)
    assert not Hold.unscoped.exists()
    assert stall.taken() == {"Tickets": 0, "Shirts": 0, "Workshops": 0}


def test_the_order_holds_bundle_and_add_ons_below_what_they_belong_to():
    stall = open_stall()
    add(stall)
    choose(stall, Addon(stall.pottery.pk), Addon(stall.dance.pk))

    order = buy(stall)

    ticket, *parts = order.positions.order_by("positionid")
    assert [(p.item.name["en"], p.price, p.addon_to_id) for p in parts] == [
        ("Shirt", Decimal(20), ticket.pk),
        ("Pottery", Decimal(10), ticket.pk),
        ("Dance", Decimal(12), ticket.pk),
    ]
    assert (ticket.price, order.total) == (Decimal(40), Decimal(82))
    assert not Hold.unscoped.exists()
    assert stall.taken() == {"Tickets": 1, "Shirts": 1, "Workshops": 2}
    assert quota_counters.recount(stall.event) == {}


def test_choosing_again_swaps_even_the_last_unit_and_keeps_what_stays():
    stall = open_stall(workshops=2)
    add(stall)
    choose(stall, Addon(stall.pottery.pk), Addon(stall.dance.pk))
    before = {hold.item_id: hold.pk for hold in stall.holds()}

    same = choose(stall, Addon(stall.pottery.pk), Addon(stall.dance.pk))
    choose(stall, Addon(stall.dance.pk))

    assert same == []
    assert [hold.pk for hold in stall.holds()] == [
        before[item.pk] for item in (stall.ticket, stall.shirt, stall.dance)
    ]
    assert stall.taken()["Workshops"] == 1
    choose(stall, Addon(stall.pottery.pk), Addon(stall.dance.pk))
    assert stall.taken()["Workshops"] == 2
    assert choose(stall) == []
    assert stall.taken() == {"Tickets": 1, "Shirts": 1, "Workshops": 0}


@pytest.mark.parametrize(
    ("rule", "quantities", "sentence"),
    [
        ({"min_count": 1}, (0, 0), "Choose at least 1."),
        ({"max_count": 1}, (1, 1), "Choose at most 1."),
        ({"max_count": 3}, (2, 0), "Choose each only once."),
        ({"max_count": 2, "multi_allowed": True}, (3, 0), "Choose at most 2."),
    ],
)
def test_how_many_may_and_must_be_added_is_up_to_the_category(rule, quantities, sentence):
    stall = open_stall(rule=rule)
    add(stall)
    top = stall.holds()[0]
    pairs = zip((stall.pottery, stall.dance), quantities, strict=True)

    with pytest.raises(Invalid) as refused:
        choose(stall, *(Addon(item.pk, None, count) for item, count in pairs if count))

    category = stall.pottery.category_id
    assert refused.value.fields == {"addons": {str(top.pk): {str(category): [sentence]}}}
    assert stall.taken()["Workshops"] == 0


def test_several_of_the_same_where_the_category_says_so():
    stall = open_stall(rule={"multi_allowed": True})
    add(stall)

    choose(stall, Addon(stall.pottery.pk, None, 2))

    assert stall.taken()["Workshops"] == 2


@pytest.mark.parametrize("how", ["price_included", "all_addons_included"])
def test_add_ons_cost_nothing_where_the_rule_or_the_voucher_includes_them(how):
    stall = open_stall(rule={"price_included": how == "price_included"})
    make_voucher(stall.event, "ALL", all_addons_included=True, item_id=stall.ticket.pk)
    add(stall, voucher="ALL" if how == "all_addons_included" else "")

    choose(stall, Addon(stall.pottery.pk))

    assert stall.told()[-1] == ("Pottery", Decimal(0), False)


def test_a_voucher_cheapens_the_whole_and_the_bundle_keeps_its_share():
    stall = open_stall()
    make_voucher(stall.event, "HALF", price_mode="percent", value="50", max_usages=5)
    make_voucher(stall.event, "GIFT", price_mode="percent", value="50", all_bundles_included=True)

    add(stall, voucher="half")
    add(stall, voucher="GIFT", secret="d" * 32)

    assert [price for _, price, _ in stall.told()] == [Decimal(10), Decimal(20)]
    assert [hold.price for hold in stall.holds("d" * 32)] == [Decimal(30), Decimal(0)]


def test_a_gift_is_for_the_whole():
    stall = open_stall(free_price=True)

    add(stall, price=Decimal(75))

    assert [price for _, price, _ in stall.told()] == [Decimal(55), Decimal(20)]
    with pytest.raises(Invalid, match="invalid"):
        add(stall, price=Decimal(59))


def test_nobody_buys_alone_what_is_only_sold_with_something_else():
    stall = open_stall()
    Item.objects.filter(event=stall.event, pk=stall.shirt.pk).update(require_bundling=True)

    for item in (stall.shirt, stall.pottery):
        with pytest.raises(Invalid) as refused:
            visitor_carts.add_to_cart(stall.event, secret=SECRET, lines=[CartLine(item.pk)])
        assert "only sold together" in str(refused.value.fields)

    assert not Hold.unscoped.exists()
    add(stall)
    with pytest.raises(Invalid) as refused:
        choose(stall, Addon(stall.shirt.pk))
    assert "not sold here" in str(refused.value.fields)


def test_what_no_category_of_the_ticket_has_cannot_be_added():
    stall = open_stall()
    mug = make_item(stall.event, name="Mug", kind="merch")
    make_quota(stall.event, [mug], name="Mugs")
    other = make_event(make_organizer("other"), slug="other")
    foreign = make_item(other, name="Foreign")
    add(stall)

    for item in (mug, foreign):
        with pytest.raises(Invalid):
            choose(stall, Addon(item.pk))

    assert stall.taken()["Mugs"] == 0


def test_the_order_refuses_a_ticket_without_what_it_needs():
    stall = open_stall(rule={"min_count": 1})
    add(stall)

    with pytest.raises(Invalid) as refused:
        buy(stall)

    category = str(stall.pottery.category_id)
    assert refused.value.fields["positions"][0]["addons"] == {category: ["Choose at least 1."]}
    assert not Order.unscoped.exists()
    choose(stall, Addon(stall.dance.pk))
    assert buy(stall).total == Decimal(72)


def test_a_ticket_leaves_the_cart_with_all_that_belongs_to_it_and_the_bundle_never_alone():
    stall = open_stall()
    add(stall)
    choose(stall, Addon(stall.pottery.pk))
    ticket, shirt, pottery = stall.holds()

    assert visitor_carts.remove_from_cart(stall.event, secret=SECRET, hold_ids=[shirt.pk]) == 0
    assert visitor_carts.remove_from_cart(stall.event, secret=SECRET, hold_ids=[pottery.pk]) == 1
    assert stall.taken() == {"Tickets": 1, "Shirts": 1, "Workshops": 0}
    assert visitor_carts.remove_from_cart(stall.event, secret=SECRET, hold_ids=[ticket.pk]) == 2

    assert stall.taken() == {"Tickets": 0, "Shirts": 0, "Workshops": 0}


def test_what_is_added_goes_back_with_a_unit_whose_time_is_up_even_if_its_own_is_not():
    stall = open_stall()
    add(stall)
    choose(stall, Addon(stall.pottery.pk))
    past = timezone.now() - timedelta(seconds=1)
    Hold.objects.filter(event=stall.event, item=stall.ticket).update(expires_at=past)

    with pytest.raises(Conflict, match="hold_expired"):
        choose(stall, Addon(stall.dance.pk))
    quota_counters.release_expired(stall.event)

    assert not Hold.unscoped.exists()
    assert stall.taken() == {"Tickets": 0, "Shirts": 0, "Workshops": 0}


def test_b13_an_integrators_add_on_goes_back_with_the_position_it_was_added_to():
    stall = open_stall()
    soon = timezone.now() + timedelta(minutes=5)
    parent = integrator_carts.add_cart_position(
        stall.event, draft=PositionDraft(stall.ticket.pk), expires=soon, actor=SYSTEM
    )
    integrator_carts.add_cart_position(
        stall.event,
        draft=PositionDraft(stall.pottery.pk, addon_to=parent.pk),
        cart_name=parent.cart.api_id or "",
        actor=SYSTEM,
    )
    past = timezone.now() - timedelta(seconds=1)
    Hold.objects.filter(event=stall.event, pk=parent.pk).update(expires_at=past)

    quota_counters.release_expired(stall.event)

    assert stall.taken() == {"Tickets": 0, "Shirts": 0, "Workshops": 0}
    assert quota_counters.recount(stall.event) == {}


def test_what_was_added_at_this_moment_is_not_given_away_with_the_unit_that_is_bought():
    stall = open_stall()
    add(stall)
    before = stall.holds()
    choose(stall, Addon(stall.pottery.pk))

    with pytest.raises(Conflict, match="hold_expired"):
        buy(stall, before)

    assert not Order.unscoped.exists()
    assert len(stall.holds()) == 3
    assert stall.taken() == {"Tickets": 1, "Shirts": 1, "Workshops": 1}
    assert buy(stall).positions.count() == 3
    assert quota_counters.recount(stall.event) == {}


def test_limits_per_order_count_what_was_chosen_not_what_came_with_it():
    stall = open_stall(rule={"multi_allowed": True})
    items = Item.objects.filter(event=stall.event)
    items.filter(pk=stall.shirt.pk).update(max_per_order=1)
    items.filter(pk=stall.pottery.pk).update(max_per_order=1)
    add(stall, quantity=2)

    with pytest.raises(Invalid) as refused:
        choose(stall, Addon(stall.pottery.pk, None, 2))

    assert "You can order at most 1 of these." in str(refused.value.fields)
    assert stall.taken() == {"Tickets": 2, "Shirts": 2, "Workshops": 0}


def test_many_who_add_the_last_workshops_at_once_get_exactly_what_there_is():
    stall = open_stall(workshops=10)
    secrets = [f"{index:032d}" for index in range(40)]
    for secret in secrets:
        add(stall, secret=secret)

    outcomes = _all_at_once(
        lambda index: choose(stall, Addon(stall.pottery.pk), secret=secrets[index]), len(secrets)
    )

    assert Counter(outcomes) == {"sold": 10, "sold_out": 30}
    assert stall.taken()["Workshops"] == 10
    assert quota_counters.recount(stall.event) == {}


def test_many_who_buy_tickets_with_the_last_shirts_at_once_neither_oversell_nor_deadlock():
    """Half of them come for the ticket, half for the shirt alone: both need the shirts' quota."""
    stall = open_stall(shirts=15)

    def work(index: int) -> None:
        item = stall.ticket if index % 2 else stall.shirt
        visitor_carts.add_to_cart(stall.event, secret=f"{index:032d}", lines=[CartLine(item.pk)])

    outcomes = _all_at_once(work, 48)

    assert Counter(outcomes) == {"sold": 15, "sold_out": 33}
    assert stall.taken()["Shirts"] == 15
    assert quota_counters.recount(stall.event) == {}


def test_adding_and_removing_and_buying_the_same_cart_at_once_loses_no_unit():
    stall = open_stall(rule={"multi_allowed": True})
    add(stall)

    def work(index: int) -> None:
        top = next(iter(stall.holds()), None)
        if index % 8 == 7:
            buy(stall)
        elif top is not None and index % 2:
            choose_addons(
                stall.event, secret=SECRET, chosen={top.pk: [Addon(stall.pottery.pk, None, 2)]}
            )
        elif top is not None:
            parts = [hold.pk for hold in stall.holds() if hold.addon_to_id]
            visitor_carts.remove_from_cart(stall.event, secret=SECRET, hold_ids=parts)

    _all_at_once(work, 48)

    assert quota_counters.recount(stall.event) == {}
    assert Order.unscoped.count() <= 1
