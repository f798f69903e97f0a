"""The properties that an organizer's events describe themselves by."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Invalid
from tenant import locks
from tenant.events import meta_rules
from tenant.events.actions.events import loggable
from tenant.models import MetaProperty, Organizer

FIELDS = ("name", "default", "required", "protected", "choices")
TAKEN = gettext_noop("There is a property of this name already.")


@durable
def save_property(
    organizer: Organizer, *, row: MetaProperty | None, data: dict[str, Any], actor: Actor
) -> MetaProperty:
    """Creates (`row` None) or changes a property and returns it.

    `data`: any of FIELDS; `choices` a list of words (or of objects with `key` and `label`), None for any value. Values
    that events already have stay, even those that are no choice any more. Raises Invalid with every wrong field, `name`
    among them when the organizer has it already. Locks the organizer. Writes
    `meta_property.created|changed`. Contract, B15 and EV-17.
    """
    organizer = locks.organizer_locked(organizer.pk)
    new = row is None
    row = row or MetaProperty(tenant_id=organizer.tenant_id, organizer=organizer)
    for name in FIELDS:
        if name in data:
            setattr(row, name, data[name])
    if found := meta_rules.problems(name=row.name, default=row.default, choices=row.choices):
        raise Invalid(message=gettext_noop("Some fields are not right."), fields=found)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Invalid.field("name", TAKEN) from error
    verb = "created" if new else "changed"
    audit.record(
        f"meta_property.{verb}", actor=actor, target=row, organizer=organizer, data=loggable(data)
    )
    return row


@durable
def delete_property(organizer: Organizer, *, row: MetaProperty, actor: Actor) -> None:
    """Deletes a property, and what events say for it. Locks the organizer. Writes `meta_property.deleted`."""
    locks.organizer_locked(organizer.pk)
    audit.record(
        "meta_property.deleted",
        actor=actor,
        target=row,
        organizer=organizer,
        data={"name": row.name},
    )
    MetaProperty.objects.filter(organizer=organizer, pk=row.pk).delete()
