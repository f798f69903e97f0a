"""A registration follows its order until an organizer decides otherwise; then it stays where the organizer put it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventhub.common.actors import SYSTEM, Actor
from eventhub.common.errors import Conflict, NotFound
from eventhub.common.models import AuditEntry
from register.actions import registrations
from register.checkin.actions.scans import ScanRequest, redeem
from register.enums import RegistrationStatus as Status
from register.models import Registration
from register.registration_states import (
    DECIDED,
    DECISIONS,
    ENDS,
    MOVES,
    ORDER_VERBS,
    Standing,
    Verb,
    begun,
    moved,
    steps,
)
from shop.actions import orders
from shop.models import BlockedSecret, Order, OrderPosition
from tests.make import make_event, make_list, make_order, make_organizer, make_shop

by_an_order = st.sampled_from(sorted(ORDER_VERBS))
any_verb = st.sampled_from(list(Verb))
# A busy machine is no fault of the table.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


# --- The table ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "verb", "target"),
    [
        ("draft", "await_payment", "pending_payment"),
        ("draft", "confirm", "active"),
        ("pending_payment", "confirm", "active"),
        ("pending_payment", "expire", "expired"),
        ("pending_payment", "withdraw", "cancelled"),
        ("active", "await_payment", "pending_payment"),
        ("active", "withdraw", "cancelled"),
        ("active", "expire", None),
        ("expired", "confirm", "active"),
        ("expired", "await_payment", "pending_payment"),
        ("cancelled", "confirm", "active"),
        ("waitlisted", "invite", "pending_payment"),
        ("waitlisted", "confirm", None),
        ("active", "defer", "deferred"),
        ("active", "transfer", "transferred"),
        ("active", "refund", "refunded"),
        ("pending_payment", "defer", None),
        ("pending_payment", "refund", None),
        ("deferred", "reactivate", "pending_payment"),
        ("deferred", "cancel", None),
        ("transferred", "reactivate", None),
        ("refunded", "reactivate", None),
    ],
)
def test_where_a_verb_leads(status: str, verb: str, target: str | None) -> None:
    after = moved(Standing(Status(status)), Verb(verb))

    assert (None if after is None else after.status) == target


def test_every_verb_leads_somewhere_and_has_a_word() -> None:
    assert set(MOVES) == set(registrations.TRAIL) == set(Verb)
    assert all(MOVES.values())


@pytest.mark.parametrize("order", ["n", "p", "e", "c"])
def test_a_new_registration_begins_where_its_order_is(order: str) -> None:
    words = {"n": "pending_payment", "p": "active", "e": "expired", "c": "cancelled"}

    assert begun(order) == words[order]


@patient
@given(status=st.sampled_from(sorted(DECIDED | {Status.CANCELED})), verbs=st.lists(by_an_order))
def test_no_order_moves_what_an_organizer_decided(status: Status, verbs: list[Verb]) -> None:
    standing = Standing(status, by_hand=True)

    assert [moved(standing, verb) for verb in verbs] == [None] * len(verbs)


@patient
@given(verbs=st.lists(any_verb, max_size=12))
def test_no_walk_through_the_table_brings_back_an_end_or_forgets_who_decided(
    verbs: list[Verb],
) -> None:
    standing = Standing(Status.DRAFT)
    for verb in verbs:
        after = moved(standing, verb)
        if after is None:
            continue
        assert standing.status not in ENDS
        assert after.status != standing.status
        assert after.by_hand == (verb in DECISIONS)
        assert after.by_hand or after.status not in DECIDED
        assert not (standing.by_hand and verb in ORDER_VERBS)
        standing = after


def test_the_organizer_is_told_what_can_be_done() -> None:
    assert steps(Standing(Status.ACTIVE)) == ("cancelled", "deferred", "refunded")
    assert steps(Standing(Status.DEFERRED, by_hand=True)) == ("active",)
    assert steps(Standing(Status.TRANSFERRED, by_hand=True)) == ()


# --- With an order -----------------------------------------------------------------------------------------------------


@pytest.fixture
def event(db):
    return make_event(make_organizer())


@pytest.fixture
def item(event):
    return make_shop(event)


def registration(event, **filters):
    return Registration.objects.get(event=event, **filters)


def told(event):
    """The trail of the event's registrations, oldest first."""
    entries = AuditEntry.objects.filter(event=event, action__startswith="registration.")
    return list(entries.order_by("pk").values_list("action", "data__from", "data__to"))


def test_an_order_takes_its_registration_along(event, item):
    order = make_order(event, item, paid=False)
    seen = [registration(event).status]

    for step in (orders.mark_paid, orders.mark_pending, orders.mark_paid, orders.cancel_order):
        step(event, code=order.code, actor=SYSTEM)
        seen.append(registration(event).status)
    orders.reactivate_order(event, code=order.code, actor=SYSTEM)

    assert seen == ["pending_payment", "active", "pending_payment", "active", "cancelled"]
    back = registration(event)
    assert (back.status, back.by_hand) == (
        {"n": "pending_payment", "p": "active"}[Order.objects.get(event=event).status],
        False,
    )
    assert told(event) == [
        ("registration.confirmed", "pending_payment", "active"),
        ("registration.payment_awaited", "active", "pending_payment"),
        ("registration.confirmed", "pending_payment", "active"),
        ("registration.withdrawn", "active", "cancelled"),
        (told(event)[4][0], "cancelled", back.status),
    ]
    entry = AuditEntry.objects.filter(event=event, action="registration.confirmed").first()
    assert entry is not None
    assert entry.data["order"] == order.code
    assert (entry.object_type, entry.object_id) == ("register.Registration", back.pk)


def test_a_canceled_position_cancels_its_registration_alone(event, item):
    order = make_order(event, item, count=2)
    first, second = OrderPosition.objects.filter(order=order).order_by("positionid")
    OrderPosition.objects.filter(order=order, pk=first.pk).update(canceled=True)

    orders.mark_pending(event, code=order.code, actor=SYSTEM)

    assert registration(event, position=first).status == "cancelled"
    assert registration(event, position=second).status == "pending_payment"


@pytest.mark.parametrize("status", [*sorted(DECIDED), "cancelled"])
def test_money_never_revives_whom_an_organizer_sent_away(event, item, status):
    order = make_order(event, item, paid=False)
    Registration.objects.filter(event=event).update(status=status, by_hand=True)

    for step in (
        orders.mark_paid, orders.mark_pending, orders.mark_paid, orders.cancel_order,
        orders.reactivate_order,
    ):  # fmt: skip
        step(event, code=order.code, actor=SYSTEM)

        assert (registration(event).status, registration(event).by_hand) == (status, True)
    assert told(event) == []


@pytest.mark.parametrize(
    ("status", "by_hand"),
    [
        ("gone", False),
        ("active", True),
        ("expired", True),
        ("deferred", False),
        ("refunded", False),
    ],
)
def test_the_database_knows_the_states_and_who_may_decide_them(event, item, status, by_hand):
    make_order(event, item)

    with pytest.raises(IntegrityError, match="register_registration_"), transaction.atomic():
        Registration.objects.filter(event=event).update(status=status, by_hand=by_hand)

    assert registration(event).status == "active"


# --- By an organizer ---------------------------------------------------------------------------------------------------


def test_somebody_defers_and_comes_back(event, item):
    order = make_order(event, item)
    alice = Actor("user", 7, "alice@example.org")
    code = registration(event).code

    deferred = registrations.defer_registration(event, code=code, actor=alice, note="ill")
    orders.mark_pending(event, code=order.code, actor=SYSTEM)
    back = registrations.reactivate_registration(event, code=code, actor=alice)

    assert (deferred.status, back.status) == ("deferred", "pending_payment")
    orders.mark_paid(event, code=order.code, actor=SYSTEM)
    assert registration(event).status == "active"
    assert told(event) == [
        ("registration.deferred", "active", "deferred"),
        ("registration.reactivated", "deferred", "pending_payment"),
        ("registration.confirmed", "pending_payment", "active"),
    ]
    first = AuditEntry.objects.filter(event=event, action="registration.deferred").get()
    assert (first.actor_label, first.data["note"]) == ("alice@example.org", "ill")


@pytest.mark.parametrize(
    "decide",
    [
        registrations.cancel_registration,
        registrations.defer_registration,
        registrations.refund_registration,
    ],
)
def test_the_ticket_of_whom_an_organizer_sent_away_opens_no_door(event, item, decide):
    secret = OrderPosition.objects.get(order=make_order(event, item)).secret
    before = Order.objects.get(event=event)
    door = make_list(event)

    decide(event, code=registration(event).code, actor=SYSTEM)

    assert redeem(door, scan=ScanRequest(secret), actor=SYSTEM).reason == "blocked"
    assert registration(event).attendance == "not_arrived"
    assert BlockedSecret.objects.get(event=event, secret=secret).blocked  # scanners without network
    after = Order.objects.get(event=event)
    assert (after.status, after.total) == (before.status, before.total)


def test_the_ticket_of_whom_an_organizer_brings_back_opens_the_door(event, item):
    order = make_order(event, item)
    position = OrderPosition.objects.get(order=order)
    orders.block_position(event, position_id=position.pk, name="admin", actor=SYSTEM)
    code = registration(event).code
    registrations.cancel_registration(event, code=code, actor=SYSTEM)
    registrations.reactivate_registration(event, code=code, actor=SYSTEM)
    position.refresh_from_db()

    assert position.blocked == ["admin"]  # somebody else's block stays
    orders.unblock_position(event, position_id=position.pk, name="admin", actor=SYSTEM)
    scan = redeem(make_list(event), scan=ScanRequest(position.secret), actor=SYSTEM)
    assert scan.ok


def test_a_step_that_leads_nowhere_is_refused_with_what_can_be_done(event, item):
    make_order(event, item, paid=False)
    code = registration(event).code

    with pytest.raises(Conflict) as refusal:
        registrations.defer_registration(event, code=code, actor=SYSTEM)

    assert refusal.value.code == "bad_transition"
    assert refusal.value.context == {"from": "pending_payment", "allowed": ("cancelled",)}
    assert registration(event).status == "pending_payment"
    assert told(event) == []


def test_nobody_comes_back_without_an_order_or_a_position(event, item):
    gone = make_order(event, item)
    orders.cancel_order(event, code=gone.code, actor=SYSTEM)
    live = make_order(event, item)
    position = OrderPosition.objects.get(order=live)
    code = registration(event, position=position).code
    registrations.cancel_registration(event, code=code, actor=SYSTEM)
    OrderPosition.objects.filter(order=live).update(canceled=True)

    with pytest.raises(Conflict) as first:
        registrations.reactivate_registration(
            event, code=registration(event, position__order=gone).code, actor=SYSTEM
        )
    with pytest.raises(Conflict) as second:
        registrations.reactivate_registration(event, code=code, actor=SYSTEM)

    assert (first.value.code, second.value.code) == ("order_not_live", "position_canceled")
    assert set(Registration.objects.filter(event=event).values_list("status", flat=True)) == {
        "cancelled"
    }


def test_a_registration_of_another_event_does_not_exist(event, item):
    make_order(event, item)
    other = make_event(event.organizer, "other")

    with pytest.raises(NotFound):
        registrations.cancel_registration(other, code=registration(event).code, actor=SYSTEM)

    assert registration(event).status == "active"


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_wins_and_the_other_hears_what_happened():
    event = make_event(make_organizer())
    make_order(event, make_shop(event))
    code = registration(event).code
    verbs = [
        registrations.cancel_registration,
        registrations.defer_registration,
        registrations.refund_registration,
    ] * 2

    def decide(verb):
        try:
            return verb(event, code=code, actor=SYSTEM).status
        except Conflict as refusal:
            return refusal.code, refusal.context["from"]
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(verbs)) as pool:
        answers = list(pool.map(decide, verbs))

    # A cancellation that came first leaves room for one refund; nothing else follows upon anything.
    won = [answer for answer in answers if isinstance(answer, str)]
    assert won in (["deferred"], ["refunded"]) or Counter(won) <= Counter(["cancelled", "refunded"])
    assert registration(event).status in won
    assert len(told(event)) == len(won)
    lost = [answer for answer in answers if not isinstance(answer, str)]
    assert {code for code, _ in lost} == {"bad_transition"}
    assert {state for _, state in lost} <= set(won)


@pytest.mark.django_db(transaction=True)
def test_an_order_that_is_paid_while_somebody_defers_does_not_undo_it():
    event = make_event(make_organizer())
    order = make_order(event, make_shop(event))
    code = registration(event).code

    def defer():
        try:
            return registrations.defer_registration(event, code=code, actor=SYSTEM).status
        except Conflict as refusal:
            return refusal.context["from"]
        finally:
            connections["default"].close()

    def wait_and_pay():
        try:
            orders.mark_pending(event, code=order.code, actor=SYSTEM)
            orders.mark_paid(event, code=order.code, actor=SYSTEM)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(2) as pool:
        paying, deferring = pool.submit(wait_and_pay), pool.submit(defer)
        paying.result()
        answer = deferring.result()

    wanted = {"deferred": "deferred", "pending_payment": "active"}[answer]
    assert registration(event).status == wanted
