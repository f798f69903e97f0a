"""Periodic work runs once in its time, whoever keeps the clock."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from eventhub.common.effects import clock
from eventhub.common.models import PeriodicWork

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "tests.common.test_clock"
ran: list[str] = []


def sweep() -> None:
    ran.append("sweep")


def stumble() -> None:
    ran.append("stumble")
    raise OSError("the other side is away")


@pytest.fixture(autouse=True)
def _work(settings):
    settings.PERIODIC = [(f"{HERE}.stumble", 60), (f"{HERE}.sweep", 60)]
    ran.clear()


def test_each_piece_runs_once_in_its_time_also_after_a_restart():
    clock.tick()
    clock.tick()
    assert ran == ["stumble", "sweep"]

    PeriodicWork.objects.filter(path=f"{HERE}.sweep").update(
        due_at=timezone.now() - timedelta(seconds=1)
    )
    clock.tick()
    assert ran == ["stumble", "sweep", "sweep"]


def test_what_fails_holds_up_nothing_and_comes_again_when_it_is_due():
    clock.tick()
    PeriodicWork.objects.update(due_at=timezone.now() - timedelta(seconds=1))

    clock.tick()

    assert ran == ["stumble", "sweep", "stumble", "sweep"]


def test_what_another_process_is_at_is_left_to_it():
    clock.tick()
    PeriodicWork.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    ran.clear()
    other = connection.copy()
    with other.cursor() as cursor:
        lock = clock.lock_of(f"{HERE}.sweep")
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [clock.LOCKS, lock])

        clock.tick()

    other.close()
    assert ran == ["stumble"]


def test_a_message_runs_nothing_but_periodic_work():
    from eventhub.celery import run_periodic  # noqa: PLC0415 -- slow import

    run_periodic("os.getcwd")
    run_periodic(f"{HERE}.sweep")
    run_periodic(f"{HERE}.sweep")

    assert ran == ["sweep"]
