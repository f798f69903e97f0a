"""Probes, and what the threads are told of a request."""

from typing import Any

import pytest
from django.test import Client

from eventhub.server import serving

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_process_is_alive_and_ready(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").json() == {
        "ready": True,
        "database": "ok",
        "migrations": "ok",
        "redis": "not configured",
        "room": "ok",
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
