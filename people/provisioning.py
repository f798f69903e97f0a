"""What a provision file says about the history of contacts."""

from eventhub.common.actors import Actor
from eventhub.common.provisioning import Outcome, Section
from people.models import InteractionType
from tenant.provisioning import organizers


def apply(*, file: Section, outcome: Outcome, actor: Actor) -> None:
    """Makes the file's interaction types. Writes in the caller's transaction, and nothing that is there already."""
    for part, organizer in organizers(file):
        for _, slug in part.entries("interaction_types"):
            outcome.settle(
                InteractionType,
                key={"organizer": organizer, "tenant": organizer.tenant, "slug": slug},
                values={},
                called=f"interaction type {organizer.slug}/{slug}",
            )
