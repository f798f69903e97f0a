"""An order at a real browser: the organizer takes its steps, the buyer sees what became of it."""

import os
from pathlib import Path

import pytest

from shop.models import Invoice, Order
from tests.browser.conftest import PHONE, MakeVisitor, Visitor
from tests.make import make_order
from tests.people import World

pytestmark = pytest.mark.browser
EVENT = "/app/e/bigevents/con2027"


def keep_picture(visitor: Visitor, name: str) -> None:
    """A picture for the eye, where somebody asked for them."""
    if folder := os.environ.get("TEST_PICTURES"):
        visitor.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def agree(visitor: Visitor, action: str, words: str, **entries: str) -> None:
    """Fills in the dialog by its labels, says yes, and sees what happened."""
    dialog = visitor.page.get_by_role("dialog")
    for label, value in entries.items():
        dialog.get_by_label(label).fill(value)
    assert visitor.violations() == []
    dialog.get_by_role("button", name=action, exact=True).click()
    visitor.sees(words)
    dialog.wait_for(state="detached")


def test_an_organizer_takes_an_order_through_its_steps(
    alice: Visitor, visit: MakeVisitor, world: World
) -> None:
    world.event.settings = {"invoice_generate": "by_hand"}
    world.event.save()
    order = make_order(world.event, world.item, name="Grace Hopper", paid=False)
    alice.go(f"{EVENT}/orders/{order.code}")
    alice.heading(f"Order {order.code}")
    assert alice.violations() == []

    alice.page.get_by_text("More", exact=True).click()
    keep_picture(alice, "order-menu")
    assert alice.violations() == []
    alice.press("Extend deadline")
    assert alice.page.locator("details.app-more").get_attribute("open") is None
    agree(alice, "Extend deadline", "Deadline extended.", **{"Pay until": "2027-01-15"})
    alice.press("Edit")
    agree(alice, "Save", "Ticket changed.", Name="Rear Admiral Hopper")
    alice.press("Block")
    agree(alice, "Block", "Ticket blocked.")
    alice.press("Unblock")
    alice.sees("Ticket unblocked.")
    alice.press("Mark as paid")
    agree(alice, "Mark as paid", "Order marked as paid.")
    alice.press("Issue invoice")
    agree(alice, "Issue invoice", "Invoice issued.")
    with alice.page.expect_download() as download:
        alice.press("PDF")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    alice.sees("Order paid")
    keep_picture(alice, "order")
    assert alice.violations() == []

    order.refresh_from_db()
    assert order.status == "p"
    assert order.positions.get().attendee_name == "Rear Admiral Hopper"
    assert Invoice.objects.filter(event=world.event, order=order).count() == 1

    alice.press("Cancel order")
    agree(alice, "Cancel order", "Order canceled.")
    alice.press("Reactivate")
    agree(alice, "Reactivate", "Order reactivated.")
    href = alice.page.get_by_role("link", name="What the customer sees").get_attribute("href")
    assert href is not None
    buyer = visit(None, viewport=PHONE, color_scheme="dark")
    buyer.page.goto(alice.site + href[href.index("/bigevents") :])
    buyer.sees("Rear Admiral Hopper")
    keep_picture(buyer, "order-of-the-buyer")
    assert buyer.violations() == []
    assert Order.objects.get(event=world.event, code=order.code).status == "p"
