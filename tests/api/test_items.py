"""What else an item says. (v1 contract, B2)"""

import datetime as dt
from typing import Any

import pytest

from shop.models import Item, OrderPosition, ProgramTime
from tenant.models import ChangeStamp, Event
from tests.api.conftest import Api
from tests.api.test_budgets import statements
from tests.make import make_item, make_order, make_shop, make_tax_rule

pytestmark = pytest.mark.django_db
TICKET: dict[str, Any] = {"name": {"en": "Day"}, "default_price": "5.00", "admission": True}


def test_b2_every_field_is_there(alice: Api, event: Event) -> None:
    body = alice.at(event).post("items/", TICKET).json()

    must = (
        "id category name internal_name active description default_price free_price tax_rate tax_rule admission position "
        "picture available_from available_until require_voucher hide_without_voucher allow_cancel min_per_order "
        "max_per_order checkin_attention has_variations variations addons original_price bundles require_bundling "
        "issue_giftcard require_approval generate_tickets checkin_text personalized media_policy media_type validity_mode "
        "validity_fixed_from validity_fixed_until validity_dynamic_duration_minutes validity_dynamic_duration_hours "
        "validity_dynamic_duration_days validity_dynamic_duration_months all_sales_channels limit_sales_channels meta_data"
    ).split()
    assert set(must) <= set(body)
    assert (body["issue_giftcard"], body["media_policy"], body["media_type"]) == (False, None, None)


def test_b2_validity_and_meta_data_come_back(alice: Api, event: Event) -> None:
    sent = {
        "validity_mode": "fixed",
        "validity_fixed_from": "2027-06-24T16:00:00Z",
        "validity_fixed_until": "2027-06-25T16:00:00Z",
        "validity_dynamic_duration_hours": 3,
        "meta_data": {"Track": "A"},
        "issue_giftcard": False,
        "media_policy": None,
        "media_type": None,
    }

    body = alice.at(event).post("items/", {**TICKET, **sent}).json()
    changed = alice.at(event).patch(
        f"items/{body['id']}/", {"validity_mode": None, "meta_data": {}}
    )

    assert {name: body[name] for name in sent} == sent
    assert changed.json() == {**body, "validity_mode": None, "meta_data": {}}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("validity_mode", "always"), ("validity_mode", 5), ("validity_fixed_from", "soon"),
        ("validity_dynamic_duration_days", "5"), ("validity_dynamic_duration_days", -1),
        ("validity_dynamic_duration_months", 10**9), ("meta_data", "x"), ("meta_data", {"a": 5}), ("meta_data", None),
        ("issue_giftcard", True), ("issue_giftcard", "no"), ("issue_giftcard", 0), ("media_policy", "new"),
        ("media_type", "nfc_uid"),
    ],
)  # fmt: skip
def test_b2_what_cannot_be_is_400_on_its_field(
    alice: Api, event: Event, field: str, value: Any
) -> None:
    response = alice.at(event).post("items/", {**TICKET, field: value})

    assert (response.status_code, set(response.json())) == (400, {field})
    assert not Item.unscoped.exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"validity_mode": "dynamic"}, "validity_dynamic_duration_days"),
        (
            {
                "validity_fixed_from": "2027-06-25T00:00:00Z",
                "validity_fixed_until": "2027-06-24T00:00:00Z",
            },
            "validity_fixed_until",
        ),
    ],
)
def test_b2_a_validity_makes_sense(
    alice: Api, event: Event, sent: dict[str, Any], field: str
) -> None:
    response = alice.at(event).post("items/", {**TICKET, **sent})

    assert (response.status_code, set(response.json())) == (400, {field})


def test_b2_a_sold_ticket_is_good_as_long_as_its_item_says(alice: Api, event: Event) -> None:
    item = make_shop(event)
    begin = dt.datetime(2027, 6, 24, 16, 0, tzinfo=dt.UTC)
    Item.objects.filter(event=event).update(validity_mode="fixed", validity_fixed_from=begin)
    named = {"item": item.pk, "valid_from": "2027-01-01T00:00:00Z"}

    order = alice.at(event).post(
        "orders/", {"email": "a@example.org", "positions": [{"item": item.pk}, named]}
    )

    assert order.status_code == 201, order.content
    first, second = OrderPosition.objects.filter(event=event).order_by("positionid")
    assert (first.valid_from, first.valid_until) == (begin, None)
    assert second.valid_from == dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


def test_b2_a_dynamic_ticket_begins_with_its_sale(event: Event) -> None:
    item = make_shop(event)
    Item.objects.filter(event=event).update(
        validity_mode="dynamic", validity_dynamic_duration_hours=2
    )

    order = make_order(event, item)

    position = OrderPosition.objects.get(order=order)
    assert position.valid_from == order.datetime
    assert position.valid_until == order.datetime + dt.timedelta(hours=2)


def test_b2_program_times_at_their_own_address(alice: Api, event: Event) -> None:
    item = make_item(event)
    url = f"items/{item.pk}/program_times/"
    times = {"start": "2027-06-24T18:00:00Z", "end": "2027-06-24T20:00:00Z"}

    made = alice.at(event).post(url, times)

    assert made.status_code == 201
    row = made.json()
    assert row == {"id": row["id"], **times, "location": None}
    assert alice.at(event).get(url).json()["results"] == [row]
    changed = alice.at(event).patch(f"{url}{row['id']}/", {"location": {"en": "Hall"}}).json()
    assert changed == {**row, "location": {"en": "Hall"}}
    wrong = alice.at(event).patch(f"{url}{row['id']}/", {"end": "2027-06-24T17:00:00Z"})
    assert (wrong.status_code, set(wrong.json())) == (400, {"end"})
    assert alice.at(event).delete(f"{url}{row['id']}/").status_code == 204
    assert not ProgramTime.unscoped.exists()


def test_cond_7_a_program_time_moves_the_stamp_of_items(alice: Api, event: Event) -> None:
    item = make_item(event)
    stamps = ChangeStamp.objects.filter(event=event, kind="items")
    before = stamps.get().changed_at
    times = {"start": "2027-06-24T18:00:00Z", "end": "2027-06-24T20:00:00Z"}

    alice.at(event).post(f"items/{item.pk}/program_times/", times)

    assert stamps.get().changed_at > before


def test_b2_filters_and_orderings(alice: Api, event: Event) -> None:
    tax = make_tax_rule(event, rate="7.00")
    make_item(event, name="Taxed", position=2, tax_rule_id=tax.pk)
    make_item(event, name="Shirt", kind="merch", level=None, position=1, active=False)
    make_item(event, name="Gift", position=0, free_price=True)

    def names(query: str) -> list[str]:
        rows = alice.at(event).get(f"items/?{query}").json()["results"]
        return [row["name"]["en"] for row in rows]

    assert names("") == names("ordering=position") == ["Gift", "Shirt", "Taxed"]
    assert names("ordering=-position") == ["Taxed", "Shirt", "Gift"]
    assert names("ordering=id") == ["Taxed", "Shirt", "Gift"]
    assert names("tax_rate=7.00") == names("tax_rate=7") == ["Taxed"]
    assert names("active=false") == names("admission=false") == names("search=shirt") == ["Shirt"]
    assert names("free_price=true") == ["Gift"]
    assert alice.at(event).get("items/?tax_rate=x").status_code == 400


@pytest.mark.parametrize("number", [1, 3])
def test_b2_the_list_of_program_times_costs_the_same(alice: Api, event: Event, number: int) -> None:
    item = make_item(event)
    for _ in range(number):
        ProgramTime.objects.create(
            tenant=event.tenant, item=item, start=event.date_from, end=event.date_from
        )

    url = f"items/{item.pk}/program_times/"

    assert len(statements(lambda: alice.at(event).get(url))) == 5
