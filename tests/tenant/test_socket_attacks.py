"""Somebody means harm: with a page of their own, with what they found, with a flood. Nothing of alice's is told or changed."""

import asyncio
import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from eventhub.common.models import OpenSocket, StreamEvent
from tenant.sockets import actions, protocol
from tests.make import make_team, make_token
from tests.people import World
from tests.sockets import Socket, cookie_of
from tests.tenant.probe import APPLICATION, STREAM, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
ALICES = "/ws/probe/any/?event=bigevents/con2027"
LIVE = "/ws/register/live/?event=bigevents/con2027"


@pytest.fixture(autouse=True)
def fresh_allowances() -> None:
    protocol._allowances.clear()


async def told_nothing() -> None:
    assert not await StreamEvent.unscoped.filter(stream=STREAM).aexists()
    assert not await OpenSocket.objects.aexists()


async def test_a_page_of_a_stranger_gets_no_socket_with_alices_cookie(world: World) -> None:
    cookie = await cookie_of(world.alice)

    for address in (ALICES, LIVE, "/ws/probe/any/?event=none/none"):
        for origin in ("https://evil.example", "null", None):
            assert not await Socket(APPLICATION, address, origin=origin, cookie=cookie).open()
    await told_nothing()


async def test_nobody_hears_anything_before_they_are_let_in(world: World) -> None:
    """What is sent into the handshake is not heard either."""
    for shown in ({}, {"cookie": "sessionid=guessed"}, {"cookie": "sessionid=;;=\x00"}):
        socket = Socket(APPLICATION, ALICES, **shown)
        await socket.say(json.dumps({"type": "tell", "text": "too early"}))
        await socket.channel.send_input({"type": "websocket.connect"})
        said = [await socket.channel.receive_output(30) for _ in range(2)]
        assert [message["type"] for message in said] == ["websocket.accept", "websocket.close"]
        assert said[1]["code"] == 4401
    await told_nothing()


async def test_charlie_cannot_tell_alices_events_from_none(world: World) -> None:
    key = await sync_to_async(
        lambda: make_token(make_team(world.elsewhere, name="Scripts"), "secret-of-charlie")
    )()
    cookie = await cookie_of(world.charlie)

    for event in ("bigevents/con2027", "bigevents/nothing", "nobody/con2027"):
        for shown in ({"cookie": cookie}, {"authorization": f"Token {key}", "origin": None}):
            socket = Socket(APPLICATION, f"/ws/probe/any/?event={event}", **shown)
            assert await socket.open()
            assert await socket.closed_with() == 4404
    await told_nothing()


async def test_the_same_stream_of_another_tenant_stays_silent(world: World) -> None:
    socket = Socket(
        APPLICATION, "/ws/probe/any/?event=others/fest", cookie=await cookie_of(world.charlie)
    )
    assert await socket.open()
    assert (await socket.heard())["seq"] == 0
    await socket.ask("join", since_seq=0)

    await sync_to_async(tell)(world.event, secret="of alice")

    assert await socket.silent()
    assert await socket.ask("join", since_seq=0) == {"type": "joined", "seq": 0}
    await socket.close()


async def test_a_ticket_that_two_show_at_once_opens_one_socket(world: World) -> None:
    session = (await cookie_of(world.alice)).removeprefix("sessionid=")
    fresh = await sync_to_async(actions.issue_ticket)(user=world.alice, session_key=session)
    sockets = [Socket(APPLICATION, f"{ALICES}&ticket={fresh.ticket}") for _ in range(6)]

    assert all(await asyncio.gather(*(socket.open() for socket in sockets)))
    first = await asyncio.gather(*(socket.channel.receive_output(30) for socket in sockets))

    assert sorted(message["type"] for message in first) == ["websocket.close"] * 5 + [
        "websocket.send"
    ]
    assert {message["code"] for message in first if "code" in message} == {4401}
    for socket, message in zip(sockets, first, strict=True):
        if message["type"] == "websocket.send":
            await socket.close()


async def test_a_frame_that_is_too_long_ends_the_socket_unread(world: World) -> None:
    for frame in (
        {"text": json.dumps({"type": "tell", "text": "x" * 70_000})},
        {"data": b"\x00" * 70_000},
    ):
        socket = Socket(APPLICATION, ALICES, cookie=await cookie_of(world.alice))
        assert await socket.open()
        await socket.heard()
        await socket.say(**frame)
        assert await socket.closed_with() == 1009
        await socket.channel.wait(30)
    await told_nothing()


async def test_a_flood_has_no_effect_and_hurts_nobody_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "RATE_PER_S", 0.001)
    flooding = Socket(APPLICATION, ALICES, cookie=await cookie_of(world.bob))
    quiet = Socket(APPLICATION, ALICES, cookie=await cookie_of(world.alice))
    for socket in (flooding, quiet):
        assert await socket.open()
        await socket.heard()

    for number in range(200):
        await flooding.say(json.dumps({"type": "tell", "ref": str(number), "text": "x"}))
    answers: list[Any] = [await flooding.heard() for _ in range(200)]

    assert [one["ref"] for one in answers] == [str(number) for number in range(200)]
    assert [one["type"] for one in answers] == ["tell.ack"] * 40 + ["error"] * 160
    assert {one["code"] for one in answers[40:]} == {"rate_limited"}
    assert await StreamEvent.unscoped.filter(stream=STREAM).acount() == 40
    assert (await quiet.ask("ping"))["type"] == "pong"
    await flooding.close()
    await quiet.close()
