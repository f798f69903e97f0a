"""/app/shop/api/ (items are served by register.api, which knows what they mean at the door)"""

from typing import Any

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from shop.api import (
    carts,
    m2m,
    order_changes,
    order_money,
    order_positions,
    orders,
    uploads,
    vouchers,
)

ABOUT = "What is sold, to whom, and what was paid."
router = SimpleRouter()
router.register("categories", m2m.CategoryViewSet, basename="category")
router.register("tax-rules", m2m.TaxRuleViewSet, basename="tax-rule")
router.register("dates", m2m.DateViewSet, basename="date")
router.register("quotas", m2m.QuotaViewSet, basename="quota")
router.register("questions", m2m.QuestionViewSet, basename="question")
router.register("vouchers", vouchers.VoucherViewSet, basename="voucher")
router.register("waiting-list", vouchers.WaitingViewSet, basename="waiting-list")
router.register("carts", carts.CartViewSet, basename="cart")
router.register("orders", m2m.OrderViewSet, basename="order")

CODE = r"(?P<code>[A-Za-z0-9]{1,16})"

NUMBER = r"(?P<number>[A-Za-z0-9._-]{1,190})"
PAYMENT = rf"{CODE}/payments/(?P<local_id>[0-9]{{1,9}})"
REFUND = rf"{CODE}/refunds/(?P<local_id>[0-9]{{1,9}})"
POSITION = rf"{CODE}/positions/(?P<positionid>[0-9]{{1,9}})"
STEPS: dict[str, Any] = {
    "log": orders.history,
    "mark-paid": orders.mark_paid,
    "mark-pending": orders.mark_pending,
    "cancel": orders.cancel,
    "approve": orders.approve,
    "deny": orders.deny,
    "reactivate": orders.reactivate,
    "extend": orders.extend,
    "new-secrets": orders.new_secrets,
    "resend": orders.resend,
    "invoices": orders.create_invoice,
    "tickets": orders.tickets_file,
    "payments": order_money.add_payment,
    "positions": order_positions.add_position,
    "details": order_changes.details,
    "fees": order_changes.add_fee,
    "split": order_changes.split,
}

app_name = "shop"
urlpatterns = [
    path("m2m/", include(router.urls)),
    path("uploads/", uploads.upload, name="upload"),
    path("vouchers/batch/", vouchers.create_batch, name="voucher-batch"),
    path("waiting-list/<int:id>/send-voucher/", vouchers.send_voucher, name="waiting-list-send"),
    *(
        re_path(rf"^orders/{CODE}/{verb}/$", view, name=f"order-{verb}")
        for verb, view in STEPS.items()
    ),
    re_path(rf"^orders/{CODE}/invoices/{NUMBER}/pdf/$", orders.invoice_file, name="invoice-pdf"),
    re_path(rf"^orders/{CODE}/invoices/{NUMBER}/reissue/$", orders.reissue_invoice, name="invoice-reissue"),
    re_path(rf"^orders/{PAYMENT}/confirm/$", order_money.confirm_payment, name="payment-confirm"),
    re_path(rf"^orders/{PAYMENT}/cancel/$", order_money.cancel_payment, name="payment-cancel"),
    re_path(rf"^orders/{PAYMENT}/refund/$", order_money.refund_payment, name="payment-refund"),
    re_path(rf"^orders/{REFUND}/done/$", order_money.finish_refund, name="refund-done"),
    re_path(rf"^orders/{REFUND}/cancel/$", order_money.cancel_refund, name="refund-cancel"),
    re_path(rf"^orders/{CODE}/fees/(?P<fee_id>[0-9]{{1,15}})/$", order_changes.fee, name="order-fee"),
    re_path(
        rf"^orders/{POSITION}/answers/(?P<question>[0-9]{{1,15}})/file/$",
        order_changes.answer_file,
        name="order-answer-file",
    ),
    re_path(rf"^orders/{POSITION}/$", order_positions.position, name="order-position"),
    re_path(rf"^orders/{POSITION}/new-secret/$", order_positions.new_secret, name="position-new-secret"),
    re_path(rf"^orders/{POSITION}/block/$", order_positions.block, name="position-block"),
    re_path(rf"^orders/{POSITION}/unblock/$", order_positions.unblock, name="position-unblock"),
]  # fmt: skip
