"""What callers can see of organizers, events and teams. Rows that are not theirs do not exist."""

import uuid
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_noop

from eventhub.common.errors import Denied, NotFound
from tenant.access.grants import OF_THE_ORGANIZER
from tenant.access.levels import PERMISSIONS, Level
from tenant.access.rights import Access
from tenant.models import (
    Device,
    DeviceEvent,
    Event,
    Gate,
    MetaProperty,
    MetaValue,
    Organizer,
    Team,
    TeamEvent,
    TeamInvite,
    TeamMember,
    TeamToken,
)

CHANGE_EVENT = "can_change_event_settings"
LARGEST_SERIAL = 2**31 - 1
DEVICE_COLUMNS = (
    "id", "serial", "name", "all_events", "security_profile", "gate_id", "revoked", "created_at", "initialized_at",
    "last_seen_at",
    "hardware_brand", "hardware_model", "os_name", "os_version", "software_brand", "software_version",
)  # fmt: skip


def visible_events(access: Access) -> QuerySet[Event]:
    """Every event that exists for the caller, with its organizer. One query."""
    events = Event.unscoped.select_related("organizer")
    if access.everything:
        return events.all()
    whole = set(access.memberships) | {
        team.organizer_id for team in access.teams if team.event_ids is None
    }
    single = frozenset[int]().union(*(team.event_ids or () for team in access.teams))
    return events.filter(Q(organizer__in=whole) | Q(pk__in=single))


def visible_organizers(access: Access) -> QuerySet[Organizer]:
    """Every organizer that the caller has a place in. One query."""
    organizers = Organizer.unscoped.order_by("name", "pk")
    return organizers if access.everything else organizers.filter(pk__in=access.organizer_ids())


def event_seen(access: Access, public_id: uuid.UUID | str) -> Event:
    """The event with this id. Raises NotFound when it does not exist for the caller."""
    event = visible_events(access).filter(public_id=public_id).first()
    if event is None:
        raise NotFound("event_not_found", gettext_noop("There is no such event, or not for you."))
    return event


def may_change_event(access: Access, event: Event) -> bool:
    """Whether the caller may change the event itself: the right to, or the level admin in the module tenant."""
    return (
        access.can_at_event(event, CHANGE_EVENT)
        or access.level("tenant", organizer_id=event.organizer_id, event=event) >= Level.ADMIN
    )


def event_to_change(access: Access, public_id: uuid.UUID | str) -> Event:
    """`event_seen` for somebody about to change it. Raises Denied when they may only look."""
    event = event_seen(access, public_id)
    if not may_change_event(access, event):
        raise Denied(message=gettext_noop("You may not change this event."), required=CHANGE_EVENT)
    return event


def event_to_clone(access: Access, public_id: uuid.UUID | str) -> Event:
    """`event_to_change` for somebody about to copy it. Raises Denied without `can_create_events` as well (AMB-2)."""
    event = event_to_change(access, public_id)
    if not access.can_at_organizer(event.organizer, "can_create_events"):
        raise Denied(
            message=gettext_noop("You may not create events here."), required="can_create_events"
        )
    return event


def organizer_to_create_at(access: Access, slug: str) -> Organizer:
    """The organizer with this slug, for a new event. Raises NotFound, and Denied without `can_create_events`."""
    organizer = visible_organizers(access).filter(slug=slug).first()
    if organizer is None:
        raise NotFound(
            "organizer_not_found",
            gettext_noop("There is no such organizer, or not for you."),
            fields={"organizer": [gettext_noop("There is no such organizer, or not for you.")]},
        )
    if not access.can_at_organizer(organizer, "can_create_events"):
        raise Denied(
            message=gettext_noop("You may not create events here."), required="can_create_events"
        )
    return organizer


def meta_properties(organizer: Organizer) -> QuerySet[MetaProperty]:
    """The properties that the organizer's events describe themselves by, by name. One query."""
    return MetaProperty.objects.filter(organizer=organizer).order_by("name", "pk")


def meta_property(organizer: Organizer, pk: int) -> MetaProperty:
    """The organizer's property with this id. Raises NotFound. One query."""
    found = meta_properties(organizer).filter(pk=pk).first()
    if found is None:
        raise NotFound("property_not_found", gettext_noop("There is no such property."))
    return found


def meta_values(event: Event) -> dict[str, str]:
    """What the event says for each property that it says something for. One query."""
    rows = MetaValue.objects.filter(event=event)
    return dict(rows.values_list("property__name", "value"))


def teams_of(organizer: Organizer) -> QuerySet[Team]:
    """The organizer's teams with events, members, invitations and keys. Five queries, whatever their number."""
    return (
        Team.objects.filter(organizer=organizer)
        .select_related("organizer")
        .prefetch_related(
            Prefetch("limit_events", queryset=Event.unscoped.order_by("slug")),
            Prefetch(
                "memberships",
                queryset=TeamMember.unscoped.select_related("user").order_by("user__email"),
            ),
            Prefetch("invites", queryset=TeamInvite.unscoped.order_by("pk")),
            Prefetch("tokens", queryset=TeamToken.unscoped.order_by("pk")),
        )
        .order_by("name", "pk")
    )


def team_of(organizer: Organizer, team_id: int) -> Team:
    """The organizer's team with this id, as `teams_of` hands it out. Raises NotFound."""
    team = teams_of(organizer).filter(pk=team_id).first()
    if team is None:
        raise NotFound("team_not_found", gettext_noop("There is no such team."))
    return team


def team_by_id(organizer: Organizer, team_id: int) -> Team:
    """The organizer's team with this id and nothing of what belongs to it. Raises NotFound. One query."""
    team = Team.objects.filter(organizer=organizer, pk=team_id).select_related("organizer").first()
    if team is None:
        raise NotFound("team_not_found", gettext_noop("There is no such team."))
    return team


def member_by_email(team: Team, email: str) -> TeamMember:
    """The member who signs in with this address. Raises NotFound."""
    member = TeamMember.objects.filter(team=team, user__email__iexact=email.strip()).first()
    if member is None:
        raise NotFound("member_not_found", gettext_noop("Nobody with this address is in the team."))
    return member


def team_rows(organizer: Organizer) -> QuerySet[Any]:
    """The organizer's teams as rows: `id`, `name`, `all_events`, the rights, and the slugs of its `events`."""
    slugs = (
        TeamEvent.objects.filter(team=OuterRef("pk")).order_by("event__slug").values("event__slug")
    )
    teams = Team.objects.filter(organizer=organizer).annotate(events=ArraySubquery(slugs))
    rows: QuerySet[Any] = teams.values("id", "name", "all_events", "events", *PERMISSIONS)
    return rows


def member_rows(team: Team) -> QuerySet[Any]:
    """The team's members as rows: the `user` with address and names."""
    return TeamMember.objects.filter(team=team).values(
        "user", "user__email", "user__first_name", "user__last_name"
    )


def invite_rows(team: Team) -> QuerySet[Any]:
    """The team's pending invitations as rows."""
    return TeamInvite.objects.filter(team=team).values("id", "email")


def token_rows(team: Team) -> QuerySet[Any]:
    """The team's keys as rows, revoked ones too."""
    return TeamToken.objects.filter(team=team).values("id", "name", "active")


def capabilities(access: Access, *, organizer: Organizer, event: Event | None) -> list[str]:
    """The rights (`can_*`) that the caller holds at the event, or at the organizer when there is none."""
    return [
        permission
        for permission in PERMISSIONS
        if access.can_at_organizer(organizer, permission)
        and (
            event is None
            or permission in OF_THE_ORGANIZER
            or access.can_at_event(event, permission)
        )
    ]


def device_rows(organizer: Organizer) -> QuerySet[Any]:
    """The organizer's devices as rows of DEVICE_COLUMNS and the slugs of their `events`. One query."""
    slugs = (
        DeviceEvent.objects.filter(device=OuterRef("pk"))
        .order_by("event__slug")
        .values("event__slug")
    )
    devices = Device.objects.filter(organizer=organizer).annotate(events=ArraySubquery(slugs))
    rows: QuerySet[Any] = devices.values(*DEVICE_COLUMNS, "events")
    return rows


def device_by_serial(organizer: Organizer, serial: int) -> Device:
    """The organizer's device with this number. Raises NotFound. One query."""
    known = 0 < serial <= LARGEST_SERIAL
    found = Device.objects.filter(organizer=organizer, serial=serial if known else -1).first()
    if found is None:
        raise NotFound("device_not_found", gettext_noop("There is no such device."))
    return found


def gates_of(organizer: Organizer) -> QuerySet[Gate]:
    """The organizer's gates, by name."""
    return Gate.objects.filter(organizer=organizer).order_by("name", "pk")
