"""Where a webhook may point: only to machines that everybody can reach, never into our own network. Pure.

A URL is judged when it is saved (its form, and an address written in it) and again before every call, by the addresses
that its name stands for at that moment: see tenant.webhooks.gateway, which connects to the very address judged here.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext_noop

LONGEST = 1024
# Below it live mail servers and their like, who may take a few lines of HTTP for orders.
HTTPS, LOWEST_FREE = 443, 1024
# IANA's registries of special-purpose addresses, multicast, and the metadata services of clouds.
CLOSED_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
# In IPv6 only the global unicast space is open, without what carries an IPv4 address or stands in manuals.
OPEN_V6 = ipaddress.IPv6Network("2000::/3")
CLOSED_V6 = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
# Networks without IPv4 reach it through this prefix; the IPv4 address in it decides.
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
CLOSED_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa")


class Refused(ValueError):
    """The destination is not allowed; the sentence says why, and nothing about our network."""


@dataclass(frozen=True)
class Destination:
    """A URL in its parts."""

    secure: bool
    host: str
    port: int
    path: str


def read(url: str, *, local: bool) -> Destination:
    """The parts of a URL that may be called. `local`: this machine is allowed too, and plain HTTP.

    Raises Refused: another scheme, a user name or password in it, an address or a name that cannot be public. Looks
    nothing up.
    """
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise Refused(gettext_noop("Write the address with ASCII characters only, 1024 at most."))
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise Refused(gettext_noop("This is not an address.")) from error
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise Refused(gettext_noop("The address must begin with https://."))
    if not host or "\\" in url or parts.username is not None or parts.password is not None:
        raise Refused(
            gettext_noop("This is not an address of a server, or it contains a user name.")
        )
    _insist_on_host(host, local=local)
    if port is not None and port != HTTPS and port < LOWEST_FREE and not (local and port):
        raise Refused(gettext_noop("Use port 443, or one from 1024 on."))
    secure = parts.scheme == "https"
    query = f"?{parts.query}" if parts.query else ""
    return Destination(
        secure, host, port or (HTTPS if secure else 80), f"{parts.path or '/'}{query}"
    )


def _insist_on_host(host: str, *, local: bool) -> None:
    written = _written_address(host)
    if written is not None:
        insist_public(written, local=local)
        return
    closed = any(host == name or host.endswith(f".{name}") for name in CLOSED_NAMES)
    if (closed or "." not in host) and not (local and host == "localhost"):
        raise Refused(gettext_noop("This name belongs to a private network."))


def _written_address(host: str) -> str | None:
    """The address that a host is written as, in any of the forms that programs understand (`127.1`, `0x7f000001`)."""
    try:
        return str(ipaddress.ip_address(host.split("%", maxsplit=1)[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None


def insist_public(address: str, *, local: bool) -> None:
    """Raises Refused for an address that is not open to everybody. `local`: loopback passes."""
    try:
        parsed = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError as error:
        raise Refused(gettext_noop("This is not an address.")) from error
    if local and parsed.is_loopback:
        return
    if not _is_public(parsed):
        raise Refused(gettext_noop("This address belongs to a private or special network."))


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in CLOSED_V4)
    if address in NAT64:
        return _is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address in OPEN_V6 and not any(address in network for network in CLOSED_V6)
