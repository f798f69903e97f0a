"""Check-in lists and scans. (v1 contract, B10 and C3)"""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from register.models import CheckIn, CheckInList
from shop.models import Answer, Order, OrderPosition
from tenant.models import Event
from tests.api.conftest import Api
from tests.make import (
    make_event,
    make_item,
    make_list,
    make_order,
    make_question,
    make_quota,
    make_shop,
    make_team,
    make_token,
)

pytestmark = pytest.mark.django_db

REDEEM = "organizers/bigevents/checkinrpc/redeem/"
SEARCH = "organizers/bigevents/checkinrpc/search/"


def ticket(order: Order) -> OrderPosition:
    return OrderPosition.objects.filter(order=order).order_by("positionid")[0]


def scan(api: Api, door: CheckInList, secret: str, **more: Any) -> Any:
    return api.post(REDEEM, {"secret": secret, "lists": [door.pk], "type": "entry", **more})


def test_b10_a_list_comes_and_goes(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_shop(event)
    sent = {
        "name": "VIP", "all_products": False, "limit_products": [item.pk], "include_pending": True, "subevent": None,
        "allow_multiple_entries": True, "allow_entry_after_exit": False, "addon_match": True,
        "exit_all_at": "2027-06-25T02:00:00Z", "rules": {"<": [{"var": "entries_number"}, 3]},
    }  # fmt: skip

    made = api.post("checkinlists/", sent)
    url = f"checkinlists/{made.json()['id']}/"

    assert made.status_code == 201
    assert {name: made.json()[name] for name in sent} == sent
    assert (made.json()["checkin_count"], made.json()["position_count"]) == (0, 0)
    assert api.patch(url, {"name": "Crew"}).json()["name"] == "Crew"
    assert "checkin_count" not in api.get(f"{url}?exclude=checkin_count").json()
    assert api.delete(url).status_code == 204
    assert api.get("checkinlists/").json()["count"] == 0


def test_b10_mistakes_in_a_list(alice: Api, event: Event) -> None:
    mistakes: dict[str, list[Any]] = {
        "name": [None, "", 5, "x" * 191], "all_products": ["x", None], "limit_products": [[999], "x", ["1"]],
        "include_pending": [1], "rules": [[], "x", {"nonsense": []}, {"a": 1, "b": 2}, None], "subevent": [5],
        "exit_all_at": ["x", 5],
    }  # fmt: skip

    for field, values in mistakes.items():
        for value in values:
            refused = alice.at(event).post("checkinlists/", {"name": "L", field: value})
            assert (refused.status_code, set(refused.json())) == (400, {field}), (field, value)

    assert not CheckInList.objects.filter(event=event).exists()


def test_c3_a_ticket_is_admitted(alice: Api, event: Event) -> None:
    order, door = make_order(event, make_shop(event)), make_list(event)

    response = scan(alice, door, ticket(order).secret, nonce="n1")

    assert response.status_code == 201
    body = response.json()
    assert body["status"] == "ok"
    assert body["list"] == {
        "id": door.pk, "name": door.name, "event": "con2027", "subevent": None, "include_pending": False,
    }  # fmt: skip
    position = body["position"]
    assert (position["id"], position["order"]) == (ticket(order).pk, order.code)
    assert (position["order__status"], position["order__locale"]) == ("p", "en")
    assert [(row["list"], row["type"]) for row in position["checkins"]] == [(door.pk, "entry")]
    assert (body["require_attention"], body["checkin_texts"]) == (False, [])
    orders = alice.at(event).get(f"orders/{order.code}/").json()
    assert position["checkins"] == orders["positions"][0]["checkins"]


def test_c3_a_repeated_nonce_is_the_same_scan(alice: Api, event: Event) -> None:
    order, door = make_order(event, make_shop(event)), make_list(event)

    answers = [scan(alice, door, ticket(order).secret, nonce="n1") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert CheckIn.objects.filter(event=event).count() == 1


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("canceled", ({"status": "c"}, {}, {}, {})),
        ("canceled", ({"status": "e"}, {}, {}, {})),
        ("canceled", ({}, {"canceled": True}, {}, {})),
        ("blocked", ({}, {"blocked": ["admin"]}, {}, {})),
        ("unapproved", ({"require_approval": True, "status": "n"}, {}, {}, {})),
        ("invalid_time", ({}, {"valid_until": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, {}, {})),
        ("product", ({}, {}, {"all_products": False}, {})),
        ("unpaid", ({"status": "n"}, {}, {}, {"ignore_unpaid": True})),
        ("unpaid", ({"status": "n"}, {}, {"include_pending": True}, {})),
        ("rules", ({}, {}, {"rules": {"==": [1, 2]}}, {})),
    ],
)
def test_c3_refusals(
    alice: Api, event: Event, reason: str, changes: tuple[dict[str, Any], ...]
) -> None:
    order, position, door, sent = changes
    sold, entrance = make_order(event, make_shop(event)), make_list(event, **door)
    secret = ticket(sold).secret
    Order.objects.filter(event=event).update(**(order or {"status": "p"}))
    OrderPosition.objects.filter(event=event).update(**(position or {"canceled": False}))

    refused = scan(alice, entrance, secret, **sent)

    assert refused.status_code == 400
    body = refused.json()
    assert (body["status"], body["reason"]) == ("error", reason)
    assert body["position"]["secret"] == secret
    assert body["position"]["checkins"] == []
    stored = CheckIn.objects.get(event=event)
    assert (stored.successful, stored.error_reason) == (False, reason)
    assert scan(alice, entrance, secret, force=True).status_code == 201


def test_c3_what_unpaid_tickets_may(alice: Api, event: Event) -> None:
    item, door = make_shop(event), make_list(event, include_pending=True)
    first, second = (make_order(event, item, paid=False) for _ in range(2))
    Order.objects.filter(event=event, pk=second.pk).update(valid_if_pending=True)

    assert scan(alice, door, ticket(first).secret, ignore_unpaid=True).status_code == 201
    assert scan(alice, door, ticket(second).secret).status_code == 201


def test_c3_a_second_entry_is_refused_and_an_exit_opens_again(alice: Api, event: Event) -> None:
    secret, door = ticket(make_order(event, make_shop(event))).secret, make_list(event)

    answers = [
        scan(alice, door, secret),
        scan(alice, door, secret),
        scan(alice, door, secret, type="exit"),
        scan(alice, door, secret),
    ]

    assert [answer.status_code for answer in answers] == [201, 400, 201, 201]
    assert answers[1].json()["reason"] == "already_redeemed"
    assert len(answers[1].json()["position"]["checkins"]) == 1


def test_c3_an_unknown_code_is_404_with_a_json_object(alice: Api, event: Event) -> None:
    response = scan(alice, make_list(event), "nonsense")

    assert response.status_code == 404
    body = response.json()
    assert (body["status"], body["reason"]) == ("error", "invalid")
    assert isinstance(body["detail"], str)
    assert CheckIn.objects.get(event=event).raw_barcode == "nonsense"


def test_c3_open_questions_are_asked_and_answered(alice: Api, event: Event) -> None:
    item, door = make_shop(event), make_list(event)
    question = make_question(
        event, [item], type="C", required=True, ask_during_checkin=True,
        options=[{"answer": {"en": "S"}}, {"answer": {"en": "M"}}],
    )  # fmt: skip
    secret = ticket(make_order(event, item)).secret
    option = question.options.order_by("pk")[0].pk

    asked = scan(alice, door, secret, questions_supported=True)
    wrong = scan(alice, door, secret, questions_supported=True, answers={str(question.pk): "7"})
    answered = scan(
        alice, door, secret, questions_supported=True, answers={str(question.pk): str(option)}
    )

    for response in (asked, wrong):
        assert (response.status_code, response.json()["status"]) == (400, "incomplete")
    whole = alice.at(event).get(f"questions/{question.pk}/").json()
    assert asked.json()["questions"] == [whole]
    assert answered.status_code == 201
    assert answered.json()["position"]["answers"][0]["options"] == [option]
    assert Answer.objects.get(question=question).answer == "S"


def test_c3_attention_and_texts(alice: Api, event: Event) -> None:
    item = make_item(event, checkin_attention=True, checkin_text="Look at the badge")
    make_quota(event, [item])
    order = make_order(event, item, checkin_text="Friend of the house")

    body = scan(alice, make_list(event), ticket(order).secret).json()

    assert body["require_attention"] is True
    assert body["checkin_texts"] == ["Friend of the house", "Look at the badge"]


def test_c3_one_list_per_event_and_the_ticket_finds_its_own(alice: Api, event: Event) -> None:
    other = make_event(event.organizer, "con2028")
    here, there = make_list(event), make_list(other)
    secret = ticket(make_order(other, make_shop(other))).secret

    response = alice.post(REDEEM, {"secret": secret, "lists": [here.pk, there.pk]})
    both = alice.post(REDEEM, {"secret": secret, "lists": [here.pk, make_list(event).pk]})

    assert (response.status_code, response.json()["list"]["event"]) == (201, "con2028")
    assert (both.status_code, set(both.json())) == (400, {"lists"})


def test_c3_a_list_that_is_unknown_foreign_or_closed_to_the_caller(
    alice: Api, charlie: Api, event: Event
) -> None:
    door, other = make_list(event), make_event(event.organizer, "con2028")
    secret = ticket(make_order(event, make_shop(event))).secret
    bob = Api(make_token(make_team(event.organizer, name="B", events=[other]), "bob"))

    for api, organizer, lists in (
        (alice, "bigevents", [door.pk + 999]),
        (alice, "bigevents", [door.pk, door.pk + 999]),
        (bob, "bigevents", [door.pk]),
        (charlie, "others", [door.pk]),
    ):
        refused = api.post(
            f"organizers/{organizer}/checkinrpc/redeem/", {"secret": secret, "lists": lists}
        )
        assert (refused.status_code, list(refused.json())) == (400, ["lists"])
    assert not CheckIn.objects.filter(event=event).exists()


def test_c3_mistakes_in_a_scan(alice: Api, event: Event) -> None:
    door = make_list(event)
    base = {"secret": "x", "lists": [door.pk]}
    mistakes: dict[str, list[Any]] = {
        "secret": [None, "", 5, [], "x" * 10_001], "lists": [None, [], "x", ["1"], 5, [0], [True], [10**30]],
        "type": ["x", 5, None], "datetime": ["x", 5, "2027-01-01"], "force": ["true", 1], "nonce": [5, "x" * 191],
        "answers": ["x", [], {"x": "1"}, {"5": {}}, {"9" * 40: "x"}], "ignore_unpaid": ["x"],
    }  # fmt: skip

    for field, values in mistakes.items():
        for value in values:
            refused = alice.post(REDEEM, {**base, field: value})
            assert (refused.status_code, set(refused.json())) == (400, {field}), (field, value)

    assert not CheckIn.objects.filter(event=event).exists()


def test_c2_queued_scans_go_to_the_lists_own_address(alice: Api, event: Event) -> None:
    door, item = make_list(event), make_shop(event)
    at = (timezone.now() - dt.timedelta(hours=2)).replace(microsecond=0)
    body = alice.at(event).post(
        "orders/", {"positions": [{"item": item.pk, "secret": "a/b+c%"}], "status": "n"}
    ).json()  # fmt: skip
    queued = {
        "force": True,
        "datetime": at.isoformat(),
        "nonce": "q1",
        "questions_supported": False,
    }
    url = f"checkinlists/{door.pk}/positions/a%2Fb%2Bc%25/redeem/"

    first, again = (alice.at(event).post(url, queued) for _ in range(2))
    unknown = alice.at(event).post(f"checkinlists/{door.pk}/positions/zzz/redeem/", {})

    assert (first.status_code, first.json()["status"]) == (201, "ok")
    assert again.json()["status"] == "ok"
    assert body["positions"][0]["id"] == first.json()["position"]["id"]
    assert CheckIn.objects.get(event=event, successful=True).datetime == at
    assert (unknown.status_code, unknown.json()["reason"]) == (404, "invalid")


@pytest.mark.django_db(transaction=True)
def test_c3_of_two_scans_at_once_one_admits(alice: Api, event: Event) -> None:
    secret = ticket(make_order(event, make_shop(event))).secret
    doors = [make_list(event)]
    start, answers = threading.Barrier(6), []

    def at_the_gate(number: int) -> None:
        start.wait()
        answers.append(scan(alice, doors[0], secret, nonce=f"gate-{number}"))
        connection.close()

    threads = [threading.Thread(target=at_the_gate, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.status_code for answer in answers) == [201] + [400] * 5
    assert {a.json()["reason"] for a in answers if a.status_code == 400} == {"already_redeemed"}
    assert CheckIn.objects.filter(event=event, successful=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_c3_one_scan_sent_twice_at_once_is_one_scan(alice: Api, event: Event) -> None:
    secret, door = ticket(make_order(event, make_shop(event))).secret, make_list(event)
    start, answers = threading.Barrier(4), []

    def send() -> None:
        start.wait()
        answers.append(scan(alice, door, secret, nonce="same"))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.status_code for answer in answers} == {201}
    assert CheckIn.objects.filter(event=event).count() == 1


def test_status_counts_who_is_expected_and_who_is_inside(alice: Api, event: Event) -> None:
    item, door = make_shop(event), make_list(event)
    shirt = make_item(event, name="Shirt", kind="merch", variations=[{"value": {"en": "S"}}])
    make_quota(event, [shirt], variations=[shirt.variations.get().pk])
    one, two = make_order(event, item), make_order(event, item)
    make_order(event, item, paid=False)
    make_order(event, shirt, variation=shirt.variations.get().pk)
    scan(alice, door, ticket(one).secret)
    scan(alice, door, ticket(two).secret)
    scan(alice, door, ticket(two).secret, type="exit")

    status = alice.at(event).get(f"checkinlists/{door.pk}/status/").json()
    row = alice.at(event).get(f"checkinlists/{door.pk}/").json()

    assert (status["position_count"], status["checkin_count"], status["inside_count"]) == (3, 2, 1)
    assert (row["position_count"], row["checkin_count"]) == (3, 2)
    by_item = {entry["id"]: entry for entry in status["items"]}
    assert (by_item[item.pk]["position_count"], by_item[item.pk]["checkin_count"]) == (2, 2)
    assert by_item[shirt.pk]["variations"][0]["position_count"] == 1


def test_positions_of_a_list(alice: Api, event: Event) -> None:
    item, door = make_shop(event), make_list(event)
    ada = make_order(event, item, name="Ada Lovelace")
    make_order(event, item, name="Bob", paid=False)
    scan(alice, door, ticket(ada).secret)
    url = f"checkinlists/{door.pk}/positions/"

    def names(query: str = "") -> list[str]:
        rows = alice.at(event).get(f"{url}?{query}").json()["results"]
        return sorted(row["attendee_name"] for row in rows)

    assert names() == names("has_checkin=true") == names(f"order={ada.code}") == ["Ada Lovelace"]
    assert names("has_checkin=false") == []
    assert names("ignore_status=true") == ["Ada Lovelace", "Bob"]


def test_search_finds_by_the_beginnings_of_words(alice: Api, event: Event) -> None:
    item, door = make_shop(event), make_list(event)
    # Their codes begin none of the words below.
    zoe = make_order(
        event, item, name="Zoë Ångström-Løvland", email="zoe.a@example.org", code="7KLM32"
    )
    make_order(event, item, name="Bob", email="bob@example.org", paid=False, code="9RSTU4")

    def found(words: str, **more: str) -> list[str]:
        query = {"search": words, "list": str(door.pk), **more}
        rows = alice.client.get(f"/api/v1/{SEARCH}", query).json()["results"]
        return [row["attendee_name"] for row in rows]

    for words in (
        "zoe",
        "ZO angs",
        "Ångstr",
        "zoe.a@exam",
        zoe.code,
        zoe.code[:3].lower(),
        ticket(zoe).secret,
    ):
        assert found(words) == ["Zoë Ångström-Løvland"], words
    for words in ("oe", "zoe bob", "'; --", "zoe & | !", "bob", ":*", "\\", "(", "'q':*"):
        assert found(words) == [] or words == "zoe & | !", words
    assert found("bob", ignore_status="true") == ["Bob"]


def test_search_wants_lists_that_the_caller_may_read(
    alice: Api, charlie: Api, event: Event
) -> None:
    door = make_list(event)

    for api, query in (
        (alice, "search=x"), (alice, f"list={door.pk + 99}"), (alice, "list=x"),
    ):  # fmt: skip
        refused = api.get(f"{SEARCH}?{query}")
        assert (refused.status_code, set(refused.json())) == (400, {"list"})
    theirs = charlie.get(f"organizers/others/checkinrpc/search/?list={door.pk}")
    assert (theirs.status_code, set(theirs.json())) == (400, {"list"})
