"""Invoices. (v1 contract, B11)"""

import io
from typing import Any

import pytest
from pypdf import PdfReader
from reportlab.pdfbase.ttfonts import TTFont

from shop.documents import fonts
from shop.models import Invoice, Order
from tenant.models import Event
from tests.api.conftest import Api
from tests.api.test_budgets import statements
from tests.api.test_order_steps import at_once
from tests.make import (
    make_event,
    make_item,
    make_order,
    make_quota,
    make_shop,
    make_tax_rule,
    make_team,
    make_token,
)

pytestmark = pytest.mark.django_db
SENDER = {
    "invoice_address_from_name": "Łódź Fandom", "invoice_address_from": "ul. Długa 1\n90-001 Łódź",
    "invoice_address_from_tax_id": "PL123",
}  # fmt: skip
ADDRESS = {
    "is_business": True, "company": "Müller & Söhne", "name": "Jiří Groß", "street": "Weg 2", "zipcode": "10115",
    "city": "Berlin", "country": "DE", "vat_id": "DE1", "internal_reference": "PO 7",
}  # fmt: skip


def switch_on(event: Event, mode: str, **settings: str) -> None:
    event.settings = {"invoice_generate": mode, **SENDER, **settings}
    event.save(update_fields=["settings"])


def numbers(event: Event) -> list[str]:
    return list(Invoice.objects.filter(event=event).order_by("nr").values_list("number", flat=True))


def sell(api: Api, event: Event, item: Any, **more: Any) -> Any:
    body = {"positions": [{"item": item.pk, "attendee_name": "Ada"}], **more}
    return api.at(event).post("orders/", body).json()


def test_b11_an_invoice_says_what_was_sold(alice: Api, event: Event) -> None:
    switch_on(event, "order")
    rule = make_tax_rule(event, rate="19.00")
    item = make_item(event, price="119.00", tax_rule_id=rule.pk)
    make_quota(event, [item])
    order = sell(
        alice,
        event,
        item,
        invoice_address=ADDRESS,
        fees=[{"fee_type": "shipping", "value": "5.00"}],
    )

    listed = alice.at(event).get("invoices/").json()["results"]
    shown = alice.at(event).get("invoices/CON2027-00001/").json()
    organizer = alice.get("organizers/bigevents/invoices/").json()["results"]

    assert listed == [shown] == organizer
    assert (shown["number"], shown["order"], shown["is_cancellation"]) == (
        "CON2027-00001", order["code"], False,
    )  # fmt: skip
    assert (shown["invoice_from_name"], shown["invoice_to_company"]) == (
        "Łódź Fandom", "Müller & Söhne",
    )  # fmt: skip
    assert shown["invoice_to"].splitlines()[-2:] == ["10115 Berlin", "DE"]
    assert [(line["description"], line["gross_value"], line["tax_value"]) for line in shown["lines"]] == [
        ("Weekend", "119.00", "19.00"), ("Shipping", "5.00", "0.00"),
    ]  # fmt: skip
    assert alice.at(event).get("invoices/NONE/").status_code == 404


def test_b11_the_pdf_writes_names_as_they_are(alice: Api, event: Event) -> None:
    switch_on(event, "order", invoice_footer_text="Kiitos \N{EN DASH} 100 € <b>&")
    item = make_shop(event)
    sell(alice, event, item, invoice_address=ADDRESS)

    answer = alice.at(event).get("invoices/CON2027-00001/download/")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    for words in ("CON2027-00001", "Łód", "Müller & Söhne", "Groß", "€60.00", "€ <b>&", "PL123"):
        assert words in text, words
    assert alice.at(event).get("invoices/CON2027-00001/download/").content == answer.content


def test_b11_words_that_no_page_holds_are_cut_instead_of_losing_the_invoice(
    alice: Api, event: Event
) -> None:
    switch_on(event, "order", invoice_address_from="A long way\n" * 300)
    item = make_shop(event)
    sell(alice, event, item, invoice_address={**ADDRESS, "street": "x\n" * 249})

    answer = alice.at(event).get("invoices/CON2027-00001/download/")

    assert answer.status_code == 200
    assert "€60.00" in PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()


def test_letters_that_the_font_lacks_are_written_by_their_base_letter() -> None:
    poor = fonts.Typeface("R", "B", frozenset(map(ord, "abcnz ł")))

    assert poor.printable("ńa 中 łz") == "na ? łz"


def test_the_fallback_font_has_what_western_invoices_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "PLACES", ())
    files = fonts._files()

    known = TTFont("Own", str(files[0])).face.charToGlyph
    assert files[0].name == "Vera.ttf"
    assert all(ord(letter) in known for letter in "łŁß€\N{EN DASH}äöüéčšž")


@pytest.mark.parametrize(
    ("mode", "placed", "paid"),
    [("never", 0, 0), ("order", 1, 1), ("paid", 0, 1), ("by_hand", 0, 0)],
)
def test_b11_when_an_invoice_is_issued(
    alice: Api, event: Event, mode: str, placed: int, paid: int
) -> None:
    switch_on(event, mode)
    order = sell(alice, event, make_shop(event))
    after_order = len(numbers(event))
    alice.at(event).post(f"orders/{order['code']}/mark_paid/", {})

    assert (after_order, len(numbers(event))) == (placed, paid)


def test_b11_by_hand(alice: Api, event: Event) -> None:
    item = make_shop(event)
    order = make_order(event, item)
    url = f"orders/{order.code}/create_invoice/"
    off = alice.at(event).post(url)
    switch_on(event, "by_hand")
    free = sell(alice, event, item, positions=[{"item": item.pk, "price": "0.00"}])

    created = alice.at(event).post(url)
    again = alice.at(event).post(url)
    nothing = alice.at(event).post(f"orders/{free['code']}/create_invoice/")

    assert (created.status_code, created.json()["number"]) == (201, "CON2027-00001")
    for refused in (off, again, nothing):
        assert (refused.status_code, set(refused.json())) == (400, {"detail"})
    assert numbers(event) == ["CON2027-00001"]


def test_b11_a_canceled_order_has_a_canceled_invoice(alice: Api, event: Event) -> None:
    switch_on(event, "order")
    order = sell(alice, event, make_shop(event))
    alice.at(event).post(f"orders/{order['code']}/mark_canceled/", {})

    canceled = alice.at(event).get("invoices/CON2027-00002/").json()
    original = alice.at(event).get("invoices/CON2027-00001/").json()

    assert (canceled["is_cancellation"], canceled["refers"]) == (True, "CON2027-00001")
    assert canceled["lines"][0]["gross_value"] == "-60.00"
    assert original["lines"][0]["gross_value"] == "60.00"
    pdf = alice.at(event).get("invoices/CON2027-00002/download/").content
    assert "Cancels invoice CON2027-00001" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_b11_a_fee_that_is_kept_is_invoiced(alice: Api, event: Event) -> None:
    switch_on(event, "paid")
    order = sell(alice, event, make_shop(event), status="p")
    alice.at(event).post(f"orders/{order['code']}/mark_canceled/", {"cancellation_fee": "10.00"})

    last = alice.at(event).get("invoices/CON2027-00003/").json()

    assert [(line["fee_type"], line["gross_value"]) for line in last["lines"]] == [
        ("cancellation", "10.00")
    ]


def test_b11_a_change_issues_anew_unless_it_should_not(alice: Api, event: Event) -> None:
    switch_on(event, "order")
    order = sell(alice, event, make_shop(event))
    url, pk = f"orders/{order['code']}/change/", order["positions"][0]["id"]

    def price(value: str, **more: Any) -> None:
        patch = {"position": pk, "body": {"price": value}}
        assert alice.at(event).post(url, {"patch_positions": [patch], **more}).status_code == 200

    price("60.00")
    same = len(numbers(event))
    price("70.00", reissue_invoice=False)
    silent = len(numbers(event))
    price("80.00")

    assert (same, silent, len(numbers(event))) == (1, 1, 3)
    last = alice.at(event).get("invoices/CON2027-00003/").json()
    assert last["lines"][0]["gross_value"] == "80.00"


def test_b11_reissue_and_regenerate(alice: Api, event: Event) -> None:
    switch_on(event, "order")
    order = sell(alice, event, make_shop(event))
    alice.at(event).patch(f"orders/{order['code']}/", {"invoice_address": ADDRESS})
    url = "invoices/CON2027-00001"
    before = alice.at(event).get(f"{url}/").json()

    again = alice.at(event).post(f"{url}/regenerate/")
    reissued = alice.at(event).post(f"{url}/reissue/")
    twice = alice.at(event).post(f"{url}/reissue/")
    cancellation = alice.at(event).post("invoices/CON2027-00002/reissue/")

    assert (again.status_code, reissued.status_code) == (204, 204)
    for refused in (twice, cancellation):
        assert (refused.status_code, set(refused.json())) == (400, {"detail"})
    assert alice.at(event).get(f"{url}/").json() == before  # what was issued stays as it was
    new = alice.at(event).get("invoices/CON2027-00003/").json()
    assert new["invoice_to_company"] == "Müller & Söhne"
    for verb in ("regenerate", "reissue"):
        assert alice.at(event).post(f"invoices/NONE/{verb}/").status_code == 404


def test_b11_filters_and_orderings(alice: Api, event: Event) -> None:
    switch_on(event, "order")
    item = make_shop(event)
    one, _two = sell(alice, event, item), sell(alice, event, item, locale="de")
    alice.at(event).post(f"orders/{one['code']}/mark_canceled/", {})

    def found(query: str) -> list[str]:
        rows = alice.at(event).get(f"invoices/?{query}").json()["results"]
        return [row["number"][-1] for row in rows]

    assert found("") == found("ordering=nr") == ["1", "2", "3"]
    assert found("ordering=-nr") == found("ordering=-date") == ["3", "2", "1"]
    assert found(f"order={one['code']}") == ["1", "3"]
    assert found("number=CON2027-00002") == found("locale=de") == ["2"]
    assert found("is_cancellation=true") == found("refers=CON2027-00001") == ["3"]
    assert alice.at(event).get("invoices/?is_cancellation=1").status_code == 400
    assert alice.at(event).post("invoices/", {}).status_code == 405


def test_b11_events_of_one_prefix_share_their_numbers(alice: Api, event: Event) -> None:
    other = make_event(event.organizer, "con2028")
    for each in (event, other):
        switch_on(each, "order", invoice_numbers_prefix="RE-")
        sell(alice, each, make_shop(each))

    assert numbers(event) + numbers(other) == ["RE-00001", "RE-00002"]


def test_b11_test_orders_have_numbers_of_their_own_and_go_with_their_invoices(
    alice: Api, event: Event
) -> None:
    switch_on(event, "order")
    item = make_shop(event)
    test = sell(alice, event, item, testmode=True)
    sell(alice, event, item)
    assert sorted(numbers(event)) == ["CON2027-00001", "CON2027-TEST-00001"]

    assert alice.at(event).delete(f"orders/{test['code']}/").status_code == 204
    assert numbers(event) == ["CON2027-00001"]


def test_b11_a_refused_order_leaves_no_gap(alice: Api, event: Event) -> None:
    switch_on(event, "order")
    item = make_shop(event)
    body = {"positions": [{"item": item.pk}], "simulate": True}
    assert alice.at(event).post("orders/", body).status_code == 201

    sell(alice, event, item)

    assert numbers(event) == ["CON2027-00001"]


def test_invoices_cost_the_same_for_one_and_three(alice: Api, event: Event) -> None:
    switch_on(event, "order")
    item = make_shop(event)
    sell(alice, event, item)
    one = statements(lambda: alice.at(event).get("invoices/"))
    sell(alice, event, item)
    sell(alice, event, item)
    three = statements(lambda: alice.at(event).get("invoices/"))

    assert (len(one), len(three)) == (4, 4), "\n".join(three)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_twenty_numbers_without_a_gap(alice: Api, event: Event) -> None:
    switch_on(event, "by_hand")
    item = make_shop(event)
    codes = [make_order(event, item).code for _ in range(20)]

    answers = at_once(
        *(
            lambda code=code: alice.at(event).post(f"orders/{code}/create_invoice/")
            for code in codes
        )
    )

    assert [answer.status_code for answer in answers] == [201] * 20
    assert numbers(event) == [f"CON2027-{nr:05d}" for nr in range(1, 21)]
    assert Order.objects.filter(event=event, invoices__isnull=False).count() == 20


def test_b11_an_invoice_is_found_over_all_events_of_its_organizer(
    alice: Api, charlie: Api, event: Event
) -> None:
    switch_on(event, "order")
    sell(alice, event, make_shop(event))
    (number,) = numbers(event)
    url = f"organizers/bigevents/invoices/{number}/"

    shown, file = alice.get(url), alice.get(f"{url}download/")

    assert shown.json() == alice.at(event).get(f"invoices/{number}/").json()
    assert file.content == alice.at(event).get(f"invoices/{number}/download/").content
    assert file["Content-Type"] == "application/pdf"
    for path in ("organizers/bigevents/invoices/NONE-1/", "organizers/bigevents/invoices/NONE-1/download/"):  # fmt: skip
        missing = alice.get(path)
        assert (missing.status_code, set(missing.json())) == (404, {"detail"})
    elsewhere = make_team(event.organizer, name="Elsewhere", events=[])
    limited = Api(make_token(elsewhere, "elsewhere-token"))
    assert limited.get(url).status_code in {403, 404}
    assert charlie.get(url).status_code == 403
    assert alice.post(url, {}).status_code == 405
