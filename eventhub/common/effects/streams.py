"""Streams of events for sockets: numbered 1, 2, 3 without a gap, written with the change that they tell of.

`publish` is called inside an action's transaction. The number comes from the stream's counter row, which stays locked
until the commit: an event that is undone takes its number back, and whoever sees number 7 can see 1 to 6. Since writers
of one stream wait for each other there, the row is touched last (`write_last`), by one statement for all events.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils import timezone

from eventhub.common.db.prepared import planned_cursor
from eventhub.common.db.scoping import TenantOwned
from eventhub.common.db.transactions import write_last
from eventhub.common.effects.broadcast import wake
from eventhub.common.models import StreamCounter, StreamEvent

# What is kept for sockets that come back: as long, or as many, whichever is more.
KEEP_FOR = timedelta(minutes=10)
KEEP_LAST = 1000
PRUNED_AT_ONCE = 5000
PAGE = 200
NAME = re.compile(r"[a-z][a-z0-9_.-]{0,79}")

_NUMBER = """
    WITH counter AS (
        INSERT INTO common_streamcounter AS c (tenant_id, stream, seq) VALUES (%s::bigint, %s::text, %s::bigint)
        ON CONFLICT (tenant_id, stream) DO UPDATE SET seq = c.seq + excluded.seq
        RETURNING tenant_id, stream, seq
    )
    INSERT INTO common_streamevent (tenant_id, stream, seq, kind, payload, audience, at)
    SELECT counter.tenant_id, counter.stream, counter.seq - jsonb_array_length(%s::jsonb) + given.number,
        given.event ->> 0, given.event -> 1, nullif(given.event -> 2, 'null'), clock_timestamp()
    FROM counter, jsonb_array_elements(%s::jsonb) WITH ORDINALITY AS given (event, number)
"""
_PRUNE = """
    DELETE FROM common_streamevent WHERE id IN (
        SELECT old.id FROM common_streamcounter AS counter CROSS JOIN LATERAL (
            SELECT event.id FROM common_streamevent AS event
            WHERE event.tenant_id = counter.tenant_id AND event.stream = counter.stream
                AND event.seq <= counter.seq - %s AND event.at < %s
            ORDER BY event.seq LIMIT %s
        ) AS old
        WHERE counter.seq > %s
    )
"""


@dataclass(frozen=True)
class _Published:
    """An event without its number. `woken` is the promise to wake sockets, which goes with its savepoint."""

    tenant_id: int
    stream: str
    event: tuple[str, Mapping[str, Any], Sequence[str] | None]
    once: bool
    woken: Any


@dataclass(frozen=True)
class Bounds:
    """The numbers of a stream: `first` that is kept (0: none) and `last` that was given."""

    first: int
    last: int

    def can_replay(self, since: int) -> bool:
        """Whether everything after `since` is still here."""
        return since == self.last or (0 < self.first <= since + 1 and since < self.last)


def group_of(tenant_id: int, stream: str) -> str:
    """The channel group that is woken when something was published in the stream."""
    return f"stream.{tenant_id}.{stream}"


@transaction.atomic(savepoint=False)
def publish(
    owner: TenantOwned,
    *,
    stream: str,
    kind: str,
    payload: Mapping[str, Any] | None = None,
    audience: Sequence[str] | None = None,
    once: bool = False,
) -> None:
    """Puts an event into a stream of the tenant of `owner`, and wakes the sockets that read it after the commit.

    For use inside an action's transaction; undone with it, and with a savepoint around the call. `payload` becomes the message's
    fields beside `type` (= `kind`) and `seq`: JSON, no secrets. `audience`: who may see more than the number, in words
    that the stream's consumer knows; None for all. `once`: an equal event of the same action is not written again ("look
    again" says as much as twice). Locks the stream's counter, last of all. Raises ValueError for a bad name of a stream.
    """
    if not NAME.fullmatch(stream):
        raise ValueError(f"{stream!r} cannot be the name of a stream.")
    group = group_of(owner.tenant_id, stream)

    def woken() -> None:
        wake(group)

    transaction.on_commit(woken, robust=True)
    event = (kind, dict(payload or {}), None if audience is None else list(audience))
    write_last(_write, _Published(owner.tenant_id, stream, event, once, woken))


def _write(published: list[_Published]) -> None:
    """Numbers the events, stream by stream in one order for all, so that writers of several streams never cross."""
    standing = [one for one in published if _stands(one)]
    standing.sort(key=lambda one: (one.tenant_id, one.stream))
    for (tenant_id, stream), group in groupby(standing, lambda one: (one.tenant_id, one.stream)):
        events: list[Any] = []
        for one in group:
            if not (one.once and one.event in events):
                events.append(one.event)
        text = orjson.dumps(events).decode()
        with planned_cursor() as cursor:
            cursor.execute(_NUMBER, [tenant_id, stream, len(events), text, text])


def _stands(one: _Published) -> bool:
    """Whether the savepoint that it was published in was not undone: Django forgets promises together with it."""
    waiting = connection.run_on_commit
    return any(entry[1] is one.woken for entry in waiting)


# --- Reading -----------------------------------------------------------------------------------------------------------


def bounds(tenant_id: int, stream: str) -> Bounds:
    """Which numbers of the stream can be read now. One query; a stream without events has (0, 0)."""
    with planned_cursor() as cursor:
        cursor.execute(
            "SELECT counter.seq, (SELECT min(seq) FROM common_streamevent AS event"
            " WHERE event.tenant_id = counter.tenant_id AND event.stream = counter.stream)"
            " FROM common_streamcounter AS counter WHERE tenant_id = %s::bigint AND stream = %s::text",
            [tenant_id, stream],
        )
        row = cursor.fetchone()
    return Bounds(first=row[1] or 0, last=row[0]) if row else Bounds(0, 0)


def last_numbers(keys: Sequence[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """(tenant, stream) -> the last number given, for those that have any. One query."""
    with planned_cursor() as cursor:
        cursor.execute(
            "SELECT counter.tenant_id, counter.stream, counter.seq FROM common_streamcounter AS counter"
            " JOIN unnest(%s::bigint[], %s::text[]) AS wanted (tenant_id, stream)"
            " ON wanted.tenant_id = counter.tenant_id AND wanted.stream = counter.stream",
            [[tenant_id for tenant_id, _ in keys], [stream for _, stream in keys]],
        )
        return {(tenant_id, stream): seq for tenant_id, stream, seq in cursor.fetchall()}


def events_after(tenant_id: int, stream: str, *, seq: int, limit: int = PAGE) -> list[StreamEvent]:
    """The next events after number `seq`, in order, at most `limit`. One query."""
    rows = StreamEvent.objects.filter(tenant=tenant_id, stream=stream, seq__gt=seq)
    return list(rows.order_by("seq")[:limit])


def last_seq(tenant_id: int, stream: str) -> int:
    """The last number given in the stream; 0 when there is none. For answers of REST that name it."""
    found = StreamCounter.objects.filter(tenant=tenant_id, stream=stream)
    return found.values_list("seq", flat=True).first() or 0


def prune() -> None:
    """Forgets events that are older than KEEP_FOR and not among the last KEEP_LAST of their stream. Periodic."""
    before = timezone.now() - KEEP_FOR
    with connection.cursor() as cursor:
        cursor.execute(_PRUNE, [KEEP_LAST, before, PRUNED_AT_ONCE, KEEP_LAST])
