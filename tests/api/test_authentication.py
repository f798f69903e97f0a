"""Who are you? (v1 contract, A1)"""

import pytest
from django.test import Client

from shop.models import Category
from tenant.models import Event, TeamToken
from tests.api.conftest import Api
from tests.make import PASSWORD, make_team, make_user

pytestmark = pytest.mark.django_db

SECRET = "alice-token"


def ask(header: str | None, path: str = "organizers/", **more: str) -> object:
    headers = {} if header is None else {"HTTP_AUTHORIZATION": header}
    return Client(HTTP_HOST="localhost").get(f"/api/v1/{path}", **headers, **more)


def test_auth_1_a_request_without_credentials_is_401(alice: Api) -> None:
    response = ask(None)

    assert response.status_code == 401
    assert set(response.json()) == {"detail"}
    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("keyword", ["Token", "token", "TOKEN"])
def test_auth_2_the_keyword_counts_whatever_its_case(alice: Api, keyword: str) -> None:
    assert ask(f"{keyword} {SECRET}").status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Token",
        "Token ",
        SECRET,
        f"Token {SECRET} more",
        f"Token {SECRET[:4]} {SECRET[4:]}",
        "Token unknown",
        f"Bearer {SECRET}",
        f"Device {SECRET}",
        "Basic YWxpY2U6eA==",
        f"Tokens {SECRET}",
        "",
        "\xff",
    ],
)
def test_auth_3_and_5_a_malformed_header_is_401_and_says_how(alice: Api, header: str) -> None:
    response = ask(header)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Token"
    assert "detail" in response.json()


def test_auth_4_credentials_in_the_address_are_nobodys(alice: Api) -> None:
    assert ask(None, f"organizers/?token={SECRET}&api_token={SECRET}").status_code == 401


def test_auth_7_a_token_that_was_revoked_is_401(alice: Api) -> None:
    TeamToken.unscoped.update(active=False)

    assert ask(f"Token {SECRET}").status_code == 401


def test_auth_10_a_browser_session_reads_with_the_persons_rights(alice: Api, event: Event) -> None:
    bob = make_user("bob@example.org")
    make_team(event.organizer, name="Bob's", members=[bob], permissions=[])
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(bob)

    assert browser.get("/api/v1/organizers/bigevents/").status_code == 200
    assert browser.get("/api/v1/organizers/bigevents/events/").status_code == 403
    assert browser.get("/api/v1/organizers/bigevents/events/con2027/items/").status_code == 200


def test_auth_10_a_session_needs_csrf_to_write(event: Event) -> None:
    alice = make_user("alice@example.org", password=PASSWORD)
    make_team(event.organizer, members=[alice])
    browser = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    browser.force_login(alice)
    url, body = "/api/v1/organizers/bigevents/events/con2027/categories/", '{"name": {"en": "A"}}'
    kind = {"content_type": "application/json"}

    refused = browser.post(url, body, **kind)
    browser.cookies["csrftoken"] = "a" * 32
    accepted = browser.post(url, body, HTTP_X_CSRFTOKEN="a" * 32, **kind)

    assert refused.status_code == 403
    assert "detail" in refused.json()
    assert accepted.status_code == 201
    assert Category.objects.filter(event=event).count() == 1


def test_auth_10_a_bad_header_is_not_rescued_by_a_session(event: Event) -> None:
    alice = make_user("alice@example.org")
    make_team(event.organizer, members=[alice])
    browser = Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION="Bearer nonsense")
    browser.force_login(alice)

    assert browser.get("/api/v1/organizers/").status_code == 401


@pytest.mark.parametrize(
    "path",
    ["organizers/nowhere/", "organizers/nowhere/events/", "organizers/nowhere/events/x/items/7/"],
)
def test_auth_11_nobody_is_401_before_anything_is_unknown(alice: Api, path: str) -> None:
    for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
        response = Client(HTTP_HOST="localhost").generic(method, f"/api/v1/{path}")
        assert response.status_code == 401, method
