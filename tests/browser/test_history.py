"""An organizer copies an event, says what events are described by, and looks at what happened."""

import pytest

from tenant.models import Event, MetaProperty
from tests.browser.conftest import Visitor
from tests.make import make_order
from tests.people import World

pytestmark = pytest.mark.browser


def test_copy_an_event_and_look_at_what_happened(alice: Visitor, world: World) -> None:
    order = make_order(world.event, world.item)
    alice.go("/app/e/bigevents/con2027/settings")
    alice.follow("Copy event")
    alice.heading("New event")
    alice.field("Name").fill("Con 2028")
    alice.page.get_by_label("Begins").fill("2028-06-22T18:00")
    alice.press("Copy event")
    alice.heading("Settings")

    copy = Event.unscoped.get(slug="con-2028")
    assert copy.items.count() == 1

    alice.go("/app/e/bigevents/con-2028/history")
    alice.heading("History")
    alice.sees("Event created: Con 2028")
    alice.sees("Copied from another event")
    assert alice.violations() == []

    alice.go(f"/app/e/bigevents/con2027/orders/{order.code}")
    alice.sees("Order placed")


def test_properties_are_made_in_a_dialog(alice: Visitor, world: World) -> None:
    alice.go("/app/e/bigevents/con2027/properties")
    alice.press("New property")
    alice.field("Name").fill("Format")
    alice.page.get_by_label("Choices").fill("Talks\nDance")
    alice.press("Save")
    alice.sees("Talks, Dance")
    assert alice.violations() == []

    assert MetaProperty.unscoped.get().choices == ["Talks", "Dance"]
