"""A new event that begins with what another one has."""

import datetime as dt
from typing import Any

from django.db import transaction

from eventhub.common import hooks
from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.models import AuditEntry
from tenant import locks
from tenant.events.actions import events
from tenant.events.copies import Copies
from tenant.models import Event

# What the copy has of the source where nothing else was said (contract, EV-22 and AMB-19).
TAKEN_OVER = (
    "currency", "timezone", "locales", "location", "geo_lat", "geo_lon", "is_public", "testmode", "has_subevents",
    "plugins", "settings",
)  # fmt: skip


@durable
def clone_event(
    source: Event, *, data: dict[str, Any], actor: Actor, may_set_protected: bool = True
) -> Event:
    """Creates an event of the same organizer that begins with what `source` has, and returns it.

    `data` as in `events.create_event`: what it names wins, `[]` and `false` too. Every floor copies its part
    (settings.EVENT_CLONERS): catalogue, questions, quotas, levels, check-in lists, rooms. Dates inside move by as many days
    as the event does. Orders, vouchers, carts, dates of a series and being live are not copied (EV-23); the hook of a
    plugin runs only for what the source does not have (EV-16). Keeps the source from being changed or deleted
    meanwhile. Raises Invalid as creating does; then nothing is there. Writes `event.created` and
    `object.copied` for each copy. A constant number of statements. Not idempotent; the slug makes a repetition
    a refusal. Contract, A10.
    """
    return clone_event_within(source, data=data, actor=actor, may_set_protected=may_set_protected)


@transaction.atomic(savepoint=False)
def clone_event_within(
    source: Event, *, data: dict[str, Any], actor: Actor, may_set_protected: bool = True
) -> Event:
    """`clone_event` inside a larger transaction."""
    source = locks.event_held(source.pk)
    event = Event(tenant_id=source.tenant_id, organizer=source.organizer)
    for name in TAKEN_OVER:
        setattr(event, name, getattr(source, name))
    if "date_admission" not in data:
        data = {**data, "date_admission": _as_long_before(source, data["date_from"])}
    events.store_new(event, data=data)
    copies = Copies(source, event, actor)
    hooks.run("EVENT_CLONERS", copies=copies)
    AuditEntry.unscoped.bulk_create(copies.entries)
    events.write_meta(event, data.get("meta_data"), protected=may_set_protected)
    events.record_new(event, data={**data, "clone_from": source.slug}, actor=actor)
    if added := [name for name in event.plugins if name not in source.plugins]:
        hooks.run("PLUGIN_INSTALLERS", event=event, added=added)
    return event


def _as_long_before(source: Event, begin: dt.datetime) -> dt.datetime | None:
    if source.date_admission is None:
        return None
    try:
        return begin + (source.date_admission - source.date_from)
    except OverflowError:
        return None
