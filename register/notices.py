"""What webhooks say of the door: which ticket at which list."""

from typing import Any

from eventhub.common.models import AuditEntry

FACTS = ("code", "orderposition_id", "orderposition_positionid", "checkin_list", "type")


def subject(*, entry: AuditEntry) -> dict[str, Any]:
    """The order's code, the position and the list of a scan."""
    if not entry.action.startswith("checkin."):
        return {}
    return {name: entry.data[name] for name in FACTS if name in entry.data}
