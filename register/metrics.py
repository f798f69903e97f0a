"""The figures of the dashboard. Summed up in the database: eight queries, whatever the number of orders.

* A *registration* is one person's admission and counts as one of four, which add up to `registrations`. Who was
  transferred, deferred or refunded counts as cancelled; a draft, and who is on the waiting list, as pending.
* *checked_in* are those who arrived, whether or not they left again; `arrivals` counts the same by hour.
* *revenue* is the sum of paid orders; `by_day` splits it by the order's day, `by_level` says what part of it was paid
  for the levels themselves (merchandise and the like is the rest).
* *outstanding* is the sum of orders that wait for payment. Canceled and expired orders count nowhere but in
* *held*: money that is here for orders that could not be fulfilled any more when it came, and *unfulfilled*, their number.
"""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate, TruncHour

from register.enums import RegistrationStatus
from register.models import Registration
from shop.enums import LIVE_STATUSES, ItemKind, OrderStatus
from shop.models import Item, Order, OrderPosition
from shop.reads.organizer import money_held
from tenant.models import Event

DEFAULT_COLOR = "#3b6ea5"
# What each status counts as.
_NAMES = {
    RegistrationStatus.DRAFT: "pending",
    RegistrationStatus.PENDING: "pending",
    RegistrationStatus.WAITLISTED: "pending",
    RegistrationStatus.ACTIVE: "active",
    RegistrationStatus.CANCELED: "cancelled",
    RegistrationStatus.REFUNDED: "cancelled",
    RegistrationStatus.TRANSFERRED: "cancelled",
    RegistrationStatus.DEFERRED: "cancelled",
    RegistrationStatus.EXPIRED: "expired",
}
_COUNTS = ("active", "pending", "cancelled", "expired")


class LevelFigures(TypedDict):
    """One level's registrations by status, and the money paid for it."""

    id: int
    name: dict[str, str]
    color: str
    active: int
    pending: int
    cancelled: int
    expired: int
    checked_in: int
    revenue: Decimal


class DayFigures(TypedDict):
    """What happened on one day of the event's time zone."""

    day: dt.date
    count: int
    revenue: Decimal


def totals(event: Event, levels: list[LevelFigures]) -> dict[str, Any]:
    """The event as a whole: registrations by status (summed from `by_level`), live orders, money in and money due."""
    counts = {
        name: sum(level[name] for level in levels)  # type: ignore[literal-required]  # the names are the keys
        for name in (*_COUNTS, "checked_in")
    }
    sums = {
        row["status"]: row
        for row in Order.objects.filter(event=event, status__in=LIVE_STATUSES)
        .order_by()
        .values("status")
        .annotate(number=Count("pk"), money=Sum("total"))
    }
    nothing: dict[str, Any] = {"number": 0, "money": Decimal(0)}
    paid, due = sums.get(OrderStatus.PAID, nothing), sums.get(OrderStatus.PENDING, nothing)
    unfulfilled = money_held(event)
    return {
        "registrations": sum(counts[name] for name in _COUNTS),
        **counts,
        "orders": paid["number"] + due["number"],
        "revenue": paid["money"],
        "outstanding": due["money"],
        "unfulfilled": unfulfilled.orders,
        "held": unfulfilled.amount,
    }


def by_level(event: Event) -> list[LevelFigures]:
    """Each level in the shop's order: registrations by status, arrivals, and what paid orders paid for it."""
    counted: defaultdict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = (
        Registration.objects.filter(event=event)
        .order_by()
        .values_list("level_id", "status")
        .annotate(number=Count("pk"), arrived=Count("pk", filter=Q(checked_in_at__isnull=False)))
    )
    for level, status, number, arrived in rows:
        counted[level][_NAMES[RegistrationStatus(status)]] += number
        counted[level]["checked_in"] += arrived
    money = dict(
        OrderPosition.objects.filter(event=event, canceled=False, order__status=OrderStatus.PAID)
        .order_by()
        .values_list("item_id")
        .annotate(money=Sum("price"))
    )
    return [
        _level(item, counted[item.pk], money.get(item.pk, Decimal(0)))
        for item in Item.objects.filter(event=event, kind=ItemKind.ADMISSION)
        .select_related("level")
        .order_by("position", "pk")
    ]


def _level(item: Item, counts: dict[str, int], revenue: Decimal) -> LevelFigures:
    return LevelFigures(
        id=item.pk,
        name=item.name,
        color=getattr(getattr(item, "level", None), "color", DEFAULT_COLOR),
        active=counts["active"],
        pending=counts["pending"],
        cancelled=counts["cancelled"],
        expired=counts["expired"],
        checked_in=counts["checked_in"],
        revenue=revenue,
    )


def by_day(event: Event) -> list[DayFigures]:
    """Days on which somebody registered (whatever became of it) or an order that is paid now was placed, oldest first.

    A day is the event's own: an order at 23:30 UTC belongs to the next day in Prague.
    """
    zone = ZoneInfo(event.timezone)
    counts = dict(
        Registration.objects.filter(event=event)
        .order_by()
        .values_list(TruncDate("created_at", tzinfo=zone))
        .annotate(number=Count("pk"))
    )
    money = dict(
        Order.objects.filter(event=event, status=OrderStatus.PAID)
        .order_by()
        .values_list(TruncDate("datetime", tzinfo=zone))
        .annotate(money=Sum("total"))
    )
    return [
        DayFigures(day=day, count=counts.get(day, 0), revenue=money.get(day, Decimal(0)))
        for day in sorted({*counts, *money})
    ]


def arrivals(event: Event) -> list[tuple[dt.datetime, int]]:
    """How many people arrived in each hour in which somebody did: the hour's beginning and the number.

    Hours are those of the event's clock, which in some time zones begin at half past.
    """
    rows = (
        Registration.objects.filter(event=event, checked_in_at__isnull=False)
        .annotate(hour=TruncHour("checked_in_at", tzinfo=ZoneInfo(event.timezone)))
        .order_by("hour")
        .values_list("hour")
        .annotate(number=Count("pk"))
    )
    return [(hour, number) for hour, number in rows]
