"""Orders over /app/: found, read, paid, canceled, sent again."""

from typing import Any

import pytest

from eventhub.common.actors import SYSTEM
from eventhub.common.models import OutboxTask
from register.checkin.actions import scans
from register.checkin.actions.scans import ScanRequest
from shop.actions import orders as order_actions
from shop.models import Order
from shop.rules.drafts import AnswerDraft
from tests.browse import Browser
from tests.make import (
    make_item,
    make_list,
    make_order,
    make_question,
    make_quota,
    make_tax_rule,
    make_team,
    make_user,
)
from tests.people import World

ORDERS = "/app/shop/api/m2m/orders/"


def step(order: Order, verb: str) -> str:
    return f"/app/shop/api/orders/{order.code}/{verb}/"


@pytest.fixture
def alice(world: World) -> Browser:
    return Browser(world.alice, world.event)


@pytest.fixture
def staff(world: World) -> Browser:
    """Somebody who may look at orders and not change them."""
    person = make_user("staff@example.org")
    make_team(
        world.organizer, name="Desk", permissions=[], modules={"shop": "staff"}, members=[person]
    )
    return Browser(person, world.event)


def test_an_order_tells_everything(world: World, alice: Browser) -> None:
    tax = make_tax_rule(world.event, rate="20.00")
    item = make_item(world.event, name="VIP", price="120.00", tax_rule_id=tax.pk)
    make_quota(world.event, [item], name="VIP")
    question = make_question(world.event, [item], text="Nickname")
    order = make_order(
        world.event, item, name="Grace Hopper", answers=[AnswerDraft(question.pk, "Amazing")]
    )
    door = make_list(world.event)
    secret = order.positions.get().secret
    scans.redeem(door, scan=ScanRequest(secret), actor=SYSTEM)

    body = alice.get(f"{ORDERS}{order.code.lower()}/").json()

    assert (body["code"], body["status"], body["status_text"]) == (order.code, "p", "paid")
    assert body["total"] == {"amount": 12000, "currency": "EUR"}
    assert body["tax_total"] == {"amount": 2000, "currency": "EUR"}
    assert body["url"].endswith(f"/bigevents/con2027/order/{order.code}/{order.secret}/")
    assert {"mark_paid": False, "cancel": True, "resend": True}.items() <= body["can"].items()
    position = body["positions"][0]
    assert position["item"] == {"id": item.pk, "name": {"en": "VIP"}}
    assert position["price"] == {"amount": 12000, "currency": "EUR"}
    assert position["tax_rate"] == "20.00"
    assert position["attendee_name"] == "Grace Hopper"
    assert position["answers"] == [
        {"id": question.pk, "question": {"en": "Nickname"}, "answer": "Amazing", "file": None}
    ]
    assert position["registration"]["status"] == "active"
    assert position["registration"]["attendance"] == "checked_in"
    assert [(c["list"], c["by"]) for c in position["checkins"]] == [("Main entrance", "EventHub")]
    assert [p["state"] for p in body["payments"]] == ["confirmed"]
    assert body["refunds"] == []


def test_orders_are_found(world: World, alice: Browser) -> None:
    merch = make_item(world.event, name="Shirt", price="20.00", kind="merch")
    make_quota(world.event, [merch], name="Shirts")
    ada = make_order(world.event, world.item, name="Ada Lovelace", email="ada@example.org")
    zoe = make_order(
        world.event, world.item, name="Zoë Ångström", email="zoe@example.net", paid=False
    )
    shirt = make_order(world.event, merch, name="", email="shirts@example.org")

    def found(**query: Any) -> set[str]:
        return {row["code"] for row in alice.get(ORDERS, **query).json()["results"]}

    assert found() == {ada.code, zoe.code, shirt.code}
    assert found(search=ada.code.lower()) == {ada.code}
    assert found(search="zoe ang") == {zoe.code}
    assert found(search="shirts@") == {shirt.code}
    assert found(search="nobody") == set()
    assert found(status="n") == {zoe.code}
    assert found(item=merch.pk) == {shirt.code}
    newest_first = [row["code"] for row in alice.get(ORDERS).json()["results"]]
    assert newest_first == [shirt.code, zoe.code, ada.code]
    by_total = alice.get(ORDERS, ordering="total").json()["results"]
    assert by_total[0]["code"] == shirt.code


@pytest.mark.parametrize(
    "query",
    [{"status": "x"}, {"item": "abc"}, {"item": "1.5"}, {"item": str(2**70)}, {"search": "\x00"}],
)
def test_bad_filters_are_named(alice: Browser, query: dict[str, str]) -> None:
    refused = alice.get(ORDERS, **query)

    assert refused.status_code == 400
    assert set(refused.json()["error"]["fields"]) == set(query)


def test_mark_paid(world: World, alice: Browser) -> None:
    order = make_order(world.event, world.item, paid=False)

    paid = alice.post(step(order, "mark-paid"), {"note": "Statement 12"})

    assert paid.status_code == 200
    body = paid.json()
    assert (body["status"], body["can"]["mark_paid"]) == ("p", False)
    assert body["positions"][0]["registration"]["status"] == "active"
    assert body["payments"][0]["state"] == "confirmed"
    again = alice.post(step(order, "mark-paid"))
    assert again.status_code == 409
    assert again.json()["error"]["code"] == "already_paid"


def test_cancel(world: World, alice: Browser) -> None:
    order = make_order(world.event, world.item)

    canceled = alice.post(step(order, "cancel"), {"note": "Ill"})

    assert canceled.status_code == 200
    body = canceled.json()
    assert body["status"] == "c"
    assert {"mark_paid": False, "cancel": False, "resend": True}.items() <= body["can"].items()
    assert body["positions"][0]["registration"]["status"] == "cancelled"
    assert alice.post(step(order, "cancel")).status_code == 409


def test_resend(world: World, alice: Browser) -> None:
    order = make_order(world.event, world.item)

    assert alice.post(step(order, "resend")).status_code == 200

    task = OutboxTask.objects.get(name="order.mail", payload__kind="resend")
    assert task.payload["order_id"] == order.pk


def test_resend_without_address(world: World, alice: Browser) -> None:
    order = make_order(world.event, world.item, email="")

    assert alice.get(f"{ORDERS}{order.code}/").json()["can"]["resend"] is False
    assert alice.post(step(order, "resend")).status_code == 409


@pytest.mark.parametrize("verb", ["mark-paid", "cancel", "resend"])
def test_staff_look_and_do_not_touch(world: World, staff: Browser, verb: str) -> None:
    order = make_order(world.event, world.item, paid=False)

    refused = staff.post(step(order, verb))

    assert refused.status_code == 403
    order.refresh_from_db()
    assert order.status == "n"
    can = staff.get(f"{ORDERS}{order.code}/").json()["can"]
    assert {"mark_paid": False, "cancel": False, "resend": False}.items() <= can.items()


@pytest.mark.parametrize("verb", ["mark-paid", "cancel", "resend"])
def test_foreign_orders_do_not_exist(world: World, verb: str) -> None:
    order = make_order(world.event, world.item, paid=False)
    charlie = Browser(world.charlie, world.other_event)

    assert charlie.post(step(order, verb)).status_code == 404
    assert charlie.get(f"{ORDERS}{order.code}/").status_code == 404
    order.refresh_from_db()
    assert order.status == "n"


@pytest.mark.parametrize("note", [5, ["x"], "x" * 2001, None])
def test_a_bad_note_stops_the_step(world: World, alice: Browser, note: object) -> None:
    order = make_order(world.event, world.item, paid=False)

    refused = alice.post(step(order, "mark-paid"), {"note": note})

    assert refused.status_code == 400
    assert "note" in refused.json()["error"]["fields"]
    order.refresh_from_db()
    assert order.status == "n"


def test_an_expired_order_can_still_be_paid(world: World, alice: Browser) -> None:
    order = make_order(world.event, world.item, paid=False)
    Order.objects.filter(event=world.event).update(expires="2026-01-01T00:00:00Z")
    assert order_actions.expire_order(world.event, code=order.code, actor=SYSTEM)

    row = alice.get(f"{ORDERS}{order.code}/").json()
    paid = alice.post(step(order, "mark-paid"))

    assert (row["status"], row["can"]["mark_paid"], row["can"]["cancel"]) == ("e", True, False)
    assert paid.json()["status"] == "p"


def test_list_costs_the_same_for_one_and_three(
    world: World, alice: Browser, django_assert_num_queries: Any
) -> None:
    question = make_question(world.event, [world.item])
    make_order(world.event, world.item, answers=[AnswerDraft(question.pk, "A")])
    with django_assert_num_queries(14):
        alice.get(ORDERS)
    for name in ("Bea", "Cleo"):
        make_order(
            world.event, world.item, name=name, count=2, answers=[AnswerDraft(question.pk, name)]
        )

    with django_assert_num_queries(14):
        assert alice.get(ORDERS).json()["count"] == 3
