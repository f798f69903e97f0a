"""How v1 speaks of errors: `{"detail": text}`, or one key per offending field (contract, ERR-1 to ERR-4)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from eventhub.common.errors import Conflict, DomainError
from eventhub.common.http.envelope import with_patience

FORBIDDEN = "You do not have permission to perform this action."
NOT_FOUND = "Not found."
# A moment later the same request can succeed: the only refusal that keeps its 409.
BUSY = "busy"


def forbidden() -> exceptions.PermissionDenied:
    """The one refusal for what is missing, foreign or not allowed: nobody can tell which (PERM-4, PERM-5)."""
    return exceptions.PermissionDenied(FORBIDDEN)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's hook: every refusal of a v1 view in v1's words. None for what is not a refusal."""
    if isinstance(error, DomainError):
        return _of_domain(error)
    if isinstance(error, Http404):
        error = exceptions.NotFound(NOT_FOUND)
    if isinstance(error, PermissionDenied):
        error = forbidden()
    if not isinstance(error, exceptions.APIException):
        return None
    answer = Response(_body(error), status=error.status_code)
    if header := getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        answer["Retry-After"] = str(int(wait))
    return answer


def _body(error: exceptions.APIException) -> Any:
    if not isinstance(error, exceptions.ValidationError):
        return {"detail": str(error.detail)}
    detail = error.detail
    if isinstance(detail, list) and all(isinstance(entry, dict) for entry in detail):
        return detail  # the mirror of a list that was sent (ERR-4)
    return detail if isinstance(detail, dict) else {"non_field_errors": detail}


def _of_domain(error: DomainError) -> Response:
    if error.fields and error.status != exceptions.PermissionDenied.status_code:
        return Response(error.fields, status=400)
    if isinstance(error, Conflict):
        if error.code != BUSY:
            return Response({"detail": error.message}, status=400)
        return Response({"detail": error.message}, status=409, headers={"Retry-After": "1"})
    return with_patience(Response({"detail": error.message}, status=error.status), error)
