"""The page that starts the front end."""

import json
from pathlib import Path

import pytest
from django.test import Client

from eventhub.web import spa
from tests.people import World

# Words of a language and the app are loaded by the entry, in this order.
MANIFEST = {
    "src/main.tsx": {"file": "assets/main-1.js", "imports": ["_shared.js"], "css": ["a.css"]},
    "_shared.js": {"file": "assets/shared-2.js", "css": ["b.css", "a.css"]},
    "src/app.tsx": {"file": "assets/app-3.js", "imports": ["_shared.js", "_frame.js"]},
    "_frame.js": {"file": "assets/frame-4.js", "css": ["c.css"]},
    "src/words/de.json": {"file": "assets/de-5.js"},
    "src/words/cs.json": {"file": "assets/cs-6.js"},
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


@pytest.mark.parametrize(
    ("wanted", "root", "words"),
    [
        ("de", '<html lang="de" data-reads="de">', ["de-5.js"]),
        ("cs", '<html lang="cs" data-reads="cs">', ["cs-6.js"]),
        ("en", '<html lang="en" data-reads="en">', []),
        # Our words do not speak French; an organizer's texts may.
        ("fr", '<html lang="en" data-reads="fr">', []),
        ("de-informal", '<html lang="de" data-reads="de-informal">', ["de-5.js"]),
    ],
)
def test_the_page_is_drawn_in_the_readers_language_and_fetches_its_words_at_once(
    alice: Client, build: Path, wanted: str, root: str, words: list[str]
) -> None:
    (build / "manifest.json").write_text(json.dumps(MANIFEST))
    alice.cookies["django_language"] = wanted

    page = alice.get("/app/").content.decode()

    assert root in page
    assert [name for name in ("de-5.js", "cs-6.js") if name in page] == words
    for file in ("app-3.js", "frame-4.js"):
        assert f'<link rel="modulepreload" href="/static/app/assets/{file}">' in page


def test_the_switch_keeps_the_page_its_query_and_the_choice(alice: Client, build: Path) -> None:
    (build / "manifest.json").write_text(json.dumps(MANIFEST))

    answer = alice.get("/app/e/bigevents/con2027/orders?status=p&lang=de")

    assert answer.status_code == 302
    assert answer["Location"] == "/app/e/bigevents/con2027/orders?status=p"
    assert alice.cookies["django_language"].value == "de"
    assert '<html lang="de"' in alice.get(answer["Location"]).content.decode()


def test_nothing_that_is_no_language_is_chosen_there(alice: Client, build: Path) -> None:
    (build / "manifest.json").write_text(json.dumps(MANIFEST))

    answer = alice.get("/app/?lang=klingon")

    assert answer.status_code == 200
    assert "django_language" not in answer.cookies
