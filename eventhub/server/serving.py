"""One process that serves HTTP and WebSocket: an event loop for sockets, a pool of threads for Django's views.

docs/adr/0002-serving.md says why, and what it was measured against.
"""

import asyncio
import contextlib
import resource
import signal
import socket
import string
from collections.abc import Awaitable, Callable, Iterator
from urllib.parse import quote

import uvicorn
from django.conf import settings

from eventhub.common.effects import broadcast
from eventhub.server.bodies import Receive, Scope, Send
from eventhub.server.bridge import Bridge
from eventhub.server.connections import PatientConnection
from eventhub.server.warm_up import web_application
from tenant.sockets.protocol import LONGEST_MESSAGE

Application = Callable[[Scope, Receive, Send], Awaitable[None]]

GRACE_S = 10


def application() -> Application:
    """The whole product as one ASGI application. Sets Django up; call it once per process."""
    web = Bridge(web_application(), threads=settings.WEB_THREADS)
    sockets = _sockets()

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await web(_tidied(scope), receive, send)
        elif scope["type"] == "websocket":
            await sockets(scope, receive, send)
        else:
            await _live(receive, send)

    return dispatch


def serve(listener: socket.socket) -> None:
    """Serves on `listener` until SIGINT or SIGTERM; requests under way get ten seconds. A second Ctrl-C ends at once."""
    _allow_many_connections()
    config = uvicorn.Config(
        application(),
        lifespan="on",
        http=PatientConnection,
        ws="websockets-sansio",
        ws_max_size=LONGEST_MESSAGE,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # eventhub.web.middleware knows how many to believe
        timeout_graceful_shutdown=GRACE_S,
    )
    asyncio.run(_serve(_Server(config), listener))


async def _serve(server: "_Server", listener: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.handle_exit, number, None)
    await server.serve(sockets=[listener])


def _allow_many_connections() -> None:
    """As many open files as the system lets us have; many systems begin with 1,024."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ours are taken by the loop; uvicorn would raise them again after a clean end and spoil the exit code."""
        yield


async def _live(receive: Receive, send: Send) -> None:
    """The process's life: threads may speak to its sockets between start-up and shutdown."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            broadcast.use_loop(asyncio.get_running_loop())
            await send({"type": "lifespan.startup.complete"})
        else:
            broadcast.use_loop(None)
            await send({"type": "lifespan.shutdown.complete"})
            return


def _tidied(scope: Scope) -> Scope:
    """What WSGI cannot say: bytes beyond ASCII in a query, and header names that only differ by `_` from others."""
    query = quote(scope["query_string"], safe=string.printable)
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    return {**scope, "query_string": query.encode("ascii"), "headers": headers}


# --- Sockets -----------------------------------------------------------------------------------------------------------


def _sockets() -> Application:
    from channels.routing import URLRouter  # noqa: PLC0415 -- app ready
    from django.urls import re_path  # noqa: PLC0415 -- app ready

    from eventhub.routing import websocket_urlpatterns  # noqa: PLC0415 -- app ready

    nowhere = re_path("", _refuse)  # type: ignore[arg-type]  # Channels routes to ASGI applications
    routed: Application = URLRouter([*websocket_urlpatterns, nowhere])
    return routed


async def _refuse(_scope: Scope, receive: Receive, send: Send) -> None:
    """Closes before accepting: the client sees HTTP 403."""
    await receive()
    await send({"type": "websocket.close", "code": 4404})
