"""The demonstration: somebody looks at EventHub for the first time and finds it in use."""

import datetime as dt
import io
from collections import Counter
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eventhub import demo
from eventhub.common.models import AuditEntry, Mail, OutboxTask
from eventhub.demo.calendar import Calendar
from people.models import Person, PersonEmail
from register.enums import Attendance
from register.models import CheckIn, Registration
from schedule.models import Room
from shop.actions import quota_counters
from shop.enums import PaymentState
from shop.models import Answer, Item, Order, OrderPosition, Payment, PricePhase, Question, Quota
from shop.rules import pricing, sales
from staff.models import Department, Membership
from tenant.access import rights
from tenant.access.authentication import TeamTokenAuthentication
from tenant.access.levels import Level
from tenant.events.actions.events import live_problems
from tenant.models import Event

ZONE = ZoneInfo("Europe/Prague")


@pytest.fixture(scope="module")
def loaded(django_db_setup: Any, django_db_blocker: Any) -> Any:
    """What the first load printed. The stories below only look, so one load serves them all."""
    out = io.StringIO()
    with django_db_blocker.unblock():
        demo.load(out)
        yield out.getvalue()
        call_command("flush", verbosity=0, interactive=False)


pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


@pytest.fixture
def event(loaded: str, db: None) -> Event:
    return Event.unscoped.select_related("organizer").get(organizer__slug="midsummer")


def test_a_visitor_can_buy_at_once(event: Event) -> None:
    now = timezone.now()

    assert event.live
    assert live_problems(event) == []
    assert sales.closed_reason(event, at=now) is None
    for item in Item.objects.filter(event=event, hide_without_voucher=False, kind="admission"):
        phases = list(PricePhase.objects.filter(item=item))
        current = pricing.current_phase(phases, at=now)
        assert not phases or (
            isinstance(current, PricePhase) and current.name["en"] == "Early bird"
        )
    assert event.organizer.default_event_id == event.pk


def test_300_people_are_registered_in_every_state(event: Event) -> None:
    registrations = Registration.objects.filter(event=event)

    assert registrations.count() == 300
    by_status = Counter(registrations.values_list("status", flat=True))
    assert set(by_status) == {"active", "pending_payment", "cancelled", "expired"}
    assert min(by_status.values()) >= 8
    assert set(registrations.values_list("attendance", flat=True)) == set(Attendance.values)
    waiting = Payment.objects.filter(order__event=event, order__status="n")
    assert set(waiting.values_list("provider", flat=True)) == {"banktransfer", "boxoffice"}
    assert Order.objects.filter(event=event, status="p", total=0).exists()


def test_everybody_has_a_name_and_an_address_of_nobody(event: Event) -> None:
    people = Person.objects.filter(tenant=event.tenant_id)
    addresses = PersonEmail.objects.filter(tenant=event.tenant_id, is_primary=True)

    assert people.count() == 300
    assert addresses.values("person").distinct().count() == 300
    assert all(row.address.endswith("@example.org") for row in addresses)
    assert len({person.name for person in people}) > 200


def test_the_counters_agree_with_the_rows(event: Event) -> None:
    assert Quota.objects.filter(event=event).count() == 11
    assert quota_counters.recount(event) == {}


def test_the_money_agrees_with_the_orders(event: Event) -> None:
    orders = Order.objects.filter(event=event)
    positions = OrderPosition.objects.filter(event=event)
    assert orders.aggregate(sum=Sum("total"))["sum"] == positions.aggregate(sum=Sum("price"))["sum"]
    paid = orders.filter(status="p").aggregate(sum=Sum("total"))["sum"]
    confirmed = Payment.objects.filter(
        order__event=event, order__status="p", state=PaymentState.CONFIRMED
    ).aggregate(sum=Sum("amount"))["sum"]
    assert paid == confirmed > Decimal(5000)
    for position in positions.filter(tax_rate=12)[:20]:
        net = position.price - position.tax_value
        assert abs(net * Decimal("1.12") - position.price) < Decimal("0.02")


def test_orders_are_spread_over_the_last_weeks_at_the_prices_of_their_time(event: Event) -> None:
    now = timezone.now()
    moments = list(Order.objects.filter(event=event).values_list("datetime", flat=True))

    assert event.presale_start is not None
    assert event.presale_start < min(moments)
    assert max(moments) < now
    assert len({moment.astimezone(ZONE).date() for moment in moments}) > 30
    weekend = Item.objects.get(event=event, name__en="Weekend")
    risen = PricePhase.objects.get(item=weekend, name__en="Founders").ends_at
    assert risen is not None
    for position in OrderPosition.objects.filter(event=event, item=weekend).select_related("order"):
        early = position.order.datetime >= risen
        assert position.price == (Decimal(75) if early else Decimal(65))


def test_open_orders_can_still_be_paid_and_expired_ones_not(event: Event) -> None:
    now = timezone.now()

    assert not Order.objects.filter(event=event, status="n", expires__lte=now).exists()
    assert not Order.objects.filter(event=event, status="e", expires__gt=now).exists()


def test_some_came_yesterday_some_left_and_some_were_sent_away(event: Event) -> None:
    now = timezone.now()
    scans = CheckIn.objects.filter(event=event)

    assert not scans.filter(datetime__gt=now).exists()
    entries = scans.filter(successful=True, kind="entry", list__name="Main entrance")
    hours = {
        at.replace(minute=0, second=0, microsecond=0)
        for at in entries.values_list("datetime", flat=True)
    }
    assert len(hours) >= 7
    arrived = Registration.objects.filter(event=event, checked_in_at__isnull=False)
    assert arrived.count() == entries.values("position").distinct().count()
    assert arrived.filter(attendance=Attendance.OUT).exists()
    assert set(scans.filter(successful=False).values_list("error_reason", flat=True)) == {
        "already_redeemed", "unpaid", "canceled", "product", "invalid",
    }  # fmt: skip
    assert set(scans.values_list("actor_label", flat=True)) == {"desk@midsummer.example.org"}


def test_nobody_came_before_they_bought(event: Event) -> None:
    for registration in Registration.objects.filter(
        event=event, checked_in_at__isnull=False
    ).select_related("position__order"):
        assert registration.checked_in_at is not None
        assert registration.checked_in_at > registration.position.order.datetime


def test_the_form_asks_in_many_ways_and_was_answered(event: Event) -> None:
    types = set(Question.objects.filter(event=event).values_list("type", flat=True))

    assert types == {"S", "C", "M", "CC", "TEL", "N", "B"}
    for question in Question.objects.filter(event=event):
        assert Answer.objects.filter(question=question).exists(), question.identifier
    chosen = Answer.objects.filter(question__event=event, question__identifier="shirt-size")
    assert all(answer.options.count() == 1 for answer in chosen)


def test_rooms_and_departments_stand(event: Event) -> None:
    assert Room.objects.filter(event=event).count() == 4
    assert Department.objects.filter(event=event).count() == 2
    members = Membership.objects.filter(department__event=event).values_list("person", flat=True)
    assert len(members) == len(set(members)) == 11
    levels = Registration.objects.filter(event=event, person__in=members)
    assert set(levels.values_list("level__name__en", flat=True)) == {"Crew and guests of honour"}


def test_every_sign_in_works(event: Event) -> None:
    levels = []
    for _what, email, password in demo.SIGN_INS:
        assert len(password) >= 10
        user = authenticate(None, username=email, password=password)
        assert user is not None
        levels.append(
            rights.of_user(user).level("register", organizer_id=event.organizer_id, event=event)
        )
    assert levels == [Level.SUPERADMIN, Level.STAFF, Level.STAFF]


def test_the_token_is_told_once_and_works(loaded: str, event: Event) -> None:
    secret = loaded.rsplit(maxsplit=1)[-1]

    assert "midsummer/Scripts/demo" in loaded
    assert TeamTokenAuthentication().access(secret).can_at_event(event, "can_view_orders")


def test_no_mail_is_sent(event: Event) -> None:
    assert mail.outbox == []
    assert not Mail.unscoped.exists()
    assert not OutboxTask.objects.exists()


def test_the_deeds_are_in_the_audit_trail(event: Event) -> None:
    placed = AuditEntry.objects.filter(event=event, action="order.placed")

    assert placed.count() == Order.objects.filter(event=event).count()


def test_a_second_load_writes_and_says_nothing(event: Event) -> None:
    out = io.StringIO()

    with CaptureQueriesContext(connection) as queries:
        demo.load(out)

    assert out.getvalue() == ""
    assert not [q for q in queries if not q["sql"].startswith("SELECT")]


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2026-11-21", 2027),
        ("2027-06-09", 2027),
        ("2027-06-12", 2028),
        ("2027-12-31", 2028),
        ("2031-01-01", 2031),
    ],
)
def test_whenever_it_is_loaded_the_sale_runs_at_an_early_price(day: str, year: int) -> None:
    now = dt.datetime.fromisoformat(f"{day}T03:00:00+00:00")

    calendar = Calendar.around(now, zone=ZONE)

    assert calendar.year == year
    assert (calendar.opens.month, calendar.opens.weekday()) == (6, 3)
    assert (
        calendar.sale_start
        < calendar.founders_end
        < now
        < calendar.early_end
        < calendar.opens
        < calendar.closes
    )


def test_the_edition_of_2027_opens_on_st_john_s_day() -> None:
    calendar = Calendar.around(dt.datetime(2026, 11, 21, tzinfo=dt.UTC), zone=ZONE)

    assert calendar.opens == dt.datetime(2027, 6, 24, 16, tzinfo=ZONE)
    assert calendar.closes == dt.datetime(2027, 6, 27, 15, tzinfo=ZONE)
