"""The waiting list: who wants what is sold out, and whose turn it is (contract, B12)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import SYSTEM, Actor
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.effects.outbox import enqueue
from eventhub.common.errors import Conflict, Denied, DomainError, Invalid, NotFound
from shop.actions import quota_counters
from shop.actions.catalogue import copied, refuse
from shop.actions.vouchers.vouchers import save_voucher_within
from shop.models import Item, Variation, WaitingListEntry
from tenant.events import event_settings
from tenant.models import Event, SubEvent

Data = Mapping[str, Any]

FIELDS = (
    "name", "name_parts", "email", "phone", "item_id", "variation_id", "subevent_id", "locale", "priority",
)  # fmt: skip
TWICE = gettext_noop("This person is already on the waiting list for this.")
SERVED = gettext_noop("This person was sent a voucher already; the entry stays as it is.")
NOTHING_LEFT = gettext_noop("Nothing is free of what this person waits for.")
TAG = "waiting-list"
KIND = "waiting_list_entry"


@durable
def save_entry(
    event: Event, *, entry: WaitingListEntry | None, data: Data, actor: Actor
) -> WaitingListEntry:
    """Puts somebody on the waiting list, or changes what they wait for.

    `name` without `name_parts` is the whole name. Raises Invalid naming the fields (nobody waits twice for the same),
    Denied `has_voucher` for one whose turn has come. Locks the entry. Writes `waiting_list_entry.created|changed`; nothing when nothing changes.
    """
    row = (
        WaitingListEntry(tenant_id=event.tenant_id, event=event)
        if entry is None
        else _locked(event, entry.pk)
    )
    if entry is not None and row.voucher_id is not None:
        raise Denied("has_voucher", SERVED)
    changed = copied(row, _with_parts(data), FIELDS)
    if entry is not None and not changed:
        return row
    refuse(_problems(event, row))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "shop_waitinglist_once" not in str(error):
            raise
        raise Invalid("waits_already", TWICE, fields={"email": [TWICE]}) from error
    verb = "created" if entry is None else "changed"
    audit.record(
        f"{KIND}.{verb}",
        actor=actor,
        target=row,
        event=event,
        data={name: getattr(row, name) for name in changed},
    )
    return row


def _with_parts(data: Data) -> Data:
    if "name" not in data or "name_parts" in data:
        return data
    name = data["name"]
    return {**data, "name_parts": {"_scheme": "full", "full_name": name} if name else {}}


def _problems(event: Event, row: WaitingListEntry) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if not row.email:
        found["email"] = [gettext_noop("Say where to write to.")]
    if not Item.objects.filter(event=event, pk=row.item_id).exists():
        return {**found, "item": [gettext_noop("There is no such item at this event.")]}
    kinds = Variation.objects.filter(item=row.item_id)
    if row.variation_id is not None:
        if not kinds.filter(pk=row.variation_id).exists():
            found["variation"] = [gettext_noop("This variation does not belong to the item.")]
    elif kinds.exists():
        found["variation"] = [gettext_noop("Choose one of the variations of this item.")]
    if row.subevent_id is None:
        if event.has_subevents:
            found["subevent"] = [gettext_noop("Choose a date.")]
    elif not SubEvent.objects.filter(event=event, pk=row.subevent_id).exists():
        found["subevent"] = [gettext_noop("There is no such date at this event.")]
    return found


def _locked(event: Event, pk: int) -> WaitingListEntry:
    rows = WaitingListEntry.objects.filter(event=event, pk=pk)
    row = rows.select_for_update().first()
    if row is None:
        raise NotFound(message=gettext_noop("Not found."))
    return row


@durable
def delete_entry(event: Event, *, entry: WaitingListEntry, actor: Actor) -> None:
    """Takes somebody off the waiting list. Raises Denied `has_voucher` for one whose turn has come. Locks the entry.
    Writes `waiting_list_entry.deleted`."""
    row = _locked(event, entry.pk)
    if row.voucher_id is not None:
        raise Denied("has_voucher", SERVED)
    audit.record(f"{KIND}.deleted", actor=actor, target=row, event=event, data={"email": row.email})
    WaitingListEntry.objects.filter(event=event, pk=row.pk).delete()


def send_voucher(event: Event, *, entry: WaitingListEntry, actor: Actor) -> WaitingListEntry:
    """Gives somebody who waits a voucher that keeps one unit for them for a while, and promises the mail with it.

    Raises Conflict `has_voucher` when they have one, `nothing_free` when there is nothing left. Locks the quotas, the
    voucher, then the entry. Writes `waiting_list_entry.voucher_assigned`.
    """
    try:
        return _send(event, pk=entry.pk, actor=actor)
    except Conflict as error:
        if error.code != "nothing_free" or not quota_counters.release_expired(event):
            raise
        return _send(event, pk=entry.pk, actor=actor)


@durable
def _send(event: Event, *, pk: int, actor: Actor) -> WaitingListEntry:
    seen = WaitingListEntry.objects.filter(event=event, pk=pk).first()
    if seen is None:
        raise NotFound(message=gettext_noop("Not found."))
    try:
        voucher = save_voucher_within(event, voucher=None, data=_terms(event, seen), actor=actor)
    except Invalid as error:
        raise Conflict("nothing_free", NOTHING_LEFT) from error
    row = _locked(event, pk)
    wanted = (row.item_id, row.variation_id, row.subevent_id)
    if row.voucher_id is not None or wanted != (seen.item_id, seen.variation_id, seen.subevent_id):
        raise Conflict("has_voucher", SERVED)
    row.voucher = voucher
    row.save(update_fields=["voucher"])
    audit.record(
        f"{KIND}.voucher_assigned",
        actor=actor,
        target=row,
        event=event,
        data={"voucher": voucher.pk},
    )
    enqueue("waitinglist.mail", tenant_id=event.tenant_id, entry_id=row.pk)
    return row


def _terms(event: Event, entry: WaitingListEntry) -> dict[str, Any]:
    hours = event_settings.value(event, "waiting_list_hours")
    return {
        "max_usages": 1,
        "block_quota": True,
        "item_id": entry.item_id,
        "variation_id": entry.variation_id,
        "subevent_id": entry.subevent_id,
        "valid_until": timezone.now() + timedelta(hours=hours),
        "tag": TAG,
        "comment": f"Waiting list: {entry.email}",
    }


def serve(event: Event, *, at_most: int = 200) -> int:
    """Sends vouchers for what is free to those whose turn it is: by priority, then by who came first. How many.

    Only where the event says so (`waiting_list_auto`) and sells at all. One transaction for each.
    """
    if not event.live or not event_settings.value(event, "waiting_list_auto"):
        return 0
    waiting = WaitingListEntry.objects.filter(event=event, voucher=None)
    gone: set[tuple[int, int | None, int | None]] = set()
    sent = 0
    for entry in waiting.order_by("-priority", "created_at", "pk")[:at_most]:
        wanted = (entry.item_id, entry.variation_id, entry.subevent_id)
        if wanted in gone:
            continue
        try:
            send_voucher(event, entry=entry, actor=SYSTEM)
            sent += 1
        except DomainError:
            gone.add(wanted)
    return sent
