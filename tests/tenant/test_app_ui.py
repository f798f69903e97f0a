"""What the surfaces ask first."""

import pytest
from django.test import Client

from shop.models import Category
from tests.browse import Browser
from tests.make import make_event, make_team, make_user
from tests.people import World


def test_session_of_a_visitor_is_empty_and_open(world: World) -> None:
    answer = Browser(None).get("/app/ui/session/")

    assert answer.status_code == 200
    body = answer.json()
    assert body["user"] is None
    assert (body["events"], body["organizers"], body["current"]) == ([], [], None)
    assert ["en", "English"] in body["languages"]


def test_session_shows_only_ones_own_events(world: World) -> None:
    make_event(world.organizer, "con2028")

    alice = Browser(world.alice, world.event).get("/app/ui/session/").json()
    bob = Browser(world.bob).get("/app/ui/session/").json()
    charlie = Browser(world.charlie).get("/app/ui/session/").json()

    assert [event["slug"] for event in alice["events"]] == ["con2027", "con2028"]
    assert alice["current"] == "bigevents/con2027"
    assert alice["organizers"] == [
        {"slug": "bigevents", "name": "Bigevents", "can_create_events": True}
    ]
    assert [event["slug"] for event in bob["events"]] == ["con2027"]
    assert bob["organizers"][0]["can_create_events"] is False
    assert [event["slug"] for event in charlie["events"]] == ["fest"]
    assert charlie["current"] == "others/fest"


def test_menu_shows_what_the_level_opens(world: World) -> None:
    alice = Browser(world.alice, world.event).get("/app/ui/menu/").json()
    bob = Browser(world.bob, world.event).get("/app/ui/menu/").json()

    assert alice["event"]["slug"] == "con2027"
    assert {module["key"] for module in alice["modules"]} == {"register", "shop", "tenant"}
    assert [(module["key"], module["level"]) for module in bob["modules"]] == [
        ("register", "staff")
    ]
    assert bob["modules"][0]["items"][0]["url"] == "/app/e/bigevents/con2027/dashboard"


def test_menu_shows_the_pages_that_a_right_opens(world: World) -> None:
    person = make_user("devices@example.org")
    rights = ["can_change_organizer_settings", "can_change_event_settings"]
    make_team(world.organizer, name="Technics", permissions=rights, modules={}, members=[person])

    pages = Browser(person, world.event).get("/app/ui/menu/").json()["modules"]

    shown = {module["key"]: [item["key"] for item in module["items"]] for module in pages}
    assert shown == {"tenant": ["settings", "properties", "devices", "webhooks"]}


def test_permissions_name_levels_and_rights(world: World) -> None:
    bob = Browser(world.bob, world.event).get("/app/ui/permissions/").json()

    assert bob["modules"]["register"] == "staff"
    assert bob["modules"]["shop"] == "none"
    assert bob["capabilities"] == ["can_checkin_orders"]


@pytest.mark.parametrize("path", ["menu", "permissions"])
def test_a_visitor_is_asked_to_sign_in(world: World, path: str) -> None:
    answer = Browser(None, world.event).get(f"/app/ui/{path}/")

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "not_authenticated"


def test_chosen_event_is_remembered(world: World) -> None:
    make_event(world.organizer, "con2028")
    alice = Browser(world.alice)

    chosen = alice.post("/app/tenant/api/current-event/", {"event": "bigevents/con2028"})

    assert chosen.status_code == 200
    assert chosen.json()["event"]["slug"] == "con2028"
    assert alice.get("/app/ui/session/").json()["current"] == "bigevents/con2028"


def test_somebody_elses_event_cannot_be_chosen(world: World) -> None:
    charlie = Browser(world.charlie)

    refused = charlie.post("/app/tenant/api/current-event/", {"event": "bigevents/con2027"})

    assert refused.status_code == 404
    assert refused.json()["error"]["code"] == "event_not_found"
    assert charlie.get("/app/ui/session/").json()["current"] == "others/fest"


def test_platform_administrator_sees_everything(world: World) -> None:
    root = make_user("root@example.org", is_superuser=True)

    body = Browser(root).get("/app/ui/session/").json()

    assert {event["slug"] for event in body["events"]} == {"con2027", "fest"}


def test_unknown_address_of_an_api_answers_in_its_words(world: World) -> None:
    answer = Browser(world.alice, world.event).post("/app/shop/api/nothing/")

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_session_costs_as_much_for_three_events_as_for_one(
    world: World, django_assert_num_queries
) -> None:
    alice = Browser(world.alice, world.event)
    with django_assert_num_queries(8):
        alice.get("/app/ui/session/")
    make_event(world.organizer, "con2028")
    make_team(world.organizer, name="More", members=[world.alice], events=[world.event])

    with django_assert_num_queries(8):
        alice.get("/app/ui/session/")


def test_a_foreign_page_cannot_write_in_a_persons_name(world: World) -> None:
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.force_login(world.alice)
    address, body = "/app/shop/api/m2m/categories/", {"name": "Merch"}
    headers = {"X-Event": "bigevents/con2027"}

    forged = client.post(address, body, content_type="application/json", headers=headers)

    assert forged.status_code == 403
    assert not Category.objects.filter(event=world.event).exists()
    client.cookies["csrftoken"] = "a" * 32
    honest = client.post(
        address, body, content_type="application/json", headers={**headers, "X-CSRFToken": "a" * 32}
    )
    assert honest.status_code == 201
