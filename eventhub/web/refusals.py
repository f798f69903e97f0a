"""A refusal outside any view, in the words of the face that was asked: v1's `detail`, the envelope, or a page."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from eventhub.common.errors import DomainError
from eventhub.common.http import envelope

JSON_FACES = ("/app/", "/api/", "/festival/", "/club/")
# Below one of them, and yet for people.
PAGES_AMONG_THEM = ("/api/v1/oauth/authorize",)


def speaks_json(path: str) -> bool:
    """Whether programs ask here, who want an envelope and no page."""
    return path.startswith(JSON_FACES) and not path.startswith(PAGES_AMONG_THEM)


def refused(
    request: HttpRequest, error: DomainError, *, template: str = "eventhub/error.html"
) -> HttpResponse:
    """The refusal as an answer of the address that was asked. Relies on nothing: no session, no database."""
    if not speaks_json(request.path):
        page = render(None, template, {"error": error}, status=error.status)
        return envelope.with_patience(page, error)
    if request.path.startswith("/api/"):
        answer = JsonResponse({"detail": error.message}, status=error.status)
        return envelope.with_patience(answer, error)
    return envelope.response(error)
