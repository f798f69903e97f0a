"""Values and bodies that no field and no step may take for something else. (v1 contract, A6 and A7)"""

from typing import Any

import pytest

from shop.models import Item, ItemOverride, Order, Payment, Voucher
from tenant.models import Event, Organizer
from tests.api.conftest import Api
from tests.make import (
    make_date,
    make_event,
    make_item,
    make_order,
    make_question,
    make_shop,
    make_tax_rule,
)

pytestmark = pytest.mark.django_db
FINE = ["The currency has no amounts as fine as this."]


def test_type_4_an_amount_is_no_finer_than_the_currency(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_shop(event)
    order = make_order(event, item, paid=False)
    payment = {"amount": "1.234", "provider": "manual"}

    answers = [
        api.patch(f"items/{item.pk}/", {"default_price": "1.234"}),
        api.post("vouchers/", {"budget": "1.234"}),
        api.post(f"orders/{order.code}/payments/", payment),
        api.post(
            f"orders/{order.code}/change/",
            {
                "patch_positions": [
                    {"position": order.positions.get().pk, "body": {"price": "1.234"}}
                ]
            },
        ),
    ]

    assert [answer.status_code for answer in answers] == [400] * 4
    assert answers[0].json() == {"default_price": FINE}
    assert answers[1].json() == {"budget": FINE}
    assert answers[2].json() == {"amount": FINE}
    assert answers[3].json() == {"patch_positions": [{"body": {"price": FINE}}]}
    item.refresh_from_db()
    order.refresh_from_db()
    assert (str(item.default_price), str(order.total)) == ("60.000", "60.000")
    assert not Payment.objects.filter(order=order, amount="1.234").exists()
    assert not Voucher.objects.filter(event=event).exists()
    assert (
        api.patch(f"items/{item.pk}/", {"default_price": "1.5"}).json()["default_price"] == "1.50"
    )


def test_type_4_a_currency_of_three_decimals_keeps_them_and_one_of_none_has_none(
    alice: Api, organizer: Organizer
) -> None:
    dinar = make_event(organizer, "dinar", currency="KWD")
    yen = make_event(organizer, "yen", currency="JPY")
    sent = {"name": "Pass", "default_price": "1.234"}

    assert alice.at(dinar).post("items/", sent).json()["default_price"] == "1.234"
    assert alice.at(yen).post("items/", sent).json() == {"default_price": FINE}
    assert alice.at(yen).post("items/", {**sent, "default_price": "12"}).json()["default_price"] == "12.00"  # fmt: skip
    percent = {"price_mode": "percent", "value": "12.50"}
    assert alice.at(yen).post("vouchers/", percent).json()["value"] == "12.50"


@pytest.mark.parametrize("body", [b"[]", b"5", b'"x"', b"null", b'{"a": '])
def test_err_5_a_step_that_needs_nothing_refuses_what_is_no_object(
    alice: Api, event: Event, body: bytes
) -> None:
    api = alice.at(event)
    order = make_order(event, make_shop(event), paid=False)
    position = order.positions.get()

    answers = [
        api.post(path, body)
        for path in (
            f"orders/{order.code}/mark_expired/",
            f"orders/{order.code}/regenerate_secrets/",
            f"orders/{order.code}/resend_link/",
            f"orderpositions/{position.pk}/regenerate_secrets/",
        )
    ]

    assert [answer.status_code for answer in answers] == [400] * 4
    assert all(isinstance(answer.json(), dict) for answer in answers)
    before = (order.status, order.secret, position.secret)
    order.refresh_from_db()
    position.refresh_from_db()
    assert (order.status, order.secret, position.secret) == before
    assert api.put("orders/", b"[]").status_code == 405  # a method that nobody has stays one


def test_err_5_a_step_that_needs_nothing_takes_no_body_at_all(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event), paid=False)

    assert alice.at(event).post(f"orders/{order.code}/mark_expired/").status_code == 200

    assert Order.objects.get(event=event).status == "e"


def test_err_3_a_nul_byte_is_said_of_its_field(alice: Api, event: Event) -> None:
    api, nul = alice.at(event), ["A NUL byte is no part of a word."]
    position: dict[str, Any] = {"item": make_shop(event).pk}

    item = api.post("items/", {"name": {"en": "A\0B"}, "default_price": "1.00", "active": True})
    order = api.post(
        "orders/",
        {"email": "a\0@example.org", "positions": [position, {**position, "attendee_name": "\0"}]},
    )
    batch = api.post("vouchers/batch_create/", [{"code": "FINE"}, {"code": "A\0"}])
    nameless = api.post("items/", {"na\0me": "x"})

    assert (item.status_code, item.json()) == (400, {"name": nul})
    assert order.json() == {"email": nul, "positions": [{}, {"attendee_name": nul}]}
    assert (batch.status_code, batch.json()) == (400, [{}, {"code": nul}])
    assert list(nameless.json()) == ["detail"]
    assert Item.objects.filter(event=event).count() == 1
    assert not Order.objects.filter(event=event).exists()


def test_err_4_the_entries_of_a_list_are_whole_where_only_some_fields_change(
    alice: Api, organizer: Organizer
) -> None:
    event = make_event(organizer, "evenings", has_subevents=True)
    date, item = make_date(event), make_item(event)
    api, required = alice.at(event), ["This field is required."]

    items = api.patch(
        f"subevents/{date.pk}/",
        {"item_price_overrides": [{"item": item.pk}, {"price": "1.00"}]},
    )
    variations = api.patch(
        f"subevents/{date.pk}/", {"variation_price_overrides": [{"item": item.pk}]}
    )

    assert (items.status_code, variations.status_code) == (400, 400)
    assert items.json() == {"item_price_overrides": [{}, {"item": required}]}
    assert variations.json() == {"variation_price_overrides": [{"variation": required}]}
    assert not ItemOverride.objects.filter(subevent=date).exists()
    fine = {"name": {"en": "Only this"}, "item_price_overrides": [{"item": item.pk}]}
    assert api.patch(f"subevents/{date.pk}/", fine).status_code == 200


def test_b7_who_numbers_one_position_numbers_all_and_addons_need_numbers(
    alice: Api, event: Event
) -> None:
    item = {"item": make_shop(event).pk}
    api = alice.at(event)
    need = ["Say the positionid of all positions, or of none; add-ons need them."]

    some = api.post("orders/", {"positions": [{**item, "positionid": 1}, item]})
    addon = api.post("orders/", {"positions": [item, {**item, "addon_to": 1}]})
    none = api.post("orders/", {"positions": [item, item]})

    assert (some.status_code, some.json()) == (400, {"positions": [{}, {"positionid": need}]})
    assert (addon.status_code, addon.json()) == (400, {"positions": [{}, {"addon_to": need}]})
    assert [row["positionid"] for row in none.json()["positions"]] == [1, 2]
    assert Order.objects.filter(event=event).count() == 1


def test_err_6_a_request_that_asks_for_an_unreadable_answer_does_nothing(
    alice: Api, event: Event
) -> None:
    item = make_shop(event)
    order = make_order(event, item, paid=False)
    position = order.positions.get()
    api, wrong = alice.at(event), "?include_canceled_fees=maybe"

    answers = [
        api.post(f"orders/{wrong}", {"positions": [{"item": item.pk}]}),
        api.patch(f"orders/{order.code}/{wrong}", {"comment": "x"}),
        api.post(f"orders/{order.code}/mark_paid/{wrong}"),
        api.post(f"orderpositions/{wrong}", {"order": order.code, "item": item.pk}),
        api.patch(f"orderpositions/{position.pk}/{wrong}", {"attendee_name": "x"}),
        api.post(f"orderpositions/{position.pk}/regenerate_secrets/{wrong}"),
    ]

    assert [(answer.status_code, set(answer.json())) for answer in answers] == [
        (400, {"include_canceled_fees"})
    ] * 6
    found = Order.objects.get(event=event)
    assert (found.status, found.comment, found.last_modified) == ("n", "", order.last_modified)
    assert found.positions.get().secret == position.secret


def test_perm_6_what_does_not_exist_is_404_whatever_the_body(alice: Api, event: Event) -> None:
    api = alice.at(event)
    bodies: dict[str, Any] = {
        "orders/NONE/extend/": {}, "orders/NONE/mark_paid/": {"send_email": "x"}, "orders/NONE/change/": {"force": 1},
        "orders/NONE/payments/": {}, "orders/NONE/refunds/": {}, "orderpositions/999999/add_block/": {},
        "orderpositions/999999/printlog/": {}, "orderpositions/999999/price_calc/": {"item": "x"},
    }  # fmt: skip

    for path, body in bodies.items():
        answer = api.post(path, body)
        assert (answer.status_code, set(answer.json())) == (404, {"detail"}), path
    assert api.patch("orders/NONE/", {"comment": 5}).status_code == 404
    assert api.patch("orderpositions/999999/", {"price": 5}).status_code == 404


def test_b8_statuses_of_a_list_are_statuses(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event))
    api = alice.at(event)

    refused = api.get("orderpositions/?order__status__in=p,foo")

    assert (refused.status_code, set(refused.json())) == (400, {"order__status__in"})
    assert api.get("orderpositions/?order__status__in=n,p").json()["count"] == order.positions.count()  # fmt: skip
    assert api.get("orderpositions/?order__status__in=c").json()["count"] == 0


def test_b7_an_invoice_address_has_all_its_fields(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event), invoice_address={"company": "ACME"})

    address = alice.at(event).get(f"orders/{order.code}/").json()["invoice_address"]

    assert address == {
        "company": "ACME", "is_business": False, "name": "", "name_parts": {}, "street": "", "zipcode": "", "city": "",
        "country": "", "state": "", "vat_id": "", "vat_id_validated": False, "internal_reference": "",
        "custom_field": None,
    }  # fmt: skip
    back = alice.at(event).patch(f"orders/{order.code}/", {"invoice_address": address})
    assert back.json()["invoice_address"]["company"] == "ACME"


def test_b7_a_question_is_answered_once(alice: Api, event: Event) -> None:
    item = make_shop(event)
    question = make_question(event, [item])
    twice = [{"question": question.pk, "answer": word, "options": []} for word in ("a", "b")]

    refused = alice.at(event).post("orders/", {"positions": [{"item": item.pk, "answers": twice}]})

    said = {"answer": ["This question is answered twice."]}
    assert (refused.status_code, refused.json()) == (
        400,
        {"positions": [{"answers": [said, said]}]},
    )
    assert not Order.objects.filter(event=event).exists()


def test_b2_b6_what_is_not_offered_is_refused_and_not_passed_over(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_shop(event)
    rule = make_tax_rule(event)
    mistakes: list[tuple[str, dict[str, Any]]] = [
        (f"items/{item.pk}/", {"validity_dynamic_start_choice": True}),
        (f"items/{item.pk}/", {"validity_dynamic_start_choice_day_limit": 5}),
        (f"items/{item.pk}/", {"all_sales_channels": "yes"}),
        (f"items/{item.pk}/", {"limit_sales_channels": "web"}),
        (f"taxrules/{rule.pk}/", {"custom_rules": [{"country": "AT", "action": "no"}]}),
    ]

    for path, body in mistakes:
        refused = api.patch(path, body)
        assert (refused.status_code, set(refused.json())) == (400, set(body)), body

    whole = api.get(f"items/{item.pk}/").json()
    back = {name: whole[name] for name in whole if name not in {"variations", "addons", "bundles"}}
    assert api.put(f"items/{item.pk}/", back).json() == whole
    rules = api.get(f"taxrules/{rule.pk}/").json()
    assert api.put(f"taxrules/{rule.pk}/", rules).json() == rules


def test_b8_price_calc_tries_another_tax_rule(alice: Api, event: Event) -> None:
    pk = make_order(event, make_shop(event, price="119.00")).positions.get().pk
    rule = make_tax_rule(event, rate="19.00")
    foreign = make_tax_rule(make_event(event.organizer, "other"), rate="7.00")
    url = f"orderpositions/{pk}/price_calc/"

    tried = alice.at(event).post(url, {"tax_rule": rule.pk}).json()
    refused = alice.at(event).post(url, {"tax_rule": foreign.pk})

    assert (tried["gross"], tried["tax"], tried["rate"], tried["tax_rule"]) == (
        "119.00", "19.00", "19.00", rule.pk,
    )  # fmt: skip
    assert (refused.status_code, set(refused.json())) == (400, {"tax_rule"})
    assert alice.at(event).post(url, {}).json()["rate"] == "0.00"


def test_err_3_all_that_is_wrong_with_an_order_is_said_at_once(alice: Api, event: Event) -> None:
    fine = {"item": make_shop(event).pk}
    unknown = {"item": ["This item does not exist at this event."]}
    rule = {"tax_rule": ["There is no such tax rule at this event."]}
    fee = {"fee_type": "other", "value": "1.00", "tax_rule": 9999}

    both = alice.at(event).post("orders/", {"positions": [fine, {"item": 9999}], "fees": [fee]})
    three = alice.at(event).post(
        "orders/", {"email": "no", "positions": [fine, {"item": 9999}], "fees": [fee]}
    )

    assert (both.status_code, both.json()["positions"]) == (400, [{}, unknown])
    assert set(both.json()["fees"][0]) == set(rule)
    assert (three.status_code, set(three.json())) == (400, {"email", "positions", "fees"})
    assert three.json()["positions"] == [{}, unknown]
    assert not Order.objects.filter(event=event).exists()
