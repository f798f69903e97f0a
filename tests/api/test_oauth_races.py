"""The same secret used by many at once: never two winners, never a token that outlives its revocation."""

import datetime as dt
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.utils import timezone

from account.actions.applications import (
    disable_application,
    renew_secret,
    revoke_authorizations,
)
from account.actions.tokens import Pair, known_refresh_token, live_grant, rotate, trade_code
from account.models import AccessToken, Application, Authorization, Grant, RefreshToken
from eventhub.common.actors import SYSTEM
from eventhub.common.errors import DomainError
from tenant.oauth.actions import authorize
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


def while_held(holds, deed):
    """What the deed comes to that begins while somebody else has done something and not yet committed it, and whether it
    waited for them."""

    def attempt():
        try:
            return deed()
        except DomainError as refusal:
            return refusal.code
        finally:
            connections["default"].close()

    waited = False
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            holds()
            work = pool.submit(attempt)
            while not (waited or work.done()):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                    waited = cursor.fetchone()[0] > 0
                time.sleep(0.01)
        return work.result(timeout=60), waited


def end_of(rows):
    """Ends them as those do who hold their lock."""
    kept = list(rows.select_for_update(no_key=rows.model is Application))
    moment = "disabled_at" if rows.model is Application else "revoked_at"
    rows.model.objects.filter(pk__in=[row.pk for row in kept]).update(
        **{moment: "2027-01-01T00:00:00Z"}
    )


def test_oauth_13_a_word_waits_for_whoever_ends_its_application(alice, app):
    def allow():
        return authorize(
            alice.user, application=app.row, scope=["read"], organizers=["bigevents"], actor=SYSTEM
        )

    came_to, waited = while_held(lambda: end_of(Application.objects.filter(pk=app.row.pk)), allow)

    assert (came_to, waited) == ("invalid", True)
    assert not Authorization.objects.exists()


@pytest.mark.parametrize("kind", ["code", "refresh"])
def test_oauth_12_tokens_wait_for_whoever_ends_their_authorization(alice, app, kind):
    pair = app.tokens(alice, "bigevents")
    code = app.code(alice, "bigevents")
    fresh = Pair("access-1", "refresh-1", "read", timezone.now() + dt.timedelta(hours=1))
    deeds = {
        "code": lambda: trade_code(code, grant=live_grant(code, application=app.row), pair=fresh),
        "refresh": lambda: rotate(
            known_refresh_token(pair["refresh_token"], application=app.row), pair=fresh
        ),
    }
    before = AccessToken.objects.count()

    came_to, waited = while_held(lambda: end_of(Authorization.objects.all()), deeds[kind])

    assert (came_to, waited) == (False, True)
    assert AccessToken.objects.count() == before


@pytest.mark.parametrize(
    "deed",
    [disable_application, renew_secret, revoke_authorizations],
    ids=lambda deed: deed.__name__,
)
def test_oauth_one_change_of_an_application_waits_for_the_other(alice, app, deed):
    app.tokens(alice, "bigevents")
    whose = alice.user if deed is revoke_authorizations else app.row.user
    held = (
        Authorization.objects.filter(user=whose)
        if deed is revoke_authorizations
        else Application.objects.filter(pk=app.row.pk)
    )

    _, waited = while_held(
        lambda: list(held.select_for_update(no_key=held.model is Application)),
        lambda: deed(whose, client_id=app.row.client_id, actor=SYSTEM),
    )

    assert waited
