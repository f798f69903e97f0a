"""Money that arrived is always recorded: in time, too late, twice, too little, too much, in the wrong currency."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from eventhub.common.actors import SYSTEM
from eventhub.common.errors import Conflict, DomainError, Invalid, NotFound
from eventhub.common.models import AuditEntry
from shop.actions import orders
from shop.actions.money.receiving import Outcome, Received
from shop.enums import OrderStatus, PaymentState, RefundState
from shop.errors import SoldOut
from shop.gateways.base import ProviderState, Standing
from shop.hooks import consistency
from shop.models import Item, Order, Payment, Quota, Receipt
from shop.rules.drafts import OrderDraft, PositionDraft
from tenant.models import Event
from tests.browse import Browser
from tests.make import make_event, make_order, make_organizer, make_shop
from tests.people import World

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)


@pytest.fixture
def event() -> Event:
    return make_event(make_organizer())


@pytest.fixture
def last_place(event: Event) -> Item:
    """What is sold: there is one."""
    return make_shop(event, size=1)


def came(amount: str = "60.00", *, reference: str = "pi_1", **more: Any) -> ProviderState:
    said = {"provider": "stripe", "account": "acct_1", "currency": "EUR", "at": AT}
    return ProviderState(
        reference=reference,
        standing=Standing.DONE,
        amount=Decimal(amount),
        **{**said, **more},
    )


def receive(event: Event, order: Order, state: ProviderState | None = None) -> Received:
    return orders.receive_money(
        event, came=state or came(), code=order.code, cause="evt_1", actor=SYSTEM
    )


def waiting(event: Event, item: Item | None = None) -> Order:
    return make_order(event, item or make_shop(event), paid=False)


def lapsed(event: Event, item: Item) -> Order:
    """An order whose time was up, and whose place somebody else has."""
    order = waiting(event, item)
    orders.expire_order(event, code=order.code, actor=SYSTEM, overdue_only=False)
    make_order(event, item)
    return order


def status(order: Order) -> str:
    order.refresh_from_db()
    return order.status


def receipts(order: Order) -> list[Decimal]:
    rows = Receipt.objects.filter(order=order).order_by("pk")
    return list(rows.values_list("amount", flat=True))


def verbs(order: Order) -> list[str]:
    rows = AuditEntry.objects.filter(event=order.event, object_type="shop.Order")
    return list(rows.filter(object_id=order.pk).order_by("pk").values_list("action", flat=True))


# --- In time -----------------------------------------------------------------------------------------------------------


def test_money_in_time_pays_the_order(event: Event) -> None:
    order = waiting(event)

    got = receive(event, order)

    assert (got.outcome, got.replayed) == (Outcome.RECORDED, False)
    assert status(order) == OrderStatus.PAID
    receipt = Receipt.objects.get(order=order)
    assert (receipt.payment, receipt.amount, receipt.at) == (got.payment, Decimal(60), AT)
    assert (receipt.provider, receipt.account, receipt.reference) == ("stripe", "acct_1", "pi_1")
    assert receipt.cause == "evt_1"
    assert consistency.discrepancies(event) == []


def test_the_payment_that_waits_for_it_is_the_one_that_it_confirms(event: Event) -> None:
    order = make_order(event, make_shop(event), paid=False, provider="stripe")

    got = receive(event, order)

    only = Payment.objects.get(order=order)
    assert (got.payment, only.local_id) == (only, 1)
    assert (only.state, only.account, only.reference) == ("confirmed", "acct_1", "pi_1")


def test_a_reference_that_is_known_needs_no_order_code(event: Event) -> None:
    order = waiting(event)
    Payment.objects.filter(order=order).update(
        provider="stripe", account="acct_1", reference="pi_1"
    )

    got = orders.receive_money(event, came=came(), actor=SYSTEM)

    assert got.payment.order_id == order.pk
    assert status(order) == OrderStatus.PAID


@pytest.mark.parametrize("state", [PaymentState.CANCELED, PaymentState.FAILED])
def test_a_payment_that_we_had_given_up_is_money_all_the_same(event: Event, state: str) -> None:
    order = waiting(event)
    Payment.objects.filter(order=order).update(
        provider="stripe", account="acct_1", reference="pi_1", state=state
    )

    got = receive(event, order)

    assert (got.payment.local_id, got.payment.state) == (1, PaymentState.CONFIRMED)
    assert status(order) == OrderStatus.PAID


@pytest.mark.parametrize(
    ("amount", "after", "owed"),
    [
        pytest.param("59.99", OrderStatus.PENDING, Decimal("0.01"), id="a cent too little"),
        pytest.param("60.01", OrderStatus.PAID, Decimal("-0.01"), id="a cent too much"),
    ],
)
def test_too_little_and_too_much_are_recorded_as_what_came(
    event: Event, amount: str, after: str, owed: Decimal
) -> None:
    order = make_order(event, make_shop(event), paid=False, provider="stripe")
    Payment.objects.filter(order=order).update(account="acct_1", reference="pi_1")

    got = receive(event, order, came(amount))

    assert (got.payment.local_id, got.payment.amount) == (1, Decimal(amount))
    assert (status(order), order.unfulfilled_since) == (after, None)
    assert order.total - sum(receipts(order)) == owed
    assert consistency.discrepancies(event) == []


def test_a_second_payment_of_a_paid_order_is_recorded_too(event: Event) -> None:
    order = waiting(event)
    receive(event, order)

    receive(event, order, came(reference="pi_2"))

    assert receipts(order) == [Decimal(60), Decimal(60)]
    assert status(order) == OrderStatus.PAID
    assert verbs(order)[-1].endswith("order.overpaid")


# --- Too late ----------------------------------------------------------------------------------------------------------


def test_late_money_takes_the_place_again_while_there_is_one(
    event: Event, last_place: Item
) -> None:
    order = waiting(event, last_place)
    orders.expire_order(event, code=order.code, actor=SYSTEM, overdue_only=False)

    got = receive(event, order)

    assert got.outcome == Outcome.RECORDED
    assert status(order) == OrderStatus.PAID
    assert Quota.objects.get(event=event).taken == 1


def test_late_money_whose_place_is_gone_is_kept_as_received_not_fulfilled(
    event: Event, last_place: Item
) -> None:
    order = lapsed(event, last_place)

    got = receive(event, order)

    assert (got.outcome, got.payment.state) == (Outcome.UNFULFILLED, PaymentState.CONFIRMED)
    assert status(order) == OrderStatus.EXPIRED
    assert order.unfulfilled_since is not None
    assert receipts(order) == [Decimal(60)]
    assert Quota.objects.get(event=event).taken == 1
    assert verbs(order)[-1] == "payment.unfulfilled"
    assert consistency.discrepancies(event) == []


def test_money_of_a_canceled_order_is_kept_as_received_not_fulfilled(event: Event) -> None:
    order = waiting(event)
    orders.cancel_order(event, code=order.code, actor=SYSTEM)

    got = receive(event, order)

    assert got.outcome == Outcome.UNFULFILLED
    assert status(order) == OrderStatus.CANCELED
    assert receipts(order) == [Decimal(60)]


def test_too_little_for_an_expired_order_is_kept_and_takes_no_place(
    event: Event, last_place: Item
) -> None:
    order = waiting(event, last_place)
    orders.expire_order(event, code=order.code, actor=SYSTEM, overdue_only=False)

    got = receive(event, order, came("20.00"))

    assert got.outcome == Outcome.UNFULFILLED
    assert (status(order), receipts(order)) == (OrderStatus.EXPIRED, [Decimal(20)])
    assert Quota.objects.get(event=event).taken == 0


def test_what_the_organizer_records_by_hand_is_still_refused_when_the_place_is_gone(
    event: Event, last_place: Item
) -> None:
    order = lapsed(event, last_place)

    with pytest.raises(SoldOut):
        orders.record_payment(
            event,
            code=order.code,
            amount=Decimal(60),
            provider="manual",
            state=PaymentState.CONFIRMED,
            actor=SYSTEM,
        )

    assert (receipts(order), status(order)) == ([], OrderStatus.EXPIRED)
    assert order.unfulfilled_since is None


def test_an_order_that_lives_again_is_fulfilled(event: Event, last_place: Item) -> None:
    order = lapsed(event, last_place)
    receive(event, order)
    Quota.objects.filter(event=event).update(size=2)

    orders.mark_paid(event, code=order.code, actor=SYSTEM)

    assert (status(order), order.unfulfilled_since) == (OrderStatus.PAID, None)
    assert receipts(order) == [Decimal(60)]


def test_money_that_went_back_is_held_no_more(event: Event, last_place: Item) -> None:
    order = lapsed(event, last_place)
    receive(event, order)
    payment = Payment.objects.get(order=order, provider="stripe")
    part = orders.refund_payment(
        event, code=order.code, local_id=payment.local_id, amount=Decimal(20), actor=SYSTEM
    )
    rest = orders.refund_payment(event, code=order.code, local_id=payment.local_id, actor=SYSTEM)
    orders.finish_refund(event, code=order.code, local_id=part.local_id, actor=SYSTEM)
    status(order)
    half = order.unfulfilled_since

    orders.finish_refund(event, code=order.code, local_id=rest.local_id, actor=SYSTEM)

    assert half is not None
    assert (status(order), order.unfulfilled_since) == (OrderStatus.EXPIRED, None)
    assert receipts(order) == [Decimal(60), Decimal(-20), Decimal(-40)]


def test_a_refund_that_comes_back_is_held_again(event: Event, last_place: Item) -> None:
    order = lapsed(event, last_place)
    payment = receive(event, order).payment
    refund = orders.refund_payment(event, code=order.code, local_id=payment.local_id, actor=SYSTEM)
    orders.finish_refund(event, code=order.code, local_id=refund.local_id, actor=SYSTEM)

    orders.reverse_refund(event, code=order.code, local_id=refund.local_id, actor=SYSTEM)

    refund.refresh_from_db()
    payment.refresh_from_db()
    status(order)
    assert (refund.state, payment.state) == (RefundState.FAILED, PaymentState.CONFIRMED)
    assert order.unfulfilled_since is not None
    assert receipts(order) == [Decimal(60), Decimal(-60), Decimal(60)]
    assert consistency.discrepancies(event) == []


def test_a_living_order_whose_refund_comes_back_is_paid_again(event: Event) -> None:
    order = make_order(event, make_shop(event))
    orders.refund_payment(event, code=order.code, local_id=1, actor=SYSTEM)
    orders.finish_refund(event, code=order.code, local_id=1, actor=SYSTEM)
    between = status(order)

    orders.reverse_refund(event, code=order.code, local_id=1, actor=SYSTEM, cause="evt_9")
    with pytest.raises(Conflict) as again:
        orders.reverse_refund(event, code=order.code, local_id=1, actor=SYSTEM)

    assert (between, status(order)) == (OrderStatus.PENDING, OrderStatus.PAID)
    assert again.value.code == "bad_transition"
    assert receipts(order) == [Decimal(60), Decimal(-60), Decimal(60)]
    assert Receipt.objects.get(order=order, kind="reversal").cause == "evt_9"


def test_the_database_knows_no_living_order_that_is_not_fulfilled(event: Event) -> None:
    order = waiting(event)

    with pytest.raises(IntegrityError, match="unfulfilled_is_dead"), transaction.atomic():
        Order.objects.filter(event=event, pk=order.pk).update(unfulfilled_since=timezone.now())


# --- Twice -------------------------------------------------------------------------------------------------------------


def test_a_replay_returns_the_first_payment_and_writes_nothing(event: Event) -> None:
    order = waiting(event)
    first = receive(event, order)
    told = verbs(order)

    again = receive(event, order)

    assert (again.payment, again.outcome, again.replayed) == (first.payment, first.outcome, True)
    assert (receipts(order), verbs(order)) == ([Decimal(60)], told)


def test_a_replay_of_late_money_takes_no_place_that_has_become_free(
    event: Event, last_place: Item
) -> None:
    order = lapsed(event, last_place)
    receive(event, order)
    Quota.objects.filter(event=event).update(size=2)

    again = receive(event, order)

    assert (again.outcome, again.replayed) == (Outcome.UNFULFILLED, True)
    assert (receipts(order), status(order)) == ([Decimal(60)], OrderStatus.EXPIRED)
    assert Quota.objects.get(event=event).taken == 1


def test_the_reference_decides_whose_money_it_is_not_the_code(event: Event) -> None:
    mine, other = waiting(event), waiting(event)
    first = receive(event, mine)

    again = receive(event, other)

    assert (again.payment, again.replayed) == (first.payment, True)
    assert (receipts(other), status(other)) == ([], OrderStatus.PENDING)


def test_money_that_was_given_back_is_no_money_again(event: Event) -> None:
    order = waiting(event)
    first = receive(event, order)
    orders.mark_refunded(event, code=order.code, actor=SYSTEM)

    again = receive(event, order)

    assert (again.payment, again.replayed) == (first.payment, True)
    assert receipts(order) == [Decimal(60), Decimal(-60)]


# --- Refused -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("begun", [True, False])
def test_another_currency_is_refused_and_the_refusal_recorded_once(
    event: Event, begun: bool
) -> None:
    order = waiting(event)
    if begun:
        Payment.objects.filter(order=order).update(
            provider="stripe", account="acct_1", reference="pi_1"
        )

    first = receive(event, order, came(currency="USD"))
    again = receive(event, order, came(currency="USD"))

    failed = Payment.objects.get(order=order, reference="pi_1")
    assert (first.outcome, first.replayed) == (Outcome.WRONG_CURRENCY, False)
    assert (again.outcome, again.replayed, again.payment) == (first.outcome, True, failed)
    assert failed.state == PaymentState.FAILED
    assert failed.details == {"refused": "wrong_currency", "amount": "60.00", "currency": "USD"}
    assert (status(order), receipts(order)) == (OrderStatus.PENDING, [])
    assert [verb for verb in verbs(order) if verb == "payment.refused"] == ["payment.refused"]


@pytest.mark.parametrize(
    ("state", "field"),
    [
        (came("0.00"), "amount"),
        (came("-1.00"), "amount"),
        (came("60.001"), "amount"),
        (came(reference=""), "reference"),
    ],
)
def test_what_is_no_money_is_refused_and_changes_nothing(
    event: Event, state: ProviderState, field: str
) -> None:
    order = waiting(event)

    with pytest.raises(Invalid) as refused:
        receive(event, order, state)

    assert [*refused.value.fields] == [field]
    assert (status(order), receipts(order)) == (OrderStatus.PENDING, [])
    assert Payment.objects.filter(order=order).count() == 1


@pytest.mark.parametrize("standing", [Standing.WAITING, Standing.CANCELED, Standing.FAILED])
def test_money_that_has_not_arrived_is_none(event: Event, standing: Standing) -> None:
    order = waiting(event)
    state = ProviderState("stripe", "acct_1", "pi_1", standing, Decimal(60), "EUR", AT)

    with pytest.raises(Invalid) as refused:
        receive(event, order, state)

    assert [*refused.value.fields] == ["standing"]
    assert receipts(order) == []


def test_money_of_nobody_is_not_found(event: Event) -> None:
    with pytest.raises(NotFound) as unknown:
        orders.receive_money(event, came=came(), actor=SYSTEM)
    with pytest.raises(NotFound) as no_order:
        orders.receive_money(event, came=came(), code="NOBODY", actor=SYSTEM)

    assert unknown.value.code == "payment_not_found"
    assert no_order.value.code == "order_not_found"


def test_a_reference_of_another_event_is_not_taken(event: Event) -> None:
    elsewhere = make_event(event.organizer, slug="elsewhere")
    receive(elsewhere, waiting(elsewhere))
    order = waiting(event)

    with pytest.raises(Conflict) as refused:
        receive(event, order)

    assert refused.value.code == "reference_taken"
    assert (status(order), receipts(order)) == (OrderStatus.PENDING, [])


# --- Where it is seen --------------------------------------------------------------------------------------------------


def test_the_organizer_sees_what_is_received_and_not_fulfilled(world: World) -> None:
    alice = Browser(world.alice, world.event)
    make_order(world.event, world.item)
    order = waiting(world.event, world.item)
    orders.cancel_order(world.event, code=order.code, actor=SYSTEM)
    payment = receive(world.event, order).payment
    refund = orders.refund_payment(
        world.event, code=order.code, local_id=payment.local_id, amount=Decimal(15), actor=SYSTEM
    )
    orders.finish_refund(world.event, code=order.code, local_id=refund.local_id, actor=SYSTEM)

    listed = alice.get("/app/shop/api/m2m/orders/", unfulfilled="true").json()["results"]
    others = alice.get("/app/shop/api/m2m/orders/", unfulfilled="false").json()["count"]
    shown = alice.get(f"/app/shop/api/m2m/orders/{order.code}/").json()
    totals = alice.get("/app/register/api/metrics2/").json()["totals"]

    assert [row["code"] for row in listed] == [order.code]
    assert listed[0]["unfulfilled_since"] is not None
    assert others == 1
    assert shown["held"] == totals["held"] == {"amount": 4500, "currency": "EUR"}
    assert totals["unfulfilled"] == 1
    assert shown["payments"][-1]["reference"] == "pi_1"
    assert [(row["kind"], row["payment"], row["refund"]) for row in shown["receipts"]] == [
        ("payment", payment.local_id, None),
        ("refund", None, refund.local_id),
    ]
    first = shown["receipts"][0]
    assert first["amount"] == {"amount": 6000, "currency": "EUR"}
    assert (first["provider"], first["account"], first["reference"], first["cause"], first["by"]) == (
        "stripe", "acct_1", "pi_1", "evt_1", "EventHub",
    )  # fmt: skip


# --- All at once -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_notice_that_arrives_many_times_at_once_makes_one_receipt() -> None:
    event = make_event(make_organizer())
    order = waiting(event)

    got = at_once(8, lambda index: receive(event, order))

    assert sorted(one.replayed for one in got) == [False] + [True] * 7
    assert len({one.payment.pk for one in got}) == 1
    assert receipts(order) == [Decimal(60)]
    assert consistency.discrepancies(event) == []


@pytest.mark.django_db(transaction=True)
def test_one_reference_for_two_orders_at_once_pays_one_of_them() -> None:
    event = make_event(make_organizer())
    both = [waiting(event), waiting(event)]

    got = at_once(8, lambda index: receive(event, both[index % 2]))

    assert len({one.payment.pk for one in got}) == 1
    assert sorted(status(order) for order in both) == [OrderStatus.PENDING, OrderStatus.PAID]
    assert Receipt.objects.filter(event=event).count() == 1


@pytest.mark.django_db(transaction=True)
def test_late_money_and_a_new_buyer_at_once_sell_the_last_place_once() -> None:
    event = make_event(make_organizer())
    item = make_shop(event, size=1)
    order = waiting(event, item)
    orders.expire_order(event, code=order.code, actor=SYSTEM, overdue_only=False)

    def one(index: int) -> Any:
        if index:
            return orders.place_order(event, draft=draft_of(item), actor=SYSTEM)
        return receive(event, order)

    got = at_once(2, one)

    late = next(one for one in got if isinstance(one, Received))
    bought = Order.objects.filter(event=event).exclude(pk=order.pk).count()
    assert receipts(order) == [Decimal(60)]
    assert (late.outcome, bought) in {(Outcome.RECORDED, 0), (Outcome.UNFULFILLED, 1)}
    assert Quota.objects.get(event=event).taken == 1
    assert consistency.discrepancies(event) == []


def draft_of(item: Item) -> OrderDraft:
    return OrderDraft(positions=(PositionDraft(item.pk),), email="new@example.org")


def at_once(count: int, work: Any) -> list[Any]:
    """What `work(index)` returned or refused on `count` threads that start together."""
    start = threading.Barrier(count)

    def attempt(index: int) -> Any:
        start.wait(timeout=30)
        try:
            return work(index)
        except DomainError as refusal:
            return refusal
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(attempt, range(count)))
