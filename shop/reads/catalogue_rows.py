"""The catalogue as plain rows, for lists that are written straight to the wire, and its rows by id."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextField
from django.db.models import Model as DjangoModel
from django.db.models.functions import Cast
from django.utils.translation import gettext_noop

from eventhub.common.errors import NotFound
from shop.enums import LIVE_STATUSES, ItemKind
from shop.models import (
    Category,
    Hold,
    Item,
    ItemAddOn,
    ItemBundle,
    OrderPosition,
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
from tenant.models import Event

Model = TypeVar("Model", bound=DjangoModel)
Row = dict[str, Any]
ITEM_LOOKUPS = {"tax_rate": "tax_rule__rate"}


def at_event(model: type[Model], event: Event, pk: int) -> Model:
    """The event's row of a kind with this id. Raises NotFound. One query."""
    row: Model | None = model.objects.filter(event=event, pk=pk).first()  # type: ignore[attr-defined]
    if row is None:
        raise NotFound(message=gettext_noop("Not found."))
    return row


def part_of(model: type[Model], parent: DjangoModel, pk: int) -> Model:
    """The variation, add-on, bundle, program time or option of `parent` with this id. Raises NotFound. One query."""
    name = "question" if isinstance(parent, Question) else "item"
    row: Model | None = model.objects.filter(**{name: parent}, pk=pk).first()  # type: ignore[attr-defined]
    if row is None:
        raise NotFound(message=gettext_noop("Not found."))
    return row


def parts_of(model: type[Model], parent: DjangoModel) -> QuerySet[Any]:
    """All variations, add-ons, bundles, program times or options of `parent` as rows. One query."""
    name = "question" if isinstance(parent, Question) else "item"
    rows = model.objects.filter(**{name: parent})  # type: ignore[attr-defined]
    unsorted = model in (ItemBundle, ProgramTime)
    ordered: QuerySet[Any] = rows.order_by("pk") if unsorted else rows.order_by("position", "pk")
    return ordered.values()


def category_rows(event: Event, **filters: Any) -> QuerySet[Any]:
    """Categories; filter `is_addon`. One query."""
    return Category.objects.filter(event=event, **filters).values()


def tax_rule_rows(event: Event) -> QuerySet[Any]:
    """Tax rules. One query."""
    return TaxRule.objects.filter(event=event).values()


def item_rows(event: Event, *, filters: Mapping[str, Any] | None = None) -> QuerySet[Any]:
    """Items with their tax rule's rate and their picture's `public_id`; see `with_parts`. Filters as in the public API. One query."""
    filters = dict(filters or {})
    words, admission = filters.pop("search", None), filters.pop("admission", None)
    items = Item.objects.filter(
        event=event, **{ITEM_LOOKUPS.get(name, name): value for name, value in filters.items()}
    )
    if admission is not None:
        kind = Q(kind=ItemKind.ADMISSION)
        items = items.filter(kind if admission else ~kind)
    if words:
        items = items.annotate(names=Cast("name", TextField()))
        items = items.filter(Q(names__icontains=words) | Q(internal_name__icontains=words))
    columns = (field.attname for field in Item._meta.concrete_fields)
    rows: QuerySet[Any] = items.values(*columns, "tax_rule__rate", "picture__public_id")
    return rows


def with_parts(rows: list[Row]) -> list[Row]:
    """The item rows with their `variations`, `addons` and `bundles`. Three queries."""
    ids = [row["id"] for row in rows]
    parts = {
        "variations": _grouped(Variation.objects.filter(item__in=ids).order_by("position", "pk")),
        "addons": _grouped(ItemAddOn.objects.filter(item__in=ids).order_by("position", "pk")),
        "bundles": _grouped(ItemBundle.objects.filter(item__in=ids).order_by("pk")),
    }
    return [{**row, **{name: found[row["id"]] for name, found in parts.items()}} for row in rows]


def _grouped(rows: QuerySet[Any], key: str = "item_id") -> Mapping[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows.values():
        found[row[key]].append(row)
    return found


def _links(through: Any, owner: str, other: str) -> ArraySubquery:
    rows = through.objects.filter(**{owner: OuterRef("pk")})
    return ArraySubquery(rows.order_by(other).values(other))


def question_rows(event: Event, *, filters: Mapping[str, Any] | None = None) -> QuerySet[Any]:
    """Questions with `item_ids`; see `with_options`. Filters `ask_during_checkin`, `required`, `identifier`. One query."""
    return question_rows_where(Q(event=event, **dict(filters or {})))


def question_rows_where(scope: Q) -> QuerySet[Any]:
    """`question_rows` for a scope that names an event. One query."""
    columns = (field.attname for field in Question._meta.concrete_fields)
    items = _links(QuestionItem, "question", "item_id")
    found: Any = Question.unscoped.filter(scope).annotate(item_ids=items)
    rows: QuerySet[Any] = found.values(*columns, "item_ids")
    return rows


def with_options(rows: list[Row]) -> list[Row]:
    """The question rows with their `options`. One query."""
    ids = [row["id"] for row in rows]
    options = QuestionOption.objects.filter(question__in=ids).order_by("position", "pk")
    found = _grouped(options, "question_id")
    return [{**row, "options": found[row["id"]]} for row in rows]


def quota_rows(
    event: Event, *, items: Iterable[int] | None = None, subevents: Iterable[int] | None = None
) -> QuerySet[Any]:
    """Quotas with `item_ids` and `variation_ids`; `items`: only those that cover any of them; `subevents`: only those of
    these dates. One query."""
    quotas = Quota.objects.filter(event=event)
    if items is not None:
        covering = QuotaItem.objects.filter(quota=OuterRef("pk"), item_id__in=list(items))
        quotas = quotas.filter(Exists(covering))
    if subevents is not None:
        quotas = quotas.filter(subevent__in=list(subevents))
    columns = (field.attname for field in Quota._meta.concrete_fields)
    found: Any = quotas.annotate(
        item_ids=_links(QuotaItem, "quota", "item_id"),
        variation_ids=_links(QuotaVariation, "quota", "variation_id"),
    )
    rows: QuerySet[Any] = found.values(*columns, "item_ids", "variation_ids")
    return rows


def quota_row(event: Event, pk: int) -> Row:
    """One of `quota_rows`. Raises NotFound. One query."""
    row = quota_rows(event).filter(pk=pk).first()
    if row is None:
        raise NotFound(message=gettext_noop("Not found."))
    return dict(row)


def quota_usage(event: Event, quota: Row) -> dict[str, int]:
    """Who has the quota's units: `pending_orders`, `paid_orders`, `cart_positions`. Two queries."""
    covered = Q(item__in=quota["item_ids"], subevent=quota["subevent_id"]) & (
        Q(variation=None) | Q(variation__in=quota["variation_ids"])
    )
    sold = OrderPosition.objects.filter(
        covered, event=event, canceled=False, order__status__in=LIVE_STATUSES
    )
    counts = dict(sold.order_by().values_list("order__status").annotate(number=Count("pk")))
    return {
        "pending_orders": counts.get("n", 0),
        "paid_orders": counts.get("p", 0),
        "cart_positions": Hold.objects.filter(covered, event=event).count(),
    }
