"""Celery, for installations with Redis: its workers carry out the outbox and keep the clock, its messages ring the bell.

Each process of a worker runs the threads of `eventhub.common.effects.lanes`, which look into the database by themselves;
so a Redis that is lost delays them by a second and stops nothing. Beat rings too, for whoever watches it.
"""

import os
import threading
from typing import Any

from celery import Celery
from celery.concurrency.prefork import TaskPool
from celery.signals import (
    worker_process_init,
    worker_process_shutdown,
    worker_ready,
    worker_shutdown,
)
from django.conf import settings
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventhub.settings")

# What is under way has so long to end when a worker is stopped.
GRACE_S = 25
app = Celery("eventhub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {
    path: {
        "task": "eventhub.run_periodic",
        "schedule": seconds,
        "args": [path],
        "options": {"expires": seconds},  # one that waited longer has a successor
    }
    for path, seconds in settings.PERIODIC
}


@app.task(name="eventhub.wake")
def wake() -> None:
    """Wakes the threads of this process."""
    import_string("eventhub.common.effects.bell.wake")()


@app.task(name="eventhub.run_periodic")
def run_periodic(path: str) -> None:
    """Runs one function of settings.PERIODIC if it is due, and nothing else that a message might name."""
    seconds = dict(settings.PERIODIC).get(path)
    if seconds is not None:
        import_string("eventhub.common.effects.clock.run_if_due")(path, seconds)


class _Threads:
    """The threads of this process."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.worker: threading.Thread | None = None

    def begin(self, **_: Any) -> None:
        run_worker = import_string("eventhub.common.effects.lanes.run_worker")
        self.worker = threading.Thread(
            target=run_worker, args=[self.stop], name="tasks", daemon=True
        )
        self.worker.start()

    def begin_without_children(self, sender: Any = None, **_: Any) -> None:
        """Pools other than the usual one have no processes of their own."""
        if not isinstance(getattr(sender, "pool", None), TaskPool):
            self.begin()

    def end(self, **_: Any) -> None:
        self.stop.set()
        import_string("eventhub.common.effects.bell.wake")()
        if self.worker is not None:
            self.worker.join(GRACE_S)


_threads = _Threads()
worker_process_init.connect(_threads.begin, weak=False)
worker_process_shutdown.connect(_threads.end, weak=False)
worker_ready.connect(_threads.begin_without_children, weak=False)
worker_shutdown.connect(_threads.end, weak=False)
