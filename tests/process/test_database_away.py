"""The database goes away under a running server and comes back: every face says so, and everything goes on by itself."""

import json
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests import surroundings
from tests.process.cuttable import Line
from tests.processes import Running, manage, serving

pytestmark = [
    pytest.mark.process,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("database_away"),
]

SET_UP = """
from tests.make import *
event = make_event(make_organizer("acme"), "con")
make_shop(event)
print("MADE" + make_token(make_team(event.organizer), "secret"))
"""
LIVE = "/ws/register/live/?event=acme/con"
V1 = "/api/v1/organizers/acme/events/con/"
THREADS = 8
PATIENCE_S = 60


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="eh-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def installation() -> Iterator[tuple[Running, Line, str]]:
    """A server whose line to the database can be cut, and a token."""
    with surroundings.database() as url, folder() as data_dir, folder() as sockets:
        made = manage(
            "shell",
            "--verbosity",
            "0",
            "-c",
            SET_UP,
            DATABASE_URL=url,
            EVENTHUB_DATA_DIR=str(data_dir),
        )
        assert made.returncode == 0, made.stderr
        line = Line(url, sockets)
        with serving(data_dir, DATABASE_URL=line.url) as server:
            yield server, line, made.stdout.split("MADE")[1].strip()
        line.cut()


def ask(
    server: Running, path: str, *, token: str = "", body: Any = None
) -> tuple[int, Message, bytes]:
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Token {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(server.url + path, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@contextmanager
def opened(server: Running, token: str) -> Iterator[ClientConnection]:
    headers = {"Authorization": f"Token {token}"}
    address = f"ws://127.0.0.1:{server.port}{LIVE}"
    with connect(address, additional_headers=headers) as socket:
        yield socket


def join(socket: ClientConnection) -> None:
    """Joins the stream from its end."""
    seq = json.loads(socket.recv(timeout=10))["seq"]
    socket.send(json.dumps({"type": "join", "since_seq": seq}))
    assert json.loads(socket.recv(timeout=10))["type"] == "joined"


def code_of(socket: ClientConnection) -> int | None:
    """The code that the server closes it with; whatever comes before is passed over."""
    try:
        while True:
            socket.recv(timeout=PATIENCE_S)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


@pytest.fixture
def away(installation: tuple[Running, Line, str]) -> Iterator[None]:
    """The database is away for the length of a story; before it every thread had a connection."""
    server, line, token = installation
    for _ in range(2 * THREADS):
        assert ask(server, V1, token=token)[0] == 200
    line.cut()
    yield
    line.mend()
    until_back(server, token)


def until_back(server: Running, token: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while ask(server, V1, token=token)[0] != 200:
        assert time.monotonic() < deadline, "the server does not find the database again"
        time.sleep(0.1)


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/acme/con/", "text/html"),
        ("/acme/con/checkout/", "text/html"),
        ("/app/ui/menu/", "application/json"),
        ("/app/tenant/api/current-event/", "application/json"),
        (V1, "application/json"),
        ("/api/v1/organizers/", "application/json"),
    ],
)
def test_every_face_says_503_and_when_to_come_back(
    installation: tuple[Running, Line, str], path: str, kind: str
) -> None:
    server, _line, token = installation
    for _ in range(THREADS + 1):
        status, headers, body = ask(server, path, token=token if kind != "text/html" else "")

        assert status == 503
        assert headers["Retry-After"] == "5"
        assert headers["Content-Type"].startswith(kind)
        assert b"Traceback" not in body


@pytest.mark.usefixtures("away")
def test_a_write_says_503_too(installation: tuple[Running, Line, str]) -> None:
    server, _line, token = installation

    status, headers, _body = ask(server, V1 + "items/", token=token, body={"name": {"en": "x"}})

    assert (status, headers["Retry-After"]) == (503, "5")


@pytest.mark.usefixtures("away")
def test_the_process_is_alive_and_not_ready(installation: tuple[Running, Line, str]) -> None:
    server, _line, _token = installation

    assert ask(server, "/healthz")[0] == 200
    status, headers, body = ask(server, "/readyz")
    assert status == 503
    assert headers["Retry-After"] == "5"
    assert json.loads(body)["database"] == "failed"


def test_everything_goes_on_when_the_database_is_back(
    installation: tuple[Running, Line, str],
) -> None:
    server, line, token = installation
    for _ in range(2):
        line.cut()
        assert ask(server, V1, token=token)[0] == 503
        line.mend()
        until_back(server, token)

        answers = [ask(server, V1, token=token)[0] for _ in range(3 * THREADS)]

        assert answers == [200] * 3 * THREADS


def test_a_connection_that_broke_in_between_is_replaced_unseen(
    installation: tuple[Running, Line, str],
) -> None:
    server, line, token = installation
    assert ask(server, V1, token=token)[0] == 200
    line.cut()
    line.mend()

    assert [ask(server, V1, token=token)[0] for _ in range(2 * THREADS)] == [200] * 2 * THREADS


def test_sockets_are_closed_with_try_again_later_and_may_come_back(
    installation: tuple[Running, Line, str],
) -> None:
    server, line, token = installation
    with opened(server, token) as stays, opened(server, token) as asks:
        join(stays)
        join(asks)
        line.cut()
        with opened(server, token) as comes:
            asks.send(json.dumps({"type": "join", "since_seq": 0}))

            assert code_of(comes) == 1013
            assert code_of(asks) == 1013
            assert code_of(stays) == 1013

    line.mend()
    until_back(server, token)
    with opened(server, token) as again:
        join(again)
