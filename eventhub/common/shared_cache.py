"""The cache of all processes, in Redis; while Redis is away, that of this process alone.

What stands in the cache is never the truth: a count of wrong tries, a host's organizer. So a Redis that is lost must
neither refuse nor delay a request. Each call gives it a second; then nobody asks it again for a moment, and this process's
memory stands in: counts go on, process by process, and begin anew when Redis is back.
"""

import json
import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import (
    RedisCache,
    RedisCacheClient,
    RedisSerializer,
)
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger("eventhub.cache")

PATIENCE_S = 1.0
# How long nobody asks a Redis that did not answer.
REST_S = 2.0
MOST_ENTRIES = 100_000


class _Outage:
    """Until when this process leaves Redis alone, by the monotonic clock."""

    until = 0.0


class Words(RedisSerializer):
    """What is kept is JSON: whoever writes into Redis must not be able to run anything here."""

    def dumps(self, obj: Any) -> Any:
        return obj if type(obj) is int else json.dumps(obj).encode()

    def loads(self, data: Any) -> Any:
        """None for what is no JSON: somebody else wrote it, or an older version."""
        try:
            return json.loads(data)
        except ValueError:
            return None


class _Client(RedisCacheClient):
    """Redis with little patience. A connection that went stale is tried once more."""

    def __init__(self, servers: Any, **options: Any) -> None:
        patience = {"socket_timeout": PATIENCE_S, "socket_connect_timeout": PATIENCE_S}
        retry = Retry(NoBackoff(), 1)
        super().__init__(servers, serializer=Words(), retry=retry, **{**patience, **options})


class SharedCache(RedisCache):
    """Django's Redis cache that answers out of this process's memory while Redis is away. Never raises for that."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client
        self._own = LocMemCache("without-redis", {"OPTIONS": {"MAX_ENTRIES": MOST_ENTRIES}})

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._asked(super().add, self._own.add, *args, **kwargs))

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._asked(super().get, self._own.get, *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._asked(super().set, self._own.set, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._asked(super().touch, self._own.touch, *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._asked(super().delete, self._own.delete, *args, **kwargs))

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._asked(super().get_many, self._own.get_many, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._asked(super().has_key, self._own.has_key, *args, **kwargs))

    def incr(self, *args: Any, **kwargs: Any) -> int:
        return int(self._asked(super().incr, self._own.incr, *args, **kwargs))

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._asked(super().set_many, self._own.set_many, *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._asked(super().delete_many, self._own.delete_many, *args, **kwargs)

    def clear(self) -> Any:
        self._own.clear()
        return self._asked(super().clear, self._own.clear)

    def _asked(
        self, redis: Callable[..., Any], own: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> Any:
        """What Redis says; what this process's memory says while Redis rests."""
        if time.monotonic() >= _Outage.until:
            try:
                return redis(*args, **kwargs)
            except (RedisError, OSError) as error:
                _Outage.until = time.monotonic() + REST_S
                logger.warning("Redis is away, this process remembers by itself", exc_info=error)
        return own(*args, **kwargs)
