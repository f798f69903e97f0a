"""Visitors read, buy and hear from us in a language of the event."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail as django_mail

from eventhub.common.effects import lanes
from shop.models import Item, Order
from tenant.models import Event
from tests.make import make_event, make_organizer, make_shop
from tests.web.pages import CHECKOUT, SHOP, choose, filled, text_of, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db: None) -> Event:
    return make_event(
        make_organizer(),
        locales=["en", "de", "cs"],
        name={"en": "Con", "de": "Tagung", "cs": "Sjezd"},
        date_from=dt.datetime(2027, 6, 24, 16, 0, tzinfo=dt.UTC),
        date_to=dt.datetime(2027, 6, 27, 16, 0, tzinfo=dt.UTC),
        settings={"contact_mail": "hello@example.org"},
    )


@pytest.fixture
def level(event: Event) -> Item:
    return make_shop(event)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("de", "Ihre Bestellung {} für Tagung", [["Beginn: Do., 24. Juni 2027, 18:00 (MESZ)", "60,00 €"], ["Zahlungspflichtig bestellen, 60,00 €"], ["Vielen Dank für Ihre Bestellung"], ["Guten Tag,", "Bitte überweisen Sie den Betrag", "Betrag: 60,00 €"]]),
        ("cs", "Vaše objednávka {} na Sjezd", [["Začátek: čt 24. června 2027, 18:00 (SELČ)", "60,00 €"], ["Objednat s povinností platby, 60,00 €"], ["Děkujeme za objednávku"], ["Dobrý den,", "Převeďte prosím částku", "Částka: 60,00 €"]]),
    ],
)  # fmt: skip
def test_a_visitor_buys_and_hears_from_us_in_their_language(
    settings: Any, level: Item, language: str, subject: str, words: list[list[str]]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client = visitor()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language

    page = client.get(SHOP)
    choose(client, (level, 1))
    checkout = client.get(CHECKOUT)
    bought = client.get(client.post(CHECKOUT, filled(level, "Ada"))["Location"])
    lanes.drain()

    assert f'<html lang="{language}">' in page.content.decode()
    order = Order.objects.get(event=level.event)
    (letter,) = django_mail.outbox
    assert order.locale == language
    assert letter.subject == subject.format(order.code)
    told = [text_of(page), text_of(checkout), text_of(bought), letter.body.replace("\xa0", " ")]
    for where, sentences in zip(told, words, strict=True):
        assert [sentence for sentence in sentences if sentence not in where] == []


def test_the_switch_keeps_the_page_and_its_query(event: Event, level: Item) -> None:
    client = visitor()

    page = client.get(f"{SHOP}?voucher=NONE&x=1")
    assert "?voucher=NONE&amp;x=1&amp;lang=de" in page.content.decode()
    switched = client.get(f"{SHOP}?voucher=NONE&x=1&lang=de")

    assert (switched.status_code, switched["Location"]) == (302, f"{SHOP}?voucher=NONE&x=1")
    assert "Diesen Gutschein gibt es nicht." in text_of(client.get(switched["Location"]))
    assert "Haben Sie einen Gutschein?" in text_of(client.get(SHOP))


def test_a_language_is_chosen_by_one_cookie_that_caches_hear_of(event: Event, level: Item) -> None:
    client = visitor()

    client.get(f"{SHOP}?lang=cs")
    page = client.get(SHOP)

    assert client.cookies["django_language"].value == "cs"
    assert {"Cookie", "Accept-Language"} <= {word.strip() for word in page["Vary"].split(",")}
    assert page["Content-Language"] == "cs"
    assert "Máte poukaz?" in text_of(page)


def test_nothing_that_is_no_language_is_chosen(event: Event, level: Item) -> None:
    client = visitor()

    page = client.get(f"{SHOP}?lang=klingon")

    assert page.status_code == 200
    assert "django_language" not in client.cookies


def test_pages_of_an_event_speak_its_languages_and_others_those_that_we_have(level: Item) -> None:
    Event.unscoped.update(locales=["en", "cs"])
    german = {"headers": {"accept-language": "de"}}
    client = visitor()

    page, home = client.get(SHOP, **german), client.get("/", **german)

    assert "Do you have a voucher?" in text_of(page)
    assert "Deutsch" not in text_of(page)
    assert "Kommende Veranstaltungen" in text_of(home)
    assert "Language: English" not in text_of(home)
    assert "Čeština" in text_of(home)


def test_programs_are_never_led_elsewhere_by_a_language() -> None:
    answer = visitor().get("/app/ui/session/?lang=de")

    assert answer.status_code == 200
    assert "django_language" not in answer.cookies


def test_a_refusal_is_said_in_the_language_of_the_page(event: Event, level: Item) -> None:
    client = visitor()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    choose(client, (level, 1))

    refused = client.post(CHECKOUT, filled(level, ""))

    assert "Bitte geben Sie den Namen der teilnehmenden Person ein." in text_of(refused)
    assert not Order.objects.filter(event=event).exists()
