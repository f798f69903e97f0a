"""Alice owns organizer A, Bob is in one of its teams with one right, Charlie belongs to another tenant."""

from dataclasses import dataclass

import pytest

from account.models import User
from shop.models import Item
from tenant.models import Event, Organizer
from tests.make import make_event, make_organizer, make_shop, make_team, make_user


@dataclass(frozen=True)
class World:
    """Two tenants, an event each, and three people."""

    organizer: Organizer
    event: Event
    item: Item
    alice: User
    bob: User
    elsewhere: Organizer
    other_event: Event
    charlie: User


@pytest.fixture
def world(db: None) -> World:
    """Alice may do everything at `bigevents/con2027`, Bob may scan there, Charlie may do everything at `others/fest`."""
    organizer, elsewhere = make_organizer("bigevents"), make_organizer("others")
    event, other_event = make_event(organizer), make_event(elsewhere, "fest")
    alice, bob, charlie = (make_user(f"{name}@example.org") for name in ("alice", "bob", "charlie"))
    make_team(organizer, members=[alice])
    make_team(
        organizer,
        name="Door",
        permissions=["can_checkin_orders"],
        modules={"register": "staff"},
        events=[event],
        members=[bob],
    )
    make_team(elsewhere, members=[charlie])
    item = make_shop(event)
    return World(organizer, event, item, alice, bob, elsewhere, other_event, charlie)
