"""A visitor of a series chooses a date first, and finds it again on every page and in the mail."""

import datetime as dt
from decimal import Decimal

import icalendar
import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eventhub.common.actors import SYSTEM
from eventhub.common.effects import lanes
from shop.actions.catalogue import series
from shop.models import Hold, Order, OrderPosition, Quota
from tests.make import (
    PASSWORD,
    START,
    make_date,
    make_event,
    make_item,
    make_organizer,
    make_quota,
    make_team,
    make_user,
)
from tests.web.pages import hidden, text_of, visitor

pytestmark = pytest.mark.django_db
SHOP = "/bigevents/evenings/"
CHECKOUT = f"{SHOP}checkout/"


@pytest.fixture(autouse=True)
def _fresh_shelves(settings):
    settings.OFFERS_MAX_AGE_S = 0


@pytest.fixture
def event():
    return make_event(make_organizer(), "evenings", has_subevents=True)


def _page(date) -> str:
    return f"{SHOP}dates/{date.pk}/"


def test_the_page_of_a_series_lists_the_dates_to_come(event):
    item = make_item(event)
    now = timezone.now()
    opening = make_date(
        event,
        name="Opening <night>",
        date_to=START + dt.timedelta(hours=2),
        location={"en": "Hall"},
    )
    full = make_date(event, days=1, name="Second night")
    make_date(event, days=2, name="Draft", active=False)
    make_date(event, days=3, name="Secret", is_public=False)
    make_date(event, name="Bygone", date_from=now - dt.timedelta(days=2))
    make_quota(event, [item], date=opening)
    make_quota(event, [item], date=full, size=0)

    page = visitor().get(SHOP)
    words = text_of(page)

    assert words.index("Opening <night>") < words.index("Second night")
    assert "24 June 2027, 18:00\N{EN DASH}20:00".replace("\N{EN DASH}", " \N{EN DASH} ") in words
    assert "Hall" in words
    assert words.count("Sold out") == 1
    assert not {"Draft", "Secret", "Bygone"} & set(words.split())
    assert f'href="{_page(opening)}"' in page.content.decode()
    assert "Weekend" not in words


def test_a_series_without_dates_says_so(event):
    assert "No dates yet" in text_of(visitor().get(SHOP))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_dates_costs_the_same_whatever_their_number(event, count):
    item = make_item(event)
    for days in range(count):
        make_quota(event, [item], date=make_date(event, days=days))

    with CaptureQueriesContext(connection) as seen:
        page = visitor().get(SHOP)

    assert text_of(page).count("Evening") >= count
    assert len(seen) == 5, [query["sql"][:100] for query in seen]


def test_the_page_of_a_date_sells_what_there_is_at_its_price(event):
    item, other = make_item(event, name="Stalls"), make_item(event, name="Balcony")
    date, next_date = make_date(event, name="Opening"), make_date(event, days=1)
    make_quota(event, [item, other], date=date)
    make_quota(event, [item, other], date=next_date)
    data = {
        "item_price_overrides": [
            {"item": item.pk, "price": Decimal("12.50")},
            {"item": other.pk, "disabled": True},
        ],
        "frontpage_text": {"en": "Bring a cushion."},
    }
    series.save_subevent_within(event, subevent=date, data=data, actor=SYSTEM)

    words = text_of(visitor().get(_page(date)))
    usual = text_of(visitor().get(_page(next_date)))

    assert "Opening" in words
    assert "€12.50" in words
    assert "Bring a cushion." in words
    assert "Balcony" not in words
    assert "€60.00" in usual
    assert "Balcony" in usual


def test_hidden_dates_have_a_page_and_inactive_ones_only_for_the_team(event):
    hidden_date = make_date(event, is_public=False)
    draft = make_date(event, active=False)
    other = make_date(make_event(event.organizer, "other", has_subevents=True))
    make_team(event.organizer, members=[make_user("alice@example.org")])
    alice = visitor()
    alice.login(username="alice@example.org", password=PASSWORD)

    assert visitor().get(_page(hidden_date)).status_code == 200
    assert visitor().get(_page(draft)).status_code == 404
    assert visitor().get(_page(other)).status_code == 404
    assert visitor().get(f"{SHOP}dates/{10**25}/").status_code == 404
    assert "This date is not on sale." in text_of(alice.get(_page(draft)))


def test_a_date_whose_sale_is_over_says_so_and_sells_nothing(event):
    item = make_item(event)
    date = make_date(event, presale_end=timezone.now() - dt.timedelta(days=1))
    make_quota(event, [item], date=date)

    page = visitor().get(_page(date))
    tried = visitor().post(_page(date), {f"q-{item.pk}-0": "1"})

    assert "Sales for this date have ended." in text_of(page)
    assert tried.status_code == 400
    assert not Hold.unscoped.exists()


@pytest.mark.django_db(transaction=True)
def test_a_visitor_buys_for_two_dates_and_every_page_says_which(event):
    item = make_item(event, name="Stalls")
    first = make_date(event, name="Opening", date_to=START + dt.timedelta(hours=2))
    second = make_date(event, days=1, name="Closing")
    for date in (first, second):
        make_quota(event, [item], date=date, size=5)
    client = visitor()

    added = client.post(_page(first), {f"q-{item.pk}-0": "1"})
    client.post(_page(second), {f"q-{item.pk}-0": "1"})
    form = client.get(CHECKOUT)
    bought = client.post(
        CHECKOUT,
        {
            f"u{item.pk}-0-{first.pk}-0-name": "Ada Lovelace",
            f"u{item.pk}-0-{second.pk}-0-name": "Grace Hopper",
            "email": "ada@example.org",
            "provider": "banktransfer",
            "purchase": hidden(form, "purchase"),
            "buy": "1",
        },
    )

    assert (added.status_code, added["Location"]) == (303, CHECKOUT)
    assert text_of(form).count("Opening, 24 June 2027, 18:00") >= 2
    assert text_of(form).count("Closing, 25 June 2027, 18:00") >= 2
    assert bought.status_code == 303, text_of(bought)
    order = Order.objects.get(event=event)
    rows = OrderPosition.objects.filter(order=order).values_list("subevent_id", "attendee_name")
    assert sorted(rows) == [(first.pk, "Ada Lovelace"), (second.pk, "Grace Hopper")]
    assert set(Quota.objects.filter(event=event).values_list("taken", flat=True)) == {1}

    page = client.get(bought["Location"])
    assert "Opening, 24 June 2027, 18:00" in text_of(page)
    assert "Closing, 25 June 2027, 18:00" in text_of(page)
    calendar = icalendar.Calendar.from_ical(client.get(f"{bought['Location']}event.ics").content)
    entries = calendar.walk("VEVENT")
    assert [str(entry["summary"]) for entry in entries] == [
        "Evenings: Opening",
        "Evenings: Closing",
    ]
    assert len({str(entry["uid"]) for entry in entries}) == 2

    while lanes.drain():
        pass
    (letter,) = django_mail.outbox
    assert "Opening, 24 June 2027, 18:00" in letter.body
    assert "Closing, 25 June 2027, 18:00" in letter.alternatives[0][0]


@pytest.mark.django_db(transaction=True)
def test_a_lapsed_cart_is_taken_again_for_the_same_date(event):
    item = make_item(event)
    date, other = make_date(event), make_date(event, days=1)
    for each in (date, other):
        make_quota(event, [item], date=each, size=5)
    client = visitor()
    client.post(_page(date), {f"q-{item.pk}-0": "2"})
    Hold.objects.filter(event=event).update(expires_at=timezone.now() - dt.timedelta(seconds=1))

    assert "Your reservation has expired" in text_of(client.get(CHECKOUT))
    again = client.post(CHECKOUT, {"again": "1"})

    assert again.status_code == 200
    assert {hold.subevent_id for hold in Hold.objects.filter(event=event)} == {date.pk}
    assert dict(Quota.objects.filter(event=event).values_list("subevent_id", "taken")) == {
        date.pk: 2,
        other.pk: 0,
    }


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_series_is_bought_without_a_date(event):
    item = make_item(event)
    make_quota(event, [item], date=make_date(event))

    answer = visitor().post(SHOP, {f"q-{item.pk}-0": "1"})

    assert "Choose a date" in text_of(answer)
    assert not Hold.unscoped.exists()


def test_the_home_page_lists_a_series_while_a_date_is_to_come():
    bigevents, long_ago = make_organizer(), timezone.now() - dt.timedelta(days=99)
    words = {"has_subevents": True, "date_from": long_ago, "date_to": None}
    running = make_event(bigevents, "running", **words)
    finished = make_event(bigevents, "finished", **words)
    make_date(running)
    make_date(finished, date_from=long_ago)
    make_date(finished, active=False)

    page = text_of(visitor().get("/"))

    assert "Running" in page
    assert "Finished" not in page
