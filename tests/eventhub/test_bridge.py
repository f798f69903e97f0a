"""From the loop to the threads and back: what a view is told, and that nobody waits for a thread for ever."""

import asyncio
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from eventhub.server import bodies, bridge
from eventhub.server.bridge import Bridge

pytestmark = pytest.mark.asyncio


def scope(path: str = "/", *headers: tuple[bytes, bytes], method: str = "GET") -> dict[str, Any]:
    return {
        "type": "http", "method": method, "path": path, "query_string": b"a=1", "http_version": "1.1", "scheme": "http",
        "server": ("localhost", 80), "client": ("10.0.0.1", 4000), "headers": list(headers),
    }  # fmt: skip


async def asked(
    application: Bridge, of: dict[str, Any], body: bytes = b""
) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of the answer."""
    said: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        said.append(message)

    await application(of, receive, send)
    return said[0]["status"], dict(said[0]["headers"]), b"".join(part["body"] for part in said[1:])


def told(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """A view that says what it was told."""
    start("200 OK", [("Content-Type", "text/plain")])
    names = (
        "REQUEST_METHOD",
        "PATH_INFO",
        "QUERY_STRING",
        "CONTENT_LENGTH",
        "CONTENT_TYPE",
        "HTTP_X_A",
        "REMOTE_ADDR",
    )
    return [f"{name}={environ.get(name)};".encode() for name in names] + [
        environ["wsgi.input"].read()
    ]


async def test_a_view_is_told_of_the_request_and_the_client_gets_a_length() -> None:
    headers = [
        (b"transfer-encoding", b"chunked"),
        (b"content-type", b"text/x"),
        (b"x-a", b"1"),
        (b"x-a", b"2"),
    ]

    status, said, body = await asked(
        Bridge(told, threads=1), scope("/\u00e9", *headers, method="POST"), b"words"
    )

    assert status == 200
    assert body.decode() == (
        "REQUEST_METHOD=POST;PATH_INFO=/\u00c3\u00a9;QUERY_STRING=a=1;CONTENT_LENGTH=5;CONTENT_TYPE=text/x;HTTP_X_A=1,2;"
        "REMOTE_ADDR=10.0.0.1;words"
    )
    assert int(said[b"content-length"]) == len(body)


async def test_an_answer_that_is_long_is_kept_on_disk_and_whole() -> None:
    pieces = [bytes([number]) * 700_000 for number in range(5)]

    def long(_environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        yield from pieces

    status, _headers, body = await asked(Bridge(long, threads=1), scope())

    assert (status, body) == (200, b"".join(pieces))


async def test_an_answer_without_a_body_names_no_length() -> None:
    def empty(_environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
        start("304 Not Modified", [("ETag", "x")])
        return []

    assert await asked(Bridge(empty, threads=1), scope()) == (304, {b"etag": b"x"}, b"")


async def test_when_all_threads_are_held_up_others_hear_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bridge, "WAIT_S", 0.1)
    free = threading.Event()

    def stuck(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        why = environ.get(bodies.UNREAD, "")
        if not why and environ["PATH_INFO"] != "/healthz":
            free.wait(30)
        start("503 Busy" if why else "200 OK", [])
        return [why.encode()]

    application = Bridge(stuck, threads=2)
    held = [asyncio.create_task(asked(application, scope())) for _ in range(2)]
    await asyncio.sleep(0.05)

    assert await asked(application, scope()) == (503, {b"content-length": b"8"}, b"too_busy")
    assert (await asked(application, scope("/healthz")))[0] == 200
    free.set()
    assert [(await one)[0] for one in held] == [200, 200], (
        "who was begun with is answered, however long it took"
    )
    assert (await asked(application, scope()))[0] == 200
