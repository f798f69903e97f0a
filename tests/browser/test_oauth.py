"""An application asks a person at a real browser: with scripts and without, light and dark, wide and narrow."""

import base64
import hashlib
import http.server
import json
import threading
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from account.actions.applications import NewSecret, create_application
from eventhub.common.actors import Actor
from tests.browser.conftest import DESKTOP, PHONE, MakeVisitor, Visitor
from tests.make import PASSWORD, make_event, make_organizer, make_team
from tests.people import World

pytestmark = pytest.mark.browser
VERIFIER = "a-verifier-of-more-than-forty-three-characters-0123"
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)


class Client:
    """Somebody else's program: it listens where browsers are sent back to, and remembers what they brought."""

    def __init__(self) -> None:
        self.brought: list[dict[str, list[str]]] = []
        client = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # noqa: N802 -- the library's name
                if self.path.startswith("/back"):
                    client.brought.append(parse_qs(urlsplit(self.path).query))
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"<!doctype html><title>Robot</title><h1>Thank you</h1>")

            def log_message(self, *_: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.back = f"http://127.0.0.1:{self.server.server_port}/back"
        self.app: NewSecret | None = None
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def address(self, **more: str) -> str:
        assert self.app is not None
        query = {
            "client_id": self.app.application.client_id,
            "response_type": "code",
            "redirect_uri": self.back,
            "state": "mine",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **more,
        }
        return f"/oauth/authorize?{urlencode(query)}"

    def ask(self, site: str, path: str, **data: str) -> dict[str, Any]:
        assert self.app is not None
        key = f"{self.app.application.client_id}:{self.app.secret}"
        request = urllib.request.Request(
            f"{site}{path}",
            urlencode(data).encode(),
            {"Authorization": f"Basic {base64.b64encode(key.encode()).decode()}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            found: dict[str, Any] = json.loads(answer.read())
        return found


@pytest.fixture
def client(world: World, site: str) -> Iterator[Client]:
    cache.clear()
    second = make_organizer("second")
    make_event(second, "two")
    make_team(second, members=[world.alice])
    found = Client()
    found.app = create_application(
        world.bob,
        name="Badge Robot",
        redirect_uris=[found.back],
        public=False,
        actor=Actor.user(world.bob),
    )
    yield found
    found.server.shutdown()
    found.server.server_close()


def sign_in(somebody: Visitor, email: str = "alice@example.org") -> None:
    somebody.field("E-mail address or user name").fill(email)
    somebody.field("Password").fill(PASSWORD)
    somebody.press("Sign in")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_oauth_04_a_person_allows_it_and_it_acts_for_them(
    visit: MakeVisitor, world: World, client: Client, site: str, scripts: bool
) -> None:
    somebody = visit(None, java_script_enabled=scripts)

    somebody.go(client.address())
    sign_in(somebody)
    somebody.heading("Allow Badge Robot to act for you?")
    somebody.press("Allow")
    somebody.sees("Choose at least one organizer.")
    somebody.page.get_by_label("Second second").check()
    somebody.press("Allow")
    somebody.heading("Thank you")

    code = client.brought[-1]["code"][0]
    assert client.brought[-1]["state"] == ["mine"]
    pair = client.ask(
        site,
        "/oauth/token",
        grant_type="authorization_code",
        code=code,
        redirect_uri=client.back,
        code_verifier=VERIFIER,
    )
    request = urllib.request.Request(
        f"{site}/api/v1/organizers/", headers={"Authorization": f"Bearer {pair['access_token']}"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert [row["slug"] for row in json.loads(answer.read())["results"]] == ["second"]

    # A later sign-in leads straight on to the application: the browser's policy must not stand in the way.
    somebody.page.context.clear_cookies()
    somebody.go(client.address(approval_prompt="auto"))
    sign_in(somebody)
    somebody.heading("Thank you")
    assert "code" in client.brought[-1]


def test_oauth_04_a_person_denies_it(visit: MakeVisitor, client: Client) -> None:
    somebody = visit(None)

    somebody.go(client.address())
    sign_in(somebody)
    somebody.press("Deny")
    somebody.heading("Thank you")

    assert client.brought[-1]["error"] == ["access_denied"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_oauth_03_axe_finds_nothing_on_the_pages(
    visit: MakeVisitor, world: World, client: Client, scheme: str, viewport: dict[str, int]
) -> None:
    somebody = visit(None, color_scheme=scheme, viewport=viewport)
    found: list[str] = []

    def look(name: str) -> None:
        found.extend(f"{name} {problem}" for problem in somebody.violations())
        width = somebody.page.evaluate("document.documentElement.scrollWidth")
        assert width <= viewport["width"], f"{name} is wider than the screen"

    somebody.go(client.address(client_id="nobody"))
    look("refused")
    somebody.go(client.address())
    look("sign-in")
    sign_in(somebody)
    look("consent")
    somebody.press("Allow")
    look("consent without an organizer")
    somebody.page.get_by_label("Bigevents bigevents").check()
    somebody.press("Allow")
    somebody.heading("Thank you")
    somebody.go("/auth/login/?again=1")
    look("sign-in once more")

    somebody.go("/")
    look("the start page of somebody signed in")
    somebody.go("/auth/applications/")
    look("applications")
    somebody.field("Name").fill("My own")
    somebody.field("Addresses to return to").fill("nonsense")
    somebody.press("Create application")
    look("a wrong form")
    somebody.field("Addresses to return to").fill("https://my.example.org/back")
    somebody.press("Create application")
    somebody.sees("Copy the secret now.")
    look("secret")
    somebody.follow("I have copied it")
    somebody.page.get_by_text("New secret", exact=True).click()
    look("applications, opened")
    assert found == []


def test_amb_14_the_menu_leads_to_the_applications(
    visit: MakeVisitor, world: World, client: Client
) -> None:
    alice = visit(world.alice)

    for start in ("/app/", "/app/e/bigevents/con2027/dashboard", "/"):
        alice.go(start)
        expect(alice.page.get_by_role("heading", level=1)).to_be_visible()
        if start != "/":
            alice.page.locator("summary", has_text="Account").click()
        alice.page.get_by_role("link", name="Applications", exact=True).click()
        alice.heading("Applications")


def test_oauth_12_a_person_takes_it_back(
    visit: MakeVisitor, world: World, client: Client, site: str
) -> None:
    somebody = visit(None)
    somebody.go(client.address())
    sign_in(somebody)
    somebody.page.get_by_label("Bigevents bigevents").check()
    somebody.press("Allow")
    somebody.heading("Thank you")

    somebody.go("/auth/applications/")
    somebody.press("Revoke Badge Robot")

    expect(somebody.page.get_by_role("status")).to_contain_text(
        "Badge Robot may not act for you any more."
    )
    somebody.sees("No applications have access")
