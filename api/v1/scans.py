"""The answers of the door in v1's words (contract, C3)."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from rest_framework.response import Response

from api.v1 import order_assembly, order_wire, wire
from api.v1.wire import Json
from register.checkin import words
from register.checkin.actions.scans import ScanRequest, ScanResult
from register.checkin.admission import Reason
from register.models import CheckInList
from shop.reads import catalogue_rows
from tenant.access.requests import access_of
from tenant.models import Device

NOT_FOUND = "This code is not a ticket of this event."


def scan_request(data: dict[str, Any], *, secret: str, device: Device | None = None) -> ScanRequest:
    """What `ScanInput` read, as the door's request; a device scans at its gate."""
    gate = None if device is None else device.gate
    return ScanRequest(
        secret=secret,
        kind=data.get("type", "entry"),
        at=data.get("datetime"),
        nonce=data.get("nonce") or None,
        force=data.get("force", False),
        ignore_unpaid=data.get("ignore_unpaid", False),
        questions_supported=data.get("questions_supported", True),
        answers=data.get("answers") or {},
        gate="" if gate is None else gate.name[:120],
        gate_id=None if gate is None else gate.pk,
    )


def answer(
    result: ScanResult,
    checkin_list: CheckInList,
    *,
    data: dict[str, Any],
    lists: Collection[int],
    request: Any,
    canceled_supported: bool,
) -> Response:
    """The door's answer to `data`, what `ScanInput` read, with what `request` asks for besides. A scanner that does
    not know the word `canceled` is told `unpaid`; `canceled_supported` is whether one that does not say so knows it. One
    query for a known ticket."""
    ticket = (
        None
        if result.position is None
        else order_assembly.ticket_at_door(result.position, lists=lists)
    )
    if ticket is not None:
        order_assembly.with_extras(
            [ticket],
            expand=request.GET.getlist("expand"),
            pdf_data=request.GET.get("pdf_data") == "true"
            and access_of(request).can_at_event(checkin_list.event, "can_view_orders"),
            event_ids=[checkin_list.event_id],
        )
    told = {
        "require_attention": ticket["require_attention"] if ticket else False,
        "checkin_texts": ticket["checkin_texts"] if ticket else [],
        "list": order_wire.scanned_list(vars(checkin_list), event=checkin_list.event.slug),
    }
    if ticket is not None:
        told["position"] = ticket
    if result.reason is None:
        return Response({"status": "ok", **told}, status=201)
    if result.reason == Reason.INCOMPLETE:
        return Response(
            {"status": "incomplete", "questions": _questions(result), **told}, status=400
        )
    refusal = {
        "status": "error",
        "reason": str(result.reason),
        "reason_explanation": words.sentence(result.reason, language=_language(result, data)),
    }
    if result.reason == Reason.INVALID:
        return Response({**refusal, "detail": NOT_FOUND, **told}, status=404)
    if result.reason == Reason.CANCELED and not data.get("canceled_supported", canceled_supported):
        refusal["reason"] = str(Reason.UNPAID)
    return Response({**refusal, **told}, status=400)


def _language(result: ScanResult, data: dict[str, Any]) -> str:
    """The buyer's language where the scanner asks for it, else the scanner's own."""
    if data.get("use_order_locale") and result.position is not None:
        return result.position.order.locale
    return get_language() or ""


def _questions(result: ScanResult) -> list[Json]:
    ids = [question.pk for question in result.questions]
    event = result.questions[0].event_id
    rows = catalogue_rows.question_rows_where(Q(event=event, pk__in=ids)).order_by("position", "pk")
    return [wire.question(row) for row in catalogue_rows.with_options(list(rows))]
