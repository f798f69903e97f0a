"""The end of a day at a door: everybody is let out."""

import datetime as dt
from zoneinfo import ZoneInfo

from eventhub.common.actors import SYSTEM
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from register.checkin.actions.scans import announce
from register.enums import Attendance, ScanKind
from register.models import CheckIn, CheckInList, Registration
from shop.models import Order, OrderPosition
from tenant.events.stamps import touch


@durable
def check_out_all(list_id: int, *, now: dt.datetime) -> int:
    """Stores an exit at `exit_all_at` for every ticket whose last scan at the list is an entry, and moves `exit_all_at` to
    the same time of the day after `now`; the number of tickets.

    Nothing when the moment has not come. Locks the list, then the orders; safe to run twice. Writes the registrations' attendance, the
    orders' `last_modified`, the stamp of the lists, `checkin_list.checked_out`. (contract, B10)
    """
    row = (
        CheckInList.unscoped.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .select_related("event")
        .filter(pk=list_id, exit_all_at__lte=now)
        .first()
    )
    if row is None or row.exit_all_at is None:
        return 0
    at = row.exit_all_at
    scans = CheckIn.objects.filter(
        list=row, successful=True, annulled_at=None, position__isnull=False, datetime__lte=at
    )
    last = scans.order_by("position", "-datetime", "-pk").distinct("position")
    inside = [scan.position_id for scan in last if scan.kind == ScanKind.ENTRY and scan.position_id]
    positions = OrderPosition.objects.filter(event=row.event_id, pk__in=inside)
    orders = Order.objects.filter(event=row.event_id, pk__in=positions.values("order_id"))
    list(orders.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    CheckIn.objects.bulk_create(
        CheckIn(
            tenant_id=row.tenant_id,
            event_id=row.event_id,
            list=row,
            position_id=position_id,
            kind=ScanKind.EXIT,
            datetime=at,
            forced=True,
            actor_kind=SYSTEM.kind,
            actor_label=SYSTEM.label,
        )
        for position_id in inside
    )
    orders.update(last_modified=now)
    Registration.objects.filter(event=row.event_id, position__in=inside).update(
        attendance=Attendance.OUT
    )
    row.exit_all_at = _next_day(at, now=now, zone=ZoneInfo(row.event.timezone))
    row.save(update_fields=["exit_all_at"])
    audit.record(
        "checkin_list.checked_out",
        actor=SYSTEM,
        target=row,
        event=row.event,
        data={"id": row.pk, "tickets": len(inside)},
    )
    touch(row.event, "checkinlists")
    announce(row.event)
    return len(inside)


def _next_day(at: dt.datetime, *, now: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The first moment after `now` at the time of the day of `at`, where the event is."""
    local = at.astimezone(zone)
    days = max((now.astimezone(zone).date() - local.date()).days, 0)
    found = local + dt.timedelta(days=days)
    return found if found > now else found + dt.timedelta(days=1)
