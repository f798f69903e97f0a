"""The shell of the single-page surfaces: one HTML page for every address under /app/ that is not an API.

`frontend/` is built by Vite into `eventhub/static/app/`; its manifest says which files the page loads.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie

from tenant.access.gates import self_service

BUILD = Path(__file__).resolve().parent.parent / "static" / "app"
MANIFEST = "manifest.json"
ENTRY = "src/main.tsx"
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
    """The page that starts the front end, with the CSRF cookie set. Visitors go to sign in first.

    Answers 503 with a page that says how to build the front end when that has not been done.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    assets = built_assets()
    theme = request.COOKIES.get("eh-theme", "")
    context = {"assets": assets, "theme": theme if theme in THEMES else ""}
    response = render(request, "eventhub/app.html", context, status=200 if assets else 503)
    response["Cache-Control"] = "no-store"
    return response


def built_assets() -> Assets | None:
    """What the last build left, or None when there was none. Sees a new build without a restart."""
    manifest = BUILD / MANIFEST
    try:
        changed = manifest.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _read(manifest, changed)


@lru_cache(maxsize=2)
def _read(manifest: Path, _changed: int) -> Assets:
    chunks: dict[str, dict[str, Any]] = json.loads(manifest.read_text())
    entry = chunks[ENTRY]
    imported = [chunks[name] for name in entry.get("imports", [])]
    styles = [css for chunk in (entry, *imported) for css in chunk.get("css", [])]
    return Assets(
        script=entry["file"],
        preloads=tuple(chunk["file"] for chunk in imported),
        styles=tuple(dict.fromkeys(styles)),
    )
