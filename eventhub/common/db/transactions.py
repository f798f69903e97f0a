"""The outermost transaction of an action."""

import functools
import random
import threading
import time
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext_noop

from eventhub.common.errors import Conflict

P = ParamSpec("P")
R = TypeVar("R")
TRIES = 6
# PostgreSQL's words for "nothing is wrong, but somebody else was faster; begin again".
SERIALIZATION_FAILURE, DEADLOCK_DETECTED = "40001", "40P01"
# A look that was out of date: the row named was deleted, the word is taken, the count was already changed. With a fresh
# look the action refuses it by name; what comes back every time is a mistake of ours.
FOREIGN_KEY, UNIQUE, CHECK = "23503", "23505", "23514"
PASSING = frozenset({SERIALIZATION_FAILURE, DEADLOCK_DETECTED, FOREIGN_KEY, UNIQUE, CHECK})


class Contended(Conflict):
    """The action met a change in the middle and must begin again with a fresh look. Never reaches a caller as such:
    after several tries it is a plain `busy`."""

    code = "busy"


def durable(action: Callable[P, R]) -> Callable[P, R]:
    """Runs the action in an outermost transaction of its own, again from the start when it met `Contended`, a deadlock,
    a serialization failure, or a constraint that what others did meanwhile would break. Raises RuntimeError inside
    another transaction, and after TRIES tries Conflict `busy`; IntegrityError when a constraint holds it up every time.
    """
    inside = transaction.atomic(durable=True)(_with_last_writes(action))

    @functools.wraps(action)
    def begin(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, TRIES + 1):
            try:
                return inside(*args, **kwargs)
            except (Contended, OperationalError, IntegrityError) as error:
                if not _may_pass(error):
                    raise
                if attempt == TRIES:
                    if isinstance(error, IntegrityError):
                        raise
                    raise Conflict(
                        "busy",
                        gettext_noop("Too many people are doing this right now. Please try again."),
                    ) from error
                time.sleep(random.uniform(0, 0.02 * attempt))  # noqa: S311 -- spreads the tries, no secret
        raise AssertionError("the loop above returns or raises")

    return begin


def insist_outside_transaction() -> None:
    """Before a call over the network: raises RuntimeError inside a transaction, whose locks would wait for a server that
    is not ours. The transaction that Django's test cases wrap around each test does not count, as with `durable`."""
    blocks = connection.atomic_blocks
    ours = [block for block in blocks if not block._from_testcase]  # type: ignore[attr-defined]  # noqa: SLF001 -- as Django's own durable check
    if ours:
        raise RuntimeError("Nothing is called over the network inside a transaction.")


def _may_pass(error: Exception) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, Contended) or state in PASSING


# --- What is written last ------------------------------------------------------------------------------------------------

LastWrite = Callable[[list[Any]], None]


class _LastWrites(threading.local):
    """What the action that runs in this thread keeps for its end."""

    kept: dict[LastWrite, list[Any]] | None = None


_last_writes = _LastWrites()


def write_last(write: LastWrite, item: Any) -> None:
    """Calls `write([item, ...])` with all such items as the last thing before the running `durable` action commits; at
    once where no such action runs. For rows that everybody wants: their lock is then held for one statement and the
    commit. Nothing is written when the action raises, or undoes what it did."""
    if _last_writes.kept is None:
        write([item])
    else:
        _last_writes.kept.setdefault(write, []).append(item)


def _with_last_writes(action: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        _last_writes.kept = {}
        try:
            result = action(*args, **kwargs)
            kept = {} if transaction.get_rollback() else _last_writes.kept
        finally:
            _last_writes.kept = None
        for write, items in kept.items():
            write(items)
        return result

    return run
