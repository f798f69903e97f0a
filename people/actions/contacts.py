"""E-mail addresses and telephone numbers of a person."""

import datetime as dt
from typing import TypeVar

from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.contacts import email_key, phone_key
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Conflict, Invalid, NotFound
from people import locks
from people.models import Person, PersonEmail, PersonPhone

Contact = TypeVar("Contact", PersonEmail, PersonPhone)


@durable
def add_email(person: Person, *, email: str, actor: Actor, primary: bool = False) -> PersonEmail:
    """Adds an address, not verified; the first is the primary one, and `primary` makes this one so.

    One that the person has (in any spelling) stays as it is and only becomes primary where asked: idempotent.
    Raises Invalid `email` for what is no address, Conflict `email_taken` when somebody of the same name has it (they are
    the same human being: merge them), NotFound. Locks the person, writes `person.email_added`.
    """
    person = _locked(person)
    address = email_key(email)
    if not all(address.partition("@")):
        raise Invalid.field("email", gettext_noop("This is no e-mail address."))
    row = PersonEmail.objects.filter(person=person, address=address).first()
    if row is None:
        taken = PersonEmail.objects.filter(
            tenant=person.tenant_id, address=address, name_key=person.name_key
        )
        if taken.exists():
            raise Conflict(
                "email_taken", gettext_noop("Somebody of the same name has this address.")
            )
        row = PersonEmail.objects.create(
            tenant_id=person.tenant_id,
            person=person,
            email=email.strip()[:254],
            address=address,
            name_key=person.name_key,
        )
        audit.record("person.email_added", actor=actor, target=person, data={"id": row.pk})
    return _ranked(row, primary=primary)


@durable
def add_phone(person: Person, *, phone: str, actor: Actor, primary: bool = False) -> PersonPhone:
    """Adds a telephone number, as `add_email` adds an address; several people may have the same.

    Raises Invalid `phone` for what has no digits, NotFound. Locks the person, writes `person.phone_added`. Idempotent.
    """
    person = _locked(person)
    number = phone_key(phone)
    if not number.strip("+"):
        raise Invalid.field("phone", gettext_noop("This is no telephone number."))
    row = PersonPhone.objects.filter(person=person, number=number).first()
    if row is None:
        row = PersonPhone.objects.create(
            tenant_id=person.tenant_id, person=person, phone=phone.strip()[:64], number=number
        )
        audit.record("person.phone_added", actor=actor, target=person, data={"id": row.pk})
    return _ranked(row, primary=primary)


@durable
def verify_email(person: Person, *, email: str, at: dt.datetime, actor: Actor) -> PersonEmail:
    """Notes that the person proved at `at` that the address is theirs. One that is verified stays so: idempotent.

    Raises NotFound for an address that is not the person's, Conflict `email_taken` when somebody else proved it before.
    Locks the person, writes `person.email_verified`.
    """
    person = _locked(person)
    row = PersonEmail.objects.filter(person=person, address=email_key(email)).first()
    if row is None:
        raise NotFound("email_not_found", gettext_noop("This person has no such address."))
    proved = PersonEmail.objects.filter(
        tenant=person.tenant_id, address=row.address, verified_at__isnull=False
    )
    if proved.exclude(person=person).exists():
        raise Conflict(
            "email_taken", gettext_noop("Somebody else has proved that this address is theirs.")
        )
    return _verified(row, person, at=at, verb="person.email_verified", actor=actor)


@durable
def verify_phone(person: Person, *, phone: str, at: dt.datetime, actor: Actor) -> PersonPhone:
    """Notes that the person proved at `at` that the number is theirs. One that is verified stays so: idempotent.

    Raises NotFound for a number that is not the person's. Locks the person, writes `person.phone_verified`.
    """
    person = _locked(person)
    row = PersonPhone.objects.filter(person=person, number=phone_key(phone)).first()
    if row is None:
        raise NotFound("phone_not_found", gettext_noop("This person has no such number."))
    return _verified(row, person, at=at, verb="person.phone_verified", actor=actor)


def _locked(person: Person) -> Person:
    """The person who lives on, locked: an older record stands for the one that it leads to. Raises NotFound."""
    row = locks.person_locked(person.tenant_id, person.pk)
    if row is not None and row.merged_into_id:
        row = locks.person_locked(person.tenant_id, row.merged_into_id)
    if row is None:
        raise NotFound("person_not_found", gettext_noop("There is no such person."))
    return row


def _ranked(row: Contact, *, primary: bool) -> Contact:
    """Makes the row the primary one if asked to, or if there is none. The person is locked."""
    others = type(row).objects.filter(person=row.person_id, is_primary=True).exclude(pk=row.pk)
    if not row.is_primary and (primary or not others.exists()):
        others.update(is_primary=False)
        row.is_primary = True
        row.save(update_fields=["is_primary"])
    return row


def _verified(row: Contact, person: Person, *, at: dt.datetime, verb: str, actor: Actor) -> Contact:
    if row.verified_at is None:
        row.verified_at = at
        row.save(update_fields=["verified_at"])
        audit.record(verb, actor=actor, target=person, data={"id": row.pk})
    return row
