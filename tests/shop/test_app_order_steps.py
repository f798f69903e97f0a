"""What an organizer can do about an order over /app/."""

from typing import Any

import pytest

from shop.models import Order, OrderPosition
from tests.browse import Browser
from tests.make import make_item, make_order, make_quota, make_team, make_user
from tests.people import World

ORDERS = "/app/shop/api/m2m/orders/"
STEPS = [
    "mark-paid", "mark-pending", "cancel", "approve", "deny", "reactivate", "extend", "new-secrets", "resend",
    "invoices", "payments", "positions", "payments/1/confirm", "payments/1/cancel", "payments/1/refund",
    "refunds/1/done", "refunds/1/cancel", "positions/1/new-secret", "positions/1/block", "positions/1/unblock",
    "invoices/X-1/reissue",
]  # fmt: skip


@pytest.fixture
def alice(world: World) -> Browser:
    return Browser(world.alice, world.event)


def step(browser: Browser, order: Order, verb: str, **body: Any) -> Any:
    return browser.post(f"/app/shop/api/orders/{order.code}/{verb}/", body)


def test_an_order_says_what_can_be_done_and_why_not(world: World, alice: Browser) -> None:
    order = make_order(world.event, world.item, paid=False)

    body = alice.get(f"{ORDERS}{order.code}/").json()

    assert {name for name, can in body["can"].items() if can} == {"mark_paid", "cancel", "extend", "change", "resend"}  # fmt: skip
    assert body["barred"]["reactivate"] == "It is not canceled."
    assert body["barred"]["extend"] is None
    assert body["owed"] == {"amount": 6000, "currency": "EUR"}
    assert (body["fees"], body["invoices"]) == ([], [])


def test_an_order_lives_and_dies(world: World, alice: Browser) -> None:
    order = make_order(world.event, world.item, paid=False, require_approval=True)

    steps = [
        ("approve", {}), ("extend", {"expires": "2099-05-01"}), ("mark-paid", {"note": "x"}), ("mark-pending", {}),
        ("cancel", {"fee": {"amount": 500, "currency": "EUR"}}), ("cancel", {}), ("reactivate", {}),
    ]  # fmt: skip
    statuses = [step(alice, order, verb, **body).json()["status"] for verb, body in steps]

    assert statuses == ["n", "n", "p", "n", "p", "c", "p"]


def test_money_comes_and_goes(world: World, alice: Browser) -> None:
    order = make_order(world.event, world.item, paid=False)

    part = step(alice, order, "payments", amount="20.00", note="cash").json()
    canceled = step(alice, order, "payments/1/cancel").json()
    whole = step(alice, order, "payments", amount="40.00").json()
    back = step(alice, order, "payments/3/refund", amount="40.00", note="Sorry").json()
    done = step(alice, order, "refunds/1/done").json()
    too_much = step(alice, order, "payments/2/refund", amount="20.01")

    assert (part["status"], part["owed"]["amount"]) == ("n", 4000)
    assert canceled["payments"][0]["state"] == "canceled"
    assert (whole["status"], back["status"]) == ("p", "n")
    assert done["refunds"][0]["state"] == "done"
    assert (too_much.status_code, set(too_much.json()["error"]["fields"])) == (400, {"amount"})


def test_positions_are_edited(world: World, alice: Browser) -> None:
    order = make_order(world.event, world.item)
    vip = make_item(world.event, name="VIP", price="100.00")
    make_quota(world.event, [vip], name="VIP")
    url = f"/app/shop/api/orders/{order.code}/positions/1/"
    secret = OrderPosition.objects.get(order=order).secret

    named = alice.patch(url, {"attendee_name": "Grace Hopper", "item": vip.pk, "price": "90.00"})
    added = step(alice, order, "positions", item=world.item.pk, attendee_name="Bob").json()
    renewed = step(alice, order, "positions/1/new-secret").json()
    blocked = step(alice, order, "positions/1/block").json()
    freed = step(alice, order, "positions/1/unblock").json()
    canceled = alice.delete(url)
    last = alice.delete(f"/app/shop/api/orders/{order.code}/positions/2/")

    position = named.json()["positions"][0]
    assert (position["attendee_name"], position["item"]["id"]) == ("Grace Hopper", vip.pk)
    assert position["registration"]["status"] == "pending_payment"
    assert [row["attendee_name"] for row in added["positions"]] == ["Grace Hopper", "Bob"]
    assert renewed["positions"][0]["secret"] != secret
    assert (blocked["positions"][0]["blocked"], freed["positions"][0]["blocked"]) == (True, False)
    assert canceled.json()["positions"][0]["canceled"] is True
    assert (last.status_code, last.json()["error"]["code"]) == (409, "empty_order")


def test_invoices_and_tickets_are_files(world: World, alice: Browser) -> None:
    world.event.settings = {"invoice_generate": "by_hand"}
    world.event.save(update_fields=["settings"])
    order = make_order(world.event, world.item)

    invoices = step(alice, order, "invoices").json()["invoices"]
    base = f"/app/shop/api/orders/{order.code}"
    pdf = alice.get(f"{base}/invoices/{invoices[0]['number']}/pdf/")
    reissued = step(alice, order, f"invoices/{invoices[0]['number']}/reissue").json()["invoices"]
    tickets = alice.get(f"{base}/tickets/")

    assert [(row["number"], row["is_cancellation"]) for row in reissued] == [
        ("CON2027-00001", False), ("CON2027-00002", True), ("CON2027-00003", False),
    ]  # fmt: skip
    for file in (pdf, tickets):
        assert (file["Content-Type"], file.content[:5]) == ("application/pdf", b"%PDF-")
    assert alice.get(f"{base}/invoices/NONE/pdf/").status_code == 404


@pytest.mark.parametrize("verb", STEPS)
def test_who_may_only_look_changes_nothing(world: World, verb: str) -> None:
    person = make_user("staff@example.org")
    make_team(
        world.organizer, name="Desk", permissions=[], modules={"shop": "staff"}, members=[person]
    )
    order = make_order(world.event, world.item, paid=False)

    refused = step(Browser(person, world.event), order, verb)

    assert refused.status_code == 403
    assert Order.objects.get(event=world.event, pk=order.pk).last_modified == order.last_modified


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("extend", {"expires": "soon"}, "expires"), ("extend", {}, "expires"), ("extend", {"expires": 5}, "expires"),
        ("payments", {"amount": "x"}, "amount"), ("payments", {}, "amount"), ("cancel", {"fee": "-1"}, "fee"),
        ("positions", {"item": "x"}, "item"), ("reactivate", {"force": "x"}, "force"),
        ("payments/1/refund", {"amount": []}, "amount"),
    ],
)  # fmt: skip
def test_mistakes_are_named(
    world: World, alice: Browser, verb: str, body: dict[str, Any], field: str
) -> None:
    order = make_order(world.event, world.item)

    refused = step(alice, order, verb, **body)

    assert (refused.status_code, set(refused.json()["error"]["fields"])) == (400, {field})
