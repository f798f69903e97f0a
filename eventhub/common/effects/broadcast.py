"""Wakes the processes that hold sockets: after the commit, with the name of a stream and nothing else.

What happened is in the database (eventhub.common.effects.streams). A wake that is lost costs a second, since every
process that holds sockets also looks by itself; so nothing here may fail or delay the action that is already done.
"""

import asyncio
import logging
import threading

from channels.layers import InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger("eventhub.broadcast")

# Wakes of one stream that come together are one.
COALESCE_S = 0.03
PATIENCE_S = 2.0
_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_pending: set[str] = set()


def use_loop(loop: asyncio.AbstractEventLoop | None) -> None:
    """Names the event loop that sockets live on. The server calls it once at start-up."""
    global _loop  # noqa: PLW0603 -- one loop per process, set by its server
    _loop = loop
    _pending.clear()


def wake(group: str) -> None:
    """Wakes everyone who listens in `group`, from any thread, without waiting for it. Never raises."""
    loop = _sending_loop()
    if loop is None:
        return
    try:
        loop.call_soon_threadsafe(_schedule, loop, group)
    except RuntimeError:  # the loop ended this very moment
        logger.warning("no loop to wake from")


def _sending_loop() -> asyncio.AbstractEventLoop | None:
    """The server's loop; where there is none (a WSGI process or a worker with Redis), one of our own in a thread."""
    if _loop is not None and not _loop.is_closed():
        return _loop
    if isinstance(get_channel_layer(), InMemoryChannelLayer):
        return None  # no socket can live in this process, and memory reaches no other
    with _lock:
        if _loop is None or _loop.is_closed():
            own = asyncio.new_event_loop()
            threading.Thread(target=own.run_forever, name="broadcast", daemon=True).start()
            use_loop(own)
    return _loop


def _schedule(loop: asyncio.AbstractEventLoop, group: str) -> None:
    if group not in _pending:
        _pending.add(group)
        loop.call_later(COALESCE_S, lambda: _keep(loop.create_task(_send(group))))


_running: set[asyncio.Task[None]] = set()


def _keep(task: asyncio.Task[None]) -> None:
    """Holds a reference until the task is done, as asyncio asks of its callers."""
    _running.add(task)
    task.add_done_callback(_running.discard)


async def _send(group: str) -> None:
    _pending.discard(group)
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async with asyncio.timeout(PATIENCE_S):
            await layer.group_send(group, {"type": "wake", "group": group})
    except Exception as error:  # noqa: BLE001 -- a Redis that is away fails in many ways; sockets look by themselves
        logger.warning("sockets were not woken", extra={"group": group, "why": repr(error)})
