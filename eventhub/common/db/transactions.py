"""The outermost transaction of an action, and of a request whose answer is kept with what it did."""

import contextlib
import functools
import random
import threading
import time
from collections.abc import Callable, Iterator
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
    a serialization failure, or a constraint that what others did meanwhile would break. Within `jointly` that is a part
    of the request's transaction, undone and begun again by itself. Raises RuntimeError inside any other transaction, and
    after TRIES tries Conflict `busy`; IntegrityError when a constraint holds it up every time.
    """
    alone = transaction.atomic(durable=True)(_with_last_writes(action))
    joined = transaction.atomic(_as_a_part(_with_last_writes(action)))

    @functools.wraps(action)
    def begin(*args: P.args, **kwargs: P.kwargs) -> R:
        inside = joined if _joint.open else alone
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


class _Joint(threading.local):
    """Whether this thread's actions belong to one transaction."""

    open = False


_joint = _Joint()


@contextlib.contextmanager
def jointly() -> Iterator[None]:
    """One transaction for all actions of the block, and for what else is written in it: all or nothing of it is there
    when the process dies. An action that is refused inside is undone alone. Undone as a whole when the block raises, or
    was marked so (`transaction.set_rollback`). Raises RuntimeError inside another transaction.

    Locks are held to the end of the block, so it must be short, and nothing in it is asked over the network.
    """
    with transaction.atomic(durable=True), _writing_last():
        _joint.open = True
        try:
            yield
        finally:
            _joint.open = False


def _as_a_part(action: Callable[P, R]) -> Callable[P, R]:
    """The action as one of several of a request. The database would look at deferred constraints at the commit; an
    action that can begin again wants to know before. What the action calls may not be outermost in its turn."""

    @functools.wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        _joint.open = False
        try:
            result = action(*args, **kwargs)
        finally:
            _joint.open = True
        if not transaction.get_rollback():
            connection.check_constraints()
        return result

    return run


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
Kept = dict[LastWrite, list[Any]]


class _LastWrites(threading.local):
    """What the action that runs in this thread keeps for its end."""

    kept: Kept | None = None


_last_writes = _LastWrites()


def write_last(write: LastWrite, item: Any) -> None:
    """Calls `write([item, ...])` with all such items as the last thing before the running `durable` action commits, or
    the transaction of `jointly` that it belongs to; at once where neither runs. For rows that everybody wants: their lock
    is then held for one statement and the commit. Nothing is written when the action raises, or undoes what it did."""
    if _last_writes.kept is None:
        write([item])
    else:
        _last_writes.kept.setdefault(write, []).append(item)


@contextlib.contextmanager
def _writing_last() -> Iterator[None]:
    """Writes at the end what was kept in the block; in a larger block, hands it on to that one's end."""
    outer = _last_writes.kept
    _last_writes.kept = {}
    try:
        yield
        kept: Kept = {} if transaction.get_rollback() else _last_writes.kept
    finally:
        _last_writes.kept = outer
    for write, items in kept.items():
        if outer is None:
            write(items)
        else:
            outer.setdefault(write, []).extend(items)


def _with_last_writes(action: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with _writing_last():
            return action(*args, **kwargs)

    return run
