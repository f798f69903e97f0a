"""A real server on a free port, a real Chromium, and people who are already signed in.

The server shares the test's database, so a story can make what it needs with tests.make and then look at it.
"""

import asyncio
import os
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from account.models import User
from eventhub.server import serving
from eventhub.web import spa
from tests import services
from tests.people import World
from tests.surroundings import ROOT

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE_MS = 15_000
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

Launch = Callable[..., Browser]

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module", autouse=True)
def _unsafe() -> Iterator[None]:
    """Playwright keeps an event loop in this thread, which Django takes for a reason to refuse plain queries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="session")
def front_end() -> Path:
    """The built front end."""
    manifest = spa.BUILD / spa.MANIFEST
    if not manifest.exists():
        services.missing("The built front end (npm run build)")
    return manifest


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Ends with its module: the loop that it keeps would be in the way of asynchronous tests on the same worker."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def launch(playwright: Playwright, chromium_path: str) -> Iterator[Launch]:
    """Starts a Chromium with more arguments; all end with the module."""
    started: list[Browser] = []

    def start(*arguments: str) -> Browser:
        needed = ["--no-sandbox"] if os.getuid() == 0 else []
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=[*needed, *arguments]
        )
        started.append(browser)
        return browser

    yield start
    for browser in started:
        browser.close()


@pytest.fixture(scope="module")
def chromium(launch: Launch) -> Browser:
    return launch()


@pytest.fixture
def site(transactional_db: None, front_end: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the product: HTTP and sockets, as `manage.py up` serves them."""
    # The server's threads end with the test; a connection that they kept would be left open.
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        config = uvicorn.Config(
            serving.application(),
            lifespan="on",
            ws="websockets-sansio",
            log_config=None,
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(
            target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True
        )
        thread.start()
        yield f"http://localhost:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive(), "the server did not end"


@dataclass
class Visitor:
    """Somebody at a browser. Every error that a page reports fails the test at its end."""

    page: Page
    site: str
    errors: list[str]

    def go(self, path: str) -> None:
        self.page.goto(f"{self.site}{path}")

    def field(self, label: str) -> Any:
        return self.page.get_by_label(label, exact=True).and_(
            self.page.locator("input, select, textarea")
        )

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1, name=words)).to_be_visible()

    def violations(self) -> list[str]:
        """What axe finds on the page as it stands: rule, place."""
        if not AXE.exists():
            services.missing("axe-core (npm ci in frontend/)")
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            "rules => axe.run({runOnly: rules, resultTypes: ['violations']})", AXE_RULES
        )
        return [
            f"{one['id']}: {node['html'][:160]}"
            for one in found["violations"]
            for node in one["nodes"]
        ]


MakeVisitor = Callable[..., Visitor]


@pytest.fixture
def visit(site: str, chromium: Browser) -> Iterator[MakeVisitor]:
    """Opens a browser of its own for somebody: `visit(user)`, `visit(None)` for one who is not signed in."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def make(user: User | None, **options: Any) -> Visitor:
        context = chromium.new_context(
            viewport=options.pop("viewport", DESKTOP), reduced_motion="reduce", **options
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        if user is not None:
            context.add_cookies([{**session_cookie(user), "url": site}])  # type: ignore[typeddict-item]
        visitor = Visitor(context.new_page(), site, [])
        visitor.page.on("pageerror", lambda error: visitor.errors.append(str(error)))
        visitors.append(visitor)
        return visitor

    yield make
    for context in contexts:
        context.close()
    assert [error for visitor in visitors for error in visitor.errors] == []


def session_cookie(user: User) -> dict[str, str]:
    """What makes a browser somebody's."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value}


@pytest.fixture
def alice(visit: MakeVisitor, world: World) -> Visitor:
    """Alice at her desk."""
    return visit(world.alice)
