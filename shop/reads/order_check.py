"""Whether a draft can become an order: every position looked at, all problems told at once. Pure but for what
`shop.reads.catalogue` read."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from eventhub.common.errors import Conflict, Invalid
from eventhub.common.i18n import localize
from shop.models import Item, Question, Variation, Voucher
from shop.reads.catalogue import Catalogue
from shop.rules import answers, packages, pricing, sales, vouchers
from shop.rules.availability import Unit
from shop.rules.drafts import OrderDraft, PositionDraft
from tenant.models import Event, SubEvent

TWICE = gettext_noop("This question is answered twice.")
UNNUMBERED = gettext_noop("Say the positionid of all positions, or of none; add-ons need them.")


@dataclass(frozen=True)
class Line:
    """A position that is right: its rows, its price, its clean answers, and its date in a series.

    `saved`: by how much the voucher makes it cheaper, where the voucher has a budget."""

    draft: PositionDraft
    item: Item
    variation: Variation | None
    price: pricing.Price
    answers: tuple[tuple[Question, answers.Clean], ...]
    subevent: SubEvent | None = None
    voucher: Voucher | None = None
    saved: Decimal | None = None


@dataclass(frozen=True)
class Top:
    """What something is added to: its item, and the voucher it is bought with."""

    item_id: int
    voucher: Voucher | None


def with_included(
    positions: Sequence[PositionDraft], *, tops: Mapping[int, Top], catalogue: Catalogue
) -> tuple[PositionDraft, ...]:
    """The positions, those that come free with what they are added to (`tops`, by number) at no price, unless they
    bring one. The catalogue was read with its parts, the items of `tops` included."""

    def is_free(position: PositionDraft) -> bool:
        item, top = catalogue.items.get(position.item_id), tops.get(position.addon_to or 0)
        if position.price is not None or item is None or top is None:
            return False
        return packages.comes_free(catalogue.addons.get(top.item_id, ()), item, top.voucher)

    return tuple(
        replace(position, price=Decimal(0)) if is_free(position) else position
        for position in positions
    )


def asks_for_parts(positions: Iterable[PositionDraft]) -> bool:
    """Whether the price of one of them depends on what it is added to."""
    return any(row.addon_to is not None and row.price is None for row in positions)


def check(event: Event, *, draft: OrderDraft, catalogue: Catalogue, at: dt.datetime) -> list[Line]:
    """The draft's positions as lines.

    Raises Invalid with `fields.positions` mirroring the input ({} where nothing is wrong), or Conflict with the shop's
    reason when a strict draft comes while the shop is closed.
    """
    if not draft.positions:
        raise Invalid.field(
            "positions", gettext_noop("An order needs at least one position."), code="empty_order"
        )
    if draft.strict and (closed := sales.closed_reason(event, at=at)):
        raise Conflict(*closed)
    problems: list[dict[str, Any]] = []
    lines: list[Line] = []
    for position in draft.positions:
        line, wrong = _line(event, position, draft=draft, catalogue=catalogue, at=at)
        problems.append(wrong)
        if line is not None:
            lines.append(line)
    _check_numbers(draft, problems)
    if draft.strict:
        _check_counts(draft, catalogue, problems)
        _check_addons(draft, catalogue, problems)
    if any(problems):
        raise Invalid(
            "invalid_positions",
            gettext_noop("Part of your selection cannot be ordered like this."),
            fields={"positions": problems},
        )
    return lines


def _line(
    event: Event,
    position: PositionDraft,
    *,
    draft: OrderDraft,
    catalogue: Catalogue,
    at: dt.datetime,
) -> tuple[Line | None, dict[str, Any]]:
    item = catalogue.items.get(position.item_id)
    if item is None:
        return None, {"item": [gettext_noop("This item does not exist at this event.")]}
    variation, unfit = _variation(position, item, catalogue)
    subevent, misdated = subevent_of(
        event, position.subevent_id, catalogue=catalogue, at=at if draft.strict else None
    )
    unit = Unit(position.item_id, position.variation_id, position.subevent_id)
    kept = position.hold_id is not None
    voucher, misused = (
        (None, {}) if kept else voucher_of(position.voucher, unit, catalogue=catalogue, at=at)
    )
    wrong: dict[str, Any] = {**unfit, **misdated, **misused}
    if not wrong and not kept:
        reason = _sales_reason(
            item, variation, subevent, voucher, draft=draft, catalogue=catalogue, at=at
        )
        wrong = {"item": [reason]} if reason else {}
    given, wrong_answers = clean_answers(position, catalogue=catalogue, strict=draft.strict)
    if wrong_answers:
        wrong = {**wrong, "answers": wrong_answers}
    if draft.strict and item.admission and item.personalized and not position.attendee_name.strip():
        wrong = {**wrong, "attendee_name": [gettext_noop("Please enter the attendee's name.")]}
    if wrong:
        return None, wrong
    price = price_of(event, position, item, variation, catalogue, at=at, voucher=voucher)
    saved = None
    if voucher is not None and voucher.budget is not None:
        plain = replace(position, price=None)
        listed = price_of(event, plain, item, variation, catalogue, at=at)
        saved = max(listed.gross - price.gross, Decimal(0))
    return Line(position, item, variation, price, given, subevent, voucher, saved), {}


def voucher_of(
    code: str, unit: Unit, *, catalogue: Catalogue, at: dt.datetime
) -> tuple[Voucher | None, dict[str, list[str]]]:
    """The voucher that a unit is to be bought with, and what is wrong with that."""
    if not code.strip():
        return None, {}
    voucher = catalogue.voucher(code)
    reason = vouchers.refusal(voucher, at=at)
    if reason is None and voucher is not None and not catalogue.fits(voucher, unit):
        reason = vouchers.UNFIT
    return voucher, {"voucher": [reason]} if reason else {}


def subevent_of(
    event: Event, subevent_id: int | None, *, catalogue: Catalogue, at: dt.datetime | None
) -> tuple[SubEvent | None, dict[str, list[str]]]:
    """The date of a unit, and what is wrong with it: a series needs one of its active dates, other events have none.

    `at`: the moment a visitor buys at, for whom the date has to be on sale then.
    """
    if subevent_id is None:
        return None, {"subevent": [gettext_noop("Choose a date.")]} if event.has_subevents else {}
    if not event.has_subevents:
        return None, {"subevent": [gettext_noop("This event is no series.")]}
    subevent = catalogue.subevents.get(subevent_id)
    if subevent is None:
        return None, {"subevent": [gettext_noop("There is no such date in this series.")]}
    if not subevent.active:
        return None, {"subevent": [gettext_noop("This date is not on sale.")]}
    reason = sales.date_reason(subevent, at=at) if at is not None else None
    return subevent, {"subevent": [reason]} if reason else {}


def _sales_reason(
    item: Item,
    variation: Variation | None,
    subevent: SubEvent | None,
    voucher: Voucher | None,
    *,
    draft: OrderDraft,
    catalogue: Catalogue,
    at: dt.datetime,
) -> str | None:
    """Why the unit cannot be sold. What a date does not offer nobody sells there without `force`; the rest of the rules
    are for visitors."""
    overrides = catalogue.overrides_of(
        item.pk,
        variation.pk if variation else None,
        subevent_id=subevent.pk if subevent else None,
    )
    if draft.strict:
        return sales.item_reason(
            item,
            variation=variation,
            has_variations=item.pk in catalogue.with_variations,
            at=at,
            overrides=overrides,
            voucher=voucher,
        )
    missing = any(row is not None and row.disabled for row in (overrides.item, overrides.variation))
    return sales.NOT_AT_DATE if missing and not draft.force else None


def price_of(
    event: Event,
    position: PositionDraft,
    item: Item,
    variation: Variation | None,
    catalogue: Catalogue,
    *,
    at: dt.datetime,
    voucher: Voucher | None = None,
) -> pricing.Price:
    """The position's price: the one it brings (of its hold or its caller), else the current one with the voucher."""
    if position.price is not None:
        return pricing.of_gross(position.price, tax=item.tax_rule, currency=event.currency)
    listed = pricing.list_price(
        item,
        variation=variation,
        phases=catalogue.phases.get(item.pk, []),
        at=at,
        overrides=catalogue.overrides_of(
            item.pk, variation.pk if variation else None, subevent_id=position.subevent_id
        ),
    )
    listed = vouchers.price(voucher, listed, currency=event.currency)
    return pricing.taxed(listed, tax=item.tax_rule, currency=event.currency)


def _variation(
    position: PositionDraft, item: Item, catalogue: Catalogue
) -> tuple[Variation | None, dict[str, list[str]]]:
    if position.variation_id is None:
        if item.pk in catalogue.with_variations:
            return None, {"variation": [gettext_noop("Choose one of the variations of this item.")]}
        return None, {}
    variation = catalogue.variations.get(position.variation_id)
    if variation is None or variation.item_id != item.pk:
        return None, {"variation": [gettext_noop("This variation does not belong to this item.")]}
    return variation, {}


def clean_answers(
    position: PositionDraft, *, catalogue: Catalogue, strict: bool
) -> tuple[
    tuple[tuple[Question, answers.Clean], ...], dict[str, list[str]] | list[dict[str, list[str]]]
]:
    """The answers in the form's order, and what is wrong with them: question id -> sentences.

    Strict: questions whose condition holds and that are required must be answered.
    """
    asked = {question.pk: question for question in catalogue.questions.get(position.item_id, [])}
    sent = {answer.question_id: answer for answer in position.answers}
    wrong: dict[str, list[str]] = {
        str(pk): [gettext_noop("This question is not asked for this item.")]
        for pk in sent
        if pk not in asked
    }
    counts = Counter(answer.question_id for answer in position.answers)
    wrong |= {str(pk): [TWICE] for pk, count in counts.items() if count > 1}
    given: dict[int, answers.Clean] = {}
    identifiers = {
        option.pk: option.identifier for options in catalogue.options.values() for option in options
    }
    for pk, question in asked.items():
        answer = sent.get(pk)
        applies = answers.is_asked(question, given=given, identifiers=identifiers)
        if not applies:
            continue
        texts = {option.pk: localize(option.answer) for option in catalogue.options.get(pk, [])}
        try:
            clean = answers.clean(
                question,
                answer.answer if answer else "",
                options=answer.options if answer else (),
                option_texts=texts,
            )
        except ValueError as error:
            wrong[str(pk)] = [str(error)]
            continue
        if clean is not None:
            given[pk] = clean
        elif strict and _must_be_answered(question):
            wrong[str(pk)] = [gettext_noop("Please answer this question.")]
    return tuple((asked[pk], clean) for pk, clean in given.items()), wrong


def _must_be_answered(question: Question) -> bool:
    """Whether a visitor has to answer before buying."""
    return question.required and not question.hidden and not question.ask_during_checkin


def _check_numbers(draft: OrderDraft, problems: list[dict[str, Any]]) -> None:
    """Position numbers are unique, all or none are named, and add-ons, which need them, name a position that comes before
    them."""
    seen: set[int] = set()
    secrets: set[str] = set()
    numbered = any(row.positionid is not None for row in draft.positions)
    for index, position in enumerate(draft.positions):
        number = position.number(index)
        if numbered and position.positionid is None:
            problems[index]["positionid"] = [UNNUMBERED]
        elif number in seen:
            problems[index]["positionid"] = [gettext_noop("This number is used twice.")]
        if position.addon_to is not None and position.addon_to not in seen:
            problems[index]["addon_to"] = [
                gettext_noop("There is no position of this number before this one.")
            ]
        elif position.addon_to is not None and not numbered:
            problems[index]["addon_to"] = [UNNUMBERED]
        if position.secret is not None and position.secret in secrets:
            problems[index]["secret"] = [gettext_noop("This secret is used twice.")]
        seen.add(number)
        secrets.add(position.secret or "")


def _check_counts(draft: OrderDraft, catalogue: Catalogue, problems: list[dict[str, Any]]) -> None:
    counts = Counter(position.item_id for position in draft.positions if not position.bundled)
    barred = sales.count_problems(catalogue.items.values(), counts)
    for index, position in enumerate(draft.positions):
        if position.item_id in barred and not position.bundled:
            problems[index].setdefault("item", []).append(barred[position.item_id])


def _check_addons(draft: OrderDraft, catalogue: Catalogue, problems: list[dict[str, Any]]) -> None:
    """Every unit has as much added to it as it must and may: `addons` in its problems, by category."""
    if not catalogue.addons:
        return
    picks: dict[int, list[packages.Pick]] = {}
    for position in draft.positions:
        item = catalogue.items.get(position.item_id)
        if position.addon_to is not None and not position.bundled and item is not None:
            picks.setdefault(position.addon_to, []).append(
                packages.Pick(item, position.variation_id)
            )
    for index, position in enumerate(draft.positions):
        rules = catalogue.addons.get(position.item_id, ()) if position.addon_to is None else ()
        own = picks.get(position.number(index), [])
        if wrong := {**packages.too_few(rules, own), **packages.too_many(rules, own)}:
            problems[index]["addons"] = {str(pk): [words] for pk, words in wrong.items()}
