"""The last that is still allowed, and the first that is not; and what must not be touched on the way."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from eventhub.common.errors import Conflict, Invalid
from eventhub.common.models import AuditEntry
from shop.actions import orders, quota_counters
from shop.actions.carts import visitor_carts
from shop.actions.orders.placing import insist_on_size
from shop.actions.vouchers import vouchers
from shop.models import Hold, Order, Payment, Quota, Refund, Voucher
from shop.rules.drafts import CartLine, OrderDraft, PositionDraft
from tenant.models import Event
from tests.make import (
    SYSTEM,
    make_date,
    make_event,
    make_item,
    make_order,
    make_organizer,
    make_quota,
    make_shop,
    make_voucher,
)

pytestmark = pytest.mark.django_db
SECRET = "s" * 32


@pytest.fixture
def event() -> Event:
    return make_event(make_organizer())


def test_an_order_holds_five_hundred_positions_and_not_one_more() -> None:
    one = PositionDraft(1)

    insist_on_size(OrderDraft(positions=(one,) * 500))
    with pytest.raises(Invalid) as refusal:
        insist_on_size(OrderDraft(positions=(one,) * 501))

    assert refusal.value.fields == {"positions": ["An order holds at most 500 positions."]}


def test_a_cart_holds_a_hundred_pieces_and_not_one_more() -> None:
    visitor_carts.check_size(Counter({1: 60, 2: 40}))
    with pytest.raises(Invalid) as refusal:
        visitor_carts.check_size(Counter({1: 60, 2: 41}))

    assert refusal.value.fields == {"lines": ["A cart holds at most 100 pieces."]}


def test_what_has_lapsed_is_not_kept_alive(event: Event) -> None:
    item = make_shop(event)
    lapsed, open_ = visitor_carts.add_to_cart(
        event, secret=SECRET, lines=[CartLine(item.pk, quantity=2)]
    )
    now = timezone.now()
    over, soon = now - dt.timedelta(seconds=1), now + dt.timedelta(minutes=1)
    Hold.objects.filter(event=event, pk=lapsed.pk).update(expires_at=over)
    Hold.objects.filter(event=event, pk=open_.pk).update(expires_at=soon)

    visitor_carts.keep_alive(event, secret=SECRET)

    assert Hold.objects.get(event=event, pk=lapsed.pk).expires_at == over
    assert Hold.objects.get(event=event, pk=open_.pk).expires_at > soon


@pytest.mark.parametrize(("value", "fits"), [("0", True), ("100", True), ("100.01", False)])
def test_a_voucher_takes_off_up_to_the_whole_price(event: Event, value: str, fits: bool) -> None:
    if fits:
        assert make_voucher(event, "V", price_mode="percent", value=value).value == Decimal(value)
        return

    data = {"code": "V", "price_mode": "percent", "value": Decimal(value)}
    with pytest.raises(Invalid) as refusal:
        vouchers.save_voucher(event, voucher=None, data=data, actor=SYSTEM)

    assert refusal.value.fields == {"value": ["This lies between 0 and 100 per cent."]}
    assert not Voucher.objects.filter(event=event).exists()


def test_a_voucher_of_a_date_is_for_a_quota_of_that_date() -> None:
    event = make_event(make_organizer(), has_subevents=True)
    item, first, second = make_item(event), make_date(event), make_date(event, days=1)
    quota = make_quota(event, [item], date=first)

    made = make_voucher(event, "V", quota_id=quota.pk, subevent_id=first.pk)
    data = {"code": "W", "quota_id": quota.pk, "subevent_id": second.pk}
    with pytest.raises(Invalid) as refusal:
        vouchers.save_voucher(event, voucher=None, data=data, actor=SYSTEM)

    assert refusal.value.fields == {"subevent": ["The quota is of another date."]}
    assert list(Voucher.objects.filter(event=event)) == [made]


# --- Money -------------------------------------------------------------------------------------------------------------


def refund(order: Order, *, state: str = "created", pending: bool = False) -> Refund:
    return orders.create_refund(
        order.event, code=order.code, amount=Decimal(10), state=state, pending=pending, actor=SYSTEM
    )


@pytest.mark.parametrize("state", ["created", "transit"])
def test_a_refund_on_its_way_can_arrive(event: Event, state: str) -> None:
    order = make_order(event, make_shop(event))
    row = refund(order, state=state)

    done = orders.finish_refund(event, code=order.code, local_id=row.local_id, actor=SYSTEM)

    assert done.state == "done"


@pytest.mark.parametrize("state", ["done", "external", "canceled", "failed"])
def test_a_refund_that_is_not_on_its_way_cannot(event: Event, state: str) -> None:
    order = make_order(event, make_shop(event))
    row = refund(order, state=state)

    with pytest.raises(Conflict) as refusal:
        orders.finish_refund(event, code=order.code, local_id=row.local_id, actor=SYSTEM)

    assert refusal.value.code == "bad_transition"
    assert Refund.objects.get(order=order).state == state


def test_an_order_that_lacks_money_again_says_so_in_the_trail(event: Event) -> None:
    order = make_order(event, make_shop(event))

    refund(order, pending=True)

    assert Order.objects.get(event=event).status == "n"
    assert AuditEntry.objects.filter(event=event, action="order.marked_unpaid").count() == 1


def test_nobody_pays_for_a_canceled_order(event: Event) -> None:
    order = make_order(event, make_shop(event), paid=False)
    assert Payment.objects.get(order=order).state == "created"

    orders.cancel_order(event, code=order.code, actor=SYSTEM)

    assert Payment.objects.get(order=order).state == "canceled"


# --- Locks -------------------------------------------------------------------------------------------------------------


@contextmanager
def being_sold(hold: Hold) -> Iterator[None]:
    """Somebody else's transaction has the hold locked, and goes on without it changing."""
    locked, over = Signal(), Signal()

    def hold_it() -> None:
        try:
            with transaction.atomic():
                Hold.objects.select_for_update().get(event=hold.event_id, pk=hold.pk)
                locked.set()
                over.wait(30)
        finally:
            connections["default"].close()

    thread = Thread(target=hold_it)
    thread.start()
    assert locked.wait(30)
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_what_is_being_sold_at_this_moment_is_not_given_back_and_not_waited_for(
    event: Event,
) -> None:
    item = make_shop(event)
    mine, other = visitor_carts.add_to_cart(
        event, secret=SECRET, lines=[CartLine(item.pk, quantity=2)]
    )
    Hold.objects.filter(event=event).update(expires_at=timezone.now())

    with being_sold(mine), connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '3s'")
        try:
            released = quota_counters.release_expired(event)
        finally:
            cursor.execute("RESET lock_timeout")

    assert released == 1
    assert list(Hold.objects.filter(event=event)) == [mine]
    assert Quota.objects.get(event=event).taken == 1
    assert quota_counters.recount(event) == {}
    assert other.pk != mine.pk
