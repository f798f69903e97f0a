"""Pages of other sites: they may call v1 with a key of their own, and never with a visitor's session (ADR 15)."""

import pytest
from django.test import Client

from eventhub.common.models import AuditEntry
from shop.models import Category
from tests.api.oauth import PKCE, VERIFIER, App, Person, make_app, query_of
from tests.make import make_team, make_token, make_user

pytestmark = pytest.mark.django_db
PAGE = "https://page.example.com"
ASKING = {"HTTP_ORIGIN": PAGE, "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "POST"}
LIST = "/api/v1/organizers/"
OPEN, FOR_COOKIES = "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"


@pytest.fixture
def alice(event):
    user = make_user("alice@example.org")
    make_team(event.organizer, members=[user])
    return Person(user)


@pytest.fixture
def browser():
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


@pytest.mark.parametrize(
    "path",
    [LIST, "/api/v1/organizers/bigevents/events/con2027/categories/", "/api/v1/nothing/"]
    + [
        f"{base}/{name}"
        for base in ("/oauth", "/api/v1/oauth")
        for name in ("token/", "revoke_token")
    ],
)
def test_adr_15_a_browser_that_asks_first_may(event, browser, path):
    answer = browser.options(path, **ASKING)

    assert answer.status_code == 204
    assert answer.content == b""
    assert answer[OPEN] == "*"
    assert "POST" in answer["Access-Control-Allow-Methods"]
    allowed = answer["Access-Control-Allow-Headers"]
    assert {"Authorization", "Content-Type", "X-Idempotency-Key"} <= set(allowed.split(", "))
    assert "csrf" not in allowed.lower()
    assert FOR_COOKIES not in answer


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("localhost", "/api/v1/oauth/authorize"),
        ("localhost", "/oauth/authorize/"),
        ("localhost", "/auth/login/"),
        ("localhost", "/auth/applications/"),
        ("localhost", "/app/tenant/api/m2m/events/"),
        ("bigevents.localhost", "/oauth/token"),
        ("bigevents.localhost", "/api/v1/oauth/token"),
        ("strangers.example.com", LIST),
    ],
)
def test_adr_15_what_is_for_people_stays_closed_and_so_do_other_hosts(event, host, path):
    browser = Client(HTTP_HOST=host)

    for answer in (
        browser.options(path, **ASKING),
        browser.get(path, HTTP_ORIGIN=PAGE),
        browser.post(path, HTTP_ORIGIN=PAGE),
    ):
        assert OPEN not in answer
        assert "Access-Control-Allow-Methods" not in answer


def test_adr_15_answers_are_open_refusals_too(event, browser):
    key = make_token(make_team(event.organizer), "key")

    good = browser.get(LIST, HTTP_ORIGIN=PAGE, HTTP_AUTHORIZATION=f"Token {key}")
    unknown = browser.get(LIST, HTTP_ORIGIN=PAGE, HTTP_AUTHORIZATION="Token nobody's")
    missing = browser.get(f"{LIST}nowhere/", HTTP_AUTHORIZATION=f"Token {key}")

    assert [answer.status_code for answer in (good, unknown, missing)] == [200, 401, 403]
    for answer in (good, unknown, missing):
        assert answer[OPEN] == "*"
        assert "Retry-After" in answer["Access-Control-Expose-Headers"]
        assert FOR_COOKIES not in answer


def test_auth_10_an_answer_to_a_session_is_closed_to_other_sites(alice, event):
    seen = alice.browser.get(LIST, HTTP_ORIGIN=PAGE)
    written = alice.browser.post(
        f"{LIST}bigevents/events/con2027/categories/",
        '{"name": {"en": "Theirs"}}',
        content_type="application/json",
        HTTP_ORIGIN=PAGE,
    )

    assert (seen.status_code, written.status_code) == (200, 403)
    for answer in (seen, written):
        assert OPEN not in answer
        assert "Cookie" in answer["Vary"]
    assert not Category.objects.filter(event=event).exists()


def test_adr_15_a_program_in_a_page_gets_its_tokens_and_calls(alice, browser):
    back = f"{PAGE}/back"
    app = make_app(make_user("maker@example.org"), public=True, uris=(back,))
    code = query_of(app.allowed(alice, "bigevents", redirect_uri=back, **PKCE)["Location"])["code"]

    pair = App(app.row, "", browser=Client(SERVER_NAME="localhost", HTTP_ORIGIN=PAGE)).trade(
        code[0], redirect_uri=back, code_verifier=VERIFIER
    )
    key = pair.json()["access_token"]
    called = browser.get(LIST, HTTP_ORIGIN=PAGE, HTTP_AUTHORIZATION=f"Bearer {key}")

    assert (pair.status_code, called.status_code) == (200, 200)
    assert pair[OPEN] == called[OPEN] == "*"
    assert AuditEntry.unscoped.filter(action="authorization.granted").count() == 1


def test_auth_1_options_without_a_question_of_a_browser_needs_credentials(browser):
    assert browser.options(LIST).status_code == 401
    assert browser.options(LIST, HTTP_ORIGIN=PAGE).status_code == 401
