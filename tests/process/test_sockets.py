"""Sockets of two server processes while Redis and one of the processes are killed: nothing is lost, nothing is doubled."""

import json
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect

from tests import surroundings
from tests.processes import Running, command, environment, manage, wait_until_ready
from tests.services import free_port, redis_at

pytestmark = [pytest.mark.process, pytest.mark.timeout(300)]

LIVE = "/ws/register/live/?event=acme/con"
PATIENCE_S = 60
SET_UP = """
from tests.make import *
event = make_event(make_organizer("acme"), "con")
order = make_order(event, make_shop(event))
print("MADE" + make_token(make_team(event.organizer), "secret-of-the-wall") + " " + order.code)
"""


class Reader:
    """A wall display: follows the stream, and when it is thrown out joins again with its last number, at any server."""

    def __init__(self, servers: list[Running], token: str) -> None:
        self.servers, self.token = servers, token
        self.since = -1
        self.first = 0
        self.heard: list[int] = []
        self.connections = 0
        self.over = threading.Event()
        self.live = threading.Event()
        self.trouble: list[Any] = []
        self.thread = threading.Thread(target=self._follow, daemon=True)
        self.thread.start()

    def _follow(self) -> None:
        while not self.over.is_set():
            server = self.servers[self.connections % len(self.servers)]
            self.connections += 1
            with suppress(ConnectionClosed, InvalidHandshake, OSError, EOFError):
                self._listen(server)
            self.live.clear()
            self.over.wait(0.1)

    def _listen(self, server: Running) -> None:
        headers = {"Authorization": f"Token {self.token}"}
        address = f"ws://127.0.0.1:{server.port}{LIVE}"
        with connect(address, additional_headers=headers, open_timeout=10) as socket:
            hello = json.loads(socket.recv(timeout=10))
            if self.since < 0:
                self.since = self.first = hello["seq"]
            socket.send(json.dumps({"type": "join", "since_seq": self.since}))
            while not self.over.is_set():
                with suppress(TimeoutError):
                    self._take(json.loads(socket.recv(timeout=1)))

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "joined":
            self.live.set()
        elif message["type"] in {"changed", "skip"}:
            self.since = message["seq"]
            self.heard.append(message["seq"])
        else:
            self.trouble.append(message)

    def close(self) -> None:
        self.over.set()
        self.thread.join(30)


@contextmanager
def socket_server(environ: dict[str, str], *, port: int) -> Iterator[Running]:
    """HTTP and sockets as the composed installation serves them."""
    arguments = [
        sys.executable, "-m", "uvicorn", "--host", "127.0.0.1", "--port", str(port), "--ws", "websockets-sansio",
        "--ws-max-size", "65536", "--no-access-log", "eventhub.asgi:application",
    ]  # fmt: skip
    with command(arguments, environ=environ) as process:
        running = Running(process, port)
        wait_until_ready(running)
        yield running


def comment(server: Running, token: str, code: str, words: str) -> None:
    """Changes the order: one event in the stream."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/api/v1/organizers/acme/events/con/orders/{code}/",
        data=json.dumps({"comment": words}).encode(),
        method="PATCH",
        headers={"Authorization": f"Token {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 200


def until(condition: Any, what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def test_r_11_killing_redis_and_a_server_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    redis_port = free_port()
    with ExitStack() as stack:
        database = stack.enter_context(surroundings.database())
        environ = environment(
            DATABASE_URL=database,
            REDIS_URL=f"redis://127.0.0.1:{redis_port}/0",
            EVENTHUB_DATA_DIR=str(tmp_path),
            EVENTHUB_SECRET_KEY="the same for both of them, and long enough",
            EVENTHUB_WEB_PROCESSES="2",
        )
        made = manage("shell", "--verbosity", "0", "-c", SET_UP, **environ)
        assert made.returncode == 0, made.stderr
        token, code = made.stdout.split("MADE")[1].split()
        redis = stack.enter_context(redis_at(redis_port, tmp_path))
        left = stack.enter_context(socket_server(environ, port=free_port()))
        right = stack.enter_context(socket_server(environ, port=free_port()))
        readers = [Reader(servers, token) for servers in ([left, right], [left, right], [right])]
        for reader in readers:
            stack.callback(reader.close)
            assert reader.live.wait(PATIENCE_S)
        first = readers[0].first
        written = 0

        def write(server: Running, count: int) -> None:
            nonlocal written
            for _ in range(count):
                written += 1
                comment(server, token, code, f"number {written}")

        def all_heard() -> bool:
            return all(len(reader.heard) >= written for reader in readers)

        write(left, 5)
        write(right, 5)
        until(all_heard, "with Redis, each hears of both")

        redis.kill()
        redis.wait(30)
        write(left, 5)
        write(right, 5)
        until(all_heard, "without Redis, sockets look by themselves")

        left.process.kill()
        left.process.wait(30)
        write(right, 10)
        until(all_heard, "who was thrown out catches up elsewhere")

        stack.enter_context(redis_at(redis_port, tmp_path))
        write(right, 10)
        until(all_heard, "with Redis again")

    assert [reader.first for reader in readers] == [first] * 3
    for reader in readers:
        assert reader.heard == list(range(first + 1, first + 1 + written))
        assert reader.trouble == []
    assert readers[0].connections >= 2
    assert readers[2].connections == 1, "a Redis that dies throws nobody out"
