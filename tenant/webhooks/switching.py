"""A webhook that is switched off by us, and those who are told."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q

from eventhub.common.actors import Actor
from eventhub.common.effects import audit
from eventhub.common.effects.mail import queue_mail
from tenant.models import OrganizerMembership, Webhook

TEXT = """Hello,

EventHub has switched off a webhook of {organizer}:

{url}

{why} What happens from now on is not sent to it. When the server answers again, open Webhooks in EventHub and switch it on:

{page}
"""


def disable_within(webhook: Webhook, *, why: str, actor: Actor) -> bool:
    """Switches an enabled webhook off and tells those who may change it by mail, each once; False when it was off.

    Inside the caller's transaction. Writes `webhook.changed` and the mails.
    """
    if not Webhook.objects.filter(
        organizer=webhook.organizer_id, pk=webhook.pk, enabled=True
    ).update(enabled=False):
        return False
    entry = audit.record(
        "webhook.changed",
        actor=actor,
        target=webhook,
        organizer=webhook.organizer,
        data={"enabled": False, "why": why},
    )
    for email in _administrators(webhook.organizer_id):
        queue_mail(
            key=f"webhook-off:{entry.pk}:{email}"[:120],
            to=email,
            subject=f"A webhook of {webhook.organizer.name} was switched off",
            body=TEXT.format(
                organizer=webhook.organizer.name,
                url=webhook.target_url,
                why=why,
                page=f"{settings.PUBLIC_URL}/app/",
            ),
            tenant_id=webhook.tenant_id,
        )
    return True


def _administrators(organizer_id: int) -> list[str]:
    """The addresses of everybody who may change the organizer's webhooks."""
    of_teams = Q(teams__organizer=organizer_id, teams__can_change_organizer_settings=True)
    of_memberships = Q(
        organizer_memberships__organizer=organizer_id,
        organizer_memberships__level=OrganizerMembership.Level.SUPERADMIN,
    )
    people = get_user_model().objects.filter(of_teams | of_memberships, is_active=True)
    return sorted(set(people.values_list("email", flat=True)))
