"""Cart positions over v1 (contract, B13)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shop.actions import quota_counters
from shop.actions.carts import visitor_carts
from shop.actions.carts.visitor_carts import CartLine
from shop.models import Hold, Order, Quota
from tenant.models import Event, Organizer
from tests.api.conftest import Api
from tests.make import (
    make_item,
    make_question,
    make_quota,
    make_shop,
    make_team,
    make_token,
    make_voucher,
)


def taken(event: Event) -> int:
    return Quota.objects.get(event=event).taken


def test_b13_a_cart_position_has_all_fields_and_keeps_a_unit(alice: Api, event: Event) -> None:
    item = make_shop(event)
    question = make_question(event, [item])
    voucher = make_voucher(event, "HALF", price_mode="percent", value="50.00")
    api = alice.at(event)
    sent = {
        "cart_id": "mine@api", "item": item.pk, "attendee_name": "Ada", "attendee_email": "ada@example.org",
        "company": "Engines", "voucher": "half", "expires": "2099-01-01T00:00:00Z", "includes_tax": True,
        "answers": [{"question": question.pk, "answer": "Countess", "options": []}],
    }  # fmt: skip

    answer = api.post("cartpositions/", sent)

    assert answer.status_code == 201, answer.content
    row = answer.json()
    assert {name: row[name] for name in row if name not in {"id", "datetime", "answers"}} == {
        "cart_id": "mine@api", "item": item.pk, "variation": None, "price": "30.00", "attendee_name": "Ada",
        "attendee_name_parts": {}, "attendee_email": "ada@example.org", "company": "Engines", "street": None,
        "zipcode": None, "city": None, "country": None, "state": None, "voucher": voucher.pk, "addon_to": None,
        "used_membership": None, "subevent": None, "expires": "2099-01-01T00:00:00Z", "includes_tax": True,
        "is_bundled": False, "seat": None,
    }  # fmt: skip
    assert row["answers"] == [
        {
            "question": question.pk,
            "answer": "Countess",
            "options": [],
            "question_identifier": question.identifier,
            "option_identifiers": [],
        }
    ]
    assert taken(event) == 1
    quota = Quota.objects.get(event=event)
    assert api.get(f"quotas/{quota.pk}/availability/").json()["cart_positions"] == 1
    assert api.get(f"cartpositions/{row['id']}/").json() == row


def test_b13_a_cart_without_a_name_gets_one(alice: Api, event: Event) -> None:
    item = make_shop(event)
    api = alice.at(event)

    names = [
        api.post("cartpositions/", {"item": item.pk, **more}).json()["cart_id"]
        for more in ({}, {"cart_id": None}, {"cart_id": ""})
    ]
    wrong = api.post("cartpositions/", {"item": item.pk, "cart_id": "mine"})

    assert len(set(names)) == 3
    assert all(name.endswith("@api") for name in names)
    assert (wrong.status_code, list(wrong.json())) == (400, ["cart_id"])
    assert taken(event) == 3


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("item", {"item": 10**9}),
        ("item", {"item": "1"}),
        ("variation", {"variation": 10**9}),
        ("price", {"price": 5}),
        ("price", {"price": "-1.00"}),
        ("voucher", {"voucher": "NOPE"}),
        ("voucher", {"voucher": 5}),
        ("addon_to", {"addon_to": 10**9}),
        ("subevent", {"subevent": 10**9}),
        ("expires", {"expires": "2020-01-01T00:00:00Z"}),
        ("expires", {"expires": "soon"}),
        ("answers", {"answers": [{"question": 10**9, "answer": "x"}]}),
        ("answers", {"answers": "x"}),
        ("seat", {"seat": "A-1"}),
        ("country", {"country": "XX"}),
        ("cart_id", {"cart_id": 5}),
        ("cart_id", {"cart_id": "x" * 300 + "@api"}),
    ],
)
def test_b13_what_is_wrong_is_said_of_the_field_and_nothing_is_kept(
    alice: Api, event: Event, field: str, change: dict[str, Any]
) -> None:
    item = make_shop(event)

    answer = alice.at(event).post("cartpositions/", {"item": item.pk, **change})

    assert answer.status_code == 400, answer.content
    assert list(answer.json()) == [field]
    assert (taken(event), Hold.objects.filter(event=event).count()) == (0, 0)


def test_b13_nothing_is_kept_that_is_not_there(alice: Api, event: Event) -> None:
    item = make_shop(event, size=1)
    api = alice.at(event)

    first = api.post("cartpositions/", {"item": item.pk})
    second = api.post("cartpositions/", {"item": item.pk})

    assert (first.status_code, second.status_code) == (201, 400)
    assert list(second.json()) == ["item"]
    assert taken(event) == 1


def test_b13_delete_gives_the_unit_and_its_addons_back(alice: Api, event: Event) -> None:
    item = make_shop(event)
    cup = make_item(event, name="Cup", kind="merch", price="5.00")
    make_quota(event, [cup], name="Cups")
    voucher = make_voucher(event, "X")
    api = alice.at(event)
    parent = api.post(
        "cartpositions/", {"item": item.pk, "cart_id": "a@api", "voucher": "X"}
    ).json()
    addon = api.post(
        "cartpositions/", {"item": cup.pk, "cart_id": "a@api", "addon_to": parent["id"]}
    ).json()
    elsewhere = api.post(
        "cartpositions/", {"item": cup.pk, "cart_id": "b@api", "addon_to": parent["id"]}
    )

    assert addon["addon_to"] == parent["id"]
    assert elsewhere.status_code == 400
    assert api.delete(f"cartpositions/{parent['id']}/").status_code == 204
    assert api.get("cartpositions/").json()["count"] == 0
    assert list(Quota.objects.filter(event=event).values_list("taken", flat=True)) == [0, 0]
    voucher.refresh_from_db()
    assert voucher.redeemed == 0
    assert api.delete(f"cartpositions/{parent['id']}/").status_code == 404
    assert quota_counters.recount(event) == {}


def test_b13_what_was_added_lapses_with_its_position(alice: Api, event: Event) -> None:
    item = make_shop(event)
    cup = make_item(event, name="Cup", kind="merch", price="5.00")
    make_quota(event, [cup], name="Cups")
    api = alice.at(event)
    parent = api.post("cartpositions/", {"item": item.pk, "cart_id": "a@api"}).json()
    addon = {"item": cup.pk, "cart_id": "a@api", "addon_to": parent["id"]}
    assert (
        api.post("cartpositions/", {**addon, "expires": "2099-01-01T00:00:00Z"}).status_code == 201
    )

    Hold.objects.filter(event=event, pk=parent["id"]).update(expires_at=timezone.now())
    quota_counters.release_expired(event)
    quota_counters.release_expired(event)

    assert not Hold.objects.filter(event=event).exists()
    assert list(Quota.objects.filter(event=event).values_list("taken", flat=True)) == [0, 0]


def test_b13_nothing_is_added_to_an_addon(alice: Api, event: Event) -> None:
    item = make_shop(event)
    api = alice.at(event)
    parent = api.post("cartpositions/", {"item": item.pk, "cart_id": "a@api"}).json()
    below = {"item": item.pk, "cart_id": "a@api", "addon_to": parent["id"]}
    addon = api.post("cartpositions/", below).json()

    answer = api.post("cartpositions/", {**below, "addon_to": addon["id"]})

    assert (answer.status_code, list(answer.json())) == (400, ["addon_to"])
    assert taken(event) == 2


def test_b13_bulk_create_answers_for_each(alice: Api, event: Event) -> None:
    item = make_shop(event, size=1)

    answer = alice.at(event).post(
        "cartpositions/bulk_create/",
        [{"item": item.pk}, {"item": item.pk}, {"item": "x"}, 5, {"item": item.pk, "cart_id": "x"}],
    )

    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [row["success"] for row in results] == [True, False, False, False, False]
    assert results[0]["data"]["item"] == item.pk
    assert results[0]["errors"] is None
    assert results[1] == {"success": False, "data": None, "errors": results[1]["errors"]}
    assert list(results[2]["errors"]) == ["item"]
    assert taken(event) == 1
    assert alice.at(event).post("cartpositions/bulk_create/", {}).status_code == 400


def test_b13_positions_are_replaced_never_changed(alice: Api, event: Event) -> None:
    item = make_shop(event)
    api = alice.at(event)
    pk = api.post("cartpositions/", {"item": item.pk}).json()["id"]

    for method in ("PATCH", "PUT"):
        answer = api.send(method, f"cartpositions/{pk}/", {"price": "1.00"})
        assert answer.status_code == 405
        assert method in answer.json()["detail"]
    assert Hold.objects.get(event=event).price == 60


@pytest.mark.django_db(transaction=True)
def test_b13_visitors_carts_are_listed_under_names_that_say_nothing(
    alice: Api, event: Event
) -> None:
    item = make_shop(event)
    secret = "s" * 32
    visitor_carts.add_to_cart(event, secret=secret, lines=[CartLine(item.pk)])
    api = alice.at(event)
    api.post("cartpositions/", {"item": item.pk, "cart_id": "z@api"})

    rows = api.get("cartpositions/?ordering=-cart_id").json()["results"]

    assert rows[0]["cart_id"] == "z@api"
    assert secret not in rows[1]["cart_id"]
    Hold.objects.filter(event=event, cart__api_id=None).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )
    assert api.get("cartpositions/").json()["count"] == 1


def test_b13_an_order_consumes_carts(alice: Api, event: Event) -> None:
    item = make_shop(event, size=2)
    api = alice.at(event)
    for _ in range(2):
        api.post("cartpositions/", {"item": item.pk, "cart_id": "mine@api"})
    order = {"positions": [{"item": item.pk, "attendee_name": "Ada"}]}

    assert api.post("orders/", order).status_code == 400
    assert api.post("orders/", {**order, "consume_carts": ["other@api"]}).status_code == 400
    assert api.get("cartpositions/").json()["count"] == 2
    assert api.post("orders/", {**order, "consume_carts": ["mine@api"]}).status_code == 201
    assert api.get("cartpositions/").json()["count"] == 0
    assert taken(event) == 1
    assert Order.objects.filter(event=event).count() == 1
    assert quota_counters.recount(event) == {}


def test_b13_rights_and_costs(alice: Api, event: Event, organizer: Organizer) -> None:
    item = make_shop(event)
    for name, reads, writes in (
        ("can_view_orders", 200, 403),
        ("can_change_orders", 403, 201),
        ("can_change_items", 403, 403),
    ):
        team = make_team(organizer, name=name, permissions=[name])
        api = Api(make_token(team, f"token-{name}")).at(event)
        assert api.get("cartpositions/").status_code == reads
        assert api.post("cartpositions/", {"item": item.pk}).status_code == writes
    costs = []
    for count in (0, 2):
        for _ in range(count):
            alice.at(event).post("cartpositions/", {"item": item.pk})
        with CaptureQueriesContext(connection) as queries:
            alice.at(event).get("cartpositions/")
        costs.append(len(queries))
    assert costs[0] == costs[1]
