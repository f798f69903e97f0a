"""Parts of items and questions at addresses of their own (contract, B2 and B3)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Model, QuerySet

from api.v1 import wire
from api.v1.resource import Json, Kind, ListView, MemberView, documented_list, documented_member
from api.v1.serializers import catalogue as shapes
from api.v1.serializers import documents
from api.v1.views.catalogue import BY_POSITION, PRODUCTS
from shop.actions.catalogue import parts
from shop.models import Item
from shop.reads import catalogue_rows


class PartKind(Kind):
    """Parts of the item or question that the path names."""

    permission_classes = PRODUCTS
    part: ClassVar[parts.Part]
    owner: Model

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.owner = catalogue_rows.at_event(self.part.owners, self.event, self.number("owner"))

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return catalogue_rows.parts_of(self.part.model, self.owner)

    def find(self, pk: int) -> Model:
        return catalogue_rows.part_of(self.part.model, self.owner, pk)

    def further_problems(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        return parts.part_problems(self.event, part=self.part, data=data)

    def save(self, row: Model | None, data: Json) -> int:
        saved = parts.save_part(
            self.event, part=self.part, owner=self.owner, row=row, data=data, actor=self.actor
        )
        return saved.pk

    def remove(self, row: Model) -> None:
        parts.delete_part(self.event, part=self.part, owner=self.owner, row=row, actor=self.actor)


class VariationKind(PartKind):
    """Kinds of an item."""

    part = parts.VARIATION
    input = shapes.VariationInput
    orderings, default = BY_POSITION, ("position",)
    owner: Item

    def wired(self, rows: list[Json]) -> list[Json]:
        return [wire.variation(row, item_price=self.owner.default_price) for row in rows]


@documented_list(documents.VariationDocument, "variation")
class VariationList(VariationKind, ListView):
    """An item's variations."""


@documented_member(documents.VariationDocument, "variation")
class VariationMember(VariationKind, MemberView):
    """One variation."""


class AddOnKind(PartKind):
    """Which add-ons go with an item."""

    part = parts.ADDON
    input = shapes.AddOnInput
    orderings, default = BY_POSITION, ("position",)

    def wired(self, rows: list[Json]) -> list[Json]:
        return [wire.addon(row) for row in rows]


@documented_list(documents.AddOnDocument, "addon")
class AddOnList(AddOnKind, ListView):
    """An item's add-on rules."""


@documented_member(documents.AddOnDocument, "addon")
class AddOnMember(AddOnKind, MemberView):
    """One add-on rule."""


class BundleKind(PartKind):
    """What comes with an item."""

    part = parts.BUNDLE
    input = shapes.BundleInput

    def wired(self, rows: list[Json]) -> list[Json]:
        return [wire.bundle(row) for row in rows]


@documented_list(documents.BundleDocument, "bundle")
class BundleList(BundleKind, ListView):
    """An item's bundles."""


@documented_member(documents.BundleDocument, "bundle")
class BundleMember(BundleKind, MemberView):
    """One bundle."""


class ProgramTimeKind(PartKind):
    """When what an item admits to takes place."""

    part = parts.PROGRAM_TIME
    input = shapes.ProgramTimeInput

    def wired(self, rows: list[Json]) -> list[Json]:
        return [wire.program_time(row) for row in rows]


@documented_list(documents.ProgramTimeDocument, "program_time")
class ProgramTimeList(ProgramTimeKind, ListView):
    """An item's program times."""


@documented_member(documents.ProgramTimeDocument, "program_time")
class ProgramTimeMember(ProgramTimeKind, MemberView):
    """One program time."""


class OptionKind(PartKind):
    """The choices of a question."""

    part = parts.OPTION
    input = shapes.OptionInput
    orderings, default = BY_POSITION, ("position",)

    def wired(self, rows: list[Json]) -> list[Json]:
        return [wire.option(row) for row in rows]


@documented_list(documents.OptionDocument, "option")
class OptionList(OptionKind, ListView):
    """A question's options."""


@documented_member(documents.OptionDocument, "option")
class OptionMember(OptionKind, MemberView):
    """One option."""
