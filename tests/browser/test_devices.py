"""An organizer registers a scan app and sees its code, once."""

import pytest
from playwright.sync_api import expect

from tenant.models import Device
from tests.browser.conftest import Visitor
from tests.people import World

pytestmark = pytest.mark.browser


def test_a_device_is_registered_with_its_code(alice: Visitor, world: World) -> None:
    alice.go("/app/e/bigevents/con2027/devices")
    alice.heading("Devices")
    alice.sees("No devices")
    alice.press("New device")
    alice.field("Name").fill("North door")
    alice.press("Show the code")
    expect(alice.page.get_by_alt_text("Code for the scan app")).to_be_visible()
    assert alice.violations() == []
    alice.press("Done")
    alice.sees("Waiting for setup")
    assert alice.violations() == []
    assert Device.objects.get(organizer=world.organizer).security_profile == "pretixscan"
