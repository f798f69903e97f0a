"""The outbox: what must happen after a transaction, written inside it, and done once.

`enqueue` writes a row; after the commit it is handed to Celery or to this process's worker thread. A process may die
at any point: the row is still there, and the next worker takes it up. Tasks are therefore
written so that a second run changes nothing.
"""

import logging
import threading
import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from eventhub.common.logs import without_values
from eventhub.common.models import OutboxTask

logger = logging.getLogger("eventhub.outbox")

MAX_ATTEMPTS = 12
QUICK_TRIES = 3
BATCH = 50
IDLE_S = 5.0
KEEP_DONE = timedelta(days=7)
# Advisory locks of ours: the clock of the installation, and one for each task (by its id, after this number).
PERIODIC_LOCK = 0x45564854
TASK_LOCKS = PERIODIC_LOCK << 24
_wake = threading.Event()


def enqueue(name: str, *, tenant_id: int | None, **payload: Any) -> OutboxTask:
    """Promises that the task `settings.TASKS[name]` runs with `payload` (JSON-able primitives) after the commit.

    Writes one row in the caller's transaction; nothing runs when that is undone.
    """
    task = enqueue_at(timezone.now(), name, tenant_id=tenant_id, payload=payload)
    transaction.on_commit(lambda: _hand_over(task.pk))
    return task


def enqueue_at(
    moment: datetime, name: str, *, tenant_id: int | None, payload: dict[str, Any]
) -> OutboxTask:
    """`enqueue` for later: the task runs after the commit and not before `moment`, when the clock takes it up."""
    return OutboxTask.objects.create(tenant_id=tenant_id, name=name, payload=payload, run_at=moment)


def _hand_over(task_id: int) -> None:
    if settings.TASK_RUNNER == "celery":
        from eventhub.celery import app  # noqa: PLC0415 -- slow import

        try:
            app.send_task("eventhub.run_task", args=[task_id], retry=False)
        except OSError:
            # The broker is away: the row stays queued and the sweep hands it over later.
            logger.warning("broker unreachable, task waits in the outbox", extra={"task": task_id})
    else:
        _wake.set()


def run(task_id: int) -> bool:
    """Runs one task if it is due and nobody else runs it. True when it was carried out.

    While it runs, this connection holds an advisory lock of the task; the lock goes with the connection, so the task of
    a process that died is free for the next worker at once. A failure is kept with its reason and tried again after a
    growing pause (1 s, 4 s, 9 s, then minutes), at most MAX_ATTEMPTS times; then the task stays `failed` for
    `manage.py doctor` to show.
    """
    if not _advisory("SELECT pg_try_advisory_lock(%s)", TASK_LOCKS + task_id):
        return False
    try:
        task = OutboxTask.objects.filter(_due(timezone.now()), pk=task_id).first()
        return task is not None and _carry_out(task)
    finally:
        _advisory("SELECT pg_advisory_unlock(%s)", TASK_LOCKS + task_id)


def _carry_out(task: OutboxTask) -> bool:
    task.attempts += 1
    task.state = OutboxTask.State.RUNNING
    task.save(update_fields=["attempts", "state"])
    try:
        import_string(settings.TASKS[task.name])(**task.payload)
    except Exception as error:  # noqa: BLE001 -- the top of a task: whatever went wrong is kept and tried again
        _postpone(task, error)
        return False
    OutboxTask.objects.filter(pk=task.pk).update(
        state=OutboxTask.State.DONE, done_at=timezone.now(), last_error=""
    )
    return True


def _advisory(statement: str, key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])
        row = cursor.fetchone()
    return bool(row and row[0])


def _due(now: Any) -> Q:
    """Waiting for its time, or begun by somebody: whether they still live, only the lock knows."""
    return Q(state=OutboxTask.State.RUNNING) | Q(state=OutboxTask.State.QUEUED, run_at__lte=now)


def _postpone(task: OutboxTask, error: Exception) -> None:
    logger.warning("task failed", extra={"task": task.pk, "task_name": task.name}, exc_info=error)
    spent = task.attempts >= MAX_ATTEMPTS
    OutboxTask.objects.filter(pk=task.pk).update(
        state=OutboxTask.State.FAILED if spent else OutboxTask.State.QUEUED,
        run_at=timezone.now() + timedelta(seconds=_pause_s(task.attempts)),
        last_error=without_values(f"{type(error).__name__}: {error}")[:2000],
    )


def _pause_s(attempts: int) -> int:
    """1, 4, 9 seconds for what passes by itself; minutes for what does not."""
    return attempts**2 if attempts <= QUICK_TRIES else attempts**2 * 20


def drain() -> int:
    """Runs everything that is due now, oldest first; the number carried out. Others may drain at the same time."""
    done = 0
    while True:
        due = OutboxTask.objects.filter(_due(timezone.now())).order_by("run_at")
        batch = sum(run(task_id) for task_id in list(due.values_list("pk", flat=True)[:BATCH]))
        done += batch
        if not batch:
            return done


def sweep() -> int:
    """Hands out again what was never acknowledged (the broker or a worker died). For beat; the thread drains."""
    if settings.TASK_RUNNER != "celery":
        return drain()
    stuck = OutboxTask.objects.filter(_due(timezone.now() - timedelta(seconds=10)))
    ids = list(stuck.values_list("pk", flat=True)[:500])
    for task_id in ids:
        _hand_over(task_id)
    return len(ids)


def prune() -> None:
    """Forgets tasks that were done a week ago."""
    OutboxTask.objects.filter(
        state=OutboxTask.State.DONE, done_at__lt=timezone.now() - KEEP_DONE
    ).delete()


def run_worker(stop: threading.Event) -> None:
    """Drains the outbox and keeps the clock until `stop` is set. One thread of the embedded mode.

    Periodic work (settings.PERIODIC) runs in whichever process holds the advisory lock, so two servers on one
    database never do it twice at once.
    """
    due = {path: time.monotonic() + seconds for path, seconds in settings.PERIODIC}
    while not stop.is_set():
        try:
            close_old_connections()
            drain()
            _tick(due)
        except Exception:  # the worker outlives a database that is away for a moment
            logger.exception("worker paused")
            connection.close()
            stop.wait(1.0)
        _wake.wait(IDLE_S)
        _wake.clear()
    connection.close()


def wake() -> None:
    """Makes the worker thread look at once; also used to let it notice that it should stop."""
    _wake.set()


def _tick(due: dict[str, float]) -> None:
    for path, seconds in settings.PERIODIC:
        if time.monotonic() < due[path]:
            continue
        due[path] = time.monotonic() + seconds
        if _advisory("SELECT pg_try_advisory_lock(%s)", PERIODIC_LOCK):
            try:
                import_string(path)()
            finally:
                _advisory("SELECT pg_advisory_unlock(%s)", PERIODIC_LOCK)
