"""Refunds: from which state each step goes, what is written, and what stays as it was when a step is refused."""

from decimal import Decimal

import pytest

from eventhub.common.actors import SYSTEM
from eventhub.common.errors import Conflict
from eventhub.common.models import AuditEntry
from shop.actions import orders
from shop.enums import OrderStatus, RefundState
from shop.models import Order, Receipt, Refund
from tenant.models import Event
from tests.make import make_event, make_order, make_organizer, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return make_event(make_organizer())


@pytest.fixture
def order(event: Event) -> Order:
    return make_order(event, make_shop(event))


def refund_in(order: Order, state: str) -> Refund:
    """A refund of a part of the order's money, in this state."""
    return orders.create_refund(
        order.event, code=order.code, amount=Decimal(20), state=state, actor=SYSTEM
    )


def verbs(order: Order) -> list[str]:
    rows = AuditEntry.objects.filter(event=order.event, object_type="shop.Order")
    return list(rows.filter(object_id=order.pk).order_by("pk").values_list("action", flat=True))


def sent(order: Order) -> int:
    return Receipt.objects.filter(order=order, kind="refund").count()


@pytest.mark.parametrize("state", [RefundState.CREATED, RefundState.TRANSIT])
def test_a_refund_is_done_once_its_money_went_out(order: Order, state: str) -> None:
    refund = refund_in(order, state)

    orders.finish_refund(order.event, code=order.code, local_id=refund.local_id, actor=SYSTEM)

    refund.refresh_from_db()
    assert (refund.state, sent(order)) == (RefundState.DONE, 1)
    assert refund.execution_date is not None
    assert verbs(order)[-1] == "refund.completed"


@pytest.mark.parametrize(
    "state", [RefundState.EXTERNAL, RefundState.DONE, RefundState.CANCELED, RefundState.FAILED]
)
def test_what_is_not_on_its_way_is_not_done(order: Order, state: str) -> None:
    refund = refund_in(order, state)
    before = (sent(order), verbs(order))

    with pytest.raises(Conflict) as refused:
        orders.finish_refund(order.event, code=order.code, local_id=refund.local_id, actor=SYSTEM)

    refund.refresh_from_db()
    assert refused.value.code == "bad_transition"
    assert (refund.state, (sent(order), verbs(order))) == (state, before)


@pytest.mark.parametrize(
    "state", [RefundState.CREATED, RefundState.TRANSIT, RefundState.DONE, RefundState.CANCELED]
)
def test_only_what_happened_elsewhere_is_processed(order: Order, state: str) -> None:
    refund = refund_in(order, state)
    before = sent(order)

    with pytest.raises(Conflict) as refused:
        orders.process_refund(order.event, code=order.code, local_id=refund.local_id, actor=SYSTEM)

    refund.refresh_from_db()
    assert (refused.value.code, refund.state) == ("bad_transition", state)
    assert sent(order) == before


def test_an_order_whose_money_goes_back_waits_for_it_and_the_trail_says_so(order: Order) -> None:
    orders.refund_payment(
        order.event, code=order.code, local_id=1, amount=Decimal(20), actor=SYSTEM
    )

    order.refresh_from_db()
    assert order.status == OrderStatus.PENDING
    assert verbs(order)[-2:] == ["refund.created", "order.marked_unpaid"]


def test_a_refund_that_is_called_off_pays_the_order_again(order: Order) -> None:
    orders.refund_payment(
        order.event, code=order.code, local_id=1, amount=Decimal(20), actor=SYSTEM
    )

    orders.cancel_refund(order.event, code=order.code, local_id=1, actor=SYSTEM)

    order.refresh_from_db()
    assert order.status == OrderStatus.PAID
    assert verbs(order)[-2:] == ["refund.canceled", "order.paid"]
    assert sent(order) == 0
