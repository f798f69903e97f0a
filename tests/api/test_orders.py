"""Orders. (v1 contract, B7)"""

import threading
from typing import Any

import pytest
from django.db import connection

from eventhub.common.models import OutboxTask
from people.models import Person
from shop.models import Answer, Order, OrderPosition, Quota
from shop.rules.drafts import AnswerDraft
from tenant.models import Event, Organizer
from tests.api.conftest import Api
from tests.make import (
    make_event,
    make_item,
    make_order,
    make_question,
    make_quota,
    make_shop,
    make_tax_rule,
)

pytestmark = pytest.mark.django_db


def test_b7_an_order_is_sold_over_the_api(alice: Api, event: Event) -> None:
    rule = make_tax_rule(event, rate="19.00")
    item = make_item(event, price="23.00", tax_rule_id=rule.pk)
    make_quota(event, [item], size=5)
    question = make_question(
        event, [item], type="C", options=[{"answer": {"en": "S"}, "identifier": "S"}]
    )
    option = question.options.get()
    sent = {
        "email": "ada@example.org", "phone": "+420 601 234 567", "locale": "de", "sales_channel": "web",
        "payment_provider": "banktransfer", "comment": "VIP", "custom_followup_at": "2027-01-01",
        "checkin_attention": True, "checkin_text": "Hi", "valid_if_pending": True, "api_meta": {"crm": 5},
        "testmode": True, "code": "ABC12", "require_approval": False,
    }  # fmt: skip
    position = {
        "item": item.pk, "attendee_name_parts": {"given_name": "Ada", "family_name": "Lovelace"},
        "attendee_email": "ada@example.org", "company": "Engines", "street": "1 Row", "zipcode": "1", "city": "London",
        "country": "GB", "secret": "my/secret+1", "answers": [{"question": question.pk, "options": [option.pk]}],
    }  # fmt: skip
    address = {
        "is_business": True,
        "company": "Engines",
        "country": "gb",
        "name_parts": {"full_name": "Ada"},
    }

    response = alice.at(event).post(
        "orders/", {**sent, "positions": [position], "invoice_address": address}
    )

    assert response.status_code == 201, response.content
    body = response.json()
    assert {name: body[name] for name in sent} == sent
    assert (body["status"], body["total"], body["event"]) == ("n", "23.00", "con2027")
    line = body["positions"][0]
    assert (line["price"], line["tax_rate"], line["tax_value"]) == ("23.00", "19.00", "3.67")
    assert (line["attendee_name"], line["secret"]) == ("Ada Lovelace", "my/secret+1")
    assert line["answers"] == [
        {
            "question": question.pk, "answer": "S", "question_identifier": question.identifier,
            "options": [option.pk], "option_identifiers": ["S"],
        }
    ]  # fmt: skip
    assert body["invoice_address"]["country"] == "GB"
    assert body["invoice_address"]["name"] == "Ada"
    assert body["payments"][0]["provider"] == "banktransfer"
    assert alice.at(event).get("orders/ABC12/").json() == body
    assert not OutboxTask.objects.exists()  # no mail unless somebody asks for it


def test_b7_a_free_order_is_paid_at_once_and_a_paid_one_too(alice: Api, event: Event) -> None:
    item = make_shop(event)
    free = alice.at(event).post("orders/", {"positions": [{"item": item.pk, "price": "0.00"}]})
    paid = alice.at(event).post("orders/", {"positions": [{"item": item.pk}], "status": "p"})

    assert (free.json()["status"], free.json()["payment_provider"]) == ("p", "free")
    assert (paid.json()["status"], paid.json()["payments"][0]["state"]) == ("p", "confirmed")


def test_b7_sold_out_is_400_per_position_and_sells_nothing(alice: Api, event: Event) -> None:
    item = make_shop(event, size=1)
    body = {"positions": [{"item": item.pk}, {"item": item.pk}]}

    refused = alice.at(event).post("orders/", body)
    forced = alice.at(event).post("orders/?force=true", body)

    assert refused.status_code == 400
    assert refused.json() == {"positions": [{}, {"item": ["This is sold out."]}]}
    assert forced.status_code == 201
    assert Quota.objects.get(event=event).taken == 2


def test_b7_simulate_shows_and_keeps_nothing(alice: Api, event: Event) -> None:
    item = make_shop(event)
    body = {"positions": [{"item": item.pk, "attendee_name": "Ada"}], "email": "a@example.org"}

    response = alice.at(event).post("orders/", {**body, "simulate": True})

    assert (response.status_code, response.json()["total"]) == (201, "60.00")
    assert not Order.objects.filter(event=event).exists()
    assert not Person.unscoped.exists()
    assert Quota.objects.get(event=event).taken == 0


def test_b15_the_same_key_is_the_same_order(alice: Api, event: Event) -> None:
    body = {"positions": [{"item": make_shop(event).pk}]}

    first = alice.at(event).post("orders/", body, HTTP_X_IDEMPOTENCY_KEY="k1")
    again = alice.at(event).post("orders/", body, HTTP_X_IDEMPOTENCY_KEY="k1")
    other = alice.at(event).post("orders/", body, HTTP_X_IDEMPOTENCY_KEY="k2")

    assert first.json()["code"] == again.json()["code"] != other.json()["code"]
    assert Order.objects.filter(event=event).count() == 2


ORDER_MISTAKES: dict[str, list[Any]] = {
    "positions": [None, [], {}, "x", ["x"], [None], [[]], [{}]],
    "email": [5, "no", ["a@b.de"], {}, "a@b", "x" * 300 + "@example.org"],
    "phone": [5, [], "1" * 41], "locale": ["xx", 5, None, ""], "status": ["e", "c", "x", 5, None, []],
    "sales_channel": ["fax", 5, []], "payment_provider": [5, {}, "x" * 61], "payment_info": ["x", []],
    "code": ["abc", "A" * 17, "A B", "", 5], "testmode": ["true", 1, None], "force": ["x", 1], "simulate": [1],
    "expires": ["x", 5, "2027-01-01"], "comment": [5, None, {}], "api_meta": ["x", [], 5, None],
    "invoice_address": [5, "x", [], {"country": "XX"}, {"is_business": "yes"}, {"company": 5}],
    "custom_followup_at": ["x", 5, "2027-02-30"], "fees": [[{"fee_type": "x"}], 5, [{"fee_type": "other"}], [{"fee_type": "other", "value": 5}], [{"fee_type": "other", "value": "-1.00"}], [{"fee_type": "other", "value": "1.00", "tax_rule": 999}]], "customer": ["ABC", 5], "consume_carts": ["a@api", [1]],
    "send_email": ["x"], "checkin_attention": [1], "valid_if_pending": ["x"],
}  # fmt: skip
POSITION_MISTAKES: dict[str, list[Any]] = {
    "item": [999, "1", None, [], 1.5, 10**30, 0], "variation": [999, "x", {}],
    "price": ["-1.00", 5, 1.5, "x", "NaN", [], "1e999", True], "attendee_name": [5, [], "x" * 251],
    "attendee_name_parts": ["x", {"a": 5}, [], {"full_name": "x" * 251}], "attendee_email": ["no", 5],
    "country": ["XX", 5], "secret": ["", "a\nb", " a", "x" * 65, 5], "positionid": [0, "1", -1], "addon_to": [7, "x"],
    "subevent": [1, "x"], "voucher": ["ABC"], "seat": ["A1"], "valid_from": ["x", 5],
    "answers": [5, [5], [{}], [{"question": "x"}], [{"question": 999, "answer": "x"}], {"5": "x"}],
}  # fmt: skip


def test_err_3_each_mistake_in_an_order_is_400_on_its_field(alice: Api, event: Event) -> None:
    item = make_shop(event)
    base = {"positions": [{"item": item.pk}]}

    for field, values in ORDER_MISTAKES.items():
        for value in values:
            response = alice.at(event).post("orders/", {**base, field: value})
            assert (response.status_code, set(response.json())) == (400, {field}), (field, value)

    assert not Order.objects.filter(event=event).exists()
    assert Quota.objects.get(event=event).taken == 0


def test_err_4_each_mistake_in_a_position_stands_at_its_place(alice: Api, event: Event) -> None:
    item = make_shop(event)

    for field, values in POSITION_MISTAKES.items():
        for value in values:
            body = {"positions": [{"item": item.pk}, {"item": item.pk, field: value}]}
            response = alice.at(event).post("orders/", body)
            assert response.status_code == 400, (field, value)
            first, second = response.json()["positions"]
            assert (first, set(second)) == ({}, {field}), (field, value)

    assert not Order.objects.filter(event=event).exists()


def test_err_4_a_wrong_answer_is_mirrored(alice: Api, event: Event) -> None:
    item = make_shop(event)
    good = make_question(event, [item], type="S")
    number = make_question(event, [item], type="N")
    answers = [{"question": good.pk, "answer": "x"}, {"question": number.pk, "answer": "many"}]

    response = alice.at(event).post(
        "orders/", {"positions": [{"item": item.pk, "answers": answers}]}
    )

    assert response.json() == {"positions": [{"answers": [{}, {"answer": ["Enter a number."]}]}]}
    assert not Answer.unscoped.exists()


def test_b7_a_taken_code_or_secret_is_refused(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event))
    item = order.positions.get().item_id

    code = alice.at(event).post("orders/", {"positions": [{"item": item}], "code": order.code})
    secret = alice.at(event).post(
        "orders/", {"positions": [{"item": item, "secret": order.positions.get().secret}]}
    )

    assert (code.status_code, set(code.json())) == (400, {"code"})
    assert (secret.status_code, set(secret.json())) == (400, {"positions"})
    assert Order.objects.filter(event=event).count() == 1


def test_b7_addons_name_their_position(alice: Api, event: Event) -> None:
    item = make_shop(event)
    lines = [{"item": item.pk, "positionid": 1}, {"item": item.pk, "positionid": 2, "addon_to": 1}]

    body = alice.at(event).post("orders/", {"positions": lines}).json()

    assert body["positions"][1]["addon_to"] == body["positions"][0]["id"]


def test_b7_patch_changes_details_only(alice: Api, event: Event) -> None:
    api, order = alice.at(event), make_order(event, make_shop(event), paid=False)
    change = {
        "email": "new@example.org", "phone": "", "locale": "cs", "comment": "x", "custom_followup_at": None,
        "checkin_attention": True, "checkin_text": "Look", "valid_if_pending": True, "api_meta": {"a": [1]},
        "invoice_address": {"company": "X"},
    }  # fmt: skip

    response = api.patch(f"orders/{order.code}/", {**change, "status": "p", "total": "0.00"})

    assert response.status_code == 200
    body = response.json()
    assert (body["email"], body["status"], body["total"]) == ("new@example.org", "n", "60.00")
    assert (body["comment"], body["api_meta"], body["invoice_address"]["company"]) == (
        "x",
        {"a": [1]},
        "X",
    )
    assert "new@example.org" in OrderPosition.objects.get(order=order).search_text
    for field, values in ORDER_MISTAKES.items():
        for value in values if field in change else []:
            refused = api.patch(f"orders/{order.code}/", {"comment": "no", field: value})
            assert (refused.status_code, set(refused.json())) == (400, {field})
    assert api.get(f"orders/{order.code}/").json()["comment"] == "x"


def test_b7_paid_canceled_expired(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_shop(event)
    order, late = (make_order(event, item, paid=False) for _ in range(2))

    paid = api.post(f"orders/{order.code}/mark_paid/")
    again = api.post(f"orders/{order.code}/mark_paid/", {})
    expired_paid = api.post(f"orders/{order.code}/mark_expired/")
    canceled = api.post(f"orders/{order.code}/mark_canceled/", {"send_email": False})
    twice = api.post(f"orders/{order.code}/mark_canceled/", {})
    expired = api.post(f"orders/{late.code}/mark_expired/")

    assert [r.json().get("status") for r in (paid, canceled, expired)] == ["p", "c", "e"]
    for refused in (again, twice, expired_paid):
        assert (refused.status_code, set(refused.json())) == (400, {"detail"})
    assert Quota.objects.get(event=event).taken == 0
    assert api.post("orders/NONE/mark_paid/").status_code == 404
    fee = api.post(f"orders/{late.code}/mark_canceled/", {"cancellation_fee": "5.00"})
    assert (fee.status_code, set(fee.json())) == (400, {"detail"})


def test_b7_an_expired_order_finds_its_units_gone(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_shop(event, size=1)
    late = make_order(event, item, paid=False)
    api.post(f"orders/{late.code}/mark_expired/")
    make_order(event, item)

    refused = api.post(f"orders/{late.code}/mark_paid/", {})

    assert (refused.status_code, set(refused.json())) == (400, {"detail"})
    assert api.get(f"orders/{late.code}/").json()["status"] == "e"


def test_b7_the_link_is_sent_again(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event))

    assert alice.at(event).post(f"orders/{order.code}/resend_link/").status_code == 204
    assert OutboxTask.objects.get().payload["kind"] == "resend"


def test_b7_only_test_orders_can_be_deleted(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_shop(event)
    real, test = make_order(event, item), make_order(event, item, testmode=True, count=2)

    refused = api.delete(f"orders/{real.code}/")
    deleted = api.delete(f"orders/{test.code}/")

    assert (refused.status_code, set(refused.json())) == (403, {"detail"})
    assert deleted.status_code == 204
    assert [order.code for order in Order.objects.filter(event=event)] == [real.code]
    assert Quota.objects.get(event=event).taken == 1


def test_b7_filters_and_orderings(alice: Api, event: Event) -> None:
    item = make_shop(event)
    shirt = make_item(event, name="Shirt", kind="merch")
    make_quota(event, [shirt])
    ada = make_order(event, item, name="Ada Lovelace", email="ada@example.org", provider="stripe")
    bob = make_order(
        event, shirt, name="", email="bob@example.org", paid=False, locale="cs", testmode=True
    )

    def codes(query: str) -> list[str]:
        return [row["code"] for row in alice.at(event).get(f"orders/?{query}").json()["results"]]

    for query in ("status=p", "email=ADA@example.org", "locale=en", "testmode=false", f"item={item.pk}",
                  f"code={ada.code.lower()}", "payment_provider=stripe", "search=lovel", "search=ada@exam"):  # fmt: skip
        assert codes(query) == [ada.code], query
    for query in ("status=n", f"item={shirt.pk}", "search=bob", f"search={bob.code[:4]}"):
        assert codes(query) == [bob.code], query
    assert codes("") == codes("ordering=datetime") == [ada.code, bob.code]
    assert codes("ordering=-datetime") == [bob.code, ada.code]
    assert codes("created_since=2099-01-01T00:00:00Z") == codes("subevent=1") == []
    assert codes("created_before=2099-01-01T00:00:00Z&require_approval=false") == [
        ada.code,
        bob.code,
    ]


def test_b7_fields_can_be_left_out_or_asked_for(alice: Api, event: Event) -> None:
    make_order(event, make_shop(event))

    def row(query: str) -> dict[str, Any]:
        return alice.at(event).get(f"orders/?{query}").json()["results"][0]

    without = row(
        "exclude=downloads&exclude=payments&exclude=positions.downloads&exclude=positions.answers"
    )
    only = row("include=code&include=positions.secret")
    bare = row("exclude=positions")

    assert not {"downloads", "payments"} & set(without)
    assert not {"downloads", "answers"} & set(without["positions"][0])
    assert (set(only), set(only["positions"][0])) == ({"code", "positions"}, {"secret"})
    assert "positions" not in bare


def test_b7_canceled_positions_are_shown_on_request(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event), count=2)
    OrderPosition.objects.filter(order=order, positionid=2).update(canceled=True)
    api = alice.at(event)

    assert len(api.get("orders/").json()["results"][0]["positions"]) == 1
    shown = api.get("orders/?include_canceled_positions=true").json()["results"][0]
    assert [line["canceled"] for line in shown["positions"]] == [False, True]


def test_type_4_money_is_a_string_with_two_decimals(alice: Api, event: Event) -> None:
    item = make_shop(event)

    body = alice.at(event).post("orders/", {"positions": [{"item": item.pk, "price": "5"}]}).json()

    assert (body["total"], body["positions"][0]["price"]) == ("5.00", "5.00")
    assert body["positions"][0]["tax_rate"] == "0.00"


@pytest.mark.parametrize(
    "price", ["23.001", "0.005", "1_000", "1e2", "\u0661", "23,00", 23, 23.5, "-1.00"]
)
def test_type_4_an_amount_is_written_in_digits_no_finer_than_the_currency(
    alice: Api, event: Event, price: Any
) -> None:
    api = alice.at(event)

    response = api.post("items/", {"name": {"en": "A"}, "default_price": price})

    assert (response.status_code, set(response.json())) == (400, {"default_price"})
    assert api.get("items/").json()["count"] == 0


@pytest.mark.parametrize(
    ("currency", "right", "wrong"), [("JPY", "500", "500.50"), ("KWD", "1.505", "1.5055")]
)
def test_type_4_currencies_with_other_decimals(
    alice: Api, organizer: Organizer, currency: str, right: str, wrong: str
) -> None:
    api = alice.at(make_event(organizer, "elsewhere", currency=currency))

    taken = api.post("items/", {"name": {"en": "A"}, "default_price": right})
    refused = api.post("items/", {"name": {"en": "A"}, "default_price": wrong})

    assert taken.status_code == 201
    assert (refused.status_code, set(refused.json())) == (400, {"default_price"})


def test_an_answer_is_stored_as_it_was_given(alice: Api, event: Event) -> None:
    item = make_shop(event)
    question = make_question(event, [item], type="B")

    make_order(event, item, answers=[AnswerDraft(question.pk, "true")])

    line = alice.at(event).get("orders/").json()["results"][0]["positions"][0]
    assert line["answers"][0]["answer"] == "True"


@pytest.mark.django_db(transaction=True)
def test_two_buyers_of_the_last_unit_get_one_order_and_one_refusal(
    alice: Api, event: Event
) -> None:
    item = make_shop(event, size=1)
    answers: list[Any] = []

    def buy() -> None:
        answers.append(alice.at(event).post("orders/", {"positions": [{"item": item.pk}]}))
        connection.close()

    threads = [threading.Thread(target=buy) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.status_code for answer in answers) == [201, 400, 400, 400]
    assert Order.objects.filter(event=event).count() == 1
