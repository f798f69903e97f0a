"""The properties that events describe themselves by (contract, B15; their effect: EV-17 and EV-43)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from api.v1.permissions import requires_at_organizer
from api.v1.resource import Json, Kind, ListView, MemberView, documented_list, documented_member
from api.v1.serializers.meta_properties import MetaPropertyDocument, MetaPropertyInput
from tenant import queries
from tenant.events.actions import meta_properties
from tenant.models import MetaProperty


class MetaPropertyKind(Kind):
    """The properties of the organizer of the path."""

    permission_classes = [requires_at_organizer("can_change_organizer_settings")]
    input = MetaPropertyInput
    orderings = {"id": "pk", "name": "name"}

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return queries.meta_properties(self.organizer).values("id", *meta_properties.FIELDS)

    def wired(self, rows: list[Json]) -> list[Json]:
        return rows

    def find(self, pk: int) -> MetaProperty:
        return queries.meta_property(self.organizer, pk)

    def save(self, row: MetaProperty | None, data: Json) -> int:
        saved = meta_properties.save_property(self.organizer, row=row, data=data, actor=self.actor)
        return saved.pk

    def remove(self, row: MetaProperty) -> None:
        meta_properties.delete_property(self.organizer, row=row, actor=self.actor)


@documented_list(MetaPropertyDocument, "event_meta_property")
class MetaPropertyList(MetaPropertyKind, ListView):
    """The organizer's properties."""


@documented_member(MetaPropertyDocument, "event_meta_property")
class MetaPropertyMember(MetaPropertyKind, MemberView):
    """One property."""
