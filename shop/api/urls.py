"""/app/shop/api/ (items are served by register.api, which knows what they mean at the door)"""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from shop.api import m2m, orders, vouchers

router = SimpleRouter()
router.register("categories", m2m.CategoryViewSet, basename="category")
router.register("tax-rules", m2m.TaxRuleViewSet, basename="tax-rule")
router.register("dates", m2m.DateViewSet, basename="date")
router.register("quotas", m2m.QuotaViewSet, basename="quota")
router.register("questions", m2m.QuestionViewSet, basename="question")
router.register("vouchers", vouchers.VoucherViewSet, basename="voucher")
router.register("waiting-list", vouchers.WaitingViewSet, basename="waiting-list")
router.register("orders", m2m.OrderViewSet, basename="order")

CODE = r"(?P<code>[A-Za-z0-9]{1,16})"

app_name = "shop"
urlpatterns = [
    path("m2m/", include(router.urls)),
    re_path(rf"^orders/{CODE}/log/$", orders.history, name="order-log"),
    path("vouchers/batch/", vouchers.create_batch, name="voucher-batch"),
    path("waiting-list/<int:id>/send-voucher/", vouchers.send_voucher, name="waiting-list-send"),
    re_path(rf"^orders/{CODE}/mark-paid/$", orders.mark_paid, name="order-mark-paid"),
    re_path(rf"^orders/{CODE}/cancel/$", orders.cancel, name="order-cancel"),
    re_path(rf"^orders/{CODE}/resend/$", orders.resend, name="order-resend"),
]
