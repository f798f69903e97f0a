"""Check-in lists and registrations over /app/."""

from typing import Any

import pytest

from register.models import CheckIn, CheckInList, Registration
from tests.browse import Browser
from tests.make import make_item, make_list, make_order, make_quota, make_shop
from tests.people import World

LISTS = "/app/register/api/m2m/checkin-lists/"
REGISTRATIONS = "/app/register/api/m2m/registrations/"


@pytest.fixture
def alice(world: World) -> Browser:
    return Browser(world.alice, world.event)


def test_lists_are_made_changed_and_deleted(world: World, alice: Browser) -> None:
    created = alice.post(
        LISTS, {"name": "VIP door", "all_products": False, "limit_products": [world.item.pk]}
    )
    assert created.status_code == 201
    body = created.json()
    assert body["limit_products"] == [world.item.pk]
    assert (body["checkin_count"], body["position_count"]) == (0, 0)

    changed = alice.patch(f"{LISTS}{body['id']}/", {"include_pending": True})
    assert changed.json() == {**body, "include_pending": True}

    assert alice.delete(f"{LISTS}{body['id']}/").status_code == 204
    assert not CheckInList.objects.filter(event=world.event).exists()


def test_a_list_counts_who_may_and_who_did(world: World, alice: Browser) -> None:
    main = make_list(world.event)
    lenient = make_list(world.event, name="Lenient", include_pending=True)
    order = make_order(world.event, world.item)
    make_order(world.event, world.item, paid=False)
    alice.post(
        "/app/register/api/checkin/scan/",
        {"list": main.pk, "secret": order.positions.get().secret},
    )

    rows = {row["id"]: row for row in alice.get(LISTS).json()["results"]}

    assert (rows[main.pk]["checkin_count"], rows[main.pk]["position_count"]) == (1, 1)
    assert (rows[lenient.pk]["checkin_count"], rows[lenient.pk]["position_count"]) == (0, 2)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", 5),
        ("all_products", "no"),
        ("limit_products", [987654321]),
        ("limit_products", "all"),
        ("limit_products", [None]),
    ],
)
def test_bad_lists_are_refused(world: World, alice: Browser, field: str, value: object) -> None:
    refused = alice.post(LISTS, {"name": "Door", field: value})

    assert refused.status_code == 400
    assert field in refused.json()["error"]["fields"]
    assert not CheckInList.objects.filter(event=world.event).exists()


def test_foreign_products_cannot_be_listed(world: World, alice: Browser) -> None:
    foreign = make_shop(world.other_event)

    refused = alice.post(LISTS, {"name": "Door", "limit_products": [foreign.pk]})

    assert refused.status_code == 400
    assert "limit_products" in refused.json()["error"]["fields"]


def test_staff_do_not_set_up_doors(world: World) -> None:
    bob = Browser(world.bob, world.event)
    door = make_list(world.event)

    assert bob.get(LISTS).json()["count"] == 1
    assert bob.post(LISTS, {"name": "Mine"}).status_code == 403
    assert bob.delete(f"{LISTS}{door.pk}/").status_code == 403
    assert CheckInList.objects.filter(event=world.event).count() == 1


def test_foreign_lists_do_not_exist(world: World) -> None:
    door = make_list(world.event)
    charlie = Browser(world.charlie, world.other_event)

    for method in ("GET", "PATCH", "DELETE"):
        assert charlie.send(method, f"{LISTS}{door.pk}/", {"name": "Mine"}).status_code == 404
    door.refresh_from_db()
    assert door.name == "Main entrance"


def test_registrations_are_found(world: World, alice: Browser) -> None:
    day = make_item(world.event, name="Day", price="20.00")
    make_quota(world.event, [day], name="Days")
    ada = make_order(world.event, world.item, name="Ada Lovelace")
    zoe = make_order(world.event, day, name="Zoë Ångström", email="zoe@example.net", paid=False)
    door = make_list(world.event)
    alice.post(
        "/app/register/api/checkin/scan/",
        {"list": door.pk, "secret": ada.positions.get().secret},
    )

    def found(**query: Any) -> list[str]:
        return [row["name"] for row in alice.get(REGISTRATIONS, **query).json()["results"]]

    assert found() == ["Zoë Ångström", "Ada Lovelace"]
    assert found(search="zoe") == ["Zoë Ångström"]
    assert found(search=zoe.code) == ["Zoë Ångström"]
    assert found(search="zoe@example.net") == ["Zoë Ångström"]
    assert found(status="pending_payment") == ["Zoë Ångström"]
    assert found(attendance="checked_in") == ["Ada Lovelace"]
    assert found(level=day.pk) == ["Zoë Ångström"]
    row = alice.get(REGISTRATIONS, search="ada").json()["results"][0]
    assert row == {
        "code": Registration.objects.get(event=world.event, level=world.item).code,
        "name": "Ada Lovelace",
        "badge_name": "Ada Lovelace",
        "level": {"id": world.item.pk, "name": {"en": "Weekend"}, "color": "#3b6ea5"},
        "status": "active",
        "attendance": "checked_in",
        "checked_in_at": row["checked_in_at"],
        "email": "ada@example.org",
        "order": ada.code,
        "created_at": row["created_at"],
        "holds": [],
        "steps": ["cancelled", "deferred", "refunded"],
    }
    assert alice.get(f"{REGISTRATIONS}{row['code']}/").json() == row
    assert found(search=row["code"].lower()) == ["Ada Lovelace"]


def test_foreign_registrations_do_not_exist(world: World) -> None:
    make_order(world.event, world.item)
    code = Registration.objects.get(event=world.event).code
    charlie = Browser(world.charlie, world.other_event)

    assert charlie.get(REGISTRATIONS).json()["count"] == 0
    assert charlie.get(f"{REGISTRATIONS}{code}/").status_code == 404


@pytest.mark.parametrize("query", [{"status": "gone"}, {"attendance": "maybe"}, {"level": "x"}])
def test_bad_filters_are_named(alice: Browser, query: dict[str, str]) -> None:
    refused = alice.get(REGISTRATIONS, **query)

    assert refused.status_code == 400
    assert set(refused.json()["error"]["fields"]) == set(query)


@pytest.mark.parametrize(("address", "queries"), [(LISTS, 11), (REGISTRATIONS, 9)])
def test_lists_cost_the_same_for_one_and_three(
    world: World, alice: Browser, django_assert_num_queries: Any, address: str, queries: int
) -> None:
    make_list(world.event)
    make_order(world.event, world.item)
    with django_assert_num_queries(queries):
        alice.get(address)
    for name in ("Two", "Three"):
        make_list(world.event, name=name)
        make_order(world.event, world.item, name=name)

    with django_assert_num_queries(queries):
        assert alice.get(address).json()["count"] == 3


def test_a_deleted_list_takes_its_scans_along(world: World, alice: Browser) -> None:
    door = make_list(world.event)
    secret = make_order(world.event, world.item).positions.get().secret
    alice.post("/app/register/api/checkin/scan/", {"list": door.pk, "secret": secret})

    assert alice.delete(f"{LISTS}{door.pk}/").status_code == 204

    assert not CheckIn.objects.filter(event=world.event).exists()
    assert Registration.objects.get(event=world.event).attendance == "checked_in"
