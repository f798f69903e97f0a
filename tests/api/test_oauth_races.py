"""The same secret used by many at once: never two winners, never a token that outlives its revocation."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connections

from account.actions.applications import disable_application, revoke_authorizations
from account.models import AccessToken, Authorization, Grant, RefreshToken
from eventhub.common.actors import SYSTEM
from tests.api.oauth import App, Person, make_app
from tests.make import make_event, make_organizer, make_team, make_user

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


@pytest.fixture
def alice():
    cache.clear()
    event = make_event(make_organizer())
    user = make_user("alice@example.org")
    make_team(event.organizer, members=[user])
    return Person(user)


@pytest.fixture
def app(alice):
    return make_app(make_user("maker@example.org"))


def at_once(*deeds):
    """Runs the deeds on threads that start together; what they return."""
    start = threading.Barrier(len(deeds))

    def attempt(deed):
        try:
            start.wait(timeout=30)
            return deed()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(attempt, deeds))


def own_browser(app):
    return App(app.row, app.secret)


def test_oauth_05_a_code_used_at_once_makes_tokens_once_at_most(alice, app):
    code = app.code(alice, "bigevents")

    answers = at_once(*[lambda: own_browser(app).trade(code).status_code] * AT_ONCE)

    assert set(answers) <= {200, 400}
    assert Counter(answers)[200] <= 1
    assert RefreshToken.objects.count() <= 1
    assert not RefreshToken.objects.filter(revoked=None).exists()
    assert not AccessToken.objects.exists()


def test_oauth_08_a_refresh_token_used_at_once_has_one_successor_at_most(alice, app):
    pair = app.tokens(alice, "bigevents")

    answers = at_once(
        *[lambda: own_browser(app).refresh(pair["refresh_token"]).status_code] * AT_ONCE
    )

    assert set(answers) <= {200, 400}
    assert Counter(answers)[200] <= 1
    assert RefreshToken.objects.count() <= 2
    assert not RefreshToken.objects.filter(revoked=None).exists()
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize("end", [revoke_authorizations, disable_application])
def test_oauth_12_no_token_is_born_while_all_are_ended(alice, app, end):
    whose = alice.user if end is revoke_authorizations else app.row.user
    pairs = [app.tokens(alice, "bigevents") for _ in range(2)]
    codes = [app.code(alice, "bigevents") for _ in range(2)]

    answers = at_once(
        *[lambda pair=pair: own_browser(app).refresh(pair["refresh_token"]).status_code for pair in pairs],
        *[lambda code=code: own_browser(app).trade(code).status_code for code in codes],
        lambda: end(whose, client_id=app.row.client_id, actor=SYSTEM) and 0,
    )  # fmt: skip

    assert set(answers[:-1]) <= {200, 400, 401}
    assert not AccessToken.objects.exists()
    assert not RefreshToken.objects.filter(revoked=None).exists()
    assert not Grant.objects.exists()


def test_oauth_13_no_word_outlives_the_end_of_its_application(alice, app):
    """Allowed at the very moment of the end: either it was not allowed, or it ended too."""
    form = {"allow": "true", "organizers": ["bigevents"]}
    people = [Person(alice.user) for _ in range(3)]

    answers = at_once(
        *[lambda one=one: one.submit(app.address(), **form).status_code for one in people],
        lambda: disable_application(app.row.user, client_id=app.row.client_id, actor=SYSTEM) and 0,
    )

    assert set(answers[:-1]) <= {302, 400}
    assert not Authorization.objects.filter(revoked_at=None).exists()
    assert not Grant.objects.exists()
