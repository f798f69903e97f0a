"""Pulling a trigger: one run at a time for each event, and a rest after it."""

import datetime as dt

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Conflict, DomainError
from tenant.access.triggers import Result, Trigger
from tenant.models import Event, TriggerRun

# A run that said nothing for so long died with its process.
PATIENCE = dt.timedelta(minutes=15)


def pull(event: Event, trigger: Trigger, *, actor: Actor) -> Result:
    """Carries the trigger out and returns what it says it did.

    Raises Conflict `running` while another run is on its way, Conflict `cooldown` (with `retry_after_s`) when the last
    one is not long enough ago, and what the trigger itself refuses. Writes the run and an audit entry with its
    duration and its outcome, also of a run that failed.
    """
    started = _begin(event, trigger)
    outcome, result = "failed", {}
    try:
        result = dict(trigger.run(event, actor))
        outcome = "done"
    except DomainError as refusal:
        outcome = refusal.code
        raise
    finally:
        _finish(event, trigger, started=started, outcome=outcome, result=result, actor=actor)
    return result


@durable
def _begin(event: Event, trigger: Trigger) -> dt.datetime:
    """Claims the run by one conditional update, which two at once cannot both make."""
    now = timezone.now()
    row, _ = TriggerRun.objects.get_or_create(
        event=event, name=trigger.name, defaults={"tenant_id": event.tenant_id}
    )
    rested = Q(finished_at=None) | Q(
        finished_at__lte=now - dt.timedelta(seconds=trigger.cooldown_s)
    )
    idle = (
        Q(started_at=None) | Q(finished_at__gte=F("started_at")) | Q(started_at__lt=now - PATIENCE)
    )
    mine = TriggerRun.objects.filter(idle, rested, event=event, pk=row.pk)
    if not mine.update(started_at=now):
        raise _refusal(TriggerRun.objects.get(event=event, pk=row.pk), trigger, now=now)
    return now


def _refusal(row: TriggerRun, trigger: Trigger, *, now: dt.datetime) -> Conflict:
    if row.is_running:
        return Conflict("running", gettext_noop("This is being done at this moment."))
    finished = row.finished_at or now
    left = trigger.cooldown_s - (now - finished).total_seconds()
    return Conflict(
        "cooldown",
        gettext_noop("This was done a moment ago. Please wait a little."),
        retry_after_s=max(1, round(left)),
    )


@durable
def _finish(
    event: Event,
    trigger: Trigger,
    *,
    started: dt.datetime,
    outcome: str,
    result: Result,
    actor: Actor,
) -> None:
    now = timezone.now()
    TriggerRun.objects.filter(event=event, name=trigger.name, started_at=started).update(
        finished_at=now, outcome=outcome[:40], result=dict(result)
    )
    audit.record(
        "trigger.pulled",
        actor=actor,
        event=event,
        data={
            "name": trigger.title,
            "trigger": trigger.name,
            "outcome": outcome,
            "duration_ms": round((now - started).total_seconds() * 1000),
            "result": dict(result),
        },
    )
