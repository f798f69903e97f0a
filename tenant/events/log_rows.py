"""The audit trail as rows that people read: newest first, of one event, one object or one organizer."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from eventhub.common import history, hooks
from eventhub.common.http.rendering import moment
from eventhub.common.models import AuditEntry
from tenant.models import Event, Organizer

Row = dict[str, Any]
Names = Mapping[tuple[str, int], str]
COLUMNS = (
    "id", "at", "actor_kind", "actor_id", "actor_label", "action", "object_type", "object_id", "data",
)  # fmt: skip
EXACT = ("object_type", "object_id", "actor_kind", "actor_id", "action")


def of_event(event: Event, *, filters: Mapping[str, Any] | None = None) -> QuerySet[Any]:
    """What happened at the event, newest first. `filters`: those of EXACT and `search` (part of the actor's name)."""
    return _narrowed(AuditEntry.objects.filter(event=event), filters or {})


def of_organizer(
    organizer: Organizer, *, filters: Mapping[str, Any] | None = None
) -> QuerySet[Any]:
    """What happened at the organizer itself, newest first: teams, keys, devices, deleted events. Filters as above."""
    entries = AuditEntry.objects.filter(organizer=organizer, event__isnull=True)
    return _narrowed(entries, filters or {})


def of_object(event: Event, object_type: str, object_id: int) -> QuerySet[Any]:
    """What happened to one row of the event, newest first."""
    return of_event(event, filters={"object_type": object_type, "object_id": object_id})


def _narrowed(entries: QuerySet[AuditEntry], filters: Mapping[str, Any]) -> QuerySet[Any]:
    exact = {name: filters[name] for name in EXACT if name in filters}
    found = entries.filter(**exact)
    if "search" in filters:
        found = found.filter(Q(actor_label__icontains=filters["search"]))
    rows: QuerySet[Any] = found.order_by("-id").values(*COLUMNS)
    return rows


def names(event: Event, rows: Iterable[Mapping[str, Any]]) -> Names:
    """What the things are called that rows of the event's history are about, as far as the floors know
    (settings.HISTORY_NAMES). One query for each kind that has names and is there."""
    objects: dict[str, set[int]] = {}
    for row in rows:
        if row["object_id"] is not None:
            objects.setdefault(row["object_type"], set()).add(row["object_id"])
    found: dict[tuple[str, int], str] = {}
    for known in hooks.run("HISTORY_NAMES", event=event, objects=objects):
        found.update(known)
    return found


def shown(row: Mapping[str, Any], *, named: Names | None = None) -> Row:
    """One row as it goes out: when, who, what in words, and what it was done to; of what is `named`, by its name."""
    name = (named or {}).get((row["object_type"], row["object_id"]))
    return {
        "id": row["id"],
        "at": moment(row["at"]),
        "actor": {
            "kind": row["actor_kind"],
            "id": row["actor_id"],
            "name": row["actor_label"],
        },
        "verb": row["action"],
        "sentence": history.sentence(row["action"], row["data"], order=name or ""),
        "object": {"type": row["object_type"], "id": row["object_id"], "name": name},
    }
