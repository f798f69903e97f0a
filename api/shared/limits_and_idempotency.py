"""What happens between knowing a caller and serving them: limits (429), and answers given before (contract, B15)."""

import hashlib

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from rest_framework.exceptions import Throttled
from rest_framework.permissions import SAFE_METHODS

from eventhub.common.effects import idempotency
from eventhub.common.effects.idempotency import Claim
from eventhub.common.http import rates, repeated_requests
from eventhub.common.http.early_answers import AnsweredEarly

KEY = "X-Idempotency-Key"


def refuse_guessing(request: HttpRequest) -> None:
    """Raises Throttled for an address that sent too many wrong credentials this minute."""
    if limit := settings.API_WRONG_CREDENTIALS:
        _refuse(rates.seconds_to_wait(_address(request), limit=limit, spend=False))


def note_wrong_credential(request: HttpRequest) -> None:
    """Counts a wrong credential. Raises Throttled for the one that is too many."""
    if limit := settings.API_WRONG_CREDENTIALS:
        _refuse(rates.seconds_to_wait(_address(request), limit=limit))


def spend(request: HttpRequest) -> None:
    """Counts a request of a credential, or of an address where none is needed. Raises Throttled past the limit."""
    if limit := settings.API_RATE:
        given = _credential(request) or _address(request).encode()
        _refuse(rates.seconds_to_wait(f"calls:{_short(given)}", limit=limit))


def key_of(request: HttpRequest) -> str | None:
    """The key that the request names; None for one that names none or changes nothing, and for one whose connection broke
    before all of it was here: its refusal must not be the answer to the whole one that follows."""
    key = request.headers.get(KEY)
    return key if key and request.method not in SAFE_METHODS and _whole(request) else None


def claimed(request: HttpRequest, key: str) -> Claim | None:
    """The claim to answer a request that names `key`, in the transaction of its work; None for what is too long to tell
    strangers by. Raises AnsweredEarly with the first answer when there is one, and as `idempotency.begin`."""
    credential = _credential(request)
    if credential is None:  # a stranger is known by what they send, and by nothing else
        try:
            credential = b"nobody\0" + request.body
        except RequestDataTooBig:
            return None
    found = idempotency.begin(
        key, credential=credential, method=request.method or "", path=request.path
    )
    if isinstance(found, Claim):
        return found
    raise AnsweredEarly(repeated_requests.response_of(found))


def _whole(request: HttpRequest) -> bool:
    """Whether as much of the body arrived as was announced; what is too long to be looked at counts as whole."""
    try:
        return len(request.body) >= int(request.META.get("CONTENT_LENGTH") or 0)
    except RequestDataTooBig:
        return True
    except (UnreadablePostError, ValueError):
        return False


def _credential(request: HttpRequest) -> bytes | None:
    """What the caller proved who they are with: the same however they write the keyword before it."""
    keyword, _, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    given = (
        f"{keyword.lower()} {secret}"
        if keyword
        else request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    )
    return given.encode("utf-8", "surrogateescape") if given else None


def _address(request: HttpRequest) -> str:
    return f"address:{_short(request.META.get('REMOTE_ADDR', '').encode())}"


def _short(words: bytes) -> str:
    return hashlib.sha256(words).hexdigest()[:32]


def _refuse(wait: int) -> None:
    if wait:
        raise Throttled(wait=wait)
