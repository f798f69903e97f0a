"""What lies in carts, in the organizer's hands: see it, keep something for somebody, give it back."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from eventhub.common.actors import Actor
from eventhub.common.http.serializers import Id, Line, Moment, Money, Text
from shop.actions.carts import integrator_carts
from shop.http.item_rows import SHOP
from shop.models import Hold
from shop.reads import voucher_rows
from shop.rules.drafts import PositionDraft
from tenant.http.rows import EventRows
from tenant.models import Event

LONGEST_NAME, LONGEST_ADDRESS = 250, 254


class KeptRow(serializers.Serializer):
    """One unit in a cart. `cart_id` null: a visitor is choosing it at this moment. It is replaced, never changed."""

    id = Id(read_only=True)
    cart_id = Line(source="cart.api_id", required=False, allow_null=True, max_length=255)
    item = Id(source="item_id")
    item_name = Text(source="item.name", read_only=True)
    variation = Id(source="variation_id", required=False, allow_null=True)
    variation_name = Text(source="variation.value", read_only=True, default=None)
    subevent = Id(source="subevent_id", required=False, allow_null=True)
    price = Money(required=False, allow_null=True)
    attendee_name = Line(
        source="attendee.name",
        required=False,
        allow_blank=True,
        max_length=LONGEST_NAME,
        default="",
    )
    attendee_email = serializers.EmailField(
        source="attendee.email",
        required=False,
        allow_blank=True,
        max_length=LONGEST_ADDRESS,
        default="",
    )
    voucher = Line(
        source="voucher.code", required=False, allow_blank=True, max_length=255, default=None
    )
    addon_to = Id(source="addon_to_id", required=False, allow_null=True)
    expires = Moment(source="expires_at", required=False, allow_null=True)
    created_at = Moment(read_only=True)


class CartViewSet(EventRows):
    """What is kept for somebody for a while, visitors' carts included."""

    permission_classes = (SHOP,)
    serializer_class = KeptRow
    model = Hold
    search_fields = ("cart__api_id", "attendee")
    ordering_fields = ("created_at", "expires_at", "id")
    http_method_names = ["get", "post", "delete", "head", "options"]

    def rows(self, event: Event) -> QuerySet:
        return voucher_rows.held(event)

    def save(self, event: Event, row: Any, data: dict[str, Any], actor: Actor) -> Any:
        attendee = data.get("attendee", {})
        return integrator_carts.add_cart_position(
            event,
            draft=PositionDraft(
                data["item_id"],
                data.get("variation_id"),
                price=data.get("price"),
                addon_to=data.get("addon_to_id"),
                attendee_name=attendee.get("name") or "",
                attendee_email=attendee.get("email") or "",
                subevent_id=data.get("subevent_id"),
                voucher=data.get("voucher", {}).get("code") or "",
            ),
            cart_name=data.get("cart", {}).get("api_id") or "",
            expires=data.get("expires_at"),
            actor=actor,
        )

    def remove(self, event: Event, row: Any, actor: Actor) -> None:
        integrator_carts.remove_cart_position(event, position_id=row.pk, actor=actor)
