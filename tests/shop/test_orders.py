"""An order's life: placed, paid, canceled, expired; each step once."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from eventhub.common.actors import SYSTEM, VISITOR
from eventhub.common.codes import hashed
from eventhub.common.errors import Conflict, Invalid
from eventhub.common.models import AuditEntry, OutboxTask
from people.models import Person
from register.models import Registration
from shop.actions import orders, quota_counters
from shop.actions.carts import visitor_carts
from shop.actions.carts.visitor_carts import CartLine
from shop.errors import SoldOut
from shop.models import Answer, Hold, Order, OrderPosition, Payment, Quota
from shop.rules.drafts import AnswerDraft, OrderDraft, PositionDraft
from tests.make import (
    make_event,
    make_item,
    make_order,
    make_organizer,
    make_question,
    make_quota,
    make_shop,
    make_tax_rule,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(make_organizer())


@pytest.fixture
def item(event):
    return make_shop(event, size=10)


def draft(item, *, name="Ada Lovelace", **fields):
    fields = {"email": "ada@example.org", "provider": "banktransfer", "strict": True, **fields}
    return OrderDraft(positions=(PositionDraft(item.pk, attendee_name=name),), **fields)


def taken(event):
    return Quota.objects.get(event=event).taken


def nothing_was_written(event):
    return (
        not Order.objects.filter(event=event).exists()
        and not Registration.objects.filter(event=event).exists()
        and taken(event) == 0
        and not OutboxTask.objects.exists()
    )


def test_a_sale_writes_everything_that_belongs_to_it(event):
    tax = make_tax_rule(event, rate="21.00")
    item = make_item(event, price="121.00", tax_rule_id=tax.pk)
    make_quota(event, [item])
    question = make_question(event, [item], text="Badge name")
    position = PositionDraft(
        item.pk, attendee_name="Zoë Ångström", answers=(AnswerDraft(question.pk, "Zo"),)
    )

    order = orders.place_order(
        event,
        draft=OrderDraft(
            positions=(position,),
            email="zoe@example.org",
            provider="banktransfer",
            strict=True,
            send_mail=True,
        ),
        actor=VISITOR,
    )

    line = OrderPosition.objects.get(order=order)
    assert (order.status, order.total) == ("n", Decimal("121.00"))
    assert (line.price, line.tax_rate, line.tax_value) == (
        Decimal("121.00"),
        Decimal("21.00"),
        Decimal("21.00"),
    )
    assert Answer.objects.get(position=line).answer == "Zo"
    registration = Registration.objects.get(event=event)
    assert (registration.status, registration.person.name) == ("pending_payment", "Zoë Ångström")
    assert Payment.objects.get(order=order).state == "created"
    assert taken(event) == 1
    assert AuditEntry.objects.filter(event=event, action="order.placed").count() == 1
    assert list(OutboxTask.objects.values_list("name", flat=True)) == ["order.mail"]


def test_what_is_free_is_paid_at_once(event):
    item = make_shop(event, price="0")

    order = orders.place_order(event, draft=draft(item, provider=""), actor=VISITOR)

    assert order.status == "p"
    assert Payment.objects.get(order=order).provider == "free"
    assert Registration.objects.get(event=event).status == "active"


def test_the_same_purchase_twice_is_one_order(event, item):
    first = orders.place_order(event, draft=draft(item, origin_key="cart:1"), actor=VISITOR)
    second = orders.place_order(event, draft=draft(item, origin_key="cart:1"), actor=VISITOR)

    assert first.pk == second.pk
    assert taken(event) == 1


def test_one_human_being_is_one_person(event, item):
    orders.place_order(event, draft=draft(item, name="Zoë Ångström"), actor=VISITOR)
    orders.place_order(event, draft=draft(item, name="zoe  angstrom"), actor=VISITOR)
    orders.place_order(event, draft=draft(item, name="Ada Lovelace"), actor=VISITOR)

    assert sorted(Person.objects.filter(tenant=event.tenant).values_list("name", flat=True)) == [
        "Ada Lovelace",
        "Zoë Ångström",
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"positions": ()}, "positions"),
        ({"positions": (PositionDraft(-1),)}, "positions"),
        ({"provider": "gold"}, "provider"),
    ],
)
def test_a_wrong_draft_is_refused_whole(event, item, change, field):
    wrong = OrderDraft(
        **{
            "positions": (PositionDraft(item.pk, attendee_name="A"),),
            "provider": "banktransfer",
            "strict": True,
            **change,
        }
    )

    with pytest.raises(Invalid) as refusal:
        orders.place_order(event, draft=wrong, actor=VISITOR)

    assert field in refusal.value.fields
    assert nothing_was_written(event)


def test_items_of_another_event_do_not_exist(event, item):
    other = make_event(event.organizer, "other")
    foreign = make_shop(other)

    with pytest.raises(Invalid) as refusal:
        orders.place_order(event, draft=draft(foreign), actor=VISITOR)

    assert refusal.value.fields == {
        "positions": [{"item": ["This item does not exist at this event."]}]
    }
    assert nothing_was_written(event)


def test_a_required_question_is_required_of_visitors(event, item):
    question = make_question(event, [item], required=True)

    with pytest.raises(Invalid) as refusal:
        orders.place_order(event, draft=draft(item), actor=VISITOR)

    assert refusal.value.fields == {
        "positions": [{"answers": {str(question.pk): ["Please answer this question."]}}]
    }
    assert nothing_was_written(event)


def test_one_position_too_many_sells_none(event):
    item = make_shop(event, size=2)
    positions = tuple(PositionDraft(item.pk, attendee_name=name) for name in "ABC")

    with pytest.raises(SoldOut) as refusal:
        orders.place_order(
            event,
            draft=OrderDraft(positions=positions, provider="banktransfer", strict=True),
            actor=VISITOR,
        )

    assert refusal.value.indexes == (2,)
    assert refusal.value.fields["positions"] == [{}, {}, {"item": ["This is sold out."]}]
    assert nothing_was_written(event)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"live": False}, "not_live"),
        ({"presale_start": timezone.now() + dt.timedelta(days=1)}, "not_yet_open"),
        ({"presale_end": timezone.now() - dt.timedelta(days=1)}, "form_closed"),
    ],
)
def test_a_closed_shop_sells_nothing(event, item, change, code):
    for name, value in change.items():
        setattr(event, name, value)

    with pytest.raises(Conflict) as refusal:
        orders.place_order(event, draft=draft(item), actor=VISITOR)

    assert refusal.value.code == code
    assert nothing_was_written(event)


def test_a_hold_is_sold_at_its_price_and_counts_once(event, item):
    (hold,) = visitor_carts.add_to_cart(event, secret="mine", lines=[CartLine(item.pk)])
    assert taken(event) == 1
    item.default_price = Decimal(99)
    item.save()
    position = PositionDraft(item.pk, attendee_name="Ada", hold_id=hold.pk, price=hold.price)

    order = orders.place_order(
        event,
        draft=OrderDraft(positions=(position,), provider="banktransfer", strict=True),
        actor=VISITOR,
    )

    assert order.total == Decimal("60.00")
    assert taken(event) == 1
    assert not Hold.objects.filter(event=event).exists()
    assert quota_counters.recount(event) == {}


def test_a_hold_that_was_given_back_is_not_sold(event, item):
    (hold,) = visitor_carts.add_to_cart(event, secret="mine", lines=[CartLine(item.pk)])
    Hold.objects.filter(event=event).update(expires_at=timezone.now())
    quota_counters.release_expired(event)
    position = PositionDraft(item.pk, attendee_name="Ada", hold_id=hold.pk, price=hold.price)

    with pytest.raises(Conflict) as refusal:
        orders.place_order(
            event,
            draft=OrderDraft(positions=(position,), provider="banktransfer", strict=True),
            actor=VISITOR,
        )

    assert refusal.value.code == "hold_expired"
    assert nothing_was_written(event)


def test_a_cart_gives_back_what_is_taken_out(event, item):
    holds = visitor_carts.add_to_cart(event, secret="mine", lines=[CartLine(item.pk, quantity=3)])

    assert visitor_carts.remove_from_cart(event, secret="not mine", hold_ids=[holds[0].pk]) == 0
    assert visitor_carts.remove_from_cart(event, secret="mine", hold_ids=[holds[0].pk]) == 1
    assert visitor_carts.remove_from_cart(event, secret="mine", hold_ids=[holds[0].pk]) == 0

    assert taken(event) == 2
    assert hashed("mine") == Hold.objects.filter(event=event).first().cart.secret_hash


def test_marking_paid_activates_the_registration_and_happens_once(event, item):
    order = make_order(event, item, paid=False)

    paid = orders.mark_paid(event, code=order.code, actor=SYSTEM)

    assert paid.status == "p"
    assert Payment.objects.get(order=order).state == "confirmed"
    assert Registration.objects.get(event=event).status == "active"
    with pytest.raises(Conflict, match="already_paid"):
        orders.mark_paid(event, code=order.code, actor=SYSTEM)
    assert Payment.objects.filter(order=order).count() == 1


def test_cancelling_gives_the_unit_back_once(event, item):
    order = make_order(event, item)
    assert taken(event) == 1

    orders.cancel_order(event, code=order.code, actor=SYSTEM)

    assert taken(event) == 0
    assert Registration.objects.get(event=event).status == "cancelled"
    with pytest.raises(Conflict, match="bad_transition"):
        orders.cancel_order(event, code=order.code, actor=SYSTEM)
    assert taken(event) == 0


def test_an_order_that_is_not_paid_in_time_expires_and_can_still_be_paid_while_there_is_room(event):
    item = make_shop(event, size=1)
    order = make_order(event, item, paid=False)
    Order.objects.filter(event=event).update(expires=timezone.now() - dt.timedelta(hours=1))

    assert orders.expire_order(event, code=order.code, actor=SYSTEM) is True
    assert taken(event) == 0
    assert orders.expire_order(event, code=order.code, actor=SYSTEM) is False

    assert orders.mark_paid(event, code=order.code, actor=SYSTEM).status == "p"
    assert taken(event) == 1


def test_money_that_comes_when_everything_is_sold_does_not_oversell(event):
    item = make_shop(event, size=1)
    late = make_order(event, item, paid=False)
    Order.objects.filter(event=event).update(expires=timezone.now() - dt.timedelta(hours=1))
    orders.expire_order(event, code=late.code, actor=SYSTEM)
    make_order(event, item)

    with pytest.raises(SoldOut):
        orders.mark_paid(event, code=late.code, actor=SYSTEM)

    assert Order.objects.get(event=event, code=late.code).status == "e"
    assert taken(event) == 1


def test_an_order_that_still_has_time_does_not_expire(event, item):
    order = make_order(event, item, paid=False)

    assert orders.expire_order(event, code=order.code, actor=SYSTEM) is False
    assert (Order.objects.get(event=event).status, taken(event)) == ("n", 1)
