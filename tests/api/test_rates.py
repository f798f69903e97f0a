"""Who asks too often waits (contract, B15 and C0)."""

from typing import Any

import pytest
from django.core.cache import cache

from eventhub.common.http import rates
from shop.models import Category
from tenant.models import Event
from tests.api.conftest import Api
from tests.make import make_team, make_token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: Any) -> Any:
    """A minute that lasts until a test says otherwise, and counters that begin at nothing."""
    at = {"now": 1_800_000_015.0}
    monkeypatch.setattr(rates.time, "time", lambda: at["now"])
    rates._counts.turn_to(-1)
    cache.clear()
    yield at
    rates._counts.turn_to(-1)
    cache.clear()


def test_c0_past_the_limit_is_429_with_whole_seconds_and_changes_nothing(
    alice: Api, event: Event, settings: Any, clock: Any
) -> None:
    settings.API_RATE = 2
    api = alice.at(event)
    assert [api.get("categories/").status_code for _ in range(2)] == [200, 200]

    refused = api.post("categories/", {"name": {"en": "A"}}, HTTP_X_IDEMPOTENCY_KEY="k")

    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "45"
    assert set(refused.json()) == {"detail"}
    assert not Category.objects.filter(event=event).exists()
    clock["now"] += 45
    again = api.post("categories/", {"name": {"en": "A"}}, HTTP_X_IDEMPOTENCY_KEY="k")
    assert again.status_code == 201


def test_c0_each_credential_has_its_own_count(alice: Api, event: Event, settings: Any) -> None:
    settings.API_RATE = 1
    other = Api(make_token(make_team(event.organizer), "another-token"))

    assert alice.get("organizers/").status_code == 200
    assert alice.get("organizers/").status_code == 429
    assert other.get("organizers/").status_code == 200


def test_c0_a_credential_counts_once_however_its_keyword_is_written(
    alice: Api, nobody: Api, settings: Any
) -> None:
    settings.API_RATE = 1

    assert alice.get("organizers/").status_code == 200
    for keyword in ("token", "TOKEN", "tOkEn"):
        answer = nobody.get("organizers/", HTTP_AUTHORIZATION=f"{keyword} alice-token")
        assert answer.status_code == 429, keyword


def test_c0_guessing_credentials_bars_the_address_for_a_minute(
    alice: Api, settings: Any, clock: Any
) -> None:
    settings.API_WRONG_CREDENTIALS = 3

    answers = [Api(f"guess-{index}").get("organizers/").status_code for index in range(5)]

    assert answers == [401, 401, 401, 429, 429]
    assert alice.get("organizers/").status_code == 429
    clock["now"] += 45
    assert alice.get("organizers/").status_code == 200


def test_c0_no_credential_is_no_guess(nobody: Api, settings: Any) -> None:
    settings.API_WRONG_CREDENTIALS = 1

    assert {nobody.get("organizers/").status_code for _ in range(4)} == {401}


@pytest.mark.parametrize("limit", [1, 7, 99, 1000])
def test_one_process_lets_exactly_the_limit_pass(limit: int) -> None:
    passed = [rates.seconds_to_wait("x", limit=limit) == 0 for _ in range(limit + 20)]

    assert sum(passed) == limit


def test_processes_count_together(redis_url: str, settings: Any, monkeypatch: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis_url,
        }
    }
    processes = [rates._Counts() for _ in range(4)]
    passed = 0

    for index in range(2000):
        monkeypatch.setattr(rates, "_counts", processes[index % 4])
        passed += rates.seconds_to_wait("x", limit=1000) == 0

    assert 1000 <= passed <= 1000 + 4 * (1000 // rates.LOTS)
