"""Invoices as plain rows."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from eventhub.common.errors import NotFound
from shop.documents.downloads import PDF, File
from shop.documents.invoice_pdf import invoice_pdf
from shop.models import Invoice, Order
from tenant.models import Event

COLUMNS = ("id", "number", "order__code", "event__slug", "is_cancellation", "refers__number", "date", "locale", "facts", "nr")  # fmt: skip
LOOKUPS = {
    "order": "order__code__iexact",
    "number": "number",
    "is_cancellation": "is_cancellation",
    "refers": "refers__number",
    "locale": "locale",
}


def invoices(scope: Q, *, filters: Mapping[str, Any]) -> QuerySet[Any]:
    """The invoices within `scope` (which names an event or an organizer's events) as rows of COLUMNS. `filters`: those
    of LOOKUPS."""
    found = Invoice.unscoped.filter(
        scope, **{LOOKUPS[name]: value for name, value in filters.items() if name in LOOKUPS}
    )
    rows: QuerySet[Any] = found.values(*COLUMNS)
    return rows


def of_order(order: Order) -> list[dict[str, Any]]:
    """The order's invoices, oldest first. One query."""
    found = Invoice.objects.filter(order=order).order_by("pk")
    rows: QuerySet[Any] = found.values("number", "is_cancellation", "date", "refers__number")
    return list(rows)


def file_of(event: Event, number: str, *, order: Order | None = None) -> File:
    """The invoice as a PDF; `order`: only if it is this order's. Raises NotFound."""
    return file_within(Q(event=event) if order is None else Q(event=event, order=order), number)


def file_within(scope: Q, number: str) -> File:
    """The invoice of this number within `scope` (which names an event or an organizer's events) as a PDF. Raises
    NotFound."""
    row = Invoice.unscoped.filter(scope, number=number).first()
    if row is None:
        raise NotFound("invoice_not_found", "There is no such invoice.")
    content = invoice_pdf(
        row.facts, number=row.number, date=row.date, is_cancellation=row.is_cancellation
    )
    return File(f"{row.number}.pdf", PDF, content)
