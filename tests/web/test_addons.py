"""Visitors add things to their tickets, hand in files, and come back to a cart whose time was up. All without
JavaScript."""

import base64
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shop.models import Hold, Item, Order, Quota
from tests.make import (
    make_category,
    make_date,
    make_event,
    make_item,
    make_organizer,
    make_quota,
    make_shop,
    make_voucher,
)
from tests.web.pages import CHECKOUT, SHOP, choose, filled, hidden, text_of, visitor

pytestmark = pytest.mark.django_db(transaction=True)
EXTRAS = f"{CHECKOUT}extras/"


@pytest.fixture(autouse=True)
def _fresh_shelves(settings):
    settings.OFFERS_MAX_AGE_S = 0


@pytest.fixture
def event():
    return make_event(make_organizer(), plugins=["pretix.plugins.banktransfer"])


@pytest.fixture
def workshops(event):
    return make_category(event)


@pytest.fixture
def pottery(event, workshops):
    item = make_item(event, name="Pottery", price="10.00", kind="ticket", category_id=workshops.pk)
    make_quota(event, [item], size=5, name="Pottery")
    return item


def make_ticket(event, category, **rule) -> Item:
    item = make_item(event, addons=[{"addon_category_id": category.pk, "max_count": 2, **rule}])
    make_quota(event, [item], name="Tickets")
    return item


def test_the_shop_leads_over_the_extras_to_the_checkout(event, workshops, pottery):
    ticket = make_ticket(event, workshops)
    client = visitor()

    added = choose(client, (ticket, 2))
    page = client.get(EXTRAS)
    field = f"x-u{ticket.pk}-0-1-{pottery.pk}-0"
    chosen = client.post(EXTRAS, {field: "1"})
    form = client.get(CHECKOUT)
    bought = client.post(CHECKOUT, filled(ticket, "Ada", "Grace"))

    assert (added.status_code, added["Location"]) == (303, EXTRAS)
    assert "Pottery + €10.00" in text_of(page)
    assert "Choose up to 2." in text_of(page)
    assert (chosen.status_code, chosen["Location"]) == (303, CHECKOUT)
    words = text_of(form)
    assert "1 \N{MULTIPLICATION SIGN} Pottery" in words
    assert "€130.00" in words
    assert bought.status_code == 303
    order = Order.objects.get(event=event)
    second, extra = order.positions.order_by("positionid")[1:]
    assert (extra.item, extra.addon_to, second.attendee_name) == (pottery, second, "Grace")
    assert Quota.objects.get(event=event, name="Pottery").taken == 1


def test_who_can_add_nothing_never_sees_the_extras(event):
    level = make_shop(event)
    client = visitor()

    assert choose(client, (level, 1))["Location"] == CHECKOUT
    assert client.get(EXTRAS)["Location"] == CHECKOUT
    assert "extras" not in client.get(CHECKOUT).content.decode()


def test_who_must_add_something_is_led_to_it_and_told(event, workshops, pottery):
    ticket = make_ticket(event, workshops, min_count=1, max_count=1)
    client = visitor()
    choose(client, (ticket, 1))

    assert client.get(CHECKOUT)["Location"] == EXTRAS
    refused = client.post(EXTRAS, {})
    ordered = client.post(CHECKOUT, filled(ticket, "Ada"))

    assert refused.status_code == 400
    assert "Weekend: Choose at least 1." in text_of(refused)
    assert ordered.status_code == 400
    assert "Choose at least 1. Go to extras" in text_of(ordered)
    assert not Order.objects.filter(event=event).exists()
    field = f"x-u{ticket.pk}-0-0-c{workshops.pk}"
    assert client.post(EXTRAS, {field: f"{pottery.pk}-0"}).status_code == 303
    assert client.post(CHECKOUT, filled(ticket, "Ada")).status_code == 303


def test_a_sold_out_extra_is_told_beside_it_and_one_owns_what_one_has(event, workshops, pottery):
    ticket = make_ticket(event, workshops)
    Quota.objects.filter(event=event, name="Pottery").update(size=1)
    ada, grace = visitor(), visitor()
    field = f"x-u{ticket.pk}-0-0-{pottery.pk}-0"
    for client in (ada, grace):
        choose(client, (ticket, 1))
    assert ada.post(EXTRAS, {field: "1"}).status_code == 303

    refused = grace.post(EXTRAS, {field: "1"})
    again = ada.post(EXTRAS, {field: "1"})

    assert refused.status_code == 409
    assert "Weekend: This is sold out." in text_of(refused)
    assert "Sold out" not in text_of(ada.get(EXTRAS))
    assert again.status_code == 303
    assert Quota.objects.get(event=event, name="Pottery").taken == 1


def test_extras_and_bundle_are_taken_again_with_a_lapsed_cart_and_so_is_the_voucher(
    event, workshops, pottery
):
    mug = make_item(event, name="Mug", kind="merch", price="9.00")
    ticket = make_item(
        event,
        addons=[{"addon_category_id": workshops.pk, "max_count": 1}],
        bundles=[{"bundled_item_id": mug.pk, "count": 2, "designated_price": Decimal(5)}],
    )
    make_quota(event, [ticket, mug], name="Tickets")
    make_voucher(event, "TEN", price_mode="subtract", value="10.00", max_usages=1)
    client = visitor()
    choose(client, (ticket, 1), voucher="TEN")
    client.post(EXTRAS, {f"x-u{ticket.pk}-0-0-c{workshops.pk}": f"{pottery.pk}-0"})
    before = sorted(Hold.objects.filter(event=event).values_list("item", "price", "voucher"))
    past = timezone.now() - timedelta(seconds=1)
    Hold.objects.filter(event=event).update(expires_at=past)

    assert "Reserve again" in text_of(client.get(CHECKOUT))
    again = client.post(CHECKOUT, {"again": "1"})

    assert again.status_code == 200
    assert "Voucher TEN" in text_of(again)
    assert (
        sorted(Hold.objects.filter(event=event).values_list("item", "price", "voucher")) == before
    )
    assert [price for _, price, _ in before] == [Decimal(10), Decimal(5), Decimal(5), Decimal(40)]
    assert client.post(CHECKOUT, filled(ticket, "Ada")).status_code == 303


@pytest.mark.parametrize(
    "cookie",
    ["", "12-0-1-60.00-0", "W10=", "eyJ9", "W1tdXQ==", "W1sxLDAsMSwieCIsMCwiIixbXV1d", "Wzdd"],
)
def test_a_cookie_that_is_none_of_ours_takes_nothing(event, cookie):
    make_shop(event)
    client = visitor()
    client.cookies["eh-wanted"] = cookie

    assert client.post(CHECKOUT, {"again": "1"}).status_code in {400, 409}
    assert not Hold.unscoped.exists()


def test_extras_of_a_series_are_those_of_the_tickets_date(event, workshops, pottery):
    event.has_subevents = True
    event.save()
    first, second = (make_date(event, days=days, name=name) for days, name in ((0, "A"), (7, "B")))
    ticket = make_item(event, addons=[{"addon_category_id": workshops.pk, "max_count": 1}])
    for date in (first, second):
        make_quota(event, [ticket], date=date, name=f"Tickets {date.pk}")
    make_quota(event, [pottery], date=second, name="Pottery B")
    client = visitor()
    for date in (first, second):
        client.post(f"{SHOP}dates/{date.pk}/", {f"q-{ticket.pk}-0": "1"})

    page = client.get(EXTRAS).content.decode()
    name = f"x-u{ticket.pk}-0-{second.pk}-0-c{workshops.pk}"
    client.post(EXTRAS, {name: f"{pottery.pk}-0"})

    assert page.count("Sold out") == 1
    added = Hold.objects.get(event=event, item=pottery)
    assert (added.subevent_id, added.addon_to.subevent_id) == (second.pk, second.pk)


def test_the_extras_of_three_tickets_cost_as_many_queries_as_those_of_one(
    event, workshops, pottery
):
    ticket = make_ticket(event, workshops)
    client = visitor()
    counts = []
    for _ in range(2):
        choose(client, (ticket, 1 if not counts else 2))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(EXTRAS)
        counts.append(len(seen))

    assert counts == [8, 8]


def test_a_price_of_ones_own_for_an_extra(event, workshops, pottery):
    Item.objects.filter(event=event, pk=pottery.pk).update(free_price=True)
    ticket = make_ticket(event, workshops)
    client = visitor()
    choose(client, (ticket, 1))
    field = f"x-u{ticket.pk}-0-0-{pottery.pk}-0"

    less = client.post(EXTRAS, {field: "1", f"{field}-p": "9"})
    more = client.post(EXTRAS, {field: "1", f"{field}-p": "12,50"})

    assert (less.status_code, more.status_code) == (400, 303)
    assert "You can give more than the price, not less." in text_of(less)
    assert Hold.objects.get(event=event, item=pottery).price == Decimal("12.50")


@pytest.mark.parametrize("typed", ["-1", "1.5", "9" * 9, "\0", "x"])
def test_what_is_no_number_is_refused_at_its_field(event, workshops, pottery, typed):
    ticket = make_ticket(event, workshops, multi_allowed=True)
    client = visitor()
    choose(client, (ticket, 1))

    answer = client.post(EXTRAS, {f"x-u{ticket.pk}-0-0-{pottery.pk}-0": typed})

    assert answer.status_code == 400
    assert Hold.objects.filter(event=event).count() == 1


def test_a_lapsed_cart_is_told_at_the_extras_too(event, workshops, pottery):
    ticket = make_ticket(event, workshops)
    client = visitor()
    assert "Your cart is empty" in text_of(client.get(EXTRAS))
    choose(client, (ticket, 1))
    past = timezone.now() - timedelta(seconds=1)
    Hold.objects.filter(event=event).update(expires_at=past)

    assert "Your reservation has expired" in text_of(client.get(EXTRAS))
    answer = client.post(EXTRAS, {f"x-u{ticket.pk}-0-0-{pottery.pk}-0": "1"})
    assert (answer.status_code, hidden(answer, f"x-u{ticket.pk}-0-0-{pottery.pk}-0")) == (409, "1")


def test_who_adds_nothing_pays_no_statement_for_those_who_could(event):
    level = make_shop(event)
    choose(visitor(), (level, 1))
    client = visitor()
    steps = [
        lambda: client.get(SHOP),
        lambda: choose(client, (level, 2)),
        lambda: client.get(CHECKOUT),
        lambda: client.post(CHECKOUT, filled(level, "Ada", "Grace")),
    ]
    counts = []
    for step in steps:
        with CaptureQueriesContext(connection) as seen:
            step()
        counts.append(len(seen))

    assert Order.objects.filter(event=event).count() == 1
    assert counts == [7, 21, 3, 27]


def test_a_cookie_that_asks_for_thousands_is_refused_at_once(event, workshops, pottery):
    ticket = make_ticket(event, workshops, multi_allowed=True)
    client = visitor()
    addons = [[pottery.pk, 0, 999, "10.00"]] * 40
    lines = [[ticket.pk, 0, 999, "60.00", 0, "", addons]] * 40
    client.cookies["eh-wanted"] = base64.urlsafe_b64encode(json.dumps(lines).encode()).decode()

    answer = client.post(CHECKOUT, {"again": "1"})

    assert answer.status_code == 400
    assert "A cart holds at most 100 pieces." in str(answer.context["error"].fields)
    assert not Hold.unscoped.exists()
