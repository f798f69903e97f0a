"""What an order shows: fees, canceled parts, files, texts for tickets. (v1 contract, B7)"""

from typing import Any

import pytest

from shop.models import Order, OrderFee, OrderPosition
from tenant.models import Event
from tests.api.conftest import Api
from tests.api.test_budgets import statements
from tests.make import make_item, make_order, make_quota, make_shop, make_tax_rule

pytestmark = pytest.mark.django_db


def test_b7_fees_are_part_of_the_total(alice: Api, event: Event) -> None:
    item, rule = make_shop(event), make_tax_rule(event, rate="19.00")
    fee = {
        "fee_type": "shipping", "internal_type": "post", "description": "By post", "value": "11.90", "tax_rule": rule.pk
    }  # fmt: skip

    created = alice.at(event).post("orders/", {"positions": [{"item": item.pk}], "fees": [fee]})

    assert created.status_code == 201, created.content
    body = created.json()
    assert body["total"] == "71.90"
    stored = OrderFee.objects.get(order__code=body["code"])
    assert body["fees"] == [
        {**fee, "id": stored.pk, "tax_rate": "19.00", "tax_value": "1.90", "canceled": False}
    ]
    assert body["payments"][0]["amount"] == "71.90"
    assert alice.at(event).get(f"orders/{body['code']}/").json()["fees"] == body["fees"]


def test_b7_a_fee_of_a_foreign_tax_rule_is_mirrored(alice: Api, event: Event, charlie: Api) -> None:
    item = make_shop(event)
    fees = [
        {"fee_type": "other", "value": "1.00"},
        {"fee_type": "other", "value": "1.00", "tax_rule": 99999},
    ]

    refused = alice.at(event).post("orders/", {"positions": [{"item": item.pk}], "fees": fees})

    assert refused.status_code == 400
    assert refused.json() == {"fees": [{}, {"tax_rule": ["This tax rule does not exist at this event."]}]}  # fmt: skip
    assert not Order.objects.filter(event=event).exists()


def test_b7_canceled_fees_are_shown_on_request(alice: Api, event: Event) -> None:
    item = make_shop(event)
    body = {
        "positions": [{"item": item.pk}],
        "fees": [{"fee_type": "late", "value": "5.00"}, {"fee_type": "other", "value": "1.00"}],
    }
    code = alice.at(event).post("orders/", body).json()["code"]
    OrderFee.objects.filter(order__code=code, fee_type="late").update(canceled=True)

    def fees(query: str = "") -> list[str]:
        shown = alice.at(event).get(f"orders/{code}/{query}").json()["fees"]
        return [fee["fee_type"] for fee in shown]

    assert fees() == ["other"]
    assert fees("?include_canceled_fees=true") == ["late", "other"]


def test_b7_canceled_positions_of_one_order_are_shown_on_request(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event), count=2)
    OrderPosition.objects.filter(order=order, positionid=2).update(canceled=True)
    api = alice.at(event)

    assert len(api.get(f"orders/{order.code}/").json()["positions"]) == 1
    shown = api.get(f"orders/{order.code}/?include_canceled_positions=true").json()["positions"]
    assert [line["canceled"] for line in shown] == [False, True]


def test_b7_downloads_are_offered_when_a_ticket_counts(alice: Api, event: Event) -> None:
    item = make_shop(event)
    shirt = make_item(event, name="Shirt", kind="merch")
    make_quota(event, [shirt], name="Shirts")
    paid, open_ = make_order(event, item), make_order(event, item, paid=False)
    clothes = make_order(event, shirt)
    valid = make_order(event, item, paid=False, valid_if_pending=True)
    pk = paid.positions.get().pk

    def files(order: Order) -> tuple[Any, Any]:
        body = alice.at(event).get(f"orders/{order.code}/").json()
        return body["downloads"], body["positions"][0]["downloads"]

    base = "http://localhost/api/v1/organizers/bigevents/events/con2027/"
    assert files(paid) == (
        [{"output": "pdf", "url": f"{base}orders/{paid.code}/download/pdf/"}],
        [{"output": "pdf", "url": f"{base}orderpositions/{pk}/download/pdf/"}],
    )
    assert files(open_) == files(clothes) == ([], [])
    assert len(files(valid)[1]) == 1


def test_b7_pdf_data_says_what_a_ticket_says(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event), name="Ada Lovelace")
    body = {"positions": [{"item": order.positions.get().item_id, "attendee_name": "Bob"}]}

    plain = alice.at(event).get(f"orders/{order.code}/").json()["positions"][0]
    listed = alice.at(event).get("orders/?pdf_data=true").json()["results"][0]["positions"][0]
    created = alice.at(event).post("orders/?pdf_data=true", body).json()["positions"][0]

    assert "pdf_data" not in plain
    texts = listed["pdf_data"]
    assert (texts["attendee_name"], texts["item"], texts["price"]) == (
        "Ada Lovelace",
        "Weekend",
        "60.00 EUR",
    )
    assert (texts["order"], texts["event_name"], texts["organizer"]) == (
        order.code,
        "Con2027",
        "Bigevents",
    )
    assert texts["event_begin"] == "2027-06-24 18:00"
    assert texts["secret"] == listed["secret"]
    assert created["pdf_data"]["attendee_name"] == "Bob"


def test_b7_pdf_data_costs_two_statements_whatever_the_number(alice: Api, event: Event) -> None:
    item = make_shop(event)
    make_order(event, item, count=2)
    one = statements(lambda: alice.at(event).get("orders/?pdf_data=true"))
    make_order(event, item, count=3)
    make_order(event, item)
    three = statements(lambda: alice.at(event).get("orders/?pdf_data=true"))

    assert (len(one), len(three)) == (11, 11), "\n".join(three)


def test_b7_the_customer_filter_finds_nobody_and_the_field_is_null(
    alice: Api, event: Event
) -> None:
    order = make_order(event, make_shop(event))

    assert alice.at(event).get(f"orders/{order.code}/").json()["customer"] is None
    assert alice.at(event).get("orders/?customer=ABCDE").json()["count"] == 0
    assert alice.at(event).get("orders/?include_canceled_fees=perhaps").status_code == 400


def test_b7_the_url_is_where_the_buyer_sees_the_order(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event))

    body = alice.at(event).get(f"orders/{order.code}/").json()

    assert body["url"].endswith(f"/bigevents/con2027/order/{order.code}/{order.secret}/")
