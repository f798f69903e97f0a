"""`manage.py up`: one command serves everything, stops everything, and says plainly what keeps it from starting."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from eventhub.embedded import cluster
from tests.processes import Running, environment, manage, serving, temporary_data_dir
from tests.services import free_port
from tests.surroundings import ROOT

# One group, one worker: preparing an installation takes long, and these tests share one.
pytestmark = [pytest.mark.process, pytest.mark.xdist_group("up")]


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """An installation that was started once, so that further starts are quick."""
    with temporary_data_dir() as folder:
        assert manage("migrate", "--verbosity", "0", EVENTHUB_DATA_DIR=str(folder)).returncode == 0
        yield folder


def postgres_of(data_dir: Path) -> psutil.Process | None:
    return cluster.find_process((data_dir / "postgres").resolve())


def test_a_first_start_prepares_the_database_and_a_signal_stops_everything() -> None:
    with temporary_data_dir() as fresh, serving(fresh) as server:
        assert (server.get("/healthz"), server.get("/readyz")) == (200, 200)
        assert postgres_of(fresh)

        server.process.send_signal(signal.SIGTERM)

        assert server.process.wait(60) == 0
        assert postgres_of(fresh) is None


def test_ctrl_c_ends_with_exit_code_0(data_dir: Path) -> None:
    with serving(data_dir) as server:
        server.process.send_signal(signal.SIGINT)

        assert server.process.wait(60) == 0
        assert postgres_of(data_dir) is None


def test_it_prints_where_it_is(data_dir: Path) -> None:
    port = free_port()
    arguments = [
        sys.executable,
        "manage.py",
        "up",
        "--port",
        str(port),
        "--data-dir",
        str(data_dir),
    ]
    with subprocess.Popen(
        arguments, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        first = process.stdout.readline()
        process.terminate()

    assert first == f"EventHub  http://localhost:{port}/\n"
    assert process.returncode == 0


def test_a_killed_server_starts_again_on_the_postgresql_it_left(data_dir: Path) -> None:
    with serving(data_dir) as server:
        server.process.kill()
        server.process.wait()
    left = postgres_of(data_dir)

    with serving(data_dir) as server:
        assert postgres_of(data_dir) == left
        assert server.get("/readyz") == 200

    assert left
    assert postgres_of(data_dir) is None


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it does not come back"
        time.sleep(0.1)


def until_there_is_another(data_dir: Path, killed: psutil.Process) -> None:
    until(lambda: postgres_of(data_dir) not in {None, killed})


def test_a_killed_postgresql_is_started_again_as_often_as_it_dies(data_dir: Path) -> None:
    with serving(data_dir) as server:
        for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGQUIT):
            killed = postgres_of(data_dir)
            assert killed
            killed.send_signal(number)
            until_there_is_another(data_dir, killed)
            until(lambda: server.get("/readyz") == 200)

            answers = {server.get("/api/v1/organizers/") for _ in range(20)}

            assert answers == {401}  # answered, and not 503
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(60) == 0
    assert postgres_of(data_dir) is None


def test_while_it_is_away_every_answer_says_so_and_none_is_a_failure(data_dir: Path) -> None:
    with serving(data_dir) as server:
        killed = postgres_of(data_dir)
        assert killed
        killed.kill()
        seen = {server.get("/nobody/nothing/")}
        while 503 in seen and server.get("/readyz") != 200:
            seen.add(server.get("/nobody/nothing/"))

        assert seen <= {404, 503}
        assert server.get("/healthz") == 200


def test_commands_work_beside_it_and_leave_it_running(data_dir: Path) -> None:
    with serving(data_dir) as server:
        listed = manage("showmigrations", "account", EVENTHUB_DATA_DIR=str(data_dir))

        assert "[X] 0001" in listed.stdout
        assert server.get("/readyz") == 200


def test_commands_work_without_it_and_stop_what_they_started(data_dir: Path) -> None:
    listed = manage("showmigrations", "account", EVENTHUB_DATA_DIR=str(data_dir))

    assert "[X] 0001" in listed.stdout
    assert postgres_of(data_dir) is None


def test_commands_that_need_no_database_start_none() -> None:
    with temporary_data_dir() as fresh:
        assert manage("check", EVENTHUB_DATA_DIR=str(fresh)).returncode == 0
        assert manage("up", "--help", EVENTHUB_DATA_DIR=str(fresh)).returncode == 0

        assert not (fresh / "postgres").exists()


# --- What keeps it from starting ---------------------------------------------------------------------------------------


def refusal(*arguments: str, **changes: str) -> str:
    """The one line on standard error of a start that must fail."""
    result = manage("up", *arguments, **changes)
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_a_port_that_is_taken(data_dir: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        said = refusal("--port", str(port), "--data-dir", str(data_dir))

    assert f"Cannot listen on 127.0.0.1, port {port}: Address already in use." in said
    assert postgres_of(data_dir) is None


def test_a_port_that_is_none(data_dir: Path) -> None:
    said = refusal("--port", "70000", "--data-dir", str(data_dir))

    assert "Cannot listen on port 70000" in said


def test_a_data_directory_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert "is not writable" in refusal("--data-dir", str(tmp_path / "file" / "data"))


def test_a_data_directory_that_cannot_be_written_with_a_database_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    said = refusal("--data-dir", str(tmp_path / "file"), DATABASE_URL=os.environ["DATABASE_URL"])

    assert "is not writable" in said


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    unreachable = f"postgresql://nobody@127.0.0.1:{free_port()}/eventhub"

    said = refusal("--port", "0", "--data-dir", str(tmp_path), DATABASE_URL=unreachable)

    assert "The database does not answer" in said


def test_a_database_newer_than_the_program() -> None:
    future = (
        "from django.db.migrations.recorder import MigrationRecorder as R; from django.db import connection as c;"
        "R(c).ensure_schema(); R(c).record_applied('shop', '9999_of_the_future')"
    )
    with temporary_data_dir() as newer:
        assert (
            manage("shell", "--no-imports", "-c", future, EVENTHUB_DATA_DIR=str(newer)).returncode
            == 0
        )

        said = refusal("--port", "0", "--data-dir", str(newer))

        assert "newer than this program: shop.9999_of_the_future" in said
        assert postgres_of(newer) is None


def test_many_web_processes_without_redis(data_dir: Path) -> None:
    said = refusal("--data-dir", str(data_dir), EVENTHUB_WEB_PROCESSES="2")

    assert "REDIS_URL is not set" in said
    assert (
        manage("check", EVENTHUB_DATA_DIR=str(data_dir), EVENTHUB_WEB_PROCESSES="2").returncode == 1
    )


# --- The wire ----------------------------------------------------------------------------------------------------------


def first_line(server: Running, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(request)
        return connection.makefile("rb").readline()


UPGRADE = (
    b"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n"
)


def test_what_is_no_proper_request_is_refused_and_never_a_500(data_dir: Path) -> None:
    with serving(data_dir) as server:
        no_such_socket = first_line(server, UPGRADE % (b"/ws/nowhere/", b""))
        raw_bytes = first_line(server, b"GET /\xff?q=\xff HTTP/1.1\r\nHost: localhost\r\n\r\n")
        nul = first_line(server, b"GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        absolute = first_line(server, b"GET http://elsewhere/ HTTP/1.1\r\nHost: elsewhere\r\n\r\n")

    assert no_such_socket.startswith(b"HTTP/1.1 403")
    assert raw_bytes.startswith(b"HTTP/1.1 40")
    assert nul.startswith(b"HTTP/1.1 40")
    assert absolute.startswith(b"HTTP/1.1 40")
