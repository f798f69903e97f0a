"""The catalogue: categories, tax rules, items, questions, quotas (contract, B1-B4, B6)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from api.shared import params
from api.v1 import wire
from api.v1.base import V1View
from api.v1.permissions import requires_to_write
from api.v1.resource import ID, Json, Kind, ListView, MemberView, documented_list, documented_member
from api.v1.serializers import catalogue as shapes
from api.v1.serializers import documents
from shop.actions import catalogue
from shop.models import Category, Item, Question, Quota, TaxRule
from shop.reads import catalogue_rows, voucher_rows
from tenant.access.gates import Declared

PRODUCTS: list[type[Declared]] = [requires_to_write("can_change_items")]
BY_POSITION = {"position": "position", "id": "pk"}


class CategoryKind(Kind):
    """Headings of the shop."""

    permission_classes = PRODUCTS
    stamp = "categories"
    input = shapes.CategoryInput
    readers = {"is_addon": params.boolean}
    orderings, default = BY_POSITION, ("position",)

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return catalogue_rows.category_rows(self.event, **filters)

    def wired(self, rows: list[Json]) -> list[Json]:
        return [wire.category(row) for row in rows]

    def find(self, pk: int) -> Category:
        return catalogue_rows.at_event(Category, self.event, pk)

    def save(self, row: Category | None, data: Json) -> int:
        return catalogue.save_category(self.event, category=row, data=data, actor=self.actor).pk

    def remove(self, row: Category) -> None:
        catalogue.delete_category(self.event, category=row, actor=self.actor)


@documented_list(documents.CategoryDocument, "category")
class CategoryList(CategoryKind, ListView):
    """The event's categories."""


@documented_member(documents.CategoryDocument, "category")
class CategoryMember(CategoryKind, MemberView):
    """One category."""


class TaxRuleKind(Kind):
    """Taxes."""

    permission_classes = [requires_to_write("can_change_event_settings")]
    stamp = "taxrules"
    input = shapes.TaxRuleInput

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return catalogue_rows.tax_rule_rows(self.event)

    def wired(self, rows: list[Json]) -> list[Json]:
        return [wire.tax_rule(row) for row in rows]

    def find(self, pk: int) -> TaxRule:
        return catalogue_rows.at_event(TaxRule, self.event, pk)

    def save(self, row: TaxRule | None, data: Json) -> int:
        return catalogue.save_tax_rule(self.event, tax_rule=row, data=data, actor=self.actor).pk

    def remove(self, row: TaxRule) -> None:
        catalogue.delete_tax_rule(self.event, tax_rule=row, actor=self.actor)


@documented_list(documents.TaxRuleDocument, "taxrule")
class TaxRuleList(TaxRuleKind, ListView):
    """The event's tax rules."""


@documented_member(documents.TaxRuleDocument, "taxrule")
class TaxRuleMember(TaxRuleKind, MemberView):
    """One tax rule."""


class ItemKind(Kind):
    """What is sold."""

    permission_classes = PRODUCTS
    stamp = "items"
    input, changes = shapes.ItemInput, shapes.ItemChanges
    readers = {
        "active": params.boolean,
        "admission": params.boolean,
        "free_price": params.boolean,
        "category": params.number,
        "tax_rate": params.decimal,
        "search": params.text,
    }
    orderings, default = BY_POSITION, ("position",)

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return catalogue_rows.item_rows(self.event, filters=filters)

    def wired(self, rows: list[Json]) -> list[Json]:
        return [wire.item(row) for row in catalogue_rows.with_parts(rows)]

    def find(self, pk: int) -> Item:
        return catalogue_rows.at_event(Item, self.event, pk)

    def further_problems(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        return catalogue.item_problems(self.event, data)

    def save(self, row: Item | None, data: Json) -> int:
        columns = wire.item_columns(data, kind=row.kind if row else None)
        return catalogue.save_item(self.event, item=row, data=columns, actor=self.actor).pk

    def remove(self, row: Item) -> None:
        catalogue.delete_item(self.event, item=row, actor=self.actor)


@documented_list(documents.ItemDocument, "item")
class ItemList(ItemKind, ListView):
    """The event's items."""


@documented_member(documents.ItemDocument, "item")
class ItemMember(ItemKind, MemberView):
    """One item."""


class QuestionKind(Kind):
    """The fields of the registration form."""

    permission_classes = PRODUCTS
    stamp = "questions"
    input, changes = shapes.QuestionInput, shapes.QuestionChanges
    readers = {
        "ask_during_checkin": params.boolean,
        "required": params.boolean,
        "identifier": params.text,
    }
    orderings, default = BY_POSITION, ("position",)

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return catalogue_rows.question_rows(self.event, filters=filters)

    def wired(self, rows: list[Json]) -> list[Json]:
        return [wire.question(row) for row in catalogue_rows.with_options(rows)]

    def find(self, pk: int) -> Question:
        return catalogue_rows.at_event(Question, self.event, pk)

    def further_problems(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        return catalogue.question_problems(self.event, data)

    def save(self, row: Question | None, data: Json) -> int:
        return catalogue.save_question(self.event, question=row, data=data, actor=self.actor).pk

    def remove(self, row: Question) -> None:
        catalogue.delete_question(self.event, question=row, actor=self.actor)


@documented_list(documents.QuestionDocument, "question")
class QuestionList(QuestionKind, ListView):
    """The event's questions."""


@documented_member(documents.QuestionDocument, "question")
class QuestionMember(QuestionKind, MemberView):
    """One question."""


class QuotaKind(Kind):
    """How many there are."""

    permission_classes = PRODUCTS
    stamp = "quotas"
    input = shapes.QuotaInput
    readers = {
        "subevent": params.number,
        "subevent__in": params.numbers,
        "items__in": params.numbers,
    }
    orderings = {"id": "pk", "size": "size"}

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        found = catalogue_rows.quota_rows(
            self.event, items=filters.get("items__in"), subevents=filters.get("subevent__in")
        )
        return found.filter(subevent=filters["subevent"]) if "subevent" in filters else found

    def heading(self) -> dict[str, str]:
        # What is left changes with every sale, and no stamp says so.
        return {} if self._with_availability() else super().heading()

    def _with_availability(self) -> bool:
        shown = params.read(self.request.GET, {"with_availability": params.boolean})
        return bool(shown.get("with_availability"))

    def wired(self, rows: list[Json]) -> list[Json]:
        write = wire.quota_with_availability if self._with_availability() else wire.quota
        return [write(row) for row in rows]

    def find(self, pk: int) -> Quota:
        return catalogue_rows.at_event(Quota, self.event, pk)

    def further_problems(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        return catalogue.quota_problems(self.event, data)

    def save(self, row: Quota | None, data: Json) -> int:
        return catalogue.save_quota(self.event, quota=row, data=data, actor=self.actor).pk

    def remove(self, row: Quota) -> None:
        catalogue.delete_quota(self.event, quota=row, actor=self.actor)


@documented_list(documents.QuotaDocument, "quota")
class QuotaList(QuotaKind, ListView):
    """The event's quotas."""


@documented_member(documents.QuotaDocument, "quota")
class QuotaMember(QuotaKind, MemberView):
    """One quota."""


class QuotaAvailability(V1View):
    """What a quota has left, and who has the rest."""

    permission_classes = PRODUCTS

    @extend_schema(
        operation_id="v1_quota_availability",
        parameters=[ID],
        responses=documents.AvailabilityDocument,
    )
    def get(self, request: Any, **path: str) -> Response:
        row = catalogue_rows.quota_row(self.event, self.number("id"))
        usage = catalogue_rows.quota_usage(self.event, row)
        claims = voucher_rows.spoken_for(self.event, row)
        return Response(wire.availability(row, {**usage, **claims}))
