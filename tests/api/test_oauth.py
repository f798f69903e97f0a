"""Applications that act for people, from the first question to the last token (v1 contract, A9)."""

import datetime as dt
import hashlib
import json
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from account import hashers
from account.actions.applications import disable_application, revoke_authorizations
from account.actions.tokens import forget_expired
from account.models import (
    AccessToken,
    Application,
    Authorization,
    Grant,
    RefreshToken,
)
from eventhub.common.actors import SYSTEM, Actor
from eventhub.common.models import AuditEntry, Mail
from shop.models import Category
from tenant.models import AuthorizationOrganizer, TeamMember
from tests.api.oauth import (
    BACK,
    PKCE,
    VERIFIER,
    App,
    Person,
    call,
    make_app,
    query_of,
    sent_back,
    slugs,
)
from tests.make import make_event, make_organizer, make_team, make_token, make_user

RANDOM = "account.random_secrets.RandomSecretHasher"
pytestmark = pytest.mark.django_db
CATEGORY = json.dumps({"name": {"en": "Made by a robot"}})
CATEGORIES = "organizers/bigevents/events/con2027/categories/"


@pytest.fixture(autouse=True)
def _nobody_tried_yet():
    cache.clear()


@pytest.fixture
def alice_user(event):
    """A person with every right at two organizers, and none at a third."""
    user = make_user("alice@example.org", first_name="Alice", last_name="Ahoy")
    make_team(event.organizer, members=[user])
    second = make_organizer("second")
    make_event(second, "two")
    make_team(second, members=[user])
    make_organizer("foreign")
    return user


@pytest.fixture
def alice(alice_user):
    return Person(alice_user)


@pytest.fixture
def maker(db):
    return make_user("maker@example.org")


@pytest.fixture
def app(maker):
    return make_app(maker)


@pytest.fixture
def public_app(maker):
    return make_app(maker, public=True)


# --- OAUTH-2: the way to the page --------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", ["/oauth", "/api/v1/oauth"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_oauth_02_who_is_not_signed_in_signs_in_and_comes_back(alice_user, app, base, slash):
    nobody = Person(None)
    address = app.address(scope="read").replace(
        "/api/v1/oauth/authorize", f"{base}/authorize{slash}"
    )

    answer = nobody.browser.get(address)
    nobody.user = alice_user
    signed_in = nobody.sign_in(query_of(answer["Location"])["next"][0])

    assert answer.status_code == 302
    assert answer["Location"].startswith("/auth/login/?next=")
    assert (signed_in.status_code, signed_in["Location"]) == (303, address)
    assert nobody.browser.get(address).status_code == 200


def test_oauth_02_an_old_sign_in_must_be_renewed(alice, app):
    address = app.address()
    assert alice.browser.get(address).status_code == 200

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)):
        refused = alice.browser.get(address)
        unsent = alice.submit(address, allow="true", organizers="bigevents")
        form = alice.browser.get(refused["Location"])
        again = alice.sign_in(address)
        page = alice.browser.get(address)

    assert refused["Location"].startswith("/auth/login/?again=1&next=")
    assert unsent["Location"] == refused["Location"]
    assert "Confirm your password" in form.content.decode()
    assert again["Location"] == address
    assert page.status_code == 200
    assert not Authorization.objects.exists()


def test_oauth_02_a_session_that_never_saw_a_password_must_sign_in(alice_user, app):
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(alice_user)

    assert browser.get(app.address())["Location"].startswith("/auth/login/?again=1")


def test_oauth_02_consent_may_be_skipped_only_for_the_same_or_less(alice, app):
    app.code(alice, "bigevents", scope="read")
    auto = {"approval_prompt": "auto"}

    same = alice.browser.get(app.address(scope="read", **auto))
    wider = alice.browser.get(app.address(scope="read write", **auto))
    forced = alice.browser.get(app.address(scope="read", approval_prompt="force"))
    unsaid = alice.browser.get(app.address(scope="read"))

    pair = app.trade(sent_back(same)["code"]).json()
    assert pair["scope"] == "read"
    assert slugs(call(pair["access_token"])) == ["bigevents"]
    assert [answer.status_code for answer in (wider, forced, unsaid)] == [200] * 3
    assert Authorization.objects.count() == 1


def test_oauth_02_a_skipped_narrower_consent_does_not_grow_by_a_refresh(alice, app):
    app.code(alice, "bigevents", scope="read write")

    answer = alice.browser.get(app.address(scope="read", approval_prompt="auto"))
    pair = app.trade(sent_back(answer)["code"]).json()
    again = app.refresh(pair["refresh_token"]).json()

    assert (pair["scope"], again["scope"]) == ("read", "read")
    assert slugs(call(again["access_token"])) == ["bigevents"]
    assert app.refresh(again["refresh_token"], scope="read write").status_code == 400


def test_oauth_02_nothing_is_skipped_after_a_revocation_or_for_a_public_client(
    alice, alice_user, app, public_app
):
    app.code(alice, "bigevents")
    public_app.code(alice, "bigevents", **PKCE)
    revoke_authorizations(alice_user, client_id=app.row.client_id, actor=SYSTEM)

    assert alice.browser.get(app.address(approval_prompt="auto")).status_code == 200
    auto = public_app.address(approval_prompt="auto", **PKCE)
    assert alice.browser.get(auto).status_code == 200


# --- OAUTH-3 and 4: the page and the answer ----------------------------------------------------------------------------


def test_oauth_03_the_page_names_the_application_the_scopes_and_each_organizer(alice, app):
    page = alice.browser.get(app.address(scope="read"))
    words = page.content.decode()

    assert page.status_code == 200
    assert "Allow Badge Robot to act for you?" in words
    assert "Read what you may read" in words
    assert "Change what you may change" not in words
    assert words.count('type="checkbox"') == 2
    assert 'value="bigevents"' in words
    assert 'value="second"' in words
    assert "foreign" not in words
    assert "client.example.com" in words
    assert "form-action 'self' https://client.example.com" in page["Content-Security-Policy"]
    assert "no-store" in page["Cache-Control"]
    assert page["X-Frame-Options"] == "DENY"


def test_oauth_03_the_name_of_an_application_is_a_text(alice, maker, app):
    Application.objects.update(name="<script>alert(1)</script>")

    assert "<script>alert" not in alice.browser.get(app.address()).content.decode()


@pytest.mark.parametrize(
    "ticked", [[], ["foreign"], ["bigevents", "foreign"], ["nowhere"], ["a\x00b"], ["1"]]
)
def test_oauth_03_at_least_one_organizer_and_only_ones_own(alice, app, ticked):
    answer = app.allowed(alice, *ticked)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not Authorization.objects.exists()
    assert not Grant.objects.exists()


def test_oauth_04_allow_sends_a_code_and_the_state(alice, app):
    said = sent_back(app.allowed(alice, "bigevents"))

    assert set(said) == {"code", "state"}
    assert said["state"] == "st&te"


@pytest.mark.parametrize(
    "form",
    [{"deny": "true"}, {}, {"allow": ""}, {"allow": "false"}, {"allow": "true", "deny": "true"}],
)
def test_oauth_04_deny_says_so_and_keeps_nothing(alice, app, form):
    answer = alice.submit(app.address(), organizers="bigevents", **form)

    assert sent_back(answer)["error"] == "access_denied"
    assert sent_back(answer)["state"] == "st&te"
    assert not Authorization.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        {"client_id": "nobody"},
        {"client_id": None},
        {"client_id": "a\x00b"},
        {"redirect_uri": "https://evil.example.com/back"},
        {"redirect_uri": f"{BACK}/"},
        {"redirect_uri": f"{BACK}?a=1"},
        {"redirect_uri": f"{BACK}#part"},
        {"redirect_uri": BACK.replace("https", "http")},
        {"redirect_uri": "https://user@client.example.com/back"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": "/back"},
        {"redirect_uri": "https://[::1"},
        {"redirect_uri": "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16")},
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_oauth_04_nobody_is_sent_to_an_address_that_is_not_registered(alice, app, query, method):
    address = app.address(**query)

    if method == "get":
        answer = alice.browser.get(address)
    else:
        answer = alice.submit(address, allow="true", organizers="bigevents")

    assert answer.status_code == 400
    assert "Location" not in answer
    assert "Invalid request" in answer.content.decode()
    assert not Authorization.objects.exists()


def test_oauth_04_a_query_that_cannot_be_read_is_refused(alice, app):
    for query in ("%zz", "client_id=%ff%fe", "&&==", "client_id=a&client_id=b", "redirect_uri=%00"):
        answer = alice.browser.get(f"/oauth/authorize?{query}")
        assert answer.status_code == 400, query


@pytest.mark.parametrize("development", [True, False])
def test_oauth_04_https_only_outside_development(alice, maker, settings, development):
    settings.DEBUG = True
    uri = "http://client.example.com/back"
    app = make_app(maker, uris=(uri,))
    settings.DEBUG = development

    answer = alice.browser.get(app.address(redirect_uri=uri))

    assert answer.status_code == (200 if development else 400)


@pytest.mark.parametrize(
    "changed",
    [
        "http://LOCALHOST:9999/cb",
        "HTTP://localhost:9999/cb",
        "http://localhost:9999/%63b",
        "http://localhost:9998/cb",
        "http://localhost/cb",
        "http://127.0.0.1:9999/cb",
        "http://localhost:9999/cb/",
        "http://localhost:9999/CB",
        "http://localhost:9999/./cb",
        "http://localhost:9999/c",
        "http://localhost:9999.example.com/cb",
        "http://127.0.0.1:7777/two",
        "http://127.0.0.1/two",
    ],
)
def test_oauth_04_addresses_are_compared_letter_by_letter(alice, maker, settings, changed):
    settings.OAUTH_HTTP_ON_LOOPBACK = True
    app = make_app(maker, uris=("http://localhost:9999/cb", "http://127.0.0.1:7776/two"))

    answer = alice.browser.get(app.address(redirect_uri=changed))

    assert answer.status_code == 400
    assert "Location" not in answer
    assert (
        alice.browser.get(app.address(redirect_uri="http://localhost:9999/cb")).status_code == 200
    )


def test_oauth_04_a_program_on_ones_own_machine_listens_on_any_port(alice, maker, settings):
    settings.OAUTH_HTTP_ON_LOOPBACK = False
    app = make_app(maker, public=True, uris=("http://127.0.0.1/back", "http://[::1]:5000/back"))
    back = "http://127.0.0.1:45123/back"

    answer = app.allowed(alice, "bigevents", redirect_uri=back, **PKCE)
    code = query_of(answer["Location"])["code"][0]
    pair = app.trade(code, redirect_uri=back, code_verifier=VERIFIER)

    assert answer["Location"].startswith(f"{back}?code=")
    assert pair.status_code == 200
    for wrong in (
        "http://127.0.0.1:45123/backs",
        "http://127.0.0.1:0/back",
        "http://127.0.0.1:45123@example.com/back",
        "http://127.0.0.1.example.com:45123/back",
        "http://127.0.0.2:45123/back",
        "https://127.0.0.1:45123/back",
        "http://[::1]:5001/back",  # it named its port
    ):
        refused = alice.browser.get(app.address(redirect_uri=wrong, **PKCE))
        assert refused.status_code == 400, wrong


@pytest.mark.parametrize("mode", ["fragment", "form_post", "query", "nonsense"])
def test_oauth_04_what_is_said_stands_in_the_query_whatever_mode_is_wished(alice, app, mode):
    said = app.allowed(alice, "bigevents", response_mode=mode)
    refused = alice.browser.get(app.address(response_mode=mode, scope="everything"))

    assert set(sent_back(said)) == {"code", "state"}
    assert sent_back(refused)["error"] == "invalid_scope"
    assert "#" not in said["Location"] + refused["Location"]


def test_oauth_04_the_form_needs_its_token(alice, app):
    answer = alice.browser.post(app.address(), {"allow": "true", "organizers": "bigevents"})

    assert answer.status_code == 403
    assert answer["Content-Type"].startswith("text/html")
    assert not Authorization.objects.exists()


def test_oauth_04_the_form_cannot_change_what_was_asked_for(alice, app):
    other = {"scope": "read write", "redirect_uri": "https://evil.example.com/", "client_id": "x"}

    answer = alice.submit(
        app.address(scope="read"), allow="true", organizers="bigevents", state="other", **other
    )

    assert sent_back(answer)["state"] == "st&te"
    assert Authorization.objects.get().scope == "read"


# --- The host ----------------------------------------------------------------------------------------------------------

ADDRESSES = [
    f"{base}/{name}{slash}"
    for base in ("/oauth", "/api/v1/oauth")
    for name in ("authorize", "token", "revoke_token")
    for slash in ("", "/")
]


@pytest.mark.parametrize("path", [*ADDRESSES, "/.well-known/oauth-authorization-server"])
def test_oauth_is_on_its_own_host_alone(alice_user, app, path, settings):
    body = {"grant_type": "refresh_token", "refresh_token": "x"}
    for host in ("bigevents.localhost", "oauth.localhost", "strangers.example.com"):
        browser = Client(HTTP_HOST=host, enforce_csrf_checks=True)
        assert browser.get(path).status_code == 404
        assert browser.post(path, body, **app.authorization).status_code == 404
    assert Client(HTTP_HOST="localhost").get(path).status_code in {200, 400, 405}

    settings.OAUTH_HOST = "login.localhost"
    assert Client(HTTP_HOST="login.localhost").get(path).status_code in {200, 400, 405}
    assert Client(HTTP_HOST="localhost").get(path).status_code == 404


def test_oauth_metadata_says_where_everything_is(app):
    found = Client(SERVER_NAME="localhost").get("/.well-known/oauth-authorization-server").json()

    assert found["issuer"] == "http://localhost:8000"
    assert found["token_endpoint"] == "http://localhost:8000/api/v1/oauth/token"
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["grant_types_supported"] == ["authorization_code", "refresh_token"]
    assert found["response_modes_supported"] == ["query"]  # without it clients expect fragments
    proofs = ["client_secret_basic", "client_secret_post", "none"]
    assert found["token_endpoint_auth_methods_supported"] == proofs
    assert found["revocation_endpoint_auth_methods_supported"] == proofs


# --- OAUTH-5: the code becomes a token ---------------------------------------------------------------------------------


def test_oauth_05_a_code_becomes_tokens(alice, app):
    answer = app.trade(app.code(alice, "bigevents"))

    pair = answer.json()
    assert answer.status_code == 200
    assert answer["Cache-Control"].count("no-store") >= 1
    assert set(pair) == {"access_token", "refresh_token", "token_type", "expires_in", "scope"}
    assert (pair["token_type"], pair["expires_in"], pair["scope"]) == (
        "Bearer",
        86400,
        "read write",
    )
    assert slugs(call(pair["access_token"])) == ["bigevents"]


def test_oauth_05_the_key_may_stand_in_the_form(alice, app):
    body = {"client_id": app.row.client_id, "client_secret": app.secret}

    code = app.code(alice, "bigevents")
    wanted = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}

    assert app.ask(key=False, **{**wanted, "client_id": app.row.client_id}).status_code == 401
    assert app.ask(key=False, **wanted, **body).status_code == 200


def test_oauth_05_a_code_works_once_and_its_second_use_ends_what_the_first_made(alice, app):
    code = app.code(alice, "bigevents")
    pair = app.trade(code).json()
    later = app.refresh(pair["refresh_token"]).json()

    second = app.trade(code)

    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")
    assert call(later["access_token"]).status_code == 401
    assert app.refresh(later["refresh_token"]).status_code == 400


def test_oauth_05_a_code_is_not_ended_by_somebody_elses_try(alice, app, maker):
    other = make_app(maker)
    code = app.code(alice, "bigevents")

    assert other.trade(code).json()["error"] == "invalid_grant"
    pair = app.trade(code).json()
    assert other.trade(code).json()["error"] == "invalid_grant"
    assert call(pair["access_token"]).status_code == 200


@pytest.mark.parametrize(
    ("data", "status", "error"),
    [
        ({"redirect_uri": "https://client.example.com/other"}, 400, "invalid_grant"),
        ({"redirect_uri": f"{BACK}/"}, 400, "invalid_grant"),
        ({"redirect_uri": ""}, 400, "invalid_grant"),
        ({"code": "guessed"}, 400, "invalid_grant"),
        ({"code": ""}, 400, "invalid_request"),
        ({"code": "a\x00b"}, 400, "invalid_request"),
        ({"code_verifier": VERIFIER}, 400, "invalid_grant"),
        ({"grant_type": "nonsense"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"client_secret": "also here"}, 400, "invalid_request"),
    ],
)
def test_oauth_05_what_does_not_match_gets_nothing(alice, app, data, status, error):
    answer = app.trade(app.code(alice, "bigevents"), **data)

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert not AccessToken.objects.exists()


def test_oauth_05_the_only_address_may_be_left_out_in_both_requests_or_none(alice, app):
    def code(**query):
        return query_of(app.allowed(alice, "bigevents", **query)["Location"])["code"][0]

    def trade(code, **data):
        return app.ask(grant_type="authorization_code", code=code, **data).status_code

    assert trade(code(redirect_uri=None)) == 200
    assert trade(code(redirect_uri=None), redirect_uri=BACK) == 200
    assert trade(code(redirect_uri=None), redirect_uri=f"{BACK}/") == 400
    assert trade(code()) == 400


def test_oauth_05_a_wrong_secret_gets_nothing_and_too_many_must_wait(alice, app):
    code = app.code(alice, "bigevents")
    thief = App(app.row, "guessed")

    answers = [thief.trade(code) for _ in range(51)]

    assert answers[0].status_code == 401
    assert answers[0].json()["error"] == "invalid_client"
    assert answers[0]["WWW-Authenticate"].startswith("Basic")
    assert answers[-1].status_code == 429
    assert not AccessToken.objects.exists()


def test_oauth_05_each_parameter_stands_once_and_in_the_body(alice, app):
    code = app.code(alice, "bigevents")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    twice = f"{urlencode(form)}&code={code}"
    kind = {"content_type": "application/x-www-form-urlencoded", **app.authorization}

    repeated = app.browser.post("/oauth/token", twice, **kind)
    in_the_address = app.browser.post(f"/oauth/token?{urlencode(form)}", "", **kind)

    for answer in (repeated, in_the_address):
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert not AccessToken.objects.exists()
    assert app.trade(code).status_code == 200


def test_oauth_05_no_cache_keeps_an_answer(alice, app):
    good = app.trade(app.code(alice, "bigevents"))
    bad = (App(app.row, "guessed").trade("x"), app.trade("x"), app.ask())
    ended = app.ask("revoke_token", token=good.json()["refresh_token"])

    for answer in (good, *bad, ended):
        assert answer["Cache-Control"] == "no-store"
        assert answer["Pragma"] == "no-cache"


def test_oauth_05_clients_do_not_wait_among_those_who_sign_in(alice, maker, settings, monkeypatch):
    """Secrets that we drew need no slow hash, of which only a few are computed at a time."""
    settings.PASSWORD_HASHERS = ["account.hashers.Argon2PasswordHasher", RANDOM]
    monkeypatch.setattr(hashers, "TURNS", None)
    client = make_app(maker)
    codes = [client.code(alice, "bigevents") for _ in range(2)]

    answers = [client.trade(codes[0]), App(client.row, "guessed").trade(codes[1])]

    assert [answer.status_code for answer in answers] == [200, 401]
    assert Application.objects.get().client_secret.startswith("random_sha256$")


def test_oauth_05_a_client_with_an_older_hash_stays_one(alice, app, settings):
    settings.PASSWORD_HASHERS = ["account.hashers.Argon2PasswordHasher", RANDOM]
    Application.objects.update(client_secret=make_password(app.secret))

    assert app.trade(app.code(alice, "bigevents")).status_code == 200
    assert Application.objects.get().client_secret.startswith("argon2$")


def test_oauth_05_a_code_waits_five_minutes(alice, app):
    code = app.code(alice, "bigevents")

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=6)):
        assert app.trade(code).json()["error"] == "invalid_grant"


def test_oauth_05_only_hashes_are_stored(alice, app):
    code = app.code(alice, "bigevents")
    assert Grant.objects.get().code == hashlib.sha256(code.encode()).hexdigest()
    pair = app.trade(code).json()

    with connection.cursor() as cursor:
        for table in ("account_accesstoken", "account_refreshtoken", "account_application"):
            cursor.execute(f"SELECT t::text FROM {table} AS t")  # noqa: S608 -- our own table's name
            rows = str(cursor.fetchall())
            for secret in (pair["access_token"], pair["refresh_token"], app.secret):
                assert secret not in rows


def test_oauth_05_bodies_that_are_no_form_are_refused(app):
    browser = Client(SERVER_NAME="localhost", raise_request_exception=False)
    for kind, body in (
        ("application/json", b'{"grant_type": "password"}'),
        ("application/x-www-form-urlencoded", b"%zz=%ff&grant_type=\xff"),
        ("text/plain", b"\x00"),
        ("multipart/form-data; boundary=x", b"nonsense"),
    ):
        for name in ("token", "revoke_token"):
            answer = browser.post(f"/oauth/{name}", body, content_type=kind, **app.authorization)
            assert answer.status_code == 400, (kind, name)
    for header in ("Basic", "Basic !!", "Basic AAAA", "Basic YTo=", "Basic AGE6AA==", "Bearer x"):
        answer = browser.post(
            "/oauth/token", {"grant_type": "refresh_token", "refresh_token": "x"},
            HTTP_AUTHORIZATION=header,
        )  # fmt: skip
        assert answer.status_code == 401, header
    assert browser.get("/oauth/token").status_code == 405


# --- PKCE --------------------------------------------------------------------------------------------------------------


def test_oauth_05_a_public_client_proves_itself_with_s256(alice, public_app):
    code = public_app.code(alice, "bigevents", **PKCE)

    answer = public_app.trade(code, code_verifier=VERIFIER)

    assert answer.status_code == 200
    assert slugs(call(answer.json()["access_token"])) == ["bigevents"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"code_challenge": VERIFIER, "code_challenge_method": "plain"},
        {"code_challenge": VERIFIER},
        {"code_challenge": "short", "code_challenge_method": "S256"},
        {"code_challenge": "a" * 5000, "code_challenge_method": "S256"},
        {"code_challenge": PKCE["code_challenge"], "code_challenge_method": "S512"},
    ],
)
def test_oauth_05_anything_but_s256_is_refused_before_a_person_is_asked(alice, public_app, query):
    answer = alice.browser.get(public_app.address(**query))

    assert sent_back(answer)["error"] == "invalid_request"
    assert sent_back(answer)["state"] == "st&te"


@pytest.mark.parametrize("plain", [{"code_challenge": VERIFIER, "code_challenge_method": "plain"}])
def test_oauth_05_plain_is_refused_for_confidential_clients_too(alice, app, plain):
    assert sent_back(alice.browser.get(app.address(**plain)))["error"] == "invalid_request"


@pytest.mark.parametrize("verifier", [{}, {"code_verifier": "b" * 50}, {"code_verifier": ""}])
def test_oauth_05_a_wrong_verifier_gets_nothing(alice, public_app, verifier):
    answer = public_app.trade(public_app.code(alice, "bigevents", **PKCE), **verifier)

    assert answer.status_code == 400
    assert not AccessToken.objects.exists()


# --- OAUTH-6: scopes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", ["admin", "read admin", "read read_all", "openid", "READ"])
def test_oauth_06_an_unknown_scope_is_refused(alice, app, scope):
    assert sent_back(alice.browser.get(app.address(scope=scope)))["error"] == "invalid_scope"


def test_oauth_06_an_application_gets_no_more_than_it_was_given(alice, app):
    Application.objects.update(allowed_scopes=["read"])

    refused = alice.browser.get(app.address(scope="write"))

    assert sent_back(refused)["error"] == "invalid_scope"
    assert app.tokens(alice, "bigevents")["scope"] == "read"


def test_oauth_06_read_reads_and_write_writes_and_neither_does_the_other(alice, app, event):
    reader = app.tokens(alice, "bigevents", scope="read")["access_token"]
    writer = app.tokens(alice, "bigevents", scope="write")["access_token"]

    assert call(reader, CATEGORIES).status_code == 200
    assert call(reader, CATEGORIES, method="HEAD").status_code == 200
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = call(reader, CATEGORIES, method=method, body=CATEGORY)
        assert (answer.status_code, set(answer.json())) == (403, {"detail"})
    assert not Category.objects.filter(event=event).exists()

    assert call(writer, CATEGORIES, method="POST", body=CATEGORY).status_code == 201
    for method in ("GET", "HEAD", "OPTIONS"):
        assert call(writer, CATEGORIES, method=method).status_code == 403


def test_oauth_06_a_scope_never_adds_a_right(alice, alice_user, app, event):
    token = app.tokens(alice, "bigevents")["access_token"]
    assert call(token, CATEGORIES, method="POST", body=CATEGORY).status_code == 201

    TeamMember.unscoped.filter(user=alice_user).delete()
    make_team(event.organizer, name="Readers", permissions=[], members=[alice_user])

    assert call(token, CATEGORIES).status_code == 200
    assert call(token, CATEGORIES, method="POST", body=CATEGORY).status_code == 403
    assert call(token, "organizers/bigevents/events/con2027/orders/").status_code == 403


def test_oauth_06_profile_opens_me_alone(alice, app):
    token = app.tokens(alice, "bigevents", scope="profile")["access_token"]

    for path in ("me", "me/"):
        answer = call(token, path)
        assert answer.status_code == 200
        assert answer.json() == {
            "email": "alice@example.org",
            "fullname": "Alice Ahoy",
            "locale": "en",
            "is_staff": False,
            "timezone": "UTC",
        }
    assert call(token).status_code == 403
    assert call(token, "organizers/bigevents/").status_code == 403
    assert call(token, CATEGORIES, method="POST", body=CATEGORY).status_code == 403


def test_oauth_06_me_is_a_person(event):
    key = make_token(make_team(event.organizer), "a-key-of-a-team")
    browser = Client(SERVER_NAME="localhost")

    assert browser.get("/api/v1/me", HTTP_AUTHORIZATION=f"Token {key}").status_code == 403
    assert browser.get("/api/v1/me").status_code == 401


# --- OAUTH-7: organizers -----------------------------------------------------------------------------------------------


def test_oauth_07_a_token_reaches_the_ticked_organizers_alone(alice, app):
    token = app.tokens(alice, "second")["access_token"]

    assert slugs(call(token)) == ["second"]
    assert call(token, "organizers/second/").status_code == 200
    assert call(token, "organizers/second/events/two/").status_code == 200
    refused = call(token, "organizers/bigevents/")
    unknown = call(token, "organizers/nowhere/")
    assert (refused.status_code, unknown.status_code) == (403, 403)
    assert refused.content == unknown.content
    assert call(token, "organizers/bigevents/events/").status_code == 403
    assert call(token, "organizers/bigevents/events/con2027/").status_code == 403
    assert call(token, CATEGORIES, method="POST", body=CATEGORY).status_code == 403


def test_oauth_07_a_platform_administrator_is_one_there_alone(app, event):
    make_event(make_organizer("second"), "two")
    root = Person(make_user("root@example.org", is_superuser=True))

    token = app.tokens(root, "second")["access_token"]

    assert slugs(call(token)) == ["second"]
    assert call(token, "organizers/second/events/two/orders/").status_code == 200
    assert call(token, "organizers/bigevents/events/con2027/").status_code == 403


def test_oauth_07_who_leaves_an_organizer_takes_the_application_along(alice, alice_user, app):
    token = app.tokens(alice, "bigevents", "second")["access_token"]
    assert slugs(call(token)) == ["bigevents", "second"]

    TeamMember.unscoped.filter(user=alice_user, team__organizer__slug="second").delete()

    assert slugs(call(token)) == ["bigevents"]
    assert call(token, "organizers/second/").status_code == 403


def test_oauth_07_each_consent_keeps_its_own_limits(alice, app):
    first = app.tokens(alice, "bigevents", scope="read")
    second = app.tokens(alice, "second", scope="read write")

    assert slugs(call(first["access_token"])) == ["bigevents"]
    assert slugs(call(second["access_token"])) == ["second"]
    again = app.refresh(first["refresh_token"]).json()
    assert again["scope"] == "read"
    assert slugs(call(again["access_token"])) == ["bigevents"]


# --- OAUTH-8: refresh --------------------------------------------------------------------------------------------------


def test_oauth_08_a_refresh_gives_new_tokens_and_ends_the_old(alice, app):
    pair = app.tokens(alice, "bigevents", scope="read")

    answer = app.refresh(pair["refresh_token"])

    new = answer.json()
    assert answer.status_code == 200
    assert (new["scope"], new["expires_in"], new["token_type"]) == ("read", 86400, "Bearer")
    assert slugs(call(new["access_token"])) == ["bigevents"]
    assert call(new["access_token"], CATEGORIES, method="POST", body=CATEGORY).status_code == 403
    assert call(pair["access_token"]).status_code == 401
    assert new["refresh_token"] != pair["refresh_token"]


def test_oauth_08_a_used_refresh_token_ends_the_whole_family(alice, app):
    pair = app.tokens(alice, "bigevents")
    new = app.refresh(pair["refresh_token"]).json()
    other = app.tokens(alice, "bigevents")

    replay = app.refresh(pair["refresh_token"])

    assert (replay.status_code, replay.json()["error"]) == (400, "invalid_grant")
    assert call(new["access_token"]).status_code == 401
    assert app.refresh(new["refresh_token"]).status_code == 400
    assert call(other["access_token"]).status_code == 200


def test_oauth_08_a_refresh_may_narrow_but_never_widen(alice, app):
    pair = app.tokens(alice, "bigevents", scope="read")

    wider = app.refresh(pair["refresh_token"], scope="read write")
    unknown = app.refresh(pair["refresh_token"], scope="admin")
    same = app.refresh(pair["refresh_token"], scope="read")

    assert (wider.status_code, wider.json()["error"]) == (400, "invalid_scope")
    assert unknown.json()["error"] == "invalid_scope"
    assert same.json()["scope"] == "read"


def test_oauth_08_a_refresh_token_belongs_to_its_client(alice, app, maker):
    pair = app.tokens(alice, "bigevents")

    assert make_app(maker).refresh(pair["refresh_token"]).json()["error"] == "invalid_grant"
    assert App(app.row, "guessed").refresh(pair["refresh_token"]).status_code == 401
    assert call(pair["access_token"]).status_code == 200
    assert app.refresh(pair["refresh_token"]).status_code == 200


def test_oauth_08_tokens_grow_old(alice, app):
    pair = app.tokens(alice, "bigevents")

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=1, seconds=1)):
        assert call(pair["access_token"]).status_code == 401
        forget_expired()
        pair = app.refresh(pair["refresh_token"]).json()
        assert slugs(call(pair["access_token"])) == ["bigevents"]
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=32)):
        assert app.refresh(pair["refresh_token"]).status_code == 400
        forget_expired()
        assert not RefreshToken.objects.exists()
        assert not AccessToken.objects.exists()


def test_oauth_08_a_person_who_was_closed_out_has_no_applications(alice, alice_user, app):
    pair = app.tokens(alice, "bigevents")

    type(alice_user).objects.update(is_active=False)

    assert call(pair["access_token"]).status_code == 401
    assert app.refresh(pair["refresh_token"]).status_code == 400


# --- OAUTH-9 and 10: revocation ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hint", [{}, {"token_type_hint": "access_token"}, {"token_type_hint": "refresh_token"}]
)
def test_oauth_09_a_revoked_access_token_is_401(alice, app, hint):
    pair = app.tokens(alice, "bigevents")

    answer = app.ask("revoke_token", token=pair["access_token"], **hint)

    assert answer.status_code == 200
    assert call(pair["access_token"]).status_code == 401


def test_oauth_09_a_revoked_refresh_token_takes_its_access_token_along(alice, app):
    pair = app.tokens(alice, "bigevents")

    answer = app.ask("revoke_token/", token=pair["refresh_token"])

    assert answer.status_code == 200
    assert app.refresh(pair["refresh_token"]).status_code == 400
    assert call(pair["access_token"]).status_code == 401


def test_oauth_09_only_the_client_itself_revokes(alice, app, maker, public_app):
    pair = app.tokens(alice, "bigevents")

    for stranger in (make_app(maker), public_app):
        for token in (pair["access_token"], pair["refresh_token"]):
            refused = stranger.ask("revoke_token", token=token)
            assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert (
        App(app.row, "guessed").ask("revoke_token", token=pair["access_token"]).status_code == 401
    )
    assert app.ask("revoke_token", token="unknown").status_code == 200
    assert app.ask("revoke_token").status_code == 400
    assert app.ask("revoke_token", token="a\x00b").status_code == 400

    assert call(pair["access_token"]).status_code == 200


def test_oauth_10_refreshing_after_the_access_token_was_revoked_keeps_every_limit(alice, app):
    pair = app.tokens(alice, "second", scope="read")
    app.ask("revoke_token", token=pair["access_token"])

    for _ in range(2):
        answer = app.refresh(pair["refresh_token"])
        assert answer.status_code == 200
        pair = answer.json()
        assert pair["scope"] == "read"
        assert slugs(call(pair["access_token"])) == ["second"]
        assert call(pair["access_token"], "organizers/bigevents/").status_code == 403
        app.ask("revoke_token", token=pair["access_token"])
        forget_expired()


# --- OAUTH-11: nothing else --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        {"grant_type": "password", "username": "alice@example.org", "password": "correct horse battery"},
        {"grant_type": "client_credentials"},
        {"grant_type": "client_credentials", "scope": "read"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "x"},
        {"grant_type": "openid", "code": "x"},
        {"grant_type": "implicit"},
    ],
)  # fmt: skip
def test_oauth_11_other_grants_do_not_exist(alice, app, data):
    answer = app.ask(**data)

    assert answer.status_code == 400
    assert answer.json()["error"] in {"unsupported_grant_type", "unauthorized_client"}
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize(
    "kind",
    ["token", "id_token", "code token", "code id_token", "code id_token token", "none", "", None],
)
def test_oauth_11_other_response_types_do_not_exist(alice, app, kind):
    answer = alice.browser.get(app.address(response_type=kind))

    assert "error" in sent_back(answer)
    assert "access_token" not in answer["Location"]
    assert "code" not in sent_back(answer)


def test_oauth_11_a_token_without_a_person_does_not_open_v1(event):
    row = Application(
        name="Festival", client_type="confidential", authorization_grant_type="client-credentials"
    )
    secret = row.client_secret
    row.save()

    answer = App(row, secret).ask(grant_type="client_credentials", scope="read")

    assert answer.status_code == 200
    assert "refresh_token" not in answer.json()
    assert call(answer.json()["access_token"]).status_code == 401


# --- OAUTH-12 and 13: taking back, and being told ----------------------------------------------------------------------


def test_oauth_12_revoking_an_application_ends_all_its_tokens_and_codes_at_once(
    alice, alice_user, app
):
    first, second = app.tokens(alice, "bigevents"), app.tokens(alice, "second")
    code = app.code(alice, "bigevents")

    revoke_authorizations(alice_user, client_id=app.row.client_id, actor=Actor.user(alice_user))

    for pair in (first, second):
        assert call(pair["access_token"]).status_code == 401
        assert app.refresh(pair["refresh_token"]).status_code == 400
    assert app.trade(code).status_code == 400
    assert not Authorization.objects.filter(revoked_at=None).exists()


def test_oauth_13_an_authorization_is_written_down_and_told_by_mail(alice, alice_user, app):
    app.code(alice, "second", scope="read")

    entry = AuditEntry.unscoped.get(action="authorization.granted")
    mail = Mail.unscoped.get()
    assert (entry.object_type, entry.object_id) == ("account.User", alice_user.pk)
    assert entry.data == {
        "application_id": app.row.pk,
        "application_name": "Badge Robot",
        "organizers": ["second"],
        "scope": ["read"],
    }
    assert mail.to == "alice@example.org"
    assert "Badge Robot" in mail.subject
    assert "Second (second)" in mail.body
    assert "/auth/applications/" in mail.body
    assert AuthorizationOrganizer.unscoped.count() == 1


def test_oauth_13_disabling_an_application_ends_its_tokens(alice, maker, app):
    pair = app.tokens(alice, "bigevents")

    disable_application(maker, client_id=app.row.client_id, actor=Actor.user(maker))

    assert call(pair["access_token"]).status_code == 401
    assert app.refresh(pair["refresh_token"]).status_code == 401
    assert alice.browser.get(app.address()).status_code == 400
    assert not AccessToken.objects.exists()


def test_oauth_13_a_disabled_application_is_nobody_whatever_tokens_there_are(alice, app):
    pair = app.tokens(alice, "bigevents")

    Application.objects.update(disabled_at=dt.datetime.now(dt.UTC))

    assert call(pair["access_token"]).status_code == 401
    assert app.refresh(pair["refresh_token"]).status_code == 401


# --- AUTH-9: the header ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer {} x", "Bearer x", "Token {}", "Device {}", "{}"]
)
def test_auth_9_only_a_whole_bearer_header_is_somebody(alice, app, header):
    token = app.tokens(alice, "bigevents")["access_token"]
    browser = Client(SERVER_NAME="localhost")

    answer = browser.get("/api/v1/organizers/", HTTP_AUTHORIZATION=header.format(token))

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"
    assert call(token).status_code == 200
    assert browser.get(f"/api/v1/organizers/?access_token={token}").status_code == 401


def test_auth_9_a_token_opens_v1_and_nothing_else(alice, app):
    token = app.tokens(alice, "bigevents")["access_token"]
    browser = Client(SERVER_NAME="localhost", HTTP_AUTHORIZATION=f"Bearer {token}")

    assert browser.get("/app/tenant/api/m2m/events/").status_code == 401


def test_auth_9_the_trail_names_the_application_and_the_person(alice, app):
    token = app.tokens(alice, "bigevents")["access_token"]

    call(token, CATEGORIES, method="POST", body=CATEGORY)

    entry = AuditEntry.unscoped.get(object_type="shop.Category")
    assert entry.actor_kind == "application"
    assert entry.actor_label == "Badge Robot for Alice Ahoy"


def test_auth_9_a_token_costs_four_queries_whatever_it_reaches(alice, alice_user, app):
    def cost(token: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert call(token, "me").status_code == 200
        return len(captured)

    one = cost(app.tokens(alice, "bigevents")["access_token"])
    for slug in ("third", "fourth"):
        organizer = make_organizer(slug)
        make_team(organizer, members=[alice_user], events=[make_event(organizer)])
    three = cost(app.tokens(alice, "bigevents", "third", "fourth")["access_token"])

    assert (one, three) == (4, 4)


def test_cleaning_closes_what_was_replaced_and_keeps_the_rest(alice, app):
    app.tokens(alice, "bigevents")
    app.code(alice, "second")
    app.code(alice, "bigevents", "second")

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=10)):
        forget_expired()

    open_now = Authorization.objects.filter(revoked_at=None).order_by("pk")
    reached = [
        sorted(row.organizer_links.values_list("organizer__slug", flat=True)) for row in open_now
    ]
    assert reached == [["bigevents"], ["bigevents", "second"]]
