"""Teams: who belongs to them, which keys they have, what they may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.codes import hashed, random_secret
from eventhub.common.db import links
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Conflict, Denied, Invalid, NotFound
from tenant import locks
from tenant.access import grants
from tenant.access.grants import Grant
from tenant.access.levels import BY_NAME, MODULES, PERMISSIONS
from tenant.access.rights import Access
from tenant.models import Event, Organizer, OrganizerMembership, Team, TeamMember, TeamToken

SECRET_LENGTH, PREFIX_LENGTH = 48, 8
FIELDS = ("name", "all_events", "modules", *PERMISSIONS)


@dataclass(frozen=True)
class NewToken:
    """A key and its secret, which is shown now and never again."""

    token: TeamToken
    secret: str


@durable
def create_team(
    organizer: Organizer, *, data: Mapping[str, Any], actor: Actor, granter: Access
) -> Team:
    """Creates a team and returns it.

    `data`: any of FIELDS, `limit_events` (slugs of the organizer's events). Raises Invalid by field and Denied
    `grants_too_much` when the team would have rights that the granter does not hold. Locks the organizer, writes
    `team.created`. Not idempotent.
    """
    return create_team_within(organizer, data=data, actor=actor, granter=granter)


@transaction.atomic(savepoint=False)
def create_team_within(
    organizer: Organizer, *, data: Mapping[str, Any], actor: Actor, granter: Access | None = None
) -> Team:
    """`create_team` inside a larger transaction. Without a granter nothing limits the rights (the operator's word)."""
    locks.organizer_locked(organizer.pk)
    team = Team(tenant_id=organizer.tenant_id, organizer=organizer)
    _write(team, data, before=grants.NOTHING, granter=granter)
    audit.record("team.created", actor=actor, target=team, organizer=organizer, data=dict(data))
    return team


@durable
def change_team(team: Team, *, data: Mapping[str, Any], actor: Actor, granter: Access) -> Team:
    """Changes what `data` names (see `create_team`) and returns the team.

    Only rights that are added must be held by the granter. Raises besides NotFound `team_not_found` when it is gone, and
    Conflict `last_administrator` when nobody could change the organizer's teams any more. Locks the organizer, writes `team.changed`. Idempotent.
    """
    return change_team_within(team, data=data, actor=actor, granter=granter)


@transaction.atomic(savepoint=False)
def change_team_within(
    team: Team, *, data: Mapping[str, Any], actor: Actor, granter: Access | None = None
) -> Team:
    """`change_team` inside a larger transaction; without a granter as `create_team_within`."""
    team = locked(team)
    led = _is_led(team.organizer_id)
    _write(team, data, before=grant_of(team), granter=granter)
    _insist_on_leader(team.organizer_id, led=led)
    audit.record(
        "team.changed", actor=actor, target=team, organizer=team.organizer, data=dict(data)
    )
    return team


@durable
def delete_team(team: Team, *, actor: Actor) -> None:
    """Deletes a team with its keys and invitations; its members keep their accounts.

    Raises NotFound `team_not_found`, Conflict `last_administrator`. Locks the organizer, writes `team.deleted`.
    """
    team = locked(team)
    led = _is_led(team.organizer_id)
    gone = {"id": team.pk, "name": team.name}
    Team.objects.filter(organizer=team.organizer_id, pk=team.pk).delete()
    _insist_on_leader(team.organizer_id, led=led)
    audit.record("team.deleted", actor=actor, organizer=team.organizer, data=gone)


@transaction.atomic(savepoint=False)
def add_member_within(team: Team, *, user: Any, actor: Actor) -> tuple[TeamMember, bool]:
    """Puts a person into a team inside a larger transaction; whether they are new to it. Idempotent."""
    member, new = TeamMember.objects.get_or_create(
        team=team, user=user, defaults={"tenant_id": team.tenant_id}
    )
    if new:
        audit.record(
            "team_member.added",
            actor=actor,
            target=team,
            organizer=team.organizer,
            data={"user": user.pk, "email": user.email},
        )
    return member, new


@durable
def remove_member(team: Team, *, user_id: int, actor: Actor) -> None:
    """Takes a person out of the team; their rights end with it.

    Raises NotFound `team_not_found`, `member_not_found`, Conflict `last_administrator`. Locks the organizer, writes
    `team_member.removed`.
    """
    team = locked(team)
    led = _is_led(team.organizer_id)
    member = TeamMember.objects.filter(team=team, user=user_id).select_related("user").first()
    if member is None:
        raise NotFound("member_not_found", gettext_noop("This person is not in the team."))
    TeamMember.objects.filter(team=team, pk=member.pk).delete()
    _insist_on_leader(team.organizer_id, led=led)
    audit.record(
        "team_member.removed",
        actor=actor,
        target=team,
        organizer=team.organizer,
        data={"user": member.user_id, "email": member.user.email},
    )


@durable
def create_token(team: Team, *, name: str, actor: Actor, granter: Access) -> NewToken:
    """Makes a key with the team's rights; its secret is in the result and nowhere else.

    Raises NotFound `team_not_found`, Denied `grants_too_much`. Locks the organizer, writes the secret's hash and
    `team_token.created`. Not idempotent (contract, AUTH-6).
    """
    team = locked(team)
    insist_may_give(team, granter=granter)
    return create_token_within(team, name=name, actor=actor)


@transaction.atomic(savepoint=False)
def create_token_within(team: Team, *, name: str, actor: Actor) -> NewToken:
    """`create_token` inside a larger transaction, at the operator's word."""
    secret = random_secret(SECRET_LENGTH)
    token = TeamToken.objects.create(
        tenant_id=team.tenant_id,
        team=team,
        name=name,
        secret_hash=hashed(secret),
        prefix=secret[:PREFIX_LENGTH],
    )
    audit.record(
        "team_token.created",
        actor=actor,
        target=team,
        organizer=team.organizer,
        data={"id": token.pk, "name": name},
    )
    return NewToken(token, secret)


@durable
def revoke_token(team: Team, *, token_id: int, actor: Actor) -> TeamToken:
    """Makes a key useless from now on; its row stays, so that the past remains readable.

    Raises NotFound `token_not_found`. Writes `team_token.deleted`. Idempotent (contract, AUTH-7).
    """
    token = TeamToken.objects.filter(team=team, pk=token_id).select_for_update().first()
    if token is None:
        raise NotFound("token_not_found", gettext_noop("This team has no such key."))
    if token.active:
        TeamToken.objects.filter(team=team, pk=token_id).update(active=False)
        token.active = False
        audit.record(
            "team_token.deleted",
            actor=actor,
            target=team,
            organizer=team.organizer,
            data={"id": token.pk, "name": token.name},
        )
    return token


def locked(team: Team) -> Team:
    """The team as it is now, with its organizer, whose row is locked until the transaction ends.

    Raises NotFound `team_not_found` when it was deleted meanwhile.
    """
    locks.organizer_locked(team.organizer_id)
    found = (
        Team.objects.filter(organizer=team.organizer_id, pk=team.pk)
        .select_related("organizer")
        .first()
    )
    if found is None:
        raise NotFound("team_not_found", gettext_noop("There is no such team."))
    return found


def insist_may_give(team: Team, *, granter: Access) -> None:
    """Raises Denied `grants_too_much` unless the granter holds everything that the team gives."""
    _insist(grant_of(team), before=grants.NOTHING, granter=granter, organizer=team.organizer)


def grant_of(team: Team) -> Grant:
    """What the team gives to its members now. One query for a team that is limited to events."""
    return Grant(
        permissions=frozenset(name for name in PERMISSIONS if getattr(team, name)),
        modules=dict(team.modules),
        events=None if team.all_events else tuple(team.limit_events.all()),
    )


def _write(team: Team, data: Mapping[str, Any], *, before: Grant, granter: Access | None) -> None:
    if problems := team_problems(team.organizer, data):
        raise Invalid(message=gettext_noop("Some fields are not right."), fields=problems)
    events = _events(team, data)
    for name in FIELDS:
        if name in data:
            setattr(team, name, data[name])
    after = Grant(
        permissions=frozenset(name for name in PERMISSIONS if getattr(team, name)),
        modules=dict(team.modules),
        events=None if team.all_events else events,
    )
    _insist(after, before=before, granter=granter, organizer=team.organizer)
    team.save()
    if "limit_events" in data:
        links.replace(team, "limit_events", targets=events)


def team_problems(organizer: Organizer, data: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with `data` for a team of the organizer, as far as it is there."""
    found: dict[str, list[str]] = {}
    if unknown := unknown_events(organizer, data):
        found["limit_events"] = unknown
    if "name" in data and not data["name"].strip():
        found["name"] = [gettext_noop("A team needs a name.")]
    wrong = [
        f"{module!r}: {level!r}"
        for module, level in data.get("modules", {}).items()
        if module not in MODULES or level not in BY_NAME
    ]
    if wrong:
        found["modules"] = [f"There is no such module or level: {', '.join(wrong)}."]
    return found


def unknown_events(organizer: Organizer, data: Mapping[str, Any]) -> list[str]:
    """What is wrong with the slugs that `limit_events` in `data` names; empty when nothing is, or none are named."""
    wanted = set(data.get("limit_events", ()))
    if not wanted:
        return []
    known = Event.objects.filter(organizer=organizer, slug__in=wanted)
    unknown = sorted(wanted - set(known.values_list("slug", flat=True)))
    return [f"There is no event {unknown[0]!r} of this organizer."] if unknown else []


def _events(team: Team, data: Mapping[str, Any]) -> tuple[Event, ...]:
    if "limit_events" not in data:
        return tuple(team.limit_events.all()) if team.pk else ()
    wanted = set(data["limit_events"])
    return tuple(Event.objects.filter(organizer=team.organizer_id, slug__in=wanted))


def _insist(granted: Grant, *, before: Grant, granter: Access | None, organizer: Organizer) -> None:
    if granter is None:
        return
    too_much = grants.excess(granted, before=before, granter=granter, organizer=organizer)
    if too_much:
        raise Denied(
            "grants_too_much",
            f"You cannot give rights that you do not hold: {', '.join(too_much)}.",
            rights=list(too_much),
        )


def _is_led(organizer_id: int) -> bool:
    """Whether somebody can change the organizer's teams."""
    return (
        TeamMember.objects.filter(
            team__organizer=organizer_id, team__can_change_teams=True, user__is_active=True
        ).exists()
        or OrganizerMembership.objects.filter(
            organizer=organizer_id, level=OrganizerMembership.Level.SUPERADMIN
        ).exists()
    )


def _insist_on_leader(organizer_id: int, *, led: bool) -> None:
    if led and not _is_led(organizer_id):
        raise Conflict(
            "last_administrator",
            gettext_noop(
                "Somebody must remain who can change the teams. Give that right to somebody else first."
            ),
        )
