"""The page that starts the front end."""

import json
from pathlib import Path

import pytest
from django.test import Client

from eventhub.web import spa
from tests.people import World

MANIFEST = {
    "src/main.tsx": {"file": "assets/main-1.js", "imports": ["_shared.js"], "css": ["a.css"]},
    "_shared.js": {"file": "assets/shared-2.js", "css": ["b.css", "a.css"]},
}


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(spa, "BUILD", tmp_path)
    return tmp_path


@pytest.fixture
def alice(world: World) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(world.alice)
    return client


def test_the_shell_names_what_the_build_made_and_sets_the_csrf_cookie(
    alice: Client, build: Path
) -> None:
    (build / "manifest.json").write_text(json.dumps(MANIFEST))
    answer = alice.get("/app/e/bigevents/con2027/orders")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<script type="module" src="/static/app/assets/main-1.js">' in page
    assert '<link rel="modulepreload" href="/static/app/assets/shared-2.js">' in page
    assert page.count("/static/app/a.css") == page.count("/static/app/b.css") == 1
    assert "csrftoken" in answer.cookies
    assert answer["Cache-Control"] == "no-store"


def test_without_a_build_the_page_says_how_to_make_one(alice: Client, build: Path) -> None:
    answer = alice.get("/app/")
    assert answer.status_code == 503
    assert "npm run build" in answer.content.decode()


def test_a_visitor_signs_in_first_and_comes_back(db: None, build: Path) -> None:
    answer = Client(SERVER_NAME="localhost").get("/app/door?x=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/auth/login/?next=/app/door%3Fx%3D1"


@pytest.mark.parametrize(("cookie", "drawn"), [("dark", True), ('"><script>', False)])
def test_the_first_frame_has_the_chosen_colours(
    alice: Client, build: Path, cookie: str, drawn: bool
) -> None:
    (build / "manifest.json").write_text(json.dumps(MANIFEST))
    alice.cookies["eh-theme"] = cookie
    page = alice.get("/app/").content.decode()
    assert (f'data-theme="{cookie}"' in page) is drawn
    assert ("data-theme" in page) is drawn


def test_an_unknown_api_address_is_no_page(alice: Client) -> None:
    answer = alice.get("/app/shop/api/nothing/")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"
