"""How the sockets of one process learn of new events: woken by the channel layer, and by a look of their own each second.

One hub per event loop reads for all of its sockets: one query tells which streams moved, one per moved stream reads what
is new. Without Redis, or while it is away, nothing but the wake is missing.
"""

import asyncio
import contextlib
import logging
import secrets
import weakref
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from channels.db import DatabaseSyncToAsync
from channels.layers import get_channel_layer
from django.conf import settings

from eventhub.common.effects import streams
from eventhub.common.models import StreamEvent
from tenant.sockets import actions

logger = logging.getLogger("eventhub.sockets")

P = ParamSpec("P")
R = TypeVar("R")
Key = tuple[int, str]

LOOK_EVERY_S = 1.0
CONFIRM_EVERY_S = 5.0
RETRY_S = 1.0
LAYER_PATIENCE_S = 5.0
# Read once for all sockets of the process; who is further behind reads the table.
RECENT = 512

_threads = ThreadPoolExecutor(settings.SOCKET_THREADS, thread_name_prefix="sockets")


async def in_thread(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Runs what reads or writes the database, in one of the threads that sockets share."""
    run = DatabaseSyncToAsync(work, thread_sensitive=False, executor=_threads)
    return await run(*args, **kwargs)  # type: ignore[no-any-return]  # untyped package


class Feed:
    """What a process knows of one stream: its last number and the events that came lately."""

    def __init__(self, key: Key) -> None:
        self.key = key
        self.last = 0
        self.recent: deque[StreamEvent] = deque(maxlen=RECENT)
        # Called when there is something new: one for each socket that reads the stream.
        self.readers: set[Callable[[], None]] = set()

    def moved_to(self, last: int) -> bool:
        """Notes the stream's last number; whether that is news."""
        if last <= self.last:
            return False
        self.last = last
        for tell in list(self.readers):
            tell()
        return True

    async def after(self, seq: int) -> list[StreamEvent]:
        """The next events after `seq`, in order; not all of them where there are many."""
        known = self.recent
        if known and known[0].seq <= seq + 1 <= known[-1].seq:
            return [event for event in known if event.seq > seq]
        tenant_id, stream = self.key
        found = await in_thread(streams.events_after, tenant_id, stream, seq=seq)
        for event in found:
            if known and event.seq > known[-1].seq + 1:
                known.clear()
            if not known or event.seq == known[-1].seq + 1:
                known.append(event)
        return found


class Hub:
    """All feeds of one event loop, the loop's subscriptions, and its open sockets."""

    def __init__(self) -> None:
        self.process = secrets.token_hex(16)
        self.feeds: dict[Key, Feed] = {}
        # Sockets that hold a place: id -> what closes them when another one took it.
        self.places: dict[int, Callable[[], None]] = {}
        self.open = 0
        self._channel: str | None = None
        self._woken: set[Key] = set()
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def joined(self, key: Key, reader: Callable[[], None]) -> Feed:
        """Adds a reader to the feed of a stream, which from now on follows the table."""
        feed = self.feeds.get(key)
        if feed is None:
            feed = self.feeds[key] = Feed(key)
            await self._listen_to(key)
        feed.readers.add(reader)
        self.open += 1
        if not self._tasks:
            self._tasks = [
                asyncio.create_task(task()) for task in (self._listen, self._look, self._confirm)
            ]
        return feed

    async def left(self, key: Key, reader: Callable[[], None]) -> None:
        """Takes the reader away; with the last one the feed, with the last feed the hub's own tasks."""
        feed = self.feeds[key]
        feed.readers.discard(reader)
        self.open -= 1
        if not feed.readers:
            del self.feeds[key]
            with contextlib.suppress(Exception):  # a layer that is away has forgotten us by itself
                async with asyncio.timeout(LAYER_PATIENCE_S):
                    if self._channel is not None:
                        await _layer().group_discard(streams.group_of(*key), self._channel)
        if not self.open:
            tasks, self._tasks, self._channel = self._tasks, [], None
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=LAYER_PATIENCE_S)

    async def _listen_to(self, key: Key) -> None:
        if self._channel is None:
            return
        try:
            async with asyncio.timeout(LAYER_PATIENCE_S):
                await _layer().group_add(streams.group_of(*key), self._channel)
        except Exception as failure:  # noqa: BLE001 -- a Redis that is away fails in many ways; the look finds it too
            logger.warning("not subscribed", extra={"why": repr(failure)})

    async def _listen(self) -> None:
        """Hears wakes. When the layer fails, it begins anew; meanwhile the look does the work."""
        while True:
            try:
                async with asyncio.timeout(LAYER_PATIENCE_S):
                    self._channel = channel = await _layer().new_channel()
                    for key in list(self.feeds):
                        await _layer().group_add(streams.group_of(*key), channel)
                while True:
                    self._woken_by(await _layer().receive(channel))
            except Exception as failure:  # noqa: BLE001 -- as above
                logger.warning("sockets hear no wakes", extra={"why": repr(failure)})
                self._channel = None
                await asyncio.sleep(RETRY_S)

    def _woken_by(self, message: Any) -> None:
        _, tenant_id, stream = str(message["group"]).split(".", 2)
        self._woken.add((int(tenant_id), stream))
        self._wake.set()

    async def _look(self) -> None:
        """Reads which streams moved: those that were woken at once, all of them each second."""
        while True:
            try:
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._wake.wait()
                keys = [key for key in self._woken if key in self.feeds]
            except TimeoutError:
                keys = list(self.feeds)
            self._wake.clear()
            self._woken.clear()
            try:
                await self._read(keys)
            except Exception as failure:  # noqa: BLE001 -- the hub outlives a database that is away for a moment
                logger.warning("streams were not read", extra={"why": repr(failure)})
                await asyncio.sleep(RETRY_S)

    async def _read(self, keys: list[Key]) -> None:
        found = await in_thread(streams.last_numbers, keys) if keys else {}
        for key, last in found.items():
            feed = self.feeds.get(key)
            if feed is None or last <= feed.last:
                continue
            if feed.readers and last - feed.last <= streams.PAGE:
                await feed.after(feed.last)  # once, before all of its sockets ask for it
            feed.moved_to(last)

    async def _confirm(self) -> None:
        """Says that this process lives, and notices sockets whose place was taken."""
        turns = 0
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            turns += 1
            try:
                if turns % round(CONFIRM_EVERY_S / LOOK_EVERY_S) == 0:
                    await in_thread(actions.confirm, self.process)
                if self.places:
                    held = await in_thread(actions.still_in_place, self.process)
                    for socket_id, taken in list(self.places.items()):
                        if socket_id not in held:
                            taken()
            except Exception as failure:  # noqa: BLE001 -- as above
                logger.warning("sockets were not confirmed", extra={"why": repr(failure)})


_hubs: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = weakref.WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


def _layer() -> Any:
    return get_channel_layer()
