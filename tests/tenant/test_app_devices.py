"""Devices in the browser: registered, their code shown once, changed, shut out."""

import base64
import json

import pytest

from tenant.models import Device, Gate
from tests.browse import Browser
from tests.make import make_team, make_user
from tests.people import World

pytestmark = pytest.mark.django_db

DEVICES, GATES = "/app/tenant/api/m2m/devices/", "/app/tenant/api/m2m/gates/"


@pytest.fixture
def alice(world: World) -> Browser:
    return Browser(world.alice, world.event)


def test_b15_devices_show_their_code_once(alice: Browser, world: World) -> None:
    made = alice.post(DEVICES, {"name": "North", "limit_events": [world.event.slug]})

    assert made.status_code == 201
    body = made.json()
    shake = json.loads(body["handshake"])
    assert (shake["handshake_version"], shake["token"]) == (1, body["token"])
    assert set(shake) == {"handshake_version", "url", "token"}
    assert b"<svg" in base64.b64decode(body["qr"].split(",")[1])
    shown = alice.get(f"{DEVICES}{body['id']}/").json()
    assert not {"token", "handshake", "qr"} & set(shown)
    assert shown["limit_events"] == [world.event.slug]


def test_b15_devices_are_changed_and_shut_out(alice: Browser, world: World) -> None:
    pk = alice.post(DEVICES, {"name": "North", "all_events": True}).json()["id"]
    gate = alice.post(GATES, {"name": "Gate 1"}).json()["id"]

    changed = alice.patch(f"{DEVICES}{pk}/", {"gate": gate, "security_profile": "pretixscan"})
    assert (changed.json()["gate"], changed.json()["security_profile"]) == (gate, "pretixscan")
    assert alice.patch(f"{DEVICES}{pk}/", {"security_profile": "x"}).status_code == 400
    assert alice.delete(f"{DEVICES}{pk}/").status_code == 204
    assert alice.get(DEVICES).json()["results"][0]["revoked"] is True
    assert alice.patch(f"{GATES}{gate}/", {"name": "Gate 2"}).json()["name"] == "Gate 2"
    assert alice.delete(f"{GATES}{gate}/").status_code == 204
    assert not Gate.objects.filter(organizer=world.organizer).exists()
    assert alice.get("/app/tenant/api/devices/profiles/").json()[0]["name"] == "full"


def test_b15_devices_are_for_those_with_the_right(world: World) -> None:
    person = make_user("scanner@example.org")
    make_team(world.organizer, name="S", permissions=["can_checkin_orders"], members=[person])
    scanner = Browser(person, world.event)

    assert scanner.get(DEVICES).status_code == 403
    assert scanner.post(DEVICES, {"name": "Mine", "all_events": True}).status_code == 403
    assert not Device.objects.filter(organizer=world.organizer).exists()
