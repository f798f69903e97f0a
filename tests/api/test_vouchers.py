"""Vouchers over v1 (contract, B9)."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eventhub.common.models import AuditEntry
from shop.actions import quota_counters
from shop.models import Order, Quota, Voucher
from tenant.models import Event, Organizer
from tests.api.conftest import Api
from tests.make import (
    make_event,
    make_item,
    make_order,
    make_quota,
    make_shop,
    make_team,
    make_token,
    make_voucher,
)

FIELDS = {
    "id", "created", "code", "max_usages", "redeemed", "min_usages", "valid_until", "block_quota", "allow_ignore_quota",
    "price_mode", "value", "item", "variation", "quota", "tag", "comment", "subevent", "show_hidden_items", "seat",
    "all_addons_included", "all_bundles_included", "budget",
}  # fmt: skip


def order_body(item: Any, code: str | None, **position: Any) -> dict[str, Any]:
    return {
        "email": "ada@example.org",
        "positions": [{"item": item.pk, "voucher": code, "attendee_name": "Ada", **position}],
    }


def taken(event: Event) -> int:
    return Quota.objects.get(event=event).taken


def test_b9_a_voucher_has_all_fields_and_comes_back_as_sent(alice: Api, event: Event) -> None:
    item = make_shop(event)
    sent = {
        "code": "43K6LKM37FBVR2YG", "max_usages": 3, "min_usages": 2, "valid_until": "2030-01-01T00:00:00Z",
        "block_quota": True, "allow_ignore_quota": False, "price_mode": "set", "value": "12.00", "item": item.pk,
        "variation": None, "quota": None, "tag": "press", "comment": "For the papers", "subevent": None,
        "show_hidden_items": False, "all_addons_included": True, "all_bundles_included": True, "budget": "100.00",
    }  # fmt: skip

    answer = alice.at(event).post("vouchers/", sent)

    assert answer.status_code == 201, answer.content
    row = answer.json()
    assert set(row) >= FIELDS
    assert {name: row[name] for name in sent} == sent
    assert (row["redeemed"], row["seat"]) == (0, None)
    assert alice.at(event).get(f"vouchers/{row['id']}/").json() == row
    entry = AuditEntry.unscoped.get(action="voucher.created")
    assert entry.object_id == row["id"]


def test_b9_an_empty_code_is_made_up_and_codes_are_unique_in_any_case(
    alice: Api, event: Event, organizer: Organizer
) -> None:
    api = alice.at(event)
    first = api.post("vouchers/", {"code": "SAVE10"}).json()
    made_up = [
        api.post("vouchers/", body).json()["code"] for body in ({}, {"code": None}, {"code": ""})
    ]

    answer = api.post("vouchers/", {"code": "save10"})

    assert (answer.status_code, list(answer.json())) == (400, ["code"])
    assert len(set(made_up)) == 3
    assert all(len(code) >= 8 for code in made_up)
    assert Voucher.objects.filter(event=event).count() == 4
    other = make_event(organizer, "elsewhere")
    assert alice.at(other).post("vouchers/", {"code": first["code"]}).status_code == 201


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("max_usages", {"max_usages": 0}),
        ("max_usages", {"max_usages": "3"}),
        ("max_usages", {"max_usages": 2**40}),
        ("min_usages", {"min_usages": 3}),
        ("valid_until", {"valid_until": "tomorrow"}),
        ("block_quota", {"block_quota": "true"}),
        ("price_mode", {"price_mode": "half"}),
        ("value", {"price_mode": "set"}),
        ("value", {"price_mode": "percent", "value": "120.00"}),
        ("value", {"price_mode": "set", "value": 12}),
        ("item", {"item": 10**9}),
        ("quota", {"quota": 10**9}),
        ("subevent", {"subevent": 10**9}),
        ("variation", {"variation": 10**9}),
        ("item", {"item": "1"}),
        ("item", {"block_quota": True}),
        ("code", {"code": "x" * 256}),
        ("code", {"code": 7}),
        ("tag", {"tag": ["x"]}),
        ("budget", {"budget": "-1"}),
        ("seat", {"seat": "A-1"}),
    ],
)
def test_b9_what_is_wrong_is_said_of_the_field_and_nothing_is_stored(
    alice: Api, event: Event, field: str, body: dict[str, Any]
) -> None:
    answer = alice.at(event).post("vouchers/", body)

    assert answer.status_code == 400, answer.content
    assert field in answer.json()
    assert not Voucher.objects.filter(event=event).exists()


def test_b9_an_item_or_a_quota_but_not_both_and_a_variation_of_the_item(
    alice: Api, event: Event, charlie: Api
) -> None:
    item = make_shop(event)
    quota = Quota.objects.get(event=event)
    shirt = make_item(event, name="Shirt", kind="merch", variations=[{"value": {"en": "S"}}])
    small = shirt.variations.get()
    api = alice.at(event)

    both = api.post("vouchers/", {"item": item.pk, "quota": quota.pk})
    foreign = api.post("vouchers/", {"item": item.pk, "variation": small.pk})
    right = api.post("vouchers/", {"item": shirt.pk, "variation": small.pk})

    assert (both.status_code, foreign.status_code, right.status_code) == (400, 400, 201)
    assert ("quota" in both.json(), "variation" in foreign.json()) == (True, True)


def test_b9_a_blocking_voucher_takes_its_units_and_needs_room_for_them(
    alice: Api, event: Event
) -> None:
    item = make_shop(event, size=3)
    api = alice.at(event)

    created = api.post("vouchers/", {"block_quota": True, "item": item.pk, "max_usages": 2})
    refused = api.post("vouchers/", {"block_quota": True, "item": item.pk, "max_usages": 2})
    forced = api.post(
        "vouchers/",
        {"block_quota": True, "item": item.pk, "max_usages": 2, "allow_ignore_quota": True},
    )

    assert (created.status_code, refused.status_code, forced.status_code) == (201, 400, 201)
    assert "block_quota" in refused.json()
    assert taken(event) == 4
    quota = Quota.objects.get(event=event)
    left = api.get(f"quotas/{quota.pk}/availability/").json()
    assert (left["blocking_vouchers"], left["available"]) == (4, False)
    assert quota_counters.recount(event) == {}
    assert api.delete(f"vouchers/{created.json()['id']}/").status_code == 204
    assert taken(event) == 2


def test_b9_a_change_moves_what_is_blocked(alice: Api, event: Event) -> None:
    item = make_shop(event, size=10)
    other = make_item(event, name="Day")
    second = make_quota(event, [other], size=10)
    voucher = make_voucher(event, block_quota=True, item_id=item.pk, max_usages=4)
    api, quota = alice.at(event), Quota.objects.get(event=event, name="All", items=item)

    def kept() -> tuple[int, int]:
        quota.refresh_from_db()
        second.refresh_from_db()
        return quota.taken, second.taken

    assert kept() == (4, 0)
    assert api.patch(f"vouchers/{voucher.pk}/", {"max_usages": 6}).status_code == 200
    assert kept() == (6, 0)
    assert (
        api.patch(f"vouchers/{voucher.pk}/", {"item": None, "quota": second.pk}).status_code == 200
    )
    assert kept() == (0, 6)
    assert api.patch(f"vouchers/{voucher.pk}/", {"max_usages": 11}).status_code == 400
    assert kept() == (0, 6)
    assert api.patch(f"vouchers/{voucher.pk}/", {"block_quota": False}).status_code == 200
    assert kept() == (0, 0)
    assert quota_counters.recount(event) == {}


def test_b9_batch_create_makes_all_or_none(alice: Api, event: Event) -> None:
    api = alice.at(event)

    answer = api.post("vouchers/batch_create/", [{"code": "ONE"}, {"code": "TWO"}, {}])
    twice = api.post("vouchers/batch_create/", [{"code": "THREE"}, {"code": "one"}])
    within = api.post("vouchers/batch_create/", [{"code": "FOUR"}, {"code": "four"}])
    shape = api.post("vouchers/batch_create/", [{}, {"max_usages": "x"}])

    assert answer.status_code == 201
    assert [row["code"] for row in answer.json()][:2] == ["ONE", "TWO"]
    assert (twice.status_code, within.status_code, shape.status_code) == (400, 400, 400)
    assert twice.json()[0] == {}
    assert list(twice.json()[1]) == ["code"]
    assert list(shape.json()[1]) == ["max_usages"]
    assert Voucher.objects.filter(event=event).count() == 3
    assert api.post("vouchers/batch_create/", {"code": "X"}).status_code == 400
    assert api.post("vouchers/batch_create/", []).status_code == 400
    assert api.get("vouchers/batch_create/").status_code == 405


def test_b9_an_order_redeems_the_voucher_and_shows_it(alice: Api, event: Event) -> None:
    item = make_shop(event, price="60.00")
    voucher = make_voucher(
        event, "HALF", price_mode="percent", value="50.00", item_id=item.pk, budget="40.00"
    )
    api = alice.at(event)

    answer = api.post("orders/", order_body(item, "half"))

    assert answer.status_code == 201, answer.content
    position = answer.json()["positions"][0]
    assert (position["price"], position["voucher"], position["voucher_budget_use"]) == (
        "30.00", voucher.pk, "30.00",
    )  # fmt: skip
    assert api.get(f"vouchers/{voucher.pk}/").json()["redeemed"] == 1
    again = api.post("orders/", order_body(item, "HALF"))
    assert again.status_code == 400
    assert "voucher" in again.json()["positions"][0]
    assert AuditEntry.unscoped.filter(action="voucher.redeemed").count() == 1
    assert Order.objects.filter(event=event).count() == 1


def test_b9_a_voucher_never_saves_more_than_its_budget(alice: Api, event: Event) -> None:
    item = make_shop(event, price="60.00")
    voucher = make_voucher(
        event, "B", price_mode="set", value="40.00", budget="30.00", max_usages=5
    )
    api = alice.at(event)

    first = api.post("orders/", order_body(item, "B"))
    second = api.post("orders/", order_body(item, "B"))

    assert (first.status_code, second.status_code) == (201, 400)
    assert "voucher" in second.json()["positions"][0]
    voucher.refresh_from_db()
    assert voucher.redeemed == 1


@pytest.mark.parametrize(
    "terms",
    [
        {"valid_until": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"item": "other"},
        {"quota": "other"},
    ],
)
def test_b9_a_voucher_that_does_not_fit_or_is_over_is_refused(
    alice: Api, event: Event, terms: dict[str, Any]
) -> None:
    item = make_shop(event)
    other = make_item(event, name="Day")
    quota = make_quota(event, [other])
    ids = {"item": other.pk, "quota": quota.pk}
    data = {
        f"{name}_id" if name in ids else name: ids.get(name, value) for name, value in terms.items()
    }
    make_voucher(event, "NOPE", **data)

    for code in ("NOPE", "unknown"):
        answer = alice.at(event).post("orders/", order_body(item, code))
        assert answer.status_code == 400
        assert "voucher" in answer.json()["positions"][0]
    assert not Order.objects.filter(event=event).exists()


def test_b9_usages_come_back_when_the_order_dies_and_go_again_when_it_lives(
    alice: Api, event: Event
) -> None:
    item = make_shop(event, size=1)
    voucher = make_voucher(event, "KEPT", item_id=item.pk, block_quota=True)
    api = alice.at(event)
    code = api.post("orders/", order_body(item, "KEPT")).json()["code"]

    def state() -> tuple[int, int, int]:
        voucher.refresh_from_db()
        return voucher.redeemed, voucher.blocking, taken(event)

    assert state() == (1, 0, 1)
    assert api.post(f"orders/{code}/mark_expired/").status_code == 200
    assert state() == (0, 1, 1)
    assert api.post("orders/", order_body(item, None)).status_code == 400
    assert api.post(f"orders/{code}/mark_paid/").status_code == 200
    assert state() == (1, 0, 1)
    assert api.post(f"orders/{code}/mark_canceled/").status_code == 200
    assert state() == (0, 1, 1)
    assert quota_counters.recount(event) == {}


def test_b9_what_a_voucher_keeps_comes_back_when_its_time_is_up(alice: Api, event: Event) -> None:
    item = make_shop(event, size=1)
    voucher = make_voucher(event, "KEPT", item_id=item.pk, block_quota=True)
    body = order_body(item, None)
    assert alice.at(event).post("orders/", body).status_code == 400

    Voucher.objects.filter(event=event, pk=voucher.pk).update(valid_until=timezone.now())

    assert alice.at(event).post("orders/", body).status_code == 201
    voucher.refresh_from_db()
    assert (voucher.blocking, taken(event)) == (0, 1)
    assert quota_counters.recount(event) == {}


def test_b9_a_voucher_may_ignore_quotas(alice: Api, event: Event) -> None:
    item = make_shop(event, size=0)
    make_voucher(event, "PLUS", allow_ignore_quota=True, max_usages=2)

    assert alice.at(event).post("orders/", order_body(item, None)).status_code == 400
    assert alice.at(event).post("orders/", order_body(item, "PLUS")).status_code == 201
    assert taken(event) == 1


def test_b9_redeemed_vouchers_are_not_deleted_and_not_cut_below_their_use(
    alice: Api, event: Event
) -> None:
    item = make_shop(event)
    voucher = make_voucher(event, "USED", max_usages=3)
    api = alice.at(event)
    for _ in range(2):
        assert api.post("orders/", order_body(item, "USED")).status_code == 201

    gone = api.delete(f"vouchers/{voucher.pk}/")
    cut = api.patch(f"vouchers/{voucher.pk}/", {"max_usages": 1})
    same = api.patch(f"vouchers/{voucher.pk}/", {"max_usages": 2})

    assert (gone.status_code, cut.status_code, same.status_code) == (403, 400, 200)
    assert list(cut.json()) == ["max_usages"]
    assert Voucher.objects.get(event=event).max_usages == 2


def test_b9_filters_search_and_orderings(alice: Api, event: Event) -> None:
    item = make_shop(event)
    make_voucher(event, "B", max_usages=5, tag="press", price_mode="set", value="5.00")
    make_voucher(event, "A", item_id=item.pk, comment="For Lovelace")
    past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    make_voucher(event, "C", valid_until=past)
    api = alice.at(event)

    def codes(query: str) -> list[str]:
        return [row["code"] for row in api.get(f"vouchers/?{query}").json()["results"]]

    assert codes("") == ["B", "A", "C"]
    assert codes("ordering=code") == ["A", "B", "C"]
    assert codes("ordering=-max_usages")[0] == "B"
    assert codes("active=true") == ["B", "A"]
    assert codes("active=false") == ["C"]
    assert codes("code=a") == ["A"]
    assert codes("search=lovelace") == ["A"]
    assert codes("tag=press") == ["B"]
    assert codes(f"item={item.pk}") == ["A"]
    assert codes("price_mode=set&value=5.00&max_usages=5") == ["B"]
    assert codes("redeemed=0&block_quota=false&show_hidden_items=true") == ["B", "A", "C"]
    assert codes("valid_until=2020-01-01T00:00:00Z") == ["C"]
    for wrong in ("active=1", "price_mode=x", "item=x", "valid_until=x", "value=x"):
        assert api.get(f"vouchers/?{wrong}").status_code == 400


def test_b9_reading_and_changing_are_rights_of_their_own(
    event: Event, organizer: Organizer
) -> None:
    voucher = make_voucher(event, "X")
    for name, reads, writes in (
        ("can_view_vouchers", 200, 403),
        ("can_change_vouchers", 403, 200),
        ("can_change_orders", 403, 403),
        ("can_change_items", 403, 403),
    ):
        team = make_team(organizer, name=name, permissions=[name])
        api = Api(make_token(team, f"token-{name}")).at(event)
        assert api.get("vouchers/").status_code == reads
        assert api.get(f"vouchers/{voucher.pk}/").status_code == reads
        assert api.patch(f"vouchers/{voucher.pk}/", {"tag": name}).status_code == writes


def test_b9_put_patch_and_unknown_ids(alice: Api, event: Event) -> None:
    voucher = make_voucher(event, "X", tag="old")
    api = alice.at(event)

    assert api.put(f"vouchers/{voucher.pk}/", {"code": "Y"}).json()["code"] == "Y"
    assert api.patch(f"vouchers/{voucher.pk}/", {}).json()["tag"] == "old"
    assert AuditEntry.unscoped.filter(action="voucher.changed").count() == 1
    assert api.get("vouchers/0/").status_code == 404
    assert api.get("vouchers/x/").status_code == 404
    assert api.delete(f"vouchers/{voucher.pk}/").status_code == 204
    assert api.get(f"vouchers/{voucher.pk}/").status_code == 404
    assert AuditEntry.unscoped.filter(action="voucher.deleted").count() == 1


def test_b9_the_list_costs_the_same_for_one_and_for_three(alice: Api, event: Event) -> None:
    item = make_shop(event)
    costs = []
    for count in (1, 2):
        for _ in range(count):
            make_voucher(event, item_id=item.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert alice.at(event).get("vouchers/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert costs[0] <= 5


def test_b4_availability_counts_only_what_the_quota_covers(alice: Api, event: Event) -> None:
    item = make_shop(event, size=10)
    other = make_item(event, name="Day")
    quota = make_quota(event, [other], size=5, name="Days")
    make_voucher(event, block_quota=True, quota_id=quota.pk, max_usages=2)
    make_voucher(event, block_quota=True, item_id=other.pk)
    make_order(event, item)

    left = alice.at(event).get(f"quotas/{quota.pk}/availability/").json()

    assert (left["blocking_vouchers"], left["paid_orders"], left["available_number"]) == (3, 0, 2)


def test_b9_an_order_that_comes_back_needs_the_budget_that_it_had(alice: Api, event: Event) -> None:
    item = make_shop(event)
    make_voucher(event, "HALF", max_usages=9, price_mode="subtract", value="40.00", budget="50.00")
    api = alice.at(event)

    def buy() -> str:
        sent = {"email": "a@example.org", "positions": [{"item": item.pk, "voucher": "HALF"}]}
        answer = api.post("orders/", sent)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["code"])

    canceled, expired = buy(), ""
    api.post(f"orders/{canceled}/mark_canceled/")
    expired = buy()
    api.post(f"orders/{expired}/mark_expired/")
    live = buy()
    before = [api.get(f"orders/{code}/").json() for code in (canceled, expired)]
    taken = Quota.objects.get(event=event).taken

    refused = [
        api.post(f"orders/{canceled}/reactivate/", {"force": True}),
        api.post(f"orders/{expired}/mark_paid/"),
        api.post(f"orders/{expired}/extend/", {"expires": "2027-05-01"}),
    ]

    assert [row.status_code for row in refused] == [400] * 3
    assert {row.json()["detail"] for row in refused} == {
        "The voucher has less of its budget left than this would save."
    }
    assert [api.get(f"orders/{code}/").json() for code in (canceled, expired)] == before
    assert Quota.objects.get(event=event).taken == taken
    assert api.get("vouchers/").json()["results"][0]["redeemed"] == 1
    api.post(f"orders/{live}/mark_canceled/")
    assert api.post(f"orders/{canceled}/reactivate/").status_code == 200  # now there is enough


def test_b9_an_order_that_comes_back_needs_the_usage_that_it_had(alice: Api, event: Event) -> None:
    item = make_shop(event)
    make_voucher(event, "ONCE")
    api = alice.at(event)
    sent = {"email": "a@example.org", "positions": [{"item": item.pk, "voucher": "ONCE"}]}
    first = api.post("orders/", sent).json()["code"]
    api.post(f"orders/{first}/mark_canceled/")
    assert api.post("orders/", sent).status_code == 201

    refused = api.post(f"orders/{first}/reactivate/", {"force": True})

    assert (refused.status_code, set(refused.json())) == (400, {"detail"})
    assert api.get(f"orders/{first}/").json()["status"] == "c"
    assert api.get("vouchers/").json()["results"][0]["redeemed"] == 1
