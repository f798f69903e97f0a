"""A Redis that is lost refuses nothing: each process remembers by itself until it is back."""

import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
import redis as redis_client
from django.core.cache import cache

from eventhub.common import shared_cache
from eventhub.common.http import rates
from tenant.access import context
from tests.make import PASSWORD, make_user
from tests.services import free_port, redis_at
from tests.web.pages import visitor


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def redis(port: int, tmp_path: Path, settings: Any) -> Iterator["Popen[bytes]"]:
    settings.CACHES = {
        "default": {
            "BACKEND": "eventhub.common.shared_cache.SharedCache",
            "LOCATION": f"redis://127.0.0.1:{port}/0",
        }
    }
    with redis_at(port, tmp_path) as process:
        cache.clear()
        yield process
    shared_cache._Outage.until = 0.0


def lose(redis: "Popen[bytes]") -> None:
    redis.kill()
    redis.wait(30)


def everything() -> list[Any]:
    """All that can be asked of a cache, in one row."""
    cache.clear()
    return [
        cache.add("a", 1, 60),
        cache.add("a", 2, 60),
        cache.incr("a", 4),
        cache.get("a"),
        cache.set("b", {"words": ["ü", None]}, 60),
        cache.get("b"),
        cache.get("nothing", "else"),
        cache.has_key("b"),
        cache.touch("b", 60),
        cache.set_many({"c": 1, "d": "x"}, 60),
        cache.get_many(["c", "d", "e"]),
        cache.delete("a"),
        cache.get("a"),
        cache.delete_many(["c"]),
        cache.get_many(["c", "d"]),
        cache.get_or_set("f", 7),
    ]


def test_the_answers_are_the_same_with_and_without(redis: "Popen[bytes]") -> None:
    with_redis = everything()
    lose(redis)

    assert everything() == with_redis


def test_counting_what_is_not_there_is_refused_alike(redis: "Popen[bytes]") -> None:
    for _ in ("with", "without"):
        with pytest.raises(ValueError, match="not found"):
            cache.incr("nothing")
        lose(redis)


def test_redis_is_asked_again_when_it_is_back(
    redis: "Popen[bytes]", port: int, tmp_path: Path
) -> None:
    lose(redis)
    cache.set("a", 1)

    with redis_at(port, tmp_path):
        until = time.monotonic() + 30
        client = redis_client.Redis(port=port)
        while not client.keys() and time.monotonic() < until:
            cache.set("a", 2)
            time.sleep(0.05)
        client.close()

        assert cache.get("a") == 2


def test_what_is_kept_cannot_run_anything(redis: "Popen[bytes]", port: int) -> None:
    cache.set("a", {"b": [1, "c"]})

    client = redis_client.Redis(port=port)
    assert client.get(":1:a") == b'{"b": [1, "c"]}'
    client.close()


@pytest.mark.django_db
def test_one_signs_in_and_tries_are_counted_without_redis(redis: "Popen[bytes]") -> None:
    make_user("ada@example.org")
    lose(redis)

    def tried(password: str) -> int:
        answer = visitor().post(
            "/auth/login/", {"username": "ada@example.org", "password": password}
        )
        return int(answer.status_code)

    assert tried(PASSWORD) == 303
    assert [tried("wrong") for _ in range(6)] == [400] * 5 + [429]
    assert rates.seconds_to_wait("somebody", limit=1) == 0
    assert rates.seconds_to_wait("somebody", limit=1) > 0
    assert context.organizer_slug_of_host("nobody.example.org") is None
