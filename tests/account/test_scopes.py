"""What an OAuth application may ask for, at the endpoint that hands out tokens."""

import base64
import json
from typing import Any

import pytest
from django.test import RequestFactory
from oauth2_provider.scopes import get_scopes_backend
from oauth2_provider.views import TokenView

from account.models import AccessToken, Application

pytestmark = pytest.mark.django_db


def make_application(*scopes: str) -> tuple[Application, str]:
    app = Application(
        name="Robot",
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        allowed_scopes=list(scopes),
    )
    secret = app.client_secret
    app.save()
    return app, secret


def ask(app: Application, secret: str, **data: str) -> tuple[int, dict[str, Any]]:
    key = base64.b64encode(f"{app.client_id}:{secret}".encode()).decode()
    request = RequestFactory().post(
        "/oauth/token/",
        {"grant_type": "client_credentials", **data},
        headers={"Authorization": f"Basic {key}"},
    )
    response = TokenView.as_view()(request)
    return response.status_code, json.loads(response.content)


def test_an_application_gets_the_scopes_that_the_operator_gave_it() -> None:
    status, answer = ask(*make_application("read", "can_view_events"))

    assert (status, set(answer["scope"].split())) == (200, {"read", "can_view_events"})


def test_an_application_gets_no_more() -> None:
    app, secret = make_application("read")

    assert ask(app, secret, scope="write") == (400, {"error": "invalid_scope"})
    assert not AccessToken.objects.exists()


def test_without_a_list_it_gets_what_the_installation_offers() -> None:
    app, secret = make_application()

    assert ask(app, secret, scope="write")[0] == 200
    assert ask(app, secret, scope="can_view_events")[0] == 400


def test_a_wrong_secret_opens_nothing() -> None:
    app, _ = make_application("read")

    assert ask(app, "guessed")[0] == 401


def test_every_scope_has_words_for_the_person_who_consents() -> None:
    scopes = get_scopes_backend().get_all_scopes()

    assert scopes["read"] == "Read what you may read"
    assert scopes["can_view_events"] == "can_view_events"
