"""Fixtures that every test may use. People, events and orders are made by the functions beside this file."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker

from eventhub.embedded.postgres import Server
from eventhub.words import catalogues
from tests import cleaning, services, surroundings
from tests.people import world  # noqa: F401 -- a fixture for all

cleaning.install()

SERVER = pytest.StashKey[Server | None]()


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):  # workers of pytest-xdist find it running
        catalogues.compile_all()
        session.config.stash[SERVER] = surroundings.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    if server := config.stash.get(SERVER, None):
        server.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Migrating takes long, copying does not."""
    connection.settings_dict["TEST"]["TEMPLATE"] = surroundings.template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """At the end, connections that threads of tests left open must not keep the database from being dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )


@pytest.fixture(autouse=True)
def _language_of_settings() -> Iterator[None]:
    """A request leaves its language behind in the thread, as on a server, where the next request sets its own."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """A real Redis of this worker alone, empty at the start of the run."""
    worker = int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0
    with services.running_redis(tmp_path_factory.mktemp("redis"), worker=worker) as url:
        yield url


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The system's Chromium, for tests marked `browser`."""
    return services.chromium_path()
