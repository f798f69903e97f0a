"""The shell of the single-page surfaces: one HTML page for every address under /app/ that is not an API.

`frontend/` is built by Vite into `eventhub/static/app/`; its manifest says which files the page loads.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie

from eventhub.common import i18n
from eventhub.web import languages
from tenant.access.gates import self_service

BUILD = Path(__file__).resolve().parent.parent / "static" / "app"
MANIFEST = "manifest.json"
ENTRY = "src/main.tsx"
APP = "src/app.tsx"
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Assets:
    """The files the shell names, as paths below /static/app/."""

    script: str
    preloads: tuple[str, ...]
    styles: tuple[str, ...]


@self_service
@ensure_csrf_cookie
def shell(request: HttpRequest, **_: Any) -> HttpResponse:
    """The page that starts the front end, in the reader's language and with the CSRF cookie set. `?lang=` chooses a
    language, as on the pages of visitors. Visitors go to sign in first.

    Answers 503 with a page that says how to build the front end when that has not been done.
    """
    if (led_back := languages.chosen(request)) is not None:
        return led_back
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    assets = built_assets(i18n.spoken())
    theme = request.COOKIES.get("eh-theme", "")
    context = {"assets": assets, "theme": theme if theme in THEMES else ""}
    response = render(request, "eventhub/app.html", context, status=200 if assets else 503)
    response["Cache-Control"] = "no-store"
    return response


def built_assets(language: str) -> Assets | None:
    """What the last build left for a page in this language, or None when there was none. Sees a new build without a
    restart."""
    manifest = BUILD / MANIFEST
    try:
        changed = manifest.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _read(manifest, changed, language)


@lru_cache(maxsize=8)
def _read(manifest: Path, _changed: int, language: str) -> Assets:
    chunks: dict[str, dict[str, Any]] = json.loads(manifest.read_text())
    # The entry loads the words and then the app: the browser fetches both with the entry, not one after the other.
    needed = _needed(chunks, (ENTRY, APP, f"src/words/{language}.json"))
    styles = [css for name in needed for css in chunks[name].get("css", [])]
    return Assets(
        script=chunks[ENTRY]["file"],
        preloads=tuple(chunks[name]["file"] for name in needed if name != ENTRY),
        styles=tuple(dict.fromkeys(styles)),
    )


def _needed(chunks: dict[str, dict[str, Any]], names: Iterable[str]) -> list[str]:
    """These chunks, as far as the build has them, and all that they import."""
    found: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name in chunks and name not in found:
            found[name] = None
            waiting += chunks[name].get("imports", [])
    return list(found)
