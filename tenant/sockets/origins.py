"""Whose pages may open a socket: a browser sends our visitor's cookie along with the request of any page."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tenant.access import context
from tenant.models import Organizer

STANDARD = {"http": 80, "https": 443}


def is_ours(origin: str, *, host: str) -> bool:
    """Whether pages of `origin` are our own: on a host that exists here, at the port that we are reached at.

    `host` is the handshake's Host header. A subdomain counts when there is such an organizer. One query at most.
    """
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    named = _split(origin)
    if named is None:
        return False
    scheme, name, port = named
    return (port or STANDARD[scheme]) in _our_ports(host) and _exists(name)


def _split(origin: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port of `https://host:port`; None for `null` and for what is no origin."""
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return None
    name = parts.hostname or ""
    shown = f"[{name}]" if ":" in name else name
    whole = f"{parts.scheme}://{shown}" + (f":{port}" if port is not None else "")
    if parts.scheme not in STANDARD or not name or whole != origin.lower():
        return None
    return parts.scheme, shown, port


def _our_ports(host: str) -> set[int]:
    """The ports that a page of ours can have: that of the address that was asked, and that of the settings."""
    public = urlsplit(settings.PUBLIC_URL)
    ours = {public.port or STANDARD.get(public.scheme, 80)}
    asked = _split(f"http://{host}") if host else None
    if asked is None or asked[2] is None:  # behind a proxy that ends TLS, or asked without a port
        return ours | set(STANDARD.values())
    return ours | {asked[2]}


def _exists(name: str) -> bool:
    if context.is_platform_host(name):
        return True
    slug = context.organizer_slug_of_host(name)
    return slug is not None and Organizer.unscoped.filter(slug=slug).exists()


def header(scope: Any, name: bytes) -> str | None:
    """A header of the handshake; None where it is not there."""
    found = [value for key, value in scope["headers"] if key == name]
    return found[0].decode("latin-1") if found else None
