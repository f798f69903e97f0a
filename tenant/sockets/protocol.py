"""What goes over the wire, pure: close codes, limits, how a message is read, how many messages a caller may send."""

import math
from dataclasses import dataclass, field
from typing import Any

import orjson

from eventhub.common.errors import Denied, DomainError, Invalid, Unauthenticated, Unavailable
from eventhub.common.outages import outage_of

NOT_SIGNED_IN, FORBIDDEN, NOT_FOUND, TOO_SLOW, TAKEN_OVER, TOO_MANY = (
    4401, 4403, 4404, 4408, 4409, 4429,
)  # fmt: skip
TOO_LONG, BROKEN = 1009, 1011
# WebSocket's own "try again later": the database is away.
TRY_LATER = 1013

LONGEST_MESSAGE = 64 * 1024
LONGEST_REF = 64
MOST_UNSENT = 256
MOST_SOCKETS = 20
RATE_PER_S, BURST = 20.0, 40.0

Message = dict[str, Any]


def code_of(error: DomainError) -> int:
    """The close code that tells of a refusal."""
    if isinstance(error, Unauthenticated):
        return NOT_SIGNED_IN
    return FORBIDDEN if isinstance(error, Denied) else NOT_FOUND


def code_of_failure(failure: BaseException) -> int:
    """The close code that tells of what broke: TRY_LATER when the database is away, else BROKEN."""
    return BROKEN if outage_of(failure) is None else TRY_LATER


class Closed(Exception):
    """The socket ends with this close code."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"closed with {code}")


@dataclass(frozen=True)
class Asked:
    """One message of a client: its type, its `ref` where it carries one, and all of it."""

    kind: str
    ref: str | None
    message: Message


class Unreadable(DomainError):
    """A message that is none: `ref` is what could still be read of it."""

    def __init__(self, error: DomainError, *, ref: str | None = None) -> None:
        super().__init__(error.code, error.message, fields=error.fields)
        self.ref = ref


def read_message(text: str | None) -> Asked:
    """What a text frame says (None for a binary one). Raises Unreadable `not_json` and `invalid`."""
    try:
        message = orjson.loads(text) if text is not None else None
    except orjson.JSONDecodeError:
        message = None
    if not isinstance(message, dict):
        raise Unreadable(Invalid("not_json", "Send one JSON object in a text frame."))
    ref = message.get("ref")
    if ref is not None and (not isinstance(ref, str) or len(ref) > LONGEST_REF):
        raise Unreadable(Invalid.field("ref", f"Text of at most {LONGEST_REF} characters."))
    kind = message.get("type")
    if not isinstance(kind, str) or not kind:
        raise Unreadable(Invalid.field("type", "Say what you ask for, in text."), ref=ref)
    return Asked(kind, ref, message)


def size_of(frame: Any) -> int:
    """The bytes of a frame as it came in."""
    text = frame.get("text")
    return len(text.encode()) if text is not None else len(frame.get("bytes") or b"")


def whole_number(message: Message, name: str) -> int:
    """The field as a whole number from 0. Raises Invalid with the field."""
    value = message.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise Invalid.field(name, "A whole number from 0.")
    return value


def error(failure: DomainError, *, ref: str | None) -> Message:
    """The message that tells of a refusal. A right that is missing is `forbidden` here, whatever HTTP calls it."""
    wait = {"retry_after_s": failure.retry_after_s} if isinstance(failure, Unavailable) else {}
    said: Message = {
        "type": "error",
        "ref": ref,
        "code": "forbidden" if failure.code == Denied.code else failure.code,
        "message": failure.message,
        "detail": {**failure.context, **wait},
    }
    return {**said, "fields": failure.fields} if failure.fields else said


@dataclass
class Allowance:
    """What one caller may still send: fills up by RATE_PER_S, holds BURST."""

    left: float = BURST
    at: float = field(default=-math.inf)

    def wait_s(self, now: float) -> int:
        """0, and one message is spent; or the whole seconds after which there is one again, and nothing is."""
        self.left = min(BURST, self.left + max(0.0, now - self.at) * RATE_PER_S)
        self.at = now
        if self.left >= 1:
            self.left -= 1
            return 0
        return max(1, math.ceil((1 - self.left) / RATE_PER_S))


MOST_ALLOWANCES = 10_000
_allowances: dict[str, Allowance] = {}


def allowance_of(caller: str) -> Allowance:
    """What the caller may still send, over all of their sockets in this process."""
    found = _allowances.get(caller)
    if found is None:
        if len(_allowances) >= MOST_ALLOWANCES:  # who was quiet for a while has a full one anyway
            latest = max(one.at for one in _allowances.values())
            for key in [
                k for k, one in _allowances.items() if one.at < latest - BURST / RATE_PER_S
            ]:
                del _allowances[key]
        found = _allowances[caller] = Allowance()
    return found
