"""From the event loop to Django's views and back: a thread gets a request when it is whole, and leaves its answer behind.

A thread never waits for a visitor, neither for a body (`bodies`) nor for somebody who reads slowly: the answer is kept, in
memory or on disk, and the loop sends it.
"""

import asyncio
import contextvars
import io
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from django.conf import settings

from eventhub.server import bodies
from eventhub.server.bodies import Receive, Scope, Send

Environ = dict[str, Any]
WSGIApplication = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024
WITHOUT_BODY = frozenset({204, 304})
# How long a request waits for a thread that has time for it.
WAIT_S = 20.0
# What is answered without a look at the database (eventhub.server.health.alive).
NEEDS_NOTHING = frozenset({"/healthz"})


class Answer:
    """What a WSGI application answered, all of it."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.length = 0
        self._pieces: list[bytes] = []
        self._file: IO[bytes] | None = None

    def start(
        self, status: str, headers: list[tuple[str, str]], _error: Any = None
    ) -> Callable[[bytes], None]:
        """WSGI's start_response."""
        self.status = int(status.split(" ", 1)[0])
        self.headers = [
            (name.strip().lower().encode("latin-1"), value.strip().encode("latin-1"))
            for name, value in headers
        ]
        return self.add

    def add(self, piece: bytes) -> None:
        """Keeps one more piece of the body."""
        self.length += len(piece)
        if self._file is None and self.length > IN_MEMORY:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by `send`
            self._file.writelines(self._pieces)
            self._pieces = []
        if self._file is None:
            self._pieces.append(piece)
        else:
            self._file.write(piece)

    def close(self) -> None:
        """Forgets it."""
        if self._file is not None:
            self._file.close()

    async def send(
        self, send: Send, *, method: str, last: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Sends it. With `last`: closes the line after it, when that was awaited."""
        headers = self.headers
        names = {name for name, _ in headers}
        if b"content-length" not in names and method != "HEAD" and self.status not in WITHOUT_BODY:
            headers = [*headers, (b"content-length", str(self.length).encode())]
        if last is not None:
            headers = [*headers, (b"connection", b"close")]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        if self._file is not None:
            self._file.seek(0)
            while piece := self._file.read(PIECE):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        rest = b"".join(self._pieces)
        if last is not None:
            await send({"type": "http.response.body", "body": rest, "more_body": True})
            await last()
            rest = b""
        await send({"type": "http.response.body", "body": rest})


class Bridge:
    """An ASGI application for HTTP that runs a WSGI application on `threads` threads, and refusals on one more.

    No request waits longer than WAIT_S for a thread: when the database holds all of them up, the others hear of it.
    """

    def __init__(self, application: WSGIApplication, *, threads: int) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="web")
        self._spare = ThreadPoolExecutor(1, thread_name_prefix="web-spare")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request: its body, its view, its answer."""
        unread = ""
        body: bodies.Body | None = None
        try:
            if not bodies.has_none(scope):
                body = await bodies.read(scope, receive, most=settings.LARGEST_BODY)
        except bodies.Gone:
            return
        except bodies.Unread as refused:
            unread = refused.why
        try:
            answer = await self._answer(environ_of(scope, body), unread)
        finally:
            if body is not None:
                body.close()
        try:
            last = (lambda: bodies.let_finish(receive)) if unread else None
            await answer.send(send, method=scope["method"], last=last)
        finally:
            answer.close()

    async def _answer(self, request: Environ, unread: str) -> Answer:
        if unread or request["PATH_INFO"] in NEEDS_NOTHING:
            return await self._spared(request, unread)
        work = self._threads.submit(contextvars.copy_context().run, self._run, request)
        waiting = asyncio.wrap_future(work)
        await asyncio.wait({waiting}, timeout=WAIT_S)
        if not waiting.done() and work.cancel():  # no thread has begun with it
            return await self._spared(request, bodies.TOO_BUSY)
        return await waiting

    async def _spared(self, request: Environ, unread: str) -> Answer:
        """What needs neither a body nor the database is answered even when all threads are held up."""
        if unread:
            request[bodies.UNREAD] = unread
        context, loop = contextvars.copy_context(), asyncio.get_running_loop()
        return await loop.run_in_executor(self._spare, context.run, self._run, request)

    def _run(self, request: Environ) -> Answer:
        answer = Answer()
        pieces = self._application(request, answer.start)
        try:
            for piece in pieces:
                answer.add(piece)
        except BaseException:
            answer.close()
            raise
        finally:
            if close := getattr(pieces, "close", None):
                close()
        return answer


def environ_of(scope: Scope, body: bodies.Body | None) -> Environ:
    """The request in WSGI's words (PEP 3333). The length is that of the body that was read, whatever the headers say."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client")
    request: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("ascii"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO() if body is None else body.file,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": settings.WEB_PROCESSES > 1,
        "wsgi.run_once": False,
    }
    if client is not None:
        request |= {"REMOTE_ADDR": client[0], "REMOTE_PORT": str(client[1])}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").upper().replace("-", "_"), value.decode("latin-1")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        if key not in {"HTTP_CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"}:
            request[key] = f"{request[key]},{text}" if key in request else text
    if body is not None:
        request["CONTENT_LENGTH"] = str(body.length)
    return request
