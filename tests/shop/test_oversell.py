"""Never more than there are: many buyers at the same moment, on real PostgreSQL."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from eventhub.common.actors import VISITOR
from eventhub.common.errors import DomainError
from shop.actions import orders, quota_counters
from shop.actions.carts import visitor_carts
from shop.actions.carts.visitor_carts import CartLine
from shop.models import Hold, Order, OrderPosition, Quota, Voucher
from shop.rules.drafts import OrderDraft, PositionDraft
from tenant.models import Event
from tests.make import make_event, make_item, make_organizer, make_quota, make_shop, make_voucher

pytestmark = pytest.mark.django_db(transaction=True)
BUYERS, UNITS, AT_ONCE = 300, 100, 24


def _all_at_once(work, count: int) -> list[str]:
    """Runs `work(index)` in `count` calls on AT_ONCE threads that start together; each one's outcome as a word."""
    start = threading.Barrier(AT_ONCE)
    started = threading.local()

    def attempt(index: int) -> str:
        if not hasattr(started, "yes"):
            started.yes = True
            start.wait(timeout=30)
        try:
            work(index)
        except DomainError as refusal:
            return refusal.code
        else:
            return "sold"
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(attempt, range(count)))


def _draft(item_id: int, index: int) -> OrderDraft:
    return OrderDraft(
        positions=(PositionDraft(item_id, attendee_name=f"Buyer {index}"),),
        email=f"buyer{index}@example.org",
        provider="banktransfer",
        strict=True,
    )


def test_three_hundred_buyers_of_a_hundred_units_get_exactly_a_hundred():
    event = make_event(make_organizer())
    item = make_shop(event, size=UNITS)

    outcomes = _all_at_once(
        lambda index: orders.place_order(event, draft=_draft(item.pk, index), actor=VISITOR), BUYERS
    )

    assert Counter(outcomes) == {"sold": UNITS, "sold_out": BUYERS - UNITS}
    assert Order.objects.filter(event=event).count() == UNITS
    assert OrderPosition.objects.filter(event=event).count() == UNITS
    assert Quota.objects.get(event=event).taken == UNITS
    assert quota_counters.recount(event) == {}


def test_carts_filled_at_once_hold_exactly_what_there_is():
    event = make_event(make_organizer())
    item = make_shop(event, size=30)

    outcomes = _all_at_once(
        lambda index: visitor_carts.add_to_cart(
            event, secret=f"cart-{index}", lines=[CartLine(item.pk)]
        ),
        80,
    )

    assert Counter(outcomes) == {"sold": 30, "sold_out": 50}
    assert Hold.objects.filter(event=event).count() == 30
    assert Quota.objects.get(event=event).taken == 30


def test_two_quotas_that_cross_neither_oversell_nor_deadlock():
    """Each item is in its own quota and in the venue's; buyers of both orders meet at the venue's quota."""
    event = make_event(make_organizer())
    first, second = make_item(event, name="Day"), make_item(event, name="Weekend")
    make_quota(event, [first], size=40, name="Day")
    make_quota(event, [second], size=40, name="Weekend")
    make_quota(event, [first, second], size=50, name="Venue")

    def buy(index: int) -> None:
        pair = (first, second) if index % 2 else (second, first)
        draft = OrderDraft(
            positions=tuple(PositionDraft(item.pk, attendee_name="A") for item in pair),
            provider="banktransfer",
            strict=True,
        )
        orders.place_order(event, draft=draft, actor=VISITOR)

    outcomes = _all_at_once(buy, 60)

    assert Counter(outcomes) == {"sold": 25, "sold_out": 35}
    assert sorted(Quota.objects.filter(event=event).values_list("name", "taken")) == [
        ("Day", 25),
        ("Venue", 50),
        ("Weekend", 25),
    ]


def test_a_quota_that_loses_an_item_while_people_buy_counts_right():
    event = make_event(make_organizer())
    item = make_item(event)
    quota = make_quota(event, [item], size=1000, name="First")
    make_quota(event, [item], size=40, name="Second")
    from shop.actions.catalogue import save_quota  # noqa: PLC0415 -- only here
    from tests.make import SYSTEM  # noqa: PLC0415 -- only here

    def work(index: int) -> None:
        if index == 20:
            save_quota(
                event, quota=Quota.unscoped.get(pk=quota.pk), data={"items": []}, actor=SYSTEM
            )
        elif index == 30:
            save_quota(
                event,
                quota=Quota.unscoped.get(pk=quota.pk),
                data={"items": [item.pk]},
                actor=SYSTEM,
            )
        else:
            orders.place_order(event, draft=_draft(item.pk, index), actor=VISITOR)

    outcomes = _all_at_once(work, 82)

    assert Counter(outcomes) == {"sold": 42, "sold_out": 40}
    assert OrderPosition.objects.filter(event=event).count() == 40
    assert quota_counters.recount(event) == {}


def test_the_last_unit_goes_from_an_abandoned_cart_to_the_next_buyer():
    event = make_event(make_organizer())
    item = make_shop(event, size=1)
    visitor_carts.add_to_cart(event, secret="abandoned", lines=[CartLine(item.pk)])
    with pytest.raises(DomainError, match="sold_out"):
        orders.place_order(event, draft=_draft(item.pk, 1), actor=VISITOR)

    Hold.objects.filter(event=event).update(expires_at=timezone.now() - timedelta(seconds=1))
    order = orders.place_order(event, draft=_draft(item.pk, 2), actor=VISITOR)

    assert order.status == "n"
    assert Quota.objects.get(event=event).taken == 1
    assert not Hold.objects.filter(event=event).exists()


def test_cancelling_twice_at_once_gives_the_unit_back_once():
    event: Event = make_event(make_organizer())
    item = make_shop(event, size=10)
    kept = orders.place_order(event, draft=_draft(item.pk, 1), actor=VISITOR)
    gone = orders.place_order(event, draft=_draft(item.pk, 2), actor=VISITOR)

    outcomes = _all_at_once(
        lambda _: orders.cancel_order(event, code=gone.code, actor=VISITOR), AT_ONCE
    )

    assert Counter(outcomes) == {"sold": 1, "bad_transition": AT_ONCE - 1}
    assert Quota.objects.get(event=event).taken == 1
    assert Order.objects.get(event=event, code=kept.code).status == "n"


def test_cancelling_the_only_order_many_times_at_once_is_done_once_and_refused_by_name():
    event: Event = make_event(make_organizer())
    item = make_shop(event, size=10)
    make_voucher(event, "ONCE")
    draft = OrderDraft(positions=(PositionDraft(item.pk, voucher="ONCE"),))
    order = orders.place_order(event, draft=draft, actor=VISITOR)

    outcomes = _all_at_once(
        lambda _: orders.cancel_order(event, code=order.code, actor=VISITOR), AT_ONCE
    )

    assert Counter(outcomes) == {"sold": 1, "bad_transition": AT_ONCE - 1}
    assert Quota.objects.get(event=event).taken == 0
    assert Voucher.objects.get(event=event).redeemed == 0
