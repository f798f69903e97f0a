"""JSON in and out: fast out, strict in."""

import datetime as dt
import json
import math
import uuid
from decimal import Decimal
from typing import Any, NoReturn

import orjson
from django.conf import settings
from django.utils.functional import Promise
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

from eventhub.common.text import has_nul, nul_places

MAX_DEPTH = 40
LARGEST_INTEGER = 2**63 - 1


def moment(value: dt.datetime | None) -> str | None:
    """An instant as all our APIs write it: UTC with `Z`, the fraction only where there is one."""
    if value is None:
        return None
    text = value.astimezone(dt.UTC).isoformat()
    return f"{text[:-6]}Z"


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, (Decimal, uuid.UUID, Promise)):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form.")


def dumps(value: Any) -> bytes:
    """The JSON of a value: moments in UTC, Decimals and UUIDs as strings."""
    try:
        return orjson.dumps(
            value, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS
        )
    except TypeError:
        # What integrators keep with us (`api_meta`) may hold a number past 64 bits, which the fast writer refuses.
        return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":")).encode()


class OrjsonRenderer(BaseRenderer):
    """`application/json`."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None
    ) -> bytes:
        return b"" if data is None else dumps(data)


class PayloadTooLarge(APIException):
    """The body is larger than anything we take."""

    status_code = 413
    default_detail = "The request is too large."
    default_code = "too_large"


class StrictJSONParser(BaseParser):
    """JSON without NaN, duplicate keys, NUL bytes, endless nesting or endless length."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise PayloadTooLarge
        try:
            value = json.loads(
                raw,
                parse_constant=_refuse_constant,
                parse_float=_finite,
                parse_int=_storable,
                object_pairs_hook=_without_duplicates,
            )
            _refuse_half_characters(raw, value)
            if isinstance(value, (dict, list)):
                _refuse_depth(value)
        except RecursionError:
            raise ParseError("The JSON is nested too deeply.") from None
        except ValueError as error:
            raise ParseError(f"The request is not valid JSON: {error}") from None
        if has_nul(value):
            if places := nul_places(value):
                raise ValidationError(places)
            raise ParseError("The request holds a NUL byte, which cannot be stored.")
        return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON.")


def _refuse_depth(value: Any, *, left: int = MAX_DEPTH) -> None:
    """Nothing we take is nested like this, and what walks through it later must not run out of stack."""
    if left == 0:
        raise ValueError("it is nested too deeply.")
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, (dict, list)):
            _refuse_depth(inner, left=left - 1)


def _finite(text: str) -> float:
    """`1e999` is a number in JSON and infinity in Python, which no column takes."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text[:20]} is too large.")
    return number


def _storable(text: str) -> int | float:
    """A whole number; past 64 bits it is a float, as in every language whose numbers are floats, and so no integer to
    any field."""
    number = int(text)
    return number if abs(number) <= LARGEST_INTEGER else _finite(text)


def _refuse_half_characters(raw: bytes, value: Any) -> None:
    """A lone half of a surrogate pair is no character: it can be neither stored nor written again."""
    if b"\\ud" in raw.lower():
        json.dumps(value, ensure_ascii=False).encode()  # a UnicodeEncodeError is a ValueError


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        double = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {double!r} appears twice in one object.")
    return result
