"""The audit trail: one entry per verb, in the transaction of the verb."""

from typing import Any

from django.db import models

from eventhub.common.actors import Actor
from eventhub.common.models import AuditEntry


def entry(
    action: str,
    *,
    actor: Actor,
    target: models.Model | None = None,
    event: Any = None,
    organizer: Any = None,
    data: dict[str, Any] | None = None,
) -> AuditEntry:
    """An unsaved entry, for callers that write many at once. Arguments as in `record`."""
    organizer_id = organizer.pk if organizer is not None else getattr(event, "organizer_id", None)
    tenant_id = getattr(event if event is not None else organizer, "tenant_id", None)
    return AuditEntry(
        tenant_id=tenant_id,
        organizer_id=organizer_id,
        event=event,
        actor_kind=actor.kind,
        actor_id=actor.pk,
        actor_label=actor.label[:250],
        action=action,
        object_type=target._meta.label if target is not None else "",
        object_id=target.pk if target is not None else None,
        data=data or {},
    )


def record(
    action: str,
    *,
    actor: Actor,
    target: models.Model | None = None,
    event: Any = None,
    organizer: Any = None,
    data: dict[str, Any] | None = None,
) -> AuditEntry:
    """Writes one entry: `actor` did `action` (dotted, e.g. `pretix.event.added`) to `target`.

    `event` or `organizer` says where; `data` is what was sent, JSON-able and without secrets. One INSERT, in the
    caller's transaction: an undone action leaves no entry.
    """
    new = entry(action, actor=actor, target=target, event=event, organizer=organizer, data=data)
    new.save(force_insert=True)
    return new
