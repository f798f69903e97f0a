from django.db import migrations
from django.db.models import Q

from eventhub.common.contacts import email_key, phone_key

BATCH = 2000


def fill(apps, schema_editor):
    """Every person's address and number become rows. Where two persons of one name wrote one address in two ways, the
    younger keeps it as it was written: nothing is lost, and the two can be merged."""
    person = apps.get_model("people", "Person")
    email, phone = apps.get_model("people", "PersonEmail"), apps.get_model("people", "PersonPhone")
    last = 0
    while True:
        rows = list(
            person.unscoped.filter(~Q(email="") | ~Q(phone=""), pk__gt=last).order_by("pk")[:BATCH]
        )
        if not rows:
            return
        last = rows[-1].pk
        addresses = [(row, email_key(row.email) or row.email) for row in rows if row.email]
        email.unscoped.bulk_create(
            [_address(email, row, key) for row, key in addresses], ignore_conflicts=True
        )
        kept = set(email.unscoped.filter(person__in=rows).values_list("person_id", flat=True))
        email.unscoped.bulk_create(
            [_address(email, row, row.email) for row, _ in addresses if row.pk not in kept]
        )
        phone.unscoped.bulk_create(
            phone(
                tenant_id=row.tenant_id, person=row, phone=row.phone,
                number=phone_key(row.phone) or row.phone, is_primary=True,
            )
            for row in rows
            if row.phone
        )


def _address(model, row, address):
    return model(
        tenant_id=row.tenant_id, person=row, email=row.email, address=address,
        name_key=row.name_key, is_primary=True,
    )


BACK = """
    UPDATE people_person AS person SET email = row.address FROM people_personemail AS row
    WHERE row.person_id = person.id AND row.is_primary AND length(row.address) <= 254
      AND row.name_key = person.name_key;
    UPDATE people_person AS person SET phone = left(row.phone, 32) FROM people_personphone AS row
    WHERE row.person_id = person.id AND row.is_primary;
    DELETE FROM people_personemail;
    DELETE FROM people_personphone;
"""


def unfill(apps, schema_editor):
    """The primary address and number become columns again; other ones, and what was verified, are forgotten."""
    schema_editor.execute(BACK)


class Migration(migrations.Migration):
    """Addresses and numbers move into tables of their own."""

    dependencies = [("people", "0002_emails_phones_and_merged_persons")]

    operations = [migrations.RunPython(fill, unfill)]
