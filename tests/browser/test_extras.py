"""A visitor at a real browser buys a ticket with an add-on, a bundle and a file, with scripts and without."""

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from shop.models import AnswerFile, Item, Order
from tests.browser.conftest import DESKTOP, PHONE, MakeVisitor, Visitor
from tests.make import (
    make_category,
    make_event,
    make_item,
    make_organizer,
    make_question,
    make_quota,
    make_tax_rule,
)

pytestmark = pytest.mark.browser
SHOP = "/bigevents/con2027/"
PNG = {"name": "ada.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"\0" * 50}


@pytest.fixture
def ticket(transactional_db: None) -> Item:
    """A ticket with a mug in its bundle; a workshop must and meals may be added; a photo is asked for."""
    event = make_event(
        make_organizer(),
        name={"en": "Midsummer Con 2027"},
        settings={"primary_color": "#1a6e4f"},
    )
    tax = make_tax_rule(event)
    workshops, meals = make_category(event), make_category(event, name="Meals")
    mug = make_item(event, name="Mug", kind="merch", price="9.00", require_bundling=True)
    things = [
        make_item(event, name=name, price=price, kind="ticket", category_id=category.pk, **more)
        for name, price, category, more in (
            ("Pottery", "10.00", workshops, {"description": {"en": "Two hours, clay included."}}),
            ("Dance", "0.00", workshops, {}),
            ("Dinner", "18.50", meals, {"tax_rule_id": tax.pk}),
            ("Breakfast", "7.00", meals, {}),
        )
    ]
    gone = make_item(event, name="Sailing", kind="ticket", category_id=workshops.pk)
    ticket = make_item(
        event,
        tax_rule_id=tax.pk,
        level={"color": "#1a6e4f"},
        addons=[
            {"addon_category_id": workshops.pk, "min_count": 1, "max_count": 1},
            {"addon_category_id": meals.pk, "max_count": 3, "multi_allowed": True, "position": 1},
        ],
        bundles=[{"bundled_item_id": mug.pk, "count": 1, "designated_price": Decimal(9)}],
    )
    make_quota(event, [ticket, mug, *things])
    make_quota(event, [gone], size=0, name="Sailing")
    make_question(event, [ticket], text="Photo for your badge", type="F", required=True)
    return ticket


def choose(somebody: Visitor, ticket: Item, count: int = 1) -> None:
    somebody.go(SHOP)
    somebody.page.locator(f"#q-{ticket.pk}-0").fill(str(count))
    somebody.press("Continue")
    somebody.heading("Extras")


def fill_in(somebody: Visitor) -> None:
    page = somebody.page
    for field in page.get_by_label("Name of the attendee").all():
        field.fill("Ada Lovelace")
    for field in page.locator("input[type=file]").all():
        field.set_input_files(PNG)  # type: ignore[arg-type]
    page.get_by_label("E-mail", exact=True).fill("ada@example.org")
    page.get_by_label("Pay at the door").check()


def order_button(somebody: Visitor) -> Any:
    return somebody.page.get_by_role("button", name=re.compile("^Order now"))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_ticket_with_an_add_on_a_bundle_and_a_file(
    visit: MakeVisitor, ticket: Item, scripts: bool
) -> None:
    ada = visit(None, viewport=PHONE, java_script_enabled=scripts)
    choose(ada, ticket)
    ada.press("Continue")
    ada.sees("Weekend: Choose at least 1.")
    ada.page.get_by_label("Pottery").check()
    ada.page.get_by_label("Quantity: Dinner, Weekend").fill("2")
    ada.press("Continue")
    ada.heading("Checkout")
    ada.sees("2 \N{MULTIPLICATION SIGN} Dinner")
    order_button(ada).click()
    ada.sees("Photo for your badge: Please answer this question.")
    fill_in(ada)
    order_button(ada).click()
    ada.heading("Thank you for your order")

    order = Order.unscoped.get()
    ticket_sold, *parts = order.positions.order_by("positionid")
    assert [(part.item.name["en"], part.price) for part in parts] == [
        ("Mug", Decimal(9)),
        ("Pottery", Decimal(10)),
        ("Dinner", Decimal("18.50")),
        ("Dinner", Decimal("18.50")),
    ]
    assert {part.addon_to_id for part in parts} == {ticket_sold.pk}
    assert order.total == Decimal(107)
    assert AnswerFile.unscoped.get().name == "ada.png"


def test_who_changes_their_mind_takes_extras_out_and_back(visit: MakeVisitor, ticket: Item) -> None:
    ada = visit(None)
    choose(ada, ticket, 2)
    for place in range(2):
        ada.page.get_by_label("Dance").nth(place).check()
    ada.page.get_by_role("button", name="One more: Breakfast, Weekend (2)").click()
    ada.press("Continue")
    ada.heading("Checkout")
    ada.page.get_by_role("button", name="Remove 1 \N{MULTIPLICATION SIGN} Breakfast").click()
    expect(ada.page.get_by_text("Breakfast")).to_have_count(0)
    ada.follow("Change extras")
    expect(ada.page.get_by_label("Dance").nth(1)).to_be_checked()
    ada.page.get_by_label("Pottery").nth(1).check()
    ada.press("Continue")
    ada.page.get_by_role("button", name="Remove Weekend (2)").first.click()

    expect(ada.page.get_by_text("Pottery")).to_have_count(0)
    ada.sees("1 \N{MULTIPLICATION SIGN} Dance")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_on_the_way_and_nothing_sticks_out(
    visit: MakeVisitor, ticket: Item, scheme: str, viewport: dict[str, int]
) -> None:
    ada = visit(None, viewport=viewport, color_scheme=scheme)

    def is_fine(where: str) -> None:
        assert ada.violations() == [], where
        too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not ada.page.evaluate(too_wide), where

    ada.go(SHOP)
    is_fine("the shop")
    choose(ada, ticket, 2)
    is_fine("the extras")
    ada.press("Continue")
    ada.sees("Weekend (2): Choose at least 1.")
    is_fine("what was refused")
    for place in range(2):
        ada.page.get_by_label("Pottery").nth(place).check()
    ada.page.get_by_label("Quantity: Dinner, Weekend (1)").fill("1")
    ada.press("Continue")
    ada.heading("Checkout")
    ada.page.locator("input[type=file]").first.set_input_files(PNG)  # type: ignore[arg-type]
    order_button(ada).click()
    ada.sees("ada.png")
    is_fine("the checkout")
    fill_in(ada)
    order_button(ada).click()
    ada.heading("Thank you for your order")
    is_fine("the order")
