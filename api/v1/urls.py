"""The addresses of v1. Everything below an organizer ends with a slash."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter
from django.views.decorators.csrf import csrf_exempt
from rest_framework.views import APIView

from api.v1.views import (
    carts,
    catalogue,
    checkins,
    devices,
    door_calls,
    doors,
    events,
    invoices,
    me,
    meta_properties,
    money,
    order_steps,
    orders,
    organizers,
    parts,
    positions,
    secrets,
    settings,
    subevents,
    teams,
    uploads,
    vouchers,
    webhooks,
)
from tenant.access.gates import public

app_name = "v1"


@csrf_exempt  # nothing happens here, whatever is sent
@public
def elsewhere(request: HttpRequest, rest: str) -> HttpResponse:
    """An address that only lacks its slash is led on. Others do not exist; the answer is no JSON, by which scan apps
    know that the server has no such endpoint (contract, C0)."""
    if request.method in {"GET", "HEAD"} and not request.path_info.endswith("/"):
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    return HttpResponse(
        "There is nothing at this address.\n", status=404, content_type="text/plain"
    )


class Secret:
    """Whatever a scanner reads: slashes and line breaks too."""

    regex = r"[\s\S]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Secret, "secret")

item = [
    path("variations/", parts.VariationList.as_view(), name="variations"),
    path("variations/<str:id>/", parts.VariationMember.as_view(), name="variation"),
    path("addons/", parts.AddOnList.as_view(), name="addons"),
    path("addons/<str:id>/", parts.AddOnMember.as_view(), name="addon"),
    path("program_times/", parts.ProgramTimeList.as_view(), name="program-times"),
    path("program_times/<str:id>/", parts.ProgramTimeMember.as_view(), name="program-time"),
    path("bundles/", parts.BundleList.as_view(), name="bundles"),
    path("bundles/<str:id>/", parts.BundleMember.as_view(), name="bundle"),
]
question = [
    path("options/", parts.OptionList.as_view(), name="options"),
    path("options/<str:id>/", parts.OptionMember.as_view(), name="option"),
]
order = [
    path("", orders.OrderMember.as_view(), name="order"),
    path("mark_paid/", order_steps.MarkPaid.as_view(), name="order-mark-paid"),
    path("mark_pending/", order_steps.MarkPending.as_view(), name="order-mark-pending"),
    path("mark_canceled/", order_steps.MarkCanceled.as_view(), name="order-mark-canceled"),
    path("mark_refunded/", order_steps.MarkRefunded.as_view(), name="order-mark-refunded"),
    path("mark_expired/", order_steps.MarkExpired.as_view(), name="order-mark-expired"),
    path("approve/", order_steps.Approve.as_view(), name="order-approve"),
    path("deny/", order_steps.Deny.as_view(), name="order-deny"),
    path("reactivate/", order_steps.Reactivate.as_view(), name="order-reactivate"),
    path("extend/", order_steps.Extend.as_view(), name="order-extend"),
    path("regenerate_secrets/", order_steps.RegenerateSecrets.as_view(), name="order-secrets"),
    path("resend_link/", order_steps.ResendLink.as_view(), name="order-resend-link"),
    path("create_invoice/", invoices.CreateInvoice.as_view(), name="order-create-invoice"),
    path("change/", order_steps.Change.as_view(), name="order-change"),
    path("download/<str:output>/", positions.OrderDownload.as_view(), name="order-download"),
    path("payments/", money.PaymentList.as_view(), name="payments"),
    path("payments/<str:local_id>/", money.PaymentMember.as_view(), name="payment"),
    path("payments/<str:local_id>/confirm/", money.ConfirmPayment.as_view(), name="payment-confirm"),
    path("payments/<str:local_id>/refund/", money.RefundPayment.as_view(), name="payment-refund"),
    path("payments/<str:local_id>/cancel/", money.CancelPayment.as_view(), name="payment-cancel"),
    path("refunds/", money.RefundList.as_view(), name="refunds"),
    path("refunds/<str:local_id>/", money.RefundMember.as_view(), name="refund"),
    path("refunds/<str:local_id>/process/", money.ProcessRefund.as_view(), name="refund-process"),
    path("refunds/<str:local_id>/done/", money.FinishRefund.as_view(), name="refund-done"),
    path("refunds/<str:local_id>/cancel/", money.CancelRefund.as_view(), name="refund-cancel"),
]  # fmt: skip
position = [
    path("", positions.PositionMember.as_view(), name="position"),
    path("regenerate_secrets/", positions.RegenerateSecret.as_view(), name="position-secret"),
    path("add_block/", positions.AddBlock.as_view(), name="position-add-block"),
    path("remove_block/", positions.RemoveBlock.as_view(), name="position-remove-block"),
    path("price_calc/", positions.PriceCalc.as_view(), name="position-price"),
    path("answer/<str:question>/", positions.AnswerFile.as_view(), name="position-answer"),
    path("pdf_image/<str:key>/", positions.PdfImage.as_view(), name="position-pdf-image"),
    path("download/<str:output>/", positions.TicketDownload.as_view(), name="position-download"),
]
invoice = [
    path("", invoices.InvoiceMember.as_view(), name="invoice"),
    path("download/", invoices.InvoiceDownload.as_view(), name="invoice-download"),
    path("regenerate/", invoices.RegenerateInvoice.as_view(), name="invoice-regenerate"),
    path("reissue/", invoices.ReissueInvoice.as_view(), name="invoice-reissue"),
]
checkinlist = [
    path("", doors.CheckInListMember.as_view(), name="checkinlist"),
    path("status/", doors.ListStatus.as_view(), name="checkinlist-status"),
    path("positions/", doors.ListPositions.as_view(), name="checkinlist-positions"),
    path(
        "failed_checkins/", door_calls.FailedCheckIns.as_view(), name="checkinlist-failed-checkins"
    ),
    path(
        "positions/<secret:secret>/redeem/", doors.ListRedeem.as_view(), name="checkinlist-redeem"
    ),
    path("positions/<secret:secret>/", doors.ListPosition.as_view(), name="checkinlist-position"),
]
event: list[URLPattern | URLResolver] = [
    path("", events.EventMember.as_view(), name="event"),
    path("clone/", events.EventClone.as_view(), name="event-clone"),
    path("categories/", catalogue.CategoryList.as_view(), name="categories"),
    path("categories/<str:id>/", catalogue.CategoryMember.as_view(), name="category"),
    path("taxrules/", catalogue.TaxRuleList.as_view(), name="taxrules"),
    path("taxrules/<str:id>/", catalogue.TaxRuleMember.as_view(), name="taxrule"),
    path("items/", catalogue.ItemList.as_view(), name="items"),
    path("items/<str:id>/", catalogue.ItemMember.as_view(), name="item"),
    path("items/<str:owner>/", include(item)),
    path("questions/", catalogue.QuestionList.as_view(), name="questions"),
    path("questions/<str:id>/", catalogue.QuestionMember.as_view(), name="question"),
    path("questions/<str:owner>/", include(question)),
    path("quotas/", catalogue.QuotaList.as_view(), name="quotas"),
    path("quotas/<str:id>/", catalogue.QuotaMember.as_view(), name="quota"),
    path("quotas/<str:id>/availability/", catalogue.QuotaAvailability.as_view(), name="quota-availability"),
    path("subevents/", subevents.SubEventList.as_view(), name="subevents"),
    path("subevents/<str:id>/", subevents.SubEventMember.as_view(), name="subevent"),
    path("orders/", orders.OrderList.as_view(), name="orders"),
    path("orders/<str:code>/", include(order)),
    path("orderpositions/", positions.PositionList.as_view(), name="positions"),
    path("orderpositions/<str:id>/", include(position)),
    path("invoices/", invoices.InvoiceList.as_view(), name="invoices"),
    path("invoices/<str:number>/", include(invoice)),
    path("revokedsecrets/", secrets.RevokedSecrets.as_view(), name="revokedsecrets"),
    path("blockedsecrets/", secrets.BlockedSecrets.as_view(), name="blockedsecrets"),
    path("orderpositions/<str:id>/printlog/", door_calls.PrintLogs.as_view(), name="orderposition-printlog"),
    path("settings/", settings.EventSettings.as_view(), name="event-settings"),
    path("checkins/", checkins.CheckIns.as_view(), name="checkins"),
    path("discounts/", door_calls.Discounts.as_view(), name="discounts"),
    path("ticketlayouts/", door_calls.TicketLayouts.as_view(), name="ticketlayouts"),
    path("ticketlayoutitems/", door_calls.TicketLayoutItems.as_view(), name="ticketlayoutitems"),
    path("badgelayouts/", door_calls.BadgeLayouts.as_view(), name="badgelayouts"),
    path("badgeitems/", door_calls.BadgeItems.as_view(), name="badgeitems"),
    path("vouchers/", vouchers.VoucherList.as_view(), name="vouchers"),
    path("vouchers/batch_create/", vouchers.VoucherBatch.as_view(), name="voucher-batch"),
    path("vouchers/<str:id>/", vouchers.VoucherMember.as_view(), name="voucher"),
    path("waitinglistentries/", vouchers.WaitingList.as_view(), name="waitinglistentries"),
    path("waitinglistentries/<str:id>/", vouchers.WaitingListMember.as_view(), name="waitinglistentry"),
    path("waitinglistentries/<str:id>/send_voucher/", vouchers.SendVoucher.as_view(), name="waitinglistentry-send"),
    path("cartpositions/", carts.CartPositionList.as_view(), name="cartpositions"),
    path("cartpositions/bulk_create/", carts.CartPositionBulk.as_view(), name="cartposition-bulk"),
    path("cartpositions/<str:id>/", carts.CartPositionMember.as_view(), name="cartposition"),
    path("checkinlists/", doors.CheckInLists.as_view(), name="checkinlists"),
    path("checkinlists/<str:id>/", include(checkinlist)),
]  # fmt: skip
team: list[URLPattern | URLResolver] = [
    path("members/", teams.MemberList.as_view(), name="team-members"),
    path("members/<str:id>/", teams.MemberMember.as_view(), name="team-member"),
    path("invites/", teams.InviteList.as_view(), name="team-invites"),
    path("invites/<str:id>/", teams.InviteMember.as_view(), name="team-invite"),
    path("tokens/", teams.TokenList.as_view(), name="team-tokens"),
    path("tokens/<str:id>/", teams.TokenMember.as_view(), name="team-token"),
]
organizer: list[URLPattern | URLResolver] = [
    path("", organizers.OrganizerMemberView.as_view(), name="organizer"),
    path("events/", events.EventList.as_view(), name="events"),
    path("events/<str:event>/", include(event)),
    path("subevents/", subevents.OrganizerSubEvents.as_view(), name="organizer-subevents"),
    path("orders/", orders.OrganizerOrders.as_view(), name="organizer-orders"),
    path("devices/", devices.DeviceList.as_view(), name="devices"),
    path("devices/<str:id>/", devices.DeviceMember.as_view(), name="device"),
    path("devices/<str:id>/revoke/", devices.DeviceRevocation.as_view(), name="device-revocation"),
    path("gates/", devices.GateList.as_view(), name="gates"),
    path("gates/<str:id>/", devices.GateMember.as_view(), name="gate"),
    path("invoices/", invoices.OrganizerInvoices.as_view(), name="organizer-invoices"),
    path("invoices/<str:number>/", invoices.OrganizerInvoice.as_view(), name="organizer-invoice"),
    path(
        "invoices/<str:number>/download/",
        invoices.OrganizerInvoiceDownload.as_view(),
        name="organizer-invoice-download",
    ),
    path("orderpositions/", positions.OrganizerPositions.as_view(), name="organizer-positions"),
    path(
        "event_meta_properties/",
        meta_properties.MetaPropertyList.as_view(),
        name="event-meta-properties",
    ),
    path(
        "event_meta_properties/<str:id>/",
        meta_properties.MetaPropertyMember.as_view(),
        name="event-meta-property",
    ),
    path("teams/", teams.TeamList.as_view(), name="teams"),
    path("teams/<str:id>/", teams.TeamMember.as_view(), name="team"),
    path("teams/<str:owner>/", include(team)),
    path("webhooks/", webhooks.WebhookList.as_view(), name="webhooks"),
    path("webhooks/<str:id>/", webhooks.WebhookMember.as_view(), name="webhook"),
    path(
        "webhooks/<str:id>/rotate_secret/", webhooks.WebhookSecret.as_view(), name="webhook-secret"
    ),
    path("checkinrpc/redeem/", doors.Redeem.as_view(), name="checkinrpc-redeem"),
    path("checkinrpc/annul/", door_calls.Annul.as_view(), name="checkinrpc-annul"),
    path("pos/cashiers/", door_calls.Cashiers.as_view(), name="pos-cashiers"),
    path("reusablemedia/", door_calls.ReusableMedia.as_view(), name="reusablemedia"),
    path("checkinrpc/search/", doors.Search.as_view(), name="checkinrpc-search"),
]
# Scan apps write these without a slash at the end, and must be answered there: a redirect loses a POST's body (C0).
_SLASHLESS: tuple[tuple[str, type[APIView], str], ...] = (
    ("upload", uploads.UploadView, "upload"),
    ("version", devices.Version, "version"),
    ("device/initialize", devices.Initialize, "device-initialize"),
    ("device/update", devices.Update, "device-update"),
    ("device/roll", devices.Roll, "device-roll"),
    ("device/revoke", devices.Revoke, "device-revoke"),
    ("device/info", devices.DeviceInfo, "device-info"),
    ("device/eventselection", devices.EventSelection, "device-eventselection"),
)


urlpatterns = [
    re_path("^me/?$", me.Me.as_view(), name="me"),
    *(re_path(f"^{at}/?$", view.as_view(), name=name) for at, view, name in _SLASHLESS),
    path("organizers/", organizers.OrganizerList.as_view(), name="organizers"),
    path("organizers/<str:organizer>/", include(organizer)),
    re_path(r"^(?P<rest>[\s\S]*)$", elsewhere),
]
