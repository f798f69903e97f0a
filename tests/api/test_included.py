"""What comes free with what it is added to. (v1 contract, B2 add-ons, B9 `all_addons_included`)"""

from typing import Any

import pytest

from shop.models import Item, ItemAddOn, Order
from tenant.models import Event
from tests.api.conftest import Api
from tests.make import make_category, make_item, make_quota, make_voucher

pytestmark = pytest.mark.django_db


@pytest.fixture
def pass_(event: Event) -> Item:
    """A pass for 60.00 that workshops can be added to."""
    item = make_item(event)
    ItemAddOn.objects.create(
        tenant=event.tenant, item=item, addon_category=make_category(event), max_count=2
    )
    return item


@pytest.fixture
def workshop(event: Event, pass_: Item) -> Item:
    """A workshop for 15.00."""
    category = pass_.addons.get().addon_category
    item = make_item(event, name="Workshop", price="15.00", category_id=category.pk)
    make_quota(event, [pass_, item])
    return item


def buy(api: Api, event: Event, top: Item, addon: Item, **more: Any) -> list[str]:
    """The prices of a pass and its workshop; `more` is said of the pass."""
    positions = [
        {"positionid": 1, "item": top.pk, **more.pop("of_pass", {})},
        {"positionid": 2, "item": addon.pk, "addon_to": 1, **more.pop("of_addon", {})},
    ]
    answer = api.at(event).post("orders/", {"email": "a@example.org", "positions": positions})
    assert answer.status_code == 201, answer.content
    return [row["price"] for row in answer.json()["positions"]]


def test_b9_a_voucher_with_all_addons_included_makes_them_free(
    alice: Api, event: Event, pass_: Item, workshop: Item
) -> None:
    make_voucher(event, "ALLIN", max_usages=9, all_addons_included=True)
    make_voucher(event, "PLAIN", max_usages=9)

    assert buy(alice, event, pass_, workshop) == ["60.00", "15.00"]
    assert buy(alice, event, pass_, workshop, of_pass={"voucher": "PLAIN"}) == ["60.00", "15.00"]
    assert buy(alice, event, pass_, workshop, of_pass={"voucher": "allin"}) == ["60.00", "0.00"]
    named = {"of_pass": {"voucher": "ALLIN"}, "of_addon": {"price": "5.00"}}
    assert buy(alice, event, pass_, workshop, **named) == [
        "60.00",
        "5.00",
    ]  # who says a price means it


def test_b2_an_addon_whose_price_is_included_is_free(
    alice: Api, event: Event, pass_: Item, workshop: Item
) -> None:
    pass_.addons.update(price_included=True)

    assert buy(alice, event, pass_, workshop) == ["60.00", "0.00"]
    alone = {"email": "a@example.org", "positions": [{"item": workshop.pk}]}
    assert alice.at(event).post("orders/", alone).json()["total"] == "15.00"


def test_b9_only_what_an_addon_rule_lets_in_is_free(
    alice: Api, event: Event, pass_: Item, workshop: Item
) -> None:
    make_voucher(event, "ALLIN", max_usages=9, all_addons_included=True)
    shirt = make_item(event, name="Shirt", price="20.00")
    make_quota(event, [shirt], name="Shirts")

    assert buy(alice, event, pass_, shirt, of_pass={"voucher": "ALLIN"}) == ["60.00", "20.00"]


def test_b9_addons_that_come_later_are_free_as_well(
    alice: Api, event: Event, pass_: Item, workshop: Item
) -> None:
    make_voucher(event, "ALLIN", max_usages=9, all_addons_included=True)
    sent = {"email": "a@example.org", "positions": [{"item": pass_.pk, "voucher": "ALLIN"}]}
    code = alice.at(event).post("orders/", sent).json()["code"]
    new = {"item": workshop.pk, "addon_to": 1}

    changed = alice.at(event).post(f"orders/{code}/change/", {"create_positions": [new]})
    posted = alice.at(event).post("orderpositions/", {"order": code, **new}).json()

    assert [row["price"] for row in changed.json()["positions"]] == ["60.00", "0.00"]
    assert posted["price"] == "0.00"
    quoted = alice.at(event).post(f"orderpositions/{posted['id']}/price_calc/", {}).json()
    assert quoted["gross"] == "0.00"
    assert str(Order.objects.get(event=event).total) == "60.000"


def test_b13_addons_in_a_cart_are_free_as_well(
    alice: Api, event: Event, pass_: Item, workshop: Item
) -> None:
    make_voucher(event, "ALLIN", max_usages=9, all_addons_included=True)
    api = alice.at(event)
    cart = {"cart_id": "mine@api"}
    plain = api.post("cartpositions/", {"item": pass_.pk, **cart}).json()["id"]
    top = api.post("cartpositions/", {"item": pass_.pk, "voucher": "ALLIN", **cart}).json()["id"]

    prices = [
        api.post("cartpositions/", {"item": workshop.pk, "addon_to": pk, **cart}).json()["price"]
        for pk in (plain, top)
    ]

    assert prices == ["15.00", "0.00"]
