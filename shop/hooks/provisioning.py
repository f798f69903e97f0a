"""What a provision file says about money."""

from eventhub.common.actors import Actor
from eventhub.common.provisioning import Outcome, Section
from shop.models import MoneyAccount
from tenant.provisioning import organizers, placed


def apply(*, file: Section, outcome: Outcome, actor: Actor) -> None:
    """Makes and updates the file's money accounts. Writes in the caller's transaction, and only what differs.

    Raises ProvisionError for a branch that does not exist.
    """
    for part, organizer in organizers(file):
        for _, account in part.entries("money_accounts"):
            outcome.settle(
                MoneyAccount,
                key={
                    "organizer": organizer,
                    "tenant": organizer.tenant,
                    "slug": account["slug"],
                },
                values=placed(account, organizer),
                defaults={"name": account["slug"]},
                called=f"money account {organizer.slug}/{account['slug']}",
            )
