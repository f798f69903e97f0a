"""The catalogue over /app/: what is sold, how much of it, and what the form asks."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from shop.models import Category, Item, PricePhase, Question, Quota, TaxRule, Variation
from tenant.models import Event
from tests.browse import Browser
from tests.make import (
    make_item,
    make_order,
    make_question,
    make_quota,
    make_shop,
    make_tax_rule,
    make_team,
    make_user,
)
from tests.people import World

SHOP = "/app/shop/api/m2m/"
MODELS: dict[str, Any] = {
    "categories": Category,
    "tax-rules": TaxRule,
    "items": Item,
    "quotas": Quota,
    "questions": Question,
}
NEW: dict[str, Any] = {
    "categories": {"name": "Merch"},
    "tax-rules": {"name": "VAT", "rate": "21.00"},
    "items": {"name": "Day pass", "default_price": "45.00"},
    "quotas": {"name": "Hall", "size": 10},
    "questions": {"question": "Shirt size", "type": "S"},
}


@pytest.fixture
def alice(world: World) -> Browser:
    return Browser(world.alice, world.event)


def count(kind: str, event: Event) -> int:
    return int(MODELS[kind].objects.filter(event=event).count())


@pytest.mark.parametrize("kind", NEW)
def test_rows_are_made_changed_and_deleted(world: World, alice: Browser, kind: str) -> None:
    before = count(kind, world.event)

    created = alice.post(f"{SHOP}{kind}/", NEW[kind])
    assert created.status_code == 201, created.content
    address = f"{SHOP}{kind}/{created.json()['id']}/"
    assert alice.get(address).json() == created.json()
    assert count(kind, world.event) == before + 1

    word = "question" if kind == "questions" else "name"
    changed = alice.patch(address, {word: "Renamed"})
    assert changed.status_code == 200, changed.content
    assert changed.json()[word] == ("Renamed" if kind == "quotas" else {"en": "Renamed"})

    assert alice.delete(address).status_code == 204
    assert alice.get(address).status_code == 404
    assert count(kind, world.event) == before


@pytest.mark.parametrize("kind", NEW)
def test_rows_of_other_events_do_not_exist(world: World, alice: Browser, kind: str) -> None:
    row = alice.post(f"{SHOP}{kind}/", NEW[kind]).json()
    charlie = Browser(world.charlie, world.other_event)

    for method in ("GET", "PATCH", "DELETE"):
        refused = charlie.send(method, f"{SHOP}{kind}/{row['id']}/", {"name": "Mine"})
        assert refused.status_code == 404
    assert charlie.get(f"{SHOP}{kind}/").json()["count"] == 0
    assert alice.get(f"{SHOP}{kind}/{row['id']}/").json() == row


@pytest.mark.parametrize("kind", NEW)
def test_staff_look_and_admins_write(world: World, kind: str) -> None:
    staff = make_user("staff@example.org")
    make_team(
        world.organizer, name="Desk", permissions=[], modules={"shop": "staff"}, members=[staff]
    )
    before = count(kind, world.event)

    assert Browser(staff, world.event).get(f"{SHOP}{kind}/").status_code == 200
    refused = Browser(staff, world.event).post(f"{SHOP}{kind}/", NEW[kind])

    assert refused.status_code == 403
    assert refused.json()["error"]["detail"] == {
        "module": "shop",
        "required": "admin",
        "actual": "staff",
    }
    assert count(kind, world.event) == before
    assert Browser(world.bob, world.event).get(f"{SHOP}{kind}/").status_code == 403
    assert Browser(None, world.event).get(f"{SHOP}{kind}/").status_code == 401


def test_an_item_with_variations_phases_and_level(world: World, alice: Browser) -> None:
    created = alice.post(
        f"{SHOP}items/",
        {
            "name": {"en": "Sponsor", "cs": "Sponzor"},
            "kind": "admission",
            "default_price": {"amount": 9900, "currency": "EUR"},
            "variations": [
                {"value": "With shirt", "default_price": "119.00", "position": 1},
                {"value": "Without"},
            ],
            "price_phases": [
                {"name": "Early", "amount": "79.00", "ends_at": "2027-01-01T00:00:00+01:00"},
                {"name": "Late", "amount": "99.00", "starts_at": "2027-01-01T00:00:00+01:00"},
            ],
            "level": {"rank": 3, "color": "#AA3355", "badge_type": "gold", "min_age": 18},
        },
    )

    assert created.status_code == 201, created.content
    body = created.json()
    assert body["default_price"] == {"amount": 9900, "currency": "EUR"}
    assert [v["value"] for v in body["variations"]] == [{"en": "Without"}, {"en": "With shirt"}]
    assert body["variations"][1]["default_price"] == {"amount": 11900, "currency": "EUR"}
    assert [p["ends_at"] for p in body["price_phases"]] == ["2026-12-31T23:00:00Z", None]
    assert body["level"] == {
        "rank": 3,
        "color": "#aa3355",
        "badge_type": "gold",
        "min_age": 18,
        "max_age": None,
    }
    assert body["sold"] == 0


def test_patch_replaces_the_nested_lists_it_names(world: World, alice: Browser) -> None:
    row = alice.post(
        f"{SHOP}items/",
        {"name": "Shirt", "kind": "merch", "variations": [{"value": "S"}, {"value": "M"}]},
    ).json()
    small, medium = row["variations"]

    changed = alice.patch(
        f"{SHOP}items/{row['id']}/",
        {"variations": [{"id": medium["id"], "value": "M!"}, {"value": "L", "position": 2}]},
    ).json()
    untouched = alice.patch(f"{SHOP}items/{row['id']}/", {"active": False}).json()

    assert [v["value"]["en"] for v in changed["variations"]] == ["M!", "L"]
    assert changed["variations"][0]["id"] == medium["id"]
    assert not Variation.objects.filter(item=row["id"], pk=small["id"]).exists()
    assert untouched["variations"] == changed["variations"]
    assert untouched["level"] is None


def test_current_price_follows_phase_and_tax(world: World, alice: Browser) -> None:
    tax = make_tax_rule(world.event, rate="10.00", includes=False)
    now = timezone.now()
    item = make_item(
        world.event,
        name="Day",
        price="50.00",
        tax_rule_id=tax.pk,
        price_phases=[
            {
                "name": {"en": "Now"},
                "amount": Decimal("40.00"),
                "ends_at": now + dt.timedelta(days=1),
            }
        ],
    )

    body = alice.get(f"{SHOP}items/{item.pk}/").json()

    assert body["current_price"] == {"amount": 4400, "currency": "EUR"}


def test_sold_counts_live_orders_only(world: World, alice: Browser) -> None:
    make_order(world.event, world.item, count=2)
    make_order(world.event, world.item, paid=False)
    canceled = make_order(world.event, world.item)
    alice.post(f"/app/shop/api/orders/{canceled.code}/cancel/")

    assert alice.get(f"{SHOP}items/{world.item.pk}/").json()["sold"] == 3


def test_an_item_that_was_sold_cannot_be_deleted(world: World, alice: Browser) -> None:
    make_order(world.event, world.item)

    refused = alice.delete(f"{SHOP}items/{world.item.pk}/")

    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "in_use"
    assert Item.objects.filter(event=world.event, pk=world.item.pk).exists()


BAD = [
    ("items", "default_price", "-1.00"),
    ("items", "default_price", -1),
    ("items", "default_price", 45.5),
    ("items", "default_price", "1.005"),
    ("items", "default_price", "NaN"),
    ("items", "default_price", "99999999999999"),
    ("items", "default_price", {"amount": 100, "currency": "USD"}),
    ("items", "default_price", {"amount": "100", "currency": "EUR"}),
    ("items", "default_price", {"amount": -100, "currency": "EUR"}),
    ("items", "default_price", None),
    ("items", "default_price", []),
    ("items", "kind", "weapon"),
    ("items", "name", {}),
    ("items", "name", 5),
    ("items", "active", "true"),
    ("items", "position", "first"),
    ("items", "position", 2**40),
    ("items", "category", 987654321),
    ("items", "category", "1"),
    ("items", "tax_rule", -5),
    ("items", "available_from", "2027-01-01T00:00:00"),
    ("items", "min_per_order", -1),
    ("items", "variations", {"value": "S"}),
    ("items", "variations", [{"value": ""}]),
    ("items", "variations", [{"value": "S", "default_price": "-1"}]),
    ("items", "variations", ["S"]),
    ("items", "variations", [{"id": 987654321, "value": "S"}]),
    ("items", "price_phases", [{"amount": "10"}, {"amount": "20"}]),
    (
        "items",
        "price_phases",
        [{"amount": "1", "starts_at": "2027-02-01T00:00:00Z", "ends_at": "2027-01-01T00:00:00Z"}],
    ),
    ("items", "level", {"color": "red"}),
    ("items", "level", {"min_age": 20, "max_age": 10}),
    ("items", "level", "gold"),
    ("categories", "is_addon", 1),
    ("categories", "name", {"xx": "?"}),
    ("tax-rules", "rate", "101.00"),
    ("tax-rules", "rate", "-1"),
    ("tax-rules", "rate", 19.0),
    ("tax-rules", "rate", "abc"),
    ("tax-rules", "home_country", "Czechia"),
    ("quotas", "size", -1),
    ("quotas", "size", 2**40),
    ("quotas", "size", "10"),
    ("quotas", "items", [987654321]),
    ("quotas", "items", 5),
    ("quotas", "variations", [987654321]),
    ("questions", "type", "X"),
    ("questions", "valid_number_min", "many"),
    ("questions", "valid_date_min", "2027-13-01"),
    ("questions", "valid_string_length_max", -1),
    ("questions", "items", ["1"]),
    ("questions", "items", [987654321]),
    ("questions", "options", [{"answer": "S"}]),
    ("questions", "dependency_question", 987654321),
]


@pytest.mark.parametrize(("kind", "field", "value"), BAD)
def test_bad_input_names_the_field_and_writes_nothing(
    world: World, alice: Browser, kind: str, field: str, value: object
) -> None:
    before = count(kind, world.event)

    refused = alice.post(f"{SHOP}{kind}/", {**NEW[kind], field: value})

    assert refused.status_code == 400, refused.content
    assert field in refused.json()["error"]["fields"], refused.content
    assert count(kind, world.event) == before
    assert not Variation.objects.filter(item__event=world.event).exists()
    assert not PricePhase.objects.filter(item__event=world.event).exists()


def test_foreign_rows_cannot_be_linked(world: World, alice: Browser) -> None:
    foreign = make_shop(world.other_event)
    category = Browser(world.charlie, world.other_event).post(
        f"{SHOP}categories/", NEW["categories"]
    )

    answers = {
        "category": alice.patch(
            f"{SHOP}items/{world.item.pk}/", {"category": category.json()["id"]}
        ),
        "items": alice.post(f"{SHOP}quotas/", {**NEW["quotas"], "items": [foreign.pk]}),
    }

    for field, refused in answers.items():
        assert refused.status_code == 400
        assert field in refused.json()["error"]["fields"]
    world.item.refresh_from_db()
    assert world.item.category_id is None


def test_a_patch_that_fails_leaves_the_row_alone(world: World, alice: Browser) -> None:
    refused = alice.patch(
        f"{SHOP}items/{world.item.pk}/",
        {"name": "Renamed", "price_phases": [{"amount": "1"}, {"amount": "2"}]},
    )

    assert refused.status_code == 400
    world.item.refresh_from_db()
    assert world.item.name == {"en": "Weekend"}


def test_quota_says_what_is_left(world: World, alice: Browser) -> None:
    make_order(world.event, world.item, count=3)
    everything = make_quota(world.event, [world.item], size=None, name="Unlimited")

    rows = {row["name"]: row for row in alice.get(f"{SHOP}quotas/").json()["results"]}

    assert (rows["All"]["taken"], rows["All"]["available"]) == (3, 97)
    assert rows["All"]["items"] == [world.item.pk]
    assert (rows["Unlimited"]["size"], rows["Unlimited"]["available"]) == (None, None)
    assert rows["Unlimited"]["id"] == everything.pk


def test_questions_depend_on_one_another(world: World, alice: Browser) -> None:
    first = alice.post(
        f"{SHOP}questions/",
        {
            "question": "Dinner?",
            "type": "C",
            "options": [{"answer": "Yes", "identifier": "yes"}, {"answer": "No"}],
            "items": [world.item.pk],
        },
    ).json()
    second = alice.post(
        f"{SHOP}questions/",
        {
            "question": "Allergies?",
            "type": "T",
            "dependency_question": first["id"],
            "dependency_values": ["yes"],
        },
    ).json()

    assert [option["answer"] for option in first["options"]] == [{"en": "Yes"}, {"en": "No"}]
    assert first["options"][0]["identifier"] == "yes"
    assert second["dependency_question"] == first["id"]
    circle = alice.patch(f"{SHOP}questions/{first['id']}/", {"dependency_question": second["id"]})
    assert circle.status_code == 400
    assert "dependency_question" in circle.json()["error"]["fields"]


@pytest.mark.parametrize(
    ("kind", "queries"),
    [("categories", 8), ("tax-rules", 8), ("items", 13), ("quotas", 10), ("questions", 10)],
)
def test_lists_cost_the_same_for_one_and_three(
    world: World, alice: Browser, django_assert_num_queries: Any, kind: str, queries: int
) -> None:
    make_question(world.event, [world.item])
    alice.post(f"{SHOP}categories/", NEW["categories"])
    make_tax_rule(world.event)
    with django_assert_num_queries(queries):
        alice.get(f"{SHOP}{kind}/")
    for name in ("Two", "Three"):
        word = "question" if kind == "questions" else "name"
        extra = (
            {"variations": [{"value": "a"}], "price_phases": [{"amount": "1"}]}
            if kind == "items"
            else {}
        )
        assert alice.post(f"{SHOP}{kind}/", {**NEW[kind], **extra, word: name}).status_code == 201

    with django_assert_num_queries(queries):
        assert alice.get(f"{SHOP}{kind}/").json()["count"] == 3


@pytest.mark.parametrize("page", ["0", "x", "99999999999999999999"])
def test_pages_that_are_none_are_not_found(alice: Browser, page: str) -> None:
    assert alice.get(f"{SHOP}items/", page=page).status_code == 404


@pytest.mark.parametrize("query", [{"search": "a\x00b"}, {"search": "'; --"}, {"ordering": "x__y"}])
def test_odd_queries_are_harmless(alice: Browser, query: dict[str, str]) -> None:
    assert alice.get(f"{SHOP}items/", **query).status_code in {200, 400}
