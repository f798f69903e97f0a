"""Our own PostgreSQL: first start, sharing, sudden deaths, strangers."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from eventhub.embedded import cluster
from eventhub.embedded.postgres import (
    DISPOSABLE,
    PostgresUnavailable,
    Server,
    connection_settings,
    ensure_running,
    running,
)
from tests.processes import temporary_data_dir
from tests.surroundings import ROOT

START_AND_WAIT = """
import sys, pathlib
from eventhub.embedded.postgres import DISPOSABLE, ensure_running
server = ensure_running(pathlib.Path(sys.argv[1]), tuning=DISPOSABLE)
print(server.started, flush=True)
sys.stdin.read()
server.stop()
"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data directory that PostgreSQL's account can reach when root runs the tests (tmp_path is root's alone)."""
    with temporary_data_dir() as folder:
        yield folder


def start(data_dir: Path) -> Server:
    return ensure_running(data_dir, tuning=DISPOSABLE)


def connect(data_dir: Path, **changes: str) -> psycopg.Connection:
    settings = connection_settings(data_dir)
    words = {
        "host": "HOST",
        "port": "PORT",
        "user": "USER",
        "password": "PASSWORD",
        "dbname": "NAME",
    }
    arguments = {word: str(settings[name]) for word, name in words.items()}
    return psycopg.connect(make_conninfo(**{**arguments, **changes}), autocommit=True)


def ask(data_dir: Path, question: str) -> object:
    with closing(connect(data_dir)) as connection:
        row = connection.execute(question).fetchone()
        return row and row[0]


def server_process(data_dir: Path) -> psutil.Process | None:
    return cluster.find_process((data_dir / "postgres").resolve())


def is_gone(process: psutil.Process) -> bool:
    """Dead, whether or not the system has cleared it away."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


@contextmanager
def another_process(data_dir: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that starts or finds the server and uses it until its standard input closes."""
    with subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT, data_dir],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_settings_are_told_without_starting_anything(data_dir: Path) -> None:
    settings = connection_settings(data_dir)

    assert settings == connection_settings(data_dir)
    assert len(str(settings["HOST"])) < 60
    assert settings["OPTIONS"] == {"require_auth": "scram-sha-256"}  # never said in clear
    assert (data_dir / "postgres-password").stat().st_mode & 0o777 == 0o600
    assert not (data_dir / "postgres").exists()


def test_first_start_makes_the_database_and_the_last_to_leave_stops_it(data_dir: Path) -> None:
    with running(data_dir, tuning=DISPOSABLE) as server:
        assert server.started
        assert ask(data_dir, "SELECT current_database()") == "eventhub"
        assert ask(data_dir, "SELECT 'Žluťoučký' ~* 'ŽLUŤ'") is True

    assert server_process(data_dir) is None


def test_what_was_written_is_there_after_a_restart(data_dir: Path) -> None:
    with running(data_dir, tuning=DISPOSABLE), connect(data_dir) as connection:
        connection.execute("CREATE TABLE note AS SELECT 'kept' AS words")

    with running(data_dir, tuning=DISPOSABLE):
        assert ask(data_dir, "SELECT words FROM note") == "kept"


def test_the_program_is_no_superuser_and_can_make_test_databases(data_dir: Path) -> None:
    with running(data_dir, tuning=DISPOSABLE):
        rights = "SELECT ARRAY[rolsuper, rolcreatedb, rolbypassrls] FROM pg_roles WHERE rolname = current_user"
        assert ask(data_dir, rights) == [False, True, False]


def test_without_the_password_nobody_gets_in(data_dir: Path) -> None:
    with running(data_dir, tuning=DISPOSABLE):
        for user in ("eventhub", "postgres", "root"):
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                connect(data_dir, user=user, password="guess")
        folder = Path(str(connection_settings(data_dir)["HOST"]))
        assert folder.stat().st_mode & 0o777 == 0o700


def test_by_default_a_commit_survives_a_power_cut(data_dir: Path) -> None:
    with running(data_dir):
        assert ask(data_dir, "SHOW synchronous_commit") == "on"
        assert ask(data_dir, "SHOW fsync") == "on"
        assert ask(data_dir, "SHOW listen_addresses") == ""


def test_a_path_of_200_characters_works() -> None:
    with temporary_data_dir(below="/".join(["d" * 40] * 5)[:200].strip("/")) as data_dir:
        assert len(str(data_dir)) > 200
        with running(data_dir, tuning=DISPOSABLE):
            assert ask(data_dir, "SELECT 1") == 1


def test_a_folder_that_only_its_owner_may_enter_works() -> None:
    with temporary_data_dir(mode=0o700) as data_dir:
        with running(data_dir, tuning=DISPOSABLE):
            assert ask(data_dir, "SELECT 1") == 1
        assert data_dir.parent.stat().st_mode & 0o777 == 0o700


def test_a_path_with_blanks_quotes_and_dollars_works() -> None:
    with (
        temporary_data_dir(below='it\'s "$HOME" `here`') as data_dir,
        running(data_dir, tuning=DISPOSABLE),
    ):
        assert ask(data_dir, "SELECT 1") == 1


def test_two_servers_stand_side_by_side(data_dir: Path) -> None:
    with (
        temporary_data_dir() as other,
        running(data_dir, tuning=DISPOSABLE),
        running(other, tuning=DISPOSABLE),
    ):
        with connect(data_dir) as connection:
            connection.execute("CREATE TABLE only_here ()")

        assert ask(data_dir, "SELECT to_regclass('only_here') IS NULL") is False
        assert ask(other, "SELECT to_regclass('only_here') IS NULL") is True


def test_a_second_user_finds_the_server_and_the_first_may_leave(data_dir: Path) -> None:
    first = start(data_dir)
    second = start(data_dir)

    first.stop()

    assert (first.started, second.started) == (True, False)
    assert ask(data_dir, "SELECT 1") == 1
    second.stop()
    assert server_process(data_dir) is None


def test_a_command_leaves_the_server_of_another_process_alone(data_dir: Path) -> None:
    with another_process(data_dir) as starter:
        assert starter.stdout
        assert starter.stdout.readline() == "True\n"

        with running(data_dir, tuning=DISPOSABLE) as server:
            assert not server.started

        assert ask(data_dir, "SELECT 1") == 1
        starter.communicate(timeout=60)
        assert server_process(data_dir) is None


def test_starters_at_once_share_one_server(data_dir: Path) -> None:
    with (
        another_process(data_dir) as a,
        another_process(data_dir) as b,
        another_process(data_dir) as c,
    ):
        answers = [process.stdout.readline() for process in (a, b, c) if process.stdout]

        assert sorted(answers) == ["False\n", "False\n", "True\n"]
        assert ask(data_dir, "SELECT 1") == 1
        for process in (a, b, c):
            process.communicate(timeout=60)
    assert server_process(data_dir) is None


def test_a_server_whose_starter_was_killed_is_found_used_and_stopped(data_dir: Path) -> None:
    with another_process(data_dir) as starter:
        assert starter.stdout
        starter.stdout.readline()
        starter.kill()
        starter.wait()
    left_behind = server_process(data_dir)

    server = start(data_dir)

    assert not server.started
    assert server_process(data_dir) == left_behind
    server.stop()
    assert server_process(data_dir) is None


def test_a_killed_server_starts_again_with_everything_committed(data_dir: Path) -> None:
    first = ensure_running(data_dir)
    with connect(data_dir) as connection:
        connection.execute("CREATE TABLE note AS SELECT 'committed' AS words")
    killed = server_process(data_dir)
    assert killed
    killed.send_signal(signal.SIGKILL)
    killed.wait(timeout=30)

    second = start(data_dir)

    assert second.started
    assert ask(data_dir, "SELECT words FROM note") == "committed"
    first.stop()
    second.stop()


def test_a_process_number_left_by_a_reboot_is_not_taken_for_the_server(data_dir: Path) -> None:
    with running(data_dir, tuning=DISPOSABLE):
        pass
    stale = data_dir / "postgres" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{data_dir / 'postgres'}\n")

    with running(data_dir, tuning=DISPOSABLE) as server:
        assert server.started


def test_a_clone_deleted_under_its_server_and_made_again_works(data_dir: Path) -> None:
    orphaned = start(data_dir)
    before = server_process(data_dir)
    shutil.rmtree(data_dir)

    with running(data_dir, tuning=DISPOSABLE) as server:
        assert server.started
        assert ask(data_dir, "SELECT 1") == 1

    assert before
    assert is_gone(before)
    orphaned.stop()


def test_a_start_cut_short_while_making_the_files_begins_again(data_dir: Path) -> None:
    unfinished = data_dir / "postgres.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")

    with running(data_dir, tuning=DISPOSABLE):
        assert ask(data_dir, "SELECT 1") == 1


def test_a_socket_folder_prepared_by_a_stranger_is_refused(data_dir: Path, tmp_path: Path) -> None:
    prepared = Path(str(connection_settings(data_dir)["HOST"]))
    prepared.symlink_to(tmp_path)
    try:
        with pytest.raises(PostgresUnavailable, match="not a private folder of ours"):
            start(data_dir)
    finally:
        prepared.unlink()
    assert not (data_dir / "postgres").exists()


def test_a_data_directory_that_cannot_be_made_is_one_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(PostgresUnavailable, match=r"cannot be used.*--data-dir") as refusal:
        connection_settings(tmp_path / "file" / "data")

    assert "\n" not in str(refusal.value)


def test_files_of_another_version_are_refused_and_left_alone(data_dir: Path) -> None:
    with running(data_dir, tuning=DISPOSABLE):
        pass
    (data_dir / "postgres" / "PG_VERSION").write_text("17\n")

    with pytest.raises(PostgresUnavailable, match="made by PostgreSQL 17"):
        start(data_dir)

    assert (data_dir / "postgres" / "global").exists()


def test_a_server_that_cannot_start_says_why(data_dir: Path) -> None:
    with pytest.raises(PostgresUnavailable, match=r"did not start: .*shared_buffers"):
        ensure_running(data_dir, tuning={"shared_buffers": "much"})
