"""How passwords are hashed, and how many at once: each takes 100 MB and all the processors for a moment.

A flood of sign-ins must neither take the memory of the machine nor the threads of those who are signed in already.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import hashers
from django.utils.translation import gettext_noop

from eventhub.common.errors import Unavailable

WAIT_S = 5
BUSY = gettext_noop("Too many people are signing in right now. Please try again in a few seconds.")


class Turns:
    """At most `at_once` at work in this process, as many waiting for WAIT_S, everybody else refused at once."""

    def __init__(self, at_once: int) -> None:
        self._admitted = threading.BoundedSemaphore(2 * at_once)
        self._working = threading.BoundedSemaphore(at_once)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One's turn. Raises Unavailable `busy`, which is answered with 503 and Retry-After."""
        if not self._admitted.acquire(blocking=False):
            raise _busy()
        try:
            if not self._working.acquire(timeout=WAIT_S):
                raise _busy()
            try:
                yield
            finally:
                self._working.release()
        finally:
            self._admitted.release()


def _busy() -> Unavailable:
    return Unavailable("busy", BUSY, retry_after_s=WAIT_S)


TURNS = Turns(max(settings.PASSWORD_CHECKS, 1))


class Argon2PasswordHasher(hashers.Argon2PasswordHasher):
    """Argon2, in turns."""

    def encode(self, password: str, salt: str) -> str:
        with TURNS.turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with TURNS.turn():
            return super().verify(password, encoded)
