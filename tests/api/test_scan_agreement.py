"""Scan apps decide by themselves without network, and by the server with it: both must say the same. (v1 contract, C3)"""

import datetime as dt
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from django.utils import timezone

from register.checkin.admission import SENTENCES, Door, Reason, Scan, Ticket, refusal
from register.checkin.words import WORDS, sentence
from register.models import CheckIn, CheckInList
from shop.models import Answer, OrderPosition
from tenant.models import Event
from tests.api.conftest import Api
from tests.make import (
    make_device,
    make_event,
    make_item,
    make_list,
    make_order,
    make_question,
    make_shop,
    make_team,
    make_token,
)

pytestmark = pytest.mark.django_db

REDEEM = "organizers/bigevents/checkinrpc/redeem/"


@pytest.fixture
def device(event: Event) -> Api:
    make_device(event.organizer, key="k", profile="pretixscan")
    return Api.device("k")


def scan(api: Api, door: CheckInList, secret: str, **more: Any) -> Any:
    return api.post(REDEEM, {"secret": secret, "lists": [door.pk], "type": "entry", **more})


def queued(api: Api, event: Event, door: CheckInList, secret: str, **more: Any) -> Any:
    return api.at(event).post(f"checkinlists/{door.pk}/positions/{secret}/redeem/", more)


def secret_of(order: Any) -> str:
    return OrderPosition.objects.filter(order=order).order_by("positionid")[0].secret


def said(response: Any) -> tuple[Any, ...]:
    body = response.json()
    return response.status_code, body["status"], body.get("reason")


OK = (201, "ok", None)


def test_c3_a_refusal_s_nonce_does_not_swallow_the_scan_that_a_scanner_made_by_itself(
    device: Api, event: Event
) -> None:
    door, secret = make_list(event), secret_of(make_order(event, make_shop(event), paid=False))
    assert said(scan(device, door, secret, nonce="n")) == (400, "error", "unpaid")
    assert said(scan(device, door, secret, nonce="n")) == (400, "error", "unpaid")
    assert CheckIn.objects.filter(event=event).count() == 1

    sent = [queued(device, event, door, secret, force=True, nonce="n") for _ in range(2)]

    assert [said(answer) for answer in sent] == [OK, OK]
    scans = CheckIn.objects.filter(event=event).order_by("pk").values_list("successful", "nonce")
    assert list(scans) == [(False, "n"), (True, "n")]


def test_c3_a_nonce_belongs_to_a_ticket(device: Api, event: Event) -> None:
    item, door = make_shop(event), make_list(event)
    first, second = (secret_of(make_order(event, item)) for _ in range(2))
    scan(device, door, first, nonce="n")

    assert said(scan(device, door, "nothing", nonce="n")) == (404, "error", "invalid")
    assert said(scan(device, door, second, nonce="n")) == OK
    assert said(scan(device, door, second)) == (400, "error", "already_redeemed")


def test_c3_questions_that_need_no_answer_are_asked_as_well(device: Api, event: Event) -> None:
    item, door = make_shop(event), make_list(event)
    optional = make_question(event, [item], ask_during_checkin=True, type="N")
    secret = secret_of(make_order(event, item))

    asked = scan(device, door, secret)
    wrong = scan(device, door, secret, answers={str(optional.pk): "many"})

    assert (said(asked), said(wrong)) == ((400, "incomplete", None), (400, "incomplete", None))
    assert [row["id"] for row in asked.json()["questions"]] == [optional.pk]
    assert said(scan(device, door, secret, answers={str(optional.pk): ""})) == OK
    assert not Answer.objects.filter(position__event=event).exists()


def test_c3_an_empty_answer_is_none_where_one_is_required(device: Api, event: Event) -> None:
    item, door = make_shop(event), make_list(event)
    asked = make_question(event, [item], ask_during_checkin=True, required=True)
    secret = secret_of(make_order(event, item))

    assert said(scan(device, door, secret, answers={str(asked.pk): ""}))[1] == "incomplete"
    assert said(scan(device, door, secret, questions_supported=False)) == OK


def test_c3_options_are_named_by_id_or_by_identifier(device: Api, event: Event) -> None:
    item, door = make_shop(event), make_list(event)
    options = [{"answer": {"en": text}} for text in ("M", "L")]
    asked = make_question(event, [item], ask_during_checkin=True, type="M", options=options)
    medium, large = asked.options.order_by("position", "pk")
    secret, key = secret_of(make_order(event, item)), str(asked.pk)

    for wrong in (f"{medium.pk},XXL", "XXL", "999999"):
        assert said(scan(device, door, secret, answers={key: wrong}))[1] == "incomplete"
    assert said(scan(device, door, secret, answers={key: f"{medium.pk},{large.identifier}"})) == OK
    assert Answer.objects.get(question=asked).answer == "M, L"


def with_addon(alice: Api, event: Event) -> tuple[Any, Any, str]:
    item = make_shop(event)
    addon = make_item(event, name="Dinner", price="10.00")
    positions = [
        {"positionid": 1, "item": item.pk, "attendee_name": "Ada Lovelace"},
        {"positionid": 2, "item": addon.pk, "addon_to": 1},
    ]
    made = alice.at(event).post("orders/?force=true", {"status": "p", "positions": positions})
    return item, addon, made.json()["positions"][0]["secret"]


def test_c3_addon_match_is_ambiguous_where_the_list_is_for_ticket_and_addon(
    alice: Api, event: Event
) -> None:
    item, addon, secret = with_addon(alice, event)
    both = make_list(
        event, all_products=False, limit_products=[item.pk, addon.pk], addon_match=True
    )
    one = make_list(event, all_products=False, limit_products=[addon.pk], addon_match=True)
    own = make_list(event, all_products=False, limit_products=[item.pk], addon_match=True)

    assert said(scan(alice, both, secret)) == (400, "error", "ambiguous")
    assert scan(alice, one, secret).json()["position"]["item"] == addon.pk
    assert scan(alice, own, secret).json()["position"]["item"] == item.pk


def test_c3_a_ticket_without_a_name_shows_whose_it_is(alice: Api, event: Event) -> None:
    item, addon, secret = with_addon(alice, event)
    door = make_list(event, all_products=False, limit_products=[addon.pk], addon_match=True)
    address = {"name_parts": {"full_name": "Grace Hopper"}}
    positions = [{"item": item.pk}]
    bought = alice.at(event).post("orders/", {"positions": positions, "invoice_address": address})
    everybody = make_list(event)
    search = f"organizers/bigevents/checkinrpc/search/?list={everybody.pk}&ignore_status=true"

    assert scan(alice, door, secret).json()["position"]["attendee_name"] == "Ada Lovelace"
    refused = scan(alice, everybody, bought.json()["positions"][0]["secret"]).json()["position"]
    assert refused["attendee_name"] == "Grace Hopper"
    assert refused["attendee_name_parts"] == {"full_name": "Grace Hopper"}
    names = [row["attendee_name"] for row in alice.get(search).json()["results"]]
    assert sorted(names) == ["Ada Lovelace", "Ada Lovelace", "Grace Hopper"]
    order = alice.at(event).get(f"orders/{bought.json()['code']}/").json()
    assert order["positions"][0]["attendee_name"] is None


def test_c3_scanners_that_do_not_know_canceled_tickets_hear_that_they_are_unpaid(
    device: Api, event: Event
) -> None:
    order, door = make_order(event, make_shop(event)), make_list(event)
    type(order).objects.filter(pk=order.pk, event=event).update(status="c")
    secret = secret_of(order)

    told = [said(scan(device, door, secret, **more))[2] for more in ({}, {"canceled_supported": True}, {"canceled_supported": False})]  # fmt: skip
    one = [said(queued(device, event, door, secret, **more))[2] for more in ({}, {"canceled_supported": True})]  # fmt: skip

    assert told == ["canceled", "canceled", "unpaid"]
    assert one == ["unpaid", "canceled"]
    reasons = CheckIn.objects.filter(event=event).values_list("error_reason", flat=True)
    assert set(reasons) == {"canceled"}


def test_c3_the_explanation_is_in_the_buyer_s_language_where_the_scanner_asks_for_it(
    device: Api, event: Event
) -> None:
    order = make_order(event, make_shop(event), paid=False)
    type(order).objects.filter(pk=order.pk, event=event).update(locale="de")
    door, secret = make_list(event), secret_of(order)

    def explained(header: str, **more: Any) -> str:
        sent = {"secret": secret, "lists": [door.pk], **more}
        answer = device.post(REDEEM, sent, HTTP_ACCEPT_LANGUAGE=header)
        return str(answer.json()["reason_explanation"])

    assert explained("en") == SENTENCES[Reason.UNPAID]
    assert explained("en", use_order_locale=True) == "Dieses Ticket ist nicht bezahlt."
    assert explained("fr-CA,fr;q=0.9") == "Ce billet n'est pas payé."


@pytest.mark.parametrize("language", sorted(WORDS))
def test_c3_every_language_has_a_sentence_for_every_reason_of_the_door(language: str) -> None:
    only_told_afterwards = {Reason.ERROR, Reason.ALREADY_EXCHANGED, Reason.ANNULLED}

    assert set(WORDS[language]) == set(Reason) - only_told_afterwards
    assert sentence(Reason.ERROR, language=language) == SENTENCES[Reason.ERROR]


def test_c3_a_device_s_code_is_never_taken_for_the_id_of_a_ticket(
    device: Api, alice: Api, event: Event
) -> None:
    order, door = make_order(event, make_shop(event)), make_list(event)
    pk = str(OrderPosition.objects.get(order=order).pk)
    url = f"checkinlists/{door.pk}/positions/{pk}/redeem/"

    assert said(queued(device, event, door, pk)) == (404, "error", "invalid")
    assert said(alice.at(event).post(f"{url}?untrusted_input=true", {})) == (
        404,
        "error",
        "invalid",
    )
    assert said(alice.at(event).post(url, {})) == OK


def test_c3_an_admission_that_the_event_does_not_name_is_its_beginning(
    device: Api, event: Event
) -> None:
    rule = {"isAfter": [{"var": "now"}, {"buildTime": ["date_admission"]}]}
    door = make_list(event, rules=rule)
    secret = secret_of(make_order(event, make_shop(event)))
    later = timezone.now() + dt.timedelta(hours=1)
    Event.unscoped.filter(pk=event.pk).update(date_from=later, date_admission=None)

    assert said(scan(device, door, secret)) == (400, "error", "rules")


def test_c3_approval_is_only_waited_for_until_the_order_is_paid() -> None:
    door = Door(None, include_pending=False, allow_multiple_entries=False, allow_entry_after_exit=True)  # fmt: skip
    at = Scan("entry", timezone.now())

    def judged(status: str) -> Reason | None:
        ticket = Ticket(item_id=1, variation_id=None, order_status=status, require_approval=True)
        return refusal(ticket, door=door, scan=at, past=(), rules_allow=True, open_questions=False)

    assert (judged("n"), judged("p")) == (Reason.UNAPPROVED, None)


@pytest.mark.parametrize(
    "code", ["ü nïcode 😀", '{"x": "https://y/z"}', "a b", "日本語", "a%2Fb", "a+b/=="]
)
def test_c3_any_printable_code_can_be_a_ticket_s(
    device: Api, alice: Api, event: Event, code: str
) -> None:
    item, door = make_shop(event), make_list(event, allow_multiple_entries=True)
    sent = {"status": "p", "positions": [{"item": item.pk, "secret": code}]}
    made = alice.at(event).post("orders/", sent)
    search = f"organizers/bigevents/checkinrpc/search/?list={door.pk}&search={quote(code)}"

    assert made.json()["positions"][0]["secret"] == code
    assert said(scan(device, door, code)) == OK
    for written in (quote(code, safe=""), quote_plus(code)):
        assert said(queued(device, event, door, written)) == OK
    assert device.get(search).json()["count"] == 1


@pytest.mark.parametrize("code", ["", " ", " a", "a ", "a\nb", "x" * 65])
def test_b7_a_code_that_cannot_be_shown_is_refused(alice: Api, event: Event, code: str) -> None:
    sent = {"positions": [{"item": make_shop(event).pk, "secret": code}]}

    refused = alice.at(event).post("orders/", sent)

    assert (refused.status_code, set(refused.json()["positions"][0])) == (400, {"secret"})


def test_c3_the_beginning_of_a_code_finds_its_ticket(device: Api, alice: Api, event: Event) -> None:
    item, door = make_shop(event), make_list(event)
    positions = [{"item": item.pk, "secret": code} for code in ("abcdef1", "abcdxx2", "abc")]
    alice.at(event).post("orders/", {"status": "p", "positions": positions})

    def found(words: str) -> list[str]:
        url = f"organizers/bigevents/checkinrpc/search/?list={door.pk}&search={words}"
        return sorted(row["secret"] for row in device.get(url).json()["results"])

    assert found("abcde") == ["abcdef1"]
    assert found("abcd") == ["abcdef1", "abcdxx2"]
    assert found("abc") == ["abc"]
    assert found("bcde") == []


def test_c2_an_order_s_code_is_unique_in_the_organizer(alice: Api, event: Event) -> None:
    other = make_event(event.organizer, "con2028")
    sent = {"code": "ABC12", "positions": [{"item": make_shop(event).pk}]}
    assert alice.at(event).post("orders/", sent).status_code == 201

    again = alice.at(other).post("orders/", {**sent, "positions": [{"item": make_shop(other).pk}]})

    assert (again.status_code, set(again.json())) == (400, {"code"})
    assert not other.orders.exists()


def test_c2_a_till_s_queued_order_is_taken_whatever_is_left(event: Event) -> None:
    make_device(event.organizer, key="t", profile="pretixpos")
    sold_out = make_shop(event, size=0)
    sent = {
        "email": None, "locale": "en", "sales_channel": "pretixpos", "status": "p", "payment_provider": "cash",
        "fees": [], "invoice_address": None, "send_email": False, "testmode": False,
        "positions": [{"positionid": 1, "item": sold_out.pk, "price": "60.00", "attendee_name_parts": {}, "seat": None}],
    }  # fmt: skip

    made = Api.device("t").at(event).post("orders/?pdf_data=true&force=true", sent)

    assert (made.status_code, made.json()["sales_channel"]) == (201, "pretixpos")
    assert made.json()["positions"][0]["pdf_data"]


def test_c3_numbers_and_the_choice_of_an_event_name_it_as_a_string(
    device: Api, event: Event
) -> None:
    door = make_list(event)
    Event.unscoped.filter(pk=event.pk).update(live=True)

    status = device.at(event).get(f"checkinlists/{door.pk}/status/").json()
    chosen = device.get("device/eventselection?current_event=x").json()

    assert isinstance(status["event"]["name"], str)
    assert chosen["event"] == {"slug": event.slug, "name": status["event"]["name"]}


def test_c2_tills_find_the_lists_that_they_insist_on(event: Event) -> None:
    make_device(event.organizer, key="t", profile="pretixpos")
    make_device(event.organizer, key="k", profile="pretixscan_online_kiosk")
    till, door = Api.device("t"), make_list(event)
    empty = {"count": 0, "next": None, "previous": None, "results": []}

    for name in ("discounts/", "ticketlayouts/", "ticketlayoutitems/", "badgelayouts/"):
        assert till.at(event).get(name).json() == empty
    assert till.get("organizers/bigevents/pos/cashiers/").json() == empty
    assert till.at(event).get("quotas/?with_availability=true").status_code == 200
    kiosk = Api.device("k").at(event)
    assert kiosk.get(f"checkinlists/{door.pk}/status/").status_code == 200
    assert kiosk.get("discounts/").status_code == 403


def test_c2_items_and_settings_have_what_older_scan_apps_read(device: Api, event: Event) -> None:
    make_shop(event)

    item = device.at(event).get("items/").json()["results"][0]
    settings = device.at(event).get("settings/").json()

    assert {"web", "pretixpos"} <= set(item["sales_channels"])
    for name in ("", "_name", "_zipcode", "_city", "_country", "_tax_id", "_vat_id"):
        assert settings[f"invoice_address_from{name}"] == ""


def test_c3_who_only_scans_is_not_told_what_tickets_print(alice: Api, event: Event) -> None:
    team = make_team(event.organizer, name="Door", permissions=["can_checkin_orders"])
    scanner, door = Api(make_token(team, "scanner")), make_list(event, allow_multiple_entries=True)
    secret = secret_of(make_order(event, make_shop(event)))
    redeem = f"{REDEEM}?pdf_data=true"
    search = f"organizers/bigevents/checkinrpc/search/?list={door.pk}&search=ada&pdf_data=true"
    sent = {"secret": secret, "lists": [door.pk]}

    told = {api: api.post(redeem, sent).json()["position"] for api in (alice, scanner)}

    assert ("pdf_data" in told[alice], "pdf_data" in told[scanner]) == (True, False)
    assert "pdf_data" in alice.get(search).json()["results"][0]
    assert "pdf_data" not in scanner.get(search).json()["results"][0]
