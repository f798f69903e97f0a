"""The pages of last resort: what people and programs see when no view answers. They say what to do, not what broke."""

import logging
import sys
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.translation import gettext_noop

from eventhub.common import outages
from eventhub.common.errors import Denied, DomainError, Invalid, NotFound
from eventhub.common.http import envelope
from eventhub.web.refusals import refused, speaks_json

logger = logging.getLogger("eventhub.web")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself could not be read (too big, too many fields, broken encoding)."""
    return _refusal(
        request,
        Invalid(
            "bad_request", gettext_noop("This request could not be read. It may be too large.")
        ),
    )


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _refusal(request, Denied(message=gettext_noop("You do not have access to this page.")))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; an address that only lacks its last slash is led to the page."""
    if speaks_json(request.path):
        return _refusal(request, NotFound(message="There is nothing at this address."))
    if _lacks_slash(request):
        return HttpResponseRedirect(request.get_full_path(force_append_slash=True))
    return render(request, "eventhub/404.html", status=404)


def _lacks_slash(request: HttpRequest) -> bool:
    urlconf = getattr(request, "urlconf", settings.ROOT_URLCONF)
    return (
        request.method in {"GET", "HEAD"}
        and not request.path_info.endswith("/")
        and bool(is_valid_path(f"{request.path_info}/", urlconf))
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: static, because nothing can be relied on any more; 503 when something outside is away for a while.

    Everything that no view and no middleware caught comes here, so this is where every address learns of an outage.
    """
    if outage := outages.outage_of(sys.exception()):
        logger.warning("out of service", extra={"path": request.path, "code": outage.code})
        answer = refused(request, outage, template="eventhub/503.html")
        answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 -- Django's; a line for each request is enough
        return answer
    if speaks_json(request.path):
        failure = DomainError("server_error", "Something went wrong on our side.")
        failure.status = 500
        return envelope.response(failure)
    return render(None, "eventhub/500.html", status=500)  # no request: no context to fail


def csrf_failure(request: HttpRequest, reason: str = "", **_: Any) -> HttpResponse:
    """403: the form's protection against foreign pages did not match, mostly because cookies are switched off."""
    return _refusal(
        request,
        Denied(
            "csrf_failed",
            "The form could not be verified. Please allow cookies for this site, go back, reload the page and "
            "submit the form again. Nothing was ordered or changed.",
        ),
    )


def _refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    if speaks_json(request.path):
        return envelope.response(error)
    return render(request, "eventhub/error.html", {"error": error}, status=error.status)
