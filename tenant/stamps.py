"""Change stamps: when something of a kind was last written or deleted in an event.

A deleted row leaves nothing behind, so the moment is kept apart from the rows (v1 contract, COND-7). Every action that
writes a kind calls `touch` last, in its own transaction.
"""

import datetime as dt

from django.db import connection
from django.utils import timezone

from tenant.models import ChangeStamp, Event

KINDS = ("categories", "items", "questions", "quotas", "subevents", "taxrules", "checkinlists")

_UPSERT = """
    INSERT INTO tenant_changestamp (tenant_id, event_id, kind, changed_at)
    SELECT %s, %s, kind, clock_timestamp() FROM unnest(%s::text[]) AS kind ORDER BY kind
    ON CONFLICT (event_id, kind)
    DO UPDATE SET changed_at = GREATEST(clock_timestamp(), tenant_changestamp.changed_at)
"""


def touch(event: Event, *kinds: str) -> None:
    """Moves the stamps of `kinds` in `event` to now. One statement; the rows are locked until the commit."""
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [event.tenant_id, event.pk, list(kinds)])


def stamp(event: Event, kind: str) -> dt.datetime | None:
    """The stamp to hand out for `kind`, cut to whole seconds; None while nothing of the kind was ever written.

    HTTP dates know only seconds. While the newest write lies in the current second the stamp is one second older, so
    that a second write in that second is never hidden by a 304 (v1 contract, COND-10).
    """
    changed = (
        ChangeStamp.objects.filter(event=event, kind=kind)
        .values_list("changed_at", flat=True)
        .first()
    )
    return None if changed is None else handed_out(changed, now=timezone.now())


def handed_out(changed: dt.datetime, *, now: dt.datetime) -> dt.datetime:
    """`changed` in whole seconds, one less while `now` is still in the same second."""
    whole = changed.replace(microsecond=0)
    return whole - dt.timedelta(seconds=1) if now.replace(microsecond=0) <= whole else whole
