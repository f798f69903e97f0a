"""The one resolver of organizer and event, for HTTP and sockets alike.

Order: the host (a custom domain, or `<organizer>.<platform host>`), then the `X-Event` header (`event` on an
organizer's host, `organizer/event` on the platform's), then the session's choice, then the only event a token or a
person reaches, then the organizer's default event.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_noop

from eventhub.common.errors import Denied, NotFound
from tenant.access.rights import Access
from tenant.models import Event, Host, Organizer

HOST_CACHE_S = 60
# What can be a domain at all: whatever else somebody sends is neither looked up nor kept.
HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*")
SESSION_KEY = "event"
LOOPBACK = ("127.0.0.1", "[::1]", "localhost")
NO_EVENT = gettext_noop("There is no event here. Choose one first.")


def bare_host(host: str) -> str:
    """A Host header without its port, lower case: `Example.org:8000` is `example.org`."""
    host = host.lower().rstrip(".")
    if host.startswith("["):
        return host.split("]")[0] + "]"
    return host.rsplit(":", 1)[0] if ":" in host else host


def organizer_slug_of_host(host: str) -> str | None:
    """The organizer that a host belongs to: a subdomain of the platform host or a verified domain. None otherwise."""
    name = bare_host(host)
    suffix = f".{settings.PLATFORM_HOST}"
    if is_platform_host(host):
        return None
    if name.endswith(suffix):
        return name.removesuffix(suffix)
    if not HOST.fullmatch(name):
        return None
    key = f"host:{name}"
    slug = cache.get(key)
    if slug is None:
        slug = (
            Host.unscoped.filter(host__iexact=name)
            .values_list("organizer__slug", flat=True)
            .first()
            or ""
        )
        if slug:  # strangers cannot fill the cache with names of their own
            cache.set(key, slug, HOST_CACHE_S)
    return slug or None


def is_platform_host(host: str) -> bool:
    """Whether the host is the platform's own: its name, that of OAuth, an extra name of the settings, or this machine's
    loopback."""
    name = bare_host(host)
    if name in {settings.PLATFORM_HOST, settings.OAUTH_HOST} or name in settings.EXTRA_HOSTS:
        return True
    return settings.PLATFORM_HOST == "localhost" and name in LOOPBACK


def is_oauth_host(host: str) -> bool:
    """Whether OAuth answers on the host: the one that the settings name, else wherever the platform does."""
    if settings.OAUTH_HOST == settings.PLATFORM_HOST:
        return is_platform_host(host)
    return bare_host(host) == settings.OAUTH_HOST


def host_is_ours(host: str) -> bool:
    """Whether we answer on this host at all."""
    return is_platform_host(host) or organizer_slug_of_host(host) is not None


def forget_host(host: str) -> None:
    """Makes a change of a domain felt at once."""
    cache.delete(f"host:{bare_host(host)}")


def named_event(header: str, *, host_organizer: str | None) -> tuple[str | None, str]:
    """What an `X-Event` header says: (organizer slug or None, event slug)."""
    first, _, second = header.partition("/")
    if second:
        return first, second
    return host_organizer, first


def resolve_event(
    *, access: Access, host_organizer: str | None, header: str = "", session_choice: str = ""
) -> Event:
    """The event that a request is about.

    Raises NotFound `no_current_event` when nothing names one, NotFound `event_not_found` for an event that does not
    exist for the caller, Denied `event_mismatch` when the header contradicts the only event a token is bound to.
    """
    for words in (header, session_choice):
        if not words:
            continue
        organizer, slug = named_event(words, host_organizer=host_organizer)
        if event := _visible(access, organizer=organizer or only_organizer_slug(access), slug=slug):
            return event
        if words is header:
            if len(_bound_events(access)) == 1:
                raise Denied("event_mismatch", gettext_noop("This key belongs to another event."))
            raise NotFound(
                "event_not_found", gettext_noop("There is no such event, or not for you.")
            )
    return _fallback(access, organizer=host_organizer or only_organizer_slug(access))


def resolve_organizer(*, access: Access, name: str, event: Callable[[], Event]) -> Organizer:
    """The organizer called `name`; without a name that of the current event (`event` finds it), else the caller's only
    one. Raises NotFound `organizer_not_found`, and as `resolve_event`."""
    if name:
        return organizer_named(name, access=access)
    try:
        return event().organizer
    except NotFound as error:
        only = only_organizer_slug(access) if error.code == "no_current_event" else None
        if only is None:
            raise
        return organizer_named(only, access=access)


def organizer_named(slug: str, *, access: Access) -> Organizer:
    """The organizer with this slug. Raises NotFound when there is none, or none that the caller belongs to."""
    found = None if "\x00" in slug else Organizer.unscoped.filter(slug=slug).first()
    if found is None or not access.belongs_to(found):
        raise NotFound(
            "organizer_not_found", gettext_noop("There is no such organizer, or not for you.")
        )
    return found


def only_organizer_slug(access: Access) -> str | None:
    """The organizer's slug when the caller belongs to exactly one."""
    if access.everything:
        slugs = list(Organizer.unscoped.values_list("slug", flat=True)[:2])
    else:
        slugs = list(
            Organizer.unscoped.filter(pk__in=access.organizer_ids()).values_list("slug", flat=True)[
                :2
            ]
        )
    return slugs[0] if len(slugs) == 1 else None


def _bound_events(access: Access) -> frozenset[int]:
    """The events that a caller with nothing but listed events reaches; empty for everybody else."""
    if (
        access.everything
        or access.memberships
        or any(team.event_ids is None for team in access.teams)
    ):
        return frozenset()
    return frozenset().union(*(team.event_ids or () for team in access.teams))


def _visible(access: Access, *, organizer: str | None, slug: str) -> Event | None:
    if organizer is None or "\x00" in organizer or "\x00" in slug:
        return None
    event = (
        Event.unscoped.select_related("organizer")
        .filter(organizer__slug=organizer, slug=slug)
        .first()
    )
    return event if event is not None and access.sees(event) else None


def _fallback(access: Access, *, organizer: str | None) -> Event:
    bound = _bound_events(access)
    query = Event.unscoped.select_related("organizer")
    if len(bound) == 1:
        return query.get(pk=next(iter(bound)))
    if organizer is not None:
        own = [
            event
            for event in query.filter(organizer__slug=organizer).order_by("pk")[:50]
            if access.sees(event)
        ]
        default = next(
            (event for event in own if event.pk == event.organizer.default_event_id), None
        )
        if default is not None:
            return default
        if len(own) == 1:
            return own[0]
    raise NotFound("no_current_event", NO_EVENT)
