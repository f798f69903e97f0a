"""An action begins again when somebody else was faster, and only then."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from eventhub.common.db.transactions import (
    TRIES,
    Contended,
    durable,
    insist_outside_transaction,
    write_last,
)
from eventhub.common.errors import Conflict, Invalid
from tenant.models import Tenant

pytestmark = pytest.mark.django_db
# PostgreSQL's words for what passes by itself: somebody else was faster, or our look was out of date.
PASSES = {
    "40001": "serialization failure",
    "40P01": "deadlock",
    "23503": "the row named is gone",
    "23505": "the word is taken",
    "23514": "the count was changed",
}
STAYS = {"23502": "a value is missing", "23P01": "rows overlap", "55P03": "a lock is refused", "57014": "it took too long"}  # fmt: skip


def stumble(state: str) -> None:
    """PostgreSQL refuses with this state."""
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$")


def acting(stumbles: int, trouble: Callable[[], None]) -> tuple[Callable[[], str], list[int]]:
    """An action that writes a row and meets the trouble so often, and the tries it took."""
    tries: list[int] = []

    @durable
    def act() -> str:
        tries.append(len(tries) + 1)
        Tenant.objects.create(slug="written", name="Written")
        if len(tries) <= stumbles:
            trouble()
        return "done"

    return act, tries


def written() -> int:
    return Tenant.objects.filter(slug="written").count()


@pytest.mark.parametrize("state", PASSES)
def test_what_passes_is_begun_again_and_written_once(state: str) -> None:
    act, tries = acting(TRIES - 1, lambda: stumble(state))

    assert act() == "done"
    assert tries == list(range(1, TRIES + 1))
    assert written() == 1


@pytest.mark.parametrize("state", STAYS)
def test_what_stays_wrong_is_not_tried_again(state: str) -> None:
    act, tries = acting(1, lambda: stumble(state))

    with pytest.raises(DatabaseError):
        act()

    assert (tries, written()) == ([1], 0)


def contend() -> None:
    raise Contended


def refuse() -> None:
    raise Invalid.field("name", "No.")


def test_a_change_in_the_middle_is_begun_again_and_a_refusal_is_not() -> None:
    changed, tries = acting(1, contend)
    assert (changed(), tries, written()) == ("done", [1, 2], 1)
    Tenant.objects.all().delete()

    refused, tries = acting(1, refuse)
    with pytest.raises(Invalid):
        refused()
    assert (tries, written()) == ([1], 0)


@pytest.mark.parametrize("trouble", [contend, lambda: stumble("40001"), lambda: stumble("40P01")])
def test_what_never_passes_is_busy_in_the_end(trouble: Callable[[], None]) -> None:
    act, tries = acting(TRIES, trouble)

    with pytest.raises(Conflict) as refusal:
        act()

    assert type(refusal.value) is Conflict
    assert (refusal.value.code, len(tries), written()) == ("busy", TRIES, 0)


@pytest.mark.parametrize("state", ["23503", "23505", "23514"])
def test_a_constraint_that_holds_it_up_every_time_is_a_mistake_of_ours(state: str) -> None:
    act, tries = acting(TRIES, lambda: stumble(state))

    with pytest.raises(IntegrityError):
        act()

    assert (len(tries), written()) == (TRIES, 0)


@pytest.mark.django_db(transaction=True)
def test_an_action_is_the_outermost_and_calls_nobody_from_inside() -> None:
    act, tries = acting(0, refuse)

    insist_outside_transaction()
    with transaction.atomic():
        with pytest.raises(RuntimeError):
            act()
        with pytest.raises(RuntimeError):
            insist_outside_transaction()

    assert (tries, written()) == ([], 0)


def test_what_is_written_last_is_written_once_by_the_try_that_succeeds() -> None:
    told: list[list[str]] = []
    act, _ = acting(2, contend)

    def tell(words: list[str]) -> None:
        told.append(list(words))

    @durable
    def telling() -> None:
        write_last(tell, "one")
        write_last(tell, "two")
        assert told == []
        if len(calls) < 2:
            calls.append(1)
            raise Contended

    calls: list[int] = []
    telling()
    write_last(tell, "at once")

    assert told == [["one", "two"], ["at once"]]
    assert act() == "done"
