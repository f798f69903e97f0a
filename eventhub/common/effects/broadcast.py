"""News for sockets: sent after the commit, as ids and kinds, never as truth."""

import asyncio
import threading
from typing import Any

from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import transaction

COALESCE_S = 0.15
_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_pending: dict[tuple[str, str], dict[str, Any]] = {}


def use_loop(loop: asyncio.AbstractEventLoop | None) -> None:
    """Names the event loop that sockets live on. The server calls it once at start-up."""
    global _loop  # noqa: PLW0603 -- one loop per process, set by its server
    _loop = loop


def broadcast_on_commit(group: str, kind: str, *, coalesce: bool = False, **payload: Any) -> None:
    """Tells everyone in `group` that `kind` happened, after the commit and only then.

    `payload` holds ids and counts, no secrets and no personal data. With `coalesce`, news of the same kind for the
    same group within 150 ms become one message (the last one's payload): for "something changed, look again".
    """
    message = {"type": kind, **payload}
    transaction.on_commit(lambda: _publish(group, message, coalesce))


def _publish(group: str, message: dict[str, Any], coalesce: bool) -> None:
    loop = _sending_loop()
    if loop is not None:
        loop.call_soon_threadsafe(_schedule, loop, group, message, coalesce)


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


def _schedule(
    loop: asyncio.AbstractEventLoop, group: str, message: dict[str, Any], coalesce: bool
) -> None:
    if not coalesce:
        _keep(loop.create_task(_send(group, message)))
        return
    key = (group, str(message["type"]))
    if key not in _pending:
        loop.call_later(
            COALESCE_S, lambda: _keep(loop.create_task(_send(group, _pending.pop(key))))
        )
    _pending[key] = message


_running: set[asyncio.Task[None]] = set()


def _keep(task: asyncio.Task[None]) -> None:
    """Holds a reference until the task is done, as asyncio asks of its callers."""
    _running.add(task)
    task.add_done_callback(_running.discard)


async def _send(group: str, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is not None:
        await layer.group_send(group, message)
