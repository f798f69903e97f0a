"""At the door: every ticket once, every scan remembered, every mistake undone."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone

from eventhub.common.actors import SYSTEM
from eventhub.common.errors import Conflict, Gone, Invalid, NotFound
from eventhub.common.models import AuditEntry
from register.checkin.actions.annulment import UNDO_TIME, undo
from register.checkin.actions.scans import ScanRequest, redeem, redeem_at
from register.models import CheckIn, Registration
from shop.models import Order, OrderPosition, Question
from tenant.models import Webhook
from tests.make import (
    make_event,
    make_item,
    make_list,
    make_order,
    make_organizer,
    make_question,
    make_shop,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(make_organizer())


@pytest.fixture
def item(event):
    return make_shop(event)


@pytest.fixture
def door(event):
    return make_list(event)


def ticket(order) -> str:
    return OrderPosition.objects.get(order=order).secret


def scan(door, secret, **fields):
    return redeem(door, scan=ScanRequest(secret, **fields), actor=SYSTEM)


def test_a_paid_ticket_comes_in_and_a_second_scan_says_when(event, item, door):
    order = make_order(event, item)
    before = Order.objects.get(pk=order.pk, event=event).last_modified

    first = scan(door, ticket(order))
    second = scan(door, ticket(order))

    assert first.ok
    assert (second.reason, second.previous) == ("already_redeemed", first.checkin)
    registration = Registration.objects.get(event=event)
    assert (registration.attendance, registration.checked_in_at) == (
        "checked_in",
        first.checkin.datetime,
    )
    assert list(
        CheckIn.objects.filter(event=event).order_by("pk").values_list("successful", "error_reason")
    ) == [
        (True, ""),
        (False, "already_redeemed"),
    ]
    assert Order.objects.get(pk=order.pk, event=event).last_modified > before


def test_the_same_scan_sent_again_gets_the_first_answer(event, item, door):
    secret = ticket(make_order(event, item))

    first, again = scan(door, secret, nonce="n1"), scan(door, secret, nonce="n1")

    assert (again.ok, again.replay, again.checkin) == (True, True, first.checkin)
    assert CheckIn.objects.filter(event=event).count() == 1


def test_a_refused_scan_sent_again_is_still_refused(event, item, door):
    secret = ticket(make_order(event, item, paid=False))

    first, again = scan(door, secret, nonce="n1"), scan(door, secret, nonce="n1")

    assert (first.reason, again.reason, again.replay) == ("unpaid", "unpaid", True)
    assert Registration.objects.get(event=event).attendance == "not_arrived"


def test_who_watches_the_door_hears_of_everybody(
    event, item, door, django_capture_on_commit_callbacks
):
    secret = ticket(make_order(event, item))

    for heard_of in (secret, secret, "nobody-knows-this"):  # welcome, a second time, unknown
        with django_capture_on_commit_callbacks() as told:
            scan(door, heard_of)
        assert len(told) == 1


def test_an_unknown_code_is_written_down(event, door):
    result = scan(door, "nobody-knows-this")

    assert (result.reason, result.position) == ("invalid", None)
    assert CheckIn.objects.get(event=event).raw_barcode == "nobody-knows-this"


def test_a_ticket_of_another_event_is_unknown_here(event, item, door):
    other = make_event(event.organizer, "other")
    foreign = ticket(make_order(other, make_shop(other)))

    assert scan(door, foreign).reason == "invalid"
    assert not CheckIn.objects.filter(event=other).exists()


def test_force_lets_in_whom_the_rules_would_not(event, item, door):
    secret = ticket(make_order(event, item, paid=False))

    assert scan(door, secret).reason == "unpaid"
    assert scan(door, secret, force=True).ok
    assert scan(door, "nobody", force=True).reason == "invalid"


def test_a_scan_from_the_past_keeps_its_time_and_one_from_the_future_does_not(event, item, door):
    at = timezone.now() - dt.timedelta(hours=2)

    past = scan(door, ticket(make_order(event, item)), at=at)
    future = scan(door, ticket(make_order(event, item)), at=timezone.now() + dt.timedelta(days=3))

    assert past.checkin.datetime == at
    assert future.checkin.datetime <= timezone.now()


def test_who_passes_is_in_the_audit_trail_though_no_webhook_listens(event, item, door):
    order = make_order(event, item)
    unpaid = make_order(event, item, paid=False)

    first = scan(door, ticket(order))
    scan(door, ticket(order))
    scan(door, ticket(unpaid))
    scan(door, ticket(order), kind="exit")
    undo(event, checkin_id=first.checkin.pk, actor=SYSTEM)

    assert not Webhook.objects.filter(organizer=event.organizer).exists()
    trail = AuditEntry.objects.filter(event=event, action__startswith="checkin.")
    scans = trail.exclude(object_type="register.CheckInList").order_by("pk")
    position = order.positions.get()
    facts = {
        "code": order.code,
        "orderposition_id": position.pk,
        "orderposition_positionid": 1,
        "checkin_list": door.pk,
    }
    assert [(row.action, row.object_id, row.data) for row in scans] == [
        ("checkin.redeemed", order.pk, {**facts, "type": "entry"}),
        ("checkin.redeemed", order.pk, {**facts, "type": "exit"}),
        ("checkin.annulled", order.pk, {**facts, "type": "entry"}),
    ]


def test_a_scan_over_several_lists_is_at_the_one_of_the_tickets_event(event, item, door):
    other = make_event(event.organizer, "other")
    elsewhere = make_list(other)
    secret = ticket(make_order(other, make_shop(other)))

    entry, welcome = redeem_at([door, elsewhere], scan=ScanRequest(secret), actor=SYSTEM)
    nowhere, unknown = redeem_at([door, elsewhere], scan=ScanRequest("nobody"), actor=SYSTEM)

    assert (entry, welcome.reason) == (elsewhere, None)
    assert (nowhere, unknown.reason) == (door, "invalid")


def test_a_code_of_two_events_is_ambiguous_and_lets_nobody_in(event, item, door):
    other = make_event(event.organizer, "other")
    elsewhere = make_list(other)
    secret = ticket(make_order(event, item))
    twin = make_order(other, make_shop(other))
    OrderPosition.objects.filter(order=twin).update(secret=secret)

    entry, result = redeem_at([door, elsewhere], scan=ScanRequest(secret), actor=SYSTEM)

    assert (entry, result.reason, result.position) == (door, "ambiguous", None)
    assert not CheckIn.unscoped.filter(successful=True).exists()


def test_nobody_scans_at_two_lists_of_one_event(event, item, door):
    secret = ticket(make_order(event, item))

    with pytest.raises(Invalid, match="invalid") as refusal:
        redeem_at([door, make_list(event, name="Back")], scan=ScanRequest(secret), actor=SYSTEM)

    assert refusal.value.fields == {"lists": ["Name one list per event."]}
    assert not CheckIn.objects.filter(event=event).exists()


def test_leaving_and_coming_back(event, item, door):
    secret = ticket(make_order(event, item))
    scan(door, secret)

    assert scan(door, secret, kind="exit").ok
    assert Registration.objects.get(event=event).attendance == "out"
    assert scan(door, secret).ok
    assert Registration.objects.get(event=event).attendance == "checked_in"


def test_a_mistake_is_undone_and_the_ticket_works_again(event, item, door):
    secret = ticket(make_order(event, item))
    first = scan(door, secret)

    undone = undo(event, checkin_id=first.checkin.pk, actor=SYSTEM)

    assert undone.annulled_at is not None
    registration = Registration.objects.get(event=event)
    assert (registration.attendance, registration.checked_in_at) == ("not_arrived", None)
    with pytest.raises(Conflict, match="already_annulled"):
        undo(event, checkin_id=first.checkin.pk, actor=SYSTEM)
    assert scan(door, secret).ok


def test_what_cannot_be_undone(event, item, door):
    first = scan(door, ticket(make_order(event, item)))
    CheckIn.objects.filter(event=event).update(
        created_at=timezone.now() - UNDO_TIME - dt.timedelta(seconds=1)
    )

    with pytest.raises(Gone, match="too_late"):
        undo(event, checkin_id=first.checkin.pk, actor=SYSTEM, limit=UNDO_TIME)
    other = make_event(event.organizer, "other")
    with pytest.raises(NotFound):
        undo(other, checkin_id=first.checkin.pk, actor=SYSTEM)
    assert Registration.objects.get(event=event).attendance == "checked_in"


def test_questions_of_the_door_are_asked_before_anybody_comes_in(event, item, door):
    question = make_question(
        event,
        [item],
        text="Locker key handed out?",
        type="B",
        required=True,
        ask_during_checkin=True,
    )
    secret = ticket(make_order(event, item))

    asked = scan(door, secret, questions_supported=True)
    assert (asked.reason, [q.pk for q in asked.questions]) == ("incomplete", [question.pk])
    assert not CheckIn.objects.filter(event=event).exists()

    assert scan(door, secret, questions_supported=True, answers={question.pk: "true"}).ok
    assert Question.objects.get(event=event).answers.get().answer == "True"


def test_a_door_for_sponsors_lets_only_sponsors_in(event, item):
    sponsor = make_item(event, name="Sponsor")
    lounge = make_list(event, name="Lounge", all_products=False, limit_products=[sponsor.pk])

    assert scan(lounge, ticket(make_order(event, item))).reason == "product"


@pytest.mark.django_db(transaction=True)
def test_twenty_doors_and_one_ticket_admit_once():
    event = make_event(make_organizer())
    secret = ticket(make_order(event, make_shop(event)))
    door = make_list(event)

    def pass_through(_: int) -> bool:
        try:
            return scan(door, secret).ok
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(20) as pool:
        admitted = list(pool.map(pass_through, range(20)))

    assert admitted.count(True) == 1
    assert CheckIn.objects.filter(event=event, successful=True).count() == 1
    assert (
        CheckIn.objects.filter(
            event=event, successful=False, error_reason="already_redeemed"
        ).count()
        == 19
    )
