"""A connection that was kept is used again, and one that died is replaced before anybody notices."""

import pytest
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from tenant.models import Organizer
from tests.make import make_organizer

pytestmark = pytest.mark.django_db(transaction=True)


def kill_the_connection() -> None:
    other = connection.copy()
    with connection.cursor() as mine, other.cursor() as cursor:
        mine.execute("SELECT pg_backend_pid()")
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [mine.fetchone()[0]])
    other.close()


def test_a_healthy_connection_is_kept_without_asking_the_server():
    with CaptureQueriesContext(connection) as queries:
        assert connection.is_usable()

    assert len(queries) == 0


def test_a_connection_that_the_server_closed_is_not_usable():
    kill_the_connection()

    assert not connection.is_usable()
    connection.close()


def test_the_next_request_begins_with_a_new_connection(settings):
    make_organizer()
    connection.settings_dict["CONN_MAX_AGE"] = None
    connection.close_at = None

    kill_the_connection()
    close_old_connections()  # what Django does when a request begins

    assert Organizer.unscoped.count() == 1
