"""What happens to orders: every step from every state. (v1 contract, B7)"""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from eventhub.common.models import AuditEntry, OutboxTask
from register.models import Registration
from shop.models import Order, OrderPosition, Payment, Quota, RevokedSecret
from tenant.models import Event
from tests.api.conftest import Api
from tests.make import make_order, make_shop

pytestmark = pytest.mark.django_db
FUTURE = "2099-05-01T12:00:00Z"
# Where a step leads from each state: pending, paid, expired, canceled, waiting for approval; None: refused.
STEPS: dict[str, tuple[dict[str, Any], tuple[str | None, ...]]] = {
    "mark_paid": ({}, ("p", None, "p", None, None)),
    "mark_pending": ({}, (None, "n", None, None, None)),
    "mark_expired": ({}, ("e", None, None, None, "e")),
    "mark_canceled": ({}, ("c", "c", None, None, "c")),
    "mark_refunded": ({}, (None, "c", None, None, None)),
    "approve": ({}, (None, None, None, None, "n")),
    "deny": ({}, (None, None, None, None, "c")),
    "reactivate": ({}, (None, None, None, "n", None)),
    "extend": ({"expires": FUTURE}, ("n", None, "n", None, "n")),
}


def order_in(event: Event, item: Any, state: str, api: Api) -> Order:
    order = make_order(event, item, paid=state == "p", require_approval=state == "approval")
    if state in {"e", "c"}:
        verb = {"e": "mark_expired", "c": "mark_canceled"}[state]
        assert api.at(event).post(f"orders/{order.code}/{verb}/", {}).status_code == 200
    return order


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("index", "state"), [*enumerate(["n", "p", "e", "c", "approval"])])
def test_b7_each_step_from_each_state(
    alice: Api, event: Event, step: str, index: int, state: str
) -> None:
    order = order_in(event, make_shop(event), state, alice)
    body, ends = STEPS[step]
    before = alice.at(event).get(f"orders/{order.code}/").json()

    answer = alice.at(event).post(f"orders/{order.code}/{step}/", body)

    after = alice.at(event).get(f"orders/{order.code}/").json()
    if ends[index] is None:
        assert (answer.status_code, set(answer.json())) == (400, {"detail"})
        assert after == before
    else:
        assert answer.status_code == 200, answer.content
        assert answer.json() == after
        assert after["status"] == ends[index]
        assert after["last_modified"] > before["last_modified"]
    live = Order.unscoped.get(pk=order.pk).status in {"n", "p"}
    assert Quota.objects.get(event=event).taken == int(live)
    expected = {"n": "pending_payment", "p": "active", "e": "expired", "c": "cancelled"}[
        after["status"]
    ]
    assert Registration.objects.get(event=event).status == expected


@pytest.mark.parametrize("step", STEPS)
def test_b7_steps_of_unknown_orders_and_without_the_right(
    alice: Api, event: Event, step: str
) -> None:
    body = STEPS[step][0]

    assert alice.at(event).post(f"orders/NONE/{step}/", body).status_code == 404
    assert alice.at(event).get(f"orders/NONE/{step}/").status_code == 405


def test_b7_put_is_no_method_of_an_order(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event))

    assert alice.at(event).put(f"orders/{order.code}/", {"comment": "x"}).status_code == 405


def test_b7_a_cancellation_fee_is_all_that_stays(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_shop(event)
    paid, open_ = make_order(event, item, count=2), make_order(event, item, paid=False)

    too_much = api.post(f"orders/{paid.code}/mark_canceled/", {"cancellation_fee": "120.01"})
    kept = api.post(f"orders/{paid.code}/mark_canceled/", {"cancellation_fee": "20.00"})
    owed = api.post(f"orders/{open_.code}/mark_canceled/", {"cancellation_fee": "5.00"})

    assert (too_much.status_code, set(too_much.json())) == (400, {"cancellation_fee"})
    body = kept.json()
    assert (body["status"], body["total"], body["positions"]) == ("p", "20.00", [])
    assert [(fee["fee_type"], fee["value"]) for fee in body["fees"]] == [("cancellation", "20.00")]
    assert body["cancellation_date"] is not None
    assert (owed.json()["status"], owed.json()["total"]) == ("n", "5.00")
    assert Quota.objects.get(event=event).taken == 0
    states = Registration.objects.filter(event=event).values_list("status", flat=True)
    assert set(states) == {"cancelled"}


def test_b7_a_free_order_is_paid_once_it_is_approved(alice: Api, event: Event) -> None:
    item = make_shop(event, price="0.00")
    order = make_order(event, item, require_approval=True)
    assert order.status == "n"

    approved = alice.at(event).post(f"orders/{order.code}/approve/", {})

    assert (approved.json()["status"], approved.json()["require_approval"]) == ("p", False)


def test_b7_a_denied_buyer_is_told_why(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event), paid=False, require_approval=True)

    alice.at(event).post(f"orders/{order.code}/deny/", {"comment": "We are full."})

    payload = OutboxTask.objects.get().payload
    assert (payload["kind"], payload["comment"]) == ("denied", "We are full.")


def test_b7_nobody_is_told_who_should_not_be(alice: Api, event: Event) -> None:
    item, quiet = make_shop(event), {"send_email": False}
    for verb in ("approve", "deny"):
        order = make_order(event, item, paid=False, require_approval=True)
        alice.at(event).post(f"orders/{order.code}/{verb}/", quiet)
    for verb in ("mark_paid", "mark_canceled"):
        order = make_order(event, item, paid=False)
        alice.at(event).post(f"orders/{order.code}/{verb}/", quiet)

    assert not OutboxTask.objects.exists()


def test_b7_extend_takes_a_day_or_a_moment(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event), paid=False)

    def extended(expires: Any) -> Any:
        return alice.at(event).post(f"orders/{order.code}/extend/", {"expires": expires})

    assert extended("2099-05-01").json()["expires"] == "2099-05-01T21:59:59Z"  # Prague
    assert extended(FUTURE).json()["expires"] == FUTURE
    for wrong in ("2001-01-01", "2001-01-01T00:00:00Z", "soon", "", None, 5, "2099-02-30", []):
        refused = extended(wrong)
        assert (refused.status_code, set(refused.json())) == (400, {"expires"}), wrong
    assert alice.at(event).post(f"orders/{order.code}/extend/", {}).status_code == 400
    assert alice.at(event).get(f"orders/{order.code}/").json()["expires"] == FUTURE


@pytest.mark.parametrize(
    ("dies", "revives", "body"),
    [("mark_expired", "extend", {"expires": FUTURE}), ("mark_canceled", "reactivate", {})],
)
def test_b7_who_comes_back_needs_a_place(
    alice: Api, event: Event, dies: str, revives: str, body: dict[str, Any]
) -> None:
    api, item = alice.at(event), make_shop(event, size=1)
    order = make_order(event, item, paid=False)
    api.post(f"orders/{order.code}/{dies}/", {})
    make_order(event, item)
    before = api.get(f"orders/{order.code}/").json()

    refused = api.post(f"orders/{order.code}/{revives}/", body)
    unchanged = api.get(f"orders/{order.code}/").json()
    forced = api.post(f"orders/{order.code}/{revives}/", {**body, "force": True})

    assert (refused.status_code, set(refused.json())) == (400, {"detail"})
    assert unchanged == before
    assert (forced.status_code, forced.json()["status"]) == (200, "n")
    assert Quota.objects.get(event=event).taken == 2


def test_b7_what_was_paid_is_paid_again_after_a_reactivation(alice: Api, event: Event) -> None:
    api, order = alice.at(event), make_order(event, make_shop(event))
    api.post(f"orders/{order.code}/mark_canceled/", {})

    body = api.post(f"orders/{order.code}/reactivate/", {}).json()

    assert (body["status"], body["cancellation_date"]) == ("p", None)


def test_b7_new_secrets_revoke_the_old_ones(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event), count=2)
    old = set(OrderPosition.objects.filter(order=order).values_list("secret", flat=True))

    body = alice.at(event).post(f"orders/{order.code}/regenerate_secrets/").json()

    assert body["secret"] != order.secret
    assert not {line["secret"] for line in body["positions"]} & old
    assert set(RevokedSecret.objects.filter(event=event).values_list("secret", flat=True)) == old


def test_b7_every_step_is_in_the_log(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_shop(event)
    order = make_order(event, item)
    judged = make_order(event, item, paid=False, require_approval=True)
    for step, body in (
        ("mark_pending", {}), ("extend", {"expires": FUTURE}), ("mark_paid", {}), ("mark_refunded", {}),
        ("reactivate", {}), ("regenerate_secrets", {}), ("mark_expired", {}),
    ):  # fmt: skip
        assert api.post(f"orders/{order.code}/{step}/", body).status_code == 200, step
    api.post(f"orders/{judged.code}/approve/", {})

    verbs = set(
        AuditEntry.objects.filter(event=event, actor_kind="token").values_list("action", flat=True)
    )

    assert {
        "order.marked_unpaid", "order.expiry_changed", "order.paid",
        "order.refunded", "order.reactivated", "order.secrets_renewed",
        "order.expired", "order.approved",
    } <= verbs  # fmt: skip


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """The calls' answers, all made at the same moment."""
    answers: list[Any] = [None] * len(calls)
    barrier = threading.Barrier(len(calls))

    def run(index: int) -> None:
        barrier.wait(10)
        answers[index] = calls[index]()
        connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_who_mark_an_order_paid_record_one_payment(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event), paid=False)

    def pay() -> Any:
        return alice.at(event).post(f"orders/{order.code}/mark_paid/", {})

    answers = at_once(pay, pay)

    assert sorted(answer.status_code for answer in answers) == [200, 400]
    assert Payment.objects.filter(order=order, state="confirmed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_paid_and_canceled_at_once_leaves_the_units_right(alice: Api, event: Event) -> None:
    item = make_shop(event)
    for _ in range(3):
        order = make_order(event, item, paid=False)
        path = f"orders/{order.code}"

        pay, cancel = at_once(
            lambda path=path: alice.at(event).post(f"{path}/mark_paid/", {}),
            lambda path=path: alice.at(event).post(f"{path}/mark_canceled/", {}),
        )

        assert cancel.status_code == 200
        assert pay.status_code in {200, 400}
        assert Order.unscoped.get(pk=order.pk).status == "c"
    assert Quota.objects.get(event=event).taken == 0


@pytest.mark.django_db(transaction=True)
def test_the_last_unit_goes_to_one_of_two_who_come_back(alice: Api, event: Event) -> None:
    item = make_shop(event, size=1)
    past = timezone.now() - dt.timedelta(days=1)
    orders = []
    for _ in range(2):
        order = make_order(event, item, paid=False, expires=past)
        alice.at(event).post(f"orders/{order.code}/mark_expired/")
        orders.append(order)

    answers = at_once(
        *(
            lambda code=order.code: alice.at(event).post(f"orders/{code}/mark_paid/", {})
            for order in orders
        )
    )

    assert sorted(answer.status_code for answer in answers) == [200, 400]
    assert Quota.objects.get(event=event).taken == 1
