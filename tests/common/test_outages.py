"""Something outside is away or full: every face says 503 and when to come back, and what is wrong stays a 500."""

import errno
import json

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError
from django.test import RequestFactory

from eventhub.common import outages
from eventhub.web import error_pages


def raised(kind, state=None, words=""):
    """A database error as Django raises it: from psycopg's, which knows the server's word for it."""
    cause = psycopg.errors.lookup(state)(words) if state else psycopg.OperationalError(words)
    try:
        raise kind(words) from cause
    except DatabaseError as error:
        return error
    except InterfaceError as error:
        return error


def answer_to(error, path):
    """What the server says when a view breaks with this."""
    request = RequestFactory().get(path, headers={"host": "localhost"})
    try:
        raise error
    except type(error):
        return error_pages.server_error(request)


AWAY = [
    raised(OperationalError, words="connection refused"),
    raised(OperationalError, "57P01", "terminating connection due to administrator command"),
    raised(OperationalError, "57P03", "the database system is starting up"),
    raised(OperationalError, "53300", "sorry, too many clients already"),
    raised(DatabaseError, "25006", "cannot execute INSERT in a read-only transaction"),
    raised(InterfaceError, words="connection already closed"),
]
FULL = [
    raised(OperationalError, "53100", "could not extend file"),
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EDQUOT, "Disk quota exceeded"),
]
WRONG = [
    raised(ProgrammingError, "42P01", "no such table"),
    raised(OperationalError, "40P01", "deadlock detected"),
    OSError(errno.EACCES, "Permission denied"),
    KeyError("x"),
]


@pytest.mark.parametrize("error", AWAY, ids=str)
@pytest.mark.parametrize("path", ["/acme/con/", "/app/shop/api/items/", "/api/v1/organizers/"])
def test_a_database_that_is_away_is_503_on_every_face(error, path):
    answer = answer_to(error, path)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "out of reach" in answer.content.decode()


@pytest.mark.parametrize("error", FULL, ids=str)
@pytest.mark.parametrize("path", ["/acme/con/", "/app/shop/api/items/", "/api/v1/organizers/"])
def test_a_full_disk_is_503_on_every_face_and_remembered(error, path, monkeypatch):
    monkeypatch.setattr(outages._Noted, "at", None)
    assert not outages.found_no_room()

    answer = answer_to(error, path)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert "no room" in answer.content.decode()
    assert outages.found_no_room()


@pytest.mark.parametrize("error", WRONG, ids=str)
def test_what_is_wrong_is_no_outage(error):
    assert answer_to(error, "/acme/con/").status_code == 500
    assert outages.outage_of(error) is None


def test_an_outage_is_found_behind_what_was_raised_from_it():
    error = RuntimeError("a tool's own words")
    error.__cause__ = AWAY[0]

    assert outages.outage_of(error)


def test_each_face_speaks_of_an_outage_in_its_own_words():
    pages, ours, v1 = (
        answer_to(AWAY[0], path)
        for path in ("/acme/con/", "/app/shop/api/items/", "/api/v1/organizers/")
    )

    assert pages["Content-Type"].startswith("text/html")
    assert json.loads(ours.content)["error"]["code"] == "database_away"
    assert list(json.loads(v1.content)) == ["detail"]
