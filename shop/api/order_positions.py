"""The positions of an order, in the organizer's hands. A position goes by its number in the order."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from shop.actions import orders
from shop.api.m2m import document
from shop.api.orders import named, read
from shop.api.serializers import AddedPosition, OrderDetail, PositionEdit
from shop.reads import organizer
from shop.rules.drafts import PositionDraft, Rearrangement
from tenant.access.gates import gated
from tenant.access.levels import Level
from tenant.access.requests import actor_of, event_of

BLOCK = "admin"
IDS = {"item": "item_id", "variation": "variation_id", "subevent": "subevent_id"}


def _meant(request: Request, code: str, positionid: str) -> dict[str, Any]:
    """The position that is meant, and who means it."""
    pk = organizer.position_numbered(event_of(request), code.upper(), int(positionid))
    return {"position_id": pk, "actor": actor_of(request)}


@extend_schema(request=AddedPosition, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def add_position(request: Request, code: str) -> Response:
    """One more position."""
    data = read(request, AddedPosition)
    draft = PositionDraft(
        data["item"],
        data.get("variation"),
        price=data.get("price"),
        attendee_name=data.get("attendee_name", ""),
        subevent_id=data.get("subevent"),
        addon_to=data.get("addon_to"),
    )
    change = Rearrangement(created=(draft,))
    force = data.get("force", False)
    orders.rearrange_order(event_of(request), change=change, force=force, **named(request, code))
    return document(request, code)


@extend_schema(methods=["PATCH"], request=PositionEdit, responses=OrderDetail)
@extend_schema(methods=["DELETE"], request=None, responses=OrderDetail)
@api_view(["PATCH", "DELETE"])
@gated("shop", min=Level.ADMIN)
def position(request: Request, code: str, positionid: str) -> Response:
    """Changes a position, or cancels it."""
    event, meant = event_of(request), _meant(request, code, positionid)
    if request.method == "DELETE":
        change = Rearrangement(canceled=(meant["position_id"],))
        orders.rearrange_order(event, change=change, **named(request, code))
        return document(request, code)
    data = {IDS.get(name, name): value for name, value in read(request, PositionEdit).items()}
    if "attendee_name" in data:
        name = data["attendee_name"]
        data["attendee_name_parts"] = {"_scheme": "full", "full_name": name} if name else {}
    orders.change_position(event, data=data, **meant)
    return document(request, code)


@extend_schema(request=None, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def new_secret(request: Request, code: str, positionid: str) -> Response:
    """A new code for the ticket; the old one stops working."""
    meant = _meant(request, code, positionid)
    orders.regenerate_position_secret(event_of(request), **meant)
    return document(request, code)


@extend_schema(request=None, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def block(request: Request, code: str, positionid: str) -> Response:
    """The ticket admits nobody for now."""
    meant = _meant(request, code, positionid)
    orders.block_position(event_of(request), name=BLOCK, **meant)
    return document(request, code)


@extend_schema(request=None, responses=OrderDetail)
@api_view(["POST"])
@gated("shop", min=Level.ADMIN)
def unblock(request: Request, code: str, positionid: str) -> Response:
    """The ticket admits again, unless a program blocks it too."""
    meant = _meant(request, code, positionid)
    orders.unblock_position(event_of(request), name=BLOCK, **meant)
    return document(request, code)
