"""One registration: its holds, and what an organizer decides about it."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from register import queries
from register.actions import holds, registrations
from register.api.serializers import (
    HoldRequest,
    HoldRows,
    RegistrationRow,
    ReleaseRequest,
    TransitionRequest,
)
from register.enums import RegistrationStatus
from register.registration_states import STEPS, Verb
from tenant.access.gates import gated
from tenant.access.levels import Level
from tenant.access.requests import actor_of, check_permission, event_of

DECIDE = {
    Verb.CANCEL: registrations.cancel_registration,
    Verb.DEFER: registrations.defer_registration,
    Verb.REFUND: registrations.refund_registration,
    Verb.REACTIVATE: registrations.reactivate_registration,
}


@extend_schema(methods=["GET"], responses=HoldRows)
@extend_schema(methods=["POST"], request=HoldRequest, responses=RegistrationRow)
@api_view(["GET", "POST"])
@gated("register", min=Level.STAFF, write=Level.ADMIN)
def registration_holds(request: Request, code: str) -> Response:
    """The registration's holds, released ones too; POST places one, once for each kind."""
    event = event_of(request)
    if request.method == "POST":
        sent = HoldRequest(data=request.data)
        sent.is_valid(raise_exception=True)
        holds.place_hold(event, code=code, actor=actor_of(request), **sent.validated_data)
        return _row(request, code)
    found = queries.holds_of(event, code)
    return Response(HoldRows({"results": found}, context=_reader(request)).data)


@extend_schema(request=ReleaseRequest, responses=RegistrationRow)
@api_view(["DELETE"])
@gated("register", min=Level.ADMIN)
def registration_hold(request: Request, code: str, kind: str) -> Response:
    """Releases the open hold of this kind. Nothing happens where there is none."""
    sent = ReleaseRequest(data=request.data)
    sent.is_valid(raise_exception=True)
    holds.release_hold(
        event_of(request), code=code, kind=kind, actor=actor_of(request), **sent.validated_data
    )
    return _row(request, code)


@extend_schema(request=TransitionRequest, responses=RegistrationRow)
@api_view(["POST"])
@gated("register", min=Level.ADMIN)
def transition(request: Request, code: str) -> Response:
    """Cancels, defers, marks as refunded or brings back (`active`). Where that is not possible now, 409 says where the
    registration stands and what is."""
    sent = TransitionRequest(data=request.data)
    sent.is_valid(raise_exception=True)
    decide = DECIDE[STEPS[RegistrationStatus(sent.validated_data["to"])]]
    note = sent.validated_data["note"]
    decide(event_of(request), code=code, actor=actor_of(request), note=note)
    return _row(request, code)


def _row(request: Request, code: str) -> Response:
    row = queries.registration(event_of(request), code)
    return Response(RegistrationRow(row, context=_reader(request)).data)


def _reader(request: Request) -> dict[str, Level]:
    return {"level": check_permission(request, "register")}
