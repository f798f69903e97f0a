"""Vouchers and the waiting list at a real browser: made by the organizer, used by a visitor."""

import os
from pathlib import Path

import pytest

from shop.models import Quota, Voucher, WaitingListEntry
from tests.browser.conftest import MakeVisitor, Visitor
from tests.make import make_order, make_voucher
from tests.people import World

pytestmark = pytest.mark.browser
EVENT = "/app/e/bigevents/con2027"
PHONE = {"width": 390, "height": 844}


def keep_picture(visitor: Visitor, name: str) -> None:
    """A picture for the eye, where somebody asked for them."""
    if folder := os.environ.get("TEST_PICTURES"):
        visitor.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_an_organizer_makes_a_voucher_and_a_visitor_uses_it(
    alice: Visitor, visit: MakeVisitor, world: World
) -> None:
    alice.go(f"{EVENT}/vouchers")
    alice.sees("No vouchers")
    alice.press("New voucher")
    alice.page.get_by_role("textbox", name="Code").fill("FRIENDS")
    alice.page.get_by_role("combobox", name="Price").select_option("set")
    alice.page.get_by_role("textbox", name="Value").fill("25")
    keep_picture(alice, "voucher-dialog")
    assert alice.violations() == []
    alice.press("Save")
    alice.sees("FRIENDS")
    keep_picture(alice, "vouchers")

    visitor = visit(None, viewport=PHONE)
    visitor.go("/bigevents/con2027/")
    visitor.page.get_by_label("Do you have a voucher?").fill("friends")
    keep_picture(visitor, "shop")
    visitor.press("Apply")
    visitor.sees("You can use it for the items below.")
    visitor.sees("€25.00")
    assert visitor.violations() == []
    keep_picture(visitor, "shop-with-voucher")
    assert Voucher.objects.get(event=world.event).value == 25


def test_a_visitor_waits_and_is_sent_a_voucher(
    alice: Visitor, visit: MakeVisitor, world: World
) -> None:
    world.event.settings = {"waiting_list_enabled": True}
    world.event.save()
    make_voucher(world.event, "REST", block_quota=True, item_id=world.item.pk, max_usages=99)
    make_order(world.event, world.item)
    visitor = visit(None, viewport=PHONE, java_script_enabled=False)

    visitor.go("/bigevents/con2027/")
    visitor.page.get_by_role("link", name="Join the waiting list").click()
    keep_picture(visitor, "waiting-form")
    visitor.page.get_by_label("Your name").fill("Ada Lovelace")
    visitor.page.get_by_label("E-mail").fill("ada@example.org")
    visitor.press("Join the waiting list")
    visitor.heading("You are on the waiting list")
    Quota.objects.filter(event=world.event).update(size=101)

    alice.go(f"{EVENT}/waiting-list")
    alice.sees("ada@example.org")
    keep_picture(alice, "waiting-list")
    assert alice.violations() == []
    alice.press("Send voucher")
    alice.page.get_by_role("dialog").get_by_role("button", name="Send voucher").click()
    alice.sees("Voucher sent.")
    assert WaitingListEntry.objects.get(event=world.event).voucher is not None
