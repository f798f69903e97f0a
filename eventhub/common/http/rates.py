"""How often something may happen in a minute, counted over all processes.

A process counts by itself and tells the cache in lots of a fiftieth of the limit, so that the hot paths pay nothing: with
Redis the count is that of all processes, at most a fiftieth of the limit behind for each of them. Limits below a hundred
are exact. Minutes begin with the clock's; when Redis is away, each process counts for itself
(eventhub.common.shared_cache).
"""

import logging
import threading
import time

from django.core.cache import cache

logger = logging.getLogger("eventhub.rates")

MINUTE_S = 60
LOTS = 50


class _Counts:
    """What this process knows of the present minute."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.minute = 0
        self.told: dict[str, int] = {}
        self.untold: dict[str, int] = {}

    def turn_to(self, minute: int) -> None:
        if minute != self.minute:
            self.minute, self.told, self.untold = minute, {}, {}


_counts = _Counts()


def seconds_to_wait(name: str, *, limit: int, spend: bool = True) -> int:
    """0 while `name` stays within `limit` times a minute, else the whole seconds to the next minute (at least 1).

    Counts this call unless `spend` is false. `name` must be no secret: it becomes a key of the cache.
    """
    now = time.time()
    minute = int(now // MINUTE_S)
    left = MINUTE_S - int(now % MINUTE_S)
    with _counts.lock:
        _counts.turn_to(minute)
        told, untold = _counts.told.get(name, 0), _counts.untold.get(name, 0)
        if not spend or told > limit:
            return left if told + untold > limit else 0
        untold += 1
        if untold * LOTS < limit and told + untold <= limit:
            _counts.untold[name] = untold
            return 0
        _counts.untold.pop(name, None)
    total = _tell(name, minute, untold, known=told)
    with _counts.lock:
        _counts.told[name] = max(total, _counts.told.get(name, 0))
    return left if total > limit else 0


def _tell(name: str, minute: int, number: int, *, known: int) -> int:
    """Adds to the count of all processes; the count."""
    key = f"rate:{minute}:{name}"
    try:
        if cache.add(key, number, 2 * MINUTE_S):
            return number
        return int(cache.incr(key, number))
    except ValueError:  # the cache has just let go of the key
        logger.warning("the cache does not count")
        return known + number
