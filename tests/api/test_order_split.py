"""Positions move to an order of their own. (v1 contract, B7 change, `split_positions`)"""

from decimal import Decimal
from typing import Any

import pytest

from eventhub.common.models import AuditEntry, OutboxTask
from register.models import Registration
from shop.enums import PaymentState, RefundState
from shop.models import Order, OrderPosition, Payment, Quota, Refund
from shop.rules import balance
from tenant.models import Event
from tests.api.conftest import Api
from tests.api.test_invoices import numbers, switch_on
from tests.api.test_order_steps import at_once
from tests.make import make_list, make_order, make_question, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(event: Event) -> Any:
    return make_shop(event, size=5)


def split(api: Api, event: Event, order: Order, *rows: int, **body: Any) -> Any:
    ids = list(order.positions.order_by("positionid").values_list("pk", flat=True))
    named = [{"position": ids[row]} for row in rows]
    return api.at(event).post(f"orders/{order.code}/change/", {"split_positions": named, **body})


def other(api: Api, event: Event, order: Order) -> Any:
    """The order that was split off."""
    return next(
        row for row in api.at(event).get("orders/").json()["results"] if row["code"] != order.code
    )


def test_b7_split_a_paid_order_becomes_two_paid_ones(alice: Api, event: Event, item: Any) -> None:
    address = {"company": "ACME", "is_business": True}
    order = make_order(event, item, count=2, invoice_address=address, api_meta={"from": "us"})
    before = alice.at(event).get(f"orders/{order.code}/").json()

    answer = split(alice, event, order, 1)

    assert answer.status_code == 200, answer.content
    old, new = answer.json(), other(alice, event, order)
    assert [(row["status"], row["total"], len(row["positions"])) for row in (old, new)] == [
        ("p", "60.00", 1), ("p", "60.00", 1),
    ]  # fmt: skip
    assert [(row["amount"], row["provider"], row["state"]) for row in old["refunds"]] == [
        ("60.00", "offsetting", "done")
    ]
    assert [(row["amount"], row["provider"], row["state"]) for row in new["payments"]] == [
        ("60.00", "offsetting", "confirmed")
    ]
    moved, was = new["positions"][0], before["positions"][1]
    for name in ("id", "item", "price", "secret", "pseudonymization_id", "attendee_name"):
        assert moved[name] == was[name]
    assert (moved["order"], moved["positionid"]) == (new["code"], 1)
    for name in ("email", "locale", "datetime", "api_meta", "testmode", "invoice_address"):
        assert new[name] == before[name]
    assert new["secret"] != before["secret"]
    assert Quota.objects.get(event=event).taken == 2
    assert set(Registration.objects.filter(event=event).values_list("status", flat=True)) == {"active"}  # fmt: skip


def test_b7_split_an_open_order_becomes_two_open_ones(alice: Api, event: Event, item: Any) -> None:
    order = make_order(event, item, count=3, paid=False, provider="banktransfer")

    old = split(alice, event, order, 0, 2).json()

    new = other(alice, event, order)
    assert (old["status"], old["total"], new["status"], new["total"]) == ("n", "60.00", "n", "120.00")  # fmt: skip
    assert [row["amount"] for row in old["payments"]] == ["60.00"]
    waiting = [(row["amount"], row["provider"], row["state"]) for row in new["payments"]]
    assert waiting == [("120.00", "banktransfer", "created")]
    assert (old["refunds"], new["refunds"]) == ([], [])
    assert new["expires"] == old["expires"]
    assert alice.at(event).post(f"orders/{new['code']}/mark_paid/").json()["status"] == "p"


def test_b7_split_the_money_stays_where_it_was_paid_until_that_is_whole(
    alice: Api, event: Event, item: Any
) -> None:
    order = make_order(event, item, count=2, paid=False)
    paid = {"amount": "70.00", "provider": "manual", "state": "confirmed"}
    alice.at(event).post(f"orders/{order.code}/payments/", paid)

    old = split(alice, event, order, 1).json()

    new = other(alice, event, order)
    assert (old["status"], new["status"]) == ("p", "n")  # 60 of the 70 are its own
    assert [row["amount"] for row in old["refunds"]] == ["10.00"]
    assert [(row["amount"], row["state"]) for row in new["payments"]] == [
        ("10.00", "confirmed"), ("50.00", "created"),
    ]  # fmt: skip


def test_b7_split_shares_the_money_by_one_rule() -> None:
    def along(total: str, keeps: str, *received: str, back: str = "0") -> str:
        payments = [Payment(state=PaymentState.CONFIRMED, amount=Decimal(x)) for x in received]
        refunds = [Refund(state=RefundState.DONE, amount=Decimal(back))]
        found = balance.goes_along(
            Decimal(total), keeps=Decimal(keeps), payments=payments, refunds=refunds
        )
        return str(found)

    assert along("10", "20") == "0"  # nothing was paid
    assert along("10", "20", "15") == "0"  # not enough for the first
    assert along("10", "20", "20") == "0"
    assert along("10", "20", "15", "9") == "4"  # a part of the second
    assert along("10", "20", "30") == "10"
    assert along("10", "20", "45") == "10"  # too much stays
    assert along("10", "20", "30", back="5") == "5"
    assert along("0", "20", "30") == "0"


def test_b7_split_add_ons_answers_and_scans_go_along(alice: Api, event: Event, item: Any) -> None:
    question = make_question(event, [item])
    lists = [make_list(event, all_products=True).pk]
    sent = {
        "email": "ada@example.org",
        "status": "p",
        "positions": [
            {"positionid": 1, "item": item.pk, "attendee_name": "Ada"},
            {"positionid": 2, "item": item.pk, "attendee_name": "Bob",
             "answers": [{"question": question.pk, "answer": "yes", "options": []}]},
            {"positionid": 3, "item": item.pk, "addon_to": 2},
        ],
    }  # fmt: skip
    made = alice.at(event).post("orders/", sent).json()
    order = Order.objects.get(event=event, code=made["code"])
    bob = made["positions"][1]
    scan = {"secret": bob["secret"], "lists": lists}
    assert alice.post("organizers/bigevents/checkinrpc/redeem/", scan).status_code == 201

    refused = split(alice, event, order, 2)
    answer = split(alice, event, order, 1)

    alone = ["An add-on moves with what it was added to."]
    assert (refused.status_code, refused.json()) == (
        400,
        {"split_positions": [{"position": alone}]},
    )
    new = other(alice, event, order)
    assert [row["positionid"] for row in answer.json()["positions"]] == [1]
    parent, addon = new["positions"]
    assert (parent["id"], addon["addon_to"]) == (bob["id"], bob["id"])
    assert parent["answers"][0]["answer"] == "yes"
    assert [row["list"] for row in parent["checkins"]] == lists
    again = alice.post("organizers/bigevents/checkinrpc/redeem/", scan).json()
    assert (again["reason"], again["position"]["order"]) == ("already_redeemed", new["code"])


def test_b7_split_is_refused_where_nothing_would_be_left_and_with_contradictions(
    alice: Api, event: Event, item: Any
) -> None:
    order = make_order(event, item, count=2)
    first, second = order.positions.order_by("positionid").values_list("pk", flat=True)
    before = alice.at(event).get(f"orders/{order.code}/").json()

    everything = split(alice, event, order, 0, 1)
    the_rest = split(alice, event, order, 0, cancel_positions=[{"position": second}])
    both = split(alice, event, order, 0, cancel_positions=[{"position": first}])
    twice = split(alice, event, order, 0, 0)
    onto = split(alice, event, order, 0, create_positions=[{"item": item.pk, "addon_to": 1}])

    assert [set(row.json()) for row in (everything, the_rest)] == [{"detail"}] * 2
    assert both.json() == {
        "split_positions": [{"position": ["This position is canceled at the same time."]}]
    }
    assert set(twice.json()) == {"split_positions"}
    assert set(onto.json()) == {"create_positions"}
    assert all(row.status_code == 400 for row in (everything, the_rest, both, twice, onto))
    assert alice.at(event).get(f"orders/{order.code}/").json() == before
    assert Order.objects.filter(event=event).count() == 1


def test_b7_split_together_with_other_changes_comes_last(
    alice: Api, event: Event, item: Any
) -> None:
    order = make_order(event, item, count=2, fees=())
    second = order.positions.order_by("positionid").last()
    assert second is not None
    patch = [{"position": second.pk, "body": {"price": "40.00"}}]
    fee = [{"fee_type": "service", "value": "5.00"}]

    old = split(alice, event, order, 1, patch_positions=patch, create_fees=fee).json()

    new = other(alice, event, order)
    assert (old["total"], old["status"], new["total"], new["status"]) == ("65.00", "p", "40.00", "p")  # fmt: skip
    assert ([row["value"] for row in old["fees"]], new["fees"]) == (["5.00"], [])
    assert [row["amount"] for row in old["refunds"]] == ["40.00"]  # 15.00 too much stay here


def test_b7_split_what_waits_for_approval_waits_twice(alice: Api, event: Event, item: Any) -> None:
    order = make_order(event, item, count=2, paid=False, require_approval=True)

    split(alice, event, order, 1)

    new = other(alice, event, order)
    assert (new["status"], new["require_approval"]) == ("n", True)
    assert alice.at(event).post(f"orders/{new['code']}/mark_paid/").status_code == 400


def test_b7_split_invoices_say_what_each_order_holds(alice: Api, event: Event, item: Any) -> None:
    switch_on(event, "by_hand")
    order = make_order(event, item, count=2)
    alice.at(event).post(f"orders/{order.code}/create_invoice/")

    split(alice, event, order, 1)

    new = other(alice, event, order)
    assert len(numbers(event)) == 4  # the first, its cancellation, one for each order
    of = alice.at(event).get(f"invoices/?order={new['code']}").json()["results"]
    assert [line["gross_value"] for line in of[0]["lines"]] == ["60.00"]


def test_b7_split_is_logged_told_and_found(alice: Api, event: Event, item: Any) -> None:
    order = make_order(event, item, count=2)
    stamp = alice.at(event).get("orders/").headers["X-Page-Generated"]

    split(alice, event, order, 1, send_email=True)

    new = other(alice, event, order)
    changed = alice.at(event).get(f"orders/?modified_since={stamp}").json()["results"]
    assert {row["code"] for row in changed} == {order.code, new["code"]}
    verbs = AuditEntry.objects.filter(event=event, action__endswith=".split")
    assert sorted(verbs.values_list("action", flat=True)) == [
        "order.split", "position.split",
    ]  # fmt: skip
    mails = OutboxTask.objects.filter(name="order.mail", payload__kind="changed")
    assert mails.count() == 2
    found = alice.at(event).get(f"orderpositions/?search={new['code']}").json()["results"]
    assert [row["order"] for row in found] == [new["code"]]


@pytest.mark.django_db(transaction=True)
def test_b7_split_twice_at_once_moves_each_position_once(
    alice: Api, event: Event, item: Any
) -> None:
    order = make_order(event, item, count=3)

    answers = at_once(lambda: split(alice, event, order, 1), lambda: split(alice, event, order, 1))

    assert sorted(answer.status_code for answer in answers) == [200, 400]
    assert Order.objects.filter(event=event).count() == 2
    assert OrderPosition.objects.filter(order=order).count() == 2
    refunds = Refund.objects.filter(order=order)
    assert [str(row.amount) for row in refunds] == ["60.000"]
