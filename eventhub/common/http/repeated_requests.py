"""Requests that name a key are answered once: the answer is kept in the transaction of the work that it tells of.

A face decides what a request is known by and when it may be answered (after its caller's rights were judged); here stands
what all faces share. `/app/` names `Idempotency-Key`, and its body counts; v1 says it in `api/shared`.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from eventhub.common.db.transactions import jointly
from eventhub.common.effects import idempotency
from eventhub.common.effects.idempotency import Answer, Claim
from eventhub.common.errors import Invalid
from eventhub.common.http.early_answers import AnsweredEarly

# A moment later the answer can be another one, or the caller may what they might not: never kept.
NOT_KEPT, OUR_FAULT = frozenset({401, 403, 409, 429}), 500
# Headers that belong to one exchange, not to the answer.
OF_THE_MOMENT = frozenset({"set-cookie", "content-length", "date", "connection"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
HEADERS = ("Idempotency-Key", "X-Idempotency-Key")
REPLAYED = "Idempotent-Replay"
LONGEST_KEY = 64
BAD_KEY = "An idempotency key has at most 64 characters, all of them ASCII."


def finished(claim: Claim, request: Any, response: Any) -> HttpResponse:
    """Keeps what goes out for the next request with the key, unless it may be different in a moment. What failed on our
    side is undone with all that it wrote. For the end of the claim's transaction."""
    if response.status_code >= OUR_FAULT:
        transaction.set_rollback(True)
        return response  # type: ignore[no-any-return]
    if response.status_code in NOT_KEPT:
        return response  # type: ignore[no-any-return]
    if hasattr(response, "render"):
        response.render()
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = [(name, value) for name, value in response.items() if _belongs(name)]
    headers.append(("X-Request-Id", getattr(request, "request_id", "")))
    answer = Answer(response.status_code, headers, body)
    claim.keep(answer)
    return response_of(answer) if response.streaming else response


def response_of(answer: Answer) -> HttpResponse:
    """A kept answer as it goes out again."""
    response = HttpResponse(answer.body, status=answer.status)
    del response["Content-Type"]
    for name, value in answer.headers:
        response[name] = value
    return response


def whole_body(request: HttpRequest) -> bytes | None:
    """The body; None where less arrived than was announced, or more than is looked at."""
    try:
        body = request.body
        return body if len(body) >= int(request.META.get("CONTENT_LENGTH") or 0) else None
    except (RequestDataTooBig, UnreadablePostError, ValueError):
        return None


def _belongs(name: str) -> bool:
    return name.lower() not in OF_THE_MOMENT


class Repetition:
    """A request of `/app/` that names a key: begun by its gate, ended by the middleware."""

    def __init__(self, request: HttpRequest, key: str, body: bytes) -> None:
        self.request, self.key, self.body = request, key, body
        self.claim: Claim | None = None
        self.until_answered = ExitStack()

    def begin(self, credential: bytes, *, about: str) -> None:
        """Opens the request's transaction and takes the key. `about`: what besides path and body says what is asked for.
        Raises AnsweredEarly with the first answer, if there is one, Invalid for what cannot be a key, and as
        `idempotency.begin`."""
        if len(self.key) > LONGEST_KEY or not self.key.isascii():
            raise Invalid("invalid_key", BAD_KEY)
        self.until_answered.enter_context(jointly())
        found = idempotency.begin(
            self.key,
            credential=credential,
            method=self.request.method or "",
            path=f"{self.request.get_full_path()}\n{about}",
            body=self.body,
        )
        if isinstance(found, Answer):
            response = response_of(found)
            response[REPLAYED] = "true"
            raise AnsweredEarly(response)
        self.claim = found


class RepeatedRequestsMiddleware:
    """Keeps the answers of `/app/` to requests that name a key. The gate begins, once the caller's rights of today are
    known (tenant.http.repetition); an address without such a gate has no repetitions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = next((found for name in HEADERS if (found := request.headers.get(name))), None)
        if key is None or request.method in SAFE or not request.path.startswith("/app/"):
            return self.get_response(request)
        body = whole_body(request)
        if body is None:
            return self.get_response(request)
        repetition = Repetition(request, key, body)
        request.repetition = repetition  # type: ignore[attr-defined]  # read by the gate
        with repetition.until_answered:
            response = self.get_response(request)
            if repetition.claim is None:
                return response
            return finished(repetition.claim, request, response)
