"""The part of the catalogue that a purchase is about, read once and looked up in memory."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Lower

from eventhub.common.db.prepared import Prepared
from shop.models import (
    Item,
    ItemAddOn,
    ItemBundle,
    ItemOverride,
    PricePhase,
    Question,
    QuestionItem,
    QuestionOption,
    Quota,
    QuotaItem,
    QuotaVariation,
    TaxRule,
    Variation,
    Voucher,
)
from shop.rules import vouchers
from shop.rules.availability import Membership, Unit
from shop.rules.pricing import NO_OVERRIDES, Overrides
from shop.rules.vouchers import folded_code
from tenant.models import Event, SubEvent


@dataclass(frozen=True)
class Catalogue:
    """Items by id with everything that their price and their form depend on. `subevents` and `overrides` (by date, item
    and variation) are those of the dates that are asked for; events that are no series have none. `vouchers` are those
    that are asked for, by folded code, and `covered` what their quotas cover. `addons` and `bundles` are by the item
    that they come with, and only there when they are asked for."""

    items: Mapping[int, Item]
    variations: dict[int, Variation] = field(default_factory=dict)
    phases: dict[int, list[PricePhase]] = field(default_factory=dict)
    questions: dict[int, list[Question]] = field(default_factory=dict)
    options: dict[int, list[QuestionOption]] = field(default_factory=dict)
    with_variations: frozenset[int] = frozenset()
    subevents: Mapping[int, SubEvent] = field(default_factory=dict)
    overrides: Mapping[tuple[int, int, int | None], ItemOverride] = field(default_factory=dict)
    vouchers: Mapping[str, Voucher] = field(default_factory=dict)
    covered: Mapping[int, Membership] = field(default_factory=dict)
    addons: Mapping[int, Sequence[ItemAddOn]] = field(default_factory=dict)
    bundles: Mapping[int, Sequence[ItemBundle]] = field(default_factory=dict)
    # Items that are only sold together with others.
    dependent: frozenset[int] = frozenset()

    def voucher(self, code: str) -> Voucher | None:
        """The voucher of this code, in either case; None when there is none."""
        return self.vouchers.get(folded_code(code))

    def fits(self, voucher: Voucher, unit: Unit) -> bool:
        """Whether the unit can be bought with the voucher."""
        covered = self.covered.get(voucher.quota_id) if voucher.quota_id is not None else None
        return vouchers.fits(voucher, unit, covered=covered)

    def overrides_of(
        self, item_id: int, variation_id: int | None, *, subevent_id: int | None
    ) -> Overrides:
        """What differs for this unit at its date."""
        if subevent_id is None or not self.overrides:
            return NO_OVERRIDES
        return Overrides(
            self.overrides.get((subevent_id, item_id, None)),
            self.overrides.get((subevent_id, item_id, variation_id)) if variation_id else None,
        )


def load(
    event: Event,
    item_ids: Collection[int],
    *,
    subevents: Iterable[int | None] = (),
    codes: Iterable[str] = (),
    parts: bool = False,
) -> Catalogue:
    """What the shop knows of these items of the event; ids of other events are simply not in the result.

    One query, and one more each for variations, phases and questions where there are any. A series costs two more, for
    the dates `subevents` and what differs there; vouchers (by their `codes`) one or two. With `parts` also what comes
    with the items, the bundled items included: one more for add-ons, two for bundles, where there are any.
    """
    known = vouchers_by_code(event, codes)
    dates = {pk for pk in subevents if pk is not None} if event.has_subevents else set()
    rows = _ITEMS.rows(event.pk, list(item_ids))
    addons = _addons([row["id"] for row in rows if parts and row["adding"]])
    bundles = _bundles([row["id"] for row in rows if parts and row["bundling"]])
    rows += _bundled(event, bundles, known={row["id"] for row in rows})
    varied, asking = ([row["id"] for row in rows if row[name]] for name in ("varied", "asking"))
    questions, options = _questions(asking)
    return Catalogue(
        items={row["id"]: _item(row) for row in rows},
        variations=_variations(varied),
        phases=_phases([row["id"] for row in rows if row["phased"]]),
        questions=questions,
        options=options,
        with_variations=frozenset(varied),
        subevents=subevents_of(event, dates),
        overrides=overrides_at(event, dates),
        vouchers=known,
        covered=covered_by(event, {row.quota_id for row in known.values() if row.quota_id}),
        addons=addons,
        bundles=bundles,
        dependent=frozenset(
            row["id"] for row in rows if row["addon_only"] or row["require_bundling"]
        ),
    )


def _addons(item_ids: list[int]) -> dict[int, list[ItemAddOn]]:
    found: dict[int, list[ItemAddOn]] = {}
    if item_ids:
        for row in ItemAddOn.objects.filter(item__in=item_ids).order_by("position", "pk"):
            found.setdefault(row.item_id, []).append(row)
    return found


def _bundles(item_ids: list[int]) -> dict[int, list[ItemBundle]]:
    found: dict[int, list[ItemBundle]] = {}
    if item_ids:
        for row in ItemBundle.objects.filter(item__in=item_ids).order_by("pk"):
            found.setdefault(row.item_id, []).append(row)
    return found


def _bundled(
    event: Event, bundles: Mapping[int, Sequence[ItemBundle]], *, known: Collection[int]
) -> list[dict[str, Any]]:
    """The rows of bundled items that are not `known` yet. One query; none for none."""
    wanted = {row.bundled_item_id for rows in bundles.values() for row in rows} - set(known)
    return _ITEMS.rows(event.pk, list(wanted)) if wanted else []


def vouchers_by_code(event: Event, codes: Iterable[str]) -> dict[str, Voucher]:
    """The event's vouchers of these codes, by folded code. One query; none for none."""
    wanted = {folded_code(code) for code in codes} - {""}
    if not wanted:
        return {}
    rows = Voucher.objects.filter(event=event).alias(folded=Lower("code"))
    return {folded_code(row.code): row for row in rows.filter(folded__in=wanted)}


def covered_by(event: Event, quota_ids: Collection[int]) -> dict[int, Membership]:
    """What these quotas cover, by id. One query; none for none."""
    if not quota_ids:
        return {}
    quotas = Quota.objects.filter(event=event, pk__in=quota_ids)
    return {
        row["pk"]: Membership(
            row["pk"], frozenset(row["covers"]), frozenset(row["kinds"]), row["subevent_id"]
        )
        for row in quotas.values("pk", "subevent_id").annotate(
            covers=ArraySubquery(_linked(QuotaItem, "item_id")),
            kinds=ArraySubquery(_linked(QuotaVariation, "variation_id")),
        )
    }


def _linked(through: Any, column: str) -> Any:
    return through.objects.filter(quota=OuterRef("pk")).values(column)


def subevents_of(event: Event, ids: Collection[int]) -> dict[int, SubEvent]:
    """These dates of the event, by id. One query; none for none."""
    if not ids:
        return {}
    return {row.pk: row for row in SubEvent.objects.filter(event=event, pk__in=ids)}


def overrides_at(
    event: Event, subevents: Collection[int]
) -> dict[tuple[int, int, int | None], ItemOverride]:
    """What differs at these dates of the event, by date, item and variation. One query; none for none."""
    if not subevents:
        return {}
    rows = ItemOverride.objects.filter(subevent__event=event, subevent__in=subevents)
    return {(row.subevent_id, row.item_id, row.variation_id): row for row in rows}


_ITEM_NAMES = [field.attname for field in Item._meta.concrete_fields]
_TAX_NAMES = [field.attname for field in TaxRule._meta.concrete_fields]
_ITEMS = Prepared(
    lambda event, ids: (
        Item.objects.filter(event=event, id__any_of=ids)
        .annotate(
            varied=Exists(Variation.unscoped.filter(item=OuterRef("pk"))),
            phased=Exists(PricePhase.unscoped.filter(item=OuterRef("pk"))),
            asking=Exists(QuestionItem.objects.filter(item_id=OuterRef("pk"))),
            adding=Exists(ItemAddOn.unscoped.filter(item=OuterRef("pk"))),
            bundling=Exists(ItemBundle.unscoped.filter(item=OuterRef("pk"))),
            addon_only=F("category__is_addon"),
        )
        .values(
            *_ITEM_NAMES,
            *(f"tax_rule__{name}" for name in _TAX_NAMES),
            "varied",
            "phased",
            "asking",
            "adding",
            "bundling",
            "addon_only",
        )
    ),
    kinds=["id", "ids"],
)


def _item(row: dict[str, Any]) -> Item:
    item = Item.from_db("default", _ITEM_NAMES, [row[name] for name in _ITEM_NAMES])
    if item.tax_rule_id is not None:
        item.tax_rule = TaxRule.from_db(
            "default", _TAX_NAMES, [row[f"tax_rule__{name}"] for name in _TAX_NAMES]
        )
    return item


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


_QUESTION_NAMES = [field.attname for field in Question._meta.concrete_fields]
_ASKED = Prepared(
    lambda ids: (
        QuestionItem.objects.filter(item__id__any_of=ids)
        .order_by("question__position", "question_id")
        .values("item_id", *(f"question__{name}" for name in _QUESTION_NAMES))
    ),
    kinds=["ids"],
)


def _questions(
    item_ids: list[int],
) -> tuple[dict[int, list[Question]], dict[int, list[QuestionOption]]]:
    asked: dict[int, list[Question]] = {}
    options: dict[int, list[QuestionOption]] = {}
    if not item_ids:
        return asked, options
    chosen = set()
    for row in _ASKED.rows(item_ids):
        question = Question.from_db(
            "default", _QUESTION_NAMES, [row[f"question__{name}"] for name in _QUESTION_NAMES]
        )
        asked.setdefault(row["item_id"], []).append(question)
        if question.type in {"C", "M"}:
            chosen.add(question.pk)
    if chosen:
        for option in QuestionOption.objects.filter(question__in=chosen).order_by("position", "pk"):
            options.setdefault(option.question_id, []).append(option)
    return asked, options
