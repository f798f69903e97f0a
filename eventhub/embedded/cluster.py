"""One PostgreSQL cluster: made, started, found and stopped. Callers hold the lock of `postgres.py`."""

import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from eventhub.embedded.errors import PostgresUnavailable
from eventhub.embedded.places import Places, make_private, make_socket_dir

ROLE = DATABASE = "eventhub"
SUPERUSER = "postgres"
PORT = 5432
VERSION = "18"
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 60
LOG_LIMIT_BYTES = 10 * 1024 * 1024

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "shared_buffers": "128MB",
    "max_connections": "60",
    "synchronous_commit": "on",
    "password_encryption": "scram-sha-256",
    "unix_socket_permissions": "0700",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_wal_size": "1GB",
    "log_timezone": "UTC",
    # No row and no statement in the log: people's names are in them.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "timezone": "UTC",
}


def start(places: Places, *, password: str, tuning: Mapping[str, str]) -> bool:
    """Makes sure that the cluster serves and holds the database; False when it was running already.

    Raises: PostgresUnavailable.
    """
    try:
        make_socket_dir(places)
        process = find_process(places.cluster)
        if not process:
            _end_orphans(places)
        if not (places.cluster / "PG_VERSION").exists():
            _create(places, password=password, durable=tuning.get("fsync") != "off")
        _check_cluster(places)
        if process and (places.sockets / f".s.PGSQL.{PORT}").exists():
            _wait_until_ready(places, process, password=password)
            return False
        if process:
            _end(
                process
            )  # nobody can reach it any more: its socket was swept away or its folder moved
        (places.cluster / "postmaster.pid").unlink(
            missing_ok=True
        )  # of a killed server, or from before a reboot
        process = _launch(places, tuning)
    except OSError as error:
        raise PostgresUnavailable(
            f"PostgreSQL cannot be set up in {places.data_dir}: {error.strerror} ({error.filename})."
        ) from None
    _wait_until_ready(places, process, password=password)
    return True


def stop(cluster: Path) -> None:
    """Stops the cluster's server, if it runs, and waits until it is gone."""
    if process := find_process(cluster):
        _end(process)


def serves(cluster: Path) -> bool:
    """Whether the cluster's server runs and is not on its way out: one that was asked to stop when everybody has left takes
    nobody new and waits for our connections, which never end."""
    if not find_process(cluster):
        return False
    with suppress(FileNotFoundError):
        return (cluster / "postmaster.pid").read_text().split()[-1:] != ["stopping"]
    return False


def find_process(cluster: Path) -> psutil.Process | None:
    """The server of this cluster, told from a process that merely inherited its number (reboot, container)."""
    with suppress(FileNotFoundError, ValueError, IndexError, psutil.Error):
        process = psutil.Process(int((cluster / "postmaster.pid").read_text().split()[0]))
        if _is_server_of(process, cluster.resolve()):
            return process
    return None


def _is_server_of(process: psutil.Process, cluster: Path) -> bool:
    """PostgreSQL's processes work in their cluster, wherever it was moved since they started."""
    return "postgres" in process.name() and _is_alive(process) and Path(process.cwd()) == cluster


# --- Making a cluster --------------------------------------------------------------------------------------------------


def _create(places: Places, *, password: str, durable: bool) -> None:
    """Makes the cluster beside its place and renames it, so that one cut short is never taken for a whole one."""
    beside = places.cluster.with_name(f"{places.cluster.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    make_private(beside, places.account)
    superuser_password = places.sockets / f"password-{secrets.token_hex(8)}"
    superuser_password.touch(mode=0o600)
    superuser_password.write_text(
        secrets.token_urlsafe(32)
    )  # nobody's: the program needs no superuser
    if places.account:
        os.chown(superuser_password, places.account.uid, places.account.gid)
    options = [
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
    ]
    options += [
        f"--username={SUPERUSER}",
        "--auth=scram-sha-256",
        f"--pwfile={superuser_password}",
        "--no-instructions",
    ]
    options += [] if durable else ["--no-sync"]
    try:
        _run_program(places, "initdb", f"--pgdata={beside}", *options)
    finally:
        superuser_password.unlink()
    role = f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{password}'"
    _run_program(places, "postgres", "--single", "-D", str(beside), "postgres", said=role)
    beside.rename(places.cluster)


def _run_program(places: Places, program: str, *arguments: str, said: str = "") -> None:
    done = subprocess.run(  # noqa: S603 -- our own programs
        [places.programs / program, *arguments],
        input=said,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=_environment(),
        **_as_account(places),
    )
    if done.returncode != 0 or "ERROR:" in done.stderr:
        raise PostgresUnavailable(
            f"PostgreSQL could not make its files in {places.cluster.parent}: {_last_lines(done.stderr)}"
        )


def _check_cluster(places: Places) -> None:
    version = (places.cluster / "PG_VERSION").read_text().strip()
    if version != VERSION:
        raise PostgresUnavailable(
            f"{places.cluster} was made by PostgreSQL {version} and this program brings {VERSION};"
            " docs/operations.md says how to move the data."
        )
    owner = places.cluster.stat().st_uid
    if owner == places.owner_uid:
        return
    if not places.account:
        raise PostgresUnavailable(f"{places.cluster} belongs to another user (number {owner}).")
    _give_to_account(places)


def _give_to_account(places: Places) -> None:
    """Files restored from a backup by root are root's."""
    for folder, _folders, files in os.walk(places.cluster):
        for path in [Path(folder), *(Path(folder) / name for name in files)]:
            os.chown(path, places.owner_uid, -1, follow_symlinks=False)


# --- Starting and stopping it ------------------------------------------------------------------------------------------


def _launch(places: Places, tuning: Mapping[str, str]) -> psutil.Process:
    """Starts the server as nobody's child, in a session of its own: Ctrl-C at our terminal is not meant for it."""
    settings = {**SETTINGS, "unix_socket_directories": str(places.sockets), **tuning}
    options = [f"--{name}={value}" for name, value in settings.items()]
    log_path = places.data_dir / "postgres.log"
    if log_path.exists() and log_path.stat().st_size > LOG_LIMIT_BYTES:
        log_path.replace(log_path.with_name("postgres.log.1"))
    with log_path.open("ab") as log:
        launched = subprocess.run(  # noqa: S603 -- our own program
            [
                "/bin/sh",
                "-c",
                '"$@" >&2 & echo $!',
                "sh",
                places.programs / "postgres",
                "-D",
                places.cluster,
                *options,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            check=True,
            cwd="/",
            env=_environment(),
            start_new_session=True,
            **_as_account(places),
        )
    try:
        return psutil.Process(int(launched.stdout))
    except psutil.NoSuchProcess:
        raise _start_failure(places) from None


def _wait_until_ready(places: Places, process: psutil.Process, *, password: str) -> None:
    """Waits until the server answers, and makes the database when it is missing."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            _make_database(places, password=password)
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise PostgresUnavailable(
                    f"{places.data_dir / 'postgres-password'} is not the password of the database in"
                    f" {places.cluster}; restore that file from a backup."
                ) from None
            if not _is_alive(process) or time.monotonic() > deadline:
                raise _start_failure(places) from None
            time.sleep(0.02)
        else:
            return


def _make_database(places: Places, *, password: str) -> None:
    with psycopg.connect(
        host=str(places.sockets),
        port=PORT,
        user=ROLE,
        password=password,
        dbname="postgres",
        autocommit=True,
        require_auth="scram-sha-256",
    ) as connection:
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _end(process: psutil.Process) -> None:
    """A fast shutdown: open transactions are rolled back, nothing committed is lost."""
    with suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGINT)
        if not _wait_gone(process):
            process.send_signal(signal.SIGQUIT)
            _wait_gone(process)


def _wait_gone(process: psutil.Process) -> bool:
    deadline = time.monotonic() + STOP_TIMEOUT_S
    while _is_alive(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _is_alive(process: psutil.Process) -> bool:
    """A dead process that nobody has reaped is dead."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _end_orphans(places: Places) -> None:
    """Ends what could still write to our cluster: a server whose data directory was deleted under it, and the hands
    of one that was killed. At once, without a last checkpoint: that would go to files which are no longer its own.
    """
    socket_lock = places.sockets / f".s.PGSQL.{PORT}.lock"
    with suppress(FileNotFoundError, ValueError, IndexError, psutil.Error):
        process = psutil.Process(int(socket_lock.read_text().split()[0]))
        if "postgres" in process.name() and process.uids().real == places.owner_uid:
            process.send_signal(signal.SIGQUIT)
            _wait_gone(process)
    socket_lock.unlink(missing_ok=True)
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if _is_server_of(process, places.cluster.resolve()):
                _wait_gone(process)


# --- Small things ------------------------------------------------------------------------------------------------------


def _as_account(places: Places) -> dict[str, Any]:
    if not places.account:
        return {}
    return {"user": places.account.uid, "group": places.account.gid, "extra_groups": []}


def _environment() -> dict[str, str]:
    """Enough to run, and nothing of ours: no secrets, and nothing that would steer PostgreSQL."""
    kept = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    return {"LC_ALL": "C", **{name: os.environ[name] for name in kept if name in os.environ}}


def _start_failure(places: Places) -> PostgresUnavailable:
    log = places.data_dir / "postgres.log"
    return PostgresUnavailable(
        f"PostgreSQL did not start: {_last_lines(log.read_text(errors='replace'))} (more in {log})"
    )


def _last_lines(text: str) -> str:
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return " | ".join(lines[-3:]) or "it said nothing."
