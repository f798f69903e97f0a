"""Threads that stay: whatever ends one, it begins again until it is told to stop."""

import logging
import threading
from collections.abc import Callable

logger = logging.getLogger("eventhub.server")

PAUSE_S = 1.0


def kept(
    name: str, work: Callable[[threading.Event], object], stop: threading.Event
) -> threading.Thread:
    """A running thread that does `work(stop)`, and again after a pause when it ended before `stop` was set."""
    thread = threading.Thread(
        target=_again_and_again, args=[name, work, stop], name=name, daemon=True
    )
    thread.start()
    return thread


def _again_and_again(
    name: str, work: Callable[[threading.Event], object], stop: threading.Event
) -> None:
    while not stop.is_set():
        try:
            work(stop)
        except BaseException:
            logger.exception("a thread broke and begins again", extra={"work": name})
        stop.wait(PAUSE_S)
