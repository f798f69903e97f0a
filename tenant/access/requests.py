"""What a request carries: its caller's rights and its event, each resolved once."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from eventhub.common.actors import VISITOR, Actor
from tenant.access import context, rights
from tenant.access.levels import Level
from tenant.models import Event, Organizer


def access_of(request: Any) -> rights.Access:
    """The caller's rights. A token's were resolved by its authentication; a person's are read on first use."""
    if isinstance(getattr(request, "auth", None), rights.Access):
        return request.auth  # type: ignore[no-any-return]
    plain = getattr(request, "_request", request)
    if not hasattr(plain, "access"):
        user = getattr(request, "user", None)
        signed_in = user is not None and user.is_authenticated
        plain.access = rights.of_user(user) if signed_in else rights.Access(actor=VISITOR)
    return plain.access  # type: ignore[no-any-return]


def actor_of(request: Any) -> Actor:
    """Who is asking, for the audit trail."""
    return access_of(request).actor


def event_of(request: Any) -> Event:
    """The request's event, resolved once. Raises as `context.resolve_event`."""
    plain = getattr(request, "_request", request)
    if not hasattr(plain, "resolved_event"):
        plain.resolved_event = context.resolve_event(
            access=access_of(request),
            host_organizer=getattr(plain, "host_organizer", None),
            header=plain.headers.get("X-Event", ""),
            session_choice=_session_choice(plain),
        )
    return plain.resolved_event  # type: ignore[no-any-return]


def organizer_of(request: Any) -> Organizer:
    """The request's organizer: the one that `?organizer=<slug>` names, else its event's, else the caller's only one.

    Raises NotFound for an organizer that does not exist for the caller, and when nothing names one.
    """
    plain = getattr(request, "_request", request)
    if not hasattr(plain, "resolved_organizer"):
        plain.resolved_organizer = context.resolve_organizer(
            access=access_of(request),
            name=plain.GET.get("organizer", ""),
            event=lambda: event_of(request),
        )
    return plain.resolved_organizer  # type: ignore[no-any-return]


def may_set_protected(request: Any, organizer: Organizer) -> bool:
    """Whether the caller may set what events and dates say for protected properties."""
    return access_of(request).can_at_organizer(organizer, "can_change_organizer_settings")


def _session_choice(request: HttpRequest) -> str:
    session = getattr(request, "session", None)
    return session.get(context.SESSION_KEY, "") if session is not None else ""


def lazy_event(request: HttpRequest) -> Any:
    """`request.current_event`: nothing is read until somebody looks."""
    return SimpleLazyObject(lambda: event_of(request))


def check_permission(request: Any, module: str) -> Level:
    """The caller's level in a module at the current event. Raises ValueError for a word that is no module."""
    event = event_of(request)
    return access_of(request).level(module, organizer_id=event.organizer_id, event=event)
