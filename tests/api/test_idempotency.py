"""A request that names a key is done once, however often it is sent (contract, B15 and C0)."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.shared import limits_and_idempotency
from api.v1.views.catalogue import TaxRuleList
from eventhub.common.db.transactions import jointly
from eventhub.common.effects import idempotency
from eventhub.common.http import repeated_requests
from eventhub.common.models import IdempotentResponse
from shop.models import Category, Order, TaxRule
from tenant.models import Event, Team, TeamToken
from tests.api.conftest import Api
from tests.make import make_shop, make_team, make_token, make_user

pytestmark = pytest.mark.django_db
KEY = {"HTTP_X_IDEMPOTENCY_KEY": "a-key-of-the-client"}
NEW = {"name": {"en": "Workshops"}}


def all_of(response: Any) -> tuple[int, dict[str, str], bytes]:
    return response.status_code, dict(response.headers), response.content


def test_b15_the_same_key_replays_status_headers_and_body(alice: Api, event: Event) -> None:
    first = alice.at(event).post("categories/", NEW, **KEY)
    second = alice.at(event).post("categories/", NEW, **KEY)

    assert first.status_code == 201
    assert all_of(second) == all_of(first)
    assert Category.objects.filter(event=event).count() == 1


def test_b15_the_key_decides_not_the_body(alice: Api, event: Event) -> None:
    first = alice.at(event).post("categories/", NEW, **KEY)
    second = alice.at(event).post("categories/", {"name": {"en": "Other"}}, **KEY)

    assert all_of(second) == all_of(first)


@pytest.mark.parametrize("status", [401, 409, 429, 500, 503])
def test_b15_what_may_be_different_in_a_moment_is_not_kept(status: int) -> None:
    words: dict[str, Any] = {"credential": b"Token x", "method": "POST", "path": "/api/v1/a/"}

    def ask(answer: HttpResponse) -> Any:
        with jointly():
            found = idempotency.begin("key", **words)
            if isinstance(found, idempotency.Claim):
                repeated_requests.finished(found, HttpRequest(), answer)
            return found

    assert isinstance(ask(HttpResponse(status=status)), idempotency.Claim)
    assert isinstance(ask(HttpResponse(b"done", status=201)), idempotency.Claim)
    kept = ask(HttpResponse(b"other", status=201))
    assert isinstance(kept, idempotency.Answer)
    assert (kept.status, kept.body) == (201, b"done")


def test_b15_a_refusal_is_replayed_too(alice: Api, event: Event) -> None:
    first = alice.at(event).post("categories/", {}, **KEY)
    second = alice.at(event).post("categories/", NEW, **KEY)

    assert first.status_code == 400
    assert all_of(second) == all_of(first)
    assert not Category.objects.filter(event=event).exists()


def test_b15_an_empty_answer_is_replayed_though_its_object_is_gone(
    alice: Api, event: Event
) -> None:
    made = alice.at(event).post("categories/", NEW).json()["id"]

    first = alice.at(event).delete(f"categories/{made}/", **KEY)
    second = alice.at(event).delete(f"categories/{made}/", **KEY)

    assert (first.status_code, first.content) == (204, b"")
    assert all_of(second) == all_of(first)


def test_b15_another_path_or_method_under_the_key_is_refused_and_does_nothing(
    alice: Api, event: Event
) -> None:
    made = alice.at(event).post("categories/", NEW, **KEY).json()["id"]

    elsewhere = alice.at(event).post("taxrules/", {"name": {"en": "A"}, "rate": "1.00"}, **KEY)
    otherwise = alice.at(event).delete(f"categories/{made}/", **KEY)

    assert (elsewhere.status_code, set(elsewhere.json())) == (400, {"detail"})
    assert (otherwise.status_code, set(otherwise.json())) == (400, {"detail"})
    assert Category.objects.filter(event=event, pk=made).exists()
    assert not TaxRule.objects.filter(event=event).exists()


def test_b15_keys_belong_to_a_credential(alice: Api, event: Event) -> None:
    other = Api(make_token(make_team(event.organizer), "another-token")).at(event)

    first = alice.at(event).post("categories/", NEW, **KEY).json()["id"]
    second = other.post("categories/", NEW, **KEY).json()["id"]

    assert first != second


def test_b15_a_session_is_a_credential(event: Event) -> None:
    user = make_user("zoe@example.org")
    make_team(event.organizer, members=[user])
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    url = f"/api/v1/organizers/{event.organizer.slug}/events/{event.slug}/categories/"

    answers = [client.post(url, NEW, content_type="application/json", **KEY) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content


def test_b15_a_revoked_key_opens_no_kept_answer(alice: Api, event: Event) -> None:
    alice.at(event).post("categories/", NEW, **KEY)
    TeamToken.unscoped.update(active=False)

    assert alice.at(event).post("categories/", NEW, **KEY).status_code == 401


def test_b15_safe_methods_keep_nothing(alice: Api, event: Event) -> None:
    alice.at(event).get("categories/", **KEY)

    assert not IdempotentResponse.objects.exists()


def test_b15_answers_are_kept_for_a_day(alice: Api, event: Event) -> None:
    alice.at(event).post("categories/", NEW, **KEY)
    IdempotentResponse.objects.update(begun_at=timezone.now() - timedelta(hours=23, minutes=59))
    idempotency.forget()
    alice.at(event).post("categories/", NEW, **KEY)
    assert Category.objects.filter(event=event).count() == 1

    IdempotentResponse.objects.update(begun_at=timezone.now() - timedelta(hours=24, minutes=1))
    alice.at(event).post("categories/", NEW, **KEY)
    assert Category.objects.filter(event=event).count() == 2

    IdempotentResponse.objects.update(begun_at=timezone.now() - timedelta(hours=24, minutes=1))
    idempotency.forget()
    assert not IdempotentResponse.objects.exists()


def test_b15_nothing_that_opens_anything_is_in_the_table(alice: Api, event: Event) -> None:
    url = f"organizers/{event.organizer.slug}/teams/"
    team = alice.post(url, {"name": "Door", "all_events": True}).json()["id"]

    first = alice.post(f"{url}{team}/tokens/", {"name": "gate"}, **KEY)
    second = alice.post(f"{url}{team}/tokens/", {"name": "gate"}, **KEY)

    assert first.status_code == 201
    assert first.json()["token"] == second.json()["token"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kept::text, encode(sealed, 'escape') FROM common_idempotentresponse AS kept"
        )
        stored = str(cursor.fetchall())
    for secret in (first.json()["token"], "alice-token", "a-key-of-the-client"):
        assert secret not in stored


@pytest.mark.django_db(transaction=True)
def test_c0_a_key_under_way_is_409_with_retry_after_and_free_when_its_process_dies(
    alice: Api, event: Event
) -> None:
    """What a killed process had begun is gone with its connection, and so is its claim: nobody waits for a lease."""
    process = connection.copy()
    with process.cursor() as cursor:
        cursor.execute("BEGIN")
        with CaptureQueriesContext(connection) as queries:
            alice.at(event).post("categories/", NEW, **KEY)
        (lock,) = [row["sql"] for row in queries.captured_queries if "advisory" in row["sql"]]
        IdempotentResponse.objects.all().delete()
        Category.objects.filter(event=event).delete()
        cursor.execute(lock)

        refused = alice.at(event).post("categories/", NEW, **KEY)

        assert (refused.status_code, refused.headers["Retry-After"]) == (409, "1")
        assert not Category.objects.filter(event=event).exists()
    process.connection.close()  # killed
    process.close()

    def answered() -> bool:
        return alice.at(event).post("categories/", NEW, **KEY).status_code == 201

    assert any(answered() or time.sleep(0.05) for _ in range(100))
    assert Category.objects.filter(event=event).count() == 1


@pytest.mark.django_db(transaction=True)
def test_b15_work_and_answer_are_there_together_or_not_at_all(
    alice: Api, event: Event, monkeypatch: Any
) -> None:
    """The process dies after the work and before the answer: the repetition does the work once."""

    def dies(*args: Any, **kwargs: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(idempotency.Claim, "keep", dies)
        with pytest.raises(SystemExit):
            alice.at(event).post("categories/", NEW, **KEY)
    assert not Category.objects.filter(event=event).exists()

    answers = [alice.at(event).post("categories/", NEW, **KEY) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert Category.objects.filter(event=event).count() == 1


def test_m4_a_replay_is_judged_by_the_rights_of_today(event: Event) -> None:
    team = make_team(event.organizer, name="Office")
    office = Api(make_token(team, "office-token")).at(event)
    first = office.post("categories/", NEW, **KEY)
    assert first.status_code == 201

    Team.objects.filter(organizer=event.organizer, pk=team.pk).update(can_change_items=False)

    assert office.post("categories/", NEW, **KEY).status_code == 403
    Team.objects.filter(organizer=event.organizer, pk=team.pk).update(can_change_items=True)
    assert all_of(office.post("categories/", NEW, **KEY)) == all_of(first)


def test_m4_a_refusal_for_want_of_rights_is_not_the_answer_of_tomorrow(event: Event) -> None:
    team = make_team(event.organizer, name="Office", permissions=["can_view_orders"])
    office = Api(make_token(team, "office-token")).at(event)
    assert office.post("categories/", NEW, **KEY).status_code == 403

    Team.objects.filter(organizer=event.organizer, pk=team.pk).update(can_change_items=True)

    assert office.post("categories/", NEW, **KEY).status_code == 201


def test_b15_the_deletion_of_an_event_is_answered_again_though_nothing_is_left_to_judge(
    alice: Api, event: Event
) -> None:
    first = alice.at(event).delete("", **KEY)

    assert first.status_code == 204
    assert alice.at(event).delete("", **KEY).status_code == 204
    assert alice.at(event).delete("", HTTP_X_IDEMPOTENCY_KEY="another").status_code == 403


def test_b15_a_failure_of_ours_keeps_nothing(alice: Api, event: Event, monkeypatch: Any) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the machine stumbled")

    with monkeypatch.context() as patch:
        patch.setattr(TaxRuleList, "save", broken)
        with pytest.raises(RuntimeError):
            alice.at(event).post("taxrules/", {"name": {"en": "A"}, "rate": "1.00"}, **KEY)

    assert not IdempotentResponse.objects.exists()
    again = alice.at(event).post("taxrules/", {"name": {"en": "A"}, "rate": "1.00"}, **KEY)
    assert again.status_code == 201


@pytest.mark.django_db(transaction=True)
def test_b15_eight_at_once_sell_one_order(alice: Api, event: Event) -> None:
    item = make_shop(event)
    body = {"positions": [{"item": item.pk}], "email": "ada@example.org"}
    start = threading.Barrier(8)

    def buy(_: int) -> Any:
        start.wait(timeout=30)
        try:
            return Api("alice-token").at(event).post("orders/", body, **KEY)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(buy, range(8)))

    sold = [answer for answer in answers if answer.status_code == 201]
    busy = [answer for answer in answers if answer.status_code == 409]
    assert sold
    assert len(sold) + len(busy) == 8
    assert len({answer.content for answer in sold}) == 1
    assert all(answer.headers["Retry-After"] == "1" for answer in busy)
    code = json.loads(sold[0].content)["code"]
    assert [order.code for order in Order.objects.filter(event=event)] == [code]
    again = alice.at(event).post("orders/", body, **KEY)
    assert (again.status_code, again.content) == (201, sold[0].content)


def test_b15_a_request_that_broke_off_leaves_no_answer_under_its_key() -> None:
    def sent(body: bytes, announced: int) -> Any:
        headers = {"HTTP_X_IDEMPOTENCY_KEY": "broken", "HTTP_AUTHORIZATION": "Token nobody"}
        request = RequestFactory().generic("POST", "/api/v1/x/", b"", **headers)
        request.environ["wsgi.input"], request.environ["CONTENT_LENGTH"] = BytesIO(body), announced
        return limits_and_idempotency.key_of(WSGIRequest(request.environ))

    assert sent(b"", 20) is None
    assert sent(b'{"a": 1}', 20) is None
    assert sent(b'{"a": 1}', 8) == "broken"
