"""Reads of persons."""

from collections.abc import Collection
from uuid import UUID

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop

from eventhub.common.errors import NotFound
from people.models import Person


def get_person(tenant_id: int, *, public_id: UUID) -> Person:
    """The tenant's person whom this id stands for, also when it is of a record that was merged into them.

    Raises NotFound. One query.
    """
    row = (
        Person.objects.filter(tenant=tenant_id, public_id=public_id)
        .select_related("merged_into")
        .first()
    )
    if row is None:
        raise NotFound("person_not_found", gettext_noop("There is no such person."))
    return row.merged_into or row


def living_ids(tenant_id: int, ids: Collection[int]) -> dict[int, int]:
    """For each of these persons' ids the id of the person whom it stands for. Unknown ones are left out. One query."""
    rows = Person.objects.filter(tenant=tenant_id, pk__in=ids)
    return dict(rows.values_list("pk", Coalesce("merged_into", "pk")))
