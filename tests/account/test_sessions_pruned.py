"""Sessions that are over do not stay."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from account.actions import sessions

pytestmark = pytest.mark.django_db


def session(*, ends_in: dt.timedelta) -> str:
    store = SessionStore()
    store["words"] = "kept"
    store.set_expiry(ends_in)
    store.save()
    return str(store.session_key)


def test_sessions_that_are_over_are_forgotten_and_others_stay():
    session(ends_in=-dt.timedelta(seconds=1))
    session(ends_in=-dt.timedelta(days=30))
    living = session(ends_in=dt.timedelta(hours=1))

    sessions.forget_expired()
    sessions.forget_expired()

    assert list(Session.objects.values_list("session_key", flat=True)) == [living]
    assert not Session.objects.filter(expire_date__lt=timezone.now()).exists()


def test_it_is_done_by_the_clock():
    assert "account.actions.sessions.forget_expired" in dict(settings.PERIODIC)
