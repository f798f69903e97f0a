"""Deadlines of a connection: for headers, and for those who do not read their answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import uvicorn

from eventhub.server import connections
from eventhub.server.connections import PatientConnection

pytestmark = pytest.mark.asyncio
LARGE = bytes(8 * 1024 * 1024)
GET = b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def _application(scope: Any, _receive: Any, send: Any) -> None:
    body = LARGE if scope["path"] == "/large" else b"small"
    if scope["path"] == "/patient":
        await asyncio.sleep(0.5)
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def _serving() -> AsyncIterator[int]:
    config = uvicorn.Config(
        _application, http=PatientConnection, lifespan="off", log_config=None, timeout_keep_alive=1
    )
    config.load()
    server = uvicorn.Server(config)
    state: dict[str, Any] = {}
    listening = await asyncio.get_running_loop().create_server(
        lambda: PatientConnection(config, server.server_state, state), "127.0.0.1", 0
    )
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        for connection in list(server.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0.05)


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADERS_S", 0.2)
    monkeypatch.setattr(connections, "UNREAD_S", 0.2)


async def told(*pieces: bytes, pause_s: float = 0.0) -> bytes:
    """Everything that the server says until it closes the line."""
    async with _serving() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        heard = asyncio.create_task(reader.read())
        for piece in pieces:
            if heard.done():
                break
            writer.write(piece)
            await asyncio.sleep(pause_s)
        async with asyncio.timeout(20):
            said = await heard
        writer.close()
        return said


async def test_who_says_nothing_is_let_go() -> None:
    assert await told() == b""


async def test_headers_that_stop_are_refused() -> None:
    assert (await told(b"GET / HTTP/1.1\r\nHost: lo")).startswith(b"HTTP/1.1 408")


async def test_headers_that_trickle_are_refused() -> None:
    drops = [b"GET / HTTP/1.1\r\n", *[b"X-A: b\r\n"] * 10]

    assert (await told(*drops, pause_s=0.05)).startswith(b"HTTP/1.1 408")


async def test_headers_without_end_are_refused() -> None:
    flood = [b"GET / HTTP/1.1\r\n", *[b"X-A: " + b"b" * 8000 + b"\r\n"] * 20]

    assert (await told(*flood, pause_s=0.001)).startswith(b"HTTP/1.1 431")


async def test_blank_lines_keep_no_line_open() -> None:
    assert (await told(GET % b"/", b"\r\n", pause_s=0.1)).count(b"HTTP/1.1") == 1


async def test_a_second_request_has_its_own_time() -> None:
    said = await told(GET % b"/", GET % b"/", GET % b"/", pause_s=0.1)

    assert said.count(b"HTTP/1.1 200") == 3


async def test_headers_of_the_next_request_do_not_hurry_the_one_at_work() -> None:
    said = await told(GET % b"/patient" + b"GET / HT")

    assert said.startswith(b"HTTP/1.1 200")
    assert b"small" in said


async def test_many_requests_at_once_are_no_long_headers() -> None:
    said = await told((GET % b"/") * 2000 + b"GET / HT")

    assert said.count(b"HTTP/1.1 200") == 2000
    assert b"HTTP/1.1 431" not in said


async def test_who_does_not_read_is_cut_off() -> None:
    async with _serving() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.write(GET % b"/large")
        await asyncio.sleep(0.6)  # longer than an answer may lie

        read = 0
        with suppress(ConnectionError):
            while piece := await reader.read(65536):
                read += len(piece)
        writer.close()

    assert read < len(LARGE)
