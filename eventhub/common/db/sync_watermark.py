"""Up to which moment every change is visible.

A row is stamped inside its transaction and seen only after the commit. Whoever reads in between sees neither the row nor
that something is on its way; were the reader told "this is how it was at noon", the change stamped a second before noon
would never reach them. So a reader is told the start of the oldest transaction that may still write.
"""

import datetime as dt

from django.utils import timezone

from eventhub.common.db.prepared import planned_cursor

# Every action stamps after its transaction began. One that has written nothing within a minute is a reader (a report, a
# backup) and must not hold everybody else back; one that has written counts however old it is.
PATIENCE = 60.0  # seconds
OLDEST_WRITER = """
    SELECT min(xact_start) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
      AND (backend_xid IS NOT NULL OR xact_start > clock_timestamp() - make_interval(secs => %s::float8))
"""


def sync_watermark_at() -> dt.datetime:
    """The moment before which every change is visible to a query that runs after this one. One query, no locks.

    Never later than now. Assumes what the house does everywhere: rows are stamped inside their transaction, with clocks
    that agree (contract, COND-1 to COND-3).
    """
    now = timezone.now()  # before the query: whoever begins to write after it is later than this
    with planned_cursor() as cursor:
        cursor.execute(OLDEST_WRITER, [PATIENCE])
        (oldest,) = cursor.fetchone()
    return earlier(oldest, now)


def earlier(oldest: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """The start of the oldest writer, or now where nobody writes."""
    return now if oldest is None else min(oldest, now)
