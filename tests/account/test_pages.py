"""Signing in and out."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache

from account import throttle
from tests.make import PASSWORD, make_user
from tests.web.pages import text_of, visitor

pytestmark = pytest.mark.django_db
LOGIN, LOGOUT = "/auth/login/", "/auth/logout/"


@pytest.fixture(autouse=True)
def _nobody_tried_yet():
    cache.clear()


@pytest.fixture
def ada():
    return make_user("ada@example.org", username="ada", locale="cs")


def sign_in(client, name="ada@example.org", password=PASSWORD, **data):
    return client.post(LOGIN, {"username": name, "password": password, **data})


@pytest.mark.parametrize("name", ["ada@example.org", "ADA@Example.org", "ada", " Ada "])
def test_one_signs_in_with_the_address_or_the_user_name(ada, name):
    client = visitor()

    answer = sign_in(client, name)

    assert (answer.status_code, answer["Location"]) == (303, "/app/")
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_the_session_begins_anew_and_the_language_follows(ada):
    client = visitor()
    session = client.session
    session["left"] = "behind"
    session.save()
    before = session.session_key

    answer = sign_in(client)

    assert client.session.session_key != before
    assert answer.cookies["django_language"].value == "cs"


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("/app/organizer/", "/app/organizer/"),
        ("/bigevents/con2027/?a=1", "/bigevents/con2027/?a=1"),
        ("https://evil.example.com/", "/app/"),
        ("//evil.example.com/", "/app/"),
        ("/\\evil.example.com/", "/app/"),
        ("///evil.example.com", "/app/"),
        ("javascript:alert(1)", "/app/"),
        ("/a\r\nSet-Cookie: x=1", "/app/"),
        ("", "/app/"),
    ],
)
def test_one_goes_on_to_addresses_of_ours_only(ada, wanted, target):
    assert sign_in(visitor(), next=wanted)["Location"] == target


def test_unknown_people_wrong_passwords_and_closed_accounts_hear_the_same(ada):
    make_user("closed@example.org", is_active=False)

    answers = [
        sign_in(visitor(), "ada@example.org", "wrong"),
        sign_in(visitor(), "nobody@example.org", "wrong"),
        sign_in(visitor(), "closed@example.org"),
    ]

    words = {text_of(answer) for answer in answers}
    assert [answer.status_code for answer in answers] == [400] * 3
    assert len(words) == 1
    assert "is wrong" in words.pop()


def test_the_refusal_is_announced_and_the_name_is_kept_but_not_the_password(ada):
    page = sign_in(visitor(), "ada@example.org", "wrong secret").content.decode()

    assert 'role="alert"' in page
    assert 'value="ada@example.org"' in page
    assert "wrong secret" not in page


@pytest.mark.parametrize("name", ["ada@example.org", "nobody@example.org"])
def test_after_five_wrong_tries_even_the_right_password_waits(ada, name):
    client = visitor()
    for _ in range(5):
        sign_in(client, name, "wrong")

    barred = sign_in(client, name)
    other = sign_in(visitor(), "ada")

    assert barred.status_code == 429
    assert "15 minutes" in text_of(barred)
    assert "_auth_user_id" not in client.session
    assert other.status_code == 303


@pytest.mark.parametrize("spelt", ["ada\x00", "\x00ada", "a\x00d\x00a", " ada\x00 ", "ADA"])
def test_no_other_spelling_of_a_name_has_tries_of_its_own(ada, spelt):
    for _ in range(5):
        sign_in(visitor(), "ada", "wrong")

    assert sign_in(visitor(), spelt).status_code == 429


def test_a_network_has_fifty_wrong_tries_for_all_accounts(ada):
    for number in range(50):
        assert sign_in(visitor(), f"person-{number}", "wrong").status_code == 400

    barred = sign_in(visitor())

    assert (barred.status_code, barred["Retry-After"]) == (429, "900")
    assert (
        visitor()
        .post(LOGIN, {"username": "ada", "password": PASSWORD}, REMOTE_ADDR="192.0.2.9")
        .status_code
        == 303
    )


def test_right_passwords_do_not_count_against_a_network(ada):
    for _ in range(60):
        assert sign_in(visitor()).status_code == 303


def test_addresses_of_one_ipv6_network_are_one(ada):
    def attempt(address, password):
        data = {"username": "ada", "password": password}
        return visitor().post(LOGIN, data, REMOTE_ADDR=address).status_code

    for number in range(5):
        assert attempt(f"2001:db8:1:2::{number}", "wrong") == 400

    assert attempt("2001:db8:1:2:ffff::9", PASSWORD) == 429
    assert attempt("2001:db8:1:3::9", PASSWORD) == 303


def test_tries_at_the_same_moment_are_all_counted():
    words = {"account": "ada", "address": "192.0.2.1"}

    with ThreadPoolExecutor(12) as pool:
        passed = list(pool.map(lambda _: throttle.admits(**words), range(24)))

    assert passed.count(True) == 5


def test_a_right_password_forgets_the_wrong_ones(ada):
    for _ in range(2):
        for _ in range(4):
            sign_in(visitor(), password="wrong")
        assert sign_in(visitor()).status_code == 303


@pytest.mark.parametrize(
    "data",
    [{}, {"username": "ada"}, {"password": "x"}, {"username": "a\x00", "password": "\x00"},
     {"username": "a" * 9999, "password": "b" * 99999}, {"username": ["a", "b"], "password": "x"}],
)  # fmt: skip
def test_senseless_forms_are_refused(ada, data):
    client = visitor()

    assert client.post(LOGIN, data).status_code == 400
    assert "_auth_user_id" not in client.session


def test_one_signs_out_by_a_form_alone(ada):
    client = visitor()
    sign_in(client)

    refused = client.get(LOGOUT)
    answer = client.post(LOGOUT)

    assert refused.status_code == 405
    assert (answer.status_code, answer["Location"]) == (303, "/auth/signed-out/")
    assert "_auth_user_id" not in client.session
    assert "Jste odhlášeni" in text_of(client.get("/auth/signed-out/"))


def test_who_is_signed_in_needs_no_form(ada):
    client = visitor()
    sign_in(client)

    assert client.get(f"{LOGIN}?next=/app/door/")["Location"] == "/app/door/"
