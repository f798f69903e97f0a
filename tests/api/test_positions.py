"""Order positions, their tickets, and the codes that scanners must know of. (v1 contract, B8, C2 step 7.7)"""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from people.models import Person
from register.checkin.actions import scans
from register.checkin.actions.scans import ScanRequest
from register.models import Registration
from shop.models import Answer, AnswerFile, BlockedSecret, OrderPosition, Quota, RevokedSecret
from tenant.models import Event
from tests.api.conftest import Api
from tests.api.test_budgets import statements
from tests.make import (
    SYSTEM,
    make_event,
    make_item,
    make_list,
    make_order,
    make_question,
    make_quota,
    make_shop,
    make_tax_rule,
    make_team,
    make_token,
)

pytestmark = pytest.mark.django_db


def position_of(order: Any) -> OrderPosition:
    found: OrderPosition = order.positions.order_by("positionid")[0]
    return found


def test_b8_a_position_is_shown_as_its_order_shows_it(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event))
    pk = position_of(order).pk

    listed = alice.at(event).get("orderpositions/").json()["results"]
    shown = alice.at(event).get(f"orderpositions/{pk}/").json()
    organizer = alice.get("organizers/bigevents/orderpositions/").json()["results"]

    assert listed == [shown] == organizer
    assert alice.at(event).get(f"orders/{order.code}/").json()["positions"] == [shown]
    assert "pdf_data" in alice.at(event).get(f"orderpositions/{pk}/?pdf_data=true").json()


def test_b8_filters_and_orderings(alice: Api, event: Event) -> None:
    item = make_shop(event)
    shirt = make_item(event, name="Shirt", kind="merch")
    make_quota(event, [shirt], name="Shirts")
    ada = make_order(event, item, name="Ada Lovelace")
    bob = make_order(event, shirt, name="Bob", paid=False, email="bob@example.org")
    a, b = position_of(ada), position_of(bob)
    scans.redeem(make_list(event), scan=ScanRequest(a.secret), actor=SYSTEM)

    def found(query: str) -> list[int]:
        rows = alice.at(event).get(f"orderpositions/?{query}").json()["results"]
        return [row["id"] for row in rows]

    for query in (
        f"order={ada.code}", f"order__in={ada.code}", "order__status=p", "order__status__in=p,e", f"item={item.pk}",
        f"item__in={item.pk},999999", "attendee_name=ada lovelace", f"secret={a.secret}", "has_checkin=true",
        "search=lovel", f"pseudonymization_id={a.pseudonymization_id}", f"search={ada.code}",
    ):  # fmt: skip
        assert found(query) == [a.pk], query
    for query in ("has_checkin=false", "order__status=n", f"item={shirt.pk}", "search=bob"):
        assert found(query) == [b.pk], query
    for query in ("addon_to=1", "voucher=1", "variation=1", "subevent=1", "variation__in=1,2", "subevent__in=5"):  # fmt: skip
        assert found(query) == [], query
    assert found("") == [b.pk, a.pk]  # the newest order first
    assert found("ordering=order__datetime") == found("ordering=attendee_name") == [a.pk, b.pk]
    assert found("ordering=-order__datetime") == found("ordering=order__status") == [b.pk, a.pk]
    for wrong in ("item=x", "order__status=z", "has_checkin=1", "item__in=x", "subevent=-1"):
        assert alice.at(event).get(f"orderpositions/?{wrong}").status_code == 400, wrong


def test_b8_canceled_positions_are_hidden(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event), count=2)
    pk = position_of(order).pk
    OrderPosition.objects.filter(event=event, pk=pk).update(canceled=True)

    assert alice.at(event).get("orderpositions/").json()["count"] == 1
    assert alice.at(event).get("orderpositions/?include_canceled_positions=true").json()["count"] == 2  # fmt: skip


def test_b8_lists_cost_the_same_for_one_row_and_three(alice: Api, event: Event) -> None:
    item = make_shop(event)
    make_order(event, item)
    one = statements(lambda: alice.at(event).get("orderpositions/"))
    make_order(event, item, count=2)
    three = statements(lambda: alice.at(event).get("orderpositions/"))

    assert (len(one), len(three)) == (6, 6), "\n".join(three)


def test_b8_an_organizer_list_holds_what_the_caller_may_see(event: Event) -> None:
    other = make_event(event.organizer, "con2028")
    make_order(event, make_shop(event))
    make_order(other, make_shop(other))
    limited = Api(make_token(make_team(event.organizer, events=[other]), "limited-token"))

    rows = limited.get("organizers/bigevents/orderpositions/").json()["results"]

    assert [row["item"] for row in rows] == [other.items.get().pk]


def test_b8_patch_changes_the_attendee(alice: Api, event: Event) -> None:
    item = make_shop(event)
    question = make_question(event, [item], type="S")
    order = make_order(event, item, name="Ada")
    pk = position_of(order).pk
    sent = {
        "attendee_name_parts": {"given_name": "Grace", "family_name": "Hopper"}, "attendee_email": "g@example.org",
        "company": "Navy", "street": "Pier 1", "zipcode": "1", "city": "Boston", "country": "US", "state": "MA",
        "valid_from": "2027-06-24T10:00:00Z", "valid_until": "2027-06-25T10:00:00Z",
    }  # fmt: skip
    before = alice.at(event).get(f"orders/{order.code}/").json()["last_modified"]

    body = alice.at(event).patch(
        f"orderpositions/{pk}/", {**sent, "answers": [{"question": question.pk, "answer": "Bug"}]}
    )

    assert body.status_code == 200, body.content
    assert {name: body.json()[name] for name in sent} == sent
    assert body.json()["attendee_name"] == "Grace Hopper"
    assert body.json()["answers"][0]["answer"] == "Bug"
    registration = Registration.objects.get(event=event)
    assert registration.badge_name == "Grace Hopper"
    assert registration.person == Person.unscoped.get(name="Grace Hopper")
    assert alice.at(event).get("orderpositions/?search=hopper").json()["count"] == 1
    assert alice.at(event).get(f"orders/{order.code}/").json()["last_modified"] > before


def test_b8_patch_replaces_answers(alice: Api, event: Event) -> None:
    item = make_shop(event)
    one, two = make_question(event, [item], type="S"), make_question(event, [item], type="N")
    pk = position_of(make_order(event, item)).pk
    url = f"orderpositions/{pk}/"
    alice.at(event).patch(url, {"answers": [{"question": one.pk, "answer": "x"}]})

    alice.at(event).patch(url, {"answers": [{"question": two.pk, "answer": "5"}]})
    alice.at(event).patch(url, {"company": "ACME"})
    wrong = alice.at(event).patch(url, {"answers": [{"question": two.pk, "answer": "many"}]})

    assert list(Answer.unscoped.values_list("question", "answer")) == [(two.pk, "5")]
    assert wrong.json() == {"answers": [{"answer": ["Enter a number."]}]}


def test_b8_patch_can_make_it_another_item(alice: Api, event: Event) -> None:
    item, vip = make_shop(event), make_item(event, name="VIP", price="100.00")
    make_quota(event, [vip], name="VIP", size=0)
    pk = position_of(make_order(event, item)).pk
    url = f"orderpositions/{pk}/"

    sold_out = alice.at(event).patch(url, {"item": vip.pk})
    unknown = alice.at(event).patch(url, {"item": 9999})
    cheaper = alice.at(event).patch(url, {"price": "10.00"})

    assert (sold_out.status_code, set(sold_out.json())) == (400, {"detail"})
    assert (unknown.status_code, set(unknown.json())) == (400, {"item"})
    assert cheaper.json()["price"] == "10.00"


def test_b8_a_secret_of_ones_own_revokes_the_old_one(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event), count=2)
    first, second = order.positions.order_by("positionid")
    url = f"orderpositions/{first.pk}/"

    taken = alice.at(event).patch(url, {"secret": second.secret})
    changed = alice.at(event).patch(url, {"secret": "my/own+1"})

    assert (taken.status_code, set(taken.json())) == (400, {"secret"})
    assert changed.json()["secret"] == "my/own+1"
    assert RevokedSecret.objects.get(event=event).secret == first.secret


MISTAKES: dict[str, list[Any]] = {
    "attendee_name": [5, "x" * 251, []], "attendee_email": ["no", 5], "country": ["XX", 5], "secret": ["", "ab ", 5],
    "item": ["1", 0, [], 10**30], "variation": ["x"], "subevent": ["x", 1], "price": ["-1.00", 5, "x"],
    "tax_rule": ["x", 9999], "valid_from": ["x", 5], "answers": [5, [{}], [{"question": 9999, "answer": "x"}]],
    "attendee_name_parts": [5, {"a": 5}], "company": [5], "city": [[]],
}  # fmt: skip


def test_err_3_mistakes_in_a_position_are_named(alice: Api, event: Event) -> None:
    pk = position_of(make_order(event, make_shop(event))).pk
    before = alice.at(event).get(f"orderpositions/{pk}/").json()

    for field, values in MISTAKES.items():
        for value in values:
            refused = alice.at(event).patch(f"orderpositions/{pk}/", {field: value})
            assert (refused.status_code, set(refused.json())) == (400, {field}), (field, value)

    assert alice.at(event).get(f"orderpositions/{pk}/").json() == before
    for unknown in ("999999", "x", str(2**70)):
        assert alice.at(event).patch(f"orderpositions/{unknown}/", {}).status_code == 404
    assert alice.at(event).put(f"orderpositions/{pk}/", {}).status_code == 405


def test_b8_positions_are_added_and_canceled(alice: Api, event: Event) -> None:
    item = make_shop(event)
    order = make_order(event, item, paid=False)
    body = {"order": order.code, "item": item.pk, "attendee_name": "Bob"}

    created = alice.at(event).post("orderpositions/", body)
    gone = alice.at(event).delete(f"orderpositions/{created.json()['id']}/")
    again = alice.at(event).delete(f"orderpositions/{created.json()['id']}/")
    last = alice.at(event).delete(f"orderpositions/{position_of(order).pk}/")

    assert created.status_code == 201, created.content
    assert (created.json()["positionid"], created.json()["attendee_name"]) == (2, "Bob")
    assert (gone.status_code, gone.content) == (204, b"")
    assert again.status_code == 404
    assert (last.status_code, set(last.json())) == (400, {"detail"})
    assert Quota.objects.get(event=event).taken == 1
    for wrong in ({"order": "NONE", "item": item.pk}, {"item": item.pk}, {"order": 5, "item": item.pk}):  # fmt: skip
        refused = alice.at(event).post("orderpositions/", wrong)
        assert (refused.status_code, set(refused.json())) == (400, {"order"})
    unknown = alice.at(event).post("orderpositions/", {"order": order.code, "item": 9999})
    assert (unknown.status_code, set(unknown.json())) == (400, {"item"})


def test_b8_a_new_secret_is_told_to_scanners(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event))
    old = position_of(order)

    new = alice.at(event).post(f"orderpositions/{old.pk}/regenerate_secrets/").json()
    listed = alice.at(event).get("revokedsecrets/").json()["results"]

    assert new["secret"] != old.secret
    assert [row["secret"] for row in listed] == [old.secret]
    assert set(listed[0]) == {"id", "secret", "created"}
    moment = listed[0]["created"]
    since = alice.at(event).get(f"revokedsecrets/?ordering=-created&created_since={moment}")
    later = alice.at(event).get("revokedsecrets/?created_since=2099-01-01T00:00:00Z")
    assert (since.json()["count"], later.json()["count"]) == (1, 0)
    assert alice.at(event).get("revokedsecrets/?created_since=x").status_code == 400


def test_b8_a_ticket_is_blocked_and_freed(alice: Api, event: Event) -> None:
    order, door = make_order(event, make_shop(event)), make_list(event)
    ticket = position_of(order)
    url = f"orderpositions/{ticket.pk}"

    def blocked(query: str = "") -> list[tuple[str, bool]]:
        rows = alice.at(event).get(f"blockedsecrets/{query}").json()["results"]
        return [(row["secret"], row["blocked"]) for row in rows]

    twice = [alice.at(event).post(f"{url}/add_block/", {"name": "api:crm"}) for _ in range(2)]
    alice.at(event).post(f"{url}/add_block/", {"name": "admin"})
    refused = scans.redeem(door, scan=ScanRequest(ticket.secret), actor=SYSTEM)
    while_blocked = blocked()
    one = alice.at(event).post(f"{url}/remove_block/", {"name": "api:crm"}).json()
    none = alice.at(event).post(f"{url}/remove_block/", {"name": "admin"}).json()

    assert [answer.json()["blocked"] for answer in twice] == [["api:crm"]] * 2
    assert refused.reason == "blocked"
    assert while_blocked == [(ticket.secret, True)]
    assert (one["blocked"], none["blocked"]) == (["admin"], None)
    assert blocked() == [(ticket.secret, False)]
    assert blocked("?blocked=true") == blocked("?updated_since=2099-01-01T00:00:00Z") == []
    assert scans.redeem(door, scan=ScanRequest(ticket.secret), actor=SYSTEM).ok
    for name in ("", "crm", "api:", 5, None, "api:" + "x" * 200, "api:a b"):
        wrong = alice.at(event).post(f"{url}/add_block/", {"name": name})
        assert (wrong.status_code, set(wrong.json())) == (400, {"name"}), name


def test_b8_a_block_moves_with_the_secret(alice: Api, event: Event) -> None:
    ticket = position_of(make_order(event, make_shop(event)))
    url = f"orderpositions/{ticket.pk}"
    alice.at(event).post(f"{url}/add_block/", {"name": "admin"})

    new = alice.at(event).post(f"{url}/regenerate_secrets/").json()["secret"]

    assert BlockedSecret.objects.filter(event=event, secret=new, blocked=True).exists()


def test_b8_price_calc_tells_and_keeps_nothing(alice: Api, event: Event) -> None:
    rule = make_tax_rule(event, rate="19.00")
    vip = make_item(event, name="VIP", price="119.00", tax_rule_id=rule.pk)
    make_quota(event, [vip], name="VIP")
    ticket = position_of(make_order(event, make_shop(event)))
    url = f"orderpositions/{ticket.pk}/price_calc/"

    same = alice.at(event).post(url, {}).json()
    other = alice.at(event).post(url, {"item": vip.pk}).json()
    unknown = alice.at(event).post(url, {"item": 9999})

    assert (same["gross"], same["tax"], same["tax_rule"]) == ("60.00", "0.00", None)
    assert (other["gross"], other["net"], other["tax"], other["rate"], other["tax_rule"]) == (
        "119.00", "100.00", "19.00", "19.00", rule.pk,
    )  # fmt: skip
    assert (unknown.status_code, set(unknown.json())) == (400, {"item"})


def test_b8_tickets_are_real_pdfs(alice: Api, event: Event) -> None:
    item = make_shop(event)
    order = make_order(event, item, name="Łukasz Groß", count=2)
    ticket = position_of(order)

    one = alice.at(event).get(f"orderpositions/{ticket.pk}/download/pdf/")
    all_ = alice.at(event).get(f"orders/{order.code}/download/pdf/")

    assert (one.status_code, one["Content-Type"]) == (200, "application/pdf")
    assert "attachment" in one["Content-Disposition"]
    page = PdfReader(io.BytesIO(one.content)).pages[0].extract_text()
    for words in ("Łukasz Groß", "Con2027", "Weekend", f"{order.code}-1"):
        assert words in page
    assert len(PdfReader(io.BytesIO(all_.content)).pages) == 2


def test_b8_there_is_no_ticket_before_it_counts(alice: Api, event: Event) -> None:
    item = make_shop(event)
    shirt = make_item(event, name="Shirt", kind="merch")
    make_quota(event, [shirt], name="Shirts")
    unpaid, clothes = make_order(event, item, paid=False), make_order(event, shirt)
    get = alice.at(event).get

    for path in (f"orderpositions/{position_of(unpaid).pk}/", f"orders/{unpaid.code}/"):
        refused = get(f"{path}download/pdf/")
        assert (refused.status_code, set(refused.json())) == (400, {"detail"})
    for path in (
        f"orderpositions/{position_of(clothes).pk}/download/pdf/", f"orders/{clothes.code}/download/pdf/",
        f"orderpositions/{position_of(unpaid).pk}/download/passbook/", "orderpositions/999/download/pdf/",
        "orders/NONE/download/pdf/",
    ):  # fmt: skip
        assert get(path).status_code == 404, path


def test_b8_the_file_of_an_answer(alice: Api, event: Event) -> None:
    item = make_shop(event)
    question = make_question(event, [item], type="F")
    ticket = position_of(make_order(event, item))
    answer = Answer.objects.create(
        tenant=event.tenant, position=ticket, question=question, answer="file://photo.png"
    )
    AnswerFile.objects.create(
        tenant=event.tenant, answer=answer, name='my "photo".png', content_type="image/png", content=b"PNG"
    )  # fmt: skip
    url = f"orderpositions/{ticket.pk}/answer"

    file = alice.at(event).get(f"{url}/{question.pk}/")

    assert (file.content, file["Content-Type"]) == (b"PNG", "image/png")
    assert file["Content-Disposition"] == 'attachment; filename="my__photo_.png"'
    assert alice.at(event).get(f"{url}/99999/").status_code == 404
