"""What an organizer changes of an order over /app/: details, add-ons, dates, fees, parts that go their own way."""

from typing import Any

import pytest

from eventhub.common.models import Mail, OutboxTask
from shop.models import Answer, AnswerFile, Order
from tests.browse import Browser
from tests.make import make_category, make_item, make_order, make_question, make_quota
from tests.people import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(world: World) -> Browser:
    return Browser(world.alice, world.event)


def path(order: Order, verb: str) -> str:
    return f"/app/shop/api/orders/{order.code}/{verb}/"


def mails() -> int:
    return OutboxTask.objects.filter(name="order.mail").count() + Mail.unscoped.count()


def facts(answer: Any, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in answer.json()["positions"]]


def test_an_add_on_with_a_variation_is_added_below_its_position(
    world: World, alice: Browser
) -> None:
    workshops = make_category(world.event)
    pottery = make_item(
        world.event,
        name="Pottery",
        kind="merch",
        price="10.00",
        category_id=workshops.pk,
        variations=[{"value": {"en": "Morning"}}, {"value": {"en": "Evening"}}],
    )
    evening = pottery.variations.get(value={"en": "Evening"})
    make_quota(world.event, [pottery], variations=[evening.pk], name="Pottery", size=1)
    order = make_order(world.event, world.item)
    wanted = {"item": pottery.pk, "variation": evening.pk, "addon_to": 1}

    added = alice.post(path(order, "positions"), wanted)
    none_left = alice.post(path(order, "positions"), wanted)
    nowhere = alice.post(path(order, "positions"), {**wanted, "addon_to": 7})
    forced = alice.post(path(order, "positions"), {**wanted, "force": True})

    assert added.status_code == 200
    assert facts(added, "positionid", "addon_to") == [(1, None), (2, 1)]
    assert added.json()["total"]["amount"] == 7000
    assert (none_left.status_code, nowhere.status_code) == (409, 400)
    assert facts(forced, "positionid", "addon_to") == [(1, None), (2, 1), (3, 1)]


def test_positions_go_to_an_order_of_their_own(world: World, alice: Browser) -> None:
    order = make_order(world.event, world.item, count=3, paid=False)

    new = alice.post(path(order, "split"), {"positions": [2, 3]})
    everything = alice.post(path(order, "split"), {"positions": [1]})
    unknown = alice.post(path(order, "split"), {"positions": [9]})
    nothing = alice.post(path(order, "split"), {"positions": []})

    assert new.status_code == 200
    assert new.json()["code"] != order.code
    assert new.json()["total"]["amount"] == 12000
    assert alice.get(f"/app/shop/api/m2m/orders/{order.code}/").json()["total"]["amount"] == 6000
    assert [answer.status_code for answer in (everything, unknown, nothing)] == [409, 404, 400]
    assert Order.objects.filter(event=world.event).count() == 2


def test_fees_come_change_and_go(world: World, alice: Browser) -> None:
    order = make_order(world.event, world.item)

    added = alice.post(
        path(order, "fees"), {"fee_type": "shipping", "description": "Parcel", "value": "5.00"}
    ).json()
    pk = added["fees"][0]["id"]
    changed = alice.patch(path(order, f"fees/{pk}"), {"value": "7.50"}).json()
    gone = alice.delete(path(order, f"fees/{pk}")).json()
    again = alice.delete(path(order, f"fees/{pk}"))

    assert (added["total"]["amount"], added["status"]) == (6500, "n")
    assert (changed["fees"][0]["value"]["amount"], changed["total"]["amount"]) == (750, 6750)
    assert (gone["fees"], gone["total"]["amount"], gone["status"]) == ([], 6000, "p")
    assert again.status_code == 400
    for wrong in ({"value": "x"}, {}, {"value": "1.00", "fee_type": "bribe"}):
        assert alice.post(path(order, "fees"), wrong).status_code == 400


def test_details_are_corrected_line_by_line(world: World, alice: Browser) -> None:
    order = make_order(
        world.event, world.item, invoice_address={"company": "Old", "street": "Street 1"}
    )

    answer = alice.patch(
        path(order, "details"),
        {
            "email": "new@example.org",
            "phone": "+420 601",
            "comment": "Call back.\nTwice.",
            "checkin_attention": True,
            "custom_followup_at": "2027-01-05",
            "invoice_address": {"company": "New", "country": "cz"},
        },
    )

    body = answer.json()
    assert answer.status_code == 200
    assert (body["email"], body["phone"], body["checkin_attention"]) == (
        "new@example.org", "+420 601", True,
    )  # fmt: skip
    assert (body["comment"], body["custom_followup_at"]) == ("Call back.\nTwice.", "2027-01-05")
    assert body["invoice_address"] == {"company": "New", "street": "Street 1", "country": "CZ"}
    order.refresh_from_db()
    assert order.invoice_address["is_business"] is True


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"}, {"email": 5}, {"phone": "\0"}, {"checkin_attention": "x"}, {"custom_followup_at": "soon"},
        {"invoice_address": {"country": "XX"}}, {"invoice_address": "x"},
    ],
)  # fmt: skip
def test_details_that_are_none_change_nothing(world: World, alice: Browser, wrong: Any) -> None:
    order = make_order(world.event, world.item)

    answer = alice.patch(path(order, "details"), {"comment": "x", **wrong})

    assert answer.status_code == 400
    assert set(answer.json()["error"]["fields"]) == set(wrong)
    order.refresh_from_db()
    assert order.comment == ""


def test_the_team_reads_the_file_that_somebody_answered_with(world: World, alice: Browser) -> None:
    question = make_question(world.event, [world.item], text="Photo", type="F")
    order = make_order(world.event, world.item)
    position = order.positions.get()
    answer = Answer.objects.create(
        tenant_id=order.tenant_id, position=position, question=question, answer="file://ada.png"
    )
    AnswerFile.objects.create(
        tenant_id=order.tenant_id,
        answer=answer,
        name="ada.png",
        content_type="image/png",
        content=b"x",
    )

    shown = alice.get(f"/app/shop/api/m2m/orders/{order.code}/").json()["positions"][0]["answers"]
    file = alice.get(path(order, f"positions/1/answers/{question.pk}/file"))
    missing = alice.get(path(order, "positions/1/answers/999999/file"))

    assert shown == [
        {
            "id": question.pk,
            "question": {"en": "Photo"},
            "answer": "file://ada.png",
            "file": "ada.png",
        }
    ]
    assert (file.status_code, file.content, file["Content-Type"]) == (200, b"x", "image/png")
    assert "attachment" in file["Content-Disposition"]
    assert missing.status_code == 404


@pytest.mark.parametrize("verb", ["split", "fees", "positions"])
def test_who_may_only_look_changes_nothing(world: World, verb: str) -> None:
    order = make_order(world.event, world.item, count=2)

    answer = Browser(world.bob, world.event).post(path(order, verb), {"positions": [1]})

    assert answer.status_code in {403, 404}
    assert Order.objects.filter(event=world.event).count() == 1


@pytest.mark.parametrize(
    ("approval", "verb"),
    [(False, "mark-paid"), (False, "cancel"), (True, "approve"), (True, "deny"), (False, "payments/1/confirm")],
)  # fmt: skip
def test_a_step_is_taken_with_a_mail_or_without(
    world: World, alice: Browser, approval: bool, verb: str
) -> None:
    orders = [
        make_order(world.event, world.item, paid=False, require_approval=approval) for _ in range(2)
    ]
    before = mails()

    told = alice.post(path(orders[0], verb), {})
    between = mails()
    quiet = alice.post(path(orders[1], verb), {"quiet": True})

    assert (told.status_code, quiet.status_code) == (200, 200)
    assert between == before + 1
    assert mails() == between
    assert alice.post(path(orders[0], verb), {"quiet": "x"}).status_code == 400
