"""The bell that calls workers to the outbox. It carries nothing, and may be missed: they look by themselves every second.

In the process of a worker it is an event that its threads wait for. Elsewhere, with Celery, a thread of its own sends one
message for all that came together, so that no request waits for the broker or hears of its loss.
"""

import logging
import threading

from django.conf import settings

logger = logging.getLogger("eventhub.bell")

TOGETHER_S = 0.05
# How long nobody calls a broker that did not answer.
REST_S = 2.0
# A message that nobody took by then has a successor, or the worker has looked.
STALE_S = 5
_listeners: list[threading.Event] = []
_wanted = threading.Event()
_starting = threading.Lock()
_ringer: threading.Thread | None = None


def listen() -> threading.Event:
    """An event of this process's own that is set whenever the bell rings."""
    heard = threading.Event()
    _listeners.append(heard)
    return heard


def leave(heard: threading.Event) -> None:
    """Ends `listen`."""
    _listeners.remove(heard)


def wake() -> None:
    """Wakes this process's own listeners."""
    for heard in _listeners:
        heard.set()


def ring() -> None:
    """Calls the workers: this process's own, else through the broker. Neither waits nor raises."""
    if _listeners or settings.TASK_RUNNER != "celery":
        wake()
        return
    _wanted.set()
    _start_ringer()


def _start_ringer() -> None:
    global _ringer  # noqa: PLW0603 -- one thread per process, begun when it is first wanted
    with _starting:
        if _ringer is None or not _ringer.is_alive():
            _ringer = threading.Thread(target=_ring_when_wanted, name="bell", daemon=True)
            _ringer.start()


def _ring_when_wanted() -> None:
    from eventhub.celery import app  # noqa: PLC0415 -- slow import

    pause = threading.Event()
    while True:
        _wanted.wait()
        _wanted.clear()
        try:
            app.send_task("eventhub.wake", retry=False, expires=STALE_S)
        except Exception as error:  # noqa: BLE001 -- a broker that is away fails in many ways; workers look by themselves
            logger.warning("the workers were not called", extra={"why": repr(error)})
            pause.wait(REST_S)
        pause.wait(TOGETHER_S)
