"""From the audit trail to the outbox: inside the action's own transaction, so that nothing is lost."""

from typing import Any

from eventhub.common.effects.outbox import enqueue
from eventhub.common.models import AuditEntry
from tenant.webhooks import types


def follow(*, entry: AuditEntry) -> None:
    """Promises that the organizer's webhooks hear of a new entry, if it is one of the published kinds. One INSERT."""
    if types.news_of(entry.action) is None:
        return
    event = entry.event
    enqueue(
        "webhook.announce",
        tenant_id=entry.tenant_id,
        entry=entry.pk,
        event=event.slug if event is not None else entry.data.get("slug"),
    )


def subject(*, entry: AuditEntry) -> dict[str, Any]:
    """A date of a series, by its id."""
    if not entry.action.startswith("date."):
        return {}
    return {"subevent": entry.object_id or entry.data.get("id")}
