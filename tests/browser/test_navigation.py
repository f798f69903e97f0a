"""Getting about: the modules of an event, search over pages, and lists that people arrange."""

import io
import re

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, MakeVisitor, Visitor
from tests.make import make_order, make_voucher
from tests.people import World

EVENT = "/app/e/bigevents/con2027"
SEARCH = "Page, order, person or item"
LOOKS = {
    "phone": PHONE,
    "tablet": {"width": 768, "height": 1024},
    "desktop": {"width": 1440, "height": 900},
    "200 %": {"width": 720, "height": 450},
}


def test_a_module_is_chosen_first_and_then_one_of_its_pages(alice: Visitor) -> None:
    alice.go(f"{EVENT}/orders")
    nav = alice.page.get_by_role("navigation", name="Event")
    expect(nav.get_by_role("link", name="Orders")).to_have_attribute("aria-current", "page")
    expect(nav.get_by_role("link", name="Team")).to_have_count(0)

    nav.get_by_role("button", name="Event").click()
    nav.get_by_role("link", name="Team").click()

    alice.heading("Team")
    expect(nav.get_by_role("button", name="Event")).to_have_attribute("aria-expanded", "true")
    expect(nav.get_by_role("button", name="Shop")).to_have_attribute("aria-expanded", "false")


def test_a_page_is_found_by_its_name_from_the_keyboard(alice: Visitor) -> None:
    alice.go(f"{EVENT}/orders")
    alice.heading("Orders")

    alice.page.keyboard.press("Control+k")
    alice.page.get_by_role("combobox", name=SEARCH).fill("check")
    expect(alice.page.get_by_role("dialog").get_by_role("option", selected=True)).to_contain_text(
        "Check-in lists"
    )
    assert alice.violations() == []
    alice.page.keyboard.press("Enter")

    alice.heading("Check-in lists")
    expect(alice.page.locator("dialog[open]")).to_have_count(0)


def test_an_order_is_found_by_its_code_from_the_keyboard(alice: Visitor, world: World) -> None:
    order = make_order(world.event, world.item, email="zora@example.org")
    alice.go(f"{EVENT}/quotas")
    alice.heading("Quotas")

    alice.page.keyboard.press("Control+k")
    alice.page.get_by_role("combobox", name=SEARCH).fill(order.code)
    orders = alice.page.get_by_role("dialog").get_by_role("group", name="Orders")
    expect(orders.get_by_role("option", selected=True)).to_contain_text("zora@example.org")
    assert alice.violations() == []
    alice.page.keyboard.press("Enter")

    alice.heading(f"Order {order.code}")


def test_what_somebody_may_not_see_is_not_found(visit: MakeVisitor, world: World) -> None:
    order = make_order(world.event, world.item, email="zora@example.org")
    bob = visit(world.bob)
    bob.go(f"{EVENT}/registrations")
    bob.heading("Registrations")

    bob.page.keyboard.press("Control+k")
    bob.page.get_by_role("combobox", name=SEARCH).fill(order.code)
    dialog = bob.page.get_by_role("dialog")

    expect(dialog.get_by_role("group", name="Registrations").get_by_role("option")).to_have_count(1)
    expect(dialog.get_by_role("group", name="Orders")).to_have_count(0)


def test_escape_leaves_the_search_and_gives_the_focus_back(alice: Visitor) -> None:
    alice.go(f"{EVENT}/orders")
    button = alice.page.get_by_role("button", name=re.compile("^Search"))
    button.click()
    expect(alice.page.get_by_role("combobox", name=SEARCH)).to_be_focused()

    alice.page.keyboard.press("Escape")

    expect(button).to_be_focused()


def test_a_list_is_sorted_by_the_server_and_keeps_the_columns_that_were_chosen(
    alice: Visitor, world: World
) -> None:
    for letter in "bca":
        make_order(world.event, world.item, email=f"{letter}@example.org")
    alice.go(f"{EVENT}/orders")
    head = alice.page.get_by_role("columnheader", name="Customer")

    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(alice.page.locator("tbody tr").first).to_contain_text("a@example.org")
    alice.page.locator("summary", has_text="Columns").click()
    alice.page.get_by_label("Pay until").check()
    alice.page.reload()

    expect(alice.page.locator("tbody tr").first).to_contain_text("a@example.org")
    expect(alice.page.get_by_role("columnheader", name="Pay until")).to_be_visible()


def test_several_rows_are_deleted_after_one_question(alice: Visitor, world: World) -> None:
    for code in ("ONE", "TWO", "THREE"):
        make_voucher(world.event, code)
    alice.go(f"{EVENT}/vouchers")
    alice.page.get_by_label("Select ONE").check()
    alice.page.get_by_label("Select TWO").check()
    alice.sees("2 rows selected")

    alice.press("Delete")
    alice.page.get_by_role("dialog").get_by_role("button", name="Delete").click()

    expect(alice.page.locator("tbody tr")).to_have_count(1)
    expect(alice.page.locator("tbody tr")).to_contain_text("THREE")


def test_a_list_is_saved_as_a_workbook(alice: Visitor, world: World) -> None:
    order = make_order(world.event, world.item)
    alice.go(f"{EVENT}/orders")

    with alice.page.expect_download() as saved:
        alice.press("Save as Excel")

    sheet = openpyxl.load_workbook(io.BytesIO(saved.value.path().read_bytes())).active
    assert [sheet["A1"].value, sheet["A2"].value] == ["Order", order.code]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_navigation_and_tables_fit_every_screen(
    visit: MakeVisitor, world: World, look: str, scheme: str
) -> None:
    make_order(world.event, world.item, email="somebody.with.a.long.name@subdomain.example.org")
    viewport = LOOKS[look]
    alice = visit(world.alice, viewport=viewport, color_scheme=scheme)
    alice.go(f"{EVENT}/orders")
    alice.page.get_by_role("checkbox", name=re.compile("^Select ")).last.check()
    alice.page.locator("summary", has_text="Columns").click()
    menu = alice.page.get_by_role("button", name="Menu")
    problems = alice.violations()
    if menu.is_visible():
        menu.click()
        problems += alice.violations()

    assert problems == []
    assert alice.page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
