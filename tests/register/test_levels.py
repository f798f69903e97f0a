"""Whatever admits somebody has a profile at the door, whoever made it."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from register.models import Level
from shop.actions import catalogue
from tenant.models import Team
from tests.api.conftest import Api
from tests.browse import Browser
from tests.make import SYSTEM, make_token
from tests.people import World

pytestmark = pytest.mark.django_db
ITEMS = "/app/shop/api/m2m/items/"
NEW = {"rank": 0, "color": "#3b6ea5", "badge_type": "", "min_age": None, "max_age": None}


@pytest.fixture
def app(world: World) -> Browser:
    return Browser(world.alice, world.event)


@pytest.fixture
def v1(world: World) -> Api:
    team = Team.objects.get(organizer=world.organizer, members=world.alice)
    return Api(make_token(team, "levels-token")).at(world.event)


def profile(item_id: int) -> dict[str, Any] | None:
    return Level.unscoped.filter(item=item_id).values(*NEW).first()


def test_the_app_and_v1_make_the_same_profile(app: Browser, v1: Api) -> None:
    name, price = {"en": "Day"}, {"amount": 2500, "currency": "EUR"}
    over_app = app.post(ITEMS, {"name": name, "kind": "admission", "default_price": price})
    over_v1 = v1.post("items/", {"name": name, "default_price": "25.00", "admission": True})

    assert (over_app.status_code, over_v1.status_code) == (201, 201)
    assert over_app.json()["level"] == NEW
    assert app.get(f"{ITEMS}{over_v1.json()['id']}/").json()["level"] == NEW
    assert profile(over_v1.json()["id"]) == profile(over_app.json()["id"]) == NEW


def test_what_admits_nobody_has_none_until_it_does(v1: Api) -> None:
    cup = v1.post("items/", {"name": {"en": "Cup"}, "default_price": "3.00"}).json()["id"]
    before = profile(cup)

    v1.patch(f"items/{cup}/", {"admission": True})

    assert before is None
    assert profile(cup) == NEW


def test_a_profile_that_is_there_stays_as_it_is(world: World, app: Browser, v1: Api) -> None:
    mine = {**NEW, "rank": 3, "color": "#112233", "min_age": 18}
    app.patch(f"{ITEMS}{world.item.pk}/", {"level": mine})

    v1.patch(f"items/{world.item.pk}/", {"default_price": "70.00"})
    app.patch(f"{ITEMS}{world.item.pk}/", {"position": 7})

    assert profile(world.item.pk) == mine


def test_who_writes_the_catalogue_below_the_pages_makes_it_too(world: World) -> None:
    """Provisioning, demonstrations and imports call the action."""
    data = {"name": {"en": "Day"}, "kind": "admission"}
    made = catalogue.save_item_within(world.event, item=None, data=data, actor=SYSTEM)

    assert profile(made.pk) == NEW


def test_items_from_before_get_their_profile_by_migration(world: World) -> None:
    kept = catalogue.save_item_within(
        world.event, item=None, data={"name": {"en": "VIP"}, "kind": "admission"}, actor=SYSTEM
    )
    Level.unscoped.filter(item=kept).update(rank=9)
    Level.unscoped.filter(item=world.item).delete()
    cup = catalogue.save_item_within(
        world.event, item=None, data={"name": {"en": "Cup"}, "kind": "merch"}, actor=SYSTEM
    )
    migration = import_module("register.migrations.0007_levels_of_all_admissions")

    with connection.cursor() as cursor:
        cursor.execute(migration.MISSING)

    assert profile(world.item.pk) == NEW
    assert profile(kept.pk) == {**NEW, "rank": 9}
    assert profile(cup.pk) is None
