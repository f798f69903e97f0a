"""Visitors at a real browser: they buy, with scripts and without, and nothing is in anybody's way."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from shop.models import Item, Order, QuestionOption
from tests.browser.conftest import DESKTOP, PHONE, MakeVisitor, Visitor
from tests.make import (
    make_event,
    make_item,
    make_organizer,
    make_question,
    make_quota,
    make_tax_rule,
)

pytestmark = pytest.mark.browser
SHOP = "/bigevents/con2027/"


@pytest.fixture
def level(transactional_db: None) -> Item:
    """A shop with something of everything: a level with questions, merchandise in sizes, a gift."""
    event = make_event(
        make_organizer(),
        name={"en": "Midsummer Con 2027"},
        location={"en": "Harbour Hall, Prague"},
        settings={
            "primary_color": "#1a6e4f",
            "welcome_text": {"en": "Three days.\n\nMany stories."},
            "banktransfer_details": {"en": "Big Bank\nIBAN DE02 1234"},
            "attendee_emails_asked": True,
            "invoice_address_asked": True,
        },
    )
    tax = make_tax_rule(event)
    level = make_item(event, tax_rule_id=tax.pk, level={"color": "#1a6e4f"})
    shirt = make_item(
        event,
        name="Shirt",
        kind="merch",
        price="22.00",
        variations=[{"value": {"en": "Small"}}, {"value": {"en": "Large"}}],
    )
    gift = make_item(event, name="Gift", kind="donation", price="5.00", free_price=True)
    gone = make_item(event, name="Dinner", kind="ticket")
    make_quota(
        event,
        [level, shirt, gift],
        variations=list(shirt.variations.values_list("pk", flat=True)),
    )
    make_quota(event, [gone], size=0, name="Dinner")
    meal = make_question(
        event,
        [level],
        text="Meal",
        type="C",
        required=True,
        options=[{"answer": {"en": "Vegan"}}, {"answer": {"en": "Meat"}}],
    )
    meat = QuestionOption.objects.get(question=meal, answer={"en": "Meat"})
    make_question(
        event,
        [level],
        text="Which meat?",
        dependency_question_id=meal.pk,
        dependency_values=[meat.identifier],
        position=1,
    )
    make_question(event, [level], text="Conduct", type="B", required=True, position=2)
    return level


def choose(somebody: Visitor, level: Item, count: int = 1) -> None:
    somebody.go(SHOP)
    somebody.page.locator(f"#q-{level.pk}-0").fill(str(count))
    somebody.press("Continue")


def fill_in(somebody: Visitor, *names: str, pay: str = "Pay at the door") -> None:
    page = somebody.page
    for index, name in enumerate(names):
        page.get_by_label("Name of the attendee").nth(index).fill(name)
        page.get_by_label("Vegan").nth(index).check()
        page.get_by_label("Conduct").nth(index).check()
    page.get_by_label("E-mail", exact=True).fill("ada@example.org")
    page.get_by_label(pay).check()


def order_button(somebody: Visitor) -> Any:
    return somebody.page.get_by_role("button", name=re.compile("^Order now"))


def test_a_visitor_buys_without_scripts_on_a_phone(visit: MakeVisitor, level: Item) -> None:
    ada = visit(None, viewport=PHONE, java_script_enabled=False)
    choose(ada, level, 2)
    order_button(ada).click()
    ada.sees("Please check the highlighted fields.")
    fill_in(ada, "Ada Lovelace", "Charles Babbage")
    order_button(ada).click()

    ada.heading("Thank you for your order")
    ada.sees("Please pay at the door")
    expect(ada.page.get_by_role("img", name="QR code of ticket 2")).to_be_visible()
    names = Order.unscoped.get().positions.values_list("attendee_name", flat=True)
    assert sorted(names) == ["Ada Lovelace", "Charles Babbage"]


def test_scripts_add_steps_a_countdown_and_hide_what_is_not_asked(
    visit: MakeVisitor, level: Item
) -> None:
    ada = visit(None)
    ada.go(SHOP)
    ada.page.get_by_role("button", name="One more: Weekend").click()
    ada.press("Continue")

    expect(ada.page.locator("[data-countdown]")).to_have_text(re.compile(r"1[45]:\d\d left"))
    question = ada.page.get_by_label("Which meat?")
    expect(question).to_be_hidden()
    ada.page.get_by_label("Meat", exact=True).check()
    expect(question).to_be_visible()


def test_enter_orders_and_does_not_remove_and_the_refusal_takes_the_focus(
    visit: MakeVisitor, level: Item
) -> None:
    ada = visit(None)
    choose(ada, level)
    ada.page.get_by_label("Name of the attendee").fill("Ada Lovelace")
    ada.page.get_by_label("Name of the attendee").press("Enter")

    ada.sees("Please check the highlighted fields.")
    expect(ada.page.locator("#problems")).to_be_focused()
    expect(ada.page.get_by_label("Name of the attendee")).to_have_value("Ada Lovelace")


def test_a_double_click_and_the_back_button_make_one_order(visit: MakeVisitor, level: Item) -> None:
    ada = visit(None)
    choose(ada, level)
    fill_in(ada, "Ada Lovelace")
    order_button(ada).dblclick()
    ada.heading("Thank you for your order")
    address = ada.page.url
    ada.page.go_back()
    if order_button(ada).count():
        order_button(ada).click()
        ada.heading("Thank you for your order")
        assert ada.page.url == address

    assert Order.unscoped.count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_and_nothing_sticks_out(
    visit: MakeVisitor, level: Item, scheme: str, viewport: dict[str, int]
) -> None:
    ada = visit(None, viewport=viewport, color_scheme=scheme)
    blocked: list[str] = []
    ada.page.on(
        "console",
        lambda message: (
            blocked.append(message.text) if "Content Security" in message.text else None
        ),
    )

    def is_fine(where: str) -> None:
        assert ada.violations() == [], where
        too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not ada.page.evaluate(too_wide), where

    for path in ("/", SHOP, "/auth/login/", "/nothing/at/all/", f"{SHOP}checkout/"):
        ada.go(path)
        is_fine(path)
    choose(ada, level, 0)
    is_fine("nothing chosen")
    choose(ada, level, 2)
    is_fine("the checkout")
    order_button(ada).click()
    ada.sees("Please check the highlighted fields.")
    is_fine("what was refused")
    fill_in(ada, "Ada Lovelace", "Charles Babbage")
    order_button(ada).click()
    ada.heading("Thank you for your order")
    is_fine("the order")
    assert blocked == []
