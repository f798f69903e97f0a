"""What tests run on: a PostgreSQL of their own, a temporary data directory, and nothing of the developer's settings.

`prepare` runs before the product's settings are read (tests/settings.py); `start` and `stop` run once per test run, in
the process that the developer started (tests/conftest.py). Workers of pytest-xdist inherit the environment.
"""

import atexit
import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import psutil
import psycopg

from eventhub.embedded import places, postgres

ROOT = Path(__file__).resolve().parent.parent
RUN = "EVENTHUB_TEST_RUN"
CLUSTER = "EVENTHUB_TEST_CLUSTER"
REDIS = "EVENTHUB_TEST_REDIS_URL"
TEMPLATE_LOCK = 0x45565450  # "EVTP"
TEMPLATES_KEPT = 3


def prepare() -> None:
    """Sets the environment of this test run, once; safe to call again and in workers."""
    if RUN in os.environ:
        return
    for name in [name for name in os.environ if name.startswith(("EVENTHUB_", "STRIPE_"))]:
        del os.environ[name]
    os.environ[RUN] = str(os.getpid())
    os.environ["EVENTHUB_DATA_DIR"] = _temporary_folder("data")
    # Most tests need no Redis; those that do ask the fixture `redis_url` for it.
    os.environ[REDIS] = os.environ.pop("REDIS_URL", "")
    if not os.environ.get("DATABASE_URL"):
        cluster = _cluster_folder()
        os.environ[CLUSTER] = str(cluster)
        os.environ["DATABASE_URL"] = _url(postgres.connection_settings(cluster))


def test_database_name() -> str:
    """One database per test run, so that two runs in one clone do not meet. Workers add their own suffix."""
    return f"test_eventhub_{os.environ[RUN]}"


def start() -> postgres.Server | None:
    """The tests' server, started or found; None when DATABASE_URL names another."""
    if CLUSTER not in os.environ:
        return None
    cluster = Path(os.environ[CLUSTER])
    server = postgres.ensure_running(cluster, tuning=postgres.DISPOSABLE)
    _drop_leftovers()
    return server


def template() -> str | None:
    """A database with every migration applied, for the test databases to be copied from; None on a foreign server.

    Made when migrations changed since the last run, which takes a while; workers and runs wait for each other.
    """
    if CLUSTER not in os.environ:
        return None
    name = f"template_eventhub_{_digest_of_migrations()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        found = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'template_eventhub_%' ORDER BY oid DESC"
        ).fetchall()
        if (name,) not in found:
            for (old,) in found[TEMPLATES_KEPT:]:
                _drop(connection, old)
            _drop(connection, "making_template")
            connection.execute("CREATE DATABASE making_template")
            _migrate("making_template")
            connection.execute(f'ALTER DATABASE making_template RENAME TO "{name}"')
    return name


@contextmanager
def database() -> Iterator[str]:
    """The URL of a database of its own, migrated and empty, for the length of the block: for real processes."""
    name = f"{test_database_name()}_{secrets.token_hex(4)}"
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    copied = template()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{copied}"' if copied else "")
        )
        try:
            if not copied:
                _migrate(name)
            yield url
        finally:
            _drop(connection, name)


def _digest_of_migrations() -> str:
    files = sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("eventhub/*/migrations/*.py")])
    digest = hashlib.sha256()
    for file in [*files, ROOT / "requirements" / "base.lock"]:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _migrate(database: str) -> None:
    """In a process of its own, with the product's own settings."""
    environment = {
        **os.environ,
        "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl(),
        "DJANGO_SETTINGS_MODULE": "eventhub.settings",
    }
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"The migrations fail:\n{done.stderr}")


def _drop(connection: psycopg.Connection, database: str) -> None:
    connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def _cluster_folder() -> Path:
    """`var/test`, kept from run to run; a temporary folder where that cannot hold a cluster."""
    kept = ROOT / "var" / "test"
    try:
        kept.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(_temporary_folder("postgres"))
    usable = os.access(kept, os.W_OK) and places.is_within_reach(kept)
    return kept if usable else Path(_temporary_folder("postgres"))


def _temporary_folder(purpose: str) -> str:
    folder = tempfile.mkdtemp(prefix=f"eventhub-tests-{purpose}-")
    Path(folder).chmod(0o755)  # PostgreSQL's account must reach it when root runs the tests
    atexit.register(_remove, folder, os.getpid())
    return folder


def _remove(folder: str, owner: int) -> None:
    if os.getpid() == owner:  # not in a forked child
        shutil.rmtree(folder, ignore_errors=True)


def _url(settings: dict[str, object]) -> str:
    options = urlencode(
        {"host": settings["HOST"], "port": settings["PORT"], "require_auth": "scram-sha-256"}
    )
    return f"postgresql://{settings['USER']}:{quote(str(settings['PASSWORD']))}@/{settings['NAME']}?{options}"


def _drop_leftovers() -> None:
    """Databases of runs that were killed."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall():
            run = re.fullmatch(r"test_eventhub_(\d+)(_\w+)?", name)
            if run and not psutil.pid_exists(int(run[1])):
                _drop(connection, name)
