"""A connection that was kept is used again, and one that died is replaced before anybody notices."""

import datetime as dt

import pytest
from django.db import DataError, close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from eventhub.common.db.prepared import planned_cursor
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


def test_a_statement_that_was_planned_before_begins_with_a_new_connection_too(settings):
    connection.settings_dict["CONN_MAX_AGE"] = None
    connection.close_at = None
    with planned_cursor() as cursor:
        cursor.execute("SELECT 1")

    kill_the_connection()
    close_old_connections()

    with planned_cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
def test_moments_are_read_in_utc_to_the_microsecond_whatever_the_session_says(zone: str) -> None:
    texts = {
        "2027-07-02 20:00:00.000001+00": dt.datetime(2027, 7, 2, 20, 0, 0, 1, tzinfo=dt.UTC),
        "2027-07-02 20:00+05:30": dt.datetime(2027, 7, 2, 14, 30, tzinfo=dt.UTC),
        "1890-01-01 00:00:00.5+00": dt.datetime(1890, 1, 1, 0, 0, 0, 500_000, tzinfo=dt.UTC),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, false)", [zone])
        for text, moment in texts.items():
            cursor.execute("SELECT %s::timestamptz", [text])
            (found,) = cursor.fetchone()
            assert (found, found.tzinfo) == (moment, dt.UTC)
    connection.close()


def test_a_moment_that_no_calendar_holds_is_refused_as_such() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'infinity'::timestamptz")
        with pytest.raises(DataError, match="timestamp too large"):
            cursor.fetchone()
    connection.close()
