"""Invitations: how somebody gets into a team. The mail holds the only copy of the link's secret."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from account.actions.accounts import create_account_within
from eventhub.common.actors import Actor
from eventhub.common.codes import hashed, random_secret
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.effects.mail import queue_mail
from eventhub.common.errors import Conflict, Gone, NotFound
from tenant import locks
from tenant.access.rights import Access
from tenant.models import Team, TeamInvite, TeamMember
from tenant.teams.actions import teams

SECRET_LENGTH = 40
VALID_FOR = timedelta(days=14)
OVER = gettext_noop(
    "This invitation is no longer valid. Ask the person who invited you for a new one."
)
MEMBER = gettext_noop("This person is in the team already.")
INVITED = gettext_noop("This address is invited already. Withdraw that invitation to send another.")
TEXT = """Hello,

{inviter} invites you to the team "{team}" of {organizer} on EventHub.

Open this address to join, with the account that you have or with a new one:

{url}

It works once, until {until:%Y-%m-%d %H:%M} UTC. If you did not expect this mail, you can ignore it.
"""


@durable
def invite(team: Team, *, email: str, actor: Actor, granter: Access) -> TeamInvite:
    """Invites whoever reads this address to the team and returns the invitation.

    The answer is the same whether somebody has an account with the address or not: nobody learns it here, and nobody
    is put into a team unasked. Raises NotFound `team_not_found`, Denied `grants_too_much`, Conflict `already_member` and
    `already_invited` (field `email`); an invitation that ran out is replaced. Locks the organizer; writes the secret's
    hash, the mail and `team_invitation.created`.
    """
    team = teams.locked(team)
    teams.insist_may_give(team, granter=granter)
    _insist_new(team, email)
    secret = random_secret(SECRET_LENGTH)
    made = TeamInvite.objects.create(
        tenant_id=team.tenant_id, team=team, email=email, secret_hash=hashed(secret)
    )
    queue_mail(
        key=f"team-invite:{made.pk}",
        to=email,
        subject=f"Invitation to the team {team.name} of {team.organizer.name}",
        body=TEXT.format(
            inviter=actor.label,
            team=team.name,
            organizer=team.organizer.name,
            url=f"{settings.PUBLIC_URL}/auth/invitation/{secret}/",
            until=expires_at(made),
        ),
        tenant_id=team.tenant_id,
    )
    _record("team_invitation.created", made, team=team, actor=actor)
    return made


def _insist_new(team: Team, email: str) -> None:
    if TeamMember.objects.filter(team=team, user__email__iexact=email).exists():
        raise Conflict("already_member", MEMBER, fields={"email": [MEMBER]})
    earlier = TeamInvite.objects.filter(team=team, email__iexact=email).first()
    if earlier is None:
        return
    if is_open(earlier):
        raise Conflict("already_invited", INVITED, fields={"email": [INVITED]})
    TeamInvite.objects.filter(team=team, pk=earlier.pk).delete()


@durable
def withdraw_invite(team: Team, *, invite_id: int, actor: Actor) -> None:
    """Makes an invitation useless and forgets it.

    Raises NotFound `team_not_found`, `invite_not_found`. Locks the organizer, writes `team_invitation.deleted`.
    """
    team = teams.locked(team)
    found = TeamInvite.objects.filter(team=team, pk=invite_id).first()
    if found is None:
        raise NotFound("invite_not_found", gettext_noop("There is no such invitation."))
    TeamInvite.objects.filter(team=team, pk=found.pk).delete()
    _record("team_invitation.deleted", found, team=team, actor=actor)


def open_invite(secret: str) -> TeamInvite:
    """The invitation that this secret opens, with team and organizer. Raises Gone `invite_over`, whatever the reason."""
    found = (
        TeamInvite.unscoped.filter(secret_hash=hashed(secret))
        .select_related("team__organizer")
        .first()
    )
    if found is None or not is_open(found):
        raise Gone("invite_over", OVER)
    return found


def is_open(invitation: TeamInvite) -> bool:
    """Whether its time has not run out."""
    return timezone.now() < expires_at(invitation)


def expires_at(invitation: TeamInvite) -> datetime:
    """Until when it can be accepted."""
    return invitation.created_at + VALID_FOR


@durable
def accept_invite(secret: str, *, user: Any) -> TeamMember:
    """Puts the person who holds the link into the team, once.

    Raises Gone `invite_over`. Locks the organizer, deletes the invitation, writes `team_member.joined`. A person
    who is in the team already stays in it.
    """
    return _accept(open_invite(secret), user=user)


@durable
def join_with_new_account(secret: str, *, name: str, password: str) -> TeamMember:
    """Makes an account with the address that was invited, and puts its owner into the team; the member with its user.

    Whoever has the link reads that mailbox, so the address counts as verified. Raises Gone `invite_over`, Conflict
    `account_exists`, Invalid by field (`name`, `password`). Writes as `accept_invite`, and the account.
    """
    invitation = open_invite(secret)
    user = create_account_within(email=invitation.email, name=name, password=password)
    return _accept(invitation, user=user)


def _accept(invitation: TeamInvite, *, user: Any) -> TeamMember:
    team, actor = invitation.team, Actor.user(user)
    locks.organizer_locked(team.organizer_id)
    used, _ = TeamInvite.objects.filter(team=team, pk=invitation.pk).delete()
    if not used:  # somebody else was faster with the same link
        raise Gone("invite_over", OVER)
    member, _ = TeamMember.objects.get_or_create(
        team=team, user=user, defaults={"tenant_id": team.tenant_id}
    )
    _record("team_member.joined", invitation, team=team, actor=actor)
    return member


def _record(verb: str, invitation: TeamInvite, *, team: Team, actor: Actor) -> None:
    audit.record(
        verb,
        actor=actor,
        target=team,
        organizer=team.organizer,
        data={"id": invitation.pk, "email": invitation.email},
    )
