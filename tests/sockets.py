"""The other end of a WebSocket, spoken in ASGI: what a browser or a program sends and hears."""

import json
from typing import Any

from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.test import Client

PATIENCE_S = 30
ORIGIN = "http://localhost"


class Socket:
    """One connection to an ASGI application."""

    def __init__(
        self,
        application: Any,
        address: str,
        *,
        origin: str | None = ORIGIN,
        cookie: str = "",
        authorization: str = "",
        host: str = "localhost",
    ) -> None:
        said = {"host": host, "origin": origin, "cookie": cookie, "authorization": authorization}
        headers = [
            (name.encode(), value.encode("latin-1"))
            for name, value in said.items()
            if value or (name == "origin" and value is not None)
        ]
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

    async def ask(self, kind: str, **fields: Any) -> Any:
        """Sends a message and hears the next one."""
        await self.say(json.dumps({"type": kind, **fields}))
        return await self.heard()

    async def heard(self) -> Any:
        """The next message, which is JSON."""
        message = await self._next()
        assert message["type"] == "websocket.send", message
        return json.loads(message["text"])

    async def heard_until(self, kind: str) -> list[Any]:
        """All messages up to the next of this type, which is the last of them."""
        found = [await self.heard()]
        while found[-1]["type"] != kind:
            found.append(await self.heard())
        return found

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


def _cookie_of(user: Any) -> str:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return f"sessionid={client.cookies['sessionid'].value}"


async def cookie_of(user: Any) -> str:
    """The Cookie header of somebody who has just signed in."""
    return await sync_to_async(_cookie_of)(user)
