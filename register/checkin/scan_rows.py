"""Everything that was scanned at an event's doors, let in or not, as plain rows."""

from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from register.checkin.admission import Reason
from register.models import CheckIn
from tenant.models import Event

COLUMNS = (
    "id", "counts", "error_reason", "error_explanation", "annulled_at", "annulled_by", "position_id", "datetime",
    "created_at", "list_id", "at_gate_id", "device_id", "device__serial", "kind",
)  # fmt: skip
LOOKUPS = {
    "created_since": "created_at__gte",
    "created_before": "created_at__lt",
    "datetime_since": "datetime__gte",
    "datetime_before": "datetime__lt",
    "list": "list",
    "type": "kind",
    "gate": "at_gate",
    "device": "device",
    "position": "position",
}
_COUNTS = Q(successful=True, annulled_at=None)


def scan_rows(event: Event, *, filters: Mapping[str, Any]) -> QuerySet[Any]:
    """The event's scans as rows of COLUMNS, where `counts` says whether somebody was let in and it was not taken back. One
    query.

    `filters`: those of LOOKUPS, `successful`, `error_reason` (`annulled` for what was taken back) and
    `auto_checked_in`, which no scan is.
    """
    found = CheckIn.objects.filter(
        event=event, **{LOOKUPS[name]: value for name, value in filters.items() if name in LOOKUPS}
    )
    if "successful" in filters:
        found = found.filter(_COUNTS if filters["successful"] else ~_COUNTS)
    if (reason := filters.get("error_reason")) is not None:
        refused, annulled = Q(error_reason=reason), Q(annulled_at__isnull=False)
        found = found.filter(refused | annulled if reason == Reason.ANNULLED else refused)
    if filters.get("auto_checked_in"):
        found = found.none()
    scans: Any = found.annotate(counts=ExpressionWrapper(_COUNTS, output_field=BooleanField()))
    rows: QuerySet[Any] = scans.values(*COLUMNS)
    return rows
