"""Sockets of one event: `?event=<organizer>/<event>`, for those who have a level in a module there."""

from collections.abc import Collection
from typing import Any

from eventhub.common.errors import Denied, NotFound
from tenant.access import context
from tenant.access.callers import Caller
from tenant.access.levels import Level
from tenant.models import Event, Organizer
from tenant.sockets import origins

NO_EVENT = "There is no such event."


def event_named(caller: Caller, *, named: str, scope: Any) -> Event:
    """The event that an address names, when it belongs to a tenant of the caller's. Raises NotFound for every other."""
    host = origins.header(scope, b"host") or ""
    organizer, slug = context.named_event(
        named, host_organizer=context.organizer_slug_of_host(host)
    )
    if not organizer or not slug or "\x00" in organizer + slug:
        raise NotFound("event_not_found", NO_EVENT)
    event = (
        Event.unscoped.select_related("organizer")
        .filter(organizer__slug=organizer, slug=slug)
        .first()
    )
    if event is None or not _of_same_tenant(caller, event):
        raise NotFound("event_not_found", NO_EVENT)
    return event


def refuse_below(caller: Caller, event: Event, *, modules: Collection[str], least: Level) -> None:
    """Raises Denied unless the caller has the level in one of the modules at the event; an application also needs to be
    allowed to read."""
    access = caller.access
    may = any(
        access.level(module, organizer_id=event.organizer_id, event=event) >= least
        for module in modules
    )
    if not may or (access.scope is not None and "read" not in access.scope):
        raise Denied(message="You may not follow this.")


def _of_same_tenant(caller: Caller, event: Event) -> bool:
    access = caller.access
    if access.everything or event.organizer_id in access.organizer_ids():
        return True
    return Organizer.objects.filter(tenant=event.tenant_id, pk__in=access.organizer_ids()).exists()
