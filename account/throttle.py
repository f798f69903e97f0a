"""Wrong tries: five per account and address in a quarter of an hour; programs with their long secrets have more."""

import hashlib

from django.core.cache import cache

TRIES, WINDOW_S = 5, 15 * 60
TRIES_OF_PROGRAMS = 50


def is_barred(*, account: str, address: str, tries: int = TRIES) -> bool:
    """Whether no further try counts now. `account`: what was typed, known or not; `address`: the network address."""
    return int(cache.get(_key(account, address), 0)) >= tries


def note_failure(*, account: str, address: str) -> None:
    """Counts a wrong try; the first one starts the quarter of an hour. Atomic in Redis and in one process's memory."""
    key = _key(account, address)
    if cache.add(key, 1, WINDOW_S):
        return
    try:
        cache.incr(key)
    except ValueError:  # its time ran out in between
        cache.set(key, 1, WINDOW_S)


def forget(*, account: str, address: str) -> None:
    """After a right password."""
    cache.delete(_key(account, address))


def _key(account: str, address: str) -> str:
    words = f"{account.strip().casefold()}\n{address}".encode("utf-8", "replace")
    return f"sign-in:{hashlib.sha256(words).hexdigest()}"
