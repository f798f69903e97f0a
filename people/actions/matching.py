"""Persons found or made. The only way to a new one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from eventhub.common.codes import uuid7
from eventhub.common.contacts import email_key
from eventhub.common.db.transactions import Contended
from eventhub.common.text import folded
from people import locks
from people.locks import MatchKey
from people.models import Person

# The addresses that are new get a person each; one that somebody else is entering waits for their commit. In the order
# of the keys, so that two callers with the same keys do not wait for each other. The foreign key of the address is
# checked at the commit.
_CLAIM = """
    WITH draft AS (
        SELECT nextval(pg_get_serial_sequence('people_person', 'id')) AS person_id, given.*
        FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::uuid[])
             AS given (address, name_key, email, name, locale, public_id)
    ), claimed AS (
        INSERT INTO people_personemail
               (tenant_id, person_id, email, address, name_key, is_primary, verified_at, created_at)
        SELECT %s, person_id, email, address, name_key, true, NULL, now()
        FROM draft ORDER BY address, name_key
        ON CONFLICT (tenant_id, address, name_key) DO NOTHING
        RETURNING person_id
    )
    INSERT INTO people_person (id, tenant_id, public_id, name, name_key, locale, created_at)
    SELECT person_id, %s, public_id, name, name_key, locale, now()
    FROM draft JOIN claimed USING (person_id)
"""


@dataclass(frozen=True)
class PersonDraft:
    """What is known of a human being: a name, and an address to tell namesakes apart."""

    name: str
    email: str = ""
    locale: str = "en"

    @property
    def key(self) -> MatchKey:
        """What two drafts of the same human being have in common."""
        return email_key(self.email), folded(self.name)[:250]


@transaction.atomic(savepoint=False)
def match_or_create(tenant_id: int, *, drafts: Sequence[PersonDraft]) -> list[Person]:
    """The tenant's person for each draft, in the drafts' order; new ones are made.

    The same e-mail address (`contacts.email_key`) with the same name (accents and case apart) is the same human being,
    also when many callers ask at once; without an address nobody can be recognized, so each is a new person. Somebody
    who was merged is found as the person who lives on, and stays that until the transaction ends.
    Two queries, whatever the number; one more for drafts without an address, one more when somebody was merged.
    Idempotent for drafts with an address. Raises Contended (which `durable` repeats) when one is deleted meanwhile.
    """
    strangers = {
        index: Person(
            tenant_id=tenant_id,
            name=draft.name[:250],
            name_key=draft.key[1],
            locale=draft.locale,
        )
        for index, draft in enumerate(drafts)
        if not draft.key[0]
    }
    if strangers:
        Person.objects.bulk_create(strangers.values())
    known = {draft.key: draft for draft in drafts if draft.key[0]}
    found = _claimed(tenant_id, known) if known else {}
    return [
        strangers[index] if index in strangers else found[draft.key]
        for index, draft in enumerate(drafts)
    ]


def _claimed(tenant_id: int, drafts: dict[MatchKey, PersonDraft]) -> dict[MatchKey, Person]:
    columns = zip(
        *(
            (*key, draft.email.strip()[:254], draft.name[:250], draft.locale, uuid7())
            for key, draft in drafts.items()
        ),
        strict=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [*map(list, columns), tenant_id, tenant_id])
    found = locks.persons_held(tenant_id, keys=list(drafts))
    if len(found) < len(drafts):
        raise Contended
    return found
