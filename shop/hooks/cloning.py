"""The catalogue of an event, for its copy (contract, EV-21 and EV-23)."""

from shop.models import (
    Category,
    Item,
    ItemAddOn,
    ItemBundle,
    Picture,
    PricePhase,
    ProgramTime,
    Question,
    QuestionItem,
    QuestionOption,
    Quota,
    QuotaItem,
    QuotaVariation,
    TaxRule,
    Variation,
)
from tenant.events.copies import Copies
from tenant.events.stamps import touch

CLONED = (
    TaxRule, Category, Picture, Item, Variation, PricePhase, ProgramTime, ItemAddOn, ItemBundle, Question, QuestionOption,
    QuestionItem, Quota, QuotaItem, QuotaVariation,
)  # fmt: skip
SALE = ("available_from", "available_until")
VALID = ("validity_fixed_from", "validity_fixed_until")
LIMITS = ("valid_date_min", "valid_date_max", "valid_datetime_min", "valid_datetime_max")


def clone_catalogue(copies: Copies) -> None:
    """Copies tax rules, categories, items with their parts and pictures, questions with their options, and quotas.

    Quotas of a series belong to its dates, which are not copied: they stay behind. Nothing of the copy is sold.
    """
    source = copies.source
    copies.copy(TaxRule.objects.filter(event=source), logged=True)
    copies.copy(Category.objects.filter(event=source), logged=True)
    copies.copy(
        Picture.objects.filter(event=source, items__isnull=False).distinct(), fresh=("public_id",)
    )
    copies.copy(Item.objects.filter(event=source), shifted=(*SALE, *VALID), logged=True)
    _clone_parts(copies)
    copies.copy(Question.objects.filter(event=source), shifted=LIMITS, logged=True)
    copies.copy(QuestionOption.objects.filter(question__event=source))
    copies.link(QuestionItem, "question", "item")
    _clone_quotas(copies)
    touch(copies.target, "taxrules", "categories", "items", "questions", "quotas")


def _clone_parts(copies: Copies) -> None:
    source = copies.source
    copies.copy(Variation.objects.filter(item__event=source), shifted=SALE)
    copies.copy(PricePhase.objects.filter(item__event=source), shifted=("starts_at", "ends_at"))
    copies.copy(ProgramTime.objects.filter(item__event=source), shifted=("start", "end"))
    copies.copy(ItemAddOn.objects.filter(item__event=source))
    copies.copy(ItemBundle.objects.filter(item__event=source))


def _clone_quotas(copies: Copies) -> None:
    if copies.target.has_subevents:
        return
    quotas = Quota.objects.filter(event=copies.source, subevent__isnull=True)
    copies.copy(quotas, fresh=("taken",), logged=True)
    copies.link(QuotaItem, "quota", "item")
    copies.link(QuotaVariation, "quota", "variation")
