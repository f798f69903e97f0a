"""Scan apps decide by themselves without network, and by the server with it: both must say the same. (v1 contract, C3)"""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from register.admission import SENTENCES, Door, Reason, Scan, Ticket, refusal
from register.door_words import WORDS, sentence
from register.models import CheckIn, CheckInList
from shop.models import Answer, OrderPosition
from tenant.models import Event
from tests.api.conftest import Api
from tests.make import make_device, make_item, make_list, make_order, make_question, make_shop

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
