"""Whose pages may open a socket, and what the threads are told of a request."""

from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.test import Client

from eventhub.server import serving
from tests.make import make_organizer

pytestmark = pytest.mark.django_db(transaction=True)


async def accept(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})


async def answer_to(origin: bytes | None) -> str:
    """What a socket opened by a page of `origin` is told."""
    headers = [] if origin is None else [(b"origin", origin)]
    scope = {"type": "websocket", "path": "/ws/", "headers": headers}
    socket = ApplicationCommunicator(serving.from_our_pages(accept), scope)
    await socket.send_input({"type": "websocket.connect"})
    message = await socket.receive_output(timeout=30)
    return str(message["type"])


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "origin",
    [b"http://localhost", b"http://localhost:8000", b"http://bigevents.localhost:8000", None],
)
async def test_our_own_pages_and_programs_may_open_a_socket(
    origin: bytes | None, bigevents: None
) -> None:
    assert await answer_to(origin) == "websocket.accept"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "origin",
    [
        b"https://evil.example",
        b"http://localhost.evil.example",
        b"null",
        b"",
        b"\xff",
    ],
)
async def test_pages_of_strangers_may_not(origin: bytes, bigevents: None) -> None:
    assert await answer_to(origin) == "websocket.close"


@pytest.fixture
def bigevents() -> None:
    make_organizer("bigevents")


def test_the_process_is_alive_and_ready(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").json() == {
        "ready": True,
        "database": "ok",
        "migrations": "ok",
        "redis": "not configured",
    }


def test_probes_may_ask_under_any_name(client: Client) -> None:
    assert client.get("/readyz", headers={"host": "10.0.0.7:8000"}).status_code == 200


def test_a_redis_that_is_away_makes_it_not_ready(client: Client, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["redis"] == "failed"


def test_what_wsgi_cannot_say_is_tidied() -> None:
    scope = {
        "query_string": b"q=\xc3\xa9&a%20b=\xff",
        "headers": [(b"x-event", b"a/b"), (b"x_event", b"c/d")],
    }

    tidied = serving._tidied(scope)

    assert tidied["query_string"] == b"q=%C3%A9&a%20b=%FF"
    assert tidied["headers"] == [(b"x-event", b"a/b")]
