"""Only so many passwords are checked at once; the others are asked to try again."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, make_password

from account import hashers, throttle
from eventhub.common.errors import Unavailable
from tests.make import PASSWORD, make_user
from tests.web.pages import visitor

OURS = ["account.hashers.Argon2PasswordHasher"]


def test_a_password_is_checked_with_argon2(settings: Any) -> None:
    settings.PASSWORD_HASHERS = OURS

    kept = make_password(PASSWORD)

    assert kept.startswith("argon2$argon2id$")
    assert check_password(PASSWORD, kept)
    assert not check_password("another", kept)


def test_one_works_one_waits_and_the_third_is_refused() -> None:
    turns, begun, end = hashers.Turns(1), threading.Event(), threading.Event()
    order: list[str] = []

    def work(name: str) -> None:
        with turns.turn():
            order.append(name)
            begun.set()
            assert end.wait(30)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(work, "first")
        assert begun.wait(30)
        second = pool.submit(work, "second")
        while turns._admitted._value:  # until the second waits
            pass
        with pytest.raises(Unavailable) as refusal, turns.turn():
            pass
        assert order == ["first"]
        end.set()
        first.result(30), second.result(30)

    assert order == ["first", "second"]
    assert (refusal.value.code, refusal.value.retry_after_s) == ("busy", hashers.WAIT_S)
    with turns.turn():
        pass  # everybody gave their turn back


@pytest.mark.django_db
def test_who_comes_too_many_is_told_when_to_try_again(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PASSWORD_HASHERS = OURS
    make_user("ada@example.org")
    turns = hashers.Turns(1)
    monkeypatch.setattr(hashers, "TURNS", turns)
    form = {"username": "ada@example.org", "password": PASSWORD}

    monkeypatch.setattr(hashers, "WAIT_S", 0)

    with turns.turn():
        for _ in range(throttle.TRIES):
            answer = visitor().post("/auth/login/", form)

    assert (answer.status_code, answer["Retry-After"]) == (503, "0")
    assert "try again in a few seconds" in answer.content.decode()
    assert visitor().post("/auth/login/", form).status_code == 303
