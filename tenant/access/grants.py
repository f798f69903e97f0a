"""Who may give which rights: nobody grants more than they hold. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from tenant.access.levels import BY_NAME, Level
from tenant.access.rights import Access
from tenant.models import Event, Organizer

# These rights are about the organizer as a whole, whichever events a team is limited to.
OF_THE_ORGANIZER = frozenset(
    {"can_create_events", "can_change_teams", "can_change_organizer_settings"}
)


@dataclass(frozen=True)
class Grant:
    """What a team gives to its members. `events` None: all events of the organizer, those of the future too."""

    permissions: frozenset[str]
    modules: dict[str, str]
    events: tuple[Event, ...] | None

    def reaches(self, event_id: int | None) -> bool:
        """Whether the grant holds for the event (None: for all events)."""
        return self.events is None or (
            event_id is not None and any(event.pk == event_id for event in self.events)
        )


NOTHING = Grant(frozenset(), {}, ())


def excess(
    granted: Grant, *, before: Grant, granter: Access, organizer: Organizer
) -> Collection[str]:
    """The rights that `granted` gives beyond `before` and that the granter does not hold, in words; empty: all well."""
    places: tuple[Event | None, ...] = (None,) if granted.events is None else granted.events
    return sorted(
        _permissions(granted, before, granter, organizer, places)
        | _modules(granted, before, granter, organizer, places)
    )


def _permissions(
    granted: Grant,
    before: Grant,
    granter: Access,
    organizer: Organizer,
    places: tuple[Event | None, ...],
) -> set[str]:
    missing = set()
    for permission in granted.permissions:
        if permission in OF_THE_ORGANIZER:
            known = permission in before.permissions
            held = known or granter.can_at_organizer(organizer, permission)
        else:
            held = all(
                (permission in before.permissions and before.reaches(place.pk if place else None))
                or _holds(granter, organizer, permission, place)
                for place in places
            )
        if not held:
            missing.add(permission)
    return missing


def _holds(granter: Access, organizer: Organizer, permission: str, place: Event | None) -> bool:
    if place is not None:
        return granter.can_at_event(place, permission)
    return granter.can_everywhere(organizer, permission)


def _modules(
    granted: Grant,
    before: Grant,
    granter: Access,
    organizer: Organizer,
    places: tuple[Event | None, ...],
) -> set[str]:
    return {
        f"{module}: {word}"
        for module, word in granted.modules.items()
        for place in places
        if BY_NAME[word]
        > max(
            _level(before, module) if before.reaches(place.pk if place else None) else Level.NONE,
            granter.level(module, organizer_id=organizer.pk, event=place),
        )
    }


def _level(grant: Grant, module: str) -> Level:
    return BY_NAME[grant.modules.get(module, "none")]
