"""The live socket: opened by those who see the event, told of changes in the order in which they were written."""

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter

from eventhub.common.actors import SYSTEM
from eventhub.common.errors import NotFound
from eventhub.common.models import StreamEvent
from eventhub.routing import websocket_urlpatterns
from register.checkin.actions import scans
from register.checkin.actions.scans import ScanRequest
from shop.actions import orders
from tests.make import make_list, make_order
from tests.people import World
from tests.sockets import Socket, cookie_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
APPLICATION = URLRouter(websocket_urlpatterns)
LIVE = "/ws/register/live/?event="


async def opened(user: object, event: str = "bigevents/con2027") -> Socket:
    socket = Socket(APPLICATION, f"{LIVE}{event}", cookie=await cookie_of(user))
    assert await socket.open()
    return socket


async def test_changes_are_told(world: World) -> None:
    door = await sync_to_async(make_list)(world.event)
    order = await sync_to_async(make_order)(world.event, world.item, paid=False)
    position = await order.positions.aget()
    socket = await opened(world.bob)
    hello = await socket.heard()
    seq = hello["seq"]
    assert (hello["type"], hello["event"]) == ("hello", "bigevents/con2027")
    assert await socket.ask("join", since_seq=seq) == {"type": "joined", "seq": seq}

    await sync_to_async(orders.mark_paid)(world.event, code=order.code, actor=SYSTEM)
    assert await socket.heard() == {"type": "changed", "seq": seq + 1, "what": "orders"}

    door.event = world.event
    await sync_to_async(scans.redeem)(door, scan=ScanRequest(position.secret), actor=SYSTEM)
    assert await socket.heard() == {"type": "changed", "seq": seq + 2, "what": "door"}
    await socket.close()


async def test_a_refused_scan_is_told_too(world: World) -> None:
    """Whoever watches the door sees that somebody was sent away."""
    door = await sync_to_async(make_list)(world.event)
    door.event = world.event
    socket = await opened(world.bob)
    seq = (await socket.heard())["seq"]
    await socket.ask("join", since_seq=seq)

    result = await sync_to_async(scans.redeem)(door, scan=ScanRequest("nobody"), actor=SYSTEM)

    assert result.reason == "invalid"
    assert await socket.heard() == {"type": "changed", "seq": seq + 1, "what": "door"}
    await socket.close()


async def test_changes_of_other_events_are_not_told(world: World) -> None:
    socket = await opened(world.charlie, "others/fest")
    hello = await socket.heard()
    await socket.ask("join", since_seq=hello["seq"])

    await sync_to_async(make_list)(world.event)

    assert await socket.silent()
    await socket.close()


async def test_a_refused_action_tells_nothing(world: World) -> None:
    before = await StreamEvent.unscoped.acount()

    with pytest.raises(NotFound):
        await sync_to_async(orders.mark_paid)(world.event, code="NONE0", actor=SYSTEM)

    assert await StreamEvent.unscoped.acount() == before
