"""Payments and refunds. (v1 contract, B7)"""

from typing import Any

import pytest

from shop.models import Order, Payment, Quota, Refund
from tenant.models import Event
from tests.api.conftest import Api
from tests.api.test_budgets import statements
from tests.api.test_order_steps import at_once
from tests.make import make_order, make_shop

pytestmark = pytest.mark.django_db


class Till:
    """The payments and refunds of one order over the API."""

    def __init__(self, api: Api, event: Event, order: Order) -> None:
        self.api, self.base = api.at(event), f"orders/{order.code}/"

    def pay(self, amount: str, **more: Any) -> Any:
        body = {"amount": amount, "provider": "manual", "state": "confirmed", **more}
        return self.api.post(f"{self.base}payments/", body)

    def back(self, amount: str, **more: Any) -> Any:
        body = {"amount": amount, "provider": "manual", **more}
        return self.api.post(f"{self.base}refunds/", body)

    def step(self, path: str, **body: Any) -> Any:
        return self.api.post(f"{self.base}{path}/", body)

    def order(self) -> Any:
        return self.api.get(self.base).json()


def till(api: Api, event: Event, **order: Any) -> Till:
    return Till(api, event, make_order(event, make_shop(event), **order))


def test_b7_payments_are_listed_and_shown(alice: Api, event: Event) -> None:
    desk = till(alice, event, provider="banktransfer")

    listed = desk.api.get(f"{desk.base}payments/").json()
    shown = desk.api.get(f"{desk.base}payments/1/").json()

    assert listed["results"] == [shown] == desk.order()["payments"]
    assert (shown["state"], shown["amount"], shown["provider"]) == (
        "confirmed",
        "60.00",
        "banktransfer",
    )
    for unknown in ("2", "x", "0", str(2**62)):
        assert desk.api.get(f"{desk.base}payments/{unknown}/").status_code == 404
    assert desk.api.get("orders/NONE/payments/").status_code == 404


def test_b7_part_payments_add_up(alice: Api, event: Event) -> None:
    desk = till(alice, event, paid=False)

    first = desk.pay("20.00", payment_date="2026-01-05T10:00:00Z", info={"ref": "A1"})
    half = desk.order()
    second = desk.pay("40.00")
    whole = desk.order()

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["payment_date"] == "2026-01-05T10:00:00Z"
    assert (half["status"], whole["status"]) == ("n", "p")
    assert half["last_modified"] < whole["last_modified"]


def test_b7_too_much_pays_too_and_can_be_given_back(alice: Api, event: Event) -> None:
    desk = till(alice, event, paid=False)

    desk.pay("100.00")
    back = desk.back("40.00", state="done")

    assert back.status_code == 201
    assert desk.order()["status"] == "p"


def test_b7_mark_paid_asks_for_the_rest_only(alice: Api, event: Event) -> None:
    desk = till(alice, event, paid=False)
    desk.pay("20.00")

    desk.step("mark_paid")

    states = [(row["state"], row["amount"]) for row in desk.order()["payments"]]
    assert states == [("canceled", "60.00"), ("confirmed", "20.00"), ("confirmed", "40.00")]


def test_b7_a_payment_waits_is_confirmed_or_canceled(alice: Api, event: Event) -> None:
    desk = till(alice, event, paid=False)
    created = desk.pay("60.00", state="pending").json()

    canceled = desk.step("payments/1/cancel")
    confirmed = desk.step(f"payments/{created['local_id']}/confirm")
    again = desk.step(f"payments/{created['local_id']}/confirm")
    late = desk.step(f"payments/{created['local_id']}/cancel")

    assert (canceled.json()["state"], confirmed.json()["state"]) == ("canceled", "confirmed")
    for refused in (again, late):
        assert (refused.status_code, set(refused.json())) == (400, {"detail"})
    assert desk.order()["status"] == "p"
    assert desk.step("payments/9/confirm").status_code == 404


def test_b7_money_for_an_expired_order_needs_a_place(alice: Api, event: Event) -> None:
    item = make_shop(event, size=1)
    desk = Till(alice, event, make_order(event, item, paid=False))
    desk.step("mark_expired")
    make_order(event, item)

    refused = desk.pay("60.00")
    part = desk.pay("10.00")
    forced = desk.pay("50.00", force=True)

    assert (refused.status_code, set(refused.json())) == (400, {"detail"})
    assert (part.status_code, forced.status_code) == (201, 201)
    assert desk.order()["status"] == "p"
    assert Quota.objects.get(event=event).taken == 2


def test_b7_who_is_canceled_or_not_approved_stays_so_whatever_they_pay(
    alice: Api, event: Event
) -> None:
    item = make_shop(event)
    judged = Till(alice, event, make_order(event, item, paid=False, require_approval=True))
    gone = Till(alice, event, make_order(event, item, paid=False))
    gone.step("mark_canceled")

    assert (judged.pay("60.00").status_code, gone.pay("60.00").status_code) == (201, 201)
    assert (judged.order()["status"], gone.order()["status"]) == ("n", "c")
    assert judged.step("approve").json()["status"] == "p"


def test_b7_a_payment_is_given_back(alice: Api, event: Event) -> None:
    desk = till(alice, event)

    part = desk.step("payments/1/refund", amount="10.00")
    waiting = desk.order()
    rest = desk.step("payments/1/refund")
    nothing = desk.step("payments/1/refund")
    done = desk.step("refunds/1/done")
    desk.step("refunds/2/done")

    assert (part.status_code, part.json()["state"], part.json()["payment"]) == (200, "created", 1)
    assert waiting["status"] == "n"
    assert rest.json()["amount"] == "50.00"
    assert (nothing.status_code, set(nothing.json())) == (400, {"amount"})
    assert done.json()["state"] == "done"
    assert done.json()["execution_date"] is not None
    assert desk.order()["payments"][0]["state"] == "refunded"


@pytest.mark.parametrize("flag", ["mark_canceled", "mark_refunded"])
def test_b7_giving_back_can_cancel(alice: Api, event: Event, flag: str) -> None:
    desk = till(alice, event)

    desk.step("payments/1/refund", **{flag: True})

    body = desk.order()
    assert (body["status"], body["refunds"][0]["amount"]) == ("c", "60.00")
    assert Quota.objects.get(event=event).taken == 0


def test_b7_never_more_than_was_paid(alice: Api, event: Event) -> None:
    desk = till(alice, event)
    open_ = till(alice, event, paid=False)

    for refused in (
        desk.step("payments/1/refund", amount="60.01"), desk.step("payments/1/refund", amount="0.00"),
        desk.back("60.01"), desk.back("60.01", payment=1), desk.back("0.00"), open_.back("1.00"),
    ):  # fmt: skip
        assert (refused.status_code, set(refused.json())) == (400, {"amount"})
    unpaid = open_.step("payments/1/refund")
    assert (unpaid.status_code, set(unpaid.json())) == (400, {"detail"})
    foreign = desk.back("1.00", payment=7)
    assert (foreign.status_code, set(foreign.json())) == (400, {"payment"})
    assert not Refund.unscoped.exists()


def test_b7_a_payment_gives_no_more_back_than_it_brought(alice: Api, event: Event) -> None:
    desk = till(alice, event, paid=False)
    for amount in ("20.00", "40.00"):
        desk.pay(amount)
    brought = {row["local_id"]: row["amount"] for row in desk.order()["payments"] if row["state"] == "confirmed"}  # fmt: skip
    first = next(pk for pk, amount in brought.items() if amount == "20.00")

    refused = (
        desk.step(f"payments/{first}/refund", amount="20.01"),
        desk.back("20.01", payment=first),
    )

    assert [(one.status_code, set(one.json())) for one in refused] == [(400, {"amount"})] * 2
    assert desk.step(f"payments/{first}/refund", amount="15.00").status_code == 200
    assert desk.back("5.01", payment=first).status_code == 400
    assert desk.back("5.00", payment=first).status_code == 201
    assert desk.back("40.00").status_code == 201


def test_b7_refunds_are_recorded_in_any_state(alice: Api, event: Event) -> None:
    desk = till(alice, event)

    created = desk.back("10.00", payment=1, comment="Sorry", source="buyer")
    pending = desk.back("10.00", mark_pending=True)
    gone = desk.back("10.00", mark_canceled=True, state="done")

    body = created.json()
    assert (body["state"], body["comment"], body["source"]) == ("created", "Sorry", "buyer")
    assert [answer.status_code for answer in (pending, gone)] == [201, 201]
    assert desk.order()["status"] == "c"
    listed = desk.api.get(f"{desk.base}refunds/").json()["results"]
    assert listed == desk.order()["refunds"]
    assert desk.api.get(f"{desk.base}refunds/1/").json() == body


def test_b7_a_refund_is_called_off(alice: Api, event: Event) -> None:
    desk = till(alice, event)
    desk.back("60.00", mark_pending=True)
    waiting = desk.order()["status"]

    canceled = desk.step("refunds/1/cancel")
    again = desk.step("refunds/1/cancel")
    done = desk.step("refunds/1/done")

    assert (waiting, desk.order()["status"]) == ("n", "p")
    assert canceled.json()["state"] == "canceled"
    for refused in (again, done):
        assert (refused.status_code, set(refused.json())) == (400, {"detail"})


def test_b7_a_chargeback_is_processed(alice: Api, event: Event) -> None:
    desk = till(alice, event)
    desk.back("60.00", payment=1, state="external", source="external")
    before = desk.order()["status"]

    processed = desk.step("refunds/1/process")
    again = desk.step("refunds/1/process")

    assert (before, desk.order()["status"]) == ("p", "n")
    assert processed.json()["state"] == "done"
    assert (again.status_code, set(again.json())) == (400, {"detail"})


MISTAKES: dict[str, dict[str, list[Any]]] = {
    "payments/": {
        "amount": ["-1.00", 5, "x", None, True], "provider": [5, "", None, "x" * 61], "state": ["paid", 5, "refunded"],
        "payment_date": ["x", 5, "2026-01-01"], "info": ["x", []], "send_email": ["x"], "force": [1],
    },
    "refunds/": {
        "amount": ["-1.00", 5, "x", None], "provider": [5, ""], "state": ["x", 5], "payment": ["1", [], 1.5],
        "source": ["x", 5], "comment": [5], "execution_date": ["x"], "mark_canceled": [1], "mark_pending": ["x"],
    },
    "payments/1/refund/": {"amount": [5, "x", "-1.00"], "mark_canceled": ["x"], "mark_refunded": [1]},
}  # fmt: skip


@pytest.mark.parametrize("path", MISTAKES)
def test_err_3_mistakes_about_money(alice: Api, event: Event, path: str) -> None:
    desk = till(alice, event)
    before = desk.order()

    for field, values in MISTAKES[path].items():
        for value in values:
            body = {"amount": "1.00", "provider": "manual", field: value}
            refused = desk.api.post(f"{desk.base}{path}", body)
            assert (refused.status_code, set(refused.json())) == (400, {field}), (field, value)

    assert desk.order() == before


def test_payments_cost_the_same_for_one_and_three(alice: Api, event: Event) -> None:
    desk = till(alice, event, paid=False)
    one = statements(lambda: desk.api.get(f"{desk.base}payments/"))
    desk.pay("1.00")
    desk.pay("1.00")
    three = statements(lambda: desk.api.get(f"{desk.base}payments/"))

    assert (len(one), len(three)) == (5, 5), "\n".join(three)


@pytest.mark.django_db(transaction=True)
def test_two_refunds_at_once_never_give_back_more_than_there_is(alice: Api, event: Event) -> None:
    desk = till(alice, event)

    answers = at_once(*(lambda: desk.step("payments/1/refund", amount="40.00") for _ in range(3)))

    assert sorted(answer.status_code for answer in answers) == [200, 400, 400]
    assert Refund.unscoped.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_payments_at_once_have_numbers_of_their_own(alice: Api, event: Event) -> None:
    desk = till(alice, event, paid=False)

    answers = at_once(*(lambda: desk.pay("30.00") for _ in range(4)))

    assert [answer.status_code for answer in answers] == [201] * 4
    numbers = list(Payment.unscoped.order_by("local_id").values_list("local_id", flat=True))
    assert numbers == [1, 2, 3, 4, 5]
    assert desk.order()["status"] == "p"
