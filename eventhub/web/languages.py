"""The visitor's language: `?lang=de` chooses one, a cookie keeps it, and the page stays the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from eventhub.common import i18n
from eventhub.web.refusals import speaks_json

CHOICE = "lang"


@dataclass(frozen=True)
class Choice:
    """A language in its own name, and the address of the present page in it."""

    code: str
    name: str
    link: str
    current: bool


class LanguageChoiceMiddleware:
    """Keeps the language that a link of the switch chose, and leads back to the same page and query without it.

    Django's LocaleMiddleware reads the cookie; pages say to caches that they depend on it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if speaks_json(request.path):
            return self.get_response(request)
        response = chosen(request) or self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Cookie",))
        return response


def chosen(request: HttpRequest) -> HttpResponse | None:
    """Keeps the language that `?lang=` names, and leads back to the same page and query without it; None for a request
    that chooses none. For the pages of visitors the middleware calls it, for the single-page surfaces their shell."""
    wanted = request.GET.get(CHOICE, "") if request.method in {"GET", "HEAD"} else ""
    code = i18n.languages().get(wanted.lower())
    if code is None:
        return None
    response = HttpResponseRedirect(_address(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    response["Cache-Control"] = "private, no-store"
    return response


def choices(request: HttpRequest, codes: Sequence[str]) -> list[Choice]:
    """The languages of `codes` that the installation knows, each with its link; none when there is nothing to choose."""
    names = dict(settings.LANGUAGES)
    known = [code for code in dict.fromkeys(codes) if code in names]
    if len(known) < 2:  # noqa: PLR2004 -- one is no choice
        return []
    present = get_language()
    return [Choice(code, names[code], _address(request, code), code == present) for code in known]


def _address(request: HttpRequest, code: str = "") -> str:
    """The present page with its query, choosing `code`."""
    query = request.GET.copy()
    query.pop(CHOICE, None)
    if code:
        query[CHOICE] = code
    # A path that begins with two slashes would be another host's address.
    path = f"/{request.path.lstrip('/')}"
    return f"{path}?{query.urlencode()}" if query else path
