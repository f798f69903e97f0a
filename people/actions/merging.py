"""Two records that turned out to be one human being become one."""

from collections import defaultdict

from django.utils.translation import gettext_noop

from eventhub.common import hooks
from eventhub.common.actors import Actor
from eventhub.common.db.transactions import Contended, durable
from eventhub.common.effects import audit
from eventhub.common.errors import Conflict, Invalid, NotFound
from people import locks
from people.models import Person


@durable
def merge_persons(keep: Person, *, other: Person, actor: Actor) -> Person:
    """Makes `other` an older record of `keep`, and returns the person who lives on.

    All that floors know of `other` becomes `keep`'s (PERSON_MERGERS), with its addresses, numbers, and its
    login and birthdate where `keep` has none; name and language stay `keep`'s. `other` remains as an empty record that
    leads to `keep`, and so do all that led to `other`: one step, never a chain. Records that were merged before stand for
    the person they lead to. Two that are merged already stay as they are (idempotent).
    Raises NotFound for one that is gone or of another tenant, Invalid `other` for a person and themselves, Conflict
    `two_logins` when each has a login. Locks the persons in the order of their ids, then what the floors change; writes
    `person.merged`, whose data say which rows moved.
    """
    if keep.pk == other.pk:
        raise Invalid.field("other", gettext_noop("A person cannot be merged with themselves."))
    keep_id, other_id = _living(keep.tenant_id, keep.pk), _living(keep.tenant_id, other.pk)
    persons = locks.persons_locked(keep.tenant_id, {keep_id, other_id})
    kept, given_up = persons.get(keep_id), persons.get(other_id)
    if kept is None or given_up is None or kept.merged_into_id or given_up.merged_into_id:
        raise Contended  # merged or deleted since we looked
    if kept.pk == given_up.pk:
        return kept
    if kept.user_id and given_up.user_id:
        raise Conflict(
            "two_logins",
            gettext_noop("Each of the two signs in with a login of their own. Remove one first."),
        )
    moved = _moved(kept, given_up)
    moved_user = given_up.user_id
    Person.objects.filter(tenant=kept.tenant_id, merged_into=given_up).update(merged_into=kept)
    given_up.user, given_up.merged_into = None, kept
    given_up.save(update_fields=["user", "merged_into"])
    kept.user_id = kept.user_id or moved_user
    kept.birthdate = kept.birthdate or given_up.birthdate
    kept.save(update_fields=["user", "birthdate"])
    audit.record(
        "person.merged",
        actor=actor,
        target=kept,
        data={"merged": given_up.pk, "user": moved_user, "moved": moved},
    )
    return kept


def _living(tenant_id: int, person_id: int) -> int:
    """The id of the person that this record stands for. Raises NotFound."""
    row = Person.objects.filter(tenant=tenant_id, pk=person_id).values_list("merged_into").first()
    if row is None:
        raise NotFound("person_not_found", gettext_noop("There is no such person."))
    return row[0] or person_id


def _moved(keep: Person, other: Person) -> dict[str, list[int]]:
    """Lets every floor move its rows; the ids of those that changed hands, by model."""
    moved: defaultdict[str, list[int]] = defaultdict(list)
    for answer in hooks.run("PERSON_MERGERS", keep=keep, other=other):
        for label, ids in answer.items():
            moved[label] += ids
    return dict(moved)
