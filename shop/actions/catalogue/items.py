"""Items with their variations, price phases, add-ons, bundles and program times."""

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_noop

from eventhub.common import hooks
from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.errors import Conflict, Denied
from shop.actions import quota_counters
from shop.actions.catalogue import pictures
from shop.actions.catalogue.shared import (
    Data,
    copied,
    delete_row,
    foreign_problems,
    refuse,
    refuse_within,
    replace_children,
    stored,
    touch_dates,
    written,
)
from shop.models import (
    Category,
    Item,
    ItemAddOn,
    ItemBundle,
    OrderPosition,
    PricePhase,
    ProgramTime,
    TaxRule,
    Variation,
)
from shop.rules import validity
from tenant.events.stamps import touch
from tenant.models import Event

ITEM_FIELDS = (
    "kind", "category_id", "tax_rule_id", "name", "internal_name", "description", "active", "default_price",
    "original_price", "free_price", "personalized", "position", "available_from", "available_until", "require_voucher",
    "hide_without_voucher", "require_approval", "require_bundling", "allow_cancel", "min_per_order", "max_per_order",
    "checkin_attention", "checkin_text", "generate_tickets", "validity_mode", "validity_fixed_from",
    "validity_fixed_until", "validity_dynamic_duration_minutes", "validity_dynamic_duration_hours",
    "validity_dynamic_duration_days", "validity_dynamic_duration_months", "meta_data",
)  # fmt: skip
VARIATION_FIELDS = (
    "value", "description", "active", "position", "default_price", "original_price", "checkin_attention",
    "checkin_text", "require_approval", "available_from", "available_until",
)  # fmt: skip
PHASE_FIELDS = ("name", "amount", "starts_at", "ends_at")
ADDON_FIELDS = (
    "addon_category_id",
    "min_count",
    "max_count",
    "position",
    "price_included",
    "multi_allowed",
)
PROGRAM_TIME_FIELDS = ("start", "end", "location")
BUNDLE_FIELDS = ("bundled_item_id", "bundled_variation_id", "count", "designated_price")


@durable
def save_item(event: Event, *, item: Item | None, data: Data, actor: Actor) -> Item:
    """Creates or changes an item.

    `picture` in `data`: `file:<uuid>` for what the caller handed in, None for none, or the present one's address.
    `variations`, `price_phases`, `addons`, `bundles`, `program_times` in `data` (lists of column values) replace the
    item's own: rows with an `id` are changed, those without are new, those left out go. Raises Invalid (foreign rows,
    prices below zero, phases that overlap), Denied `in_use` for a variation that was ordered. Runs ITEM_FOLLOWERS (profiles
    at the door).
    """
    return save_item_within(event, item=item, data=data, actor=actor)


@transaction.atomic(savepoint=False)
def save_item_within(event: Event, *, item: Item | None, data: Data, actor: Actor) -> Item:
    """`save_item` inside a larger transaction."""
    row = item or Item(tenant_id=event.tenant_id, event=event)
    new = row.pk is None
    changed = copied(row, data, ITEM_FIELDS)
    refuse({**_item_problems(row), **item_problems(event, data)})
    if shows_another := "picture" in data and pictures.show(row, data["picture"], actor=actor):
        changed.append("picture")
    # Columns that were not meant stay as they are by now: a picture that was replaced meanwhile is gone.
    stored(
        partial(row.save, update_fields=None if new else changed),
        shop_item_price_not_negative=(
            "default_price",
            gettext_noop("A price cannot be below zero."),
        ),
    )
    if shows_another and not new:
        pictures.forget_unused(event)
    _replace_children(event, row, data)
    written(
        event,
        row,
        kind="item",
        stamp="items",
        verb="created" if new else "changed",
        actor=actor,
        data=data,
    )
    hooks.run("ITEM_FOLLOWERS", item=row)
    return row


def item_problems(event: Event, data: Data) -> dict[str, list[str]]:
    """What is wrong with what `data` names, as far as it is there."""
    return foreign_problems(event, data, category_id=Category, tax_rule_id=TaxRule)


def _item_problems(item: Item) -> dict[str, list[str]]:
    found: dict[str, list[str]] = validity.problems(item)
    if item.default_price < 0:
        found["default_price"] = [gettext_noop("A price cannot be below zero.")]
    if item.available_from and item.available_until and item.available_until < item.available_from:
        found["available_until"] = [gettext_noop("The sale cannot end before it starts.")]
    if item.min_per_order and item.max_per_order and item.min_per_order > item.max_per_order:
        found["min_per_order"] = [gettext_noop("The least number cannot be above the greatest.")]
    return found


def _replace_children(event: Event, item: Item, data: Data) -> None:
    if "variations" in data:
        _replace_variations(event, item, data["variations"])
    if "price_phases" in data:
        _replace_phases(item, data["price_phases"])
    if "addons" in data:
        refuse_within("addons", [_addon_problems(event, addon) for addon in data["addons"]])
        replace_children(
            item, ItemAddOn, data["addons"], ADDON_FIELDS, parent="item", field="addons"
        )
    if "bundles" in data:
        refuse_within(
            "bundles", [_new_bundle_problems(event, item, bundle) for bundle in data["bundles"]]
        )
        replace_children(
            item, ItemBundle, data["bundles"], BUNDLE_FIELDS, parent="item", field="bundles"
        )
    if "program_times" in data:
        times = data["program_times"]
        refuse_within("program_times", [_times_problems(time) for time in times])
        replace_children(
            item, ProgramTime, times, PROGRAM_TIME_FIELDS, parent="item", field="program_times"
        )


def _addon_problems(event: Event, addon: Data) -> dict[str, list[str]]:
    found = foreign_problems(event, addon, addon_category_id=Category)
    return found or addon_problems(addon.get("min_count", 0), addon.get("max_count", 1))


def _new_bundle_problems(event: Event, item: Item, bundle: Data) -> dict[str, list[str]]:
    return foreign_problems(event, bundle, bundled_item_id=Item) or bundle_problems(
        item.pk, bundle["bundled_item_id"], bundle.get("bundled_variation_id")
    )


def _times_problems(time: Data) -> dict[str, list[str]]:
    return program_time_problems(time["start"], time["end"])


def addon_problems(least: int, most: int) -> dict[str, list[str]]:
    """What is wrong with the counts of an add-on."""
    if least > most:
        return {"min_count": [gettext_noop("The least number cannot be above the greatest.")]}
    return {}


def program_time_problems(start: dt.datetime, end: dt.datetime) -> dict[str, list[str]]:
    """What is wrong with a program time."""
    return {"end": [gettext_noop("This cannot end before it starts.")]} if end < start else {}


def bundle_problems(
    item_id: int, bundled_item_id: int, variation_id: int | None
) -> dict[str, list[str]]:
    """What is wrong with a bundle: an item within itself, a variation that is missing or another item's."""
    if bundled_item_id == item_id:
        return {"bundled_item": [gettext_noop("An item cannot be bundled with itself.")]}
    kinds = set(Variation.objects.filter(item=bundled_item_id).values_list("pk", flat=True))
    if variation_id is None:
        return (
            {"bundled_variation": [gettext_noop("Choose one of its variations.")]} if kinds else {}
        )
    if variation_id not in kinds:
        return {
            "bundled_variation": [
                gettext_noop("This variation does not belong to the bundled item.")
            ]
        }
    return {}


def _replace_variations(event: Event, item: Item, rows: list[Data]) -> None:
    had = Variation.objects.filter(item=item).exists()
    if had and not rows:
        raise Denied("last_variation", gettext_noop("The last variation cannot be deleted."))
    if (
        not had
        and rows
        and item.pk
        and OrderPosition.objects.filter(event=event, item=item).exists()
    ):
        raise Conflict(
            "in_use",
            gettext_noop(
                "This item was already ordered without variations; make a new item instead."
            ),
        )
    kept = [row["id"] for row in rows if row.get("id") is not None]
    if Variation.objects.filter(item=item).exclude(pk__in=kept).exists():
        touch(event, "quotas")
    touch_dates(event, item.pk)
    replace_children(item, Variation, rows, VARIATION_FIELDS, parent="item", field="variations")


def _replace_phases(item: Item, rows: list[Data]) -> None:
    # Phases that move past one another overlap for a moment: they are written anew together.
    PricePhase.objects.filter(item=item).delete()
    replace_children(
        item,
        PricePhase,
        [{key: value for key, value in row.items() if key != "id"} for row in rows],
        PHASE_FIELDS,
        parent="item",
        field="price_phases",
    )


@durable
def delete_item(event: Event, *, item: Item, actor: Actor) -> None:
    """Deletes an item that was never ordered. Raises Denied `in_use` otherwise. Recounts the quotas."""
    touch(event, "quotas", "questions", "checkinlists")
    touch_dates(event, item.pk)
    delete_row(event, item, kind="item", stamp="items", actor=actor)
    if item.picture_id is not None:
        pictures.forget_unused(event)
    quota_counters.recount(event)
