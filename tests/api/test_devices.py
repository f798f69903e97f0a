"""Devices: how an organizer makes them, how they prove themselves, how far they reach. (v1 contract, B15, C0, C1)"""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from eventhub.common.models import AuditEntry
from tenant.models import Device, Event, Gate, Organizer
from tests.api.conftest import Api
from tests.api.test_budgets import statements
from tests.make import (
    make_device,
    make_event,
    make_gate,
    make_item,
    make_list,
    make_order,
    make_organizer,
    make_shop,
    make_team,
    make_token,
)

pytestmark = pytest.mark.django_db

DEVICES = "organizers/bigevents/devices/"
GATES = "organizers/bigevents/gates/"
FACTS = {
    "hardware_brand": "Zebra", "hardware_model": "TC25", "os_name": "Android", "os_version": "13",
    "software_brand": "scan", "software_version": "2.0",
}  # fmt: skip


def made(alice: Api, **more: Any) -> Any:
    response = alice.post(DEVICES, {"name": "Door", "all_events": True, **more})
    assert response.status_code == 201, response.content
    return response.json()


def test_b15_devices_are_made_read_and_changed(alice: Api, event: Event) -> None:
    gate = make_gate(event.organizer)

    body = made(alice, all_events=False, limit_events=["con2027"], gate=gate.pk)
    url = f"{DEVICES}{body['device_id']}/"

    assert set(body) == {
        "device_id", "unique_serial", "initialization_token", "all_events", "limit_events", "revoked", "name",
        "created", "initialized", "hardware_brand", "hardware_model", "os_name", "os_version", "software_brand",
        "software_version", "security_profile", "gate",
    }  # fmt: skip
    assert (body["device_id"], body["limit_events"], body["gate"]) == (1, ["con2027"], gate.pk)
    assert (body["security_profile"], body["revoked"], body["initialized"]) == ("full", False, None)
    assert len(body["initialization_token"]) >= 16
    assert alice.get(url).json() == {**body, "initialization_token": None}
    assert alice.get(DEVICES).json()["results"] == [alice.get(url).json()]
    changed = alice.patch(url, {"name": "Gate 2", "security_profile": "pretixscan", "gate": None})
    assert changed.json() == {
        **alice.get(url).json(), "name": "Gate 2", "security_profile": "pretixscan", "gate": None
    }  # fmt: skip
    assert alice.put(url, {"name": "Third", "all_events": True}).json()["all_events"] is True
    assert made(alice)["device_id"] == 2
    assert Device.objects.get(organizer=event.organizer, serial=1).setup_hash not in str(body)


def test_b15_devices_are_revoked_and_never_deleted(alice: Api, organizer: Organizer) -> None:
    url = f"{DEVICES}{made(alice)['device_id']}/"
    other = f"{DEVICES}{made(alice)['device_id']}/"

    assert alice.delete(url).status_code == 405
    assert alice.patch(url, {"revoked": True}).json()["revoked"] is True
    assert alice.post(f"{other}revoke/").json()["revoked"] is True
    again = alice.patch(url, {"revoked": False})
    assert (again.status_code, set(again.json())) == (400, {"revoked"})
    verbs = AuditEntry.objects.filter(organizer=organizer).values_list("action", flat=True)
    assert list(verbs).count("device.revoked") == 2


def test_b15_devices_mistakes(alice: Api, organizer: Organizer) -> None:
    elsewhere = make_gate(make_organizer("others"))
    mistakes: dict[str, list[Any]] = {
        "name": [None, "", 5, "x" * 191], "all_events": ["true", None], "gate": [elsewhere.pk, "1", 10**30],
        "limit_events": [["nowhere"], "x", [5]], "security_profile": ["x", 5],
    }  # fmt: skip

    for field, values in mistakes.items():
        for value in values:
            refused = alice.post(DEVICES, {"name": "D", field: value})
            assert (refused.status_code, set(refused.json())) == (400, {field}), (field, value)
    for wrong in ("99", "x", "0", "9" * 30):
        assert alice.get(f"{DEVICES}{wrong}/").status_code == 404

    assert not Device.objects.filter(organizer=organizer).exists()


def test_b15_devices_need_the_right_and_no_more_events_than_their_giver_has(event: Event) -> None:
    other = make_event(event.organizer, "con2028")
    right = ["can_change_organizer_settings"]
    team = make_team(event.organizer, name="L", permissions=right, events=[event])
    limited = Api(make_token(team, "limited"))
    rightless = Api(make_token(make_team(event.organizer, permissions=[]), "rightless"))

    assert rightless.get(DEVICES).status_code == rightless.post(DEVICES, {}).status_code == 403
    for sent in ({"all_events": True}, {"limit_events": [other.slug]}):
        assert limited.post(DEVICES, {"name": "D", **sent}).status_code == 403
    assert not Device.objects.filter(organizer=event.organizer).exists()
    own = limited.post(DEVICES, {"name": "D", "limit_events": [event.slug]}).json()
    url = f"{DEVICES}{own['device_id']}/"
    assert limited.patch(url, {"limit_events": [other.slug]}).status_code == 403
    assert limited.patch(url, {"name": "E"}).json()["limit_events"] == [event.slug]


def test_b15_devices_stand_at_gates(alice: Api, organizer: Organizer) -> None:
    gate = alice.post(GATES, {"name": "North", "identifier": "n"})
    url = f"{GATES}{gate.json()['id']}/"
    device = made(alice, gate=gate.json()["id"])

    assert gate.status_code == 201
    assert set(alice.post(GATES, {"name": "N", "identifier": "n"}).json()) == {"identifier"}
    assert alice.post(GATES, {"name": "South"}).json()["identifier"]
    assert alice.patch(url, {"name": "Nord"}).json()["name"] == "Nord"
    assert alice.delete(url).status_code == 204
    assert alice.get(f"{DEVICES}{device['device_id']}/").json()["gate"] is None
    assert Gate.objects.filter(organizer=organizer).count() == 1


def test_b15_devices_cost_the_same_for_one_and_three(alice: Api, event: Event) -> None:
    make_device(event.organizer, events=[event])
    one = statements(lambda: alice.get(DEVICES))
    for number in range(2):
        make_device(event.organizer, key=f"k{number}", events=[event])

    assert (len(one), len(statements(lambda: alice.get(DEVICES)))) == (3, 3)


def test_c1_a_set_up_token_is_used_once(alice: Api, nobody: Api, event: Event) -> None:
    gate = make_gate(event.organizer)
    token = made(alice, gate=gate.pk)["initialization_token"]

    first = nobody.post("device/initialize", {"token": token, **FACTS})
    second = nobody.post("device/initialize", {"token": token, **FACTS})

    assert first.status_code == 200
    body = first.json()
    assert set(body) == {
        "organizer", "device_id", "unique_serial", "api_token", "name", "security_profile", "gate"
    }  # fmt: skip
    assert (body["organizer"], body["device_id"]) == ("bigevents", 1)
    assert body["gate"] == {"id": gate.pk, "name": "North", "identifier": "north"}
    assert (second.status_code, set(second.json())) == (400, {"token"})
    row = alice.get(f"{DEVICES}1/").json()
    assert row["initialized"] is not None
    assert {name: row[name] for name in FACTS} == FACTS
    assert row["unique_serial"] == body["unique_serial"]
    info = Api.device(body["api_token"]).get("device/info").json()
    assert info["device"] == {**body, "api_token": None}


def test_c1_tokens_that_open_nothing(alice: Api, nobody: Api, organizer: Organizer) -> None:
    device = made(alice)
    alice.post(f"{DEVICES}{device['device_id']}/revoke/")

    for token in ("unknown", device["initialization_token"], "", None, 5, "x" * 200):
        refused = nobody.post("device/initialize", {"token": token, **FACTS})
        assert (refused.status_code, set(refused.json())) == (400, {"token"}), token
    assert nobody.post("device/initialize", []).status_code == 400
    assert not Device.objects.filter(organizer=organizer).exclude(key_hash=None).exists()


@pytest.mark.django_db(transaction=True)
def test_c1_of_two_set_ups_at_once_one_gets_the_key(alice: Api, nobody: Api) -> None:
    token = made(alice)["initialization_token"]
    start, answers = threading.Barrier(3), []

    def set_up() -> None:
        start.wait()
        answers.append(Api(None).post("device/initialize", {"token": token}).status_code)
        connection.close()

    threads = [threading.Thread(target=set_up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200, 400, 400]


@pytest.mark.parametrize("slash", ["", "/"])
def test_c0_devices_are_answered_where_they_call(event: Event, slash: str) -> None:
    make_device(event.organizer, key="k")
    device = Api.device("k")

    assert device.get(f"device/info{slash}").status_code == 200
    assert device.get(f"version{slash}").json()["pretix_numeric"] >= 20260080005000
    assert device.post(f"device/update{slash}", FACTS).status_code == 200
    assert device.get(f"device/eventselection{slash}").status_code == 200
    assert device.post(f"device/initialize{slash}", {"token": "x"}).status_code == 400
    assert device.post(f"device/roll{slash}").status_code == 200


def test_c2_info_tells_device_and_server(event: Event) -> None:
    gate = make_gate(event.organizer)
    make_device(event.organizer, key="k", gate=gate)

    body = Api.device("k").get("device/info").json()

    assert body["server"]["version"]["pretix_numeric"] >= 40120001001
    assert body["medium_key_sets"] == []
    assert (body["device"]["name"], body["device"]["gate"]["id"]) == ("North door", gate.pk)


def test_c2_update_stores_what_the_device_says(alice: Api, event: Event) -> None:
    make_device(event.organizer, key="k")
    sent = {**FACTS, "software_version": "3.0", "info": {"battery": 5}, "rsa_pubkey": None}

    body = Api.device("k").post("device/update", sent).json()

    assert (body["name"], body["gate"]) == ("North door", None)
    assert alice.get(f"{DEVICES}1/").json()["software_version"] == "3.0"
    assert Device.objects.get(organizer=event.organizer).info == {"battery": 5}
    for wrong in ({"info": []}, {"os_name": 5}, {"hardware_brand": "x" * 191}):
        assert Api.device("k").post("device/update", wrong).status_code == 400


def test_c3_roll_gives_a_new_key_and_the_old_one_dies(event: Event) -> None:
    make_device(event.organizer, key="old")

    key = Api.device("old").post("device/roll").json()["api_token"]

    assert Api.device(key).get("device/info").status_code == 200
    dead = Api.device("old").get("device/info")
    assert dead.status_code == 401
    assert dead.json()["detail"] != "Device access has been revoked."


def test_c0_only_a_revoked_device_is_told_that_it_was_revoked(alice: Api, event: Event) -> None:
    make_device(event.organizer, key="k")
    told = {"detail": "Device access has been revoked."}

    assert Api.device("k").post("device/revoke").status_code == 200
    refused = Api.device("k").get("device/info")

    assert (refused.status_code, refused.json()) == (401, told)
    assert refused.headers["WWW-Authenticate"] == "Token"
    for header in ("Device unknown", "Device", "Device a b", "Device alice-token", "Token k", "x"):
        other = Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=header).get("/api/v1/device/info")
        assert other.status_code == 401, header
        assert other.json() != told


def test_c0_people_and_tokens_are_no_devices(alice: Api, nobody: Api) -> None:
    for path in ("device/info", "device/eventselection"):
        assert (alice.get(path).status_code, nobody.get(path).status_code) == (403, 401)
    for path in ("device/update", "device/roll", "device/revoke"):
        assert (alice.post(path).status_code, nobody.post(path).status_code) == (403, 401)
    assert (alice.get("version").status_code, nobody.get("version").status_code) == (200, 401)


def test_c0_a_device_reads_its_events_and_writes_none(event: Event, charlie: Api) -> None:
    other = make_event(event.organizer, "con2028")
    item = make_shop(event)
    make_device(event.organizer, key="k", events=[event])
    make_device(event.organizer, key="none", events=[])
    device = Api.device("k")
    here = device.at(event)

    listed = device.get("organizers/bigevents/events/").json()["results"]

    assert [row["slug"] for row in listed] == ["con2027"]
    assert Api.device("none").get("organizers/bigevents/events/").json()["count"] == 0
    assert here.get().json()["valid_keys"] == {"pretix_sig1": []}
    assert device.at(other).get().status_code == 403
    assert device.get("organizers/others/events/").status_code == 403
    for path in ("categories/", "items/", "questions/", "quotas/", "taxrules/", "checkinlists/"):
        assert here.get(path).status_code == 200, path
    assert here.post("orders/", {"positions": [{"item": item.pk}]}).status_code == 201
    for response in (
        here.patch("", {"name": {"en": "X"}}),
        here.delete(""),
        device.post("organizers/bigevents/events/", {}),
        here.post("categories/", {"name": {"en": "X"}}),
        here.post("checkinlists/", {"name": "X"}),
        here.post("taxrules/", {}),
        device.get(DEVICES),
        device.get("organizers/bigevents/teams/"),
    ):
        assert response.status_code == 403
    assert Event.objects.get(organizer=event.organizer, pk=event.pk).name == event.name


def test_c0_a_device_costs_one_query_to_know(event: Event) -> None:
    make_device(event.organizer, key="k", events=[event], gate=make_gate(event.organizer))

    Api.device("k").get("device/info")  # which is remembered, once a minute
    assert len(statements(lambda: Api.device("k").get("device/info"))) == 1
    assert len(statements(lambda: Api.device("k").at(event).get())) == 3


def test_b15_a_device_s_last_call_is_known_to_the_minute(event: Event) -> None:
    device = make_device(event.organizer, key="k")
    assert seen(device) is None

    Api.device("k").get("device/info")
    first = seen(device)
    Api.device("k").get("device/info")

    assert first is not None
    assert seen(device) == first
    old = first - dt.timedelta(minutes=1)
    Device.objects.filter(organizer=event.organizer, pk=device.pk).update(last_seen_at=old)
    assert Api.device("unknown").get("device/info").status_code == 401
    assert seen(device) == old
    Api.device("k").get("device/info")
    assert seen(device) > first


def seen(device: Device) -> Any:
    return Device.objects.get(organizer=device.organizer, pk=device.pk).last_seen_at


def test_c2_the_event_to_scan_at_is_the_running_or_the_next(event: Event) -> None:
    over = make_event(event.organizer, "con2020")
    past = event.date_from.replace(year=2020)
    Event.objects.filter(organizer=event.organizer, pk=over.pk).update(date_from=past, date_to=past)
    make_event(
        event.organizer, "con2029", date_to=None, date_from=event.date_from.replace(year=2029)
    )
    door = make_list(event)
    make_device(event.organizer, key="k")
    device, url = Api.device("k"), "device/eventselection"

    found = device.get(url)
    here = f"current_event=con2027&current_subevent=&current_checkinlist={door.pk}"

    assert found.json() == {
        "event": {"slug": "con2027", "name": event.name["en"]}, "subevent": None, "checkinlist": door.pk
    }  # fmt: skip
    kept = device.get(f"{url}?{here}")
    assert (kept.status_code, kept.content) == (304, b"")
    assert device.get(f"{url}?current_event=x&current_checkinlist={door.pk}").status_code == 200
    assert device.get(f"{url}?{here.replace(str(door.pk), str(door.pk + 9))}").status_code == 200
    assert device.get(f"{url}?current_checkinlist=x").status_code == 400
    Event.objects.filter(organizer=event.organizer).update(live=False)
    none = device.get(url)
    assert (none.status_code, set(none.json())) == (404, {"detail"})


def test_b15_devices_of_others_are_unknown(charlie: Api, event: Event) -> None:
    make_device(event.organizer, key="k")

    assert charlie.get(f"{DEVICES}1/").status_code == 403
    assert charlie.get("organizers/others/devices/1/").status_code == 404
    assert charlie.post("organizers/others/devices/1/revoke/").status_code == 404
    assert not Device.objects.get(organizer=event.organizer).revoked


def test_c3_a_device_scans_and_searches(event: Event) -> None:
    order, door = make_order(event, make_shop(event)), make_list(event)
    make_item(event, name="Shirt")
    make_device(event.organizer, key="k", profile="pretixscan")
    secret = order.positions.get().secret
    device, base = Api.device("k"), "organizers/bigevents/checkinrpc/"

    answer = device.post(f"{base}redeem/", {"secret": secret, "lists": [door.pk]})

    assert answer.status_code == 201
    found = device.get(f"{base}search/?list={door.pk}&search=ada")
    assert [row["secret"] for row in found.json()["results"]] == [secret]
