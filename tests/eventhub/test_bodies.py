"""A body is read to its end before anybody works on the request, within its time."""

import asyncio
import errno
from collections.abc import Callable
from typing import Any

import pytest

from eventhub.server import bodies

MOST = 100


def scope(*headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {"type": "http", "headers": list(headers)}


def sent(
    *pieces: bytes, pause_s: float = 0, whole: bool = True, leaves: bool = False
) -> Callable[[], Any]:
    """What a server hands on of a client that sends these pieces, then is done, silent, or gone."""
    left = list(pieces)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(pause_s)
        if not left:
            if leaves:
                return {"type": "http.disconnect"}
            await asyncio.Event().wait()
        piece = left.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(left) or not whole}

    return receive


async def refusal_of(receive: Callable[[], Any], *headers: tuple[bytes, bytes]) -> str:
    with pytest.raises(bodies.Unread) as refused:
        await bodies.read(scope(*headers), receive, most=MOST)
    assert bodies._Held.count == 0
    return refused.value.why


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PAUSE_S", 0.1)
    monkeypatch.setattr(bodies, "LINGER_S", 0.1)


@pytest.mark.asyncio
async def test_a_body_is_whole_or_it_is_nothing() -> None:
    body = await bodies.read(scope(), sent(b"ab", b"", b"c"), most=MOST)

    assert (body.file.read(), body.length) == (b"abc", 3)
    body.close()
    body.close()
    assert bodies._Held.count == 0
    with pytest.raises(bodies.Gone):
        await bodies.read(scope(), sent(b"ab", whole=False, leaves=True), most=MOST)
    assert bodies._Held.count == 0


@pytest.mark.asyncio
async def test_a_body_that_stops_is_too_slow() -> None:
    assert await refusal_of(sent(b"ab", whole=False)) == bodies.TOO_SLOW


@pytest.mark.asyncio
async def test_a_body_that_never_begins_is_too_slow() -> None:
    assert await refusal_of(sent()) == bodies.TOO_SLOW


@pytest.mark.asyncio
async def test_a_body_that_trickles_is_too_slow_however_steadily() -> None:
    drops = sent(*[b"x"] * 50, pause_s=0.03)

    assert await refusal_of(drops) == bodies.TOO_SLOW


@pytest.mark.asyncio
async def test_a_body_that_was_quick_at_first_has_no_credit_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bodies, "LONGEST_S", 0.2)
    monkeypatch.setattr(bodies, "LEAST_RATE", 1)

    assert await refusal_of(sent(b"x" * 50, *[b"x"] * 40, pause_s=0.03)) == bodies.TOO_SLOW


@pytest.mark.asyncio
@pytest.mark.parametrize("said", [b"101", b"9" * 40])
async def test_a_body_that_is_announced_too_long_is_not_read(said: bytes) -> None:
    assert await refusal_of(sent(), (b"content-length", said)) == bodies.TOO_LARGE


@pytest.mark.asyncio
async def test_a_body_that_turns_out_too_long_is_not_kept() -> None:
    assert await refusal_of(sent(b"x" * 60, b"x" * 60)) == bodies.TOO_LARGE


@pytest.mark.asyncio
async def test_all_bodies_together_have_a_limit_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_HELD", 80)
    first = await bodies.read(scope(), sent(b"x" * 50), most=MOST)
    with pytest.raises(bodies.Unread, match=bodies.TOO_BUSY):
        await bodies.read(scope(), sent(b"x" * 50), most=MOST)
    first.close()

    second = await bodies.read(scope(), sent(b"x" * 50), most=MOST)

    assert second.length == 50
    second.close()


@pytest.mark.asyncio
async def test_a_disk_without_room_is_said() -> None:
    class Full:
        closed = False

        def write(self, _piece: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    body = bodies.Body()
    body.file.close()
    body.file = Full()  # type: ignore[assignment]  # a disk, from outside
    with pytest.raises(bodies.Unread, match=bodies.DISK_FULL):
        body.add(b"x", most=MOST)
    bodies._Held.count = 0


@pytest.mark.asyncio
async def test_after_a_refusal_a_client_is_listened_to_for_a_moment_only() -> None:
    await bodies.let_finish(sent(b"x", b"x", b"x"))
    await bodies.let_finish(sent(b"x", whole=False, leaves=True))
    await bodies.let_finish(sent(b"x", whole=False))
