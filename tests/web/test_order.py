"""What buyers see of their order by the link in their mail: what belongs together, the money, the files."""

from decimal import Decimal

import pytest

from shop.actions import orders
from shop.actions.carts import visitor_carts
from shop.actions.carts.addons import choose_addons
from shop.enums import PaymentState
from shop.models import Payment
from shop.reads.visitor import cart_holds
from shop.rules.drafts import Addon, CartLine, FeeDraft
from tests.make import (
    SYSTEM,
    make_category,
    make_event,
    make_item,
    make_order,
    make_organizer,
    make_quota,
    make_shop,
)
from tests.web.pages import CHECKOUT, SHOP, choose, filled, text_of, visitor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def event():
    return make_event(make_organizer(), plugins=["pretix.plugins.banktransfer"])


def page_of(order) -> str:
    return f"{SHOP}order/{order.code}/{order.secret}/"


def test_what_was_added_stands_below_what_it_was_added_to(event):
    workshops = make_category(event)
    pottery = make_item(event, name="Pottery", price="0.00", kind="merch", category_id=workshops.pk)
    ticket = make_item(
        event, price="0.00", addons=[{"addon_category_id": workshops.pk, "max_count": 1}]
    )
    make_quota(event, [ticket, pottery])
    client = visitor()
    choose(client, (ticket, 2))
    visitor_carts.add_to_cart(
        event, secret=client.cookies["eh-cart"].value, lines=[CartLine(ticket.pk)]
    )
    tops = cart_holds(event, secret=client.cookies["eh-cart"].value)
    choose_addons(
        event, secret=client.cookies["eh-cart"].value, chosen={tops[1].pk: [Addon(pottery.pk)]}
    )

    page = client.get(
        client.post(CHECKOUT, filled(ticket, "Ada", "Grace", "Mary"))["Location"]
    ).content.decode()

    listed = page.split("Order summary")[1]
    assert listed.index("Grace") < listed.index("Pottery") < listed.index("Mary")
    assert page.count("Includes: Pottery") == 1
    assert page.count('class="is-part"') == 1


def test_money_that_came_and_went_is_told_with_what_is_left_to_pay(event):
    item = make_shop(event, price="60.00")
    order = make_order(
        event,
        item,
        paid=False,
        provider="banktransfer",
        fees=(FeeDraft(Decimal(5), fee_type="shipping"),),
    )
    payment = Payment.objects.get(order=order)
    Payment.objects.filter(order=order).update(amount=Decimal(25))
    orders.confirm_payment(event, code=order.code, local_id=payment.local_id, actor=SYSTEM)

    words = text_of(visitor().get(page_of(order)))

    assert "Shipping €5.00" in words
    assert "Paid: Bank transfer" in words
    assert "Amount due €40.00" in words
    assert "Amount €40.00" in words


def test_every_ticket_is_a_file_of_its_own_and_only_of_its_order(event):
    item = make_shop(event)
    order, other = make_order(event, item, count=2), make_order(event, item, name="Grace")
    client = visitor()
    page = page_of(order)

    shown = client.get(page).content.decode()
    one = client.get(f"{page}ticket-2.pdf")
    missing = client.get(f"{page}ticket-3.pdf")
    foreign = client.get(f"{SHOP}order/{order.code}/{other.secret}/ticket-1.pdf")

    assert "ticket-1.pdf" in shown
    assert (one.status_code, one.content[:5], one["Cache-Control"]) == (
        200,
        b"%PDF-",
        "private, no-store",
    )
    assert (missing.status_code, foreign.status_code) == (404, 404)


def test_an_unpaid_order_gives_no_ticket(event):
    order = make_order(event, make_shop(event), paid=False, provider="banktransfer")

    assert visitor().get(f"{page_of(order)}ticket-1.pdf").status_code == 409


def test_who_paid_too_late_reads_that_the_money_is_on_record(event):
    item = make_shop(event, size=1)
    order = make_order(event, item, paid=False)
    orders.cancel_order(event, code=order.code, actor=SYSTEM)
    before = text_of(visitor().get(page_of(order)))

    orders.record_payment(
        event,
        code=order.code,
        amount=Decimal(60),
        provider="banktransfer",
        state=PaymentState.CONFIRMED,
        actor=SYSTEM,
    )

    after = text_of(visitor().get(page_of(order)))
    assert "could not be fulfilled any more" not in before
    assert "Your payment arrived after this order could no longer be fulfilled" in after
