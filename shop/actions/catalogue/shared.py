"""What all kinds of the catalogue share: how a row is filled, stored, deleted, and how that is told."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import RestrictedError
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db.scoping import TenantOwned
from eventhub.common.effects import audit
from eventhub.common.errors import Conflict, Denied, Invalid
from shop.models import ItemOverride
from tenant.events.actions.series import touch_subevents
from tenant.events.live import tell_watchers
from tenant.events.stamps import touch
from tenant.models import Event

Data = Mapping[str, Any]

IN_USE = gettext_noop("This was already ordered and cannot be deleted. Make it inactive instead.")


# Parts sent with their owner, which the audit entry of the owner leaves out.
PARTS = {"variations", "addons", "bundles", "program_times", "price_phases", "options"}


def copied(row: models.Model, data: Data, fields: tuple[str, ...]) -> list[str]:
    """Copies the named fields of `data` to the row; the names that changed."""
    changed = [name for name in fields if name in data and getattr(row, name) != data[name]]
    for name in changed:
        setattr(row, name, data[name])
    return changed


def foreign_problems(
    event: Event, data: Data, **models_by_field: type[models.Model]
) -> dict[str, list[str]]:
    """What is wrong with the foreign keys in `data`: rows of other events do not exist."""
    wrong = {}
    for name, model in models_by_field.items():
        pk = data.get(name)
        if pk is not None and not model.objects.filter(event=event, pk=pk).exists():  # type: ignore[attr-defined]
            wrong[name.removesuffix("_id")] = [
                f"There is no such {model._meta.verbose_name} at this event."
            ]
    return wrong


def refuse(problems: Mapping[str, Any]) -> None:
    """Raises Invalid when there are any: field -> sentences."""
    if problems:
        raise Invalid(message=gettext_noop("Some fields are not right."), fields=dict(problems))


def refuse_within(field: str, problems: list[dict[str, list[str]]]) -> None:
    """Refuses entries of a nested list; `problems` mirrors the list."""
    refuse({field: problems} if any(problems) else {})


def written(
    event: Event,
    row: models.Model,
    *,
    kind: str,
    stamp: str,
    verb: str,
    actor: Actor,
    data: Data,
    of: Mapping[str, int] | None = None,
) -> None:
    """What follows every write: the audit entry `<kind>.<verb>`, the kind's stamp, news for watchers. `of`: what the row
    is a part of, by its kind."""
    sent = {
        key: value
        if isinstance(value, (str, int, bool, list, dict)) or value is None
        else str(value)
        for key, value in data.items()
        if key not in PARTS
    } | dict(of or {})
    audit.record(f"{kind}.{verb}", actor=actor, target=row, event=event, data=sent)
    touch(event, stamp)
    tell_watchers(event, "catalogue")


def stored(save: Callable[[], object], **sentences: tuple[str, str]) -> None:
    """Runs `save`; a violated constraint becomes Invalid. `sentences`: constraint name -> (field, sentence)."""
    try:
        with transaction.atomic():
            save()
    except IntegrityError as error:
        for constraint, (field, sentence) in sentences.items():
            if constraint in str(error):
                raise Invalid.field(field, sentence) from error
        raise Conflict(message=gettext_noop("This could not be stored as it is.")) from error


def delete_row(event: Event, row: models.Model, *, kind: str, stamp: str, actor: Actor) -> None:
    pk = row.pk
    try:
        with transaction.atomic():
            type(row).objects.filter(event=event, pk=pk).delete()  # type: ignore[attr-defined]
    except (RestrictedError, IntegrityError) as error:
        raise Denied("in_use", IN_USE) from error
    row.pk = pk
    written(event, row, kind=kind, stamp=stamp, verb="deleted", actor=actor, data={"id": pk})


def touch_dates(event: Event, item_id: int) -> None:
    """Before an item or variations of it go: what differs for it at the dates of a series goes too, so those dates
    change. Costs nothing at other events."""
    if event.has_subevents:
        overrides = ItemOverride.objects.filter(subevent__event=event, item=item_id)
        touch_subevents(event, set(overrides.values_list("subevent_id", flat=True)))


CHILD_SENTENCES = {
    "shop_variation_price_not_negative": gettext_noop("A price cannot be below zero."),
    "shop_pricephase_no_overlap": gettext_noop("Two price phases overlap."),
    "shop_pricephase_ends_after_start": gettext_noop("A price phase cannot end before it starts."),
    "shop_pricephase_amount_not_negative": gettext_noop("A price cannot be below zero."),
    "shop_itemaddon_once": gettext_noop("Each category can be an add-on only once."),
    "shop_itemaddon_min_below_max": gettext_noop("The least number cannot be above the greatest."),
    "shop_questionoption_identifier_unique": gettext_noop("Two options have the same identifier."),
}


def replace_children(
    parent_row: TenantOwned,
    model: type[models.Model],
    rows: Sequence[Data],
    fields: tuple[str, ...],
    *,
    parent: str,
    field: str,
) -> None:
    """Makes the children of `parent_row` exactly `rows`: known ids changed, others created, missing ones deleted."""
    manager: Any = model.objects  # type: ignore[attr-defined]
    existing = {child.pk: child for child in manager.filter(**{parent: parent_row})}
    kept = {row["id"] for row in rows if row.get("id") is not None}
    if unknown := kept - set(existing):
        raise Invalid.field(field, f"There is no entry {min(unknown)} here.")
    try:
        with transaction.atomic():
            manager.filter(**{parent: parent_row}).exclude(pk__in=kept).delete()
            for row in rows:
                child = existing.get(row.get("id")) or model(
                    tenant_id=parent_row.tenant_id, **{parent: parent_row}
                )
                copied(child, row, fields)
                child.save()
    except RestrictedError as error:
        raise Denied("in_use", IN_USE) from error
    except IntegrityError as error:
        why = next(
            (text for name, text in CHILD_SENTENCES.items() if name in str(error)),
            gettext_noop("These entries clash."),
        )
        raise Invalid.field(field, why) from error
