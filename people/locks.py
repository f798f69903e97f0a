"""Every lock on people's rows. Persons are locked in the order of their ids, after the order and before registrations.

Whoever is about to name a person in a row of theirs holds the person (FOR KEY SHARE): many may at once. Merging locks
persons against that (FOR UPDATE), so that no new row names somebody who is given up at the same moment.
"""

from collections.abc import Collection, Sequence
from typing import Any

from people.models import Person

MatchKey = tuple[str, str]  # an address and a name, as they are compared

_OF_KEYS = """
    SELECT person.*, email.address AS matched_address, email.name_key AS matched_name
    FROM people_personemail AS email JOIN people_person AS person ON person.id = email.person_id
    WHERE email.tenant_id = %s
      AND (email.address, email.name_key) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
    ORDER BY person.id FOR KEY SHARE OF person
"""
_OF_IDS = (
    "SELECT * FROM people_person WHERE tenant_id = %s AND id = ANY(%s) ORDER BY id FOR KEY SHARE"
)


def persons_held(tenant_id: int, *, keys: Sequence[MatchKey]) -> dict[MatchKey, Person]:
    """The living persons with these addresses and names, who cannot be merged or deleted until the transaction ends.

    One query; one more when some of them were merged.
    """
    addresses, names = [address for address, _ in keys], [name for _, name in keys]
    rows: list[Any] = list(Person.unscoped.raw(_OF_KEYS, [tenant_id, addresses, names]))
    # The record that was given up is held too: the one that it leads to can then not be merged either.
    merged = sorted({row.merged_into_id for row in rows if row.merged_into_id})
    living = (
        {row.pk: row for row in Person.unscoped.raw(_OF_IDS, [tenant_id, merged])} if merged else {}
    )
    return {
        (row.matched_address, row.matched_name): living.get(row.merged_into_id, row) for row in rows
    }


def person_locked(tenant_id: int, person_id: int) -> Person | None:
    """The person's row, locked until the transaction ends; none when it is gone."""
    return Person.objects.select_for_update().filter(tenant=tenant_id, pk=person_id).first()


def persons_locked(tenant_id: int, ids: Collection[int]) -> dict[int, Person]:
    """These persons and those who were merged into them, locked against everything until the transaction ends."""
    mine = Person.objects.filter(tenant=tenant_id)
    rows = (mine.filter(pk__in=ids) | mine.filter(merged_into__in=ids)).order_by("pk")
    return {row.pk: row for row in rows.select_for_update()}
