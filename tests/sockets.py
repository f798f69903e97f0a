"""The other end of a WebSocket, spoken in ASGI: what a browser sends and hears."""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator

PATIENCE_S = 30


class Socket:
    """One connection to an ASGI application."""

    def __init__(self, application: Any, address: str, headers: list[tuple[bytes, bytes]]) -> None:
        path, _, query = address.partition("?")
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": query.encode(),
            "headers": headers,
            "subprotocols": [],
        }
        self.channel = ApplicationCommunicator(application, scope)

    async def open(self) -> bool:
        """Whether the application accepted."""
        await self.channel.send_input({"type": "websocket.connect"})
        return bool((await self._next())["type"] == "websocket.accept")

    async def say(self, text: str | None = None, *, data: bytes | None = None) -> None:
        await self.channel.send_input({"type": "websocket.receive", "text": text, "bytes": data})

    async def heard(self) -> Any:
        """The next message, which is JSON."""
        message = await self._next()
        assert message["type"] == "websocket.send", message
        return json.loads(message["text"])

    async def closed_with(self) -> int:
        """The code with which the application closes."""
        message = await self._next()
        assert message["type"] == "websocket.close", message
        return int(message["code"])

    async def silent(self) -> bool:
        """Whether nothing is said for a moment."""
        return bool(await self.channel.receive_nothing(timeout=0.5))

    async def close(self) -> None:
        await self.channel.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.channel.wait(PATIENCE_S)

    async def _next(self) -> Any:
        return await self.channel.receive_output(PATIENCE_S)
