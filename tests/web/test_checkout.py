"""A visitor buys, without JavaScript: what they see, what is written, and what is refused."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import icalendar
import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eventhub.common.actors import SYSTEM
from eventhub.common.effects import lanes
from eventhub.common.models import Mail
from register.models import Registration
from shop.actions import orders, quota_counters
from shop.actions.carts.visitor_carts import CartLine, add_to_cart
from shop.documents import mails
from shop.documents.tickets import qr_svg
from shop.models import Answer, Cart, Hold, Order, Payment, QuestionOption, Quota
from tenant.models import Event
from tests.make import (
    make_event,
    make_item,
    make_organizer,
    make_question,
    make_quota,
    make_shop,
    make_tax_rule,
)
from tests.web.pages import CHECKOUT, SHOP, choose, filled, hidden, text_of, visitor

pytestmark = pytest.mark.django_db
# How the statements begin that read what is sold, and what is asked of it.
CATALOGUE = ('SELECT "shop_item"."id"', 'SELECT "shop_question_items"')


@pytest.fixture
def event():
    return make_event(
        make_organizer(),
        settings={"banktransfer_details": {"en": "Big Bank\nIBAN DE02 1234"}},
    )


@pytest.fixture
def level(event):
    return make_shop(event, size=10)


def written() -> tuple[int, int, int]:
    return Order.unscoped.count(), Registration.unscoped.count(), Mail.unscoped.count()


def left(event) -> int:
    quota = Quota.objects.get(event=event)
    return (quota.size or 0) - quota.taken


def test_a_registration_is_bought_by_bank_transfer(event, level):
    client = visitor()

    added = choose(client, (level, 1))
    form = client.get(CHECKOUT)
    bought = client.post(CHECKOUT, filled(level, "Ada Lovelace"))

    assert (added.status_code, added["Location"]) == (303, CHECKOUT)
    assert "€60.00" in text_of(form)
    order = Order.objects.get(event=event)
    assert bought.status_code == 303
    assert bought["Location"] == f"{SHOP}order/{order.code}/{order.secret}/"
    assert (order.status, order.total, order.email) == ("n", Decimal("60.00"), "ada@example.org")
    assert Payment.objects.get(order=order).provider == "banktransfer"
    assert Registration.objects.get(event=event).badge_name == "Ada Lovelace"
    assert not Hold.unscoped.exists()
    assert not Cart.unscoped.exists()
    assert left(event) == 9


def test_the_confirmation_says_how_to_pay_and_shows_no_code_before_the_money_is_there(event, level):
    client = visitor()
    choose(client, (level, 1))

    page = client.get(client.post(CHECKOUT, filled(level, "Ada Lovelace"))["Location"])

    order = Order.objects.get(event=event)
    assert "IBAN DE02 1234" in text_of(page)
    assert f"Reference {order.code}" in text_of(page)
    assert "Not paid yet" in text_of(page)
    assert "QR code" not in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"


def test_a_ticket_paid_at_the_door_has_its_code_at_once(event, level):
    client = visitor()
    choose(client, (level, 1))

    page = client.get(
        client.post(CHECKOUT, filled(level, "Ada Lovelace", provider="boxoffice"))["Location"]
    )

    position = Order.objects.get(event=event).positions.get()
    assert qr_svg(position.secret) in page.content.decode()
    assert "Please pay at the door" in text_of(page)


def test_what_is_free_is_confirmed_without_asking_for_a_way_to_pay(event):
    free = make_shop(event, price="0.00")
    client = visitor()
    choose(client, (free, 1))

    form = client.get(CHECKOUT)
    page = client.get(client.post(CHECKOUT, filled(free, "Ada Lovelace", provider=""))["Location"])

    order = Order.objects.get(event=event)
    assert "How would you like to pay" not in text_of(form)
    assert order.status == "p"
    assert "Your order is confirmed" in text_of(page)
    assert qr_svg(order.positions.get().secret) in page.content.decode()


def test_merch_and_two_attendees_are_one_order_with_the_tax_shown_before_paying(event):
    tax = make_tax_rule(event, rate="21.00")
    level = make_item(event, price="60.00", tax_rule_id=tax.pk)
    shirt = make_item(event, name="Shirt", price="25.00", kind="merch", tax_rule_id=tax.pk)
    make_quota(event, [level, shirt])
    client = visitor()
    choose(client, (level, 2), (shirt, 1))

    summary = text_of(client.get(CHECKOUT))
    client.post(CHECKOUT, filled(level, "Ada", "Charles"))

    assert "2 \N{MULTIPLICATION SIGN} Weekend incl. 21% tax: €20.82" in summary
    assert "Total incl. tax: €25.16" in summary
    assert "€145.00" in summary
    names = Order.objects.get(event=event).positions.values_list("attendee_name", flat=True)
    assert sorted(names) == ["", "Ada", "Charles"]


def test_questions_are_asked_and_answered(event, level):
    meal = make_question(
        event,
        [level],
        text="Meal",
        type="C",
        required=True,
        options=[{"answer": {"en": "Vegan"}}, {"answer": {"en": "Meat"}}],
    )
    vegan = QuestionOption.objects.get(question=meal, answer={"en": "Vegan"})
    nuts = make_question(
        event,
        [level],
        text="Are nuts fine?",
        type="B",
        dependency_question_id=meal.pk,
        dependency_values=[vegan.identifier],
        position=1,
    )
    arrival = make_question(event, [level], text="Arrival", type="W", position=2)
    client = visitor()
    choose(client, (level, 1))
    prefix = f"u{level.pk}-0-0"

    form = client.get(CHECKOUT)
    client.post(
        CHECKOUT,
        filled(
            level,
            "Ada",
            **{
                f"{prefix}-a{meal.pk}": str(vegan.pk),
                f"{prefix}-a{nuts.pk}": "False",
                f"{prefix}-a{arrival.pk}": "2027-06-24T18:00",
            },
        ),
    )

    assert "Only if you answered “Vegan” to: Meal" in text_of(form)
    answers = Answer.unscoped.order_by("question__position")
    assert list(answers.values_list("answer", flat=True)) == [
        "Vegan",
        "False",
        "2027-06-24T18:00:00+02:00",
    ]


def test_all_that_is_wrong_is_said_at_once_and_what_was_typed_is_kept(event, level):
    make_question(event, [level], text="Badge name", required=True)
    client = visitor()
    choose(client, (level, 1))

    refused = client.post(
        CHECKOUT, {"email": "no address", "provider": "", f"u{level.pk}-0-0-name": ""}
    )

    assert refused.status_code == 400
    words = text_of(refused)
    assert "Please enter the attendee's name." in words
    assert "Please answer this question." in words
    assert "Enter an e-mail address such as" in words
    assert "Choose how you would like to pay." in words
    assert 'value="no address"' in refused.content.decode()
    assert written() == (0, 0, 0)
    assert Hold.unscoped.count() == 1


@pytest.mark.parametrize("provider", ["stripe", "free", "manual", "nonsense", "bank\x00transfer"])
def test_a_way_to_pay_that_is_not_offered_is_refused(event, level, provider):
    client = visitor()
    choose(client, (level, 1))

    refused = client.post(CHECKOUT, filled(level, "Ada", provider=provider))

    assert refused.status_code == 400
    assert written() == (0, 0, 0)


def test_an_attendee_address_is_asked_for_where_the_event_wants_it(event, level):
    Event.unscoped.update(settings={"attendee_emails_asked": True, "invoice_address_asked": True})
    client = visitor()
    choose(client, (level, 1))

    client.post(
        CHECKOUT,
        filled(
            level,
            "Ada",
            **{
                f"u{level.pk}-0-0-email": "attendee@example.org",
                "invoice-company": "Analytical Engines",
                "invoice-country": "GB",
            },
        ),
    )

    order = Order.objects.get(event=event)
    assert order.positions.get().attendee_email == "attendee@example.org"
    address = order.invoice_address or {}
    assert (address["company"], address["is_business"]) == ("Analytical Engines", True)


# --- Twice, late, too late ---------------------------------------------------------------------------------------------


def test_a_second_click_and_the_back_button_lead_to_the_same_order(event, level):
    client = visitor()
    choose(client, (level, 1))
    purchase = hidden(client.get(CHECKOUT), "purchase")
    form = filled(level, "Ada", purchase=purchase)

    first = client.post(CHECKOUT, form)
    second = client.post(CHECKOUT, form)

    assert first["Location"] == second["Location"]
    assert Order.unscoped.count() == 1
    assert left(event) == 9


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one_order(event, level):
    client = visitor()
    choose(client, (level, 1))
    form = filled(level, "Ada", purchase=hidden(client.get(CHECKOUT), "purchase"))
    both = threading.Barrier(2)

    def click(_: int) -> str:
        browser = visitor()
        browser.cookies["eh-cart"] = client.cookies["eh-cart"].value
        both.wait()
        try:
            return browser.post(CHECKOUT, form)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as clicks:
        addresses = set(clicks.map(click, range(2)))

    order = Order.objects.get(event=event)
    assert addresses == {f"{SHOP}order/{order.code}/{order.secret}/"}
    assert left(event) == 9


def test_after_an_order_the_next_cart_is_a_new_one(event, level):
    client = visitor()
    choose(client, (level, 1))
    first = client.post(CHECKOUT, filled(level, "Ada"))

    choose(client, (level, 1))
    second = client.post(CHECKOUT, filled(level, "Charles"))

    assert first["Location"] != second["Location"]
    assert Order.unscoped.count() == 2


def test_a_stolen_purchase_word_of_another_shape_finds_nothing(event, level):
    client = visitor()
    choose(client, (level, 1))
    client.post(CHECKOUT, filled(level, "Ada"))

    stranger = visitor().post(CHECKOUT, {"purchase": "cart." + "0" * 64})

    assert stranger.status_code == 409
    assert "Your cart is empty" in text_of(stranger)


def test_a_lapsed_cart_is_taken_again_in_one_click_and_nothing_typed_is_lost(event, level):
    client = visitor()
    choose(client, (level, 1))
    Hold.unscoped.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    quota_counters.release_expired(event)

    refused = client.post(CHECKOUT, filled(level, "Ada Lovelace"))
    again = client.post(
        CHECKOUT,
        {
            "again": "1",
            f"u{level.pk}-0-0-name": hidden(refused, f"u{level.pk}-0-0-name"),
            "email": hidden(refused, "email"),
        },
    )

    assert refused.status_code == 409
    assert "Your reservation has expired" in text_of(refused)
    assert again.status_code == 200
    assert 'value="Ada Lovelace"' in again.content.decode()
    assert Hold.unscoped.count() == 1
    assert written() == (0, 0, 0)


def test_what_others_bought_meanwhile_cannot_be_taken_again(event):
    level = make_shop(event, size=1)
    client = visitor()
    choose(client, (level, 1))
    Hold.unscoped.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    quota_counters.release_expired(event)
    add_to_cart(event, secret="of somebody else", lines=[CartLine(level.pk)])

    refused = client.post(CHECKOUT, {"again": "1"})

    assert refused.status_code == 409
    assert "sold out" in text_of(refused)
    assert left(event) == 0
    assert written() == (0, 0, 0)


def test_a_shop_that_closed_meanwhile_sells_nothing(event, level):
    client = visitor()
    choose(client, (level, 1))
    Event.unscoped.update(presale_end=timezone.now() - dt.timedelta(minutes=1))

    refused = client.post(CHECKOUT, filled(level, "Ada"))

    assert refused.status_code == 409
    assert "Sales have ended." in text_of(refused)
    assert 'value="Ada"' in refused.content.decode()
    assert written() == (0, 0, 0)


def test_a_line_is_removed_and_the_words_for_the_others_stay(event, level):
    client = visitor()
    choose(client, (level, 2))

    page = client.post(CHECKOUT, filled(level, "Ada", "Charles", remove=f"u{level.pk}-0-0"))

    assert 'value="Charles"' in page.content.decode()
    assert 'value="Ada"' not in page.content.decode()
    assert Hold.unscoped.count() == 1
    assert left(event) == 9


def test_removing_everything_leads_back_to_the_shop(event, level):
    client = visitor()
    choose(client, (level, 1))

    answer = client.post(CHECKOUT, {"remove": f"u{level.pk}-0-0"})

    assert (answer.status_code, answer["Location"]) == (303, SHOP)
    assert left(event) == 10


# --- Bad input ---------------------------------------------------------------------------------------------------------


def test_nobody_touches_the_cart_of_another(event, level):
    mine, theirs = visitor(), visitor()
    choose(mine, (level, 1))
    choose(theirs, (level, 1))
    hold = Hold.unscoped.order_by("pk")[0]

    theirs.post(CHECKOUT, {"remove": str(hold.pk)})
    visitor().post(CHECKOUT, {**filled(level, "Eve"), "hold": str(hold.pk), "remove": "u1-0-0"})

    assert Hold.unscoped.count() == 2
    assert written() == (0, 0, 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "ada@example.org\x00"},
        {"email": "a" * 300 + "@example.org"},
        {"name": "Ada\x00"},
        {"name": "A" * 251},
    ],
)
def test_text_that_cannot_be_stored_is_refused_at_its_field(event, level, fields):
    client = visitor()
    choose(client, (level, 1))
    data = filled(level, fields.get("name", "Ada"))
    data["email"] = fields.get("email", "ada@example.org")

    refused = client.post(CHECKOUT, data)

    assert refused.status_code == 400
    assert "eh-error" in refused.content.decode()
    assert written() == (0, 0, 0)


def test_a_body_of_ten_megabytes_is_refused_with_a_page(event, level):
    client = visitor()
    choose(client, (level, 1))

    refused = client.post(CHECKOUT, {"email": "x" * 10_000_000})
    form = client.post(
        CHECKOUT, "email=" + "x" * 10_000_000, content_type="application/x-www-form-urlencoded"
    )

    assert (refused.status_code, form.status_code) == (400, 400)
    assert "could not be read" in text_of(form)
    assert written() == (0, 0, 0)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"a" * 100, b"&" * 100, b"remove", b"again=1"])
def test_senseless_bodies_are_answered_with_a_page(event, level, body):
    client = visitor()
    choose(client, (level, 1))

    answer = client.post(CHECKOUT, body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code in {200, 303, 400, 409}
    assert written() == (0, 0, 0)


@pytest.mark.parametrize(
    "cookie",
    ["", "x", "A" * 32, "' OR 1=1", "1-1", "9" * 40 + "-0-1-1", "1-0-9999-1e999999", "-_-"],
)
def test_forged_cookies_are_no_carts(event, level, cookie):
    client = visitor()
    client.cookies["eh-cart"] = cookie
    client.cookies["eh-wanted"] = cookie

    for answer in (client.get(CHECKOUT), client.post(CHECKOUT, {"again": "1"})):
        assert answer.status_code in {200, 400, 409}
    assert not Hold.unscoped.exists()


def test_a_form_of_a_foreign_page_is_refused_without_a_leak(event, level):
    client = visitor(enforce_csrf_checks=True)

    refused = client.post(SHOP, {f"q-{level.pk}-0": "1"})

    assert refused.status_code == 403
    assert "Please allow cookies" in text_of(refused)
    assert not Hold.unscoped.exists()


# --- The order's own page, its mails -----------------------------------------------------------------------------------


def test_an_order_is_shown_to_who_has_its_secret_alone(event, level):
    client = visitor()
    choose(client, (level, 1))
    client.post(CHECKOUT, filled(level, "Ada"))
    order = Order.objects.get(event=event)
    other = make_event(event.organizer, "other")

    wrong = [
        visitor().get(f"{SHOP}order/{order.code}/{'x' * 16}/"),
        visitor().get(f"{SHOP}order/NOPE/{order.secret}/"),
        visitor().get(f"/bigevents/{other.slug}/order/{order.code}/{order.secret}/"),
        visitor().get(f"{SHOP}order/{order.code}/{order.secret[:-1]}/event.ics"),
    ]

    assert [answer.status_code for answer in wrong] == [404] * 4
    assert visitor().get(f"{SHOP}order/{order.code}/{order.secret}/").status_code == 200


def test_the_calendar_file_says_when_and_where(event, level):
    client = visitor()
    choose(client, (level, 1))
    page = client.post(CHECKOUT, filled(level, "Ada"))["Location"]

    answer = client.get(f"{page}event.ics")

    entry: Any = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert entry["summary"] == "Con2027"
    assert entry["dtstart"].dt == event.date_from
    assert entry["url"] == "http://localhost:8000/bigevents/con2027/"


@pytest.mark.django_db(transaction=True)
def test_the_mail_goes_out_once_with_link_code_and_calendar(settings, event, level):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client = visitor()
    choose(client, (level, 1))
    form = filled(level, "Ada", provider="boxoffice")
    form["purchase"] = hidden(client.get(CHECKOUT), "purchase")
    client.post(CHECKOUT, form)
    client.post(CHECKOUT, form)

    lanes.drain()
    lanes.drain()

    order = Order.objects.get(event=event)
    assert len(django_mail.outbox) == 1
    message = django_mail.outbox[0]
    assert message.to == ["ada@example.org"]
    assert order.code in message.subject
    link = f"http://localhost:8000/bigevents/con2027/order/{order.code}/{order.secret}/"
    assert link in message.body
    assert "pay at the door" in message.body
    assert sorted(part[0] for part in message.attachments) == [
        "event.ics",
        f"ticket-{order.code}-1.png",
    ]
    assert message.attachments[1][1].startswith(b"\x89PNG")


@pytest.mark.django_db(transaction=True)
def test_mails_follow_the_order_in_its_language(settings, event, level):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Event.unscoped.update(
        name={"en": "Con", "cs": "Sjezd"},
        settings={"contact_mail": "hello@example.org", "banktransfer_details": {"cs": "Banka"}},
    )
    client = visitor()
    choose(client, (level, 1))
    client.post(CHECKOUT, filled(level, "Ada"), headers={"accept-language": "cs"})
    order = Order.objects.get(event=event)
    lanes.drain()
    orders.mark_paid(event, code=order.code, actor=SYSTEM)
    lanes.drain()
    orders.cancel_order(event, code=order.code, actor=SYSTEM)
    lanes.drain()

    placed, paid, canceled = django_mail.outbox
    assert placed.subject == f"Vaše objednávka {order.code} na Sjezd"
    assert "Banka" in placed.body
    assert placed.reply_to == ["hello@example.org"]
    assert [len(mail.attachments) for mail in (placed, paid, canceled)] == [1, 2, 0]
    assert "Platba přijata" in paid.subject
    assert "byla zrušena" in canceled.body


def test_an_address_that_is_none_is_not_put_into_mails(event, level):
    Event.unscoped.update(settings={"contact_mail": "x@example.org\nBcc: all@example.org"})
    client = visitor()
    choose(client, (level, 1))
    client.post(CHECKOUT, filled(level, "Ada"))

    mails.send_order_mail(
        Order.objects.select_related("event__organizer").get(event=event), kind="resend", key="k"
    )

    mail = Mail.unscoped.get(key="k")
    assert mail.reply_to == ""
    assert "Bcc" not in mail.body


def test_buying_reads_the_catalogue_once(event, level):
    make_question(event, [level], required=False)
    client = visitor()
    choose(client, (level, 2))
    filled_in = filled(level, "Ada Lovelace", "Grace Hopper")

    with CaptureQueriesContext(connection) as seen:
        assert client.post(CHECKOUT, filled_in).status_code == 303

    told = [query["sql"] for query in seen.captured_queries]
    statements = [sql for sql in told if "SAVEPOINT" not in sql]
    catalogue = [sql for sql in statements if sql.startswith(CATALOGUE)]
    # One for the items and one for their questions.
    assert (len(statements), len(catalogue)) == (22, 2), "\n".join(statements)


def test_what_the_shop_refuses_is_told_together_with_what_the_form_misses(event, level):
    make_question(event, [level], required=True)
    client = visitor()
    choose(client, (level, 1))

    with CaptureQueriesContext(connection) as seen:
        page = client.post(CHECKOUT, filled(level, "Ada Lovelace", email=""))

    said = text_of(page)
    assert "Please check the highlighted fields." in said
    assert "Please answer this question." in said
    assert "Enter your e-mail address." in said
    catalogue = [one for one in seen.captured_queries if one["sql"].startswith(CATALOGUE)]
    assert len(catalogue) == 2
    assert not Order.objects.filter(event=event).exists()
