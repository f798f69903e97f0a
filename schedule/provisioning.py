"""What a provision file says about the programme: its headings, its kinds of activity, its activities."""

from typing import Any

from eventhub.common.actors import Actor
from eventhub.common.provisioning import Outcome, Section
from schedule.models import Activity, ActivityType, Category
from tenant.models import Organizer
from tenant.provisioning import organizers, placed


def apply(*, file: Section, outcome: Outcome, actor: Actor) -> None:
    """Makes and updates the file's categories, activity types and activities.

    Writes in the caller's transaction, and only what differs. Raises ProvisionError for a branch or a type that does
    not exist.
    """
    for part, organizer in organizers(file):
        _taxonomy(part.get("taxonomy") or {}, organizer, outcome)
        for _, activity in part.entries("activities"):
            outcome.settle(
                Activity,
                key=_key(organizer, slug=activity["slug"]),
                values={**placed(activity, organizer), **_type(activity, organizer)},
                defaults={"name": activity["slug"]},
                called=f"activity {organizer.slug}/{activity['slug']}",
            )


def _taxonomy(taxonomy: dict[str, Any], organizer: Organizer, outcome: Outcome) -> None:
    for name in taxonomy.get("categories", ()):
        outcome.settle(
            Category,
            key=_key(organizer, name=name),
            values={},
            called=f"category {organizer.slug}/{name}",
        )
    for kind in taxonomy.get("event_types", ()):
        outcome.settle(
            ActivityType,
            key=_key(organizer, slug=kind["slug"]),
            values=placed(kind, organizer),
            defaults={"name": kind["slug"]},
            called=f"activity type {organizer.slug}/{kind['slug']}",
        )


def _key(organizer: Organizer, **identity: str) -> dict[str, Any]:
    return {"organizer": organizer, "tenant": organizer.tenant, **identity}


def _type(activity: Section, organizer: Organizer) -> dict[str, Any]:
    if "type" not in activity:
        return {}
    kind = ActivityType.objects.filter(organizer=organizer, slug=activity["type"]).first()
    if kind is None:
        raise activity.wrong("type", f"{organizer.slug} has no event type {activity['type']!r}.")
    return {"type_id": kind.pk}
