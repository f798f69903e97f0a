"""Who helps: two departments, staffed with people who are registered as crew."""

from eventhub.demo import catalogue
from eventhub.demo.registrations import CREW, Sale
from people.actions import PersonDraft, match_or_create
from staff.models import Department, Membership
from tenant.models import Event


def staff(event: Event, *, sold: list[Sale]) -> None:
    """Makes the departments and their members."""
    guests = [guest for sale in sold if sale.level == CREW for guest in sale.guests]
    persons = iter(
        match_or_create(
            event.tenant_id,
            drafts=[PersonDraft(guest.name, guest.email, guest.locale) for guest in guests],
        )
    )
    for position, entry in enumerate(catalogue.plan()["departments"]):
        department = Department.objects.create(
            tenant_id=event.tenant_id,
            event=event,
            name=entry["name"],
            description=entry["description"],
            position=position,
        )
        Membership.objects.bulk_create(
            Membership(
                tenant_id=event.tenant_id,
                department=department,
                person=next(persons),
                title=title,
            )
            for title in entry["titles"]
        )
