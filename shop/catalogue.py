"""The part of the catalogue that a purchase is about, read once and looked up in memory."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from shop.models import Item, PricePhase, Question, QuestionOption, Variation
from tenant.models import Event


@dataclass(frozen=True)
class Catalogue:
    """Items by id with everything that their price and their form depend on."""

    items: Mapping[int, Item]
    variations: dict[int, Variation] = field(default_factory=dict)
    phases: dict[int, list[PricePhase]] = field(default_factory=dict)
    questions: dict[int, list[Question]] = field(default_factory=dict)
    options: dict[int, list[QuestionOption]] = field(default_factory=dict)
    with_variations: frozenset[int] = frozenset()


def load(event: Event, item_ids: Collection[int]) -> Catalogue:
    """What the shop knows of these items of the event; ids of other events are simply not in the result.

    One query, and one more each for variations, phases and questions where there are any.
    """
    items = (
        Item.objects.filter(event=event, pk__in=item_ids)
        .select_related("tax_rule")
        .annotate(
            any_variation=Exists(Variation.unscoped.filter(item=OuterRef("pk"))),
            any_phase=Exists(PricePhase.unscoped.filter(item=OuterRef("pk"))),
            any_question=Exists(Question.items.through.objects.filter(item_id=OuterRef("pk"))),
        )
    )
    found = {item.pk: item for item in items}
    questions, options = _questions([pk for pk, item in found.items() if item.any_question])
    return Catalogue(
        items=found,
        variations=_variations([pk for pk, item in found.items() if item.any_variation]),
        phases=_phases([pk for pk, item in found.items() if item.any_phase]),
        questions=questions,
        options=options,
        with_variations=frozenset(pk for pk, item in found.items() if item.any_variation),
    )


def _variations(item_ids: list[int]) -> dict[int, Variation]:
    if not item_ids:
        return {}
    return {
        row.pk: row
        for row in Variation.objects.filter(item__in=item_ids).order_by("position", "pk")
    }


def _phases(item_ids: list[int]) -> dict[int, list[PricePhase]]:
    found: dict[int, list[PricePhase]] = {}
    if item_ids:
        for row in PricePhase.objects.filter(item__in=item_ids).order_by("starts_at"):
            found.setdefault(row.item_id, []).append(row)
    return found


def _questions(
    item_ids: list[int],
) -> tuple[dict[int, list[Question]], dict[int, list[QuestionOption]]]:
    asked: dict[int, list[Question]] = {}
    options: dict[int, list[QuestionOption]] = {}
    if not item_ids:
        return asked, options
    links = (
        Question.items.through.objects.filter(item_id__in=item_ids)
        .select_related("question")
        .order_by("question__position", "question_id")
    )
    chosen = set()
    for link in links:
        asked.setdefault(link.item_id, []).append(link.question)
        if link.question.type in {"C", "M"}:
            chosen.add(link.question_id)
    if chosen:
        for option in QuestionOption.objects.filter(question__in=chosen).order_by("position", "pk"):
            options.setdefault(option.question_id, []).append(option)
    return asked, options
