"""Every surface, light and dark, wide and narrow: it loads, axe finds nothing, nothing sticks out."""

import re

import pytest
from playwright.sync_api import WebSocketRoute, expect

from shop.models import Order
from tests.browser.conftest import DESKTOP, PHONE, MakeVisitor, Visitor
from tests.make import make_list, make_order, make_question, make_tax_rule
from tests.people import World

pytestmark = pytest.mark.browser

EVENT = "/app/e/bigevents/con2027"
SURFACES = {
    "/app/": "Your events",
    "/app/new": "New event",
    f"{EVENT}/dashboard": "Dashboard",
    f"{EVENT}/orders": "Orders",
    f"{EVENT}/orders/{{order}}": "Order {order}",
    f"{EVENT}/registrations": "Registrations",
    f"{EVENT}/settings": "Settings",
    f"{EVENT}/items": "Levels & items",
    f"{EVENT}/items/{{item}}": "Weekend",
    f"{EVENT}/categories": "Categories",
    f"{EVENT}/taxes": "Tax rules",
    f"{EVENT}/quotas": "Quotas",
    f"{EVENT}/vouchers": "Vouchers",
    f"{EVENT}/waiting-list": "Waiting list",
    f"{EVENT}/carts": "Carts",
    f"{EVENT}/form": "Form",
    f"{EVENT}/lists": "Check-in lists",
    f"{EVENT}/team": "Team",
    f"{EVENT}/webhooks": "Webhooks",
    "/app/door": "Door",
    "/app/door/bigevents/con2027/{list}": "Main entrance",
}


@pytest.fixture
def order(world: World) -> Order:
    make_tax_rule(world.event)
    make_question(world.event, [world.item])
    make_order(world.event, world.item, name="Grace Hopper", paid=False)
    return make_order(world.event, world.item, count=2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_on_any_surface(
    visit: MakeVisitor, world: World, order: Order, scheme: str, viewport: dict[str, int]
) -> None:
    entrance = make_list(world.event)
    alice = visit(world.alice, color_scheme=scheme, viewport=viewport)
    names = {"order": order.code, "item": world.item.pk, "list": entrance.pk}
    found = []
    for path, heading in SURFACES.items():
        alice.go(path.format(**names))
        alice.heading(heading.format(**names))
        expect(alice.page.locator(".eh-skeleton")).to_have_count(0)
        expect(alice.page.locator(".eh-notice--danger")).to_have_count(0)
        found += [f"{path} {problem}" for problem in alice.violations()]
        width = alice.page.evaluate("document.documentElement.scrollWidth")
        assert width <= viewport["width"], f"{path} is wider than the screen"
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_dialogs(
    visit: MakeVisitor, world: World, order: Order, scheme: str
) -> None:
    alice = visit(world.alice, color_scheme=scheme)
    found = []
    for page, button in {
        "quotas": "New quota",
        "taxes": "New tax rule",
        "form": "New question",
        "categories": "New category",
        "lists": "New list",
        "team": "New team",
        "webhooks": "New webhook",
        f"orders/{order.code}": "Cancel order",
    }.items():
        alice.go(f"{EVENT}/{page}")
        alice.press(button)
        expect(alice.page.get_by_role("dialog")).to_be_visible()
        found += [f"{page} {problem}" for problem in alice.violations()]
    assert found == []


def test_the_dashboard_follows_a_sale_by_itself(alice: Visitor, world: World) -> None:
    alice.go(f"{EVENT}/dashboard")
    confirmed = alice.page.get_by_role("link", name=re.compile("^Confirmed"))
    expect(confirmed).to_contain_text("0")
    expect(alice.page.get_by_text("Live, as of")).to_be_visible()
    make_order(world.event, world.item)
    expect(confirmed).to_contain_text("1")
    expect(alice.page.get_by_role("link", name=re.compile("^Revenue"))).to_contain_text("€60.00")
    alice.page.get_by_role("button", name="Registrations by level: show as a table").click()
    expect(alice.page.get_by_role("cell", name="Weekend")).to_be_visible()
    confirmed.click()
    alice.heading("Registrations")
    alice.sees("Ada Lovelace")


def test_a_lost_connection_is_said_and_comes_back(alice: Visitor) -> None:
    closed: list[WebSocketRoute] = []

    def lose_the_first(route: WebSocketRoute) -> None:
        if closed:
            route.connect_to_server()
            return
        closed.append(route)
        route.close()

    alice.page.route_web_socket("**/ws/register/live/**", lose_the_first)
    alice.go(f"{EVENT}/dashboard")
    expect(alice.page.get_by_text("Reconnecting …")).to_be_visible()
    expect(alice.page.get_by_text("Live, as of")).to_be_visible()
    expect(alice.page.get_by_text("Reconnecting …")).to_have_count(0)


def test_a_live_list_says_when_its_connection_is_lost(alice: Visitor, world: World) -> None:
    refused = [True]

    def route(socket: WebSocketRoute) -> None:
        if refused:
            refused.clear()
            socket.close(code=4404)
        else:
            socket.connect_to_server()

    alice.page.route_web_socket("**/ws/register/live/**", route)
    alice.go(f"{EVENT}/quotas")
    alice.sees("Load the page again to see what others change.")

    alice.page.reload()

    expect(alice.page.get_by_role("main").get_by_text("Live", exact=True)).to_be_visible()
    make_order(world.event, world.item)
    alice.sees("1 of 100")


def test_an_order_is_found_paid_and_canceled(alice: Visitor, world: World) -> None:
    order = make_order(world.event, world.item, name="Grace Hopper", paid=False)
    make_order(world.event, world.item, name="Ada Lovelace")
    alice.go(f"{EVENT}/orders")
    alice.field("Search").fill("hopper")
    expect(alice.page.locator("tbody tr")).to_have_count(1)
    alice.follow(order.code)
    alice.heading(f"Order {order.code}")
    alice.press("Mark as paid")
    alice.page.get_by_role("dialog").get_by_role("button", name="Mark as paid").click()
    alice.sees("Order marked as paid.")
    alice.press("Cancel order")
    alice.page.get_by_role("dialog").get_by_role("button", name="Cancel order").click()
    alice.sees("Order canceled.")
    order.refresh_from_db()
    assert order.status == "c"


def test_dark_stays_dark(alice: Visitor) -> None:
    alice.go("/app/")
    alice.page.get_by_role("button", name="Switch to dark colours").click()
    alice.page.reload()
    expect(alice.page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(alice.page.get_by_role("button", name="Switch to light colours")).to_be_visible()


def test_the_focus_goes_to_the_new_page(alice: Visitor) -> None:
    alice.go(f"{EVENT}/dashboard")
    alice.heading("Dashboard")
    alice.press("Shop")
    alice.follow("Orders")
    expect(alice.page.get_by_role("heading", level=1, name="Orders")).to_be_focused()
    assert alice.page.title() == "Orders · EventHub"


def test_visitors_are_sent_to_sign_in_and_back(visit: MakeVisitor, world: World) -> None:
    visitor = visit(None)
    visitor.go(f"{EVENT}/orders?status=p")
    assert "/auth/login/?next=" in visitor.page.url
    visitor.heading("Sign in")
