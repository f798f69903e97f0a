"""Vouchers: created, changed, deleted by /app/ and v1 alike (contract, B9).

`data` holds Python values by column name; foreign keys as ids of the same event. What is missing stays as it is.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.codes import random_code
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Denied, Invalid
from shop import locks
from shop.actions import quota_counters
from shop.actions.catalogue import copied, refuse
from shop.enums import PriceMode
from shop.errors import SoldOut
from shop.models import Item, Quota, Variation, Voucher
from shop.reads import catalogue_rows
from tenant.models import Event, SubEvent

Data = dict[str, Any]

FIELDS = (
    "code", "max_usages", "min_usages", "valid_until", "block_quota", "allow_ignore_quota", "price_mode", "value",
    "budget", "item_id", "variation_id", "quota_id", "subevent_id", "tag", "comment", "show_hidden_items",
    "all_addons_included", "all_bundles_included",
)  # fmt: skip
# A change of any of these can change what a voucher keeps from others.
BLOCKING = frozenset(
    {
        "max_usages",
        "valid_until",
        "block_quota",
        "item_id",
        "variation_id",
        "quota_id",
        "subevent_id",
    }
)
CODE_LENGTH = 12
MAX_BATCH = 1000
TAKEN = gettext_noop("A voucher with this code exists already.")
NO_ROOM = gettext_noop("There is not enough left of what this voucher is to reserve.")


@durable
def save_voucher(event: Event, *, voucher: Voucher | None, data: Data, actor: Actor) -> Voucher:
    """Creates or changes a voucher. An empty code of a new one is made up; codes differ in more than their case.

    A voucher that blocks quotas takes its units now: they have to be there unless it may ignore quotas. Raises Invalid
    naming the fields. Locks the quotas that it is and was for, then the voucher. Writes
    `voucher.created|changed`; a change that changes nothing writes nothing.
    """
    return save_voucher_within(event, voucher=voucher, data=data, actor=actor)


@transaction.atomic(savepoint=False)
def save_voucher_within(
    event: Event, *, voucher: Voucher | None, data: Data, actor: Actor
) -> Voucher:
    """`save_voucher` inside a larger transaction."""
    new = voucher is None
    row = voucher or Voucher(tenant_id=event.tenant_id, event=event)
    if not new:
        row = catalogue_rows.at_event(Voucher, event, row.pk)
    locked = _quotas_locked(event, row, data)
    if not new:
        row = locks.vouchers_locked(event, [row.pk], quotas=locked)[row.pk]
    changed = copied(row, _coded(data, new=new), FIELDS)
    if not changed and not new:
        return row
    refuse(_problems(event, row))
    moved = new or bool(BLOCKING & set(changed))
    if moved and not new:
        # What it keeps goes back by the terms that it was kept by.
        quota_counters.unblock(Voucher.objects.get(event=event, pk=row.pk), locked=locked)
        row.blocking = 0
    _store(row)
    if moved:
        _block(event, row, locked=locked)
    audit.record(
        "voucher.created" if new else "voucher.changed",
        actor=actor,
        target=row,
        event=event,
        data={name: _plain(getattr(row, name)) for name in (FIELDS if new else changed)},
    )
    return row


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, bool)) or value is None else str(value)


def _coded(data: Data, *, new: bool) -> Data:
    """The data with a code: its own without surrounding blanks, or one made up for a new voucher without any."""
    code = (data.get("code") or "").strip()
    if code:
        return {**data, "code": code}
    rest = {name: value for name, value in data.items() if name != "code"}
    return {**rest, "code": random_code(CODE_LENGTH)} if new else rest


def _quotas_locked(event: Event, row: Voucher, data: Data) -> locks.LockedQuotas:
    """Locks the quotas that the voucher is for and those that it will be for."""

    def both(name: str) -> set[int]:
        return {pk for pk in (getattr(row, name), data.get(name)) if pk is not None}

    return locks.quotas_locked(
        event, both("item_id"), subevents=both("subevent_id"), also=both("quota_id")
    )


def _block(event: Event, row: Voucher, *, locked: locks.LockedQuotas) -> None:
    try:
        quota_counters.block(event, row, locked=locked)
    except SoldOut as error:
        raise Invalid.field("block_quota", NO_ROOM, code="no_room") from error


def _store(row: Voucher) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "shop_voucher_code_unique" not in str(error):
            raise
        raise Invalid.field("code", TAKEN, code="code_taken") from error


# --- What a voucher may be ---------------------------------------------------------------------------------------------


def _problems(event: Event, row: Voucher) -> dict[str, list[str]]:
    found = _misplaced(event, row)
    if row.max_usages < max(row.redeemed, 1):
        found["max_usages"] = [
            f"This voucher was used {row.redeemed} times already."
            if row.redeemed
            else gettext_noop("A voucher can be used at least once.")
        ]
    elif row.min_usages > row.max_usages:
        found["min_usages"] = [gettext_noop("This is more than the voucher can be used at all.")]
    if row.price_mode != PriceMode.NONE and row.value is None:
        found["value"] = [gettext_noop("Say by how much, or to what, the price changes.")]
    elif row.price_mode == PriceMode.PERCENT and not 0 <= (row.value or Decimal(0)) <= 100:  # noqa: PLR2004 -- per cent
        found["value"] = [gettext_noop("This lies between 0 and 100 per cent.")]
    if row.block_quota and not found and (reason := _unblockable(event, row)):
        found[reason[0]] = [reason[1]]
    return found


def voucher_problems(event: Event, data: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with what `data` names, as far as it is there."""
    names = ("item_id", "quota_id", "subevent_id")
    return _misplaced(event, Voucher(**{name: data[name] for name in names if name in data}))


def _misplaced(event: Event, row: Voucher) -> dict[str, list[str]]:
    """What is wrong with what the voucher is for."""
    found: dict[str, list[str]] = {}
    if row.item_id is not None and row.quota_id is not None:
        found["quota"] = [gettext_noop("A voucher is for an item or for a quota, not for both.")]
    for name, model in (("item", Item), ("quota", Quota), ("subevent", SubEvent)):
        pk = getattr(row, f"{name}_id")
        if pk is not None and not model.objects.filter(event=event, pk=pk).exists():
            found[name] = [f"There is no such {name} at this event."]
    if row.variation_id is not None:
        own = Variation.objects.filter(item__event=event, item=row.item_id, pk=row.variation_id)
        if row.item_id is None or not own.exists():
            found["variation"] = [gettext_noop("This variation does not belong to the item.")]
    if row.subevent_id is not None and not event.has_subevents:
        found["subevent"] = [gettext_noop("This event is no series.")]
    elif row.subevent_id is not None and row.quota_id is not None:
        own_quota = Quota.objects.filter(event=event, pk=row.quota_id, subevent=row.subevent_id)
        if not found and not own_quota.exists():
            found["subevent"] = [gettext_noop("The quota is of another date.")]
    return found


def _unblockable(event: Event, row: Voucher) -> tuple[str, str] | None:
    """Why it cannot be said what the voucher would reserve: the field and a sentence."""
    if row.quota_id is not None:
        return None
    if row.item_id is None:
        return "item", gettext_noop("Choose an item or a quota that the voucher reserves.")
    if row.variation_id is None and Variation.objects.filter(item=row.item_id).exists():
        return "variation", gettext_noop("Choose the variation that the voucher reserves.")
    if event.has_subevents and row.subevent_id is None:
        return "subevent", gettext_noop("Choose the date that the voucher reserves.")
    return None


# --- Many at once, and none any more -----------------------------------------------------------------------------------


@durable
def batch_create(event: Event, *, batch: Sequence[Data], actor: Actor) -> list[Voucher]:
    """Creates all of these vouchers or none, in their order. As `save_voucher` for each.

    Raises Invalid with `fields.vouchers` mirroring the batch ({} where nothing is wrong). Locks all quotas of the event.
    """
    if len(batch) > MAX_BATCH:
        raise Invalid.field("vouchers", f"Create at most {MAX_BATCH} vouchers at once.")
    locks.all_quotas_locked(event)
    created: list[Voucher] = []
    problems: list[dict[str, Any]] = []
    for data in batch:
        try:
            with transaction.atomic():
                created.append(save_voucher_within(event, voucher=None, data=data, actor=actor))
            problems.append({})
        except Invalid as error:
            problems.append(error.fields)
    refuse({"vouchers": problems} if any(problems) else {})
    return created


@durable
def delete_voucher(event: Event, *, voucher: Voucher, actor: Actor) -> None:
    """Deletes a voucher that was never used; what it kept goes back. Locks its quotas, then the voucher.

    Raises Denied `redeemed` for one that was used or lies in a cart, `in_use` for one that was sent to somebody who
    waited. Writes `voucher.deleted`.
    """
    seen = catalogue_rows.at_event(Voucher, event, voucher.pk)
    locked = _quotas_locked(event, seen, {})
    row = locks.vouchers_locked(event, [voucher.pk], quotas=locked)[voucher.pk]
    if row.redeemed:
        raise Denied("redeemed", gettext_noop("A voucher that was used cannot be deleted."))
    quota_counters.unblock(row, locked=locked)
    audit.record(
        "voucher.deleted",
        actor=actor,
        target=row,
        event=event,
        data={"id": row.pk, "code": row.code},
    )
    try:
        with transaction.atomic():
            Voucher.objects.filter(event=event, pk=row.pk).delete()
    except (RestrictedError, IntegrityError) as error:
        raise Denied(
            "in_use",
            gettext_noop("This voucher belongs to an order, or to somebody on the waiting list."),
        ) from error
