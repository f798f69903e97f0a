"""The audit trail: one entry per verb, in the transaction of the verb."""

from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from eventhub.common import hooks
from eventhub.common.actors import Actor
from eventhub.common.db.prepared import planned_cursor
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
    """An unsaved entry. Arguments as in `record`, which alone tells those who follow the trail."""
    organizer_id = organizer.pk if organizer is not None else getattr(event, "organizer_id", None)
    whose = next((one for one in (event, organizer, target) if one is not None), None)
    tenant_id = getattr(whose, "tenant_id", None)
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
    """Writes one entry: `actor` did `action` (dotted, e.g. `event.created`) to `target`.

    `event` or `organizer` says where; `data` is what was sent, JSON-able and without secrets. In the caller's
    transaction: an undone action leaves no entry. One statement, which also says whether anybody follows the
    organizer's trail; only then the followers are told (settings.AUDIT_FOLLOWERS, ADR 0010).
    """
    new = entry(action, actor=actor, target=target, event=event, organizer=organizer, data=data)
    if _inserted(new):
        hooks.run("AUDIT_FOLLOWERS", entry=new)
    return new


def _inserted(new: AuditEntry) -> bool:
    """Writes the entry; whether somebody follows its organizer."""
    statement, fields = _statement()
    values = [
        field.get_db_prep_save(field.pre_save(new, add=True), connection=connection)
        for field in fields
    ]
    with planned_cursor() as cursor:
        cursor.execute(statement, [*values, new.organizer_id])
        new.pk, followed = cursor.fetchone()
    new._state.adding = False  # noqa: SLF001 -- what save() would have noted
    return bool(followed)


@cache
def _statement() -> tuple[str, list[Any]]:
    """The INSERT, and the columns that it wants values of. `settings.AUDIT_FOLLOWED_BY` is a table of rows with an
    organizer, each of which may be `enabled`."""
    fields = [field for field in AuditEntry._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    followers = quote(apps.get_model(settings.AUDIT_FOLLOWED_BY)._meta.db_table)
    return (
        f"INSERT INTO {quote(AuditEntry._meta.db_table)} ({columns})"  # noqa: S608 -- our own tables' names
        f" VALUES ({', '.join(['%s'] * len(fields))}) RETURNING id,"
        f" EXISTS (SELECT FROM {followers} WHERE organizer_id = %s AND enabled)",
        fields,
    )
