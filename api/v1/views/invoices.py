"""Invoices (contract, B11)."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from api.shared import params
from api.shared.paging import page
from api.v1 import invoice_wire
from api.v1.base import V1View
from api.v1.errors import NOT_FOUND, forbidden
from api.v1.permissions import requires, requires_somewhere
from api.v1.serializers.documents import Detail, page_of
from api.v1.serializers.fields import Amount, Day
from api.v1.views.orders import CHANGE, CODE, VIEW
from api.v1.views.positions import as_download
from eventhub.common.http.serializers import Flag, Id, Line, Whole
from shop.actions import orders
from shop.documents import downloads
from shop.reads import invoice_rows, order_rows
from tenant.access.requests import access_of

READERS: params.Readers = {
    **dict.fromkeys(("order", "number", "refers", "locale"), params.text),
    "is_cancellation": params.boolean,
}
ORDERINGS = {"nr": "nr", "date": "date"}
PARAMETERS = [OpenApiParameter(name) for name in ("page", "page_size", "ordering", *READERS)]
NUMBER = OpenApiParameter("number", str, OpenApiParameter.PATH)


class InvoiceLineDocument(serializers.Serializer):
    """One line of an invoice."""

    position = Whole()
    description = Line()
    gross_value = Amount()
    tax_value = Amount()
    tax_rate = Amount()
    tax_name = Line()
    item = Id(allow_null=True)
    variation = Id(allow_null=True)
    subevent = Id(allow_null=True)
    attendee_name = Line(allow_null=True)
    fee_type = Line(allow_null=True)
    fee_internal_type = Line(allow_null=True)


class InvoiceDocument(serializers.Serializer):
    """An invoice, or the cancellation of one."""

    number = Line()
    event = Line()
    order = Line()
    is_cancellation = Flag()
    refers = Line(allow_null=True)
    date = Day()
    locale = Line()
    invoice_from_name = Line()
    invoice_from = Line()
    invoice_from_tax_id = Line()
    invoice_from_vat_id = Line()
    invoice_to = Line()
    invoice_to_is_business = Flag()
    invoice_to_company = Line()
    invoice_to_name = Line()
    invoice_to_street = Line()
    invoice_to_zipcode = Line()
    invoice_to_city = Line()
    invoice_to_state = Line()
    invoice_to_country = Line()
    invoice_to_vat_id = Line()
    internal_reference = Line()
    custom_field = Line(allow_null=True)
    footer_text = Line()
    introductory_text = Line()
    additional_text = Line()
    payment_provider_text = Line()
    foreign_currency_display = Line(allow_null=True)
    foreign_currency_rate = Line(allow_null=True)
    foreign_currency_rate_date = Day(allow_null=True)
    currency = Line()
    lines = InvoiceLineDocument(many=True)


def answered(request: Any, scope: Q) -> Response:
    """A page of the invoices within `scope`."""
    filters = params.read(request.GET, READERS)
    order = params.ordering(request.GET, ORDERINGS, default=("nr",))
    shown = page(request, invoice_rows.invoices(scope, filters=filters).order_by(*order))
    return shown.response([invoice_wire.invoice(row) for row in shown.rows])


class _OfOrganizer(V1View):
    permission_classes = [requires_somewhere(VIEW)]

    def scope(self) -> Q:
        """The events that the caller may see orders of."""
        events = access_of(self.request).events_with(self.organizer, VIEW)
        if events is None:
            raise forbidden()
        return order_rows.of_events(events)


def one(scope: Q, number: str) -> dict[str, Any]:
    """The invoice of this number within `scope`. Raises NotFound."""
    found = invoice_rows.invoices(scope, filters={"number": number}).first()
    if found is None:
        raise NotFound(NOT_FOUND)
    return invoice_wire.invoice(found)


class OrganizerInvoices(_OfOrganizer):
    """The invoices of all events of an organizer that the caller may see orders of."""

    @extend_schema(
        operation_id="v1_organizer_invoice_list",
        responses=page_of(InvoiceDocument),
        parameters=PARAMETERS,
    )
    def get(self, request: Any, **path: str) -> Response:
        return answered(request, self.scope())


class OrganizerInvoice(_OfOrganizer):
    """One invoice of any of these events."""

    @extend_schema(
        operation_id="v1_organizer_invoice_retrieve",
        parameters=[NUMBER],
        responses=InvoiceDocument,
    )
    def get(self, request: Any, **path: str) -> Response:
        return Response(one(self.scope(), path["number"]))


class OrganizerInvoiceDownload(_OfOrganizer):
    """One invoice of any of these events as a PDF."""

    @extend_schema(
        operation_id="v1_organizer_invoice_download",
        parameters=[NUMBER],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, 404: Detail},
    )
    def get(self, request: Any, **path: str) -> HttpResponse:
        file = downloads.invoice_within(self.scope(), path["number"])
        return as_download(file.content, kind=file.content_type, name=file.name)


class _Invoices(V1View):
    permission_classes = [requires(VIEW, to_write=CHANGE)]

    def shown(self, number: str) -> dict[str, Any]:
        return one(Q(event=self.event), number)


class InvoiceList(_Invoices):
    """The event's invoices."""

    @extend_schema(
        operation_id="v1_invoice_list", responses=page_of(InvoiceDocument), parameters=PARAMETERS
    )
    def get(self, request: Any, **path: str) -> Response:
        return answered(request, Q(event=self.event))


class InvoiceMember(_Invoices):
    """One invoice."""

    @extend_schema(
        operation_id="v1_invoice_retrieve", parameters=[NUMBER], responses=InvoiceDocument
    )
    def get(self, request: Any, **path: str) -> Response:
        return Response(self.shown(path["number"]))


class InvoiceDownload(_Invoices):
    """The invoice as a PDF."""

    @extend_schema(
        operation_id="v1_invoice_download",
        parameters=[NUMBER],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, 404: Detail},
    )
    def get(self, request: Any, **path: str) -> HttpResponse:
        file = downloads.invoice(self.event, path["number"])
        return as_download(file.content, kind=file.content_type, name=file.name)


class RegenerateInvoice(_Invoices):
    """The PDF is written anew. What it says stays as it was issued."""

    permission_classes = [requires(CHANGE)]

    @extend_schema(
        operation_id="v1_invoice_regenerate",
        parameters=[NUMBER],
        request=None,
        responses={204: None, 404: Detail},
    )
    def post(self, request: Any, **path: str) -> Response:
        downloads.invoice(self.event, path["number"])
        return Response(status=204)


class ReissueInvoice(_Invoices):
    """The invoice is canceled, and a new one says what is true now."""

    permission_classes = [requires(CHANGE)]

    @extend_schema(
        operation_id="v1_invoice_reissue",
        parameters=[NUMBER],
        request=None,
        responses={204: None, 400: Detail, 404: Detail},
    )
    def post(self, request: Any, **path: str) -> Response:
        orders.reissue_invoice(self.event, number=path["number"], actor=self.actor)
        return Response(status=204)


class CreateInvoice(_Invoices):
    """The order's invoice, by hand."""

    permission_classes = [requires(CHANGE)]

    @extend_schema(
        operation_id="v1_order_create_invoice",
        parameters=[CODE],
        request=None,
        responses={201: InvoiceDocument, 400: Detail},
    )
    def post(self, request: Any, **path: str) -> Response:
        invoice = orders.create_invoice(self.event, code=path["code"], actor=self.actor)
        return Response(self.shown(invoice.number), status=201)
