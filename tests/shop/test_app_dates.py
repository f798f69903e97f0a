"""The dates of a series over /app/: made, changed and deleted beside the rest of the shop."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.models import ItemOverride, OrderPosition
from tenant.models import Event, MetaProperty, SubEvent
from tests.browse import Browser
from tests.make import (
    make_date,
    make_event,
    make_item,
    make_list,
    make_order,
    make_quota,
    make_team,
    make_user,
)
from tests.people import World

DATES = "/app/shop/api/m2m/dates/"
NEW = {"name": "Opening", "date_from": "2027-06-24T18:00:00+02:00"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def event(world: World) -> Event:
    return make_event(world.organizer, "evenings", has_subevents=True)


@pytest.fixture
def alice(world: World, event: Event) -> Browser:
    return Browser(world.alice, event)


def test_a_date_is_made_changed_and_deleted(event: Event, alice: Browser) -> None:
    item = make_item(event, variations=[{"value": {"en": "Front"}}])
    front = item.variations.get()
    prices = [
        {"item": item.pk, "disabled": True},
        {"item": item.pk, "variation": front.pk, "price": "12.50"},
    ]

    made = alice.post(DATES, {**NEW, "active": True, "prices": prices})
    body = made.json()
    address = f"{DATES}{body['id']}/"
    changed = alice.patch(address, {"name": {"en": "Première"}})
    cleared = alice.patch(address, {"prices": []})
    gone = alice.delete(address)

    assert made.status_code == 201, body
    assert (body["date_from"], body["sold"]) == ("2027-06-24T16:00:00Z", 0)
    assert body["public_url"].endswith(f"/bigevents/evenings/dates/{body['id']}/")
    assert [(row["variation"], row["price"], row["disabled"]) for row in body["prices"]] == [
        (front.pk, {"amount": 1250, "currency": "EUR"}, False),
        (None, None, True),
    ]
    assert changed.json()["name"] == {"en": "Première"}
    assert len(changed.json()["prices"]) == 2
    assert cleared.json()["prices"] == []
    assert gone.status_code == 204
    assert not SubEvent.unscoped.exists()
    assert not ItemOverride.unscoped.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("date_from", "soon"),
        ("date_to", "2027-06-23T16:00:00Z"),
        ("active", "yes"),
        ("prices", 5),
        ("prices", [{"item": "x"}]),
        ("prices", [{"item": 1, "price": "a lot"}]),
    ],
)
def test_bad_input_names_the_field_and_writes_nothing(
    alice: Browser, field: str, value: Any
) -> None:
    refused = alice.post(DATES, {**NEW, field: value})

    assert refused.status_code == 400, refused.content
    assert field in {name.split(".")[0] for name in refused.json()["error"]["fields"]}
    assert not SubEvent.unscoped.exists()


def test_prices_of_other_events_do_not_exist(world: World, alice: Browser) -> None:
    refused = alice.post(DATES, {**NEW, "prices": [{"item": world.item.pk, "price": "1.00"}]})

    assert refused.status_code == 400
    assert not SubEvent.unscoped.exists()


def test_a_date_that_was_ordered_stays(event: Event, alice: Browser) -> None:
    item, date = make_item(event), make_date(event)
    make_quota(event, [item], date=date)
    order = make_order(event, item, date=date)

    refused = alice.delete(f"{DATES}{date.pk}/")
    shown = alice.get(f"/app/shop/api/m2m/orders/{order.code}/").json()

    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "ordered")
    assert alice.get(f"{DATES}{date.pk}/").json()["sold"] == 1
    assert shown["positions"][0]["subevent"]["id"] == date.pk


def test_staff_look_and_admins_write(world: World, event: Event) -> None:
    date = make_date(event)
    bob = make_user("shop@example.org")
    make_team(
        world.organizer, name="Shop", permissions=[], modules={"shop": "staff"}, members=[bob]
    )
    staff = Browser(bob, event)

    assert staff.get(DATES).json()["count"] == 1
    assert staff.post(DATES, NEW).status_code == 403
    assert staff.patch(f"{DATES}{date.pk}/", {"active": False}).status_code == 403
    assert staff.delete(f"{DATES}{date.pk}/").status_code == 403
    assert SubEvent.unscoped.get().active


def test_only_a_series_has_dates(world: World) -> None:
    plain = Browser(world.alice, world.event)

    refused = plain.post(DATES, NEW)

    assert refused.status_code == 400
    assert "no series" in str(refused.json()["error"]["fields"])
    assert not SubEvent.unscoped.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    event: Event, alice: Browser, count: int
) -> None:
    item = make_item(event)
    MetaProperty.objects.create(tenant=event.tenant, organizer=event.organizer, name="Format")
    for days in range(count):
        date = make_date(event, days=days)
        own = {"prices": [{"item": item.pk, "price": "1.00"}], "meta_data": {"Format": "Talks"}}
        assert alice.patch(f"{DATES}{date.pk}/", own).status_code == 200

    with CaptureQueriesContext(connection) as seen:
        rows = alice.get(DATES).json()["results"]

    assert len(rows) == count
    assert len(seen) == 10, [query["sql"][:90] for query in seen]


def test_quotas_and_lists_name_their_date(event: Event, alice: Browser) -> None:
    item, date, other = make_item(event), make_date(event), make_date(event, days=1)
    quotas, lists = "/app/shop/api/m2m/quotas/", "/app/register/api/m2m/checkin-lists/"

    undated = alice.post(quotas, {"name": "All", "items": [item.pk]})
    quota = alice.post(quotas, {"name": "All", "items": [item.pk], "subevent": date.pk})
    moved = alice.patch(f"{quotas}{quota.json()['id']}/", {"subevent": other.pk})
    door = alice.post(lists, {"name": "Door", "subevent": date.pk})
    wide = alice.patch(f"{lists}{door.json()['id']}/", {"subevent": None})
    make_list(event)

    assert list(undated.json()["error"]["fields"]) == ["subevent"]
    assert (quota.json()["subevent"], moved.json()["subevent"]) == (date.pk, other.pk)
    assert (door.json()["subevent"], wide.json()["subevent"]) == (date.pk, None)


def test_a_series_is_made_and_its_menu_has_dates(world: World) -> None:
    alice = Browser(world.alice, world.event)
    data = {
        "organizer": "bigevents",
        "slug": "nights",
        "name": "Nights",
        "date_from": "2027-06-24T16:00:00Z",
        "has_subevents": True,
    }

    made = alice.post("/app/tenant/api/m2m/events/", data)

    def pages(event: Event) -> set[str]:
        menu = Browser(world.alice, event).get("/app/ui/menu/").json()
        return {item["key"] for module in menu["modules"] for item in module["items"]}

    assert (made.status_code, made.json()["has_subevents"]) == (201, True)
    assert "dates" in pages(Event.objects.get(organizer=world.organizer, slug="nights"))
    assert "dates" not in pages(world.event)


def test_orders_are_found_by_the_date_they_are_for(event: Event, alice: Browser) -> None:
    item, date, other = make_item(event), make_date(event), make_date(event, days=1)
    for each in (date, other):
        make_quota(event, [item], date=each)
    mine = make_order(event, item, date=date)
    make_order(event, item, date=other)
    orders = "/app/shop/api/m2m/orders/"

    found = alice.get(orders, subevent=date.pk).json()["results"]

    assert [row["code"] for row in found] == [mine.code]
    assert alice.get(orders, subevent="x").status_code == 400


def test_the_door_is_told_the_date_of_a_ticket(event: Event, alice: Browser) -> None:
    item, date = make_item(event), make_date(event)
    make_quota(event, [item], date=date)
    secret = OrderPosition.objects.get(order=make_order(event, item, date=date)).secret
    door = make_list(event)

    answer = alice.post(
        "/app/register/api/checkin/scan/",
        {"list": door.pk, "secret": secret, "nonce": "n1", "kind": "entry"},
    ).json()

    assert answer["verdict"] == "ok"
    assert answer["ticket"]["date"] == {
        "id": date.pk,
        "name": {"en": "Evening"},
        "date_from": "2027-06-24T16:00:00Z",
    }
