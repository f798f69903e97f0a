"""Every movement of money has one receipt, written with it and never changed."""

import importlib
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from eventhub.common.actors import SYSTEM, Actor, ActorKind
from eventhub.common.errors import Conflict
from shop.actions import orders
from shop.enums import OrderStatus, PaymentState, RefundState
from shop.hooks import consistency
from shop.models import Order, Payment, Receipt, Refund
from shop.rules.drafts import Rearrangement
from tenant.models import Event
from tests.make import make_event, make_order, make_organizer, make_shop

pytestmark = pytest.mark.django_db
ADA = Actor(ActorKind.USER, 7, "ada@example.org")


@pytest.fixture
def event() -> Event:
    return make_event(make_organizer())


def placed(event: Event, **draft: Any) -> Order:
    return make_order(event, make_shop(event), **draft)


def receipts(event: Event) -> list[tuple[str, Decimal, str]]:
    rows = Receipt.objects.filter(event=event).order_by("pk")
    return [(row.kind, row.amount, row.provider) for row in rows]


def test_an_order_that_waits_for_money_has_no_receipt(event: Event) -> None:
    placed(event, paid=False)

    assert receipts(event) == []


def test_an_order_that_is_paid_when_it_is_placed_has_one(event: Event) -> None:
    order = placed(event, provider="boxoffice")

    receipt = Receipt.objects.get(order=order)
    payment = Payment.objects.get(order=order)
    assert (receipt.kind, receipt.amount, receipt.currency) == ("payment", Decimal(60), "EUR")
    assert (receipt.payment, receipt.refund) == (payment, None)
    assert (receipt.provider, receipt.at) == ("boxoffice", payment.payment_date)
    assert (receipt.actor_kind, receipt.actor_label) == ("system", "EventHub")


def test_what_costs_nothing_moves_nothing(event: Event) -> None:
    make_order(event, make_shop(event, price="0.00"))

    assert receipts(event) == []
    assert consistency.discrepancies(event) == []


def test_who_marks_an_order_as_paid_stands_on_its_receipt(event: Event) -> None:
    order = placed(event, paid=False)

    orders.mark_paid(event, code=order.code, actor=ADA)

    receipt = Receipt.objects.get(order=order)
    assert (receipt.amount, receipt.provider) == (Decimal(60), "manual")
    assert (receipt.actor_kind, receipt.actor_id, receipt.actor_label) == ("user", 7, ADA.label)


def test_part_payments_have_one_each(event: Event) -> None:
    order = placed(event, paid=False)

    for amount in (Decimal(20), Decimal(45)):
        orders.record_payment(
            event,
            code=order.code,
            amount=amount,
            provider="manual",
            state=PaymentState.CONFIRMED,
            actor=ADA,
        )

    assert receipts(event) == [
        ("payment", Decimal(20), "manual"),
        ("payment", Decimal(45), "manual"),
    ]
    assert consistency.discrepancies(event) == []


def test_a_payment_is_confirmed_once_and_has_one(event: Event) -> None:
    order = placed(event, paid=False)
    orders.confirm_payment(event, code=order.code, local_id=1, actor=ADA)

    with pytest.raises(Conflict) as refused:
        orders.confirm_payment(event, code=order.code, local_id=1, actor=ADA)

    assert refused.value.code == "bad_transition"
    assert len(receipts(event)) == 1


def test_a_refund_has_one_when_it_is_done_not_when_it_is_promised(event: Event) -> None:
    order = placed(event)
    refund = orders.refund_payment(event, code=order.code, local_id=1, actor=ADA)
    promised = receipts(event)

    orders.finish_refund(event, code=order.code, local_id=refund.local_id, actor=ADA)

    assert [kind for kind, _, _ in promised] == ["payment"]
    assert receipts(event)[1:] == [("refund", Decimal(-60), "manual")]
    written = Receipt.objects.get(order=order, refund=refund)
    refund.refresh_from_db()
    assert (written.payment, written.at) == (None, refund.execution_date)
    assert consistency.discrepancies(event) == []


def test_a_refund_that_is_called_off_has_none(event: Event) -> None:
    order = placed(event)
    orders.refund_payment(event, code=order.code, local_id=1, actor=ADA)

    orders.cancel_refund(event, code=order.code, local_id=1, actor=ADA)

    assert [kind for kind, _, _ in receipts(event)] == ["payment"]
    assert consistency.discrepancies(event) == []


def test_an_order_that_is_refunded_as_a_whole_has_one(event: Event) -> None:
    order = placed(event)

    orders.mark_refunded(event, code=order.code, actor=ADA)

    assert [amount for _, amount, _ in receipts(event)] == [Decimal(60), Decimal(-60)]


def test_money_that_moves_to_another_order_goes_out_here_and_comes_in_there(event: Event) -> None:
    order = placed(event, count=2)
    rows = list(order.positions.order_by("positionid"))

    orders.rearrange_order(
        event, code=order.code, change=Rearrangement(split=(rows[1].pk,)), actor=ADA
    )

    split = Order.objects.exclude(pk=order.pk).get(event=event)
    assert [(row.amount, row.provider) for row in Receipt.objects.filter(order=split)] == [
        (Decimal(60), "offsetting")
    ]
    assert sum(amount for _, amount, _ in receipts(event)) == Decimal(120)
    assert consistency.discrepancies(event) == []


def test_the_database_refuses_to_change_a_receipt(event: Event) -> None:
    order = placed(event)

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Receipt.objects.filter(order=order).update(amount=Decimal(1))

    assert receipts(event) == [("payment", Decimal(60), "manual")]


def test_the_database_refuses_a_second_receipt_and_one_with_the_wrong_sign(event: Event) -> None:
    order = placed(event)
    receipt = Receipt.objects.get(order=order)

    receipt.pk = None
    with pytest.raises(IntegrityError, match="shop_receipt_payment_once"), transaction.atomic():
        receipt.save(force_insert=True)
    receipt.amount = Decimal(-60)
    with pytest.raises(IntegrityError, match="shop_receipt_of_one_movement"), transaction.atomic():
        receipt.save(force_insert=True)

    assert len(receipts(event)) == 1


def test_a_reference_is_used_once_per_tenant_provider_and_account(event: Event) -> None:
    first, second = placed(event), placed(event)
    named = {"provider": "stripe", "account": "acct_1", "reference": "pi_1"}
    Payment.objects.filter(order=first).update(**named)

    with pytest.raises(IntegrityError, match="shop_payment_reference_once"), transaction.atomic():
        Payment.objects.filter(order=second).update(**named)

    Payment.objects.filter(order=second).update(**{**named, "account": "acct_2"})
    stranger = placed(make_event(make_organizer("strangers")))
    Payment.objects.filter(order=stranger).update(**named)


def test_the_consistency_check_names_movements_without_receipt_and_receipts_without_movement(
    event: Event,
) -> None:
    lost, invented = placed(event), placed(event, paid=False)
    Receipt.objects.filter(order=lost).delete()
    payment = Payment.objects.get(order=lost)
    Payment.objects.filter(order=invented).update(state=PaymentState.CONFIRMED)
    confirmed = Payment.objects.get(order=invented)
    refund = Refund.objects.create(
        tenant=event.tenant, order=lost, local_id=1, state=RefundState.DONE, amount=Decimal(5),
        provider="manual", created=payment.created,
    )  # fmt: skip

    found = consistency.discrepancies(event)

    assert found == [
        f"payment {payment.pk} brought 60.000, its receipts say 0",
        f"payment {confirmed.pk} brought 60.000, its receipts say 0",
        f"refund {refund.pk} moved -5.000, its receipts say 0",
    ]


def test_receipts_are_made_for_what_moved_before_there_were_any(event: Event) -> None:
    placed(event, paid=False)
    gone = placed(event)
    orders.mark_refunded(event, code=gone.code, actor=ADA)
    before = receipts(event)
    Receipt.objects.filter(event=event).delete()
    past = importlib.import_module("shop.migrations.0017_receipts_of_the_past")

    with connection.cursor() as cursor:
        for statement in (past.PAYMENTS, past.REFUNDS, past.PAYMENTS, past.REFUNDS):
            cursor.execute(statement)

    assert sorted(receipts(event)) == sorted(before)
    assert {row.cause for row in Receipt.objects.filter(event=event)} == {"migration"}
    assert consistency.discrepancies(event) == []


def test_a_test_order_is_deleted_with_its_money(event: Event) -> None:
    order = placed(event, testmode=True)
    orders.refund_payment(event, code=order.code, local_id=1, actor=SYSTEM, amount=Decimal(10))
    orders.finish_refund(event, code=order.code, local_id=1, actor=SYSTEM)

    orders.delete_test_order(event, code=order.code, actor=SYSTEM)

    assert receipts(event) == []
    assert not Order.objects.filter(event=event).exists()


def test_an_order_stays_as_it_is_when_its_receipt_cannot_be_written(event: Event) -> None:
    order = placed(event, paid=False)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shop_receipt ADD CONSTRAINT full_disk CHECK (amount < 60)")

    with pytest.raises(IntegrityError, match="full_disk"):
        orders.mark_paid(event, code=order.code, actor=ADA)

    order.refresh_from_db()
    assert order.status == OrderStatus.PENDING
    assert Payment.objects.get(order=order).state == PaymentState.CREATED
