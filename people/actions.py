"""Persons: found or made. The only place where two records of one human being become one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from eventhub.common.text import folded
from people.models import Person


@dataclass(frozen=True)
class PersonDraft:
    """What is known of a human being: a name, and an address to tell namesakes apart."""

    name: str
    email: str = ""
    locale: str = "en"

    @property
    def key(self) -> tuple[str, str]:
        return self.email.strip().lower(), folded(self.name)


@transaction.atomic(savepoint=False)
def match_or_create(tenant_id: int, *, drafts: Sequence[PersonDraft]) -> list[Person]:
    """The tenant's person for each draft, in the drafts' order; new ones are made.

    The same e-mail address with the same name (accents and case apart) is the same human being; without an address
    nobody can be recognized, so each is a new person. Two queries at most, whatever the number. Idempotent for drafts
    with an address.
    """
    rows = [
        Person(
            tenant_id=tenant_id,
            name=d.name[:250],
            name_key=d.key[1][:250],
            email=d.key[0],
            locale=d.locale,
        )
        for d in drafts
    ]
    # A row without an address collides with nothing and gets its id from the insert. With an address the insert may
    # meet an older row: those are read back.
    unknown = [row for row in rows if not row.email]
    if unknown:
        Person.objects.bulk_create(unknown)
    known = {(row.email, row.name_key): row for row in rows if row.email}
    if known:
        Person.objects.bulk_create(known.values(), ignore_conflicts=True)
        emails, names = {email for email, _ in known}, {name for _, name in known}
        for person in Person.objects.filter(tenant=tenant_id, email__in=emails, name_key__in=names):
            known[person.email, person.name_key] = person
    return [known.get((row.email, row.name_key), row) for row in rows]
