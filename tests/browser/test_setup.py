"""An organizer makes an event and opens it, without ever leaving the pages."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from shop.models import Item, Quota
from tenant.models import Event
from tests.browser.conftest import MakeVisitor, Visitor
from tests.make import PASSWORD, make_question
from tests.people import World

pytestmark = pytest.mark.browser


def test_from_signing_in_to_going_live(visit: MakeVisitor, world: World) -> None:
    visitor = visit(None)
    visitor.go("/app/new")
    visitor.heading("Sign in")
    visitor.field("E-mail address or user name").fill("alice@example.org")
    visitor.field("Password").fill(PASSWORD)
    visitor.press("Sign in")

    visitor.heading("New event")
    visitor.field("Name").fill("Höhlen-Con 2028")
    expect(visitor.field("Short name for the web address")).to_have_value("hohlen-con-2028")
    visitor.page.get_by_label("Begins").fill("2028-05-01T10:00")
    visitor.page.get_by_label("Ends").fill("2028-05-03T18:00")
    visitor.field("Time zone").select_option("Europe/Prague")
    visitor.press("Create event")

    visitor.heading("Settings")
    visitor.sees("Create at least one quota")
    expect(visitor.page.get_by_role("button", name="Go live")).to_be_disabled()

    visitor.press("Shop")
    visitor.follow("Levels & items")
    visitor.follow("New level")
    visitor.field("Name").fill("Attendee")
    visitor.field("Price").fill("45,50")
    visitor.press("Save")
    visitor.sees("€45.50")

    visitor.page.get_by_role("navigation").get_by_role("link", name="Quotas").click()
    visitor.press("New quota")
    visitor.field("Name").fill("Everybody")
    visitor.page.get_by_label("Size").fill("250")
    visitor.press("Save")
    visitor.sees("0 of 250")

    visitor.press("Event")
    visitor.follow("Settings")
    visitor.press("Go live")
    visitor.sees("The event is live.")

    event = Event.unscoped.get(slug="hohlen-con-2028")
    assert event.live
    assert event.date_from.isoformat() == "2028-05-01T08:00:00+00:00"
    item = Item.unscoped.get(event=event)
    assert item.default_price == Decimal("45.50")
    assert Quota.unscoped.get(event=event).size == 250


def test_a_refused_event_keeps_what_was_typed_and_says_where_it_is_wrong(
    alice: Visitor, world: World
) -> None:
    alice.go("/app/new")
    alice.field("Name").fill("Second")
    alice.field("Short name for the web address").fill("con2027")
    alice.page.get_by_label("Begins").fill("2028-05-01T10:00")
    alice.press("Create event")

    slug = alice.field("Short name for the web address")
    expect(slug).to_have_attribute("aria-invalid", "true")
    expect(slug).to_be_focused()
    expect(alice.field("Name")).to_have_value("Second")
    assert Event.unscoped.filter(organizer=world.organizer).count() == 1


def test_questions_are_put_in_order_with_the_keyboard(alice: Visitor, world: World) -> None:
    make_question(world.event, [world.item], text="Diet", position=0)
    make_question(world.event, [world.item], text="Shirt size", position=1)
    alice.go("/app/e/bigevents/con2027/form")
    up = alice.page.get_by_role("button", name="Move Shirt size up")
    up.focus()
    alice.page.keyboard.press("Enter")

    expect(alice.page.locator(".app-questions tbody tr").first).to_contain_text("Shirt size")
    expect(alice.page.locator(".app-questions")).to_have_attribute("aria-busy", "false")
    alice.page.reload()
    expect(alice.page.locator(".app-questions tbody tr").first).to_contain_text("Shirt size")


def test_auth_8_a_token_is_made_on_the_team_page_and_shown_once(
    alice: Visitor, world: World
) -> None:
    alice.go("/app/e/bigevents/con2027/team")
    card = alice.page.get_by_role("region", name="Everything")
    card.get_by_role("textbox", name="New token").fill("badge printer")
    card.get_by_role("button", name="Create token").click()
    secret = alice.page.locator(".app-secret").inner_text()
    assert len(secret) > 20
    alice.press("Done")
    alice.sees("badge printer")
    alice.page.reload()
    alice.sees("badge printer")
    assert secret not in alice.page.content()


def test_who_may_only_scan_sees_no_settings(visit: MakeVisitor, world: World) -> None:
    bob = visit(world.bob)
    bob.go("/app/e/bigevents/con2027/dashboard")
    bob.heading("Dashboard")
    expect(bob.page.get_by_role("link", name="Registrations", exact=True)).to_be_visible()
    expect(bob.page.get_by_role("link", name="Settings")).to_have_count(0)
    expect(bob.page.get_by_role("link", name="Team")).to_have_count(0)
