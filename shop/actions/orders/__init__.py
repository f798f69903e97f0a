"""Orders: placed, paid, canceled, expired, corrected. Every channel comes through here."""

from shop.actions.orders.changes import change_order, delete_test_order
from shop.actions.orders.following import touch_order
from shop.actions.orders.placing import (
    MAX_POSITIONS,
    payment_deadline,
    place_order,
    place_order_within,
)
from shop.actions.orders.states import (
    cancel_order,
    cancel_order_within,
    expire_order,
    mark_paid,
    mark_paid_within,
    resend_confirmation,
)

__all__ = [
    "MAX_POSITIONS",
    "cancel_order",
    "cancel_order_within",
    "change_order",
    "delete_test_order",
    "expire_order",
    "mark_paid",
    "mark_paid_within",
    "payment_deadline",
    "place_order",
    "place_order_within",
    "resend_confirmation",
    "touch_order",
]
