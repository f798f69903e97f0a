"""Register's background work. Every task may run twice."""

from django.utils import timezone

from register.checkin.actions import closing
from register.models import CheckInList

BATCH = 200


def close_doors() -> None:
    """Lets everybody out of the lists whose `exit_all_at` has come."""
    now = timezone.now()
    due = CheckInList.unscoped.filter(exit_all_at__lte=now).order_by("exit_all_at")
    for pk in due.values_list("pk", flat=True)[:BATCH]:
        closing.check_out_all(pk, now=now)
