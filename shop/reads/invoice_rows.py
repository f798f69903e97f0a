"""Invoices as plain rows."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from shop.models import Invoice, Order

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
