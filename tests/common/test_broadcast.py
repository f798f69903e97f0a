"""Sockets are woken for what was committed, and for nothing else."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest
from channels.layers import get_channel_layer
from django.db import transaction

from eventhub.common.db.transactions import durable
from eventhub.common.effects import broadcast, streams
from tests.people import World

pytestmark = pytest.mark.django_db(transaction=True)


class Listener:
    """A process with a socket that listens to every stream of the story, and notes who wakes it."""

    def __init__(self, *groups: str) -> None:
        self.loop = asyncio.new_event_loop()
        self.layer: Any = get_channel_layer()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        broadcast.use_loop(self.loop)
        self.channel = self._run(self.layer.new_channel())
        for group in groups:
            self._run(self.layer.group_add(group, self.channel))

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=30)

    def next_wake(self) -> str:
        """The group that the next wake names."""
        return str(self._run(self.layer.receive(self.channel))["group"])

    def stop(self) -> None:
        broadcast.use_loop(None)
        self._run(self.layer.flush())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(timeout=30)
        self.loop.close()


STREAMS = ("tests.undone", "tests.waiting", "tests.done")


@pytest.fixture
def listener(world: World) -> Iterator[Listener]:
    found = Listener(*(streams.group_of(world.event.tenant_id, name) for name in STREAMS))
    yield found
    found.stop()


def test_nobody_is_woken_for_what_is_undone_nor_before_it_is_committed(
    world: World, listener: Listener
) -> None:
    """Wakes arrive in the order in which they are sent: the first that arrives is the first that was sent."""
    undone, waiting, done = (streams.group_of(world.event.tenant_id, name) for name in STREAMS)

    @durable
    def act(stream: str, *, fail: bool = False) -> None:
        streams.publish(world.event, stream=stream, kind="told")
        if fail:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        act("tests.undone", fail=True)
    with transaction.atomic():
        streams.publish(world.event, stream="tests.waiting", kind="told")
        broadcast.wake(done)
        assert listener.next_wake() == done
    assert listener.next_wake() == waiting
    act("tests.undone")
    assert listener.next_wake() == undone


def test_wakes_of_one_stream_that_come_together_are_one(world: World, listener: Listener) -> None:
    _, waiting, done = (streams.group_of(world.event.tenant_id, name) for name in STREAMS)

    with transaction.atomic():
        for _ in range(3):
            streams.publish(world.event, stream="tests.waiting", kind="told")
    broadcast.wake(done)

    assert [listener.next_wake(), listener.next_wake()] == [waiting, done]


def test_an_action_does_not_fail_because_nobody_can_be_woken(
    world: World, listener: Listener
) -> None:
    listener.loop.call_soon_threadsafe(listener.loop.stop)
    listener.thread.join(timeout=30)
    listener.loop.close()

    with transaction.atomic():
        streams.publish(world.event, stream="tests.done", kind="told")

    assert streams.last_seq(world.event.tenant_id, "tests.done") == 1
    listener.loop = asyncio.new_event_loop()
    listener.thread = threading.Thread(target=listener.loop.run_forever)
    listener.thread.start()
