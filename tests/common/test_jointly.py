"""Several actions of one request are one transaction: all of it is there afterwards, or nothing."""

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from eventhub.common.db.transactions import durable, insist_outside_transaction, jointly
from eventhub.common.effects import streams
from eventhub.common.errors import Conflict
from eventhub.common.models import AuditEntry, StreamEvent
from tests.make import make_organizer
from tests.people import World

pytestmark = pytest.mark.django_db(transaction=True)


@durable
def note(words: str, *, refused: bool = False) -> None:
    AuditEntry.unscoped.create(actor_kind="system", actor_label="test", action=words)
    if refused:
        raise Conflict("no", "Not now.")


def noted() -> list[str]:
    return list(AuditEntry.unscoped.order_by("pk").values_list("action", flat=True))


def seen_by_others() -> list[str]:
    """What another connection sees."""
    seen: list[str] = []

    def look() -> None:
        seen.extend(noted())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return seen


def test_all_of_it_is_there_with_the_last_of_it() -> None:
    with jointly():
        note("first")
        note("second")
        assert seen_by_others() == []

    assert seen_by_others() == ["first", "second"]


def test_what_raises_undoes_all_of_it() -> None:
    def request() -> None:
        with jointly():
            note("first")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        request()

    assert noted() == []
    note("alone")
    assert noted() == ["alone"]


def test_an_action_that_is_refused_is_undone_alone() -> None:
    with jointly():
        note("first")
        with pytest.raises(Conflict):
            note("refused", refused=True)
        note("second")

    assert noted() == ["first", "second"]


def test_what_is_marked_is_undone_as_a_whole() -> None:
    with jointly():
        note("first")
        transaction.set_rollback(True)

    assert noted() == []


@pytest.mark.parametrize("outer", [jointly, transaction.atomic])
def test_one_is_not_inside_another_transaction(outer: Callable[[], object]) -> None:
    def request() -> None:
        with outer(), jointly():  # type: ignore[attr-defined]
            note("never")

    with pytest.raises(RuntimeError):
        request()

    assert noted() == []


def test_an_outermost_action_is_not_called_by_another_one() -> None:
    @durable
    def both() -> None:
        note("inner")

    def request() -> None:
        with jointly():
            both()

    with pytest.raises(RuntimeError):
        request()

    assert noted() == []


def test_nobody_is_called_over_the_network_inside() -> None:
    with jointly(), pytest.raises(RuntimeError):
        insist_outside_transaction()


def test_what_the_database_would_refuse_at_the_end_is_met_by_the_action_itself() -> None:
    """Rows that others deleted are found at the commit otherwise, when no action can begin again."""
    gone = make_organizer("gone")
    type(gone).unscoped.filter(pk=gone.pk).delete()

    @durable
    def refer() -> None:
        AuditEntry.unscoped.create(
            actor_kind="system", actor_label="test", action="late", organizer_id=gone.pk
        )

    with jointly():
        note("first")
        with pytest.raises(IntegrityError):
            refer()
        note("second")

    assert noted() == ["first", "second"]


def test_streams_are_numbered_once_at_the_end_and_without_what_was_undone(world: World) -> None:
    @durable
    def tell(number: int, *, refused: bool = False) -> None:
        streams.publish(world.event, stream="tests", kind="told", payload={"n": number})
        if refused:
            raise Conflict("no", "Not now.")

    with jointly():
        tell(1)
        with pytest.raises(Conflict):
            tell(2, refused=True)
        tell(3)
        assert streams.last_seq(world.event.tenant_id, "tests") == 0

    told = StreamEvent.objects.filter(tenant=world.event.tenant_id, stream="tests").order_by("seq")
    assert [(one.seq, one.payload) for one in told] == [(1, {"n": 1}), (2, {"n": 3})]
