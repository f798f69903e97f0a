"""Visitors who send slowly, stop half way, or do not read what they get: everybody else is served meanwhile."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from tests import surroundings
from tests.composed import words_of
from tests.processes import Running, command, environment, serving, wait_until_ready
from tests.services import free_port

pytestmark = [
    pytest.mark.process,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("slow_visitors"),
]

VISITORS = 12  # more than there are threads
HEAD = "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
# Every kind of address that takes a body.
ADDRESSES = [
    ("/auth/login/", FORM),
    ("/acme/con/", FORM),
    ("/acme/con/checkout/", "multipart/form-data; boundary=b"),
    ("/app/tenant/api/m2m/teams/", JSON),
    ("/api/v1/organizers/acme/events/", JSON),
    ("/api/v1/upload", "image/png"),
    ("/api/v1/device/initialize", JSON),
    ("/api/v1/oauth/token", FORM),
    ("/", FORM),
]


@pytest.fixture(scope="module", params=["up", "web"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """Each form of the server: the one of `manage.py up`, and the one that docker-compose.yml names (`web-ws` is the same program)."""
    folder = tmp_path_factory.mktemp("data")
    with surroundings.database() as url:
        changes = {"DATABASE_URL": url, "EVENTHUB_SECRET_KEY": "long enough for a test " * 3}
        started = (
            serving(folder, **changes)
            if request.param == "up"
            else _composed(request, folder, changes)
        )
        with started as running:
            yield running


@contextmanager
def _composed(
    request: pytest.FixtureRequest, folder: Path, changes: dict[str, str]
) -> Iterator[Running]:
    redis_url = request.getfixturevalue("redis_url")
    environ = environment(
        REDIS_URL=redis_url, EVENTHUB_DATA_DIR=str(folder), EVENTHUB_WEB_PROCESSES="2", **changes
    )
    port = free_port()
    with command(words_of(request.param, port=port), environ=environ) as process:
        running = Running(process, port)
        wait_until_ready(running)
        yield running


def connect(server: Running) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=30)


def everybody_is_served(server: Running) -> None:
    for path in ("/healthz", "/readyz", "/auth/login/"):
        assert server.get(path) == 200


def test_visitors_with_unfinished_bodies_hold_up_nobody(server: Running) -> None:
    with ExitStack() as stack:
        for path, kind in ADDRESSES:
            for _ in range(VISITORS):
                line = stack.enter_context(connect(server))
                head = HEAD.format(path=path, kind=kind) + "Content-Length: 5000\r\n\r\n"
                line.sendall(head.encode() + b"a=1")

        everybody_is_served(server)


def test_visitors_with_unfinished_chunks_hold_up_nobody(server: Running) -> None:
    with ExitStack() as stack:
        for _ in range(VISITORS):
            line = stack.enter_context(connect(server))
            head = (
                HEAD.format(path="/auth/login/", kind=FORM) + "Transfer-Encoding: chunked\r\n\r\n"
            )
            line.sendall(head.encode() + b"3\r\na=1\r\n")

        everybody_is_served(server)


def test_visitors_with_unfinished_headers_hold_up_nobody(server: Running) -> None:
    with ExitStack() as stack:
        for _ in range(20 * VISITORS):
            stack.enter_context(connect(server)).sendall(b"GET / HTTP/1.1\r\nHost: loc")

        everybody_is_served(server)


def test_visitors_who_do_not_read_hold_up_nobody(server: Running) -> None:
    asked = b"GET /static/design/components.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(VISITORS):
            line = socket.socket()
            stack.enter_context(line)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            line.connect(("127.0.0.1", server.port))
            line.settimeout(0.2)
            with suppress(TimeoutError):
                line.sendall(asked * 20_000)  # answers of several hundred megabytes

        everybody_is_served(server)


def test_visitors_who_leave_half_way_leave_nothing_behind(server: Running) -> None:
    for _ in range(4 * VISITORS):
        with connect(server) as line:
            head = HEAD.format(path="/auth/login/", kind=FORM) + "Content-Length: 90000\r\n\r\n"
            line.sendall(head.encode() + b"a" * 70_000)

    everybody_is_served(server)


def read_answer(line: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """The status, the headers and the body of one answer; passes over 100 Continue."""
    file = line.makefile("rb")
    status = int(file.readline().split()[1])
    headers = {}
    while row := file.readline().strip():
        name, value = row.decode().split(": ", 1)
        headers[name.lower()] = value
    if status == 100:
        return read_answer(line)
    return status, headers, file.read(int(headers.get("content-length", 0)))


def test_a_body_that_is_announced_too_long_is_refused_before_it_is_sent(server: Running) -> None:
    with connect(server) as line:
        head = HEAD.format(path="/api/v1/upload", kind="image/png")
        line.sendall(f"{head}Expect: 100-continue\r\nContent-Length: {10**9}\r\n\r\n".encode())
        first = line.makefile("rb").readline()

    assert first.startswith(b"HTTP/1.1 413")


def test_a_body_that_turns_out_too_long_is_refused_on_the_way(server: Running) -> None:
    with connect(server) as line:
        head = HEAD.format(path="/api/v1/upload", kind="image/png")
        line.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        piece = b"100000\r\n" + bytes(0x100000) + b"\r\n"
        for _ in range(53):
            line.sendall(piece)
        status, headers, body = read_answer(line)

    assert status == 413
    assert headers["connection"] == "close"
    assert "too large" in json.loads(body)["detail"]


@pytest.mark.parametrize("way", ["whole", "chunked", "expected"])
def test_a_whole_body_arrives_however_it_is_sent(server: Running, way: str) -> None:
    body = b'{"token":"no such token"}'
    how = {
        "whole": f"Content-Length: {len(body)}\r\n",
        "chunked": "Transfer-Encoding: chunked\r\n",
        "expected": f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n",
    }[way]
    with connect(server) as line:
        line.sendall(
            (HEAD.format(path="/api/v1/device/initialize", kind=JSON) + how + "\r\n").encode()
        )
        if way == "expected":
            assert line.recv(4096).startswith(b"HTTP/1.1 100 Continue")
        time.sleep(0.05)  # two packets
        line.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if way == "chunked" else body)
        status, _headers, answer = read_answer(line)

    assert status == 400
    assert "token" in json.loads(answer)
