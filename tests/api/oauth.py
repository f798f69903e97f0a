"""An application of somebody else, as it speaks to us: a browser for the person, forms and headers for itself."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from django.test import Client

from account.actions.applications import create_application
from account.models import Application, User
from eventhub.common.actors import Actor
from tests.make import PASSWORD

BACK = "https://client.example.com/back"
VERIFIER = "a-verifier-of-more-than-forty-three-characters-0123"
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


class Person:
    """Somebody at a browser."""

    def __init__(self, user: User | None, *, host: str = "localhost") -> None:
        self.user = user
        self.browser = Client(SERVER_NAME=host, enforce_csrf_checks=True)
        if user is not None:
            self.sign_in()

    def sign_in(self, target: str = "/app/") -> Any:
        return self.submit("/auth/login/", username=self.user.email, password=PASSWORD, next=target)

    def submit(self, path: str, **data: Any) -> Any:
        """Loads a page with a form, and sends the form with its token."""
        page = self.browser.get("/auth/login/?again=1")
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
        return self.browser.post(path, {"csrfmiddlewaretoken": found[1], **data})


@dataclass
class App:
    """A registered application, with what it remembers."""

    row: Application
    secret: str
    base: str = "/api/v1/oauth"
    browser: Client = field(default_factory=lambda: Client(SERVER_NAME="localhost"))

    @property
    def authorization(self) -> dict[str, str]:
        key = base64.b64encode(f"{self.row.client_id}:{self.secret}".encode()).decode()
        return {"HTTP_AUTHORIZATION": f"Basic {key}"} if self.secret else {}

    def address(self, **query: str | None) -> str:
        wanted = {
            "client_id": self.row.client_id,
            "response_type": "code",
            "redirect_uri": BACK,
            "state": "st&te",
            **query,
        }
        return (
            f"{self.base}/authorize?{urlencode({k: v for k, v in wanted.items() if v is not None})}"
        )

    def allowed(self, person: Person, *organizers: str, **query: str | None) -> Any:
        """What the person's browser gets for pressing Allow with these organizers ticked."""
        return person.submit(self.address(**query), allow="true", organizers=list(organizers))

    def code(self, person: Person, *organizers: str, **query: str | None) -> str:
        answer = self.allowed(person, *organizers, **query)
        assert answer.status_code == 302, answer.content
        return sent_back(answer)["code"]

    def ask(self, path: str = "token", *, key: bool = True, **data: str) -> Any:
        who = self.authorization if key else {}
        if not who and self.row.client_type == "public":
            data = {"client_id": self.row.client_id, **data}
        return self.browser.post(
            f"{self.base}/{path}",
            urlencode(data),
            content_type="application/x-www-form-urlencoded",
            **who,
        )

    def trade(self, code: str, /, **data: str) -> Any:
        wanted = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, **data}
        return self.ask(**wanted)

    def refresh(self, token: str, **data: str) -> Any:
        return self.ask(grant_type="refresh_token", refresh_token=token, **data)

    def tokens(self, person: Person, *organizers: str, **query: str | None) -> dict[str, Any]:
        pair = self.trade(self.code(person, *organizers, **query))
        assert pair.status_code == 200, pair.content
        return pair.json()


def make_app(user: User, *, public: bool = False, uris: tuple[str, ...] = (BACK,)) -> App:
    new = create_application(
        user, name="Badge Robot", redirect_uris=uris, public=public, actor=Actor.user(user)
    )
    return App(new.application, new.secret)


def call(token: str, path: str = "organizers/", *, method: str = "GET", body: str = "") -> Any:
    """v1 as the application sees it."""
    return Client(SERVER_NAME="localhost").generic(
        method,
        f"/api/v1/{path}",
        body,
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {token}",
    )


def slugs(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return sorted(row["slug"] for row in answer.json()["results"])


def sent_back(answer: Any) -> dict[str, str]:
    """What a redirect to the application says."""
    assert answer.status_code == 302, (answer.status_code, answer.content)
    assert answer["Location"].startswith(f"{BACK}?"), answer["Location"]
    return dict(parse_qsl(urlsplit(answer["Location"]).query))


def query_of(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)
