"""What a visitor sees before choosing: the home pages, the event's page, who may see what."""

import datetime as dt
import time
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shop.actions.carts.visitor_carts import CartLine, add_to_cart
from shop.models import Hold, Quota
from tenant.models import Event, Host
from tests.make import (
    PASSWORD,
    make_event,
    make_item,
    make_order,
    make_organizer,
    make_quota,
    make_shop,
    make_tax_rule,
    make_team,
    make_user,
)
from tests.people import World
from tests.web.pages import SHOP, choose, text_of, visitor

pytestmark = pytest.mark.django_db
FAR = dt.datetime(2027, 5, 1, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _fresh_shelves(settings):
    settings.OFFERS_MAX_AGE_S = 0


@pytest.fixture
def event():
    return make_event(make_organizer())


# --- Home pages --------------------------------------------------------------------------------------------------------


def test_the_home_page_lists_what_is_live_public_and_to_come():
    bigevents = make_organizer()
    make_event(bigevents, "con2027")
    make_event(bigevents, "draft", live=False)
    make_event(bigevents, "hidden", is_public=False)
    past = timezone.now() - dt.timedelta(days=9)
    make_event(bigevents, "past", date_from=past, date_to=past)
    make_event(make_organizer("other"), "fair")

    words = text_of(visitor().get("/"))

    assert "Con2027" in words
    assert "Fair" in words
    assert not {"Draft", "Hidden", "Past"} & set(words.split())


def test_an_organizers_page_and_host_show_its_own_events_only():
    bigevents, other = make_organizer(), make_organizer("other")
    make_event(bigevents)
    make_event(other, "fair")
    Host.objects.create(tenant=bigevents.tenant, organizer=bigevents, host="tickets.example.org")

    pages = [
        visitor().get("/bigevents/"),
        visitor(host="bigevents.localhost").get("/"),
        visitor(host="tickets.example.org").get("/"),
    ]

    for page in pages:
        assert "Con2027" in text_of(page)
        assert "Fair" not in text_of(page)
    assert 'href="/con2027/"' in pages[1].content.decode()
    assert 'href="/bigevents/con2027/"' in pages[0].content.decode()


def test_on_an_organizers_host_the_whole_purchase_stays_on_short_addresses(event):
    level = make_shop(event)
    client = visitor(host="bigevents.localhost")

    added = client.post("/con2027/", {f"q-{level.pk}-0": "1"})
    form = client.get(added["Location"])

    assert added["Location"] == "/con2027/checkout/"
    assert form.status_code == 200
    assert client.get("/bigevents/con2027/").status_code == 404


def test_nothing_to_come_is_said_in_words():
    assert "No events yet" in text_of(visitor().get("/"))


# --- The event's page --------------------------------------------------------------------------------------------------


def test_the_page_says_what_when_and_where_in_the_events_own_time_zone():
    event = make_event(
        make_organizer(),
        name={"en": "Midsummer <Con>"},
        location={"en": "Harbour Hall"},
        date_from=dt.datetime(2027, 6, 24, 16, 0, tzinfo=dt.UTC),
        date_to=dt.datetime(2027, 6, 27, 16, 0, tzinfo=dt.UTC),
        settings={"welcome_text": {"en": "Hello.\n\n<script>alert(1)</script>"}},
    )
    make_shop(event)

    page = visitor().get(SHOP)

    assert "24 \N{EN DASH} 27 June 2027" in text_of(page)
    assert "Starts Thu, 24 June 2027, 18:00 (CEST)" in text_of(page)
    assert "Harbour Hall" in text_of(page)
    assert "<script>alert" not in page.content.decode()
    assert "<p>Hello.</p>" in page.content.decode()


def test_prices_are_final_and_the_next_one_is_announced(event):
    tax = make_tax_rule(event, rate="21.00", includes=False)
    ends = dt.datetime(2027, 2, 28, 23, 0, tzinfo=dt.UTC)  # midnight in Prague
    item = make_item(
        event,
        price="75.00",
        tax_rule_id=tax.pk,
        price_phases=[{"name": {"en": "Early"}, "amount": "50.00", "ends_at": ends}],
    )
    make_quota(event, [item])

    words = text_of(visitor().get(SHOP))

    assert "€60.50 incl. 21% tax until 28 February, then €90.75" in words


@pytest.mark.parametrize(("size", "words"), [(11, "Few left"), (10, "Sold out")])
def test_scarcity_is_said_in_words(event, size, words):
    item = make_shop(event, size=size)
    add_to_cart(event, secret="of somebody", lines=[CartLine(item.pk, quantity=10)])

    assert words in text_of(visitor().get(SHOP))


def test_plenty_is_not_called_few(event):
    item = make_shop(event, size=10)
    add_to_cart(event, secret="of somebody", lines=[CartLine(item.pk, quantity=9)])

    assert "Few left" not in text_of(visitor().get(SHOP))


def test_variants_have_their_own_price_stock_and_quantity(event):
    shirt = make_item(
        event,
        name="Shirt",
        price="25.00",
        kind="merch",
        variations=[
            {"value": {"en": "Small"}},
            {"value": {"en": "Large"}, "default_price": "27.00"},
        ],
    )
    small, large = shirt.variations.order_by("pk")
    make_quota(event, [shirt], variations=[small.pk, large.pk])
    client = visitor()

    page = client.get(SHOP)
    client.post(SHOP, {f"q-{shirt.pk}-{large.pk}": "2"})

    assert "Small €25.00" in text_of(page)
    assert "Large €27.00" in text_of(page)
    assert list(Hold.unscoped.values_list("variation_id", "price")) == [(large.pk, Decimal(27))] * 2


def test_a_gift_may_be_larger_but_not_smaller(event):
    gift = make_item(event, name="Gift", price="5.00", kind="donation", free_price=True)
    make_quota(event, [gift])
    client = visitor()

    refused = client.post(SHOP, {f"q-{gift.pk}-0": "1", f"p-{gift.pk}-0": "4"})
    taken = client.post(SHOP, {f"q-{gift.pk}-0": "1", f"p-{gift.pk}-0": "12,50"})

    assert refused.status_code == 400
    assert "not less" in text_of(refused)
    assert taken.status_code == 303
    assert Hold.unscoped.get().price == 12.5


@pytest.mark.parametrize(
    "hidden", [{"active": False}, {"hide_without_voucher": True}, {"kind": "fee"}]
)
def test_what_is_not_for_visitors_is_not_shown_and_cannot_be_taken(event, hidden):
    item = make_item(event, name="Secret thing", **hidden)
    make_quota(event, [item])
    client = visitor()

    page = client.get(SHOP)
    refused = client.post(SHOP, {f"q-{item.pk}-0": "1"})

    assert "Secret thing" not in text_of(page)
    assert refused.status_code == 400
    assert not Hold.unscoped.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_few_queries_with_one_item_and_with_three(event, count):
    items = [make_item(event, name=f"Item {number}") for number in range(count)]
    make_quota(event, items)
    client = visitor()

    with CaptureQueriesContext(connection) as queries:
        page = client.get(SHOP)

    assert page.status_code == 200
    assert len(queries) == 7


def test_a_rush_of_visitors_is_served_from_what_was_read_within_the_last_second(settings, event):
    settings.OFFERS_MAX_AGE_S = 1.0
    item = make_shop(event, size=1)
    client = visitor()
    client.get(SHOP)

    with CaptureQueriesContext(connection) as queries:
        client.get(SHOP)
    read_again = len(queries)
    choose(client, (item, 1))
    time.sleep(1.05)

    assert read_again == 1
    assert "Sold out" in text_of(visitor().get(SHOP))


# --- Choosing ----------------------------------------------------------------------------------------------------------


def test_the_carts_secret_is_for_the_server_alone_and_for_this_event(event):
    item = make_shop(event)

    cookie = choose(visitor(), (item, 1)).cookies["eh-cart"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == SHOP


@pytest.mark.parametrize("quantity", ["-1", "1.5", "x", "9" * 400, "\u0663", "1\x00", "0x1"])
def test_a_quantity_that_is_none_is_refused_at_its_field(event, quantity):
    item = make_shop(event)

    refused = visitor().post(SHOP, {f"q-{item.pk}-0": quantity})

    assert refused.status_code == 400
    assert "eh-error" in refused.content.decode()
    assert not Hold.unscoped.exists()


def test_choosing_nothing_or_something_foreign_is_refused(event):
    foreign = make_shop(make_event(make_organizer("other")))
    make_shop(event)

    for data in ({}, {f"q-{foreign.pk}-0": "1"}, {"q-999999999999-0": "1"}, {"q-x-y": "1"}):
        refused = visitor().post(SHOP, data)
        assert refused.status_code == 400
        assert "Please choose how many you would like." in text_of(refused)
    assert not Hold.unscoped.exists()


def test_more_than_there_is_left_is_refused_with_how_many_there_are(event):
    item = make_shop(event, size=3)

    refused = choose(visitor(), (item, 5))

    assert refused.status_code == 409
    assert "Only 3 left." in text_of(refused)
    assert 'value="5"' in refused.content.decode()
    assert Quota.objects.get(event=event).taken == 0


def test_more_than_one_order_may_hold_is_refused_across_the_whole_cart(event):
    item = make_item(event, max_per_order=2)
    make_quota(event, [item])
    client = visitor()
    choose(client, (item, 2))

    refused = choose(client, (item, 1))

    assert refused.status_code == 400
    assert "at most 2 of these" in text_of(refused)
    assert Hold.unscoped.count() == 2


def test_a_closed_shop_shows_its_prices_and_sells_nothing(event):
    item = make_shop(event)
    Event.unscoped.update(presale_start=FAR)

    page = visitor().get(SHOP)
    refused = choose(visitor(), (item, 1))

    assert "Sales start on Sat, 1 May 2027, 12:00 (CEST)." in text_of(page)
    assert "€60.00" in text_of(page)
    assert "Continue" not in text_of(page)
    assert refused.status_code == 409
    assert not Hold.unscoped.exists()


# --- Who may see what --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/bigevents/nothing/",
        "/nobody/con2027/",
        "/nobody/",
        "/a/b/c/d/",
        "/bigevents/con2027/x",
        "/%00/",
    ],
)
def test_what_is_not_there_is_answered_with_a_friendly_page(event, address):
    page = visitor().get(address)

    assert page.status_code == 404
    assert "Page not found" in text_of(page)


def test_an_address_without_its_last_slash_leads_to_the_page(event):
    answer = visitor().get("/bigevents/con2027?a=1")

    assert (answer.status_code, answer["Location"]) == (302, "/bigevents/con2027/?a=1")


def test_before_it_goes_live_an_event_exists_for_its_team_alone():
    organizer = make_organizer()
    make_shop(make_event(organizer, live=False))
    make_team(organizer, members=[make_user("alice@example.org")])
    make_team(make_organizer("other"), members=[make_user("charlie@example.org")])
    pages = {}
    for name in ("alice", "charlie"):
        client = visitor()
        client.login(username=f"{name}@example.org", password=PASSWORD)
        pages[name] = client.get(SHOP)

    assert visitor().get(SHOP).status_code == 404
    assert pages["charlie"].status_code == 404
    assert pages["alice"].status_code == 200
    assert "Not live yet" in text_of(pages["alice"])


def test_an_unknown_host_is_refused_with_a_page():
    answer = visitor(host="evil.example.com").get("/")

    assert answer.status_code == 400
    assert "This host is not served here" in text_of(answer)


def test_pages_carry_a_strict_policy_and_the_documentation_of_the_api_a_wider_one(event):
    make_shop(event)

    page = visitor().get(SHOP)
    docs = visitor().get("/api/docs/")

    assert "script-src 'self';" in page["Content-Security-Policy"]
    assert "style-src 'self';" in page["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "'unsafe-inline'" in docs["Content-Security-Policy"]
    assert " style=" not in page.content.decode()
    assert "<script>" not in page.content.decode()


def test_an_events_colour_is_a_style_sheet_of_its_own(event):
    make_shop(event)
    Event.unscoped.update(settings={"primary_color": "#1a6e4f"})

    page = visitor().get(SHOP)
    sheet = visitor().get("/look/1a6e4f.css")

    assert '<link rel="stylesheet" href="/look/1a6e4f.css">' in page.content.decode()
    assert sheet.content == b":root{--eh-event:#1a6e4f}\n"
    assert visitor().get("/look/red;}.css").status_code == 404


def test_a_colour_that_is_none_is_left_out(event):
    make_shop(event)
    Event.unscoped.update(settings={"primary_color": '"><script>'})

    assert "/look/" not in visitor().get(SHOP).content.decode()


def test_the_buyer_fetches_tickets_and_invoices(world: World) -> None:
    world.event.settings = {"invoice_generate": "paid"}
    world.event.save(update_fields=["settings"])
    order, other = make_order(world.event, world.item), make_order(world.event, world.item)
    client = Client(SERVER_NAME="localhost")
    page = f"/bigevents/con2027/order/{order.code}/{order.secret}/"

    shown = client.get(page).content.decode()
    tickets, invoice = (
        client.get(f"{page}tickets.pdf"),
        client.get(f"{page}invoice/CON2027-00001.pdf"),
    )
    foreign = client.get(f"{page}invoice/CON2027-00002.pdf")

    assert "Download ticket" in shown
    assert "invoice/CON2027-00001.pdf" in shown
    for file in (tickets, invoice):
        assert (file["Content-Type"], file.content[:5]) == ("application/pdf", b"%PDF-")
        assert file["Cache-Control"] == "private, no-store"
    assert other.pk
    assert foreign.status_code == 404
