"""Who may pass in v1. Each view declares one of these; the event in the path is resolved here, before anything else."""

from typing import Any

from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import SAFE_METHODS

from api.v1.errors import forbidden
from eventhub.common.actors import ActorKind
from eventhub.common.text import has_nul
from tenant.access.gates import Declared
from tenant.access.levels import PERMISSIONS
from tenant.access.requests import access_of
from tenant.access.rights import CHANGE_EVENT, Access
from tenant.events import event_rows
from tenant.models import Event, Organizer


def caller(request: Any) -> Access:
    """The caller's rights. Raises NotAuthenticated for nobody: before every other check (AUTH-11)."""
    access = access_of(request)
    if access.actor.kind == ActorKind.VISITOR:
        raise NotAuthenticated("Authentication credentials were not provided.")
    return access


def organizer_in_path(request: Any, view: Any) -> Organizer:
    """The organizer of the path. Raises the one refusal when it does not exist for the caller (PERM-4)."""
    access, slug = caller(request), view.kwargs["organizer"]
    known = getattr(request._request, "known_organizer", None)  # noqa: SLF001 -- where authentication left it
    if known is not None and known.slug == slug:
        return known
    found = None if has_nul(slug) else event_rows.organizer_by_slug(slug)
    if found is None or not access.belongs_to(found):
        raise forbidden()
    return found


def event_in_path(request: Any, view: Any) -> Event:
    """The event of the path. Raises the one refusal when it does not exist for the caller (PERM-5)."""
    access, kwargs = caller(request), view.kwargs
    slugs = (kwargs["organizer"], kwargs["event"])
    found = None if has_nul(list(slugs)) else event_rows.event_by_slugs(*slugs)
    if found is None or not access.sees(found):
        raise forbidden()
    return found


def event_in_organizer(request: Any, organizer: Organizer, slug: str, *, permission: str) -> Event:
    """An event that the request names besides its path. Raises the one refusal when it does not exist for the caller, or
    when they lack the right there."""
    access = access_of(request)
    found = None if has_nul(slug) else event_rows.event_by_slugs(organizer.slug, slug)
    if found is None or not access.sees(found) or not access.can_at_event(found, permission):
        raise forbidden()
    return found


def _method_exists(request: Any, view: Any) -> bool:
    """Whether the view has the method at all; where it has not, 405 tells more than 403 (PERM-7)."""
    return request.method in view.allowed_methods


class _AtEvent(Declared):
    """Resolves the event as `view.event`, then asks for the right."""

    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()

    def has_permission(self, request: Any, view: Any) -> bool:
        view.event = event = event_in_path(request, view)
        needed = self.read if request.method in SAFE_METHODS else self.write
        if needed and _method_exists(request, view):
            access = access_of(request)
            if not any(access.can_at_event(event, permission) for permission in needed):
                raise forbidden()
        return True


def requires(*permissions: str, to_write: tuple[str, ...] | str | None = None) -> type[Declared]:
    """A permission class: one of `permissions` at the event of the path; `to_write`: one of these for unsafe methods."""
    unsafe = (
        permissions
        if to_write is None
        else ((to_write,) if isinstance(to_write, str) else to_write)
    )
    _insist_known(permissions, unsafe)

    class Requires(_AtEvent):
        declares = f"v1:{'|'.join(permissions) or 'event'}/{'|'.join(unsafe)}"
        read = tuple(permissions)
        write = tuple(unsafe)

    return Requires


class ReadsEvent(Declared):
    """The event of the path itself: read by who may change it and by its devices, written by who may change it."""

    declares = "v1:event itself"

    def has_permission(self, request: Any, view: Any) -> bool:
        view.event = event = event_in_path(request, view)
        if not _method_exists(request, view):
            return True
        access = access_of(request)
        reads = request.method in SAFE_METHODS
        if not (
            access.may_read_event(event) if reads else access.can_at_event(event, CHANGE_EVENT)
        ):
            raise forbidden()
        return True


class ReadsEvents(Declared):
    """The list of an organizer's events: read by who may read any of them, added to by who may create."""

    declares = "v1:events themselves"

    def has_permission(self, request: Any, view: Any) -> bool:
        view.organizer = organizer = organizer_in_path(request, view)
        if not _method_exists(request, view):
            return True
        access = access_of(request)
        if request.method in SAFE_METHODS:
            allowed = access.events_to_read(organizer) is not None
        else:
            allowed = access.can_at_organizer(organizer, "can_create_events")
        if not allowed:
            raise forbidden()
        return True


class ForDevices(Declared):
    """Devices about themselves, and nobody else."""

    declares = "v1:device"

    def has_permission(self, request: Any, view: Any) -> bool:
        if caller(request).actor.kind != ActorKind.DEVICE:
            raise forbidden()
        return True


def requires_to_write(permission: str) -> type[Declared]:
    """Reading is for everyone who sees the event; writing needs the right."""
    return requires(to_write=permission)


def requires_somewhere(*permissions: str, to_write: str | None = None) -> type[Declared]:
    """A permission class for lists over an organizer's events: one of the rights at any of them (AMB-1).

    `to_write` is a right of the organizer itself (creating events).
    """
    _insist_known(permissions, (to_write,) if to_write else ())

    class RequiresSomewhere(Declared):
        declares = f"v1:organizer:{'|'.join(permissions)}/{to_write or ''}"

        def has_permission(self, request: Any, view: Any) -> bool:
            view.organizer = organizer = organizer_in_path(request, view)
            access = access_of(request)
            if not _method_exists(request, view):
                return True
            if to_write is not None and request.method not in SAFE_METHODS:
                allowed = access.can_at_organizer(organizer, to_write)
            else:
                allowed = any(
                    access.events_with(organizer, name) is not None for name in permissions
                )
            if not allowed:
                raise forbidden()
            return True

    return RequiresSomewhere


def requires_at_organizer(permission: str) -> type[Declared]:
    """A permission class for what belongs to the organizer itself: its right, whatever the method."""
    _insist_known((permission,))

    class RequiresAtOrganizer(Declared):
        declares = f"v1:organizer:{permission}"

        def has_permission(self, request: Any, view: Any) -> bool:
            view.organizer = organizer = organizer_in_path(request, view)
            if _method_exists(request, view) and not access_of(request).can_at_organizer(
                organizer, permission
            ):
                raise forbidden()
            return True

    return RequiresAtOrganizer


class AnyCaller(Declared):
    """Everyone who is known; the view shows them only what is theirs."""

    declares = "v1:known"

    def has_permission(self, request: Any, view: Any) -> bool:
        caller(request)
        return True


class OrganizerMember(Declared):
    """Everyone who has a place in the organizer of the path."""

    declares = "v1:organizer"

    def has_permission(self, request: Any, view: Any) -> bool:
        view.organizer = organizer_in_path(request, view)
        return True


def _insist_known(*groups: tuple[str, ...]) -> None:
    for name in (name for group in groups for name in group):
        if name not in PERMISSIONS:
            raise ValueError(f"{name!r} is not a right of a team.")
