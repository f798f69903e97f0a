"""What this floor knows of a person, when two records become one."""

from people.models import Person
from staff.models import Membership

MERGED = (Membership,)


def move_memberships(*, keep: Person, other: Person) -> dict[str, list[int]]:
    """Gives the memberships of `other` to `keep`; the ids of those that moved.

    In a department of both there is one membership: `keep`'s, with both titles.
    """
    own = {row.department_id: row for row in Membership.objects.filter(person=keep)}
    moved = []
    for row in Membership.objects.filter(person=other).order_by("pk"):
        same = own.get(row.department_id)
        if same is None:
            row.person = keep
            row.save(update_fields=["person"])
            moved.append(row.pk)
            continue
        if row.title and row.title not in same.title:
            same.title = ", ".join(filter(None, (same.title, row.title)))[:120]
            same.save(update_fields=["title"])
        row.delete()
    return {Membership._meta.label: moved}
