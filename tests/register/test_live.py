"""The live socket: opened by those who see the event, told of changes, closed when the session ends."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from django.db import connection
from django.test import Client

from eventhub.common.actors import SYSTEM
from eventhub.common.effects import broadcast
from eventhub.routing import websocket_urlpatterns
from register import consumers
from register.checkin.actions import scans
from register.checkin.actions.scans import ScanRequest
from shop.actions import orders
from tenant.events.actions.events import live_group
from tenant.models import TeamMember
from tests.make import make_list, make_order
from tests.people import World
from tests.sockets import PATIENCE_S, Socket
from tests.surroundings import ROOT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
APPLICATION = AuthMiddlewareStack(URLRouter(websocket_urlpatterns))


@pytest_asyncio.fixture
async def loop_for_news() -> AsyncIterator[None]:
    """Threads hand their news to this test's event loop, as they do to a server's."""
    broadcast.use_loop(asyncio.get_running_loop())
    yield
    broadcast.use_loop(None)


def signed_in(user: Any) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


async def opened(client: Client | None, event: str = "bigevents/con2027") -> Socket:
    """A socket with the client's cookie."""
    headers = [(b"host", b"localhost")]
    if client is not None:
        headers.append((b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode()))
    socket = Socket(APPLICATION, f"/ws/register/live/?event={event}", headers)
    assert await socket.open()
    return socket


async def test_changes_are_told(world: World, loop_for_news: None) -> None:
    door = await sync_to_async(make_list)(world.event)
    order = await sync_to_async(make_order)(world.event, world.item, paid=False)
    position = await order.positions.aget()
    socket = await opened(await sync_to_async(signed_in)(world.bob))

    await sync_to_async(orders.mark_paid)(world.event, code=order.code, actor=SYSTEM)
    assert await socket.heard() == {"type": "changed", "what": "orders"}

    door.event = world.event
    await sync_to_async(scans.redeem)(door, scan=ScanRequest(position.secret), actor=SYSTEM)
    assert await socket.heard() == {"type": "changed", "what": "door"}
    await socket.close()


async def test_a_refused_scan_is_told_too(world: World, loop_for_news: None) -> None:
    """Whoever watches the door sees that somebody was sent away."""
    door = await sync_to_async(make_list)(world.event)
    door.event = world.event
    socket = await opened(await sync_to_async(signed_in)(world.bob))

    result = await sync_to_async(scans.redeem)(door, scan=ScanRequest("nobody"), actor=SYSTEM)

    assert result.reason == "invalid"
    assert await socket.heard() == {"type": "changed", "what": "door"}
    await socket.close()


async def test_changes_of_other_events_are_not_told(world: World, loop_for_news: None) -> None:
    socket = await opened(await sync_to_async(signed_in)(world.charlie), "others/fest")

    await sync_to_async(make_list)(world.event)

    assert await socket.silent()
    await socket.close()


async def test_a_visitor_is_sent_to_sign_in(world: World) -> None:
    socket = await opened(None)

    assert await socket.closed_with() == 4401


@pytest.mark.parametrize(
    "event", ["bigevents/con2027", "bigevents/none", "none", "%00", "a/b/c", "others/fest%00"]
)
async def test_events_of_others_do_not_exist(world: World, event: str) -> None:
    client = await sync_to_async(signed_in)(world.charlie)

    socket = await opened(client, event)

    assert await socket.closed_with() == 4404


async def test_a_ping_is_answered_and_junk_is_named(world: World) -> None:
    socket = await opened(await sync_to_async(signed_in)(world.alice))

    await socket.say(json.dumps({"type": "ping"}))
    assert await socket.heard() == {"type": "pong"}
    for junk in ("{", "[]", "5", '"ping"', '{"type": 5}', "x" * 5000, "[" * 3000):
        await socket.say(junk)
        assert await socket.heard() == {"type": "error", "code": "not_json"}
    await socket.say(data=b"\x00\xff")
    assert await socket.heard() == {"type": "error", "code": "not_json"}
    await socket.say(json.dumps({"type": "changed", "what": "orders"}))
    assert await socket.heard() == {"type": "error", "code": "unknown_type"}
    await socket.close()


async def test_signing_out_closes_the_socket(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "RECHECK_S", 0.05)
    client = await sync_to_async(signed_in)(world.alice)
    socket = await opened(client)

    await sync_to_async(client.logout)()

    assert await socket.closed_with() == 4401


async def test_leaving_the_team_closes_the_socket(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "RECHECK_S", 0.05)
    socket = await opened(await sync_to_async(signed_in)(world.bob))

    await TeamMember.objects.filter(tenant=world.organizer.tenant_id, user=world.bob).adelete()

    assert await socket.closed_with() == 4404


PUBLISH = """
import asyncio, django
django.setup()
from django.db import transaction
from eventhub.common.effects import broadcast
with transaction.atomic():
    broadcast.broadcast_on_commit("{group}", "changed", what="orders")
asyncio.run_coroutine_threadsafe(asyncio.sleep(1), broadcast._sending_loop()).result()
"""


async def test_news_of_another_process_arrive_through_redis(
    world: World, redis_url: str, settings: Any
) -> None:
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [redis_url]},
        }
    }
    socket = await opened(await sync_to_async(signed_in)(world.alice))
    database = urlsplit(os.environ["DATABASE_URL"])._replace(
        path=f"/{connection.settings_dict['NAME']}"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "eventhub.settings",
        "DATABASE_URL": database.geturl(),
        "REDIS_URL": redis_url,
    }

    await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", PUBLISH.format(group=live_group(world.event))],
        env=environment,
        cwd=ROOT,
        check=True,
        timeout=PATIENCE_S,
    )

    assert await socket.heard() == {"type": "changed", "what": "orders"}
    await socket.close()
