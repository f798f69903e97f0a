"""Our own PostgreSQL: started when no DATABASE_URL is set, shared by every process of one data directory.

Who uses the server holds a shared lock on `<data dir>/postgres.users` for as long; the last to leave stops the server.
The kernel lets go of a lock when its process dies, so a server whose starter was killed is found, used and stopped by
whoever comes next. Starting and leaving happen under an exclusive lock on `<data dir>/postgres.lock`.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from eventhub.embedded import cluster
from eventhub.embedded.errors import PostgresUnavailable
from eventhub.embedded.places import find, socket_dir

__all__ = [
    "PostgresUnavailable",
    "Server",
    "connection_settings",
    "ensure_running",
    "running",
    "start_again",
]

# What tests may do without: their data need not survive a power cut.
DISPOSABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "400",
    "log_error_verbosity": "default",
    "log_min_error_statement": "error",
}


def connection_settings(data_dir: Path) -> dict[str, object]:
    """Django's database settings for the server of `data_dir`; starts nothing.

    Makes the password file on first use (0600); any number of processes agree on one password.
    Raises: PostgresUnavailable when the data directory cannot be written or belongs to another user.
    """
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": cluster.DATABASE,
        "USER": cluster.ROLE,
        "PASSWORD": _password(data_dir),
        "HOST": str(socket_dir(data_dir)),
        "PORT": str(cluster.PORT),
        # A stranger's server at our socket must not be told the password in clear.
        "OPTIONS": {"require_auth": "scram-sha-256"},
    }


@dataclass
class Server:
    """Our use of a running server, from `ensure_running` to `stop`."""

    data_dir: Path
    started: bool
    _lease: IO[bytes]

    def stop(self) -> None:
        """Ends our use; stops the server unless another process still uses it. Safe to call twice."""
        if self._lease.closed:
            return
        with _starting(self.data_dir):
            self._lease.close()
            with _open_lock(self.data_dir, "postgres.users") as users:
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return
                cluster.stop(self.data_dir / "postgres")
                with suppress(OSError):
                    socket_dir(self.data_dir).rmdir()


def ensure_running(data_dir: Path, *, tuning: Mapping[str, str] | None = None) -> Server:
    """Finds the server of `data_dir` or starts it, making the cluster and the database on first use.

    `tuning` are server settings that count only when this call starts the server. Any number of processes may call
    this at once. Raises: PostgresUnavailable.
    """
    data_dir = data_dir.resolve()
    password = _password(data_dir)
    with _starting(data_dir):
        places = find(data_dir)
        started = cluster.start(places, password=password, tuning=tuning or {})
        lease = _open_lock(data_dir, "postgres.users")
        fcntl.flock(lease, fcntl.LOCK_SH)
    return Server(data_dir, started, lease)


def start_again(data_dir: Path) -> None:
    """Starts the server of `data_dir`, which this process uses, when it is gone or about to go; never makes a new cluster in
    the place of one that is gone too. Raises: PostgresUnavailable."""
    data_dir = data_dir.resolve()
    with _starting(data_dir):
        if not (data_dir / "postgres" / "PG_VERSION").exists():
            raise PostgresUnavailable(f"The database's files in {data_dir / 'postgres'} are gone.")
        if not cluster.serves((data_dir / "postgres").resolve()):
            cluster.stop((data_dir / "postgres").resolve())
        cluster.start(find(data_dir), password=_password(data_dir), tuning={})


@contextmanager
def running(data_dir: Path, *, tuning: Mapping[str, str] | None = None) -> Iterator[Server]:
    """The server for the length of the block. Raises: PostgresUnavailable."""
    server = ensure_running(data_dir, tuning=tuning)
    try:
        yield server
    finally:
        server.stop()


def _password(data_dir: Path) -> str:
    path = data_dir / "postgres-password"
    try:
        with suppress(FileNotFoundError):
            return path.read_text().strip()
        data_dir.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        beside.touch(mode=0o600)
        beside.write_text(secrets.token_urlsafe(32))
        with suppress(
            FileExistsError
        ):  # another process was first, and its password is everybody's
            os.link(beside, path)
        beside.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise _unusable(data_dir, error) from None


@contextmanager
def _starting(data_dir: Path) -> Iterator[None]:
    """One process at a time starts or stops the server of `data_dir`."""
    with _open_lock(data_dir, "postgres.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _open_lock(data_dir: Path, name: str) -> IO[bytes]:
    try:
        return (data_dir / name).open("ab")
    except OSError as error:
        raise _unusable(data_dir, error) from None


def _unusable(data_dir: Path, error: OSError) -> PostgresUnavailable:
    return PostgresUnavailable(
        f"The data directory {data_dir} cannot be used ({error.strerror}: {error.filename});"
        " choose another with EVENTHUB_DATA_DIR or --data-dir, or set DATABASE_URL."
    )
