"""Positions as plain rows for lists of their own, and the codes that scanners must know of."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop

from eventhub.common.errors import NotFound
from shop.models import BlockedSecret, OrderPosition, Payment, RevokedSecret
from shop.reads.order_rows import OF_THE_ITEM, OF_THE_ORDER, matching, position_rows
from tenant.models import Event

# What lists of positions read besides: whether there are files, and at which event.
OF_THE_LIST = (*OF_THE_ITEM, *OF_THE_ORDER, "event__slug", "last_provider")
POSITION_LOOKUPS = {
    **{name: name for name in (
        "order__status", "order__status__in", "item", "item__in", "variation", "variation__in", "subevent",
        "subevent__in", "addon_to", "addon_to__in", "secret", "pseudonymization_id", "voucher",
    )},
    "order": "order__code__iexact",
    "order__in": "order__code__in",
    "attendee_name": "attendee_name__iexact",
    "attendee_name__in": "attendee_name__in",
    "positionid": "positionid",
    "voucher__code": "voucher__code__iexact",
}  # fmt: skip


def listed_positions(
    scope: Q, *, filters: Mapping[str, Any], with_canceled: bool = False
) -> QuerySet[OrderPosition]:
    """The positions within `scope` (which names an event or an organizer's events); canceled ones, and those of canceled
    orders' lines, only on request.

    `filters`: those of POSITION_LOOKUPS and `search`.
    """
    found = OrderPosition.unscoped.filter(
        scope,
        **{
            POSITION_LOOKUPS[name]: value
            for name, value in filters.items()
            if name in POSITION_LOOKUPS
        },
    )
    if not with_canceled:
        found = found.filter(canceled=False)
    if words := filters.get("search"):
        found = found.filter(matching(words) | Q(order__code__istartswith=words))
    return found


def list_rows(found: QuerySet[OrderPosition]) -> QuerySet[Any]:
    """The positions as rows of POSITION_COLUMNS and OF_THE_LIST."""
    last = Payment.unscoped.filter(order=OuterRef("order_id")).order_by("-local_id")
    asked = found.annotate(last_provider=Coalesce(Subquery(last.values("provider")[:1]), Value("")))
    return position_rows(asked, *OF_THE_LIST)


def newest_position(order_id: int) -> int:
    """The id of the order's last position. One query."""
    rows = OrderPosition.objects.filter(order=order_id).order_by("-positionid")
    return rows.values_list("pk", flat=True)[0]


def secret_is_taken(event_id: int, secret: str) -> bool:
    """Whether a ticket of the event has this secret. One query."""
    return OrderPosition.objects.filter(event=event_id, secret=secret).exists()


def code_of_position(event: Event, position_id: int) -> str:
    """The code of the order that the position belongs to. Raises NotFound. One query."""
    found = OrderPosition.objects.filter(event=event, pk=position_id)
    code = found.values_list("order__code", flat=True).first()
    if code is None:
        raise NotFound("position_not_found", gettext_noop("Not found."))
    return code


def revoked(event: Event, *, since: dt.datetime | None = None) -> QuerySet[Any]:
    """The event's revoked codes as rows: id, secret, created; of those since a moment."""
    found = RevokedSecret.objects.filter(event=event)
    if since is not None:
        found = found.filter(created_at__gte=since)
    rows: QuerySet[Any] = found.values("id", "secret", created=F("created_at"))
    return rows


def blocked(
    event: Event, *, since: dt.datetime | None = None, blocked: bool | None = None
) -> QuerySet[Any]:
    """The event's codes that are or were blocked as rows: id, secret, blocked, updated; of those since a moment."""
    found = BlockedSecret.objects.filter(event=event)
    if since is not None:
        found = found.filter(updated_at__gte=since)
    if blocked is not None:
        found = found.filter(blocked=blocked)
    rows: QuerySet[Any] = found.values("id", "secret", "blocked", updated=F("updated_at"))
    return rows
