"""The door: scan, search, undo, count."""

from typing import Any

from django.utils.translation import gettext_noop
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from eventhub.common.errors import Invalid
from eventhub.common.http.serializers import LARGEST_ID
from eventhub.common.text import has_nul
from register import queries
from register.api.serializers import DoorState, Hits, Scan, Undo, Undone, Verdict
from register.checkin import list_rows
from register.checkin.actions import annulment, scans
from register.checkin.actions.scans import ScanRequest, ScanResult
from register.checkin.admission import Reason, advice
from register.enums import ScanKind
from tenant.access.gates import gated
from tenant.access.requests import actor_of, check_permission, event_of

LIST = OpenApiParameter("list", int, required=True)
WELCOME = {ScanKind.ENTRY: gettext_noop("Checked in."), ScanKind.EXIT: gettext_noop("Checked out.")}


@extend_schema(request=Scan, responses=Verdict)
@api_view(["POST"])
@gated("register")
def scan(request: Request) -> Response:
    """Lets a ticket pass or says why not. A refusal is an answer too: 200."""
    sent = Scan(data=request.data)
    sent.is_valid(raise_exception=True)
    data = sent.validated_data
    event = event_of(request)
    checkin_list = queries.door(event, data["list"])
    result = scans.redeem(checkin_list, scan=_request(data), actor=actor_of(request))
    document = _document(result, kind=data["kind"])
    document["counters"] = queries.counters(event, list_rows.list_row(event, checkin_list.pk))
    return Response(Verdict(document, context={"list": checkin_list}).data)


def _request(data: dict[str, Any]) -> ScanRequest:
    return ScanRequest(
        secret=data["secret"].strip(),
        kind=data["kind"],
        nonce=data.get("nonce") or None,
        force=data["force"],
        ignore_unpaid=data["ignore_unpaid"],
        questions_supported="answers" in data,
        answers=data.get("answers", {}),
        gate=data.get("gate", ""),
    )


def _document(result: ScanResult, *, kind: str) -> dict[str, Any]:
    asks = result.reason == Reason.INCOMPLETE
    blocked_by = result.position.blocked or () if result.position else ()
    return {
        "verdict": "ok" if result.ok else "questions" if asks else "refused",
        "reason": result.reason,
        "message": WELCOME[ScanKind(kind)]
        if result.reason is None
        else advice(result.reason, blocked_by=blocked_by),
        "replay": result.replay,
        "checkin": result.checkin.pk if result.checkin else None,
        "ticket": result.position,
        "previous": result.previous,
        "questions": [
            {
                "id": question.pk,
                "question": question.question,
                "type": question.type,
                "required": question.required,
                "options": question.options.all(),
            }
            for question in result.questions
        ],
    }


@extend_schema(parameters=[LIST, OpenApiParameter("q", str, required=True)], responses=Hits)
@api_view(["GET"])
@gated("register")
def search(request: Request) -> Response:
    """The tickets that somebody means: the beginning of a name, an address, an order code; or a whole secret."""
    row = list_rows.list_row(event_of(request), _list_id(request))
    words = request.query_params.get("q", "")
    if has_nul(words):
        raise Invalid.field("q", gettext_noop("This cannot be searched for."))
    found = queries.tickets_matching(row, words)
    return Response(Hits({"results": found}).data)


@extend_schema(request=Undo, responses=Undone)
@api_view(["POST"])
@gated("register")
def undo(request: Request) -> Response:
    """Takes a check-in back: staff their own of the last quarter of an hour, admins any."""
    sent = Undo(data=request.data)
    sent.is_valid(raise_exception=True)
    undone = annulment.undo_by(
        event_of(request),
        checkin_id=sent.validated_data["checkin"],
        actor=actor_of(request),
        level=check_permission(request, "register"),
        reason=sent.validated_data.get("reason", ""),
    )
    return Response(Undone(undone).data)


@extend_schema(parameters=[LIST], responses=DoorState)
@api_view(["GET"])
@gated("register")
def counters(request: Request) -> Response:
    """How full it is behind a door, and its last scans."""
    event = event_of(request)
    row = list_rows.list_row(event, _list_id(request))
    recent = queries.recent_scans(event, row["id"])
    return Response(DoorState({**queries.counters(event, row), "recent": recent}).data)


def _list_id(request: Request) -> int:
    given = request.query_params.get("list", "")
    if not (given.isascii() and given.isdecimal() and int(given[:20]) <= LARGEST_ID):
        raise Invalid.field("list", gettext_noop("Name a check-in list by its id."))
    return int(given)
