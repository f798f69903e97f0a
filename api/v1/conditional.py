"""Lists that say when they last changed, and answer 304 to those who know (contract, COND-5 to COND-10)."""

import datetime as dt
from typing import Any

from django.utils.http import http_date, parse_http_date_safe
from rest_framework.response import Response

from eventhub.common.db.sync_watermark import sync_watermark_at
from eventhub.common.http.early_answers import AnsweredEarly
from tenant.events.stamps import stamp
from tenant.models import Event

CHANGED = "The list was changed after this moment."


def page_generated() -> dict[str, str]:
    """The header that says from which moment to ask for what changes (COND-1, COND-2). Made before the list is read.

    A change that is being stored at this moment, and is not in the list yet, is later than it. One query.
    """
    return {"X-Page-Generated": sync_watermark_at().strftime("%Y-%m-%dT%H:%M:%S.%fZ")}


def last_modified(request: Any, event: Event, kind: str) -> dict[str, str]:
    """The headers of a list of `kind`. Read before the list itself, so that a write in between is never hidden.

    Raises AnsweredEarly when the caller's copy is still good (304) or a condition of theirs fails (412). Dates that
    cannot be read are ignored. One query.
    """
    changed = stamp(event, kind)
    if changed is None:
        return {}
    headers = {"Last-Modified": http_date(changed.handed_out.timestamp())}
    seen = _moment(request, "If-Modified-Since")
    if seen is not None and seen >= changed.newest:
        raise AnsweredEarly(Response(status=304, headers=headers))
    limit = _moment(request, "If-Unmodified-Since")
    if limit is not None and limit < changed.handed_out:
        raise AnsweredEarly(Response({"detail": CHANGED}, status=412, headers=headers))
    return headers


def _moment(request: Any, header: str) -> dt.datetime | None:
    raw = request.headers.get(header)
    seconds = parse_http_date_safe(raw) if raw else None
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, tz=dt.UTC)
