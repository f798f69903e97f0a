"""Register's background work. Every task may run twice."""

from django.utils import timezone

from eventhub.common.effects.outbox import enqueue_once
from register.checkin.actions import closing
from register.models import CheckInList


def close_doors() -> None:
    """Promises `close_door` for the lists whose `exit_all_at` has come."""
    due = CheckInList.unscoped.filter(exit_all_at__lte=timezone.now())
    for pk, tenant_id in due.values_list("pk", "tenant_id"):
        enqueue_once("door.close", key=f"door.close.{pk}", tenant_id=tenant_id, list_id=pk)


def close_door(*, list_id: int) -> None:
    """Lets everybody out of a list whose `exit_all_at` has come."""
    closing.check_out_all(list_id, now=timezone.now())
