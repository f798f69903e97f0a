"""Addresses and numbers that were columns of a person are rows of their own now: none was lost."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from people.actions import PersonDraft, match_or_create
from people.models import PersonEmail, PersonPhone
from tests.make import make_organizer

NAMES = (
    "0002_emails_phones_and_merged_persons",
    "0003_contacts_in_tables",
    "0004_contacts_leave_persons",
)


@pytest.mark.django_db
def test_columns_become_rows_and_can_become_columns_again():
    tenant = make_organizer().tenant_id
    loader = MigrationLoader(connection)
    steps = [
        (loader.get_migration("people", name), loader.project_state(("people", name), at_end=False))
        for name in NAMES
    ]
    written = ["ada@example.org", "ada@xn--bcher-kva.example", "ada@bücher.example", "", "@"]

    for migration, before in reversed(steps):
        with connection.schema_editor() as editor:
            migration.unapply(before.clone(), editor)
        settle()
    old = steps[0][1].apps.get_model("people", "Person").unscoped
    ids = [
        old.create(tenant_id=tenant, name="Ada", name_key="ada", email=email, phone="00420 777").pk
        for email in written
    ]
    settle()
    for migration, before in steps:
        with connection.schema_editor() as editor:
            migration.apply(before.clone(), editor)
        settle()

    rows = PersonEmail.objects.filter(tenant=tenant, is_primary=True).order_by("person")
    assert list(rows.values_list("person", "email", "address", "name_key")) == [
        (ids[0], "ada@example.org", "ada@example.org", "ada"),
        (ids[1], "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example", "ada"),
        (
            ids[2],
            "ada@bücher.example",
            "ada@bücher.example",
            "ada",
        ),  # the younger of two: not recognized
        (ids[4], "@", "@", "ada"),
    ]
    phones = PersonPhone.objects.filter(tenant=tenant, is_primary=True).order_by("person")
    assert list(phones.values_list("person", "phone", "number")) == [
        (pk, "00420 777", "+420777") for pk in ids
    ]
    found = match_or_create(tenant, drafts=[PersonDraft("Ada", email) for email in written[:3]])
    assert [person.pk for person in found] == [ids[0], ids[1], ids[1]]

    for migration, before in reversed(steps):
        with connection.schema_editor() as editor:
            migration.unapply(before.clone(), editor)
        settle()
    again = dict(old.filter(tenant=tenant).values_list("pk", "email"))
    assert again == dict(zip(ids, written, strict=True))


def settle() -> None:
    """What a commit does after each migration: checks foreign keys. A table with open checks cannot be altered."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
