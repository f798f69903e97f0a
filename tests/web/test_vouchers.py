"""Visitors with a voucher, and visitors who wait. All of it works without JavaScript."""

from decimal import Decimal

import pytest

from shop.models import Hold, OrderPosition, Quota, WaitingListEntry
from tests.make import make_event, make_item, make_order, make_organizer, make_shop, make_voucher
from tests.web.pages import CHECKOUT, SHOP, choose, filled, hidden, text_of, visitor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_shelves(settings):
    settings.OFFERS_MAX_AGE_S = 0


@pytest.fixture
def event():
    return make_event(make_organizer(), plugins=["pretix.plugins.banktransfer"])


def test_b9_a_voucher_shows_what_is_hidden_at_its_price_and_the_order_honours_it(event):
    item = make_shop(event, price="60.00")
    hidden_item = make_item(event, name="Speaker", price="80.00", hide_without_voucher=True)
    Quota.objects.get(event=event).items.add(hidden_item, through_defaults={"tenant": event.tenant})
    voucher = make_voucher(
        event, "TALK", item_id=hidden_item.pk, price_mode="set", value="20.00", max_usages=1
    )
    client = visitor()

    assert "Speaker" not in text_of(client.get(SHOP))
    page = client.get(SHOP, {"voucher": " talk "})
    words = text_of(page)
    assert "Speaker" in words
    assert "20.00" in words
    assert "Weekend" not in words
    assert hidden(page, "voucher") == "TALK"
    assert choose(client, (hidden_item, 1)).status_code == 400

    answer = choose(client, (hidden_item, 1), voucher="TALK")

    assert answer.status_code == 303
    hold = Hold.objects.get(event=event)
    assert (hold.voucher_id, hold.price) == (voucher.pk, Decimal(20))
    checkout = client.get(CHECKOUT)
    assert "Voucher TALK" in text_of(checkout)
    form = filled(hidden_item, "Ada", purchase=hidden(checkout, "purchase"))
    assert client.post(CHECKOUT, form).status_code == 303
    position = OrderPosition.objects.get(event=event)
    assert (position.voucher_id, position.price) == (voucher.pk, Decimal(20))
    spent = client.get(SHOP, {"voucher": "TALK"})
    assert (spent.status_code, "has been used" in text_of(spent)) == (400, True)
    assert item.pk != hidden_item.pk


def test_b9_a_code_that_nobody_knows_is_told_and_the_shop_goes_on(event):
    make_shop(event)

    page = visitor().get(SHOP, {"voucher": "NOPE"})

    assert page.status_code == 400
    assert "There is no such voucher." in text_of(page)
    assert "Weekend" in text_of(page)
    assert 'value="NOPE"' in page.content.decode()


def test_b9_what_a_voucher_keeps_is_there_for_its_bearer_alone(event):
    item = make_shop(event, size=1)
    make_voucher(event, "KEPT", item_id=item.pk, block_quota=True)
    client = visitor()

    assert "Sold out" in text_of(client.get(SHOP))
    assert choose(client, (item, 1)).status_code == 400 or not Hold.objects.filter(event=event)
    assert "Sold out" not in text_of(client.get(SHOP, {"voucher": "KEPT"}))
    assert choose(client, (item, 1), voucher="KEPT").status_code == 303


def test_b12_visitors_wait_for_what_is_sold_out(event):
    item = make_shop(event, size=1)
    make_order(event, item)
    client = visitor()
    address = f"{SHOP}waiting/{item.pk}-0/"
    assert client.get(address).status_code == 404
    assert "waiting list" not in text_of(client.get(SHOP))
    event.settings = {"waiting_list_enabled": True}
    event.save()

    assert f"waiting/{item.pk}-0/" in client.get(SHOP).content.decode()
    assert "is sold out" in text_of(client.get(address))
    wrong = client.post(address, {"name": "Ada", "email": "nobody"})
    done = client.post(address, {"name": "Ada", "email": "ada@example.org"})
    twice = client.post(address, {"name": "Ada", "email": "ada@example.org"})

    assert (wrong.status_code, done.status_code, twice.status_code) == (400, 200, 400)
    assert "You are on the waiting list" in text_of(done)
    assert "already on the waiting list for this" in text_of(twice)
    entry = WaitingListEntry.objects.get(event=event)
    assert (entry.name, entry.email, entry.item_id) == ("Ada", "ada@example.org", item.pk)


def test_b12_nobody_waits_for_what_can_be_bought(event):
    item = make_shop(event)
    event.settings = {"waiting_list_enabled": True}
    event.save()

    address = f"{SHOP}waiting/{item.pk}-0/"

    assert visitor().get(address).status_code == 404
    assert visitor().post(address, {"email": "a@example.org"}).status_code == 404
    assert visitor().get(f"{SHOP}waiting/{10**30}-0/").status_code == 404
    assert not WaitingListEntry.objects.filter(event=event).exists()
