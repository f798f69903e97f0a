"""Events over /app/: created, changed, put live, deleted, and nobody else's."""

import uuid
from typing import Any

import pytest

from eventhub.common.models import AuditEntry
from shop.models import Quota
from tenant.models import Event
from tests.browse import Browser
from tests.make import make_event, make_order, make_organizer, make_team, make_user
from tests.people import World

EVENTS = "/app/tenant/api/m2m/events/"
NEW = {
    "organizer": "bigevents",
    "slug": "winter",
    "name": {"en": "Winter Con", "cs": "Zimní con"},
    "date_from": "2027-12-27T10:00:00+01:00",
}


def detail(event: Event) -> str:
    return f"{EVENTS}{event.public_id}/"


def test_create_event(world: World) -> None:
    answer = Browser(world.alice).post(
        EVENTS, {**NEW, "currency": "CZK", "settings": {"payment_term_days": 7}}
    )

    assert answer.status_code == 201
    body = answer.json()
    assert body["date_from"] == "2027-12-27T09:00:00Z"
    assert body["currency"] == "CZK"
    assert body["live"] is False
    assert body["settings"]["payment_term_days"] == 7
    assert body["settings"]["attendee_emails_asked"] is False
    assert [problem["code"] for problem in body["problems"]] == ["no_quota"]
    assert body["public_url"].endswith("/bigevents/winter/")
    event = Event.unscoped.get(public_id=body["id"])
    assert event.name == NEW["name"]
    entry = AuditEntry.objects.get(event=event, action="event.created")
    assert entry.actor_label == "alice@example.org"


def test_a_plain_name_is_the_default_languages(world: World) -> None:
    body = Browser(world.alice).post(EVENTS, {**NEW, "name": "Winter Con"}).json()

    assert body["name"] == {"en": "Winter Con"}


def test_create_needs_the_right(world: World) -> None:
    refused = Browser(world.bob).post(EVENTS, NEW)

    assert refused.status_code == 403
    assert not Event.unscoped.filter(slug="winter").exists()


def test_create_at_a_foreign_organizer_is_not_found(world: World) -> None:
    refused = Browser(world.charlie).post(EVENTS, NEW)

    assert refused.status_code == 404
    assert "organizer" in refused.json()["error"]["fields"]
    assert not Event.unscoped.filter(slug="winter").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "con2027"),
        ("slug", "api"),
        ("slug", "with space"),
        ("slug", 5),
        ("slug", "x" * 51),
        ("name", {}),
        ("name", {"tlh": "Qapla'"}),
        ("name", ["Winter"]),
        ("name", None),
        ("date_from", "2027-12-27T10:00:00"),
        ("date_from", "yesterday"),
        ("date_from", 1893456000),
        ("date_to", "2027-12-01T10:00:00Z"),
        ("currency", "XXX"),
        ("currency", 978),
        ("timezone", "Europe/Atlantis"),
        ("is_public", "yes"),
        ("plugins", "all"),
        ("plugins", ["pretix.plugins.unknown"]),
        ("plugins", ["eventhub.plugins.festival"]),
        ("settings", {"payment_term_days": "7"}),
        ("settings", {"payment_term_days": -1}),
        ("settings", {"primary_color": "red;}"}),
        ("settings", {"contact_mail": "nobody"}),
        ("settings", {"imprint_url": "javascript:alert(1)"}),
        ("settings", {"nothing": 1}),
        ("settings", []),
        ("live", True),
        ("presale_end", "2027-01-01T00:00:00Z"),
        ("location", 5),
    ],
)
def test_bad_input_names_the_field_and_writes_nothing(
    world: World, field: str, value: object
) -> None:
    data = {**NEW, "presale_start": "2027-06-01T00:00:00Z", field: value}
    before = Event.unscoped.count(), AuditEntry.unscoped.count()

    refused = Browser(world.alice).post(EVENTS, data)

    assert refused.status_code == 400, refused.content
    assert field in refused.json()["error"]["fields"]
    assert (Event.unscoped.count(), AuditEntry.unscoped.count()) == before


@pytest.mark.parametrize("missing", ["organizer", "slug", "name", "date_from"])
def test_what_is_missing_is_named(world: World, missing: str) -> None:
    data = {key: value for key, value in NEW.items() if key != missing}

    refused = Browser(world.alice).post(EVENTS, data)

    assert refused.status_code == 400
    assert list(refused.json()["error"]["fields"]) == [missing]


def test_naive_moment_has_its_own_code(world: World) -> None:
    refused = Browser(world.alice).post(EVENTS, {**NEW, "date_from": "2027-12-27T10:00:00"})

    assert refused.json()["error"]["code"] == "timezone_required"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b'"text"', b"null", b'{"slug": NaN}', b'{"slug": "a", "slug": "b"}',
        b'{"slug": "a\\u0000b"}', b"\xff\xfe", b"[" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_object_is_refused(world: World, body: bytes) -> None:
    refused = Browser(world.alice).send("POST", EVENTS, body)

    assert refused.status_code == 400
    assert set(refused.json()["error"]) == {"code", "message", "fields", "detail"}


def test_ten_megabytes_are_too_much(world: World) -> None:
    refused = Browser(world.alice).send("POST", EVENTS, b'{"name": "' + b"x" * 10_000_000 + b'"}')

    assert refused.status_code == 413
    assert refused.json()["error"]["code"] == "too_large"


def test_change_event(world: World) -> None:
    answer = Browser(world.alice).patch(
        detail(world.event),
        {
            "name": {"en": "Renamed"},
            "timezone": "Asia/Tokyo",
            "settings": {"primary_color": "#AA00ff"},
        },
    )

    assert answer.status_code == 200
    world.event.refresh_from_db()
    assert world.event.name == {"en": "Renamed"}
    assert world.event.timezone == "Asia/Tokyo"
    assert answer.json()["settings"]["primary_color"] == "#AA00ff"


def test_refused_change_changes_nothing(world: World) -> None:
    refused = Browser(world.alice).patch(
        detail(world.event), {"name": {"en": "Renamed"}, "date_to": "2020-01-01T00:00:00Z"}
    )

    assert refused.status_code == 400
    world.event.refresh_from_db()
    assert world.event.name == {"en": "Con2027"}


def test_going_live_says_what_is_missing(world: World) -> None:
    event = make_event(world.organizer, "empty", live=False)

    refused = Browser(world.alice).patch(detail(event), {"live": True})

    assert refused.status_code == 400
    assert refused.json()["error"]["fields"]["live"] == [
        "Create at least one quota: how many units there are."
    ]
    event.refresh_from_db()
    assert event.live is False


def test_going_live(world: World) -> None:
    event = make_event(world.organizer, "ready", live=False)
    Quota.objects.create(tenant=event.tenant, event=event, name="All", size=10)

    answer = Browser(world.alice).patch(detail(event), {"live": True})

    assert answer.status_code == 200
    assert answer.json()["live"] is True
    assert answer.json()["problems"] == []


def test_only_those_who_may_change_it_do(world: World) -> None:
    helper = make_user("helper@example.org")
    make_team(
        world.organizer,
        name="Setup",
        permissions=["can_change_event_settings"],
        modules={},
        events=[world.event],
        members=[helper],
    )

    refused = Browser(world.bob).patch(detail(world.event), {"name": "Bob's"})
    allowed = Browser(helper).patch(detail(world.event), {"name": "Helper's"})

    assert refused.status_code == 403
    assert allowed.status_code == 200


def test_delete_event(world: World) -> None:
    event = make_event(world.organizer, "mistake")

    answer = Browser(world.alice).delete(detail(event))

    assert answer.status_code == 204
    assert not Event.unscoped.filter(pk=event.pk).exists()


def test_an_event_with_orders_stays(world: World) -> None:
    make_order(world.event, world.item)

    refused = Browser(world.alice).delete(detail(world.event))

    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "event_has_orders"
    assert Event.unscoped.filter(pk=world.event.pk).exists()


@pytest.mark.parametrize("id", ["0197a3f0-0000-7000-8000-000000000000", "5", "x"])
def test_unknown_ids_are_not_found(world: World, id: str) -> None:  # noqa: A002 -- the address's word
    for method in ("GET", "PATCH", "DELETE"):
        assert Browser(world.alice).send(method, f"{EVENTS}{id}/", {}).status_code == 404


def test_foreign_events_do_not_exist(world: World) -> None:
    charlie = Browser(world.charlie)

    assert charlie.get(detail(world.event)).status_code == 404
    assert charlie.patch(detail(world.event), {"name": "Mine"}).status_code == 404
    assert charlie.delete(detail(world.event)).status_code == 404
    assert [row["slug"] for row in charlie.get(EVENTS).json()["results"]] == ["fest"]
    world.event.refresh_from_db()
    assert world.event.name == {"en": "Con2027"}


def test_search_and_order(world: World) -> None:
    make_event(world.organizer, "aaa", date_from="2028-01-01T00:00:00Z", date_to=None)
    alice = Browser(world.alice)

    assert [e["slug"] for e in alice.get(EVENTS, ordering="slug").json()["results"]] == [
        "aaa",
        "con2027",
    ]
    assert [e["slug"] for e in alice.get(EVENTS, search="con2").json()["results"]] == ["con2027"]
    page = alice.get(EVENTS, page_size=1).json()
    assert page["count"] == 2
    assert page["next"]


def test_list_costs_the_same_for_one_and_three(
    world: World, django_assert_num_queries: Any
) -> None:
    alice = Browser(world.alice)
    with django_assert_num_queries(7):
        alice.get(EVENTS)
    make_event(world.organizer, "two")
    make_event(world.organizer, "three")

    with django_assert_num_queries(7):
        assert alice.get(EVENTS).json()["count"] == 3


def test_ids_are_not_guessable(world: World) -> None:
    row = Browser(world.alice).get(EVENTS).json()["results"][0]

    assert uuid.UUID(row["id"]) == world.event.public_id


def test_the_same_slug_is_free_at_another_organizer(world: World) -> None:
    twin = make_organizer("twin", tenant=world.organizer.tenant.slug)
    make_team(twin, members=[world.alice])

    answer = Browser(world.alice).post(EVENTS, {**NEW, "organizer": "twin", "slug": "con2027"})

    assert answer.status_code == 201


def test_plugins_say_what_can_be_switched_on(world: World) -> None:
    rows = {
        row["name"]: row
        for row in Browser(world.alice, world.event).get("/app/tenant/api/plugins/").json()
    }

    assert rows["pretix.plugins.banktransfer"] == {
        "name": "pretix.plugins.banktransfer",
        "title": "Bank transfer / invoice",
        "restricted": False,
        "kind": "payment",
        "available": True,
    }
    assert rows["eventhub.plugins.festival"]["available"] is False


def test_clone_begins_with_what_the_source_has(world: World) -> None:
    body = {key: value for key, value in NEW.items() if key != "organizer"}

    answer = Browser(world.alice).post(f"{detail(world.event)}clone/", body)

    assert answer.status_code == 201
    copy = Event.unscoped.get(public_id=answer.json()["id"])
    assert (copy.slug, copy.items.count(), copy.quotas.count()) == ("winter", 1, 1)


def test_clone_is_for_those_who_may_read_and_create(world: World) -> None:
    answers = [
        Browser(person).post(f"{detail(world.event)}clone/", NEW)
        for person in (world.bob, world.charlie)
    ]

    assert [answer.status_code for answer in answers] == [403, 404]
    assert not Event.unscoped.filter(slug="winter").exists()
