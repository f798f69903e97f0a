"""How /app/, /auth/ and /app/ui/ speak of errors: `{"error": {code, message, fields, detail}}`."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from rest_framework import exceptions
from rest_framework.response import Response

from eventhub.common.errors import Conflict, DomainError, Unavailable, said
from eventhub.common.http.early_answers import AnsweredEarly
from eventhub.common.http.rendering import dumps

# When all that is wrong with the fields is this, the whole refusal has its code.
TELLING_CODES = frozenset({"timezone_required"})


def body(error: DomainError) -> dict[str, Any]:
    """The envelope of a refusal."""
    return {
        "error": {
            "code": error.code,
            "message": error.message,
            "fields": error.fields,
            "detail": error.context,
        }
    }


def response(error: DomainError) -> HttpResponse:
    """The refusal as a plain Django response, for views outside DRF."""
    answer = HttpResponse(dumps(body(error)), status=error.status, content_type="application/json")
    return with_patience(answer, error)


# The one conflict that is over in a moment.
BUSY = "busy"
Answer = TypeVar("Answer", bound=HttpResponseBase)


def with_patience(answer: Answer, error: Exception) -> Answer:
    """The answer, with `Retry-After` where the refusal knows when to ask again."""
    if isinstance(error, Unavailable):
        answer["Retry-After"] = str(error.retry_after_s)
    elif isinstance(error, Conflict) and error.code == BUSY:
        answer["Retry-After"] = "1"
    return answer


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """DRF's hook: every refusal of a view under /app/ becomes the envelope. None for what is not a refusal (a 500)."""
    if isinstance(error, AnsweredEarly):
        return error.response
    refusal = _as_domain_error(error)
    if refusal is None:
        return None
    answer = Response(body(refusal), status=refusal.status)
    with_patience(answer, refusal)
    for header in ("auth_header", "wait"):
        value = getattr(error, header, None)
        if value:
            answer["WWW-Authenticate" if header == "auth_header" else "Retry-After"] = str(value)
    return answer


def _as_domain_error(error: Exception) -> DomainError | None:
    if isinstance(error, DomainError):
        return error
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    refusal = DomainError(_code(error), "")
    refusal.status = error.status_code
    if isinstance(error, exceptions.ValidationError):
        refusal.message = gettext("Some fields are not right.")
        wrong = error.detail
        refusal.fields = said(wrong if isinstance(wrong, dict) else {"non_field_errors": wrong})
    else:
        refusal.message = str(error.detail)
    return refusal


def _code(error: exceptions.APIException) -> str:
    codes = error.get_codes()
    if isinstance(codes, str):
        return codes
    found = set(_leaves(codes))
    return found.pop() if len(found) == 1 and found <= TELLING_CODES else "invalid"


def _leaves(codes: Any) -> Iterator[str]:
    """Every field's code, however deep it lies."""
    if isinstance(codes, str):
        yield codes
        return
    for inner in codes.values() if isinstance(codes, dict) else codes:
        yield from _leaves(inner)
