"""Check-in lists and levels: how the doors are set up."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db import links
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Invalid
from register.checkin import list_rules
from register.models import CheckInList, Level
from shop.actions import catalogue
from shop.models import Item
from tenant.events.actions.series import subevent_problems
from tenant.events.live import tell_watchers
from tenant.events.stamps import touch
from tenant.models import Event

LIST_FIELDS = (
    "name", "all_products", "include_pending", "allow_multiple_entries", "allow_entry_after_exit", "addon_match",
    "exit_all_at", "rules",
)  # fmt: skip
LEVEL_FIELDS = ("rank", "color", "badge_type", "min_age", "max_age")


@durable
def save_list(
    event: Event, *, checkin_list: CheckInList | None, data: Mapping[str, Any], actor: Actor
) -> CheckInList:
    """Creates (`checkin_list` None) or changes a check-in list; `limit_products` are item ids of the event, `subevent` is
    the id of the date that it is for (None: all dates).

    Raises Invalid. Moves the stamp, writes `checkin_list.created|changed`.
    """
    return save_list_within(event, checkin_list=checkin_list, data=data, actor=actor)


@transaction.atomic(savepoint=False)
def save_list_within(
    event: Event, *, checkin_list: CheckInList | None, data: Mapping[str, Any], actor: Actor
) -> CheckInList:
    """`save_list` inside a larger transaction."""
    row = checkin_list or CheckInList(tenant_id=event.tenant_id, event=event)
    new = row.pk is None
    if problems := list_problems(event, data):
        raise Invalid(message=gettext_noop("Some fields are not right."), fields=problems)
    if "subevent" in data:
        row.subevent_id = data["subevent"]
    for name in LIST_FIELDS:
        if name in data:
            setattr(row, name, data[name])
    row.save()
    if "limit_products" in data:
        links.replace(row, "limit_products", targets=data["limit_products"])
    _written(event, row, verb="created" if new else "changed", actor=actor)
    return row


def list_problems(event: Event, data: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with what `data` names, as far as it is there."""
    found: dict[str, list[str]] = {}
    if "rules" in data:
        try:
            list_rules.check(data["rules"])
        except Invalid as error:
            found.update(error.fields)
    if products := set(data.get("limit_products", ())):
        known = Item.objects.filter(event=event, pk__in=products).values_list("pk", flat=True)
        if unknown := products - set(known):
            found["limit_products"] = [f"There is no item {min(unknown)} at this event."]
    if misdated := subevent_problems(event, data.get("subevent")):
        found["subevent"] = misdated
    return found


@durable
def delete_list(event: Event, *, checkin_list: CheckInList, actor: Actor) -> None:
    """Deletes a list with its scans; who came in through it stays on the registrations."""
    pk = checkin_list.pk
    CheckInList.objects.filter(event=event, pk=pk).delete()
    checkin_list.pk = pk
    _written(event, checkin_list, verb="deleted", actor=actor)


def _written(event: Event, row: CheckInList, *, verb: str, actor: Actor) -> None:
    audit.record(
        f"checkin_list.{verb}",
        actor=actor,
        target=row,
        event=event,
        data={"id": row.pk, "name": row.name},
    )
    touch(event, "checkinlists")
    tell_watchers(event, "catalogue")


@durable
def save_level(
    event: Event,
    *,
    item: Item | None,
    data: Mapping[str, Any],
    level: Mapping[str, Any] | None,
    actor: Actor,
) -> Item:
    """Creates or changes an item with its profile at the door (`level`; None leaves it). See `catalogue.save_item`."""
    return save_level_within(event, item=item, data=data, level=level, actor=actor)


@transaction.atomic(savepoint=False)
def save_level_within(
    event: Event,
    *,
    item: Item | None,
    data: Mapping[str, Any],
    level: Mapping[str, Any] | None,
    actor: Actor,
) -> Item:
    """`save_level` inside a larger transaction."""
    row = catalogue.save_item_within(event, item=item, data=data, actor=actor)
    if level is None or not row.admission:
        return row
    low, high = level.get("min_age"), level.get("max_age")
    if low is not None and high is not None and low > high:
        raise Invalid.field("level", gettext_noop("The least age cannot be above the greatest."))
    Level.objects.update_or_create(
        event=event,
        item=row,
        defaults={
            "tenant_id": event.tenant_id,
            **{name: level[name] for name in LEVEL_FIELDS if name in level},
        },
    )
    return row
