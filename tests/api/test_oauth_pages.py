"""A person's applications, on pages that work without scripts (v1 contract, OAUTH-1, OAUTH-12 to 14)."""

import html
import re

import pytest
from django.contrib.auth.hashers import check_password
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from account.actions import applications
from account.models import Application
from eventhub.common.models import AuditEntry
from tests.api.oauth import BACK, App, Person, call, make_app, query_of
from tests.make import make_team, make_user

pytestmark = pytest.mark.django_db
HOME = "/auth/applications/"


@pytest.fixture(autouse=True)
def _nobody_tried_yet():
    cache.clear()


@pytest.fixture
def maker(db):
    return Person(make_user("maker@example.org"))


@pytest.fixture
def alice(event):
    user = make_user("alice@example.org")
    make_team(event.organizer, members=[user])
    return Person(user)


def words_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def create(person, **data):
    return person.submit(
        HOME, **{"name": "Robot", "redirect_uris": BACK, "client_type": "confidential", **data}
    )


def shown(answer, name):
    return re.search(rf'id="client-{name}">([^<]+)<', answer.content.decode())[1]


def test_oauth_01_an_application_is_made_and_its_secret_shown_once(maker, alice):
    answer = create(maker, redirect_uris=f"{BACK}\n{BACK}?a=1\n")

    row = Application.objects.get()
    secret = shown(answer, "secret")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert shown(answer, "id") == row.client_id
    assert row.redirect_uris.split() == [BACK, f"{BACK}?a=1"]
    assert row.client_secret != secret
    assert check_password(secret, row.client_secret)
    overview = maker.browser.get(HOME).content.decode()
    assert row.client_id in overview
    assert secret not in overview
    assert App(row, secret).tokens(alice, "bigevents")["token_type"] == "Bearer"


def test_oauth_01_a_public_application_has_no_secret(maker):
    answer = create(maker, client_type="public")

    assert Application.objects.get().client_type == "public"
    assert "client-secret" not in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a" * 101}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "evil \u202egnirts"}, "name"),
        ({"name": "a\x07b"}, "name"),
        ({"redirect_uris": ""}, "uris"),
        ({"redirect_uris": "javascript:alert(1)"}, "uris"),
        ({"redirect_uris": f"{BACK} /relative"}, "uris"),
        ({"redirect_uris": f"{BACK}#part"}, "uris"),
        ({"redirect_uris": "https://user@client.example.com/"}, "uris"),
        ({"redirect_uris": "https://*.example.com/"}, "uris"),
        ({"redirect_uris": "https://[::1"}, "uris"),
        ({"redirect_uris": "https://client.example.com:99999/"}, "uris"),
        ({"redirect_uris": "https://clïent.example.com/"}, "uris"),
        ({"redirect_uris": "https://a\x00b/"}, "uris"),
        ({"redirect_uris": f"{BACK}/{'a' * 2000}"}, "uris"),
        ({"redirect_uris": "\n".join(f"{BACK}/{n}" for n in range(11))}, "uris"),
    ],
)
def test_oauth_01_a_wrong_form_says_what_is_wrong_and_makes_nothing(maker, data, field):
    answer = create(maker, **data)

    assert answer.status_code == 400
    assert f'id="{field}-error"' in answer.content.decode()
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("here", "data", "fine"),
    [
        (False, {"redirect_uris": "http://client.example.com/"}, False),
        (False, {"redirect_uris": "http://localhost/"}, False),
        (False, {"redirect_uris": "http://127.0.0.1/back", "client_type": "public"}, True),
        (True, {"redirect_uris": "http://client.example.com/"}, False),
        (True, {"redirect_uris": "http://localhost:3000/"}, True),
        (True, {"redirect_uris": "http://localhost.example.com/", "client_type": "public"}, False),
    ],
)
def test_oauth_01_https_only_but_on_ones_own_machine(maker, settings, here, data, fine):
    settings.OAUTH_HTTP_ON_LOOPBACK = here

    answer = create(maker, **data)

    assert answer.status_code == (200 if fine else 400)
    assert Application.objects.exists() is fine


def test_oauth_01_a_new_secret_ends_the_old_one(maker, alice):
    app = (
        App(Application.objects.get(), shown(answer, "secret"))
        if (answer := create(maker))
        else None
    )

    renewed = maker.submit(f"{HOME}{app.row.client_id}/secret/")

    new = App(app.row, shown(renewed, "secret"))
    code = app.code(alice, "bigevents")
    assert app.trade(code).status_code == 401
    assert new.trade(code).status_code == 200
    assert AuditEntry.unscoped.filter(action="application.secret_renewed").exists()


def test_oauth_01_a_disabled_application_stands_there_as_such(maker):
    create(maker)
    client_id = Application.objects.get().client_id

    answer = maker.submit(f"{HOME}{client_id}/disable/")

    assert (answer.status_code, answer["Location"]) == (303, HOME)
    overview = maker.browser.get(HOME)
    assert "Robot is disabled" in words_of(overview)
    assert "/disable/" not in overview.content.decode()


def test_oauth_01_name_and_addresses_are_changed_on_the_page(maker, alice):
    app = make_app(maker.user, uris=(BACK, f"{BACK}/two"))
    pair = app.tokens(alice, "bigevents")
    kept = app.code(alice, "bigevents")
    form = maker.browser.get(HOME).content.decode()

    answer = maker.submit(
        f"{HOME}{app.row.client_id}/change/",
        name="Better  robot",
        redirect_uris=f"{BACK}\r\n{BACK}/three",
    )

    assert f"{BACK}\n{BACK}/two</textarea>" in form
    assert (answer.status_code, answer["Location"]) == (303, HOME)
    row = Application.objects.get()
    assert (row.name, row.redirect_uris.split()) == ("Better robot", [BACK, f"{BACK}/three"])
    assert row.client_id == app.row.client_id
    seen = words_of(maker.browser.get(HOME))
    assert "Better robot is changed." in seen
    assert "Better robot was changed." in seen
    assert call(pair["access_token"]).status_code == 200
    assert app.trade(kept).status_code == 200
    assert alice.browser.get(app.address(redirect_uri=f"{BACK}/two")).status_code == 400
    assert alice.browser.get(app.address(redirect_uri=f"{BACK}/three")).status_code == 200


def test_oauth_01_codes_at_an_address_that_is_none_any_more_die(maker, alice):
    app = make_app(maker.user, uris=(BACK, f"{BACK}?a=1"))
    lost = query_of(app.allowed(alice, "bigevents", redirect_uri=f"{BACK}?a=1")["Location"])

    maker.submit(f"{HOME}{app.row.client_id}/change/", name="Robot", redirect_uris=BACK)

    answer = app.trade(lost["code"][0], redirect_uri=f"{BACK}?a=1")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "n" * 101}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "evil \u202egnirts"}, "name"),
        ({"name": "a\x07b"}, "name"),
        ({"redirect_uris": ""}, "uris"),
        ({"redirect_uris": "http://client.example.com/"}, "uris"),
        ({"redirect_uris": f"{BACK}#part"}, "uris"),
        ({"redirect_uris": "\n".join(f"{BACK}/{n}" for n in range(11))}, "uris"),
    ],
)
def test_oauth_01_a_wrong_change_says_what_is_wrong_and_changes_nothing(maker, data, field):
    app = make_app(maker.user)
    before = Application.objects.values().get()

    answer = maker.submit(
        f"{HOME}{app.row.client_id}/change/", **{"name": "New", "redirect_uris": BACK, **data}
    )

    assert answer.status_code == 400
    page = answer.content.decode()
    assert f'id="{app.row.pk}-{field}-error"' in page
    assert page.count("eh-error") == 1
    assert "<details open>" in page
    assert Application.objects.values().get() == before


def test_oauth_01_an_application_of_the_installations_file_is_changed_there(maker):
    app = make_app(maker.user)
    AuditEntry.unscoped.all().delete()
    before = Application.objects.values().get()

    page = maker.browser.get(HOME)
    answer = maker.submit(f"{HOME}{app.row.client_id}/change/", name="Mine", redirect_uris=BACK)

    assert "/change/" not in page.content.decode()
    assert "managed in the provision file" in html.unescape(words_of(page))
    assert answer.status_code == 400
    assert Application.objects.values().get() == before


def test_oauth_01_an_enabled_application_begins_anew(maker, alice):
    app = make_app(maker.user)
    pair = app.tokens(alice, "bigevents")
    code = app.code(alice, "bigevents")
    maker.submit(f"{HOME}{app.row.client_id}/disable/")
    assert alice.browser.get(app.address()).status_code == 400

    answer = maker.submit(f"{HOME}{app.row.client_id}/enable/")

    assert (answer.status_code, answer["Location"]) == (303, HOME)
    assert "Badge Robot was enabled again." in words_of(maker.browser.get(HOME))
    assert call(pair["access_token"]).status_code == 401
    assert app.refresh(pair["refresh_token"]).json()["error"] == "invalid_grant"
    assert app.trade(code).json()["error"] == "invalid_grant"
    assert "No applications have access" in words_of(alice.browser.get(HOME))
    asked = alice.browser.get(app.address(approval_prompt="auto"))
    assert asked.status_code == 200, "what was allowed before counts no more"
    assert call(app.tokens(alice, "bigevents")["access_token"]).status_code == 200


def test_oauth_01_enabling_one_too_many_is_refused(maker, monkeypatch):
    app = make_app(maker.user)
    maker.submit(f"{HOME}{app.row.client_id}/disable/")
    monkeypatch.setattr(applications, "MOST_APPLICATIONS", 1)
    create(maker)

    answer = maker.submit(f"{HOME}{app.row.client_id}/enable/")

    assert answer.status_code == 400
    assert "too many applications" in words_of(answer)
    assert Application.objects.get(pk=app.row.pk).disabled_at is not None


@pytest.mark.parametrize("deed", ["change", "enable", "secret", "disable", "revoke"])
def test_oauth_01_nobody_touches_the_applications_of_others(maker, alice, deed):
    app = make_app(maker.user)
    before = Application.objects.values().get()
    form = {"name": "Mine", "redirect_uris": BACK}

    stranger = alice.submit(f"{HOME}{app.row.client_id}/{deed}/", **form)
    unknown = alice.submit(f"{HOME}nobody/{deed}/", **form)
    visitor = Person(None).submit(f"{HOME}{app.row.client_id}/{deed}/")
    unsigned = maker.browser.post(f"{HOME}{app.row.client_id}/{deed}/")

    assert (stranger.status_code, unknown.status_code) == (404, 404)
    assert visitor["Location"] == f"/auth/login/?next={HOME}"
    assert unsigned.status_code == 403
    assert Application.objects.values().get() == before


def test_oauth_12_what_was_allowed_is_seen_and_taken_back(maker, alice):
    app = make_app(maker.user)
    pair = app.tokens(alice, "bigevents", scope="read")

    seen = words_of(alice.browser.get(HOME))
    answer = alice.submit(f"{HOME}{app.row.client_id}/revoke/")

    assert "Badge Robot" in seen
    assert "Read what you may read" in seen
    assert "Bigevents (bigevents), since" in seen
    assert (answer.status_code, answer["Location"]) == (303, HOME)
    assert call(pair["access_token"]).status_code == 401
    assert app.refresh(pair["refresh_token"]).status_code == 400
    after = words_of(alice.browser.get(HOME))
    assert "No applications have access" in after
    assert alice.submit(f"{HOME}{app.row.client_id}/revoke/").status_code == 404


def test_oauth_12_the_same_word_said_twice_stands_there_once(maker, alice):
    app = make_app(maker.user)
    for scope in ("read write", "write read", "read"):
        app.tokens(alice, "bigevents", scope=scope)

    seen = words_of(alice.browser.get(HOME))

    assert seen.count("Bigevents (bigevents), since") == 2


def test_oauth_14_log_entries_are_sentences(maker, alice):
    app = make_app(maker.user)
    app.tokens(alice, "bigevents")
    alice.submit(f"{HOME}{app.row.client_id}/revoke/")

    seen = words_of(alice.browser.get(HOME))

    assert "Badge Robot was allowed to act for you at bigevents." in seen
    assert "Badge Robot may not act for you any more." in seen
    assert seen.index("any more.") < seen.index("was allowed")


def test_oauth_14_so_are_those_about_ones_own_applications(maker, alice):
    create(maker)
    client_id = Application.objects.get().client_id
    maker.submit(f"{HOME}{client_id}/secret/")
    maker.submit(f"{HOME}{client_id}/disable/")

    seen = words_of(maker.browser.get(HOME))

    for sentence in ("You made Robot.", "Robot got a new secret.", "Robot was disabled."):
        assert sentence in seen
    assert "Robot" not in words_of(alice.browser.get(HOME))


def test_oauth_12_the_page_costs_the_same_for_one_application_and_three(maker, alice):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert alice.browser.get(HOME).status_code == 200
        return len(captured)

    make_app(maker.user).code(alice, "bigevents")
    make_app(alice.user)
    alice.browser.get(HOME)
    one = cost()
    for _ in range(2):
        make_app(maker.user).code(alice, "bigevents")
        make_app(alice.user)
    three = cost()

    assert (one, three) == (6, 6)


def test_the_way_to_the_page_is_in_the_header_of_everybody_who_signed_in(alice):
    assert f'href="{HOME}"' in alice.browser.get("/").content.decode()
    assert f'href="{HOME}"' not in Client(SERVER_NAME="localhost").get("/").content.decode()
    answer = Client(SERVER_NAME="localhost").get(HOME)
    assert answer["Location"] == f"/auth/login/?next={HOME}"
