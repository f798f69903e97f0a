"""Nobody waits for somebody else's slow server: lanes of their own, and turns within a lane."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from eventhub.common.effects import bell, lanes, outbox
from eventhub.common.models import OutboxTask
from tests.make import make_organizer

pytestmark = pytest.mark.django_db(transaction=True)
ran: list[str] = []
answering = threading.Event()


def note(*, word: str) -> None:
    """A task of the tests."""
    ran.append(word)


def call_the_slow(*, word: str) -> None:
    """A task of the tests whose other side takes its time."""
    ran.append(f"{word} begins")
    answering.wait(60)


def call_the_silent(*, word: str) -> None:
    """A task of the tests that puts itself off."""
    ran.append(word)
    later = OutboxTask.objects.get().run_at.replace(year=2999)
    outbox.reschedule("silent", key="one", tenant_id=None, at=later, payload={"word": "again"})


@pytest.fixture(autouse=True)
def _tasks(settings):
    own = {
        "note": "note",
        "slow": "call_the_slow",
        "mail": "note",
        "silent": "call_the_silent",
    }
    settings.TASKS = {name: f"tests.common.test_lanes.{path}" for name, path in own.items()}
    settings.TASK_LANES = {"note": "webhooks", "slow": "webhooks", "mail": "mail"}
    ran.clear()
    answering.clear()


@contextmanager
def working() -> Iterator[None]:
    """A worker, as beside a server or in Celery."""
    stop = threading.Event()
    worker = threading.Thread(target=lanes.run_worker, args=[stop])
    worker.start()
    try:
        yield
    finally:
        answering.set()
        stop.set()
        bell.wake()
        worker.join(60)
    assert not worker.is_alive()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, ran
        time.sleep(0.02)


@pytest.fixture
def tenants(db):
    return [make_organizer(slug).tenant_id for slug in ("slow", "other")]


def test_a_tenant_s_slow_receiver_leaves_threads_to_others(tenants):
    slow, other = tenants
    for number in range(10):
        outbox.enqueue("slow", tenant_id=slow, word=str(number))
    with working():
        until(lambda: len(ran) == lanes.WIDTHS["webhooks"].share)

        outbox.enqueue("note", tenant_id=other, word="other")
        outbox.enqueue("note", tenant_id=None, word="the house")
        until(lambda: {"other", "the house"} <= set(ran))

        begun = [word for word in ran if word.endswith("begins")]
        assert len(begun) == lanes.WIDTHS["webhooks"].share
        answering.set()
        until(lambda: not OutboxTask.objects.exclude(state="done").exists())


def test_what_is_slow_in_one_lane_holds_up_no_other(tenants):
    for number in range(10):
        for tenant in [*tenants, None]:
            outbox.enqueue("slow", tenant_id=tenant, word=str(number))
    with working():
        until(lambda: len(ran) == lanes.WIDTHS["webhooks"].threads)

        outbox.enqueue("mail", tenant_id=tenants[0], word="mail")
        until(lambda: "mail" in ran)


def test_tenants_take_turns_however_much_one_has_waiting(tenants):
    first, second = tenants
    for number in range(3):
        outbox.enqueue("note", tenant_id=first, word=f"first {number}")
    outbox.enqueue("note", tenant_id=second, word="second 0")
    outbox.enqueue("note", tenant_id=None, word="house 0")

    lanes.drain()

    assert ran == ["first 0", "second 0", "house 0", "first 1", "first 2"]


def test_a_worker_looks_by_itself_when_nobody_rings():
    with working():
        OutboxTask.objects.create(
            name="note", lane="webhooks", payload={"word": "quiet"},
            run_at="2026-01-01T00:00:00Z",
        )  # fmt: skip

        until(lambda: ran == ["quiet"])


def test_a_worker_outlives_a_database_that_is_away():
    with working():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )

        outbox.enqueue("note", tenant_id=None, word="after")
        until(lambda: ran == ["after"])


def test_a_task_that_puts_itself_off_is_one_row_that_moves():
    outbox.enqueue_once("silent", key="one", tenant_id=None, word="first")
    outbox.enqueue_once("silent", key="one", tenant_id=None, word="not again")

    assert lanes.drain() == 1

    task = OutboxTask.objects.get()
    assert ran == ["first"]
    assert (task.state, task.run_at.year, task.payload) == ("queued", 2999, {"word": "again"})


def test_a_row_that_somebody_else_works_on_is_left_to_them():
    outbox.enqueue_once("note", key="one", tenant_id=None, word="theirs")
    OutboxTask.objects.update(state="running")
    before = OutboxTask.objects.values().get()

    outbox.enqueue_once("note", key="one", tenant_id=None, word="mine")
    outbox.reschedule(
        "note", key="one", tenant_id=None, at=before["run_at"], payload={"word": "mine"}
    )

    assert OutboxTask.objects.values().get() == before


def test_a_key_belongs_to_its_tenant(tenants):
    for tenant in [*tenants, None]:
        outbox.enqueue_once("note", key="one", tenant_id=tenant, word=str(tenant))

    assert lanes.drain() == 3


def test_nothing_waits_under_a_key_whose_transaction_was_undone():
    with transaction.atomic():
        outbox.enqueue_once("note", key="one", tenant_id=None, word="hello")
        transaction.set_rollback(True)

    assert lanes.drain() == 0
