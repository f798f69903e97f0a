"""Periodic work (settings.PERIODIC): each piece once in its time, whoever keeps the clock and however many do.

When it is due next stands in the database, so a restart neither repeats nor forgets what runs once a day. What fails
is logged and comes again when it is due; it holds up nothing else.
"""

import logging
import threading
from zlib import crc32

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.module_loading import import_string

from eventhub.common.effects.outbox import advisory
from eventhub.common.models import PeriodicWork

logger = logging.getLogger("eventhub.clock")

LOOK_S = 1.0
# The first of the two numbers of our advisory locks; the second is made of the path.
LOCKS = 0x45564854
_CLAIM = """
    INSERT INTO common_periodicwork AS work (path, due_at)
    VALUES (%s, clock_timestamp() + make_interval(secs => %s))
    ON CONFLICT (path) DO UPDATE SET due_at = excluded.due_at WHERE work.due_at <= clock_timestamp()
    RETURNING TRUE
"""


def keep(stop: threading.Event) -> None:
    """Runs what is due until `stop`. One thread; outlives a database that is away."""
    while not stop.wait(LOOK_S):
        try:
            close_old_connections()
            tick(stop)
        except Exception:  # whatever it is, the thread goes on
            logger.exception("the clock paused")
            connection.close()
    connection.close()


def tick(stop: threading.Event | None = None) -> None:
    """Runs all that is due now. One query when nothing is."""
    resting = set(
        PeriodicWork.objects.filter(due_at__gt=timezone.now()).values_list("path", flat=True)
    )
    for path, seconds in settings.PERIODIC:
        if path not in resting and not (stop and stop.is_set()):
            run_if_due(path, seconds)


def run_if_due(path: str, seconds: int) -> bool:
    """Runs one piece of periodic work unless it was run less than `seconds` ago or runs at this moment. Whether it ran."""
    lock = lock_of(path)
    if not advisory("SELECT pg_try_advisory_lock(%s, %s)", LOCKS, lock):
        return False
    try:
        if not advisory(_CLAIM, path, seconds):  # type: ignore[arg-type]  # a statement like those of locks
            return False
        import_string(path)()
    except Exception:
        logger.exception("periodic work failed", extra={"path": path})
        connection.close_if_unusable_or_obsolete()
    finally:
        advisory("SELECT pg_advisory_unlock(%s, %s)", LOCKS, lock)
    return True


def lock_of(path: str) -> int:
    """The second number of the advisory lock that whoever runs this piece holds."""
    return crc32(path.encode()) - 2**31
