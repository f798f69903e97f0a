"""Series: one event, many dates, and what is sold for one of them says nothing about the others."""

import datetime as dt
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import connections, transaction
from django.utils import timezone

from eventhub.common.actors import SYSTEM, VISITOR
from eventhub.common.errors import Conflict, Denied, DomainError, Invalid
from register.models import CheckInList
from shop.actions import orders, quota_counters
from shop.actions.carts import visitor_carts
from shop.actions.carts.visitor_carts import CartLine
from shop.actions.catalogue import delete_item, series
from shop.errors import SoldOut
from shop.models import Hold, ItemOverride, Order, OrderPosition, Quota, Voucher
from shop.rules.drafts import OrderDraft, PositionDraft
from tenant.events.actions.events import delete_event, live_problems
from tenant.models import ChangeStamp, Event, SubEvent
from tests.make import (
    make_date,
    make_event,
    make_item,
    make_list,
    make_order,
    make_organizer,
    make_quota,
    make_voucher,
)

pytestmark = pytest.mark.django_db


@contextmanager
def refused(error, **words):
    """The actions inside raise `error`, and what they began is undone."""
    with pytest.raises(error, **words) as found, transaction.atomic():
        yield found


def _series() -> Event:
    return make_event(make_organizer(), "evenings", has_subevents=True)


def _draft(item, date, **draft) -> OrderDraft:
    position = PositionDraft(
        item.pk, attendee_name="Ada", subevent_id=None if date is None else date.pk
    )
    return OrderDraft(
        positions=(position,),
        **{"email": "a@example.org", "provider": "banktransfer", **draft},
    )


def _taken(event) -> dict[int | None, int]:
    return dict(Quota.objects.filter(event=event).values_list("subevent_id", "taken"))


def test_b4_units_are_taken_only_from_the_quotas_of_their_date():
    event = _series()
    item = make_item(event)
    first, second = make_date(event), make_date(event, days=1)
    make_quota(event, [item], date=first, size=2)
    make_quota(event, [item], date=second, size=2)

    make_order(event, item, date=first, count=2)

    assert _taken(event) == {first.pk: 2, second.pk: 0}
    with refused(SoldOut):
        make_order(event, item, date=first)
    kept = make_order(event, item, date=second)
    assert OrderPosition.objects.get(order=kept).subevent_id == second.pk
    assert quota_counters.recount(event) == {}


@pytest.mark.django_db(transaction=True)
def test_b4_units_come_back_to_the_quotas_of_their_date():
    event = _series()
    item = make_item(event)
    first, second = make_date(event), make_date(event, days=1)
    make_quota(event, [item], date=first)
    make_quota(event, [item], date=second)
    gone = orders.place_order(event, draft=_draft(item, first), actor=VISITOR)
    orders.place_order(event, draft=_draft(item, second), actor=VISITOR)

    orders.cancel_order(event, code=gone.code, actor=SYSTEM)

    assert _taken(event) == {first.pk: 0, second.pk: 1}


@pytest.mark.django_db(transaction=True)
def test_b4_a_quota_needs_a_date_in_a_series_and_has_none_elsewhere():
    event, plain = _series(), make_event(make_organizer("other"))
    date, item = make_date(event), make_item(event)

    with refused(Invalid) as undated:
        make_quota(event, [item])
    with refused(Invalid) as dated:
        make_quota(plain, [make_item(plain)], date=date)
    foreign = make_date(make_event(make_organizer("third"), has_subevents=True))
    with refused(Invalid) as elsewhere:
        make_quota(event, [item], date=foreign)

    assert all("subevent" in found.value.fields for found in (undated, dated, elsewhere))
    assert not Quota.unscoped.exists()


def test_b7_a_position_names_a_date_of_the_series_that_is_active():
    event = _series()
    item = make_item(event)
    date, asleep = make_date(event), make_date(event, active=False)
    make_quota(event, [item], date=date)
    make_quota(event, [item], date=asleep)
    foreign = make_date(make_event(make_organizer("other"), has_subevents=True))

    for wrong in (None, asleep, foreign):
        with refused(Invalid) as refusal:
            orders.place_order_within(event, draft=_draft(item, wrong), actor=SYSTEM)
        assert list(refusal.value.fields["positions"][0]) == ["subevent"]

    assert not Order.objects.filter(event=event).exists()
    assert set(_taken(event).values()) == {0}


def test_b7_a_position_of_another_event_names_no_date():
    plain = make_event(make_organizer())
    item = make_item(plain)
    make_quota(plain, [item])
    date = make_date(make_event(make_organizer("other"), has_subevents=True))

    with refused(Invalid) as refusal:
        orders.place_order_within(plain, draft=_draft(item, date), actor=SYSTEM)

    assert list(refusal.value.fields["positions"][0]) == ["subevent"]


def test_b5_a_date_has_its_own_prices():
    event = _series()
    item = make_item(event, price="60.00")
    varied = make_item(
        event,
        name="Seat",
        price="20.00",
        variations=[{"value": {"en": "Front"}, "default_price": Decimal("30.00")}],
    )
    front = varied.variations.get()
    date, plain = make_date(event), make_date(event, days=1)
    for each in (date, plain):
        make_quota(event, [item, varied], date=each, variations=[front.pk])
    data = {
        "item_price_overrides": [{"item": item.pk, "price": Decimal("45.00")}],
        "variation_price_overrides": [{"variation": front.pk, "price": Decimal("12.00")}],
    }
    series.save_subevent_within(event, subevent=date, data=data, actor=SYSTEM)

    assert make_order(event, item, date=date).total == Decimal("45.00")
    assert make_order(event, item, date=plain).total == Decimal("60.00")
    assert make_order(event, varied, date=date, variation=front.pk).total == Decimal("12.00")
    assert make_order(event, varied, date=plain, variation=front.pk).total == Decimal("30.00")


def test_b5_what_a_date_does_not_offer_is_not_sold_there():
    event = _series()
    item = make_item(event)
    date, other = make_date(event), make_date(event, days=1)
    for each in (date, other):
        make_quota(event, [item], date=each)
    data = {"item_price_overrides": [{"item": item.pk, "disabled": True}]}
    series.save_subevent_within(event, subevent=date, data=data, actor=SYSTEM)

    for strict in (True, False):
        with refused(Invalid) as refusal:
            orders.place_order_within(event, draft=_draft(item, date, strict=strict), actor=VISITOR)
        assert list(refusal.value.fields["positions"][0]) == ["item"]
    orders.place_order_within(event, draft=_draft(item, other, strict=True), actor=VISITOR)
    orders.place_order_within(event, draft=_draft(item, date, force=True), actor=SYSTEM)

    assert _taken(event) == {date.pk: 1, other.pk: 1}


def test_b5_an_override_says_from_when_until_when():
    event = _series()
    item = make_item(event)
    date = make_date(event)
    make_quota(event, [item], date=date)
    tomorrow = timezone.now() + dt.timedelta(days=1)
    for window in ({"available_from": tomorrow}, {"available_until": tomorrow.replace(year=2020)}):
        data = {"item_price_overrides": [{"item": item.pk, **window}]}
        series.save_subevent_within(event, subevent=date, data=data, actor=SYSTEM)
        with refused(Invalid):
            orders.place_order_within(event, draft=_draft(item, date, strict=True), actor=VISITOR)


@pytest.mark.parametrize(
    "window",
    [
        {"presale_start": timezone.now() + dt.timedelta(days=1)},
        {"presale_end": timezone.now() - dt.timedelta(days=1)},
        {"date_from": timezone.now() - dt.timedelta(days=3)},
    ],
)
def test_b5_a_date_is_sold_in_its_own_presale_window(window):
    event = _series()
    item = make_item(event)
    closed, date = make_date(event, **window), make_date(event)
    for each in (closed, date):
        make_quota(event, [item], date=each)

    with refused(Invalid) as refusal:
        orders.place_order_within(event, draft=_draft(item, closed, strict=True), actor=VISITOR)
    orders.place_order_within(event, draft=_draft(item, date, strict=True), actor=VISITOR)

    assert list(refusal.value.fields["positions"][0]) == ["subevent"]
    assert _taken(event) == {closed.pk: 0, date.pk: 1}


def test_b5_a_series_does_not_close_when_its_first_date_is_over():
    long_ago = timezone.now() - dt.timedelta(days=300)
    event = make_event(make_organizer(), has_subevents=True, date_from=long_ago, date_to=None)
    item, date = make_item(event), make_date(event, days=10)
    make_quota(event, [item], date=date)

    assert orders.place_order_within(event, draft=_draft(item, date, strict=True), actor=VISITOR)


@pytest.mark.django_db(transaction=True)
def test_carts_keep_the_date_that_was_chosen():
    event = _series()
    item = make_item(event)
    date, other = make_date(event), make_date(event, days=1)
    for each in (date, other):
        make_quota(event, [item], date=each, size=1)

    holds = visitor_carts.add_to_cart(
        event, secret="cart", lines=[CartLine(item.pk, subevent_id=date.pk)]
    )

    assert [hold.subevent_id for hold in holds] == [date.pk]
    assert _taken(event) == {date.pk: 1, other.pk: 0}
    with pytest.raises(SoldOut):
        visitor_carts.add_to_cart(
            event, secret="late", lines=[CartLine(item.pk, subevent_id=date.pk)]
        )
    with pytest.raises(Invalid) as undated:
        visitor_carts.add_to_cart(event, secret="late", lines=[CartLine(item.pk)])
    assert undated.value.fields["lines"] == [{"subevent": ["Choose a date."]}]
    visitor_carts.remove_from_cart(event, secret="cart", hold_ids=[holds[0].pk])
    assert set(_taken(event).values()) == {0}


@pytest.mark.django_db(transaction=True)
def test_abandoned_carts_give_back_to_their_own_date():
    event = _series()
    item = make_item(event)
    date, other = make_date(event), make_date(event, days=1)
    for each in (date, other):
        make_quota(event, [item], date=each)
        visitor_carts.add_to_cart(
            event, secret=f"cart-{each.pk}", lines=[CartLine(item.pk, subevent_id=each.pk)]
        )
    Hold.objects.filter(event=event, subevent=date).update(
        expires_at=timezone.now() - dt.timedelta(seconds=1)
    )

    assert quota_counters.release_expired(event) == 1
    assert _taken(event) == {date.pk: 0, other.pk: 1}


@pytest.mark.django_db(transaction=True)
def test_one_date_sells_out_exactly_while_another_goes_on_selling():
    event = _series()
    item = make_item(event)
    scarce, plenty = make_date(event), make_date(event, days=1)
    make_quota(event, [item], date=scarce, size=5)
    make_quota(event, [item], date=plenty, size=50)

    def buy(index: int) -> str:
        date = scarce if index % 2 else plenty
        try:
            orders.place_order(event, draft=_draft(item, date, strict=True), actor=VISITOR)
        except DomainError as refusal:
            return refusal.code
        else:
            return f"sold {date.pk}"
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(8) as pool:
        outcomes = Counter(pool.map(buy, range(40)))

    assert outcomes == {f"sold {scarce.pk}": 5, "sold_out": 15, f"sold {plenty.pk}": 20}
    assert _taken(event) == {scarce.pk: 5, plenty.pk: 20}
    assert quota_counters.recount(event) == {}


@pytest.mark.django_db(transaction=True)
def test_buyers_of_one_date_do_not_wait_for_those_of_another():
    """While somebody buys for one date, its quota is locked; the other date's is not, and what both write is written
    last."""
    event = _series()
    item = make_item(event)
    busy, free = make_date(event), make_date(event, days=1)
    for each in (busy, free):
        make_quota(event, [item], date=each)

    def buy() -> str:
        try:
            with connections["default"].cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            return orders.place_order(event, draft=_draft(item, free), actor=VISITOR).status
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(1) as pool:
        meanwhile = orders.simulate_order(
            event,
            draft=_draft(item, busy, email="somebody.else@example.org"),
            actor=VISITOR,
            look=lambda _placed: pool.submit(buy).result(timeout=30),
        )
    assert meanwhile == "n"


@pytest.mark.django_db(transaction=True)
def test_b5_a_date_that_was_ordered_cannot_be_deleted():
    event = _series()
    item, date = make_item(event), make_date(event)
    make_quota(event, [item], date=date)
    order = make_order(event, item, date=date)
    orders.cancel_order(event, code=order.code, actor=SYSTEM)

    with pytest.raises(Denied):
        series.delete_subevent(event, subevent=date, actor=SYSTEM)

    assert SubEvent.objects.filter(event=event, pk=date.pk).exists()
    assert Quota.objects.filter(event=event).count() == 1


@pytest.mark.django_db(transaction=True)
def test_b5_a_date_that_is_being_ordered_at_this_moment_is_not_deleted():
    """Whoever deletes waits for the buyer, and then finds the order."""
    event = _series()
    item, date = make_item(event), make_date(event)
    make_quota(event, [item], date=date)

    def delete() -> str:
        try:
            series.delete_subevent(event, subevent=date, actor=SYSTEM)
        except DomainError as refusal:
            return refusal.code
        else:
            return "deleted"
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            make_order(event, item, date=date)
            deleting = pool.submit(delete)
            _until_somebody_waits()
        assert deleting.result(timeout=30) == "ordered"

    assert _taken(event) == {date.pk: 1}


def _until_somebody_waits() -> None:
    """Returns once a connection of ours waits for a lock, after 20 seconds at the latest."""
    for _ in range(200):
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_b5_a_date_takes_its_quotas_prices_and_lists_with_it_and_moves_their_stamps():
    event = _series()
    item, date, other = make_item(event), make_date(event), make_date(event, days=1)
    make_quota(event, [item], date=date)
    make_quota(event, [item], date=other)
    make_list(event, subevent=date.pk)
    data = {"item_price_overrides": [{"item": item.pk, "price": Decimal(1)}]}
    series.save_subevent(event, subevent=date, data=data, actor=SYSTEM)
    kinds = ("subevents", "quotas", "checkinlists")
    before = dict(ChangeStamp.objects.filter(event=event).values_list("kind", "changed_at"))

    series.delete_subevent(event, subevent=date, actor=SYSTEM)

    after = dict(ChangeStamp.objects.filter(event=event).values_list("kind", "changed_at"))
    assert all(after[kind] > before[kind] for kind in kinds)
    assert list(SubEvent.objects.filter(event=event)) == [other]
    assert [quota.subevent_id for quota in Quota.objects.filter(event=event)] == [other.pk]
    assert not ItemOverride.unscoped.exists()
    assert not CheckInList.unscoped.exists()


@pytest.mark.django_db(transaction=True)
def test_ev_52_the_dates_go_with_their_event():
    event = _series()
    item, date = make_item(event), make_date(event)
    make_quota(event, [item], date=date)
    data = {"item_price_overrides": [{"item": item.pk, "price": Decimal(1)}]}
    series.save_subevent(event, subevent=date, data=data, actor=SYSTEM)

    delete_event(event, actor=SYSTEM)

    assert not SubEvent.unscoped.exists()


@pytest.mark.django_db(transaction=True)
def test_b5_only_a_series_has_dates():
    plain = make_event(make_organizer())

    with pytest.raises(Invalid, match="no series"):
        series.save_subevent(
            plain,
            subevent=None,
            data={"name": {"en": "X"}, "date_from": timezone.now()},
            actor=SYSTEM,
        )

    assert not SubEvent.unscoped.exists()


def test_the_shop_of_a_series_opens_and_closes_as_the_event_says():
    event = make_event(
        make_organizer(), has_subevents=True, presale_end=timezone.now() - dt.timedelta(days=1)
    )
    item, date = make_item(event), make_date(event)
    make_quota(event, [item], date=date)

    with refused(Conflict):
        orders.place_order_within(event, draft=_draft(item, date, strict=True), actor=VISITOR)


@pytest.mark.django_db(transaction=True)
def test_b5_a_date_changes_when_an_item_goes_that_had_a_price_there():
    event = _series()
    item, date, other = make_item(event), make_date(event), make_date(event, days=1)
    data = {"item_price_overrides": [{"item": item.pk, "price": Decimal(1)}]}
    series.save_subevent(event, subevent=date, data=data, actor=SYSTEM)
    moments = dict(SubEvent.objects.filter(event=event).values_list("pk", "last_modified"))
    stamp = ChangeStamp.objects.get(event=event, kind="subevents").changed_at

    delete_item(event, item=item, actor=SYSTEM)

    date.refresh_from_db()
    other.refresh_from_db()
    assert date.last_modified > moments[date.pk]
    assert other.last_modified == moments[other.pk]
    assert ChangeStamp.objects.get(event=event, kind="subevents").changed_at > stamp


def test_ev_42_a_price_of_one_date_needs_a_way_to_pay():
    event = make_event(make_organizer(), has_subevents=True, live=False, plugins=[])
    item, date = make_item(event, price="0.00"), make_date(event)
    make_quota(event, [item], date=date)
    assert live_problems(event) == []

    data = {"item_price_overrides": [{"item": item.pk, "price": Decimal(1)}]}
    series.save_subevent_within(event, subevent=date, data=data, actor=SYSTEM)

    assert [why["code"] for why in live_problems(event)] == ["no_payment"]


@pytest.mark.django_db(transaction=True)
def test_a_voucher_in_a_cart_can_be_used_again_when_the_date_goes():
    event = _series()
    item, date = make_item(event), make_date(event)
    make_quota(event, [item], date=date)
    voucher = make_voucher(event, "ONCE")
    line = CartLine(item.pk, subevent_id=date.pk, voucher="ONCE")
    visitor_carts.add_to_cart(event, secret="cart", lines=[line])
    assert Voucher.objects.get(event=event).redeemed == 1

    series.delete_subevent(event, subevent=date, actor=SYSTEM)

    voucher.refresh_from_db()
    assert voucher.redeemed == 0
    assert not Hold.unscoped.exists()
