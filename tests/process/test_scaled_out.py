"""Every service of docker-compose.yml, run from `requirements/base.lock` alone: it sells, mails, scans and tells."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from websockets.sync.client import connect

from tests import installation, surroundings
from tests.composed import OURS, words_of
from tests.process.test_scan_app import over
from tests.process.visitor import buy
from tests.processes import Running, command, environment, manage, wait_until_ready
from tests.scan_client import ScanClient
from tests.services import free_port
from tests.surroundings import ROOT

# Making the installation takes minutes where packages must be fetched.
pytestmark = [
    pytest.mark.process,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("scaled_out"),
]

PATIENCE_S = 90
SET_UP = """
import json
from tenant.devices.actions import add_device_within
from tests.make import *
event = make_event(make_organizer("acme"), "con")
item = make_shop(event)
order = make_order(event, item)
door = make_list(event)
device, token = add_device_within(
    event.organizer, data={"name": "Door", "all_events": True}, actor=SYSTEM
)
wall = make_token(make_team(event.organizer), "secret-of-the-wall")
print("MADE" + json.dumps([token, door.pk, order.positions.get().secret, wall]))
"""


class Installation:
    """All services, running, and what was set up."""

    def __init__(self, stack: ExitStack, environ: dict[str, str], folder: Path) -> None:
        self.data_dir = folder
        programs = installation.programs()
        migrated = subprocess.run(
            words_of("migrate", programs=programs), cwd=ROOT, env=environ, check=False
        )
        assert migrated.returncode == 0
        made = manage("shell", "--verbosity", "0", "-c", SET_UP, **environ)
        assert made.returncode == 0, made.stderr
        self.token, self.door, self.secret, self.wall = json.loads(made.stdout.split("MADE")[1])
        self.processes = {}
        ports = {"web": free_port(), "web-ws": free_port()}
        for name in sorted(set(OURS) - {"migrate"}):
            words = words_of(name, port=ports.get(name, 0), programs=programs)
            words = [
                str(folder / "beat") if word.endswith("celerybeat") else word for word in words
            ]
            own = {
                key: str(value)
                for key, value in OURS[name]["environment"].items()
                if "THREADS" in key
            }
            self.processes[name] = stack.enter_context(command(words, environ={**environ, **own}))
        self.web, self.sockets = (Running(self.processes[name], ports[name]) for name in ports)
        for server in (self.web, self.sockets):
            wait_until_ready(server)


@pytest.fixture(scope="module")
def installed(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("data")
    with ExitStack() as stack:
        environ = environment(
            DATABASE_URL=stack.enter_context(surroundings.database()),
            REDIS_URL=redis_url,
            EVENTHUB_DATA_DIR=str(folder),
            EVENTHUB_SECRET_KEY="the same for all services, and long enough",
            EVENTHUB_WEB_PROCESSES="2",
        )
        yield Installation(stack, environ, folder)


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def test_it_sells_mails_and_tells(installed: Installation) -> None:
    address = f"ws://127.0.0.1:{installed.sockets.port}/ws/register/live/?event=acme/con"
    headers = {"Authorization": f"Token {installed.wall}"}
    with connect(address, additional_headers=headers) as wall:
        hello = json.loads(wall.recv(timeout=30))
        wall.send(json.dumps({"type": "join", "since_seq": hello["seq"]}))
        assert json.loads(wall.recv(timeout=30))["type"] == "joined"

        code = buy(installed.web.url, 1)

        assert json.loads(wall.recv(timeout=30))["type"] == "changed"

    def mailed() -> bool:
        mails = (installed.data_dir / "mail").glob("*.eml")
        return any(code in mail.read_text() for mail in mails)

    until(mailed, "the worker mails what was sold")


def test_it_scans(installed: Installation) -> None:
    client = ScanClient(over(f"http://127.0.0.1:{installed.web.port}"))
    client.set_up(installed.token)
    assert client.pick_event() == "con"

    status, answer = client.scan([installed.door], installed.secret, nonce="n1")

    assert (status, answer["status"]) == (201, "ok")
    assert (
        client.scan([installed.door], installed.secret, nonce="n2")[1]["reason"]
        == "already_redeemed"
    )


def test_the_clock_ticks(installed: Installation) -> None:
    until(lambda: bool(list(installed.data_dir.glob("beat*"))), "beat writes its schedule down")


def test_every_service_stays(installed: Installation) -> None:
    assert {name: process.poll() for name, process in installed.processes.items()} == dict.fromkeys(
        ("web", "web-ws", "worker", "beat")
    )
