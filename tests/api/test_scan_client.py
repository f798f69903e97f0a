"""A scan app from its set-up to the day it is taken away. (v1 contract, part C, whole)"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from register.models import CheckIn
from shop.models import Order, OrderPosition
from tenant.models import ChangeStamp, Event
from tests.api.conftest import Api
from tests.make import make_list, make_order, make_question, make_shop
from tests.scan_client import ScanClient, Wiped

pytestmark = pytest.mark.django_db


def send(
    method: str, path: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, Mapping[str, str], bytes]:
    meta = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    client = Client(HTTP_HOST="localhost")
    answer: Any = client.generic(method, path, body, content_type="application/json", **meta)
    return answer.status_code, answer.headers, answer.content


@pytest.fixture
def client(alice: Api, event: Event) -> ScanClient:
    made = alice.post(
        "organizers/bigevents/devices/",
        {"name": "Door", "all_events": True, "security_profile": "pretixscan"},
    ).json()
    found = ScanClient(send)
    found.set_up(made["initialization_token"])
    return found


def secrets(event: Event) -> list[str]:
    rows = OrderPosition.objects.filter(event=event).order_by("pk")
    return list(rows.values_list("secret", flat=True))


def test_c2_a_whole_day_of_a_scan_app(alice: Api, client: ScanClient, event: Event) -> None:
    item, door = make_shop(event), make_list(event)
    make_question(event, [item], required=True, ask_during_checkin=True)
    for _ in range(3):
        make_order(event, item)
    # The last changes lie in a second that is over: stamps are handed out as they are.
    hour_ago = timezone.now() - dt.timedelta(hours=1)
    ChangeStamp.objects.filter(event=event).update(changed_at=hour_ago)
    assert client.pick_event() == "con2027"

    first = client.sync("con2027")
    second = client.sync("con2027")

    assert (len(first["orders"]), len(first["items"]), len(first["checkinlists"])) == (3, 1, 1)
    for kind in ("items", "questions", "checkinlists"):
        assert second[kind] == [], kind
    one, two, three = secrets(event)
    at = (timezone.now() - dt.timedelta(hours=1)).isoformat()
    queued = {"secret": one, "datetime": at, "nonce": "queued-1"}
    assert [client.upload_scan("con2027", door.pk, queued) for _ in range(2)] == [True, True]
    assert client.upload_scan("con2027", door.pk, {**queued, "secret": "un/known", "nonce": "q2"})
    assert CheckIn.objects.filter(event=event, successful=True).count() == 1
    third = client.sync("con2027")
    scanned = [order for order in third["orders"] if order["positions"][0]["secret"] == one]
    assert scanned[0]["positions"][0]["checkins"][0]["list"] == door.pk
    asked, questions = client.scan([door.pk], two, nonce="a")
    assert (asked, questions["status"]) == (400, "incomplete")
    answers = {str(questions["questions"][0]["id"]): "42"}
    assert client.scan([door.pk], two, nonce="b", answers=answers)[0] == 201
    assert client.scan([door.pk], two, nonce="b", answers=answers)[0] == 201
    again, refused = client.scan([door.pk], two, nonce="c", answers=answers)
    assert (again, refused["reason"]) == (400, "already_redeemed")
    assert client.scan([door.pk], "nonsense")[1]["reason"] == "invalid"
    nowhere, wrong = client.scan([door.pk + 99], two)
    assert (nowhere, set(wrong)) == (400, {"lists"})
    annul = f"{client.base}checkinrpc/annul/"
    assert client.call("POST", annul, {"lists": [door.pk], "nonce": "b"})[0] == 200
    assert client.scan([door.pk], two, nonce="d", answers=answers)[0] == 201
    found = client.get(f"{client.base}checkinrpc/search/?ignore_status=true&page=1&search={three}&list={door.pk}")  # fmt: skip
    assert [row["secret"] for row in found["results"]] == [three]
    status = client.get(f"{client.base}events/con2027/checkinlists/{door.pk}/status/")
    assert (status["checkin_count"], status["position_count"], status["inside_count"]) == (2, 3, 2)


def test_c2_an_interrupted_first_download_goes_on_where_it_stopped(
    client: ScanClient, event: Event
) -> None:
    item = make_shop(event)
    for _ in range(4):
        make_order(event, item)
    kind = "organizers/bigevents/events/con2027/orders/"

    begun = client.orders("con2027", query="&page_size=2", stop_after=2)
    last = begun[-1]["datetime"]
    rest = client.orders("con2027", query=f"&ordering=datetime&created_since={last}")

    assert len(begun) == 2
    known = {row["code"] for row in (*begun, *rest)}
    assert known == set(Order.objects.filter(event=event).values_list("code", flat=True))
    assert kind in client.generated


def test_c3_a_rolled_key_goes_on_and_a_revoked_one_wipes(
    alice: Api, client: ScanClient, event: Event
) -> None:
    old = client.key

    client.key = client.call("POST", "device/roll")[2]["api_token"]

    assert client.get("device/info")["device"]["name"] == "Door"
    client.key, new = old, client.key
    assert client.call("GET", "device/info")[0] == 401
    client.key = new
    alice.patch("organizers/bigevents/devices/1/", {"revoked": True})
    with pytest.raises(Wiped):
        client.sync("con2027")
