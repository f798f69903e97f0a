"""Quotas: how many units there are of what."""

from django.db import transaction
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db import links
from eventhub.common.db.transactions import durable
from shop.actions import quota_counters
from shop.actions.catalogue.shared import Data, copied, delete_row, refuse, written
from shop.models import (
    Item,
    Quota,
    Variation,
)
from tenant.events.actions.series import subevent_problems
from tenant.models import Event

QUOTA_FIELDS = ("name", "size", "closed", "close_when_sold_out", "release_after_exit")


@durable
def save_quota(event: Event, *, quota: Quota | None, data: Data, actor: Actor) -> Quota:
    """Creates or changes a quota: `items` and `variations` are lists of ids, `subevent` is the id of its date: series
    need one, other events have none.

    Variations belong to listed items, and an item with variations needs at least one of them. Locks all quotas of the
    event and counts what is taken anew, so that purchases running at the same moment see either the old or the new
    stock, never a mixture. Raises Invalid.
    """
    return save_quota_within(event, quota=quota, data=data, actor=actor)


@transaction.atomic(savepoint=False)
def save_quota_within(event: Event, *, quota: Quota | None, data: Data, actor: Actor) -> Quota:
    """`save_quota` inside a larger transaction."""
    row = quota or Quota(tenant_id=event.tenant_id, event=event)
    new = row.pk is None
    item_ids = set(data["items"]) if "items" in data else _ids(row, "items")
    variation_ids = set(data["variations"]) if "variations" in data else _ids(row, "variations")
    subevent_id = data.get("subevent", row.subevent_id)
    refuse(
        {
            **quota_problems(event, data),
            **_quota_problems(event, data, item_ids, variation_ids, subevent_id),
        }
    )
    if not new:
        quota_counters.recount(event)  # takes the locks
        row.refresh_from_db()
    copied(row, data, QUOTA_FIELDS)
    row.subevent_id = subevent_id
    if new:
        row.save()
    else:
        row.save(
            update_fields=[name for name in (*QUOTA_FIELDS, "subevent") if name in data] or None
        )
    if "items" in data:
        links.replace(row, "items", targets=item_ids)
    if "variations" in data:
        links.replace(row, "variations", targets=variation_ids)
    quota_counters.recount(event)
    row.refresh_from_db()
    written(
        event,
        row,
        kind="quota",
        stamp="quotas",
        verb="created" if new else "changed",
        actor=actor,
        data=data,
    )
    return row


def _ids(quota: Quota, name: str) -> set[int]:
    return set(getattr(quota, name).values_list("pk", flat=True)) if quota.pk else set()


def quota_problems(event: Event, data: Data) -> dict[str, list[str]]:
    """What is wrong with what `data` names, as far as it is there."""
    found: dict[str, list[str]] = {}
    if undated := subevent_problems(event, data.get("subevent")):
        found["subevent"] = undated
    for name, word, rows in (
        ("items", "item", Item.objects.filter(event=event)),
        ("variations", "variation", Variation.objects.filter(item__event=event)),
    ):
        wanted = set(data.get(name, ()))
        if unknown := wanted - set(rows.filter(pk__in=wanted).values_list("pk", flat=True)):
            found[name] = [f"There is no {word} {min(unknown)} at this event."]
    return found


def _quota_problems(
    event: Event,
    data: Data,
    item_ids: set[int],
    variation_ids: set[int],
    subevent_id: int | None,
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if undated := subevent_problems(event, subevent_id, required=True):
        found["subevent"] = undated
    if data.get("size") is not None and data["size"] < 0:
        found["size"] = [gettext_noop("A quota cannot be below zero.")]
    owners = dict(Variation.objects.filter(item__event=event).values_list("pk", "item_id"))
    foreign = {pk for pk in variation_ids if owners.get(pk) not in item_ids}
    if foreign:
        found["variations"] = [gettext_noop("All variations must belong to an item of this quota.")]
    with_variations = set(owners.values()) & item_ids
    if with_variations - {owners[pk] for pk in variation_ids - foreign}:
        found.setdefault("variations", []).append(
            gettext_noop("Choose at least one variation of every item that has variations.")
        )
    return found


@durable
def delete_quota(event: Event, *, quota: Quota, actor: Actor) -> None:
    """Deletes a quota. Items that were in no other can no longer be bought."""
    delete_row(event, quota, kind="quota", stamp="quotas", actor=actor)
