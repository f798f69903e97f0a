"""What this floor knows of a person, when two records become one."""

from people.models import Interaction, Person, PersonEmail, PersonPhone

# Models that name a person and whose rows follow (PERSON_MERGERS).
MERGED = (PersonEmail, PersonPhone, Interaction)


def move_contacts(*, keep: Person, other: Person) -> dict[str, list[int]]:
    """Gives the history of contacts, the addresses and the numbers of `other` to `keep`; the ids of those that moved.

    What `keep` has already (in any spelling) stays with `other`, so that who writes it under the other name is still
    found; whether it was verified counts for `keep`. A primary one stays so where `keep` has none.
    """
    history = Interaction.objects.filter(person=other)
    ids = sorted(history.values_list("pk", flat=True))
    history.update(person=keep)
    return {
        Interaction._meta.label: ids,
        PersonEmail._meta.label: _moved(PersonEmail, "address", keep, other),
        PersonPhone._meta.label: _moved(PersonPhone, "number", keep, other),
    }


def _moved(
    model: type[PersonEmail] | type[PersonPhone], key: str, keep: Person, other: Person
) -> list[int]:
    own = {getattr(row, key): row for row in model.objects.filter(person=keep)}
    primary = any(row.is_primary for row in own.values())
    moved = []
    for row in model.objects.filter(person=other).order_by("-is_primary", "pk"):
        same = own.get(getattr(row, key))
        if same is None:
            row.person, row.is_primary = keep, row.is_primary and not primary
            row.save(update_fields=["person", "is_primary"])
            moved.append(row.pk)
        elif row.verified_at:
            proved = min(filter(None, (row.verified_at, same.verified_at)))
            row.verified_at = None  # first: a proved address is one person's
            row.save(update_fields=["verified_at"])
            same.verified_at = proved
            same.save(update_fields=["verified_at"])
    return moved
