"""The socket of one event: says that something changed, never what it is now. Truth is read by GET."""

import asyncio
import contextlib
import json
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from eventhub.common.errors import DomainError
from tenant.access import context
from tenant.access.levels import Level
from tenant.access.rights import of_user
from tenant.events.actions.events import live_group
from tenant.models import Event

NOT_SIGNED_IN, NO_SUCH_EVENT = 4401, 4404
RECHECK_S = 30.0
LONGEST_MESSAGE = 4096


class LiveConsumer(AsyncWebsocketConsumer):
    """/ws/register/live/?event=<organizer>/<event>

    Sends `{"type": "changed", "what": "orders"|"door"|"catalogue"}`; answers `{"type": "ping"}` with `pong` and anything
    else with `{"type": "error", "code"}`. Closes with 4401 when the session ends and with 4404 when the event is no
    longer the caller's.
    """

    group: str | None = None
    watch: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        refusal, event = await self.looked_up()
        if event is None:
            await self.accept()  # a browser sees the code only of a socket that was open
            await self.close(refusal)
            return
        self.group = live_group(event)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        self.watch = asyncio.create_task(self.recheck())

    async def disconnect(self, code: int) -> None:
        if self.watch is not None:
            self.watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.watch
        if self.group is not None:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def recheck(self) -> None:
        """Looks now and then whether the caller may still listen."""
        while True:
            await asyncio.sleep(RECHECK_S)
            refusal, event = await self.looked_up()
            if event is None:
                await self.close(refusal)
                return

    async def looked_up(self) -> tuple[int, Event | None]:
        """The event that was asked for, when it exists for the session's user; else the code to close with."""
        # A session of its own: the scope's was read when the socket opened and never learns that it ended.
        session = import_module(settings.SESSION_ENGINE).SessionStore(
            self.scope["session"].session_key
        )
        user = await get_user({"session": session})
        if not user.is_authenticated or not user.is_active:
            return NOT_SIGNED_IN, None
        return NO_SUCH_EVENT, await database_sync_to_async(self.find)(user)

    def find(self, user: Any) -> Event | None:
        """The event as HTTP would resolve it, when the caller may look at the shop or the door."""
        headers = dict(self.scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        wanted = parse_qs(self.scope["query_string"].decode("latin-1")).get("event", [""])[0]
        rights = of_user(user)
        try:
            event = context.resolve_event(
                access=rights, host_organizer=context.organizer_slug_of_host(host), header=wanted
            )
        except DomainError:
            return None
        may = any(
            rights.level(module, organizer_id=event.organizer_id, event=event) >= Level.STAFF
            for module in ("register", "shop")
        )
        return event if may else None

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        kind = _kind(text_data)
        if kind == "ping":
            await self.say(type="pong")
        else:
            await self.say(type="error", code="unknown_type" if kind else "not_json")

    async def changed(self, message: dict[str, Any]) -> None:
        """Group message: something of the event was written."""
        await self.say(type="changed", what=message.get("what"))

    async def say(self, **words: Any) -> None:
        await self.send(text_data=json.dumps(words))


def _kind(text: str | None) -> str | None:
    """The message's type; None for what is no message of ours."""
    if text is None or len(text) > LONGEST_MESSAGE:
        return None
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    kind = message.get("type") if isinstance(message, dict) else None
    return kind if isinstance(kind, str) and kind else None
