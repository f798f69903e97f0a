"""A scan app against the server that an operator starts, over a real socket. (v1 contract, part C)"""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping

import pytest

from tests.processes import manage, serving, temporary_data_dir
from tests.scan_client import ScanClient, Send

pytestmark = [pytest.mark.process, pytest.mark.timeout(300)]

SET_UP = """
from tenant.devices.actions import add_device_within
from tests.make import *
event = make_event(make_organizer("acme"), "con")
item = make_shop(event)
order = make_order(event, item)
door = make_list(event)
device, token = add_device_within(
    event.organizer, data={"name": "Door", "all_events": True}, actor=SYSTEM
)
import json
print("MADE" + json.dumps([token, door.pk, order.positions.get().secret]))
"""


class _Follow(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def over(url: str) -> Send:
    opener = urllib.request.build_opener(_Follow)

    def send(
        method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        request = urllib.request.Request(  # noqa: S310 -- our own server
            f"{url}{path}",
            data=body or (b"" if method == "POST" else None),
            method=method,
            headers={"Content-Type": "application/json", **headers},
        )
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    return send


def test_c2_the_sequence_runs_against_a_running_server() -> None:
    with temporary_data_dir() as data_dir:
        migrated = manage("migrate", "--verbosity", "0", EVENTHUB_DATA_DIR=str(data_dir))
        assert migrated.returncode == 0, migrated.stderr
        made = manage("shell", "--verbosity", "0", "-c", SET_UP, EVENTHUB_DATA_DIR=str(data_dir))
        assert made.returncode == 0, made.stderr
        token, door, secret = json.loads(made.stdout.split("MADE")[1])
        with serving(data_dir) as server:
            client = ScanClient(over(f"http://127.0.0.1:{server.port}"))
            client.set_up(token)
            assert client.pick_event() == "con"

            first = client.sync("con")

            assert [order["positions"][0]["secret"] for order in first["orders"]] == [secret]
            status, answer = client.scan([door], secret, nonce="n1")
            assert (status, answer["status"]) == (201, "ok")
            assert client.scan([door], secret, nonce="n2")[1]["reason"] == "already_redeemed"
            scanned = client.sync("con")["orders"][0]["positions"][0]["checkins"]
            assert [scan["list"] for scan in scanned] == [door]
            client.key = client.call("POST", "device/roll")[2]["api_token"]
            assert client.get("device/info")["device"]["name"] == "Door"
