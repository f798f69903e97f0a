"""What scan apps call at the door besides plain scans. (v1 contract, B10 and C3)"""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from eventhub.common.effects import lanes
from register.checkin.actions.closing import check_out_all
from register.models import CheckIn, CheckInList, PrintLog, Registration
from register.tasks import close_doors
from shop.models import Order, OrderPosition, RevokedSecret
from tenant.models import Event
from tests.api.conftest import Api
from tests.make import (
    make_device,
    make_event,
    make_gate,
    make_item,
    make_list,
    make_order,
    make_question,
    make_quota,
    make_shop,
)

pytestmark = pytest.mark.django_db

RPC = "organizers/bigevents/checkinrpc/"


def secret_of(order: Order) -> str:
    return OrderPosition.objects.filter(order=order).order_by("positionid")[0].secret


def scan(api: Api, door: CheckInList, secret: str, query: str = "", **more: Any) -> Any:
    return api.post(f"{RPC}redeem/{query}", {"secret": secret, "lists": [door.pk], **more})


@pytest.fixture
def device(event: Event) -> Api:
    make_device(event.organizer, key="k", gate=make_gate(event.organizer), profile="pretixscan")
    return Api.device("k")


def test_c3_a_device_leaves_its_number_and_its_gate(device: Api, event: Event) -> None:
    door, secret = make_list(event), secret_of(make_order(event, make_shop(event)))

    row = scan(device, door, secret).json()["position"]["checkins"][0]

    stored = CheckIn.objects.get(event=event)
    assert stored.at_gate is not None
    assert (row["device_id"], row["device"]) == (1, stored.device_id)
    assert (row["gate"], stored.gate) == (stored.at_gate_id, "North")


def test_c3_rules_know_the_gate_of_the_device(device: Api, alice: Api, event: Event) -> None:
    item = make_shop(event)
    there = make_gate(event.organizer, name="South")
    door = make_list(event, rules={"inList": [{"var": "gate"}, {"objectList": [{"lookup": ["gate", str(there.pk), "S"]}]}]})  # fmt: skip
    make_device(event.organizer, key="south", gate=there)
    secret = secret_of(make_order(event, item))

    assert scan(device, door, secret).json()["reason"] == "rules"
    assert scan(alice, door, secret).json()["reason"] == "rules"
    assert scan(Api.device("south"), door, secret).status_code == 201


@pytest.mark.parametrize(
    ("rule", "second"),
    [
        ({"<": [{"entries_since": [{"buildTime": ["custom", "2020-01-01T00:00:00Z"]}]}, 1]}, 400),
        ({"<": [{"entries_since": [{"buildTime": ["custom", "2099-01-01T00:00:00Z"]}]}, 1]}, 201),
        ({"<": [{"entries_before": [{"buildTime": ["custom", "2099-01-01T00:00:00Z"]}]}, 1]}, 400),
        ({"<": [{"entries_before": [{"buildTime": ["custom", "2020-01-01T00:00:00Z"]}]}, 1]}, 201),
        ({"<": [{"entries_days_since": [{"buildTime": ["custom", "2020-01-01T00:00:00Z"]}]}, 1]}, 400),
        ({"==": [{"var": "minutes_since_last_entry"}, -1]}, 400),
        ({"==": [{"var": "minutes_since_first_entry"}, -1]}, 400),
        ({"==": [{"var": "entry_status"}, "absent"]}, 400),
        ({"<": [{"var": "entries_today"}, 1]}, 400),
    ],
)  # fmt: skip
def test_c3_rules_count_entries(alice: Api, event: Event, rule: Any, second: int) -> None:
    door = make_list(event, rules=rule, allow_multiple_entries=True)
    secret = secret_of(make_order(event, make_shop(event)))

    answers = [scan(alice, door, secret).status_code for _ in range(2)]

    assert answers == [201, second]


def test_c3_a_code_that_was_taken_back_is_revoked(device: Api, event: Event) -> None:
    order, door = make_order(event, make_shop(event)), make_list(event)
    position = OrderPosition.objects.get(order=order)
    RevokedSecret.objects.create(
        tenant=event.tenant, event=event, position=position, secret="old", created_at=timezone.now()
    )

    refused = scan(device, door, "old")

    assert (refused.status_code, refused.json()["reason"]) == (400, "revoked")
    assert refused.json()["position"]["id"] == position.pk
    stored = CheckIn.objects.get(event=event)
    assert (stored.error_reason, stored.raw_barcode) == ("revoked", "old")
    assert scan(device, door, position.secret).status_code == 201
    url = f"checkinlists/{door.pk}/positions/old/redeem/"
    assert device.at(event).post(url, {"force": True, "nonce": "q"}).json()["status"] == "ok"


def test_c3_a_code_of_two_events_is_ambiguous(alice: Api, event: Event) -> None:
    other = make_event(event.organizer, "con2028")
    doors = [make_list(event), make_list(other)]
    for place in (event, other):
        OrderPosition.objects.filter(order=make_order(place, make_shop(place))).update(secret="x")
    sent = {"secret": "x", "lists": [door.pk for door in doors], "nonce": "n"}

    refused, again = (alice.post(f"{RPC}redeem/", sent) for _ in range(2))

    for answer in (refused, again):
        assert (answer.status_code, answer.json()["reason"]) == (400, "ambiguous")
    assert CheckIn.unscoped.filter(error_reason="ambiguous").count() == 1


def test_c3_add_ons_are_matched_where_the_list_asks_for_it(alice: Api, event: Event) -> None:
    level, dinner = make_shop(event), make_item(event, name="Dinner", kind="merch")
    make_quota(event, [dinner])
    matching = make_list(event, all_products=False, limit_products=[dinner.pk], addon_match=True)
    plain = make_list(event, all_products=False, limit_products=[dinner.pk])
    sent = {"positions": [
        {"positionid": 1, "item": level.pk}, {"positionid": 2, "item": dinner.pk, "addon_to": 1}
    ], "status": "p"}  # fmt: skip
    ticket, addon = alice.at(event).post("orders/", sent).json()["positions"]

    assert scan(alice, plain, ticket["secret"]).json()["reason"] == "product"
    admitted = scan(alice, matching, ticket["secret"])
    assert (admitted.status_code, admitted.json()["position"]["id"]) == (201, addon["id"])
    sent["positions"].append({"positionid": 3, "item": dinner.pk, "addon_to": 1})  # type: ignore[attr-defined]
    two = alice.at(event).post("orders/", sent).json()["positions"]
    assert scan(alice, matching, two[0]["secret"]).json()["reason"] == "ambiguous"
    alone = {"positions": [{"item": level.pk}], "status": "p"}
    none = alice.at(event).post("orders/", alone).json()["positions"][0]
    assert scan(alice, matching, none["secret"]).json()["reason"] == "product"


def test_c3_answers_bring_their_questions_and_the_ticket_its_texts(
    alice: Api, event: Event
) -> None:
    item, door = make_shop(event), make_list(event)
    question = make_question(event, [item], ask_during_checkin=True, required=True)
    secret = secret_of(make_order(event, item))
    query = "?expand=answers.question&pdf_data=true"

    body = scan(alice, door, secret, query, answers={str(question.pk): "42"}).json()

    whole = alice.at(event).get(f"questions/{question.pk}/").json()
    assert body["position"]["answers"][0]["question"] == whole
    assert isinstance(body["position"]["pdf_data"], dict)
    found = alice.get(f"{RPC}search/{query}&list={door.pk}&search={secret}").json()["results"][0]
    assert found["answers"][0]["question"] == whole
    one = f"checkinlists/{door.pk}/positions/{found['id']}/"
    assert (
        alice.at(event).get(f"{one}?expand=answers.question").json()["answers"] == found["answers"]
    )
    assert alice.at(event).get(one).json()["answers"][0]["question"] == question.pk


def test_c3_media_are_not_exchanged_here(alice: Api, event: Event) -> None:
    door, secret = make_list(event), secret_of(make_order(event, make_shop(event)))

    refused = scan(
        alice, door, secret, exchange_medium_type="nfc_uid", exchange_medium_identifier="A"
    )

    assert (refused.status_code, set(refused.json())) == (
        400, {"exchange_medium_type", "exchange_medium_identifier"}
    )  # fmt: skip
    assert scan(alice, door, secret, exchange_medium_type=None).status_code == 201


def test_c3_scans_turned_away_without_network_are_stored_once(device: Api, event: Event) -> None:
    order, door = make_order(event, make_shop(event)), make_list(event)
    at = timezone.now().replace(microsecond=0) - dt.timedelta(hours=1)
    item = OrderPosition.objects.get(order=order).item_id
    sent = {
        "raw_barcode": secret_of(order), "error_reason": "already_redeemed", "type": "entry", "nonce": "f1",
        "datetime": at.isoformat(), "raw_item": item, "raw_variation": None, "raw_subevent": None,
    }  # fmt: skip
    url = f"checkinlists/{door.pk}/failed_checkins/"

    answers = [device.at(event).post(url, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    row = CheckIn.objects.get(event=event)
    assert (row.successful, row.error_reason, row.datetime) == (False, "already_redeemed", at)
    assert (row.raw_item_id, row.position_id) == (item, OrderPosition.objects.get(order=order).pk)
    assert scan(device, door, secret_of(order)).status_code == 201
    assert device.at(event).post(url, {**sent, "nonce": "f2", "error_reason": "error", "raw_barcode": "?"}).status_code == 201  # fmt: skip


def test_c3_mistakes_in_failed_scans(alice: Api, event: Event) -> None:
    other = make_event(event.organizer, "con2028")
    foreign, door = make_item(other), make_list(event)
    good = {"raw_barcode": "x", "error_reason": "invalid"}
    mistakes: dict[str, list[Any]] = {
        "raw_barcode": [None, 5], "error_reason": ["x", None, 5], "type": ["x"], "datetime": ["x"], "nonce": [5],
        "position": [99999, "1"], "raw_item": [foreign.pk, "x"], "raw_variation": [9999], "raw_subevent": [9999],
    }  # fmt: skip

    for field, values in mistakes.items():
        for value in values:
            url = f"checkinlists/{door.pk}/failed_checkins/"
            refused = alice.at(event).post(url, {**good, field: value})
            assert (refused.status_code, set(refused.json())) == (400, {field}), (field, value)
    assert alice.at(other).post(f"checkinlists/{door.pk}/failed_checkins/", good).status_code == 404
    assert not CheckIn.objects.filter(event=event).exists()


def test_c3_a_device_takes_its_own_scan_back(device: Api, event: Event) -> None:
    door, secret = make_list(event), secret_of(make_order(event, make_shop(event)))
    make_device(event.organizer, key="other")
    scan(device, door, secret, nonce="n1")
    sent = {"lists": [door.pk], "nonce": "n1", "error_explanation": "The gate stuck"}

    assert Api.device("other").post(f"{RPC}annul/", sent).status_code == 400
    assert CheckIn.objects.get(event=event).annulled_at is None
    answers = [device.post(f"{RPC}annul/", sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "The gate stuck" in CheckIn.objects.get(event=event).annulled_by
    assert Registration.objects.get(event=event).attendance == "not_arrived"
    again = scan(device, door, secret, nonce="n2")
    assert (again.status_code, len(again.json()["position"]["checkins"])) == (201, 1)


def test_c3_an_old_scan_is_not_taken_back(device: Api, event: Event) -> None:
    door, secret = make_list(event), secret_of(make_order(event, make_shop(event)))
    at = timezone.now() - dt.timedelta(minutes=20)
    scan(device, door, secret, nonce="n1", datetime=at.isoformat())
    sent = {"lists": [door.pk], "nonce": "n1"}

    refused = device.post(f"{RPC}annul/", sent)

    assert (refused.status_code, set(refused.json())) == (400, {"detail"})
    assert CheckIn.objects.get(event=event).annulled_at is None
    soon = (at + dt.timedelta(minutes=5)).isoformat()
    assert device.post(f"{RPC}annul/", {**sent, "datetime": soon}).status_code == 200
    for wrong in ({"lists": [99999]}, {"lists": []}, {"nonce": None}):
        bad = device.post(f"{RPC}annul/", {**sent, **wrong})
        assert (bad.status_code, set(bad.json())) == (400, set(wrong)), wrong
    assert device.post(f"{RPC}annul/", {**sent, "nonce": "unknown"}).status_code == 404


def test_c2_print_logs_are_told_with_the_ticket(device: Api, event: Event) -> None:
    order = make_order(event, make_shop(event))
    pk = OrderPosition.objects.get(order=order).pk
    before = Order.objects.get(pk=order.pk, event=event).last_modified
    sent = {"source": "scan", "type": "badge", "datetime": "2026-01-05T10:00:00Z", "info": {"a": 1}}
    url = f"orderpositions/{pk}/printlog/"

    made = device.at(event).post(url, sent)

    assert made.status_code == 201
    listed = device.at(event).get("orders/").json()["results"][0]["positions"][0]["print_logs"]
    assert listed == [{**sent, "id": made.json()["id"], "device_id": 1, "successful": True}]
    assert listed == [made.json()]
    assert Order.objects.get(pk=order.pk, event=event).last_modified > before
    for wrong in ({"source": None}, {"type": 5}, {"datetime": "x"}, {"info": []}):
        assert device.at(event).post(url, {**sent, **wrong}).status_code == 400
    assert device.at(event).post("orderpositions/9999999/printlog/", sent).status_code == 404
    assert PrintLog.objects.filter(event=event).count() == 1


def test_c2_lists_of_what_there_is_not_are_empty_pages(device: Api, event: Event) -> None:
    empty = {"count": 0, "next": None, "previous": None, "results": []}

    for path in ("badgelayouts/", "badgeitems/"):
        assert device.at(event).get(path).json() == empty
    assert device.get("organizers/bigevents/reusablemedia/").json() == empty


def test_b10_everybody_is_let_out_at_the_end_of_the_day(alice: Api, event: Event) -> None:
    item = make_shop(event)
    at = timezone.now().replace(microsecond=0) - dt.timedelta(minutes=1)
    door = make_list(event, exit_all_at=at)
    inside, outside = (make_order(event, item) for _ in range(2))
    hour = (at - dt.timedelta(hours=1)).isoformat()
    for order in (inside, outside):
        scan(alice, door, secret_of(order), datetime=hour)
    scan(alice, door, secret_of(outside), type="exit", datetime=(at - dt.timedelta(minutes=5)).isoformat())  # fmt: skip
    make_order(event, item)

    for _ in range(2):
        close_doors()
        lanes.drain()

    exits = CheckIn.objects.filter(event=event, kind="exit", actor_kind="system")
    assert [(row.position_id, row.datetime) for row in exits] == [
        (OrderPosition.objects.get(order=inside).pk, at)
    ]
    fresh = CheckInList.objects.get(event=event, pk=door.pk).exit_all_at
    assert fresh is not None
    assert dt.timedelta(hours=22) < fresh - at < dt.timedelta(hours=26)
    assert alice.at(event).get(f"checkinlists/{door.pk}/status/").json()["inside_count"] == 0
    assert check_out_all(door.pk, now=timezone.now()) == 0
    assert scan(alice, door, secret_of(inside)).status_code == 201


def test_b10_positions_are_filtered_sorted_and_found_one_by_one(alice: Api, event: Event) -> None:
    item, door = make_shop(event), make_list(event, include_pending=True)
    first, second = (
        make_order(event, item, name="Ada"),
        make_order(event, item, name="Bob", paid=False),
    )
    scan(alice, door, secret_of(first), nonce="1")
    api, url = alice.at(event), f"checkinlists/{door.pk}/positions/"

    def names(query: str) -> list[str]:
        return [row["attendee_name"] for row in api.get(f"{url}?{query}").json()["results"]]

    assert names("order__status=p") == names("order__status__in=p") == ["Ada"]
    assert sorted(names(f"item__in={item.pk},5&order__status__in=p,n")) == ["Ada", "Bob"]
    assert names("attendee_name=Bob") == names(f"secret={secret_of(second)}") == ["Bob"]
    assert names("ordering=-attendee_name") == ["Bob", "Ada"]
    assert names("ordering=last_checked_in")[0] == "Ada"
    assert names("addon_to=5") == names("voucher=5") == names("subevent=5") == []
    assert api.get(f"{url}?order__status=x").status_code == 400
    one = api.get(f"{url}{secret_of(first)}/").json()
    assert api.get(f"{url}{one['id']}/").json() == one
    assert api.get(f"{url}nonsense/").status_code == 404
    by_id = api.post(f"{url}{OrderPosition.objects.get(order=second).pk}/redeem/", {"ignore_unpaid": True})  # fmt: skip
    assert by_id.status_code == 201
