"""The door over /app/: scan, find, undo, count."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from register.checkin.actions.annulment import UNDO_TIME
from register.models import CheckIn, CheckInList, Registration
from shop.models import Answer, Order, OrderPosition
from tests.browse import Browser
from tests.make import (
    make_item,
    make_list,
    make_order,
    make_question,
    make_quota,
    make_shop,
    make_team,
    make_user,
)
from tests.people import World

DOOR = "/app/register/api/checkin/"


@pytest.fixture
def bob(world: World) -> Browser:
    return Browser(world.bob, world.event)


@pytest.fixture
def door(world: World) -> CheckInList:
    return make_list(world.event)


def ticket(order: Order) -> OrderPosition:
    return order.positions.get()


def scan(browser: Browser, door: CheckInList, secret: str, **more: Any) -> Any:
    return browser.post(f"{DOOR}scan/", {"list": door.pk, "secret": secret, **more})


def test_a_ticket_is_let_in(world: World, bob: Browser, door: CheckInList) -> None:
    position = ticket(make_order(world.event, world.item))

    answer = scan(bob, door, position.secret, nonce="n1", kind="entry", gate="North")

    assert answer.status_code == 200
    body = answer.json()
    assert (body["verdict"], body["reason"], body["replay"]) == ("ok", None, False)
    assert body["previous"] is None
    assert body["counters"] == {"inside": 1, "entries": 1, "expected": 1}
    assert body["ticket"] == {
        "order": position.order.code,
        "positionid": 1,
        "secret": position.secret,
        "name": "Ada Lovelace",
        "badge_name": "Ada Lovelace",
        "level": {"en": "Weekend"},
        "level_color": "#3b6ea5",
        "item": {"en": "Weekend"},
        "variation": None,
        "date": None,
        "attention": False,
        "texts": [],
        "order_status": "p",
        "can_ignore_unpaid": False,
    }
    stored = CheckIn.objects.get(event=world.event, pk=body["checkin"])
    assert (stored.actor_label, stored.gate) == ("bob@example.org", "North")


def test_the_second_scan_says_when_and_by_whom(
    world: World, bob: Browser, door: CheckInList
) -> None:
    position = ticket(make_order(world.event, world.item))
    first = scan(bob, door, position.secret, nonce="n1", gate="North").json()

    second = scan(bob, door, position.secret, nonce="n2").json()

    assert (second["verdict"], second["reason"]) == ("refused", "already_redeemed")
    assert second["message"] == "This ticket was already used."
    stored = CheckIn.objects.get(event=world.event, pk=first["checkin"])
    assert second["previous"] == {
        "at": stored.datetime.isoformat().replace("+00:00", "Z"),
        "by": "bob@example.org",
        "list": "Main entrance",
        "gate": "North",
    }
    assert second["counters"]["entries"] == 1


def test_a_repeated_nonce_gets_the_first_answer(
    world: World, bob: Browser, door: CheckInList
) -> None:
    position = ticket(make_order(world.event, world.item))
    first = scan(bob, door, position.secret, nonce="n1").json()

    again = scan(bob, door, position.secret, nonce="n1").json()

    assert (again["verdict"], again["replay"], again["checkin"]) == ("ok", True, first["checkin"])
    assert CheckIn.objects.filter(event=world.event).count() == 1


def test_an_unknown_code_is_refused_and_kept(world: World, bob: Browser, door: CheckInList) -> None:
    body = scan(bob, door, "nonsense").json()

    assert (body["verdict"], body["reason"], body["ticket"]) == ("refused", "invalid", None)
    stored = CheckIn.objects.get(event=world.event)
    assert (stored.successful, stored.raw_barcode) == (False, "nonsense")


def test_unpaid_tickets_pass_only_where_the_list_allows(world: World, bob: Browser) -> None:
    position = ticket(make_order(world.event, world.item, paid=False))
    strict = make_list(world.event, name="Strict")
    lenient = make_list(world.event, name="Lenient", include_pending=True)

    refused = scan(bob, strict, position.secret, ignore_unpaid=True).json()
    asked = scan(bob, lenient, position.secret).json()
    passed = scan(bob, lenient, position.secret, ignore_unpaid=True).json()

    assert (refused["reason"], refused["ticket"]["can_ignore_unpaid"]) == ("unpaid", False)
    assert (asked["reason"], asked["ticket"]["can_ignore_unpaid"]) == ("unpaid", True)
    assert passed["verdict"] == "ok"


def test_going_out_and_coming_back(world: World, bob: Browser, door: CheckInList) -> None:
    position = ticket(make_order(world.event, world.item))
    scan(bob, door, position.secret)

    out = scan(bob, door, position.secret, kind="exit").json()
    back = scan(bob, door, position.secret).json()

    assert (out["verdict"], out["counters"]["inside"]) == ("ok", 0)
    assert (back["verdict"], back["counters"]["inside"]) == ("ok", 1)
    assert back["counters"]["entries"] == 1


def test_attention_and_texts_reach_the_door(world: World, bob: Browser, door: CheckInList) -> None:
    vip = make_item(
        world.event, name="VIP", checkin_attention=True, checkin_text="Give them the gold badge."
    )
    make_quota(world.event, [vip], name="VIP")
    position = ticket(make_order(world.event, vip, checkin_text="Has a dog."))

    shown = scan(bob, door, position.secret).json()["ticket"]

    assert shown["attention"] is True
    assert shown["texts"] == ["Has a dog.", "Give them the gold badge."]


def test_a_file_is_handed_in_at_the_door(world: World, bob: Browser, door: CheckInList) -> None:
    photo = make_question(
        world.event, [world.item], text="A photo", type="F", required=True, ask_during_checkin=True
    )
    position = ticket(make_order(world.event, world.item))
    named = {**bob.headers, "Content-Disposition": 'attachment; filename="ada.png"'}

    def hand_in(content: bytes) -> Any:
        return bob.client.post(
            "/app/register/api/uploads/", content, content_type="image/png", headers=named
        )

    refused = hand_in(b"no picture")
    kept = hand_in(b"\x89PNG\r\n\x1a\n" + b"0" * 20).json()["id"]
    asked = scan(bob, door, position.secret, answers={}).json()
    unknown = scan(bob, door, position.secret, answers={str(photo.pk): "file:nothing"}).json()
    let_in = scan(bob, door, position.secret, answers={str(photo.pk): kept}).json()

    assert refused.status_code == 400
    assert (asked["verdict"], unknown["verdict"], let_in["verdict"]) == (
        "questions",
        "questions",
        "ok",
    )
    answer = Answer.objects.get(position=position)
    assert (answer.answer, answer.file.name) == ("file://ada.png", "ada.png")


def test_questions_of_the_door_are_asked_and_answered(
    world: World, bob: Browser, door: CheckInList
) -> None:
    question = make_question(
        world.event, [world.item], text="Emergency contact", ask_during_checkin=True, required=True
    )
    position = ticket(make_order(world.event, world.item, strict=False))

    asked = scan(bob, door, position.secret, answers={}).json()
    admitted = scan(bob, door, position.secret, answers={str(question.pk): "+420 601 234 567"})

    assert (asked["verdict"], asked["checkin"]) == ("questions", None)
    assert [q["question"] for q in asked["questions"]] == [{"en": "Emergency contact"}]
    assert admitted.json()["verdict"] == "ok"
    assert position.answers.get().answer == "+420 601 234 567"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("list", None),
        ("list", "1"),
        ("list", -1),
        ("list", 2**70),
        ("secret", ""),
        ("secret", 5),
        ("secret", "x" * 1001),
        ("kind", "through"),
        ("nonce", 7),
        ("nonce", "n" * 191),
        ("force", "yes"),
        ("ignore_unpaid", 1),
        ("answers", []),
        ("answers", {"x": "y"}),
        ("answers", {"1": 5}),
    ],
)
def test_bad_scans_are_refused(
    world: World, bob: Browser, door: CheckInList, field: str, value: object
) -> None:
    position = ticket(make_order(world.event, world.item))

    refused = bob.post(f"{DOOR}scan/", {"list": door.pk, "secret": position.secret, field: value})

    assert refused.status_code == 400, refused.content
    assert field in refused.json()["error"]["fields"]
    assert not CheckIn.objects.filter(event=world.event).exists()


def test_another_events_door_and_ticket_do_not_exist(world: World, door: CheckInList) -> None:
    position = ticket(make_order(world.event, world.item))
    charlie = Browser(world.charlie, world.other_event)
    own = make_list(world.other_event)

    assert scan(charlie, door, position.secret).status_code == 404
    assert scan(charlie, own, position.secret).json()["reason"] == "invalid"
    assert Registration.objects.get(event=world.event).attendance == "not_arrived"


def test_without_a_level_in_register_the_door_is_closed(world: World, door: CheckInList) -> None:
    person = make_user("cook@example.org")
    make_team(world.organizer, name="Kitchen", permissions=[], modules={}, members=[person])
    position = ticket(make_order(world.event, world.item))

    assert scan(Browser(person, world.event), door, position.secret).status_code == 403
    assert scan(Browser(None, world.event), door, position.secret).status_code == 401
    assert not CheckIn.objects.filter(event=world.event).exists()


# --- Search ------------------------------------------------------------------------------------------------------------


def search(browser: Browser, door: CheckInList, words: str) -> list[str]:
    answer = browser.get(f"{DOOR}search/", list=door.pk, q=words)
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["results"]]


def test_search_finds_by_what_people_say(world: World, bob: Browser, door: CheckInList) -> None:
    ada = make_order(world.event, world.item, name="Ada Lovelace", email="ada@example.org")
    zoe = make_order(world.event, world.item, name="Zoë Ångström", email="zoe@example.net")
    make_order(world.event, world.item, name="Sinéad O'Connor", email="s@example.org")

    assert search(bob, door, "ada") == ["Ada Lovelace"]
    assert search(bob, door, "lov ad") == ["Ada Lovelace"]
    assert search(bob, door, "ZOE ang") == ["Zoë Ångström"]
    assert search(bob, door, "o'conn") == ["Sinéad O'Connor"]
    assert search(bob, door, ada.code.lower()) == ["Ada Lovelace"]
    assert search(bob, door, ticket(zoe).secret) == ["Zoë Ångström"]
    assert search(bob, door, "ada@example.org") == ["Ada Lovelace"]
    assert search(bob, door, "a") == []
    assert search(bob, door, "lovelace'); drop") == []
    assert search(bob, door, "\\ ' & | ! <-> :*") == []


def test_search_shows_who_is_in(world: World, bob: Browser, door: CheckInList) -> None:
    position = ticket(make_order(world.event, world.item))
    other = make_list(world.event, name="Side door")
    body = scan(bob, door, position.secret).json()
    at = CheckIn.objects.get(event=world.event, pk=body["checkin"]).datetime

    here = bob.get(f"{DOOR}search/", list=door.pk, q="ada").json()["results"][0]
    there = bob.get(f"{DOOR}search/", list=other.pk, q="ada").json()["results"][0]

    assert here["checked_in_at"] == at.isoformat().replace("+00:00", "Z")
    assert (here["level_color"], here["order_status"]) == ("#3b6ea5", "p")
    assert there["checked_in_at"] is None


def test_search_keeps_to_the_lists_products_and_event(world: World, bob: Browser) -> None:
    make_order(world.event, world.item)
    other_item = make_item(world.event, name="Day")
    make_order(world.other_event, make_shop(world.other_event), name="Ada Elsewhere")
    only_day = make_list(
        world.event, name="Days", all_products=False, limit_products=[other_item.pk]
    )

    assert search(bob, only_day, "ada") == []


def test_search_shows_people_before_things(world: World, bob: Browser, door: CheckInList) -> None:
    mug = make_item(world.event, name="Mug", kind="merch")
    make_quota(world.event, [mug], name="Mugs")
    make_order(world.event, mug, name="", email="ada@example.org")
    make_order(world.event, world.item, name="Ada Lovelace")

    assert search(bob, door, "ada") == ["Ada Lovelace", ""]


def test_search_finds_at_most_25(world: World, bob: Browser, door: CheckInList) -> None:
    make_order(world.event, world.item, name="Ada", count=27)

    assert len(search(bob, door, "ada")) == 25


@pytest.mark.parametrize("query", [{}, {"list": "x"}, {"list": "-1"}, {"list": "9" * 30}])
def test_search_needs_a_list(bob: Browser, query: dict[str, str]) -> None:
    for verb in ("search", "counters"):
        refused = bob.get(f"{DOOR}{verb}/", q="ada", **query)
        assert refused.status_code == 400
        assert "list" in refused.json()["error"]["fields"]


def test_search_for_a_nul_byte_is_refused(bob: Browser, door: CheckInList) -> None:
    assert bob.get(f"{DOOR}search/", list=door.pk, q="a\x00b").status_code == 400


# --- Undo --------------------------------------------------------------------------------------------------------------


def test_staff_undo_their_own(world: World, bob: Browser, door: CheckInList) -> None:
    position = ticket(make_order(world.event, world.item))
    body = scan(bob, door, position.secret).json()

    undone = bob.post(f"{DOOR}undo/", {"checkin": body["checkin"], "reason": "Wrong person"})

    assert undone.status_code == 200
    assert undone.json()["checkin"] == body["checkin"]
    assert undone.json()["annulled_at"].endswith("Z")
    assert Registration.objects.get(event=world.event).attendance == "not_arrived"
    again = bob.post(f"{DOOR}undo/", {"checkin": body["checkin"]})
    assert again.status_code == 409
    assert scan(bob, door, position.secret).json()["verdict"] == "ok"


def test_staff_undo_no_one_elses(world: World, bob: Browser, door: CheckInList) -> None:
    position = ticket(make_order(world.event, world.item))
    alice = Browser(world.alice, world.event)
    body = scan(alice, door, position.secret).json()

    refused = bob.post(f"{DOOR}undo/", {"checkin": body["checkin"]})

    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "not_yours"
    assert CheckIn.objects.get(event=world.event).annulled_at is None
    assert alice.post(f"{DOOR}undo/", {"checkin": body["checkin"]}).status_code == 200


def test_staff_undo_for_a_quarter_of_an_hour_and_admins_any_time(
    world: World, bob: Browser, door: CheckInList
) -> None:
    position = ticket(make_order(world.event, world.item))
    body = scan(bob, door, position.secret).json()

    with time_machine.travel(timezone.now() + UNDO_TIME + dt.timedelta(minutes=1), tick=False):
        late = bob.post(f"{DOOR}undo/", {"checkin": body["checkin"]})
        admin = Browser(world.alice, world.event).post(f"{DOOR}undo/", {"checkin": body["checkin"]})

    assert late.status_code == 410
    assert late.json()["error"]["code"] == "too_late"
    assert admin.status_code == 200


def test_foreign_scans_cannot_be_undone(world: World, bob: Browser, door: CheckInList) -> None:
    body = scan(bob, door, ticket(make_order(world.event, world.item)).secret).json()

    refused = Browser(world.charlie, world.other_event).post(
        f"{DOOR}undo/", {"checkin": body["checkin"]}
    )

    assert refused.status_code == 404
    assert CheckIn.objects.get(event=world.event).annulled_at is None


# --- Counters ----------------------------------------------------------------------------------------------------------


def test_counters_and_the_recent_past(world: World, bob: Browser, door: CheckInList) -> None:
    position = ticket(make_order(world.event, world.item))
    make_order(world.event, world.item, name="Not yet")
    make_order(world.event, world.item, name="Unpaid", paid=False)
    scan(bob, door, position.secret)
    scan(bob, door, "nonsense")

    body = bob.get(f"{DOOR}counters/", list=door.pk).json()

    assert (body["inside"], body["entries"], body["expected"]) == (1, 1, 2)
    assert [(r["name"], r["verdict"], r["reason"], r["annulled"]) for r in body["recent"]] == [
        (None, "refused", "invalid", False),
        ("Ada Lovelace", "ok", None, False),
    ]
    bob.post(f"{DOOR}undo/", {"checkin": body["recent"][1]["checkin"]})
    after = bob.get(f"{DOOR}counters/", list=door.pk).json()
    assert (after["inside"], after["entries"], after["recent"][1]["annulled"]) == (0, 0, True)


def test_scan_costs_the_same_however_much_happened(
    world: World, bob: Browser, door: CheckInList, django_assert_max_num_queries: Any
) -> None:
    first, second = (
        ticket(make_order(world.event, world.item, name=name)) for name in ("One", "Two")
    )
    with django_assert_max_num_queries(21):
        scan(bob, door, first.secret)
    for _ in range(3):
        scan(bob, door, first.secret)

    with django_assert_max_num_queries(21):
        scan(bob, door, second.secret)
