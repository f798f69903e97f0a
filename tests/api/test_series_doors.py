"""Doors of a series: each date its own list, or one for all. (v1 contract, B10 and C3)"""

import datetime as dt

import pytest
from django.utils import timezone

from register.models import CheckIn
from shop.models import OrderPosition
from tenant.models import Event, Organizer
from tests.api.conftest import Api
from tests.make import START, make_date, make_event, make_item, make_list, make_order, make_quota

pytestmark = pytest.mark.django_db
REDEEM = "organizers/bigevents/checkinrpc/redeem/"


@pytest.fixture
def event(organizer: Organizer) -> Event:
    return make_event(organizer, "evenings", has_subevents=True)


def _secret(event: Event, item, date) -> str:
    return OrderPosition.objects.get(order=make_order(event, item, date=date)).secret


def test_b10_a_list_names_a_date_of_the_series_or_none(alice: Api, event: Event) -> None:
    api, date = alice.at(event), make_date(event)
    foreign = make_date(make_event(event.organizer, "other", has_subevents=True))

    made = api.post("checkinlists/", {"name": "Door", "subevent": date.pk})
    wide = api.patch(f"checkinlists/{made.json()['id']}/", {"subevent": None})

    assert (made.status_code, made.json()["subevent"]) == (201, date.pk)
    assert wide.json()["subevent"] is None
    for wrong in (foreign.pk, 10**9, "1", True):
        refused = api.post("checkinlists/", {"name": "Door", "subevent": wrong})
        assert (refused.status_code, list(refused.json())) == (400, ["subevent"])
    assert api.get("checkinlists/").json()["count"] == 1


def test_b10_a_list_of_an_event_without_dates_names_none(alice: Api, organizer: Organizer) -> None:
    plain, date = make_event(organizer), make_date(make_event(organizer, "x", has_subevents=True))

    refused = alice.at(plain).post("checkinlists/", {"name": "Door", "subevent": date.pk})

    assert (refused.status_code, list(refused.json())) == (400, ["subevent"])


def test_b10_lists_are_found_by_their_date(alice: Api, event: Event) -> None:
    api = alice.at(event)
    now = timezone.now()
    late = make_date(event, days=1)
    past = make_date(event, date_from=now - dt.timedelta(days=9))
    of_late, of_past = make_list(event, subevent=late.pk), make_list(event, subevent=past.pk)
    of_all = make_list(event, name="All")

    def found(query: str) -> list[int]:
        return [row["id"] for row in api.get(f"checkinlists/?{query}").json()["results"]]

    assert found(f"subevent={late.pk}") == [of_late.pk]
    assert found(f"subevent_match={late.pk}") == [of_late.pk, of_all.pk]
    assert found(f"ends_after={now:%Y-%m-%dT%H:%M:%SZ}") == [of_late.pk, of_all.pk]
    assert found("ordering=subevent__date_from") == [of_past.pk, of_late.pk, of_all.pk]
    assert found("ordering=-subevent__date_from")[1:] == [of_late.pk, of_past.pk]
    assert api.get("checkinlists/?subevent_match=x").status_code == 400


def test_c3_the_door_of_one_date_turns_away_tickets_of_another(alice: Api, event: Event) -> None:
    item = make_item(event)
    today, tomorrow = make_date(event), make_date(event, days=1)
    for date in (today, tomorrow):
        make_quota(event, [item], date=date)
    door, every = make_list(event, subevent=today.pk), make_list(event, name="All")
    mine, other = _secret(event, item, today), _secret(event, item, tomorrow)

    def scan(secret: str, at) -> tuple[int, dict]:
        answer = alice.post(REDEEM, {"secret": secret, "lists": [at.pk], "type": "entry"})
        return answer.status_code, answer.json()

    status, refused = scan(other, door)
    assert (status, refused["reason"]) == (400, "product")
    assert refused["list"]["subevent"] == today.pk
    assert refused["position"]["subevent"] == tomorrow.pk
    assert CheckIn.objects.get(event=event).successful is False
    assert scan(mine, door)[0] == 201
    assert scan(other, every)[0] == 201


def test_b10_counts_and_tickets_of_a_list_are_those_of_its_date(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_item(event)
    today, tomorrow = make_date(event), make_date(event, days=1)
    for date in (today, tomorrow):
        make_quota(event, [item], date=date)
    door, every = make_list(event, subevent=today.pk), make_list(event, name="All")
    mine = _secret(event, item, today)
    _secret(event, item, tomorrow)
    alice.post(REDEEM, {"secret": mine, "lists": [door.pk], "type": "entry"})

    counts = {
        row["id"]: (row["position_count"], row["checkin_count"])
        for row in api.get("checkinlists/").json()["results"]
    }
    status = api.get(f"checkinlists/{door.pk}/status/").json()
    tickets = api.get(f"checkinlists/{door.pk}/positions/").json()["results"]
    found = alice.get(
        f"organizers/bigevents/checkinrpc/search/?list={door.pk}&search=lovelace"
    ).json()

    assert counts == {door.pk: (1, 1), every.pk: (2, 0)}
    assert (status["position_count"], status["checkin_count"], status["inside_count"]) == (1, 1, 1)
    assert [row["secret"] for row in tickets] == [mine]
    assert found["count"] == 1


def test_c3_the_rules_of_a_door_speak_of_the_tickets_date(alice: Api, event: Event) -> None:
    """The event itself is long over; the rule lets in from the beginning of the date that the ticket is for."""
    item = make_item(event)
    begun = make_date(event, date_from=timezone.now() - dt.timedelta(hours=1))
    later = make_date(event, date_from=START)
    for date in (begun, later):
        make_quota(event, [item], date=date)
    rules = {"isAfter": [{"var": "now"}, {"buildTime": ["date_from"]}, None]}
    door = make_list(event, rules=rules)

    answers = [
        alice.post(
            REDEEM, {"secret": _secret(event, item, date), "lists": [door.pk], "type": "entry"}
        )
        for date in (begun, later)
    ]

    assert [answer.status_code for answer in answers] == [201, 400]
    assert answers[1].json()["reason"] == "rules"
