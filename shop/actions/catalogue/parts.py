"""Parts of the catalogue, one at a time: an item's variations, add-ons, bundles and program times, a question's
options.

Whoever edits the whole item at once uses `shop.actions.catalogue.save_item`; integrators change one part. Every write
moves the stamp of the kind the part belongs to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import RestrictedError
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.codes import random_code
from eventhub.common.db.transactions import durable
from eventhub.common.errors import Conflict, Denied, Invalid
from shop.actions import catalogue, quota_counters
from shop.enums import QuestionType
from shop.models import (
    AnswerOption,
    Category,
    Item,
    ItemAddOn,
    ItemBundle,
    OrderPosition,
    ProgramTime,
    Question,
    QuestionOption,
    Variation,
)
from tenant.events.stamps import touch
from tenant.models import Event


@dataclass(frozen=True)
class Part:
    """One kind of part: its rows, the column that names its owner, what can be written."""

    model: type[models.Model]
    kind: str
    owner: str
    owners: type[models.Model]
    stamp: str
    fields: tuple[str, ...]
    # The field that is to blame when a database constraint refuses, and foreign rows of the same event.
    blame: dict[str, str] = field(default_factory=dict)
    foreign: dict[str, type[models.Model]] = field(default_factory=dict)


VARIATION = Part(
    Variation, "variation", "item", Item, "items", catalogue.VARIATION_FIELDS,
    blame={"shop_variation_price_not_negative": "default_price"},
)  # fmt: skip
ADDON = Part(
    ItemAddOn, "addon", "item", Item, "items", catalogue.ADDON_FIELDS,
    blame={"shop_itemaddon_once": "addon_category", "shop_itemaddon_min_below_max": "min_count"},
    foreign={"addon_category_id": Category},
)  # fmt: skip
BUNDLE = Part(
    ItemBundle, "bundle", "item", Item, "items", catalogue.BUNDLE_FIELDS,
    foreign={"bundled_item_id": Item},
)  # fmt: skip
PROGRAM_TIME = Part(
    ProgramTime, "program_time", "item", Item, "items", catalogue.PROGRAM_TIME_FIELDS,
)  # fmt: skip
OPTION = Part(
    QuestionOption, "question_option", "question", Question, "questions", catalogue.OPTION_FIELDS,
    blame={"shop_questionoption_identifier_unique": "identifier"},
)  # fmt: skip


@durable
def save_part(
    event: Event,
    *,
    part: Part,
    owner: models.Model,
    row: models.Model | None,
    data: Mapping[str, Any],
    actor: Actor,
) -> models.Model:
    """Creates (`row` None) or changes a part of `owner` and returns it.

    Locks the owner. Raises Invalid with the field (foreign rows, counts that cross, a category or identifier twice),
    Conflict for the first variation of an item that was ordered without. Writes the audit entry and the stamp.
    """
    _owner_locked(part, owner)
    new = row is None
    row = row or part.model(tenant_id=event.tenant_id, **{part.owner: owner})
    catalogue.refuse(part_problems(event, part=part, data=data))
    catalogue.copied(row, data, part.fields)
    catalogue.refuse(_problems(event, row))
    if new and part is VARIATION:
        _refuse_first_variation(event, owner.pk)
    if isinstance(row, QuestionOption) and not row.identifier:
        row.identifier = random_code(catalogue.IDENTIFIER_LENGTH)
    _stored(part, row)
    catalogue.written(
        event, row, kind=part.kind, stamp=part.stamp, verb="created" if new else "changed", actor=actor, data=data,
        of={part.owner: owner.pk},
    )  # fmt: skip
    return row


@durable
def delete_part(
    event: Event, *, part: Part, owner: models.Model, row: models.Model, actor: Actor
) -> None:
    """Deletes a part of `owner`. Raises Denied `in_use` for what was ordered or answered, `last_variation` for an
    item's last. Locks the owner; counts the quotas anew when a variation goes."""
    _owner_locked(part, owner)
    rows: Any = part.model.objects.filter(**{part.owner: owner})  # type: ignore[attr-defined]
    if part is VARIATION and rows.count() == 1:
        raise Denied("last_variation", gettext_noop("The last variation cannot be deleted."))
    if part is OPTION and AnswerOption.objects.filter(questionoption=row.pk).exists():
        raise Denied("in_use", gettext_noop("This was already chosen and cannot be deleted."))
    pk = row.pk
    if part is VARIATION:
        touch(event, "quotas")
        catalogue.touch_dates(event, owner.pk)
    try:
        with transaction.atomic():
            rows.filter(pk=pk).delete()
    except (RestrictedError, IntegrityError) as error:
        raise Denied("in_use", catalogue.IN_USE) from error
    if part is VARIATION:
        quota_counters.recount(event)
    row.pk = pk
    catalogue.written(
        event,
        row,
        kind=part.kind,
        stamp=part.stamp,
        verb="deleted",
        actor=actor,
        data={"id": pk},
        of={part.owner: owner.pk},
    )


def _owner_locked(part: Part, owner: models.Model) -> None:
    """Two writers of one item's parts come one after the other: counts and uniqueness are then what they look like."""
    locked = part.owners._base_manager.select_for_update().filter(pk=owner.pk)
    if not list(locked.values_list("pk", flat=True)):
        raise Conflict("busy", gettext_noop("This was deleted at this moment."))


def part_problems(event: Event, *, part: Part, data: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with what `data` names, as far as it is there."""
    return catalogue.foreign_problems(event, data, **part.foreign)


def _problems(event: Event, row: models.Model) -> dict[str, list[str]]:
    if isinstance(row, Variation):
        start, end = row.available_from, row.available_until
        if start and end and end < start:
            return {"available_until": [gettext_noop("The sale cannot end before it starts.")]}
    if isinstance(row, ItemAddOn):
        return catalogue.addon_problems(row.min_count, row.max_count)
    if isinstance(row, ProgramTime):
        return catalogue.program_time_problems(row.start, row.end)
    if isinstance(row, ItemBundle):
        return catalogue.bundle_problems(row.item_id, row.bundled_item_id, row.bundled_variation_id)
    if isinstance(row, QuestionOption):
        choice = {QuestionType.CHOICE, QuestionType.CHOICES}
        if row.question.type not in choice:
            return {"answer": [gettext_noop("Only questions to choose from have options.")]}
    return {}


def _refuse_first_variation(event: Event, item_id: int) -> None:
    if Variation.objects.filter(item=item_id).exists():
        return
    if OrderPosition.objects.filter(event=event, item=item_id).exists():
        raise Conflict(
            "in_use",
            gettext_noop(
                "This item was already ordered without variations; make a new item instead."
            ),
        )


def _stored(part: Part, row: models.Model) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        for constraint, name in part.blame.items():
            if constraint in str(error):
                raise Invalid.field(name, catalogue.CHILD_SENTENCES[constraint]) from error
        raise Conflict(message=gettext_noop("This could not be stored as it is.")) from error
