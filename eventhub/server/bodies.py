"""The body of a request, read to its end on the event loop: a visitor who sends slowly, or never, holds up nobody.

Only a whole body reaches a thread. docs/operations.md says what stands in front of a server that cannot do this.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from typing import IO, Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

# A body may pause for so long, and takes at most so long in all, and at most this and a second for each LEAST_RATE bytes.
PAUSE_S = 15.0
LONGEST_S = 600.0
LEAST_RATE = 500
# As much of one is kept in memory, the rest on disk; so much is kept of all bodies that are under way.
IN_MEMORY = 256 * 1024
MOST_HELD = 1024 * 1024 * 1024
# How long a visitor is listened to after a refusal, who would otherwise not read it before the line is cut.
LINGER_S = 2.0
MOST_DIGITS = 15

# Where the views' side of the server finds why a body was not read (eventhub.web.middleware).
UNREAD = "eventhub.unread_body"
TOO_LARGE, TOO_SLOW, TOO_BUSY, DISK_FULL = "too_large", "too_slow", "too_busy", "disk_full"


class Gone(Exception):
    """The client left before its body was whole."""


class Unread(Exception):
    """The body is not taken; `why` is TOO_LARGE, TOO_SLOW, TOO_BUSY or DISK_FULL."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class _Held:
    """How many bytes of bodies this process keeps."""

    count = 0


class Body:
    """A body of `length` bytes in `file`, which stands at its beginning. Close it when it was read."""

    def __init__(self) -> None:
        self.file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 -- closed by `close`
        self.length = 0

    def add(self, piece: bytes, *, most: int) -> None:
        """Keeps one more piece. Raises Unread for more than `most` bytes, and for what there is no room for."""
        self.length += len(piece)
        _Held.count += len(piece)
        if self.length > most:
            raise Unread(TOO_LARGE)
        if _Held.count > MOST_HELD:
            raise Unread(TOO_BUSY)
        try:
            self.file.write(piece)
        except OSError:
            raise Unread(DISK_FULL) from None

    def close(self) -> None:
        """Forgets it. Safe to call twice."""
        if not self.file.closed:
            _Held.count -= self.length
            self.file.close()


def has_none(scope: Scope) -> bool:
    """Whether the request comes without a body: it names neither a length nor a way to send it."""
    return not any(
        name in {b"content-length", b"transfer-encoding"} for name, _ in scope["headers"]
    )


async def read(scope: Scope, receive: Receive, *, most: int) -> Body:
    """The whole body. Raises Unread for one that is announced or turns out longer than `most` bytes, that comes too
    slowly, or that there is no room for, and Gone when the client leaves. Reads nothing of one that is announced too long.
    """
    if _announced(scope) > most:
        raise Unread(TOO_LARGE)
    body = Body()
    try:
        await _fill(body, receive, most=most)
    except BaseException:
        body.close()
        raise
    body.file.seek(0)
    return body


async def _fill(body: Body, receive: Receive, *, most: int) -> None:
    clock = asyncio.get_running_loop().time
    begun = clock()
    more = True
    while more:
        credit = min(LONGEST_S, PAUSE_S + body.length / LEAST_RATE)
        try:
            async with asyncio.timeout_at(min(begun + credit, clock() + PAUSE_S)):
                message = await receive()
        except TimeoutError:
            raise Unread(TOO_SLOW) from None
        if message["type"] != "http.request":
            raise Gone
        body.add(message.get("body", b""), most=most)
        more = message.get("more_body", False)


def _announced(scope: Scope) -> int:
    """What the headers say of the length; 0 where they say nothing that is a number."""
    said = [value for name, value in scope["headers"] if name == b"content-length"]
    digits = said[0].strip() if said else b""
    if not digits.isdigit():
        return 0
    return int(digits) if len(digits) <= MOST_DIGITS else 10**MOST_DIGITS


async def let_finish(receive: Receive) -> None:
    """Takes and forgets what a client still sends after a refusal, for a moment: an early end of the line would take the
    answer away from it."""
    try:
        async with asyncio.timeout(LINGER_S):
            more = True
            while more:
                message = await receive()
                more = message["type"] == "http.request" and message.get("more_body", False)
    except TimeoutError:
        return
