"""The dates of a series with what they change in the shop: prices, and what is not sold there.

A date belongs to tenant, what differs for an item at it to the shop; both are written in one transaction here, and this
is the one way in for v1 and /app/.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.errors import Invalid
from shop import locks
from shop.actions import quota_counters
from shop.models import Hold, Item, ItemOverride, Variation
from shop.rules.availability import Unit
from tenant.events.actions import series
from tenant.events.actions.events import meta_problems
from tenant.locks import event_locked, subevent_locked
from tenant.models import Event, SubEvent

Data = Mapping[str, Any]
OVERRIDE_FIELDS = ("price", "disabled", "available_from", "available_until")
ITEMS, VARIATIONS = "item_price_overrides", "variation_price_overrides"
PLAIN = {"price": None, "disabled": False, "available_from": None, "available_until": None}
# What is being differed for: (item, variation).
Key = tuple[int, int | None]


@durable
def save_subevent(
    event: Event,
    *,
    subevent: SubEvent | None,
    data: Data,
    actor: Actor,
    may_set_protected: bool = True,
) -> SubEvent:
    """Creates (`subevent` None) or changes a date of a series and returns it.

    `data` as `tenant.events.actions.series.save_subevent_within` takes it, and `item_price_overrides` (`item`, OVERRIDE_FIELDS)
    and `variation_price_overrides` (`variation`, OVERRIDE_FIELDS), each replacing all there are. Raises Invalid, of
    nested entries mirroring the lists. Locks the date. Idempotent for changes (contract, B5).
    """
    return save_subevent_within(
        event, subevent=subevent, data=data, actor=actor, may_set_protected=may_set_protected
    )


@transaction.atomic(savepoint=False)
def save_subevent_within(
    event: Event,
    *,
    subevent: SubEvent | None,
    data: Data,
    actor: Actor,
    may_set_protected: bool = True,
) -> SubEvent:
    """`save_subevent` inside a larger transaction (a demo)."""
    if subevent is not None:
        subevent = subevent_locked(event, subevent.pk)
    else:
        event_locked(
            event.pk
        )  # a stamp is made inside the transaction, which begins with its first statement
    before = _present(subevent) if subevent is not None else {}
    after, problems = _wanted(event, before, data)
    dates = {name: value for name, value in data.items() if name not in {ITEMS, VARIATIONS}}
    try:
        row = series.save_subevent_within(
            event,
            subevent=subevent,
            data=dates,
            actor=actor,
            may_set_protected=may_set_protected,
            also=after != before,
        )
    except Invalid as error:
        error.fields = {**error.fields, **problems}
        raise
    if problems:
        raise Invalid(message=gettext_noop("Some fields are not right."), fields=problems)
    if after != before:
        _replace(row, after)
    return row


def subevent_problems(event: Event, data: Data) -> dict[str, Any]:
    """What is wrong with what `data` names, as far as it is there; of nested entries mirroring the lists."""
    _, problems = _wanted(event, {}, data)
    if "meta_data" in data and (why := meta_problems(event, data["meta_data"])):
        problems["meta_data"] = why
    return problems


def split(overrides: Sequence[Data]) -> dict[str, list[Data]]:
    """One list of what differs (`item_id`, `variation_id` or none, OVERRIDE_FIELDS) as the two that `save_subevent`
    takes."""
    return {
        ITEMS: [
            {**row, "item": row["item_id"]} for row in overrides if not row.get("variation_id")
        ],
        VARIATIONS: [
            {**row, "variation": row["variation_id"]}
            for row in overrides
            if row.get("variation_id")
        ],
    }


@durable
def delete_subevent(event: Event, *, subevent: SubEvent, actor: Actor) -> None:
    """Deletes a date for which nothing was ever ordered, with its quotas, prices and carts. See
    `tenant.events.actions.series.delete_subevent_within`. Locks the date's quotas, as buyers do: whoever is buying for it
    at this moment either has bought or finds it gone.
    """
    locks.date_locked(event, subevent.pk)
    # Carts lose what they hold for it; the vouchers that it was chosen with are to be used again.
    holds = Hold.objects.filter(event=event, subevent=subevent.pk)
    quota_counters.give_back(event, [Unit(*key) for key in holds.values_list(*quota_counters.UNIT)])
    holds.delete()
    series.delete_subevent_within(event, subevent=subevent, actor=actor)


def _present(subevent: SubEvent) -> dict[Key, Data]:
    rows = ItemOverride.objects.filter(subevent=subevent).values(
        "item_id", "variation_id", *OVERRIDE_FIELDS
    )
    return {
        (row["item_id"], row["variation_id"]): {name: row[name] for name in OVERRIDE_FIELDS}
        for row in rows
    }


def _wanted(
    event: Event, before: Mapping[Key, Data], data: Data
) -> tuple[dict[Key, Data], dict[str, Any]]:
    """What is to differ at the date, and what is wrong with it."""
    problems: dict[str, Any] = {}
    if ITEMS in data:
        items = set(
            Item.objects.filter(
                event=event, pk__in=[entry["item"] for entry in data[ITEMS]]
            ).values_list("pk", flat=True)
        )
        mine: dict[Key, Data] = _read(
            data[ITEMS], "item", {pk: (pk, None) for pk in items}, problems, field=ITEMS
        )
    else:
        mine = {key: row for key, row in before.items() if key[1] is None}
    if VARIATIONS in data:
        owners = dict(
            Variation.objects.filter(
                item__event=event, pk__in=[entry["variation"] for entry in data[VARIATIONS]]
            ).values_list("pk", "item_id")
        )
        keys: dict[int, Key] = {pk: (item, pk) for pk, item in owners.items()}
        mine |= _read(data[VARIATIONS], "variation", keys, problems, field=VARIATIONS)
    else:
        mine |= {key: row for key, row in before.items() if key[1] is not None}
    return mine, problems


def _read(
    entries: Sequence[Data],
    name: str,
    keys: Mapping[int, Key],
    problems: dict[str, Any],
    *,
    field: str,
) -> dict[Key, Data]:
    found: dict[Key, Data] = {}
    wrong: list[dict[str, list[str]]] = []
    for entry in entries:
        key = keys.get(entry[name])
        start, end = entry.get("available_from"), entry.get("available_until")
        if key is None:
            wrong.append({name: [f"There is no such {name} at this event."]})
        elif key in found:
            wrong.append({name: [f"This {name} is named twice."]})
        elif start is not None and end is not None and end < start:
            wrong.append({"available_until": [gettext_noop("This lies before available_from.")]})
        else:
            wrong.append({})
            found[key] = {column: entry.get(column, PLAIN[column]) for column in OVERRIDE_FIELDS}
    if any(wrong):
        problems[field] = wrong
    return found


def _replace(subevent: SubEvent, wanted: Mapping[Key, Data]) -> None:
    ItemOverride.objects.filter(subevent=subevent).delete()
    ItemOverride.objects.bulk_create(
        ItemOverride(
            tenant_id=subevent.tenant_id,
            subevent=subevent,
            item_id=item_id,
            variation_id=variation_id,
            **row,
        )
        for (item_id, variation_id), row in wanted.items()
    )
