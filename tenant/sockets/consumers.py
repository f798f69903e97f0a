"""The base of every socket. A subclass says who may join which stream (`admit`), and what its messages do (`commands`)."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import orjson
from django.utils import timezone

from eventhub.common.effects import streams
from eventhub.common.errors import DomainError, Invalid, Unauthenticated
from eventhub.common.models import StreamEvent
from eventhub.common.outages import outage_of
from tenant.access.callers import Caller, Credential, caller_of
from tenant.sockets import actions, feeds, handshake, protocol
from tenant.sockets.feeds import Feed, in_thread
from tenant.sockets.protocol import Asked, Closed, Message

logger = logging.getLogger("eventhub.sockets")

RECHECK_EVERY_S = 5.0
# After so long without a look at the caller's rights (the database is away) the socket ends.
UNCHECKED_S = 10.0
LOOK_EVERY_S = 2.0
SILENCE_S = 60.0
# How long a full queue may stay full before its reader counts as one that cannot keep up.
STALLED_S = 5.0
LAST_WORDS_S = 1.0


@dataclass(frozen=True)
class Admission:
    """Where a caller was let in: the stream, what `hello` says besides, and whose events they see."""

    tenant_id: int
    stream: str
    me: Mapping[str, Any]
    hello: Mapping[str, Any] = field(default_factory=dict)
    # The words of `StreamEvent.audience` that stand for this caller.
    audience: frozenset[str] = frozenset()
    # Only one socket at a time may hold this place; empty: any number.
    place: str = ""


class SocketConsumer:
    """One socket, from its handshake to its close code. docs/realtime.md says what the other end sees."""

    # Message type -> the method that does it: called in a thread with the message, answers with fields or raises.
    commands: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def as_asgi(cls) -> Any:
        """The ASGI application of this consumer: one instance per socket."""

        async def application(scope: Any, receive: Any, send: Any) -> None:
            await cls(scope, receive, send).live()

        return application

    def __init__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope, self._receive, self._send = scope, receive, send
        self.query = handshake.query_of(scope)
        self.queue: asyncio.Queue[Message] = asyncio.Queue(protocol.MOST_UNSENT)
        self.more = asyncio.Event()
        self.taken = asyncio.Event()
        self.delivering = asyncio.Lock()
        self.accepted = self.joined = False
        self.position = 0
        self.heard_at = self.checked_at = time.monotonic()
        self.credential: Credential | None = None
        self.caller: Caller
        self.admission: Admission
        self.feed: Feed

    # --- What subclasses say ---

    def admit(self, caller: Caller) -> Admission:
        """Where the caller is let in, by the address (`self.scope`, `self.query`). Runs in a thread, and again every few
        seconds. Raises NotFound for what does not exist for their tenant, and Denied."""
        raise NotImplementedError

    def view(self, event: StreamEvent) -> Message | None:
        """The fields that this caller sees of an event; None for nothing but its number."""
        audience = event.audience
        if audience is not None and not self.admission.audience.intersection(audience):
            return None
        return dict(event.payload)

    async def after_join(self) -> None:
        """Called once the first `join` was answered: for what has no number (`presence`)."""

    # --- Its life ---

    async def live(self) -> None:
        """From the handshake to the end. A client that is gone ends it anywhere, and so does a database that is away."""
        await self._receive()
        try:
            await self._live()
        except OSError:  # the client is gone
            return
        except Exception as failure:
            if outage_of(failure) is None:
                raise
            await self._turn_away()

    async def _live(self) -> None:
        if not await in_thread(handshake.may_knock, self.scope):
            await self._send({"type": "websocket.close", "code": protocol.FORBIDDEN})
            return
        refusal, socket_id = await self._let_in()
        try:
            await self._accept()
            if refusal is not None:
                await self._send({"type": "websocket.close", "code": refusal})
            else:
                await self._open(socket_id)
        finally:
            if socket_id is not None:
                await self._strike_out(socket_id)

    async def _accept(self) -> None:
        await self._send({"type": "websocket.accept"})
        self.accepted = True

    async def _turn_away(self) -> None:
        """Ends it with a code that means "connect again"."""
        try:
            if not self.accepted:
                await self._accept()
            await self._send({"type": "websocket.close", "code": protocol.TRY_LATER})
        except (OSError, RuntimeError):  # the client is gone, or the end was said already
            return

    async def _strike_out(self, socket_id: int) -> None:
        try:
            await in_thread(actions.leave, socket_id)
        except Exception as failure:
            if outage_of(failure) is None:
                raise
            logger.warning("a socket was not struck out; its row is pruned")

    async def _let_in(self) -> tuple[int | None, int | None]:
        """The code to refuse with, or None; and the id of the noted socket."""
        try:
            self.credential = await in_thread(handshake.credential_of, self.scope)
            await in_thread(self._check)
        except DomainError as error:
            return protocol.code_of(error), None
        socket_id = await in_thread(
            actions.enter,
            caller=self.caller.key,
            process=feeds.hub().process,
            place=self.admission.place,
        )
        return (protocol.TOO_MANY if socket_id is None else None), socket_id

    def _check(self) -> None:
        """Who this is and where they are let in, as of now. Raises Unauthenticated, NotFound, Denied."""
        caller = caller_of(self.credential) if self.credential is not None else None
        if caller is None:
            raise Unauthenticated(message="Please sign in first.")
        admission = self.admit(caller)
        self.caller, self.admission = caller, admission

    async def _open(self, socket_id: int | None) -> None:
        hub = feeds.hub()
        key = (self.admission.tenant_id, self.admission.stream)
        self.feed = await hub.joined(key, self.more.set)
        if self.admission.place and socket_id is not None:
            hub.places[socket_id] = self.taken.set
        parts = (self._hear, self._say, self._deliver, self._watch)
        try:
            await self._greet()
            tasks = [asyncio.create_task(part()) for part in parts]
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._end(_ending(done))
        finally:
            hub.places.pop(socket_id or 0, None)
            await hub.left(key, self.more.set)

    async def _greet(self) -> None:
        bounds = await in_thread(streams.bounds, *self.feed.key)
        self.feed.moved_to(bounds.last)
        hello = {"seq": bounds.last, "server_time": _now(), "me": dict(self.admission.me)}
        self._put({"type": "hello", **hello, **self.admission.hello})

    async def _end(self, code: int | None) -> None:
        """Says what is still unsaid, then the code; None: the client closed."""
        if code is None:
            return
        try:
            async with asyncio.timeout(LAST_WORDS_S):
                while not self.queue.empty():
                    await self._send_message(self.queue.get_nowait())
                await self._send({"type": "websocket.close", "code": code})
        except TimeoutError:  # who reads nothing is dropped without a code
            return

    # --- What goes out ---

    async def _say(self) -> None:
        while True:
            await self._send_message(await self.queue.get())

    async def _send_message(self, message: Message) -> None:
        await self._send({"type": "websocket.send", "text": orjson.dumps(message).decode()})

    def _put(self, message: Message) -> None:
        """Queues an answer. Raises Closed when the client does not read."""
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            raise Closed(protocol.TOO_SLOW) from None

    async def _put_event(self, event: StreamEvent) -> None:
        """Queues an event, waiting a while for a client that is behind."""
        seen = self.view(event)
        message: Message = (
            {"type": "skip", "seq": event.seq}
            if seen is None
            else {**seen, "type": event.kind, "seq": event.seq}
        )
        try:
            async with asyncio.timeout(STALLED_S):
                await self.queue.put(message)
        except TimeoutError:
            raise Closed(protocol.TOO_SLOW) from None
        self.position = event.seq

    async def _deliver(self) -> None:
        """Sends what happens after `join`, in order, once."""
        while True:
            await self.more.wait()
            self.more.clear()
            async with self.delivering:
                while self.joined and self.position < self.feed.last:
                    found = await self.feed.after(self.position)
                    for event in found:
                        await self._put_event(event)
                    if not found:
                        break

    # --- What comes in ---

    async def _hear(self) -> None:
        while True:
            frame = await self._receive()
            if frame["type"] == "websocket.disconnect":
                return
            self.heard_at = time.monotonic()
            if protocol.size_of(frame) > protocol.LONGEST_MESSAGE:
                raise Closed(protocol.TOO_LONG)
            await self._answer(frame.get("text"))

    async def _answer(self, text: str | None) -> None:
        ref = None
        try:
            asked = protocol.read_message(text)
            ref = asked.ref
            self._spend()
            await self._do(asked)
        except protocol.Unreadable as error:
            self._put(protocol.error(self._weighed(error), ref=error.ref))
        except DomainError as error:
            self._put(protocol.error(error, ref=ref))

    def _spend(self) -> None:
        wait_s = protocol.allowance_of(self.caller.key).wait_s(time.monotonic())
        if wait_s:
            raise Invalid("rate_limited", "Too many messages. Slow down.", retry_after_s=wait_s)

    def _weighed(self, error: DomainError) -> DomainError:
        """Junk counts as a message too."""
        try:
            self._spend()
        except DomainError as limited:
            return limited
        return error

    async def _do(self, asked: Asked) -> None:
        if asked.kind == "ping":
            self._put_answer(asked, type="pong", server_time=_now())
        elif asked.kind == "join":
            await self._join(asked)
        elif asked.kind in self.commands:
            command: Callable[[Message], Message] = getattr(self, self.commands[asked.kind])
            self._put_answer(asked, **await self._carried_out(command, asked))
        else:
            raise Invalid("unknown_type", "There is no such message here.")

    async def _carried_out(self, command: Callable[[Message], Message], asked: Asked) -> Message:
        """The answer to a command. What breaks is our mistake: it is logged, and the socket stays."""
        try:
            return await in_thread(command, asked.message)
        except DomainError:
            raise
        except Exception as failure:
            if outage := outage_of(failure):
                raise outage from failure
            logger.exception("a command broke", extra={"command": asked.kind})
            raise DomainError("server_error", "Something went wrong on our side.") from failure

    def _put_answer(self, asked: Asked, **fields: Any) -> None:
        self._put({**fields, "ref": asked.ref} if asked.ref is not None else fields)

    async def _join(self, asked: Asked) -> None:
        since = protocol.whole_number(asked.message, "since_seq")
        first = not self.joined
        async with self.delivering:
            bounds = await in_thread(streams.bounds, *self.feed.key)
            self.feed.moved_to(bounds.last)
            replayed = bounds.can_replay(since) and await self._replay(since, bounds.last)
            if not replayed:
                self.position = bounds.last
            self.joined = True
            # While it waits for room, nothing later may overtake it: the lock is still ours.
            said = {"type": "joined" if replayed else "resync", "seq": self.position}
            self._put_answer(asked, **said)
        self.more.set()
        if first:
            await self.after_join()

    async def _replay(self, since: int, last: int) -> bool:
        """Sends everything after `since` up to `last`; False when it was pruned meanwhile."""
        self.position = since
        while self.position < last:
            found = await self.feed.after(self.position)
            if not found or found[0].seq != self.position + 1:
                return False
            for event in found:
                if event.seq <= last:
                    await self._put_event(event)
        return True

    # --- Whether it may stay ---

    async def _watch(self) -> None:
        """Ends the socket of a caller who was silent for too long, who lost the right, or whose place was taken."""
        while True:
            await self._pause()
            now = time.monotonic()
            if now - self.heard_at > SILENCE_S:
                raise Closed(protocol.TOO_SLOW)
            if now - self.checked_at >= RECHECK_EVERY_S:
                await self._recheck()

    async def _pause(self) -> None:
        """Until the next look, or until the place was taken."""
        try:
            async with asyncio.timeout(LOOK_EVERY_S):
                await self.taken.wait()
        except TimeoutError:
            return
        raise Closed(protocol.TAKEN_OVER)

    async def _recheck(self) -> None:
        before = (self.admission.tenant_id, self.admission.stream)
        try:
            await in_thread(self._check)
        except DomainError as error:
            code = protocol.code_of(error)
            raise Closed(code if code == protocol.NOT_SIGNED_IN else protocol.FORBIDDEN) from None
        except Exception as failure:
            logger.warning("rights were not looked up", extra={"why": repr(failure)})
            if time.monotonic() - self.checked_at > UNCHECKED_S:
                raise Closed(protocol.code_of_failure(failure)) from failure
            return
        if (self.admission.tenant_id, self.admission.stream) != before:
            raise Closed(protocol.FORBIDDEN)
        self.checked_at = time.monotonic()


def _now() -> str:
    return timezone.now().isoformat().replace("+00:00", "Z")


def _ending(done: set[asyncio.Task[None]]) -> int | None:
    """The close code that ended a part of the socket; None when the client closed it."""
    for task in done:
        failure = task.exception()
        if isinstance(failure, Closed):
            return failure.code
        if isinstance(failure, OSError):
            return None
        if failure is not None:
            code = protocol.code_of_failure(failure)
            if code == protocol.BROKEN:
                logger.error("a socket broke", exc_info=failure)
            return code
    return None
