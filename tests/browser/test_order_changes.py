"""An order changes at a real browser: what it holds, what it costs, who it is for, and where its money goes."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from shop.models import Order, OrderPosition
from tests.browser.conftest import PHONE, MakeVisitor, Visitor
from tests.browser.test_orders import EVENT, agree, keep_picture
from tests.make import make_category, make_date, make_item, make_order, make_quota
from tests.people import World

pytestmark = pytest.mark.browser


def open_order(somebody: Visitor, order: Order) -> None:
    somebody.go(f"{EVENT}/orders/{order.code}")
    somebody.heading(f"Order {order.code}")
    somebody.sees("What the customer sees")


def pick(somebody: Visitor, **choices: str) -> None:
    dialog = somebody.page.get_by_role("dialog")
    for label, words in choices.items():
        dialog.get_by_label(label).select_option(label=words)


def test_positions_come_change_and_go_their_own_way(
    alice: Visitor, visit: MakeVisitor, world: World
) -> None:
    shirt = make_item(
        world.event,
        name="Shirt",
        kind="merch",
        price="20.00",
        category_id=make_category(world.event, name="Merch").pk,
        variations=[{"value": {"en": "Small"}}, {"value": {"en": "Large"}}],
    )
    kinds = list(shirt.variations.values_list("pk", flat=True))
    make_quota(world.event, [shirt], variations=kinds, name="Shirts")
    order = make_order(world.event, world.item, name="Grace Hopper", count=2)
    open_order(alice, order)

    alice.press("Add a position")
    pick(alice, What="Shirt, Large")
    pick(alice, **{"Add-on to": "1: Grace Hopper"})
    keep_picture(alice, "order-add")
    agree(alice, "Add", "Position added.")
    alice.sees("added to position 1")
    keep_picture(alice, "order-parts")
    assert alice.violations() == []
    part = alice.page.get_by_role("region", name="Position 3")
    part.get_by_role("button", name="Edit").click()
    pick(alice, What="Shirt, Small")
    agree(alice, "Save", "Ticket changed.")
    expect(part.get_by_text("Small")).to_be_visible()
    added = OrderPosition.objects.filter(event=world.event, positionid=3)
    assert list(added.values_list("addon_to__positionid", "variation__value")) == [
        (1, {"en": "Small"})
    ]

    alice.press("Split the order")
    alice.page.get_by_role("dialog").get_by_label("1: Grace Hopper").check()
    keep_picture(alice, "order-split")
    agree(alice, "Split", "created.")
    new = Order.objects.filter(event=world.event).exclude(pk=order.pk).get()
    alice.heading(f"Order {new.code}")
    assert sorted(new.positions.values_list("item_id", flat=True)) == sorted(
        [world.item.pk, shirt.pk]
    )
    phone = visit(world.alice, viewport=PHONE, color_scheme="dark")
    open_order(phone, new)
    keep_picture(phone, "order-parts-phone")
    assert phone.violations() == []
    assert not phone.page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_position_moves_to_another_date(alice: Visitor, world: World) -> None:
    world.event.has_subevents = True
    world.event.save()
    first, second = (
        make_date(world.event, days=days, name=name)
        for days, name in ((0, "Monday"), (1, "Tuesday"))
    )
    for date in (first, second):
        make_quota(world.event, [world.item], date=date, name=str(date.pk))
    order = make_order(world.event, world.item, date=first)
    open_order(alice, order)

    alice.press("Edit")
    field = alice.page.get_by_role("dialog").get_by_label("Date")
    field.select_option(value=str(second.pk))
    agree(alice, "Save", "Ticket changed.")

    assert order.positions.get().subevent == second


def test_details_and_fees_are_corrected(alice: Visitor, world: World) -> None:
    order = make_order(world.event, world.item)
    open_order(alice, order)

    alice.press("Edit details")
    keep_picture(alice, "order-details")
    entries = {
        "Phone": "+420 601",
        "Note for the team": "Vegan",
        "Company": "Analytical",
        "City": "Turin",
    }
    alice.page.get_by_role("dialog").get_by_label("Needs attention at the door").check()
    agree(alice, "Save", "Details changed.", **entries)
    alice.sees("Analytical, Turin")
    alice.press("Add a fee")
    pick(alice, Kind="Shipping")
    agree(alice, "Add", "Fee added.", **{"What for": "Parcel", "Amount": "5.00"})
    alice.sees("To be paid")
    alice.press("Change fee")
    agree(alice, "Save", "Fee changed.", Amount="6.50")
    keep_picture(alice, "order-fees")
    assert alice.violations() == []
    order.refresh_from_db()
    assert (order.total, order.phone, order.checkin_attention) == (
        Decimal("66.50"), "+420 601", True,
    )  # fmt: skip
    alice.press("Remove fee")
    agree(alice, "Remove fee", "Fee removed.")

    order.refresh_from_db()
    assert (order.total, order.status) == (Decimal(60), "p")


def test_an_order_is_judged_paid_given_back_and_canceled_for_a_fee(
    alice: Visitor, world: World
) -> None:
    order = make_order(world.event, world.item, paid=False, require_approval=True)
    other = make_order(world.event, world.item, paid=False, require_approval=True)
    open_order(alice, other)
    alice.page.get_by_text("More", exact=True).click()
    alice.press("Deny")
    agree(alice, "Deny", "Order denied.")

    open_order(alice, order)
    alice.press("Approve")
    agree(alice, "Approve", "Order approved.")
    alice.press("Confirm")
    agree(alice, "Confirm", "Payment confirmed.")
    alice.press("Refund")
    agree(alice, "Refund", "Refund recorded.", Amount="10.00")
    alice.press("Mark as paid out")
    agree(alice, "Mark as paid out", "Refund marked as paid out.")
    alice.sees("Amount due")
    alice.press("Record payment")
    agree(alice, "Record", "Payment recorded.", Amount="10.00")
    alice.press("Cancel order")
    agree(alice, "Cancel order", "Order canceled.", **{"Keep a fee": "15.00"})
    keep_picture(alice, "order-fee-kept")
    alice.sees("Overpaid")
    assert alice.violations() == []

    order.refresh_from_db()
    other.refresh_from_db()
    assert (order.status, order.total, other.status) == ("p", Decimal(15), "c")
    alice.go(f"{EVENT}/history")
    alice.sees(f"Order {order.code} approved")
    keep_picture(alice, "history-of-orders")
    assert alice.violations() == []
