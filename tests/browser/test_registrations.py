"""An admin puts somebody on hold, releases the hold and defers them, at a desk and on a phone; staff only look."""

from typing import Any

import pytest

from eventhub.common.actors import SYSTEM
from register.actions import holds
from register.models import Registration, RegistrationHold
from tests.browser.conftest import DESKTOP, PHONE, MakeVisitor
from tests.make import make_order
from tests.people import World

pytestmark = pytest.mark.browser
PAGE = "/app/e/bigevents/con2027/registrations"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_admin_holds_releases_and_defers(
    world: World, visit: MakeVisitor, viewport: Any
) -> None:
    make_order(world.event, world.item)
    alice = visit(world.alice, viewport=viewport)
    alice.go(PAGE)

    alice.press("Open the registration of Ada Lovelace")
    alice.sees("No holds on this registration.")
    alice.page.get_by_role("combobox", name="New hold").select_option("minor_consent")
    alice.page.get_by_role("textbox", name="Reason").fill("Form is missing")
    alice.press("Put on hold")
    alice.sees("Form is missing")
    assert alice.violations() == []
    hold = RegistrationHold.objects.get(registration__event=world.event)
    assert (hold.kind, hold.placed_by) == ("minor_consent", "alice@example.org")

    alice.press("Release the hold “Consent of a guardian”")
    alice.page.get_by_role("button", name="Release", exact=True).last.click()
    alice.sees("No holds on this registration.")
    hold.refresh_from_db()
    assert hold.released_by == "alice@example.org"

    alice.press("Defer")
    alice.sees("Defer to a later edition?")
    assert alice.violations() == []
    alice.page.get_by_role("button", name="Defer", exact=True).last.click()
    alice.sees("Reactivate")
    assert Registration.objects.get(event=world.event).status == "deferred"
    alice.press("Close")
    assert alice.violations() == []


def test_staff_see_holds_and_cannot_change_them(world: World, visit: MakeVisitor) -> None:
    make_order(world.event, world.item)
    code = Registration.objects.get(event=world.event).code
    holds.place_hold(world.event, code=code, kind="manual", reason="Ask a lead", actor=SYSTEM)
    bob = visit(world.bob)

    bob.go(f"{PAGE}?on_hold=true")
    bob.press("Open the registration of Ada Lovelace")

    bob.sees("Ask a lead")
    assert bob.page.get_by_role("button", name="Put on hold").count() == 0
    assert bob.page.get_by_role("button", name="Release the hold").count() == 0
    assert bob.page.get_by_role("button", name="Defer").count() == 0
