"""A series from the first click: dates, their prices and quotas, and somebody who buys for one of them."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from shop.models import ItemOverride, OrderPosition, Quota
from tenant.models import Event, SubEvent
from tests.browser.conftest import DESKTOP, PHONE, MakeVisitor, Visitor
from tests.make import make_date, make_event, make_item, make_list, make_quota
from tests.people import World

pytestmark = pytest.mark.browser
EVENT = "/app/e/bigevents/evenings"


@pytest.fixture
def event(world: World) -> Event:
    event = make_event(world.organizer, "evenings", has_subevents=True)
    item = make_item(event, name="Stalls", variations=[{"value": {"en": "Front row"}}])
    front = item.variations.get()
    for days, name in enumerate(["Opening night", "Second night", "Last night"]):
        date = make_date(event, days=days, name=name, location={"en": "Garden stage"})
        make_quota(event, [item], date=date, size=[20, 0, 20][days], variations=[front.pk])
        make_list(event, name=f"Door of {name}", subevent=date.pk)
    return event


def test_a_series_is_set_up_without_leaving_the_pages(alice: Visitor, world: World) -> None:
    alice.go("/app/new")
    alice.field("Name").fill("Garden Concerts")
    alice.page.get_by_label("Begins").fill("2028-05-01T10:00")
    alice.page.get_by_label("A series of dates").check()
    alice.press("Create event")

    alice.heading("Dates")
    alice.sees("No dates yet")
    alice.page.get_by_role("navigation").get_by_role("link", name="Levels & items").click()
    alice.follow("New level")
    alice.field("Name").fill("Visitor")
    alice.field("Price").fill("30")
    alice.press("Save")
    alice.sees("€30.00")

    alice.page.get_by_role("navigation").get_by_role("link", name="Dates").click()
    alice.page.get_by_role("button", name="New date").click()
    alice.field("Name").fill("First of May")
    alice.page.get_by_label("Begins").fill("2028-05-01T19:00")
    alice.page.get_by_label("Visitor").fill("12,50")
    alice.press("Save")
    alice.sees("Saved.")
    alice.sees("First of May")

    alice.page.get_by_role("navigation").get_by_role("link", name="Quotas").click()
    alice.page.get_by_role("button", name="New quota").click()
    alice.field("Name").fill("Chairs")
    alice.press("Save")
    alice.sees("Choose one of the dates of this series.")
    alice.field("Date").select_option(index=1)
    alice.press("Save")
    alice.sees("0 of 100")

    date = SubEvent.unscoped.get(event__slug="garden-concerts")
    assert Quota.unscoped.get(event__slug="garden-concerts").subevent_id == date.pk
    assert ItemOverride.unscoped.get().price == Decimal("12.50")


def test_somebody_chooses_a_date_and_buys(visit: MakeVisitor, event: Event) -> None:
    visitor = visit(None, viewport=PHONE)
    visitor.go("/bigevents/evenings/")
    visitor.sees("Choose a date")
    expect(visitor.page.get_by_text("Sold out")).to_have_count(1)
    visitor.page.get_by_role("link", name="Last night").click()
    visitor.heading("Last night")
    visitor.page.get_by_label("Quantity: Stalls, Front row").fill("1")
    visitor.press("Continue")
    visitor.heading("Checkout")
    visitor.sees("Last night, 26 June 2027, 18:00")
    visitor.page.get_by_label("Name of the attendee").fill("Ada Lovelace")
    visitor.page.get_by_label("E-mail", exact=True).fill("ada@example.org")
    visitor.page.get_by_label("Bank transfer").check()
    visitor.page.get_by_role("button", name="Order now").last.click()
    visitor.heading("Thank you for your order")
    visitor.sees("Last night, 26 June 2027, 18:00")

    assert OrderPosition.unscoped.get().subevent == SubEvent.unscoped.get(name__en="Last night")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_on_the_pages_of_a_series(
    visit: MakeVisitor, world: World, event: Event, scheme: str, viewport: dict[str, int]
) -> None:
    alice = visit(world.alice, color_scheme=scheme, viewport=viewport)
    date = SubEvent.unscoped.filter(event=event).order_by("date_from")[0]
    found = []
    for path, button in {
        f"{EVENT}/dates": "Change Opening night",
        f"{EVENT}/quotas": "New quota",
        f"{EVENT}/lists": "New list",
        "/bigevents/evenings/": None,
        f"/bigevents/evenings/dates/{date.pk}/": None,
    }.items():
        alice.go(path)
        expect(alice.page.get_by_role("heading", level=1)).to_be_visible()
        expect(alice.page.locator(".eh-skeleton")).to_have_count(0)
        found += [f"{path} {problem}" for problem in alice.violations()]
        width = alice.page.evaluate("document.documentElement.scrollWidth")
        if width > viewport["width"]:
            found.append(f"{path} is {width} pixels wide")
        if button:
            alice.page.get_by_role("button", name=button).first.click()
            expect(alice.page.locator("dialog[open]")).to_be_visible()
            found += [f"{path} dialog {problem}" for problem in alice.violations()]

    assert found == []
