"""The outbox: what must happen after a transaction, written inside it, and done once.

`enqueue` writes a row; after the commit the bell is rung (eventhub.common.effects.bell), and a worker's thread of the
task's lane takes it up (eventhub.common.effects.lanes). A process may die at any point: the row is still there, and the
next worker takes it up. Tasks are therefore written so that a second run changes nothing. Nothing here decides the
answer of a request: with nobody to hear the bell, the task waits.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from eventhub.common.effects import bell
from eventhub.common.logs import without_values
from eventhub.common.models import OutboxTask

logger = logging.getLogger("eventhub.outbox")

MAX_ATTEMPTS = 12
QUICK_TRIES = 3
JOBS = "jobs"
KEEP_DONE, KEEP_FAILED = timedelta(days=7), timedelta(days=30)
# Advisory locks of ours: one for each task (by its id, after this number).
TASK_LOCKS = 0x45564854 << 24

_ONCE = """
    INSERT INTO common_outboxtask
        (tenant_id, name, lane, key, payload, state, attempts, run_at, created_at, last_error)
    VALUES (%s, %s, %s, %s, %s, 'queued', 0, %s, clock_timestamp(), '')
    ON CONFLICT (tenant_id, key) WHERE state IN ('queued', 'running') AND NOT key = ''
"""
_LEAVE = "DO NOTHING"
_MOVE = """
    DO UPDATE SET payload = excluded.payload, run_at = excluded.run_at, state = 'queued', attempts = 0
    WHERE common_outboxtask.state = 'queued' OR common_outboxtask.id = %s
"""
_CLAIM = """
    UPDATE common_outboxtask SET state = 'running', attempts = attempts + 1
    WHERE id = %s AND state = 'queued' AND run_at <= clock_timestamp()
    RETURNING name, key, payload, attempts
"""


@dataclass(frozen=True)
class _Begun:
    """A task that this thread carries out."""

    pk: int
    name: str
    key: str
    payload: dict[str, Any]
    attempts: int


class _Running(threading.local):
    task: int | None = None


_running = _Running()


def enqueue(name: str, *, tenant_id: int | None, **payload: Any) -> OutboxTask:
    """Promises that the task `settings.TASKS[name]` runs with `payload` (JSON-able primitives) after the commit.

    Writes one row in the caller's transaction; nothing runs when that is undone.
    """
    task = OutboxTask.objects.create(
        tenant_id=tenant_id, name=name, lane=lane_of(name), payload=payload, run_at=timezone.now()
    )
    ring()
    return task


def enqueue_once(name: str, *, key: str, tenant_id: int | None, **payload: Any) -> None:
    """`enqueue`, if no task of the tenant waits or runs under the key. Leaves no row when it is done. One statement."""
    _put(_LEAVE, name, key=key, tenant_id=tenant_id, payload=payload, at=timezone.now())


def reschedule(
    name: str, *, key: str, tenant_id: int | None, at: datetime, payload: dict[str, Any]
) -> None:
    """Makes the task that waits under the key run at the moment `at`, with this payload; there is one where there was none.

    A task may put off itself: its row moves and is not done. One that somebody else carries out right now is left to
    them. One statement.
    """
    _put(_MOVE, name, key=key, tenant_id=tenant_id, payload=payload, at=at)


def _put(
    rest: str, name: str, *, key: str, tenant_id: int | None, payload: dict[str, Any], at: datetime
) -> None:
    values = [tenant_id, name, lane_of(name), key, orjson.dumps(payload).decode(), at]
    with connection.cursor() as cursor:
        cursor.execute(_ONCE + rest, [*values, _running.task or 0] if rest is _MOVE else values)
    ring()


def hold_back(*, tenant_id: int | None, key_prefix: str, until: datetime) -> None:
    """Puts off the tenant's waiting tasks whose keys begin so, but for those with a true `urgent` in their payload. One
    statement; a row that waits longer anyhow stays."""
    waiting = OutboxTask.objects.filter(
        tenant=tenant_id, state=OutboxTask.State.QUEUED, key__startswith=key_prefix
    )
    waiting.filter(run_at__lt=until).exclude(payload__urgent=True).update(run_at=until)


def lane_of(name: str) -> str:
    """The lane that carries out tasks of this name."""
    return settings.TASK_LANES.get(name, JOBS)


def ring() -> None:
    """Wakes the workers after the commit. Never raises, never waits."""
    transaction.on_commit(bell.ring, robust=True)


def run(task_id: int) -> bool:
    """Runs one task if it is due and nobody else runs it. True when it was carried out.

    While it runs, this connection holds an advisory lock of the task; the lock goes with the connection, so the task of
    a process that died is free for the next worker at once (`free_orphans`). A failure is kept with its reason and tried
    again after a growing pause (1 s, 4 s, 9 s, then minutes), at most MAX_ATTEMPTS times; then the task stays `failed`
    for `manage.py doctor` to show.
    """
    begun = claim(task_id)
    return begun is not None and carry_out(begun)


def claim(task_id: int) -> _Begun | None:
    """Takes a task that is due for this connection, until `carry_out`; None when somebody else has it or it is not due."""
    if not advisory("SELECT pg_try_advisory_lock(%s)", TASK_LOCKS + task_id):
        return None
    try:
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [task_id])
            row = cursor.fetchone()
    except BaseException:
        _unlock(task_id)
        raise
    if row is None:
        _unlock(task_id)
        return None
    payload = orjson.loads(row[2]) if isinstance(row[2], str) else row[2]
    return _Begun(task_id, row[0], row[1], payload, row[3])


def carry_out(begun: _Begun) -> bool:
    """Does what a claimed task says, and gives it back."""
    _running.task = begun.pk
    try:
        import_string(settings.TASKS[begun.name])(**begun.payload)
    except Exception as error:  # noqa: BLE001 -- the top of a task: whatever went wrong is kept and tried again
        _postpone(begun, error)
        return False
    else:
        _finish(begun)
        return True
    finally:
        _running.task = None
        _unlock(begun.pk)


def _finish(begun: _Begun) -> None:
    """A task that put itself off waits again and is not done; one with a key comes so often that nobody counts them."""
    still = OutboxTask.objects.filter(pk=begun.pk, state=OutboxTask.State.RUNNING)
    if begun.key:
        still.delete()
    else:
        still.update(state=OutboxTask.State.DONE, done_at=timezone.now(), last_error="")


def free_orphans(lane: str | None = None) -> None:
    """Gives back what dead processes had begun: rows in `running` whose lock nobody holds. Of one lane, or of all. One
    that never came to an end in MAX_ATTEMPTS tries is given up: it may be what kills them."""
    begun = OutboxTask.objects.filter(state=OutboxTask.State.RUNNING)
    for pk in (begun.filter(lane=lane) if lane else begun).values_list("pk", flat=True):
        if not advisory("SELECT pg_try_advisory_lock(%s)", TASK_LOCKS + pk):
            continue
        try:
            still = OutboxTask.objects.filter(pk=pk, state=OutboxTask.State.RUNNING)
            still.filter(attempts__gte=MAX_ATTEMPTS).update(
                state=OutboxTask.State.FAILED, last_error="Whoever began it died each time."
            )
            still.update(state=OutboxTask.State.QUEUED)
        finally:
            _unlock(pk)


def advisory(statement: str, *key: int) -> bool:
    """Runs a statement about an advisory lock; whether it said yes."""
    with connection.cursor() as cursor:
        cursor.execute(statement, key)
        row = cursor.fetchone()
    return bool(row and row[0])


def _unlock(task_id: int) -> None:
    advisory("SELECT pg_advisory_unlock(%s)", TASK_LOCKS + task_id)


def _postpone(begun: _Begun, error: Exception) -> None:
    logger.warning("task failed", extra={"task": begun.pk, "task_name": begun.name}, exc_info=error)
    spent = begun.attempts >= MAX_ATTEMPTS
    OutboxTask.objects.filter(pk=begun.pk, state=OutboxTask.State.RUNNING).update(
        state=OutboxTask.State.FAILED if spent else OutboxTask.State.QUEUED,
        run_at=timezone.now() + timedelta(seconds=_pause_s(begun.attempts)),
        last_error=without_values(f"{type(error).__name__}: {error}")[:2000],
    )


def _pause_s(attempts: int) -> int:
    """1, 4, 9 seconds for what passes by itself; minutes for what does not."""
    return attempts**2 if attempts <= QUICK_TRIES else attempts**2 * 20


def prune() -> None:
    """Forgets tasks that were done a week ago, or given up a month ago."""
    now = timezone.now()
    OutboxTask.objects.filter(state=OutboxTask.State.DONE, done_at__lt=now - KEEP_DONE).delete()
    OutboxTask.objects.filter(state=OutboxTask.State.FAILED, run_at__lt=now - KEEP_FAILED).delete()
