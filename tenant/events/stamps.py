"""Change stamps: when something of a kind was last written or deleted in an event.

A deleted row leaves nothing behind, so the moment is kept apart from the rows (v1 contract, COND-7). Every action that
writes a kind calls `touch` last, in its own transaction.
"""

import datetime as dt
from typing import NamedTuple

from django.utils import timezone

from eventhub.common.db.prepared import planned_cursor
from eventhub.common.db.sync_watermark import OLDEST_WRITER, PATIENCE, earlier
from tenant.models import Event

KINDS = ("categories", "items", "questions", "quotas", "subevents", "taxrules", "checkinlists")

_UPSERT = """
    INSERT INTO tenant_changestamp (tenant_id, event_id, kind, changed_at)
    SELECT %s, %s, kind, clock_timestamp() FROM unnest(%s::text[]) AS kind ORDER BY kind
    ON CONFLICT (event_id, kind)
    DO UPDATE SET changed_at = GREATEST(clock_timestamp(), tenant_changestamp.changed_at)
"""

_STAMP = f"SELECT changed_at, ({OLDEST_WRITER}) FROM tenant_changestamp WHERE event_id = %s AND kind = %s"  # noqa: S608 -- two constants


def touch(event: Event, *kinds: str) -> None:
    """Moves the stamps of `kinds` in `event` to now. One statement; the rows are locked until the commit."""
    with planned_cursor() as cursor:
        cursor.execute(_UPSERT, [event.tenant_id, event.pk, list(kinds)])


class Stamp(NamedTuple):
    """Two moments in whole seconds: what a reader is told, and what their date is compared with."""

    handed_out: dt.datetime
    newest: dt.datetime


def stamp(event: Event, kind: str) -> Stamp | None:
    """When something of `kind` was last written in `event`; None while nothing of the kind ever was.

    HTTP dates know only seconds. While a writer may still be stamping in the second of the newest write, the stamp
    handed out is one second older (v1 contract, COND-10). Whether a copy is still good is asked of the newest write
    itself: a copy that was read a second ago may carry the very stamp that is handed out now. One query.
    """
    now = timezone.now()
    with planned_cursor() as cursor:
        cursor.execute(_STAMP, [PATIENCE, event.pk, kind])
        row = cursor.fetchone()
    if row is None:
        return None
    changed, oldest = row
    return Stamp(handed_out(changed, now=earlier(oldest, now)), changed.replace(microsecond=0))


def handed_out(changed: dt.datetime, *, now: dt.datetime) -> dt.datetime:
    """`changed` in whole seconds, one less while `now` (or the oldest writer) is still in the same second or before."""
    whole = changed.replace(microsecond=0)
    return whole - dt.timedelta(seconds=1) if now.replace(microsecond=0) <= whole else whole
