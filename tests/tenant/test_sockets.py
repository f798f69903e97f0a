"""The rules R that every socket keeps (docs/realtime.md), each by its number."""

import asyncio
import datetime as dt
import json
import logging
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from django.utils import timezone

from account.models import User
from eventhub.common.actors import SYSTEM
from eventhub.common.codes import hashed
from eventhub.common.models import OpenSocket, SocketTicket, StreamCounter, StreamEvent
from tenant.devices.actions import revoke_device
from tenant.models import Device, TeamMember, TeamToken
from tenant.sockets import consumers, feeds, protocol
from tests.make import make_device, make_team, make_token
from tests.people import World
from tests.sockets import Socket, cookie_of
from tests.tenant.probe import APPLICATION, STREAM, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
HERE = "event=bigevents/con2027"
ANY = f"/ws/probe/any/?{HERE}"


@pytest.fixture(autouse=True)
def fresh_allowances() -> None:
    protocol._allowances.clear()


def knocking(address: str = ANY, **shown: Any) -> Socket:
    return Socket(APPLICATION, address, **shown)


async def greeted(user: Any, address: str = ANY) -> tuple[Socket, Any]:
    """An open socket of somebody with a browser, and its first message."""
    socket = knocking(address, cookie=await cookie_of(user))
    assert await socket.open()
    return socket, await socket.heard()


async def joined(user: Any, *, since: int | None = None) -> Socket:
    socket, hello = await greeted(user)
    await socket.ask("join", since_seq=hello["seq"] if since is None else since)
    return socket


async def told(event: Any, **payload: Any) -> None:
    await sync_to_async(tell)(event, **payload)


async def refused(address: str = ANY, **shown: Any) -> int:
    """The code with which a socket that was accepted is closed at once."""
    socket = knocking(address, **shown)
    assert await socket.open()
    return await socket.closed_with()


# --- who is calling ------------------------------------------------------------------------------------------------


def ticket_of(user: User) -> tuple[Client, str]:
    """Somebody's browser and the ticket that it fetched."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    answer = client.post("/app/ui/socket-ticket/")
    assert answer.status_code == 200
    assert set(answer.json()) == {"ticket", "expires_at"}
    return client, answer.json()["ticket"]


async def test_r_2_a_session_a_token_and_a_ticket_open_a_socket(world: World) -> None:
    key = await sync_to_async(
        lambda: make_token(make_team(world.organizer, name="Wall"), "secret-of-the-wall")
    )()
    _, ticket = await sync_to_async(ticket_of)(world.bob)

    by_session, hello = await greeted(world.bob)
    by_ticket = knocking(f"{ANY}&ticket={ticket}")
    by_token = knocking(origin=None, authorization=f"Token {key}")
    assert await by_ticket.open()
    assert await by_token.open()

    assert hello["me"] == {"who": f"user:{world.bob.pk}"} == (await by_ticket.heard())["me"]
    assert (await by_token.heard())["me"]["who"].startswith("token:")
    for socket in (by_session, by_ticket, by_token):
        await socket.close()


async def test_r_2_a_ticket_opens_one_socket(world: World) -> None:
    _, ticket = await sync_to_async(ticket_of)(world.bob)
    first = knocking(f"{ANY}&ticket={ticket}")
    assert await first.open()

    assert await refused(f"{ANY}&ticket={ticket}") == 4401
    assert await SocketTicket.objects.acount() == 0
    await first.close()


async def test_r_2_a_ticket_is_worthless_after_thirty_seconds(world: World) -> None:
    _, ticket = await sync_to_async(ticket_of)(world.bob)
    lives = (await SocketTicket.objects.aget()).expires_at - timezone.now()
    assert 0 < lives.total_seconds() <= 30

    await SocketTicket.objects.aupdate(expires_at=timezone.now())

    assert await refused(f"{ANY}&ticket={ticket}") == 4401


async def test_r_2_a_ticket_ends_with_its_session(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)
    client, ticket = await sync_to_async(ticket_of)(world.bob)
    _, later = await sync_to_async(ticket_of)(world.alice)
    socket = knocking(f"{ANY}&ticket={ticket}")
    assert await socket.open()
    await socket.heard()

    await sync_to_async(client.logout)()

    assert await socket.closed_with() == 4401
    other = await sync_to_async(client.post)("/app/ui/socket-ticket/")
    assert other.status_code == 401
    assert later


@pytest.mark.django_db(transaction=True)
async def test_r_2_a_ticket_of_a_session_that_ended_opens_nothing(world: World) -> None:
    client, ticket = await sync_to_async(ticket_of)(world.bob)
    await sync_to_async(client.logout)()

    assert await refused(f"{ANY}&ticket={ticket}") == 4401


async def test_r_2_tickets_are_for_sessions(world: World) -> None:
    key = await sync_to_async(
        lambda: make_token(make_team(world.organizer, name="Wall"), "secret-of-the-wall")
    )()
    script = Client(SERVER_NAME="localhost", HTTP_AUTHORIZATION=f"Token {key}")

    by_token = await sync_to_async(script.post)("/app/ui/socket-ticket/")
    by_nobody = await sync_to_async(Client(SERVER_NAME="localhost").post)("/app/ui/socket-ticket/")

    assert (by_token.status_code, by_nobody.status_code) == (403, 401)
    assert await SocketTicket.objects.acount() == 0


async def test_r_2_a_long_lived_secret_in_an_address_is_refused(world: World) -> None:
    key = await sync_to_async(
        lambda: make_token(make_team(world.organizer, name="Wall"), "secret-of-the-wall")
    )()

    header = f"Token {key}"
    for name in ("token", "access_token", "key", "Authorization", "device"):
        assert await refused(f"{ANY}&{name}={key}") == 4401
        assert await refused(f"{ANY}&{name}={key}", origin=None, authorization=header) == 4401
    assert await refused(f"{ANY}&ticket={key}") == 4401


# --- whose page ----------------------------------------------------------------------------------------------------


OURS = [
    ("http://localhost", "localhost"),
    ("http://localhost:8000", "localhost:8000"),
    ("http://localhost:8123", "localhost:8123"),
    ("http://bigevents.localhost:8123", "localhost:8123"),
    ("https://localhost", "localhost"),
]
STRANGERS = [
    "https://evil.example",
    "http://localhost.evil.example",
    "http://nobody.localhost",
    "http://localhost:9999",
    "http://bigevents.localhost:9999",
    "http://localhost@evil.example",
    "http://localhost/",
    "ftp://localhost",
    "localhost",
    "null",
    "",
    "http://",
    "http://localhost:port",
    "\xff",
]


async def test_r_3_our_own_pages_may_open_a_socket(world: World) -> None:
    cookie = await cookie_of(world.bob)

    for origin, host in OURS:
        socket = knocking(cookie=cookie, origin=origin, host=host)
        assert await socket.open(), origin
        await socket.close()


async def test_r_3_pages_of_strangers_may_not(world: World) -> None:
    key = await sync_to_async(
        lambda: make_token(make_team(world.organizer, name="Wall"), "secret-of-the-wall")
    )()
    cookie = await cookie_of(world.bob)

    for origin in STRANGERS:
        assert not await knocking(cookie=cookie, origin=origin).open(), origin
        assert not await knocking(authorization=f"Token {key}", origin=origin).open(), origin


async def test_r_3_without_an_origin_a_cookie_or_a_ticket_is_not_enough(world: World) -> None:
    _, ticket = await sync_to_async(ticket_of)(world.bob)

    assert not await knocking(cookie=await cookie_of(world.bob), origin=None).open()
    assert not await knocking(f"{ANY}&ticket={ticket}", origin=None).open()
    assert await SocketTicket.objects.acount() == 1, "a refused handshake spends no ticket"
    assert await refused(origin=None) == 4401


# --- refusals ------------------------------------------------------------------------------------------------------


async def test_r_4_not_signed_in(world: World) -> None:
    assert await refused() == 4401
    assert await refused(cookie="sessionid=none") == 4401
    assert await refused(authorization="Token none", origin=None) == 4401
    assert await refused(authorization="Basic Zm9vOmJhcg==", origin=None) == 4401
    assert await refused(authorization="Device none", origin=None) == 4401
    assert await refused(authorization="Bearer none", origin=None) == 4401


async def test_r_4_a_bad_header_is_not_made_good_by_a_cookie(world: World) -> None:
    cookie = await cookie_of(world.bob)

    assert await refused(authorization="Token none", cookie=cookie) == 4401


async def test_r_4_who_may_not(world: World) -> None:
    await TeamMember.unscoped.filter(user=world.bob).adelete()
    await sync_to_async(make_team)(
        world.organizer, name="Shop", modules={"shop": "admin"}, members=[world.bob]
    )

    assert await refused(cookie=await cookie_of(world.bob)) == 4403


async def test_r_4_what_belongs_to_another_tenant_does_not_exist(world: World) -> None:
    cookie = await cookie_of(world.charlie)

    for event in "bigevents/con2027 bigevents/none none %00 a/b/c others/fest%00 %ff".split():
        assert await refused(f"/ws/probe/any/?event={event}", cookie=cookie) == 4404, event
    assert await refused("/ws/probe/any/", cookie=cookie) == 4404


async def test_r_4_twenty_sockets_of_one_caller_and_no_more(world: World) -> None:
    sockets = [(await greeted(world.bob))[0] for _ in range(20)]

    assert await refused(cookie=await cookie_of(world.bob)) == 4429
    other, _ = await greeted(world.alice)

    await sockets.pop().close()
    again, _ = await greeted(world.bob)
    for socket in (*sockets, other, again):
        await socket.close()
    assert await OpenSocket.objects.acount() == 0


async def test_r_4_sockets_of_a_process_that_died_do_not_count(world: World) -> None:
    long_ago = timezone.now() - dt.timedelta(minutes=1)
    await OpenSocket.objects.abulk_create(
        OpenSocket(caller=f"user:{world.bob.pk}", process="dead", seen_at=long_ago)
        for _ in range(20)
    )

    socket, _ = await greeted(world.bob)

    await socket.close()


async def test_r_4_another_connection_takes_over(world: World) -> None:
    first, _ = await greeted(world.bob, f"/ws/probe/left/?{HERE}")
    right, _ = await greeted(world.bob, f"/ws/probe/right/?{HERE}")

    second, _ = await greeted(world.alice, f"/ws/probe/left/?{HERE}")

    assert await first.closed_with() == 4409
    assert (await second.ask("ping"))["type"] == "pong"
    assert (await right.ask("ping"))["type"] == "pong"
    await second.close()
    await right.close()


# --- messages -------------------------------------------------------------------------------------------------


async def test_r_5_what_is_no_message_is_named_and_closes_nothing(world: World) -> None:
    socket, _ = await greeted(world.alice)

    for junk in ("{", "[]", "5", '"ping"', "null", "NaN", "", "[" * 3000):
        await socket.say(junk)
        answer = await socket.heard()
        assert (answer["type"], answer["code"], answer["ref"]) == ("error", "not_json", None)
        assert set(answer) == {"type", "ref", "code", "message", "detail"}
    await socket.say(data=b"\x00\xff")
    assert (await socket.heard())["code"] == "not_json"
    assert (await socket.ask("changed"))["code"] == "unknown_type"
    for message in ({}, {"type": 5}, {"type": None}, {"type": ""}):
        await socket.say(json.dumps(message))
        answer = await socket.heard()
        assert (answer["code"], set(answer["fields"])) == ("invalid", {"type"})
    assert (await socket.ask("ping"))["type"] == "pong"
    await socket.close()


async def test_r_5_refusals_of_a_command_are_answered(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    socket, _ = await greeted(world.alice)

    wrong = await socket.ask("tell", ref="a", text=5)
    role = await socket.ask("refuse", ref="b", why="role")
    unseen = await socket.ask("refuse", ref="c", why="unseen")
    stale = await socket.ask("refuse", ref="d", why="stale")
    with caplog.at_level(logging.CRITICAL, logger="eventhub.sockets"):
        broken = await socket.ask("break", ref="e")

    assert (wrong["code"], wrong["fields"]) == ("invalid", {"text": ["Text."]})
    assert (role["code"], unseen["code"]) == ("forbidden", "not_found")
    assert (stale["code"], stale["detail"]) == ("stale_rev", {"rev": 3})
    assert broken["code"] == "server_error"
    assert [one["ref"] for one in (wrong, role, unseen, stale, broken)] == list("abcde")
    assert (await socket.ask("ping"))["type"] == "pong"
    await socket.close()


async def test_r_5_a_message_of_64_kib_is_heard_and_a_longer_one_closes(world: World) -> None:
    socket, _ = await greeted(world.alice)
    longest = json.dumps({"type": "ping", "pad": ""})
    longest = longest.replace('""', '"' + "x" * (64 * 1024 - len(longest)) + '"')
    assert len(longest) == 64 * 1024

    await socket.say(longest)
    assert (await socket.heard())["type"] == "pong"
    await socket.say(longest + " ")

    assert await socket.closed_with() == 1009


async def test_r_5_the_limit_is_in_bytes(world: World) -> None:
    socket, _ = await greeted(world.alice)

    await socket.say(json.dumps({"type": "é" * 40_000}, ensure_ascii=False))

    assert await socket.closed_with() == 1009


async def test_r_6_each_request_is_answered_once_with_its_ref(world: World) -> None:
    socket, _ = await greeted(world.alice)

    assert (await socket.ask("ping", ref="1"))["ref"] == "1"
    assert await socket.ask("join", ref="2", since_seq=0) == {
        "type": "joined", "seq": 0, "ref": "2",
    }  # fmt: skip
    assert (await socket.ask("nothing", ref="3"))["ref"] == "3"
    assert (await socket.ask("join", ref="4", since_seq="0"))["ref"] == "4"
    assert "ref" not in await socket.ask("ping")
    assert await socket.silent()
    await socket.close()


async def test_r_6_a_ref_is_text_of_64_characters_at_most(world: World) -> None:
    socket, _ = await greeted(world.alice)

    refs: list[Any] = [5, "x" * 65, ["a"], True, {}]
    for ref in refs:
        answer = await socket.ask("ping", ref=ref)
        assert (answer["code"], answer["ref"], set(answer["fields"])) == ("invalid", None, {"ref"})
    assert (await socket.ask("ping", ref="é" * 64))["ref"] == "é" * 64
    await socket.close()


async def test_r_6_what_is_acknowledged_is_durable(world: World) -> None:
    socket, _ = await greeted(world.alice)

    answer = await socket.ask("tell", ref="1", text="kept")

    assert answer == {"type": "tell.ack", "text": "kept", "ref": "1"}
    stored = await StreamEvent.unscoped.aget(stream=STREAM)
    assert stored.payload == {"text": "kept"}
    await socket.close()


# --- numbers, join, replay --------------------------------------------------------------------------------------


async def test_r_7_the_first_message_is_hello(world: World) -> None:
    await told(world.event, n=1)
    await told(world.event, n=2)

    socket, hello = await greeted(world.bob)

    assert (hello["type"], hello["seq"]) == ("hello", 2)
    assert hello["server_time"].endswith("Z")
    assert hello["me"] == {"who": f"user:{world.bob.pk}"}
    await socket.close()


async def test_r_7_two_clients_see_the_same_numbers_and_a_skip_for_what_is_not_theirs(
    world: World,
) -> None:
    alice, bob = await joined(world.alice), await joined(world.bob)

    await told(world.event, n=1)
    await told(world.event, n=2, audience=["alice@example.org"])
    await told(world.event, n=3, audience=[])

    heard = [[await socket.heard() for _ in range(3)] for socket in (alice, bob)]
    assert heard == [
        [
            {"type": "told", "seq": 1, "n": 1},
            {"type": "told", "seq": 2, "n": 2},
            {"type": "skip", "seq": 3},
        ],
        [
            {"type": "told", "seq": 1, "n": 1},
            {"type": "skip", "seq": 2},
            {"type": "skip", "seq": 3},
        ],
    ]
    await alice.close()
    await bob.close()


async def test_r_8_without_join_nothing_is_sent(world: World) -> None:
    socket, _ = await greeted(world.bob)

    await told(world.event, n=1)

    assert await socket.silent()
    assert (await socket.ask("ping"))["type"] == "pong"
    await socket.close()


async def test_r_8_join_replays_all_after_it_in_order_and_then_what_happens(world: World) -> None:
    for n in range(1, 6):
        await told(world.event, n=n)
    socket, _ = await greeted(world.bob)

    await socket.say(json.dumps({"type": "join", "since_seq": 2, "ref": "j"}))
    replayed = await socket.heard_until("joined")
    await told(world.event, n=6)
    after = await socket.heard()

    assert [one.get("n") for one in replayed] == [3, 4, 5, None]
    assert replayed[-1] == {"type": "joined", "seq": 5, "ref": "j"}
    assert after == {"type": "told", "seq": 6, "n": 6}
    await socket.close()


async def test_r_8_a_later_join_replays_again(world: World) -> None:
    for n in range(1, 4):
        await told(world.event, n=n)
    socket = await joined(world.bob)

    await socket.say(json.dumps({"type": "join", "since_seq": 1}))

    assert [one["seq"] for one in await socket.heard_until("joined")] == [2, 3, 3]
    await told(world.event, n=4)
    assert (await socket.heard())["seq"] == 4
    await socket.close()


async def test_r_8_long_replays_and_writers_at_once_leave_no_gap_and_nothing_twice(
    world: World,
) -> None:
    for n in range(300):
        await told(world.event, n=n)
    socket, _ = await greeted(world.bob)

    async def write() -> None:
        for n in range(300, 340):
            await told(world.event, n=n)

    writing = asyncio.create_task(write())
    await socket.say(json.dumps({"type": "join", "since_seq": 0}))
    heard: list[Any] = []
    while len(heard) < 341:
        heard.append(await socket.heard())
    await writing

    events = [one["seq"] for one in heard if one["type"] == "told"]
    assert events == list(range(1, 341))
    assert [one["n"] for one in heard if one["type"] == "told"] == list(range(340))
    await socket.close()


async def test_r_8_too_far_behind_or_beyond_the_end_is_a_resync(world: World) -> None:
    """201 to 1200 are kept."""
    tenant = world.event.tenant_id
    await StreamCounter.objects.acreate(tenant_id=tenant, stream=STREAM, seq=1200)
    await StreamEvent.objects.abulk_create(
        StreamEvent(tenant_id=tenant, stream=STREAM, seq=seq, kind="told", at=timezone.now())
        for seq in range(201, 1201)
    )
    socket, _ = await greeted(world.bob)

    for since in (0, 199, 1201, 10**12):
        answer = await socket.ask("join", since_seq=since, ref="r")
        assert answer == {"type": "resync", "seq": 1200, "ref": "r"}

    await told(world.event, n=1)
    assert (await socket.heard())["seq"] == 1201
    await socket.say(json.dumps({"type": "join", "since_seq": 1199}))
    assert [one["seq"] for one in await socket.heard_until("joined")] == [1200, 1201, 1201]
    await socket.close()


async def test_r_8_since_seq_is_a_whole_number(world: World) -> None:
    socket, _ = await greeted(world.bob)

    positions: list[Any] = [-1, 1.5, "1", None, True, [], 2**63]
    for since in positions:
        answer = await socket.ask("join", since_seq=since)
        assert (answer["code"], set(answer["fields"])) == ("invalid", {"since_seq"})
    await told(world.event, n=1)
    assert await socket.silent()
    await socket.close()


# --- heartbeat and rights --------------------------------------------------------------------------------------


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights are looked at all the time."""
    monkeypatch.setattr(consumers, "RECHECK_EVERY_S", 0.0)
    monkeypatch.setattr(consumers, "LOOK_EVERY_S", 0.05)


async def test_r_9_a_ping_is_answered(world: World) -> None:
    socket, _ = await greeted(world.bob)

    pong = await socket.ask("ping")

    assert set(pong) == {"type", "server_time"}
    await socket.close()


async def test_r_9_a_silent_socket_is_closed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert consumers.SILENCE_S == 60
    monkeypatch.setattr(consumers, "LOOK_EVERY_S", 0.05)
    monkeypatch.setattr(consumers, "SILENCE_S", 0.3)
    socket, _ = await greeted(world.bob)

    assert await socket.closed_with() == 4408


async def test_r_9_a_client_that_does_not_read_is_closed_and_never_thinned(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program's own end: its sending is held up, as by a full connection."""
    monkeypatch.setattr(consumers, "STALLED_S", 0.2)
    monkeypatch.setattr(consumers, "LAST_WORDS_S", 0.2)
    for n in range(300):
        await told(world.event, n=n)
    cookie = await cookie_of(world.bob)
    sent: list[Any] = []
    asked = asyncio.Queue[Any]()
    for message in (
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "text": json.dumps({"type": "join", "since_seq": 0})},
    ):
        asked.put_nowait(message)

    async def send(message: Any) -> None:
        sent.append(message)
        if len(sent) > 2:  # the handshake and hello went through, then nobody reads
            await asyncio.Event().wait()

    await asyncio.wait_for(APPLICATION(_scope(cookie), asked.get, send), 20)

    assert [message["type"] for message in sent[:2]] == ["websocket.accept", "websocket.send"]
    assert len(sent) <= 5
    assert await OpenSocket.objects.acount() == 0


def _scope(cookie: str) -> Any:
    headers = [
        (b"host", b"localhost"),
        (b"origin", b"http://localhost"),
        (b"cookie", cookie.encode()),
    ]
    return {
        "type": "websocket", "path": "/ws/probe/any/", "query_string": HERE.encode(), "headers": headers,
    }  # fmt: skip


async def test_r_10_signing_out_closes_the_socket(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)
    client = Client(SERVER_NAME="localhost")
    await sync_to_async(client.force_login)(world.bob)
    socket = knocking(cookie=f"sessionid={client.cookies['sessionid'].value}")
    assert await socket.open()
    await socket.heard()

    await sync_to_async(client.logout)()

    assert await socket.closed_with() == 4401


async def test_r_10_leaving_the_team_closes_the_socket(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)
    socket, _ = await greeted(world.bob)

    await TeamMember.objects.filter(tenant=world.organizer.tenant_id, user=world.bob).adelete()

    assert await socket.closed_with() == 4403


async def test_r_10_a_revoked_token_and_a_person_who_was_shut_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)
    key = await sync_to_async(
        lambda: make_token(make_team(world.organizer, name="Wall"), "secret-of-the-wall")
    )()
    program = knocking(origin=None, authorization=f"Token {key}")
    assert await program.open()
    await program.heard()
    person, _ = await greeted(world.bob)

    await TeamToken.unscoped.all().aupdate(active=False)
    await User.objects.filter(pk=world.bob.pk).aupdate(is_active=False)

    assert await program.closed_with() == 4401
    assert await person.closed_with() == 4401


async def test_r_10_a_device_may_not_follow_what_is_not_its_own(world: World) -> None:
    """Devices have no level in a module: where they may join, their consumer says so."""

    device = await sync_to_async(make_device)(world.organizer)
    await Device.unscoped.filter(pk=device.pk).aupdate(key_hash=hashed("key-of-the-door"))
    assert await refused(origin=None, authorization="Device key-of-the-door") == 4403

    await sync_to_async(revoke_device)(device, actor=SYSTEM)

    assert await refused(origin=None, authorization="Device key-of-the-door") == 4401


# --- R-11, R-13 -----------------------------------------------------------------------------------------------------------


async def test_r_11_events_arrive_without_being_woken(
    world: World, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """A Redis that is away: nobody wakes anybody, and handshakes, events and closes go on."""
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": ["redis://127.0.0.1:1/0"]},
        }
    }
    socket = await joined(world.bob)

    await told(world.event, n=1)

    assert (await socket.heard())["n"] == 1
    await socket.close()


async def test_r_13_twenty_messages_a_second_and_bursts_of_forty(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "RATE_PER_S", 0.001)
    socket, _ = await greeted(world.alice)
    second, _ = await greeted(world.alice)
    other, _ = await greeted(world.bob)

    answers = [await socket.ask("ping", ref=str(n)) for n in range(39)]
    answers.append(await second.ask("ping", ref="39"))
    limited = await socket.ask("tell", ref="40", text="not done")

    assert {one["type"] for one in answers} == {"pong"}
    assert (limited["code"], limited["ref"]) == ("rate_limited", "40")
    assert limited["detail"]["retry_after_s"] >= 1
    assert not await StreamEvent.unscoped.filter(stream=STREAM).aexists()
    await socket.say("junk")
    assert (await socket.heard())["code"] == "rate_limited"
    assert (await other.ask("ping"))["type"] == "pong"
    for one in (socket, second, other):
        await one.close()


async def test_nothing_is_left_when_the_last_socket_closes(world: World) -> None:
    socket = await joined(world.bob)
    hub = feeds.hub()
    assert list(hub.feeds) == [(world.event.tenant_id, STREAM)]

    await socket.close()

    assert (hub.feeds, hub.places, hub.open, hub._tasks) == ({}, {}, 0, [])
