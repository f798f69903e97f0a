"""A cart becomes an order: at the prices that it keeps, by the rules for visitors, once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from eventhub.common.actors import VISITOR
from eventhub.common.errors import Conflict, Invalid
from shop.actions import orders, quota_counters
from shop.actions.carts import visitor_carts
from shop.actions.carts.addons import choose_addons
from shop.models import Hold, Order, Question, Quota
from shop.reads.cart_contents import CartContents, cart_contents
from shop.rules import cart_orders
from shop.rules.drafts import Addon, AnswerDraft, CartLine, Purchase, UnitDetails
from tenant.models import Event
from tests.make import (
    make_category,
    make_event,
    make_item,
    make_organizer,
    make_question,
    make_quota,
    make_shop,
)

pytestmark = pytest.mark.django_db
SECRET = "s" * 32


@pytest.fixture
def event() -> Event:
    return make_event(make_organizer())


def kept(event: Event, *lines: CartLine) -> CartContents:
    """The cart of somebody who chose these, as a checkout reads it."""
    visitor_carts.add_to_cart(event, secret=SECRET, lines=lines)
    return read(event)


def read(event: Event) -> CartContents:
    found = cart_contents(event, secret=SECRET)
    assert found is not None
    return found


def said(cart: CartContents, **changes: Any) -> Purchase:
    """Somebody named for every unit, and bank transfer."""
    units = {hold.pk: UnitDetails(attendee_name="Ada") for hold in cart.holds}
    purchase = Purchase(units=units, email="ada@example.org", provider="banktransfer")
    return replace(purchase, **changes)


def buy(cart: CartContents, **changes: Any) -> Order:
    return orders.place_cart_order(
        cart.event, cart=cart, purchase=said(cart, **changes), actor=VISITOR
    )


def refused(cart: CartContents, **changes: Any) -> Any:
    """The refusal; the cart still keeps what it kept, and nothing is sold."""
    with pytest.raises((Invalid, Conflict)) as refusal:
        buy(cart, **changes)
    assert not Order.objects.filter(event=cart.event).exists()
    assert Hold.objects.filter(event=cart.event).count() == len(cart.holds)
    return refusal.value


def test_a_cart_is_sold_at_the_prices_of_its_locked_holds(event: Event) -> None:
    item = make_shop(event, size=10)
    cart = kept(event, CartLine(item.pk, quantity=2))
    item.default_price = Decimal(99)
    item.save()
    # Between the look and the purchase: what counts is what the lock finds.
    Hold.objects.filter(event=event, pk=cart.holds[0].pk).update(price=Decimal("45.00"))

    order = buy(cart)

    assert sorted(row.price for row in order.positions.all()) == [Decimal(45), Decimal(60)]
    assert (order.total, order.status) == (Decimal("105.00"), "n")
    assert not Hold.objects.filter(event=event).exists()
    assert Quota.objects.get(event=event).taken == 2
    assert quota_counters.recount(event) == {}


def test_what_is_added_is_numbered_after_what_it_belongs_to(event: Event) -> None:
    extras = make_category(event)
    dance = make_item(event, name="Dance", price="12.00", kind="ticket", category_id=extras.pk)
    shirt = make_item(event, name="Shirt", price="25.00", kind="merch")
    bundle = {"bundled_item_id": shirt.pk, "count": 1, "designated_price": Decimal("20.00")}
    rule = {"addon_category_id": extras.pk, "max_count": 2}
    ticket = make_item(event, price="60.00", addons=[rule], bundles=[bundle])
    make_quota(event, [ticket, shirt, dance])
    top, *_ = visitor_carts.add_to_cart(
        event, secret=SECRET, lines=[CartLine(ticket.pk, quantity=2)]
    )
    choose_addons(event, secret=SECRET, chosen={top.pk: [Addon(dance.pk)]})

    order = buy(read(event))

    rows = order.positions.order_by("positionid").values_list(
        "positionid", "item__name__en", "addon_to__positionid", "price"
    )
    assert list(rows) == [
        (1, "Weekend", None, Decimal(40)),
        (2, "Shirt", 1, Decimal(20)),
        (3, "Dance", 1, Decimal(12)),
        (4, "Weekend", None, Decimal(40)),
        (5, "Shirt", 4, Decimal(20)),
    ]


@pytest.mark.parametrize("waiting", ["item", "variation", None])
def test_one_unit_that_needs_approval_makes_the_order_wait(
    event: Event, waiting: str | None
) -> None:
    sizes = [{"value": {"en": "S"}, "require_approval": waiting == "variation"}]
    item = make_item(event, require_approval=waiting == "item", variations=sizes)
    plain = make_item(event, name="Day", price="20.00")
    size = item.variations.get()
    make_quota(event, [item, plain], variations=[size.pk])

    order = buy(kept(event, CartLine(item.pk, size.pk), CartLine(plain.pk)))

    assert order.require_approval is (waiting is not None)
    assert order.status == "n"


def test_the_rules_for_visitors_hold_for_every_unit(event: Event) -> None:
    item = make_shop(event)
    question = make_question(event, [item], required=True)
    cart = kept(event, CartLine(item.pk, quantity=2))
    answered = UnitDetails("Ada", answers=(AnswerDraft(question.pk, "vegan"),))

    error = refused(cart, units={cart.holds[1].pk: answered})

    assert error.fields == {
        "positions": [
            {
                "answers": {str(question.pk): ["Please answer this question."]},
                "attendee_name": ["Please enter the attendee's name."],
            },
            {},
        ]
    }
    assert error.fields == orders.cart_order_problems(
        event, cart=cart, purchase=said(cart, units={cart.holds[1].pk: answered})
    )


def test_the_way_to_pay_is_one_that_is_switched_on(event: Event) -> None:
    cart = kept(event, CartLine(make_shop(event).pk))

    assert set(refused(cart, provider="manual").fields) == {"provider"}
    assert set(refused(cart, provider="").fields) == {"provider"}


def test_nobody_buys_while_the_shop_is_closed(event: Event) -> None:
    cart = kept(event, CartLine(make_shop(event).pk))
    event.presale_end = timezone.now()

    assert refused(cart).code == "form_closed"
    with pytest.raises(Conflict, match="form_closed"):
        orders.cart_order_problems(event, cart=cart, purchase=said(cart))


def test_what_was_given_back_meanwhile_is_not_sold(event: Event) -> None:
    item = make_shop(event)
    cart = kept(event, CartLine(item.pk, quantity=2))
    visitor_carts.remove_from_cart(event, secret=SECRET, hold_ids=[cart.holds[0].pk])

    with pytest.raises(Conflict, match="hold_expired"):
        buy(cart)

    assert not Order.objects.filter(event=event).exists()
    assert Hold.objects.get(event=event).pk == cart.holds[1].pk


@pytest.mark.parametrize(
    ("language", "spoken", "expected"),
    [
        ("de", ["en", "de"], "de"),
        ("de-at", ["en", "de"], "de"),
        ("de-at", ["en", "de-at"], "de-at"),
        ("fr", ["cs", "en"], "cs"),
        ("fr", [], "fr"),
    ],
)
def test_the_order_speaks_the_buyers_language_where_the_event_does(
    language: str, spoken: list[str], expected: str
) -> None:
    assert cart_orders.locale(language, spoken=spoken) == expected


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_are_one_order(event: Event) -> None:
    cart = kept(event, CartLine(make_shop(event, size=10).pk, quantity=2))

    def click(_: int) -> str:
        try:
            return buy(cart).code
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(click, range(8)))

    assert len(codes) == 1
    assert Order.objects.filter(event=event).count() == 1
    assert Quota.objects.get(event=event).taken == 2
    assert quota_counters.recount(event) == {}


@pytest.mark.django_db(transaction=True)
def test_who_meets_a_change_in_the_middle_is_judged_by_the_new_catalogue(event: Event) -> None:
    item = make_shop(event)
    question = make_question(event, [item])
    cart = kept(event, CartLine(item.pk))
    answered = UnitDetails("Ada", answers=(AnswerDraft(question.pk, "vegan"),))
    Question.objects.filter(event=event, pk=question.pk).delete()

    error = refused(cart, units={cart.holds[0].pk: answered})

    assert error.fields["positions"] == [
        {"answers": {str(question.pk): ["This question is not asked for this item."]}}
    ]
