"""Vouchers and the waiting list over /app/."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eventhub.common.actors import SYSTEM
from shop.actions.vouchers import waiting_list
from shop.models import Quota, Voucher, WaitingListEntry
from tests.browse import Browser
from tests.make import make_order, make_team, make_user, make_voucher
from tests.people import World

VOUCHERS = "/app/shop/api/m2m/vouchers/"
BATCH = "/app/shop/api/vouchers/batch/"
WAITING = "/app/shop/api/m2m/waiting-list/"
CARTS = "/app/shop/api/m2m/carts/"
TERMS: dict[str, Any] = {"price_mode": "percent", "value": "50.00", "tag": "press", "max_usages": 2}


@pytest.fixture
def alice(world: World) -> Browser:
    return Browser(world.alice, world.event)


def wait(world: World, email: str = "ada@example.org") -> WaitingListEntry:
    data = {"email": email, "item_id": world.item.pk, "name": "Ada"}
    entry = WaitingListEntry(tenant=world.event.tenant, event=world.event, **data)
    entry.save()
    return entry


def test_b9_vouchers_are_made_changed_searched_and_deleted(world: World, alice: Browser) -> None:
    created = alice.post(VOUCHERS, {**TERMS, "code": "HALF", "item": world.item.pk})
    assert created.status_code == 201, created.content
    row = created.json()
    assert (row["code"], row["value"], row["item"]) == ("HALF", "50.00", world.item.pk)
    make_voucher(world.event, "OTHER")

    def codes(query: str) -> list[str]:
        return [one["code"] for one in alice.get(f"{VOUCHERS}?{query}").json()["results"]]

    assert codes("") == ["OTHER", "HALF"]
    assert codes("search=press") == ["HALF"]
    assert codes("active=false") == []
    assert alice.patch(f"{VOUCHERS}{row['id']}/", {"tag": "x"}).json()["tag"] == "x"
    assert alice.post(VOUCHERS, {"code": "half"}).status_code == 400
    assert alice.delete(f"{VOUCHERS}{row['id']}/").status_code == 204
    assert codes("") == ["OTHER"]


def test_b9_a_batch_makes_all_or_none(world: World, alice: Browser) -> None:
    made = alice.post(BATCH, {**TERMS, "count": 5})
    refused = alice.post(
        BATCH, {"count": 200, "item": world.item.pk, "block_quota": True, "max_usages": 1}
    )

    assert made.status_code == 201, made.content
    assert len({row["code"] for row in made.json()}) == 5
    assert (refused.status_code, list(refused.json()["error"]["fields"])) == (400, ["block_quota"])
    assert Voucher.objects.filter(event=world.event).count() == 5
    assert Quota.objects.get(event=world.event).taken == 0
    assert alice.post(BATCH, {"count": "5"}).status_code == 400


def test_b12_who_waits_is_served_and_then_stays(world: World, alice: Browser) -> None:
    first, second = wait(world), wait(world, "bob@example.org")

    sent = alice.post(f"/app/shop/api/waiting-list/{first.pk}/send-voucher/", {})

    assert sent.status_code == 200, sent.content
    code = Voucher.objects.get(event=world.event).code
    assert sent.json()["voucher"] == code
    rows = alice.get(WAITING).json()["results"]
    assert [(row["email"], row["voucher"]) for row in rows] == [
        ("ada@example.org", code),
        ("bob@example.org", None),
    ]
    assert alice.get(f"{WAITING}?has_voucher=false").json()["count"] == 1
    assert alice.delete(f"{WAITING}{first.pk}/").status_code == 403
    assert alice.delete(f"{WAITING}{second.pk}/").status_code == 204
    assert alice.post(f"/app/shop/api/waiting-list/{first.pk}/send-voucher/", {}).status_code == 409


def test_b12_nothing_is_sent_when_nothing_is_free(world: World, alice: Browser) -> None:
    entry = wait(world)
    Quota.objects.filter(event=world.event).update(size=1)
    make_order(world.event, world.item)

    refused = alice.post(f"/app/shop/api/waiting-list/{entry.pk}/send-voucher/", {})

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "nothing_free")
    assert not Voucher.objects.filter(event=world.event).exists()


def test_staff_reads_and_does_not_write(world: World) -> None:
    dora = make_user("dora@example.org")
    make_team(
        world.organizer, name="Staff", permissions=[], modules={"shop": "staff"}, members=[dora]
    )
    browser, entry = Browser(dora, world.event), wait(world)

    assert browser.get(VOUCHERS).status_code == 200
    assert browser.get(WAITING).status_code == 200
    assert browser.post(VOUCHERS, TERMS).status_code == 403
    assert browser.post(BATCH, {"count": 1}).status_code == 403
    address = f"/app/shop/api/waiting-list/{entry.pk}/send-voucher/"
    assert browser.post(address, {}).status_code == 403
    assert not Voucher.objects.filter(event=world.event).exists()


@pytest.mark.parametrize("address", [VOUCHERS, WAITING])
def test_lists_cost_the_same_for_one_and_for_three(
    world: World, alice: Browser, address: str
) -> None:
    costs = []
    for names in (["a"], ["b", "c"]):
        for name in names:
            entry = wait(world, f"{name}@example.org")
            make_voucher(world.event, name, item_id=world.item.pk)
        with CaptureQueriesContext(connection) as queries:
            alice.get(address)
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert entry.pk


def test_b12_priority_changes_the_turn(world: World, alice: Browser) -> None:
    wait(world)
    late = wait(world, "vip@example.org")

    assert alice.patch(f"{WAITING}{late.pk}/", {"priority": 9}).status_code == 200

    rows = alice.get(WAITING).json()["results"]
    assert rows[0]["email"] == "vip@example.org"
    waiting_list.delete_entry(world.event, entry=late, actor=SYSTEM)


def test_b12_an_organizer_puts_somebody_on_the_list_once(world: World, alice: Browser) -> None:
    sent = {"email": "ada@example.org", "name": "Ada", "item": world.item.pk}

    made = alice.post(WAITING, sent)
    twice = alice.post(WAITING, sent)
    nowhere = alice.post(WAITING, {**sent, "email": "not an address"})
    nothing = alice.post(WAITING, {"email": "eve@example.org"})

    assert made.status_code == 201, made.content
    assert list(twice.json()["error"]["fields"]) == ["email"]
    assert list(nowhere.json()["error"]["fields"]) == ["email"]
    assert list(nothing.json()["error"]["fields"]) == ["item"]
    entry = WaitingListEntry.objects.get(event=world.event)
    assert entry.name_parts == {"_scheme": "full", "full_name": "Ada"}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_carts_costs_the_same_for_one_and_three(
    world: World, alice: Browser, count: int
) -> None:
    for _ in range(count):
        assert alice.post(CARTS, {"item": world.item.pk}).status_code == 201

    with CaptureQueriesContext(connection) as seen:
        rows = alice.get(CARTS).json()["results"]

    assert len(rows) == count
    assert len(seen) == 8, [query["sql"][:90] for query in seen]


def test_only_who_changes_the_shop_keeps_things_in_carts(world: World) -> None:
    bob = make_user("bob-who-looks@example.org")
    make_team(
        world.organizer, permissions=(), modules={"shop": "staff"}, members=[bob], name="Eyes"
    )
    looking = Browser(bob, world.event)

    assert looking.get(CARTS).status_code == 200
    assert looking.post(CARTS, {"item": world.item.pk}).status_code == 403
    assert looking.get(CARTS).json()["count"] == 0
