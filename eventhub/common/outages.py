"""What is away for a while and not wrong: the one place that tells an outage from a mistake of ours.

Every face asks `outage_of` about what broke: pages and APIs answer 503 with `Retry-After` (eventhub.web.error_pages), sockets
close with a code that means "connect again" (tenant.sockets.protocol).
"""

import errno
import time

from django.db import Error as AnyDatabaseError
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_noop

from eventhub.common.errors import Unavailable

AWAY = gettext_noop("EventHub is out of reach for a moment. Please try again in a few seconds.")
FULL = gettext_noop("There is no room left to store anything. Please try again later.")
AWAY_RETRY_S, FULL_RETRY_S = 5, 60
DISK_FULL = "53100"
# PostgreSQL's classes: connection exceptions, too few resources, stopped by its operator; and a server that only reads.
AWAY_STATES = ("08", "53", "57P")
READS_ONLY = "25006"
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
# So long after a write that found no room the process does not call itself ready.
NOTED_S = 30.0


class _Noted:
    """When a write last found no room, by the process's clock."""

    at: float | None = None


def outage_of(error: BaseException | None) -> Unavailable | None:
    """The refusal for something outside that is away or full, or None when `error` is nothing of the kind.

    Looks at what the error was raised from, too. Notes a full disk for `found_no_room`.
    """
    seen = 0
    while error is not None and seen < 10:  # noqa: PLR2004 -- a chain may be a circle
        if _is_full(error):
            return disk_full()
        if _is_away(error):
            return Unavailable("database_away", AWAY, retry_after_s=AWAY_RETRY_S)
        error, seen = error.__cause__, seen + 1
    return None


def disk_full() -> Unavailable:
    """The refusal of a write that found no room, which `found_no_room` remembers."""
    _Noted.at = time.monotonic()
    return Unavailable("disk_full", FULL, retry_after_s=FULL_RETRY_S)


def found_no_room() -> bool:
    """Whether a write of this process found no room within the last NOTED_S seconds."""
    return _Noted.at is not None and time.monotonic() - _Noted.at < NOTED_S


def _state(error: BaseException) -> str | None:
    """PostgreSQL's word for it; None for what never came from the server."""
    return getattr(error.__cause__, "sqlstate", None) or getattr(error, "sqlstate", None)


def _is_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return _state(error) == DISK_FULL


def _is_away(error: BaseException) -> bool:
    if not isinstance(error, AnyDatabaseError):
        return False
    state = _state(error)
    if state is None:  # no connection, or one that broke
        return isinstance(error, OperationalError | InterfaceError)
    return state == READS_ONLY or state.startswith(AWAY_STATES)
