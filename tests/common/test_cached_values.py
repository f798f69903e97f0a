"""What stands in Redis is data: nobody who writes into it can make us run something."""

import pickle
from typing import Any

import pytest
import redis

from eventhub.common.shared_cache import SharedCache
from eventhub.settings import CELERY_ACCEPT_CONTENT


@pytest.fixture
def cache(redis_url: str) -> SharedCache:
    """The cache as an installation with Redis has it."""
    return SharedCache(redis_url, {})


@pytest.mark.parametrize("value", [0, 7, True, None, "", "words", ["a", 1], {"a": None}])
def test_values_come_back_as_they_were(cache: SharedCache, value: Any) -> None:
    cache.set("value", value)

    assert cache.get("value", "missing") == value
    assert type(cache.get("value")) is type(value)


def test_redis_itself_counts(cache: SharedCache) -> None:
    cache.set("count", 1)

    assert cache.incr("count", 2) == 3
    assert cache.get("count") == 3


def test_what_somebody_else_wrote_is_never_run(cache: SharedCache, redis_url: str) -> None:
    key = cache.make_and_validate_key("trap")
    with redis.Redis.from_url(redis_url) as stranger:
        stranger.set(key, pickle.dumps(print))

        assert cache.get("trap") is None
        stranger.delete(key)


def test_tasks_are_taken_as_json_only() -> None:
    assert CELERY_ACCEPT_CONTENT == ["json"]
