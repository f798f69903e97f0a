"""Orders: placed, paid, canceled, expired, corrected. Every channel comes through here."""

from shop.actions.money.invoices import create_invoice, reissue_invoice
from shop.actions.money.payments import cancel_payment, confirm_payment, record_payment
from shop.actions.money.receiving import receive_money
from shop.actions.money.refunds import (
    cancel_refund,
    create_refund,
    finish_refund,
    process_refund,
    refund_payment,
    reverse_refund,
)
from shop.actions.orders.changes import change_order, delete_test_order
from shop.actions.orders.drafting import draft_problems
from shop.actions.orders.following import touch_order
from shop.actions.orders.placing import (
    MAX_POSITIONS,
    payment_deadline,
    place_order,
    place_order_within,
)
from shop.actions.orders.placing_carts import cart_order_problems, place_cart_order
from shop.actions.orders.positions import change_position
from shop.actions.orders.rearranging import rearrange_order
from shop.actions.orders.secrets import (
    block_position,
    regenerate_order_secrets,
    regenerate_position_secret,
    set_block,
    unblock_position,
)
from shop.actions.orders.simulation import simulate_order
from shop.actions.orders.states import (
    cancel_order,
    cancel_order_within,
    expire_order,
    mark_paid,
    mark_paid_within,
    resend_confirmation,
)
from shop.actions.orders.steps import (
    approve_order,
    deny_order,
    extend_order,
    mark_pending,
    mark_refunded,
    reactivate_order,
)

__all__ = [
    "MAX_POSITIONS",
    "approve_order",
    "block_position",
    "cancel_order",
    "cancel_order_within",
    "cancel_payment",
    "cancel_refund",
    "cart_order_problems",
    "change_order",
    "change_position",
    "confirm_payment",
    "create_invoice",
    "create_refund",
    "delete_test_order",
    "deny_order",
    "draft_problems",
    "expire_order",
    "extend_order",
    "finish_refund",
    "mark_paid",
    "mark_paid_within",
    "mark_pending",
    "mark_refunded",
    "payment_deadline",
    "place_cart_order",
    "place_order",
    "place_order_within",
    "process_refund",
    "reactivate_order",
    "rearrange_order",
    "receive_money",
    "record_payment",
    "refund_payment",
    "regenerate_order_secrets",
    "regenerate_position_secret",
    "reissue_invoice",
    "resend_confirmation",
    "reverse_refund",
    "set_block",
    "simulate_order",
    "touch_order",
    "unblock_position",
]
