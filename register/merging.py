"""What this floor knows of a person, when two records become one."""

from people.models import Person
from register.models import Registration

MERGED = (Registration,)


def move_registrations(*, keep: Person, other: Person) -> dict[str, list[int]]:
    """Gives the registrations of `other` to `keep`, also where both are registered for an event: two tickets stay two.
    The ids of those that moved."""
    rows = Registration.objects.filter(person=other)
    ids = sorted(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    rows.update(person=keep)
    return {Registration._meta.label: ids}
