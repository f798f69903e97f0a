"""/app/ui/triggers/: the steps of the modules' `triggers.py` that the caller may start at the current event."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from eventhub.common import floors
from eventhub.common.errors import NotFound
from tenant.access.gates import self_service
from tenant.access.requests import access_of, event_of
from tenant.access.rights import Access
from tenant.access.triggers import Trigger
from tenant.api.serializers import TriggerDone, TriggerFilter, TriggerOrder, TriggerRow
from tenant.events.actions.triggers import pull
from tenant.models import Event, TriggerRun


def allowed(event: Event, *, access: Access) -> Iterator[Trigger]:
    """The triggers that the caller may start at the event, module by module."""
    for module, brought in floors.brought("triggers"):
        level = access.level(module, organizer_id=event.organizer_id, event=event)
        yield from (trigger for trigger in brought.TRIGGERS if level >= trigger.least)


@extend_schema(parameters=[TriggerFilter], responses=TriggerRow(many=True))
@api_view(["GET"])
@self_service
def triggers(request: Request) -> Response:
    """The steps that the caller may start at the current event, of all modules or of one."""
    asked = TriggerFilter(data=request.query_params)
    asked.is_valid(raise_exception=True)
    event, module = event_of(request), asked.validated_data["module"]
    runs = {run.name: run for run in TriggerRun.objects.filter(event=event)}
    return Response(
        [
            _row(trigger, runs.get(trigger.name))
            for trigger in allowed(event, access=access_of(request))
            if module in ("", trigger.module)
        ]
    )


def _row(trigger: Trigger, run: TriggerRun | None) -> dict[str, Any]:
    return {
        "name": trigger.name,
        "module": trigger.module,
        "title": gettext(trigger.title),
        "text": gettext(trigger.text),
        "confirm": trigger.confirm,
        "cooldown_s": trigger.cooldown_s,
        "is_running": run is not None and run.is_running,
        "last_run": run.finished_at if run else None,
        "outcome": run.outcome if run else "",
    }


@extend_schema(request=TriggerOrder, responses=TriggerDone)
@api_view(["POST"])
@self_service
def trigger(request: Request, name: str) -> Response:
    """Carries one step out, or says what it would do. 404 also for a step that is not the caller's to start."""
    order = TriggerOrder(data=request.data)
    order.is_valid(raise_exception=True)
    event, access = event_of(request), access_of(request)
    for one in allowed(event, access=access):
        if one.name == name:
            dry = order.validated_data["dry_run"]
            result = one.preview(event) if dry else pull(event, one, actor=access.actor)
            text = "" if dry else gettext(one.done).format(**result)
            return Response({"dry_run": dry, "result": result, "text": text})
    raise NotFound(message="There is no such step.")
