"""Streams of events: numbered without a gap by whoever commits, whatever is undone and however many write at once."""

import datetime as dt
import random
import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.utils import timezone

from eventhub.common.db.transactions import durable
from eventhub.common.effects import streams
from eventhub.common.models import StreamCounter, StreamEvent
from tests.make import make_event, make_organizer
from tests.people import World

STREAM = "tests.story"
WRITERS, EACH = 8, 12


def numbers(world: World, stream: str = STREAM) -> list[int]:
    found = StreamEvent.objects.filter(tenant=world.event.tenant_id, stream=stream)
    return list(found.order_by("seq").values_list("seq", flat=True))


def tell(world: World, **payload: object) -> None:
    streams.publish(world.event, stream=STREAM, kind="told", payload=payload)


@pytest.mark.django_db(transaction=True)
def test_numbers_begin_with_one_and_are_those_of_the_stream(world: World) -> None:
    @durable
    def act() -> None:
        tell(world, n=1)
        streams.publish(world.event, stream="tests.other", kind="told")
        tell(world, n=2)

    act()
    act()

    assert numbers(world) == [1, 2, 3, 4]
    assert numbers(world, "tests.other") == [1, 2]
    told = streams.events_after(world.event.tenant_id, STREAM, seq=1)
    assert [(one.seq, one.payload) for one in told] == [(2, {"n": 2}), (3, {"n": 1}), (4, {"n": 2})]
    assert streams.bounds(world.event.tenant_id, STREAM) == streams.Bounds(1, 4)
    assert streams.last_seq(world.event.tenant_id, STREAM) == 4


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_leaves_no_gap(world: World) -> None:
    @durable
    def act(*, fail: bool) -> None:
        tell(world)
        if fail:
            raise ValueError

    act(fail=False)
    with pytest.raises(ValueError):  # noqa: PT011 -- ours, above
        act(fail=True)
    act(fail=False)

    assert numbers(world) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_an_action_that_only_looks_tells_nothing(world: World) -> None:
    @durable
    def look() -> str:
        tell(world)
        transaction.set_rollback(True)
        return "seen"

    assert look() == "seen"
    assert numbers(world) == []
    tell(world)
    assert numbers(world) == [1]


@pytest.mark.django_db(transaction=True)
def test_a_part_that_is_undone_tells_nothing(world: World) -> None:
    class Broken(Exception):
        pass

    @durable
    def act() -> None:
        tell(world, part="kept")
        with pytest.raises(Broken):
            part()

    @transaction.atomic
    def part() -> None:
        tell(world, part="undone")
        raise Broken

    act()

    told = StreamEvent.objects.get(tenant=world.event.tenant_id, stream=STREAM)
    assert told.payload == {"part": "kept"}


@pytest.mark.django_db(transaction=True)
def test_the_counter_is_locked_last(world: World) -> None:
    """Until the end of the action the counter is everybody else's."""
    seen = []

    @durable
    def act() -> None:
        tell(world)
        seen.append(StreamCounter.objects.filter(tenant=world.event.tenant_id).exists())

    StreamCounter.unscoped.all().delete()
    act()

    assert seen == [False]
    assert numbers(world)[-1:] == [1]


@pytest.mark.django_db(transaction=True)
def test_saying_it_twice_in_one_action_is_saying_it_once(world: World) -> None:
    @durable
    def act() -> None:
        for what in ("orders", "door", "orders"):
            streams.publish(
                world.event, stream=STREAM, kind="changed", payload={"what": what}, once=True
            )

    act()

    told = streams.events_after(world.event.tenant_id, STREAM, seq=0)
    assert [one.payload["what"] for one in told] == ["orders", "door"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "Upper", "with space", "a/b", "a" * 81, "\x00"])
def test_a_stream_has_a_name_that_groups_can_carry(world: World, name: str) -> None:
    with pytest.raises(ValueError, match="stream"):
        streams.publish(world.event, stream=name, kind="told")


@pytest.mark.django_db(transaction=True)
def test_many_writers_leave_no_gap_and_no_number_twice(world: World) -> None:
    """Some of them fail, some write to two streams in opposite orders."""
    done: list[int] = []

    @durable
    def act(number: int, chance: random.Random) -> None:
        names = [STREAM, "tests.other"]
        chance.shuffle(names)
        for name in names:
            streams.publish(world.event, stream=name, kind="told", payload={"n": number})
        if chance.random() < 0.3:
            raise InterruptedError

    def write(writer: int) -> None:
        chance = random.Random(writer)
        for turn in range(EACH):
            number = writer * 100 + turn
            try:
                act(number, chance)
                done.append(number)
            except InterruptedError:
                pass
        connection.close()

    all_at_once(write)

    told = streams.events_after(world.event.tenant_id, STREAM, seq=0)
    assert numbers(world) == numbers(world, "tests.other") == list(range(1, len(done) + 1))
    assert sorted(one.payload["n"] for one in told) == sorted(done)
    for writer in range(WRITERS):
        own = [one.payload["n"] for one in told if one.payload["n"] // 100 == writer]
        assert own == sorted(own)


@pytest.mark.django_db(transaction=True)
def test_who_sees_a_number_sees_all_before_it(world: World) -> None:
    """A reader in the middle of many writers never meets a gap that is filled later."""
    gaps: list[list[int]] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            found = numbers(world)
            if found != list(range(1, len(found) + 1)):
                gaps.append(found)
        connection.close()

    @durable
    def act() -> None:
        tell(world)

    def write(_writer: int) -> None:
        for _ in range(EACH):
            act()
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    all_at_once(write)
    over.set()
    reader.join(30)

    assert gaps == []
    assert len(numbers(world)) == WRITERS * EACH


def all_at_once(work: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)


@pytest.mark.django_db
def test_old_events_are_forgotten_but_the_last_thousand_stay(world: World) -> None:
    tenant = world.event.tenant_id

    def filled(stream: str, *, count: int, age_s: int) -> None:
        at = timezone.now() - dt.timedelta(seconds=age_s)
        StreamCounter.objects.create(tenant_id=tenant, stream=stream, seq=count)
        StreamEvent.objects.bulk_create(
            StreamEvent(tenant_id=tenant, stream=stream, seq=seq, kind="told", at=at)
            for seq in range(1, count + 1)
        )

    filled("tests.old-and-long", count=1200, age_s=700)
    filled("tests.old-and-short", count=300, age_s=700)
    filled("tests.new-and-long", count=1200, age_s=500)

    streams.prune()

    assert numbers(world, "tests.old-and-long") == list(range(201, 1201))
    assert len(numbers(world, "tests.old-and-short")) == 300
    assert len(numbers(world, "tests.new-and-long")) == 1200
    kept = streams.bounds(tenant, "tests.old-and-long")
    assert [kept.can_replay(since) for since in (0, 199, 200, 1199, 1200, 1201)] == [
        False, False, True, True, True, False,
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_same_name_at_another_tenant_is_another_stream(world: World) -> None:
    other = make_event(make_organizer("third"), "con")
    tell(world)

    streams.publish(other, stream=STREAM, kind="told", payload={"secret": True})

    assert numbers(world) == [1]
    assert streams.last_seq(other.tenant_id, STREAM) == 1
