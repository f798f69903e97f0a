"""Wrong tries: five per account and network in a quarter of an hour, fifty per network; programs have more.

A network is one address of IPv4, or a /64 of IPv6: that much a single household is given.
"""

import hashlib
import ipaddress

from django.core.cache import cache

TRIES, WINDOW_S = 5, 15 * 60
TRIES_OF_NETWORK = 50
TRIES_OF_PROGRAMS = 50
IPV6_PREFIX = 64


def admits(*, account: str, address: str) -> bool:
    """Counts a try before it is made, so that tries at the same moment cannot pass together; whether it may be made.

    `account`: what was typed, known or not; `address`: the network address. What turns out right is to be taken back
    (`forget`). The first try starts the quarter of an hour.
    """
    of_account, of_network = _keys(account, address)
    return _count(of_account) <= TRIES and _count(of_network) <= TRIES_OF_NETWORK


def forget(*, account: str, address: str) -> None:
    """After a right password: its try and the account's wrong ones do not count."""
    of_account, of_network = _keys(account, address)
    cache.delete(of_account)
    _add(of_network, -1)


def take_back(*, account: str, address: str) -> None:
    """A try that was not made after all does not count; earlier ones do."""
    for key in _keys(account, address):
        _add(key, -1)


def is_barred(*, account: str, address: str, tries: int = TRIES) -> bool:
    """Whether no further try counts now; for programs, whose wrong ones alone are counted (`note_failure`)."""
    return int(cache.get(_keys(account, address)[0], 0)) >= tries


def note_failure(*, account: str, address: str) -> None:
    """Counts a wrong try of a program. Atomic in Redis and in one process's memory."""
    _count(_keys(account, address)[0])


def _count(key: str) -> int:
    return 1 if cache.add(key, 1, WINDOW_S) else _add(key, 1)


def _add(key: str, number: int) -> int:
    try:
        return int(cache.incr(key, number))
    except ValueError:  # its time ran out in between
        cache.set(key, max(number, 0), WINDOW_S)
        return number


def _keys(account: str, address: str) -> tuple[str, str]:
    """What the tries of the account from this network, and all from this network, are counted under."""
    network = _network(address)
    return _key(account.strip().casefold(), network), _key("", network)


def _key(account: str, network: str) -> str:
    words = f"{account}\n{network}".encode("utf-8", "replace")
    return f"sign-in:{hashlib.sha256(words).hexdigest()}"


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))
