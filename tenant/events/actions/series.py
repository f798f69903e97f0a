"""The dates of a series (subevents): create, change, delete. Prices at a date are the shop's (shop.actions.catalogue.series)."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.effects import audit
from eventhub.common.errors import Denied, Invalid
from tenant.events import series_rules
from tenant.events.actions.events import loggable, meta_problems, write_meta
from tenant.events.live import tell_watchers
from tenant.events.stamps import touch
from tenant.models import Event, SubEvent

FIELDS = (
    "name", "active", "is_public", "date_from", "date_to", "date_admission", "presale_start", "presale_end", "location",
    "geo_lat", "geo_lon", "frontpage_text", "comment",
)  # fmt: skip
NO_SERIES = gettext_noop("This event is no series, it has no dates of its own.")
ORDERED = gettext_noop(
    "Something was ordered for this date, so it cannot be deleted. Make it inactive instead."
)


@transaction.atomic(savepoint=False)
def save_subevent_within(
    event: Event,
    *,
    subevent: SubEvent | None,
    data: Mapping[str, Any],
    actor: Actor,
    may_set_protected: bool = True,
    also: bool = False,
) -> SubEvent:
    """Creates (`subevent` None) or changes a date of a series and returns it.

    `data`: any of FIELDS, and `meta_data` (property -> value, replaces all). `also`: something that belongs to its
    representation changes besides. Raises Invalid with every wrong field; `no_series` at an event that is none. Moves
    the date's `last_modified` and the stamp of `subevents`, writes `date.created|changed`; a change that
    changes nothing writes nothing. Idempotent for changes (contract, B5).
    """
    if not event.has_subevents:
        raise Invalid.field("non_field_errors", NO_SERIES, code="no_series")
    row = subevent or SubEvent(tenant_id=event.tenant_id, event=event)
    new = row.pk is None
    changed = [name for name in FIELDS if name in data and getattr(row, name) != data[name]]
    for name in changed:
        setattr(row, name, data[name])
    problems = series_rules.problems({name: getattr(row, name) for name in FIELDS})
    if "meta_data" in data and (why := meta_problems(event, data["meta_data"])):
        problems["meta_data"] = why
    if problems:
        raise Invalid(message=gettext_noop("Some fields are not right."), fields=problems)
    row.last_modified = timezone.now()
    if new:
        row.save(force_insert=True)
    meta = write_meta(event, data.get("meta_data"), protected=may_set_protected, subevent=row)
    if not new and not (changed or meta or also):
        return row
    if not new:
        row.save(update_fields=[*changed, "last_modified"])
    _written(event, row, verb="created" if new else "changed", actor=actor, data=data)
    return row


def _written(
    event: Event, row: SubEvent, *, verb: str, actor: Actor, data: Mapping[str, Any]
) -> None:
    audit.record(
        f"date.{verb}",
        actor=actor,
        target=row,
        event=event,
        data=loggable(dict(data)),
    )
    touch(event, "subevents")
    tell_watchers(event, "catalogue")


@transaction.atomic(savepoint=False)
def delete_subevent_within(event: Event, *, subevent: SubEvent, actor: Actor) -> None:
    """Deletes a date with its quotas, prices, carts and check-in lists.

    Raises Denied `ordered` when anything was ever ordered for it. Moves the stamps of all kinds that go with it, writes
    `date.deleted`. Who sells must hold the quotas' locks (contract, B5).
    """
    pk, name = subevent.pk, subevent.name
    try:
        with transaction.atomic():
            SubEvent.objects.filter(event=event, pk=pk).delete()
            connection.check_constraints()  # here it is a refusal, at the commit it would be a failure
    except (ProtectedError, RestrictedError, IntegrityError) as error:
        raise Denied("ordered", ORDERED) from error
    subevent.pk = pk
    touch(event, "quotas", "checkinlists")
    _written(event, subevent, verb="deleted", actor=actor, data={"id": pk, "name": name})


def touch_subevents(event: Event, ids: Collection[int]) -> None:
    """Moves `last_modified` of these dates and their stamp: something of their representation went with something else."""
    if ids:
        SubEvent.objects.filter(event=event, pk__in=ids).update(last_modified=timezone.now())
        touch(event, "subevents")


def subevent_problems(
    event: Event, subevent_id: int | None, *, required: bool = False
) -> list[str]:
    """What is wrong with naming this date for something of the event (a quota, a list, a voucher); empty when nothing.

    One query where there is something to look up.
    """
    if subevent_id is None:
        return (
            [gettext_noop("Choose one of the dates of this series.")]
            if required and event.has_subevents
            else []
        )
    if not event.has_subevents:
        return [NO_SERIES]
    known = SubEvent.objects.filter(event=event, pk=subevent_id).exists()
    return [] if known else [gettext_noop("There is no such date in this series.")]
