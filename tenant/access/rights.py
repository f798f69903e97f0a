"""What a caller may do: the rights of a person, a team token or a device, resolved once per request."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from django.db.models import Prefetch, Q

from eventhub.common.actors import Actor, ActorKind
from tenant.access.levels import BY_NAME, MODULES, PERMISSIONS, Level
from tenant.models import Device, Event, Organizer, OrganizerMembership, Team

CHANGE_EVENT = "can_change_event_settings"
# What a device may do at its events; never their settings (contract, part C).
DEVICE_RIGHTS = frozenset(
    {"can_view_orders", "can_change_orders", "can_checkin_orders", "can_view_vouchers"}
)


@dataclass(frozen=True)
class TeamRights:
    """One team's rights, and the events they hold for (`None`: all of the organizer's)."""

    organizer_id: int
    event_ids: frozenset[int] | None
    permissions: frozenset[str]
    modules: dict[str, str]

    def covers(self, event: Event) -> bool:
        return self.organizer_id == event.organizer_id and (
            self.event_ids is None or event.pk in self.event_ids
        )


@dataclass(frozen=True)
class Access:
    """Everything that one caller may do. `everything`: a platform administrator. `scope`: the words that a person
    allowed an application; None for whoever acts in their own right."""

    actor: Actor
    teams: tuple[TeamRights, ...] = ()
    memberships: dict[int, Level] = field(default_factory=dict)
    everything: bool = False
    scope: frozenset[str] | None = None

    def confined(
        self, organizer_ids: Collection[int], *, scope: Collection[str], actor: Actor
    ) -> "Access":
        """The same rights in the hands of `actor`, at these organizers and no other (contract, OAUTH-7).

        Never more than before: who has no place at an organizer gets none. A platform administrator is one there only.
        """
        ids = frozenset(organizer_ids)
        if self.everything:
            memberships = dict.fromkeys(ids, Level.SUPERADMIN)
        else:
            memberships = {pk: level for pk, level in self.memberships.items() if pk in ids}
        return replace(
            self,
            actor=actor,
            teams=tuple(team for team in self.teams if team.organizer_id in ids),
            memberships=memberships,
            everything=False,
            scope=frozenset(scope),
        )

    def organizer_ids(self) -> frozenset[int]:
        """The organizers in which the caller has any place."""
        return frozenset(team.organizer_id for team in self.teams) | frozenset(self.memberships)

    def belongs_to(self, organizer: Organizer) -> bool:
        return self.everything or organizer.pk in self.organizer_ids()

    def can_at_organizer(self, organizer: Organizer, permission: str) -> bool:
        """Whether a right of the organizer (create events, change teams) is held."""
        return self._owns(organizer.pk) or any(
            team.organizer_id == organizer.pk and permission in team.permissions
            for team in self.teams
        )

    def can_everywhere(self, organizer: Organizer, permission: str) -> bool:
        """Whether a right is held at all events of the organizer, those of the future too."""
        return self._owns(organizer.pk) or any(
            team.organizer_id == organizer.pk
            and team.event_ids is None
            and permission in team.permissions
            for team in self.teams
        )

    def can_at_event(self, event: Event, permission: str) -> bool:
        """Whether a right is held at this very event."""
        return self._owns(event.organizer_id) or any(
            team.covers(event) and permission in team.permissions for team in self.teams
        )

    def sees(self, event: Event) -> bool:
        """Whether the event exists for the caller."""
        return (
            self.everything
            or event.organizer_id in self.memberships
            or any(team.covers(event) for team in self.teams)
        )

    def sees_all(self, organizer: Organizer) -> bool:
        """Whether every event of the organizer exists for the caller, those of the future too."""
        return (
            self.everything
            or organizer.pk in self.memberships
            or any(
                team.organizer_id == organizer.pk and team.event_ids is None for team in self.teams
            )
        )

    def may_read_event(self, event: Event) -> bool:
        """Whether the caller may look at the event itself: those who may change it, and devices (contract, AMB-1)."""
        if self.actor.kind == ActorKind.DEVICE:
            return self.sees(event)
        return self.can_at_event(event, CHANGE_EVENT)

    def events_to_read(self, organizer: Organizer) -> Q | None:
        """The filter for the organizer's events of `may_read_event`; None for a person or token with none. A device
        that was given none sees none."""
        if self.actor.kind == ActorKind.DEVICE:
            return self.events_seen(organizer) or Q(pk__in=())
        return self.events_with(organizer, CHANGE_EVENT)

    def level(self, module: str, *, organizer_id: int, event: Event | None) -> Level:
        """The highest level in `module`; without an event only what holds for the whole organizer counts."""
        if module not in MODULES:
            raise ValueError(f"{module!r} is not a module of the house.")
        if self.everything:
            return Level.SUPERADMIN
        found = self.memberships.get(organizer_id, Level.NONE)
        for team in self.teams:
            applies = (
                team.covers(event)
                if event is not None
                else (team.organizer_id == organizer_id and team.event_ids is None)
            )
            if applies:
                found = max(found, BY_NAME[team.modules.get(module, "none")])
        return found

    def events_with(self, organizer: Organizer, permission: str) -> Q | None:
        """The filter for the organizer's events on which the right is held; None when on none of them."""
        if self._owns(organizer.pk):
            return Q(organizer=organizer)
        teams = [
            t for t in self.teams if t.organizer_id == organizer.pk and permission in t.permissions
        ]
        if not teams:
            return None
        if any(team.event_ids is None for team in teams):
            return Q(organizer=organizer)
        return Q(
            organizer=organizer, pk__in=frozenset().union(*(team.event_ids or () for team in teams))
        )

    def events_seen(self, organizer: Organizer) -> Q | None:
        """The filter for the organizer's events that exist for the caller; None when none do."""
        if self.everything or organizer.pk in self.memberships:
            return Q(organizer=organizer)
        teams = [team for team in self.teams if team.organizer_id == organizer.pk]
        if any(team.event_ids is None for team in teams):
            return Q(organizer=organizer)
        ids = frozenset[int]().union(*(team.event_ids or () for team in teams))
        return Q(organizer=organizer, pk__in=ids) if ids else None

    def _owns(self, organizer_id: int) -> bool:
        return self.everything or self.memberships.get(organizer_id, Level.NONE) >= Level.SUPERADMIN


def _rights(team: Team, event_ids: frozenset[int] | None) -> TeamRights:
    return TeamRights(
        organizer_id=team.organizer_id,
        event_ids=event_ids,
        permissions=frozenset(name for name in PERMISSIONS if getattr(team, name)),
        modules=team.modules,
    )


def of_team(team: Team, *, actor: Actor, event_ids: list[int] | None = None) -> Access:
    """The rights of a team token: exactly its team's. `event_ids` spares the query when the caller has them."""
    if team.all_events:
        limited = None
    else:
        limited = frozenset(
            event_ids if event_ids is not None else team.limit_events.values_list("pk", flat=True)
        )
    return Access(actor=actor, teams=(_rights(team, limited),))


def actor_of_device(device: Device) -> Actor:
    """The device as a principal."""
    return Actor(ActorKind.DEVICE, device.pk, device.name)


def of_device(device: Device, *, actor: Actor, event_ids: list[int]) -> Access:
    """The rights of a device: DEVICE_RIGHTS at its events."""
    rights = TeamRights(
        organizer_id=device.organizer_id,
        event_ids=None if device.all_events else frozenset(event_ids),
        permissions=DEVICE_RIGHTS,
        modules={},
    )
    return Access(actor=actor, teams=(rights,))


def of_user(user: object) -> Access:
    """The rights of a person: the union over their teams and memberships. Three queries at most."""
    actor = Actor(ActorKind.USER, user.pk, user.email)  # type: ignore[attr-defined]  # the user model, by setting
    if user.is_superuser:  # type: ignore[attr-defined]
        return Access(actor=actor, everything=True)
    teams = Team.unscoped.filter(members=user.pk).prefetch_related(  # type: ignore[attr-defined]
        Prefetch("limit_events", queryset=Event.unscoped.only("pk"))
    )
    memberships = OrganizerMembership.unscoped.filter(user=user.pk)  # type: ignore[attr-defined]
    return Access(
        actor=actor,
        teams=tuple(
            _rights(
                team,
                None
                if team.all_events
                else frozenset(event.pk for event in team.limit_events.all()),
            )
            for team in teams
        ),
        memberships={row.organizer_id: BY_NAME[row.level] for row in memberships},
    )
