"""Threads that stay, and a database that is looked after."""

import logging
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from eventhub.embedded import cluster, keeper
from eventhub.embedded.errors import PostgresUnavailable
from eventhub.embedded.postgres import (
    DISPOSABLE,
    connection_settings,
    ensure_running,
    running,
    start_again,
)
from eventhub.server import keeping
from tests.processes import temporary_data_dir


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with temporary_data_dir() as folder:
        yield folder


def test_a_thread_that_breaks_begins_again_whatever_broke_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(keeping, "PAUSE_S", 0.01)
    begun: list[int] = []
    settled, stop = threading.Event(), threading.Event()

    def work(until: threading.Event) -> None:
        begun.append(len(begun))
        if len(begun) == 1:
            raise KeyError("x")
        if len(begun) == 2:
            sys.exit(1)
        if len(begun) == 4:
            settled.set()
            until.wait(30)

    with caplog.at_level(logging.ERROR):
        thread = keeping.kept("work", work, stop)
        assert settled.wait(30)
    stop.set()
    thread.join(30)

    assert begun == [0, 1, 2, 3]
    assert not thread.is_alive()
    assert [record.message for record in caplog.records] == ["a thread broke and begins again"] * 2


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGQUIT, signal.SIGINT, signal.SIGTERM])
def test_a_server_that_was_stopped_by_somebody_else_is_started_again(
    data_dir: Path, number: signal.Signals
) -> None:
    stop = threading.Event()
    words = connection_settings(data_dir)
    with (
        running(data_dir, tuning=DISPOSABLE),
        closing(
            psycopg.connect(
                host=str(words["HOST"]),
                port=str(words["PORT"]),
                user=str(words["USER"]),
                password=str(words["PASSWORD"]),
                dbname=str(words["NAME"]),
            )
        ),  # somebody who never leaves
    ):
        killed = cluster.find_process((data_dir / "postgres").resolve())
        assert killed
        watch = threading.Thread(target=keeper.look_after, args=[data_dir, stop])
        watch.start()
        killed.send_signal(number)
        started = killed
        while started is None or started == killed:
            started = cluster.find_process((data_dir / "postgres").resolve())
        stop.set()
        watch.join(60)

    assert cluster.find_process((data_dir / "postgres").resolve()) is None


def test_files_that_are_gone_are_not_made_anew(data_dir: Path) -> None:
    server = ensure_running(data_dir, tuning=DISPOSABLE)
    server.stop()
    (data_dir / "postgres").resolve().rename(data_dir / "elsewhere")

    with pytest.raises(PostgresUnavailable, match="are gone"):
        start_again(data_dir)

    assert not (data_dir / "postgres" / "PG_VERSION").exists()
