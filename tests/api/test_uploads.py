"""Files handed in for a later request. (v1 contract, B15 and C3)"""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from eventhub.common.effects import uploads
from eventhub.common.models import Upload
from shop.models import Answer, AnswerFile, Order, OrderPosition
from tenant.models import Event
from tests.api.conftest import Api
from tests.make import (
    make_device,
    make_list,
    make_order,
    make_question,
    make_shop,
    make_team,
    make_token,
)

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def hand_in(api: Api, content: bytes = PNG, *, kind: str = "image/png", at: str = "upload", name: str | None = 'attachment; filename="me.png"') -> Any:  # fmt: skip
    headers = {} if name is None else {"HTTP_CONTENT_DISPOSITION": name}
    return api.client.generic("POST", api.url(at), content, content_type=kind, **headers)


def test_b15_a_file_is_handed_in(alice: Api, event: Event) -> None:
    first, second = hand_in(alice), hand_in(alice, at="upload/")

    assert (first.status_code, second.status_code) == (201, 201)
    assert set(first.json()) == {"id"}
    assert uploads.REFERENCE.fullmatch(first.json()["id"])
    row = Upload.unscoped.order_by("pk")[0]
    assert (bytes(row.content), row.name, row.content_type) == (PNG, "me.png", "image/png")
    assert row.tenant_id == event.tenant_id


def test_b15_files_that_are_not_taken(alice: Api, nobody: Api) -> None:
    for words in (
        {"kind": "text/html", "content": b"<script>"}, {"content": b"<script>"}, {"content": b""}, {"name": None},
        {"name": "attachment"}, {"name": 'attachment; filename=""'}, {"kind": "text/plain", "content": b"\xff\x00"},
        {"content": PNG + bytes(uploads.MAX_BYTES)}, {"kind": "application/pdf"},
    ):  # fmt: skip
        refused = hand_in(alice, **words)  # type: ignore[arg-type]
        assert (refused.status_code, set(refused.json())) == (400, {"detail"}), words
    assert hand_in(nobody).status_code == 401
    assert not Upload.unscoped.exists()


def test_b15_a_file_waits_a_day_for_its_own_caller(alice: Api, charlie: Api, event: Event) -> None:
    item = make_shop(event)
    question = make_question(event, [item], type="F")
    mine, theirs = hand_in(alice).json()["id"], hand_in(charlie).json()["id"]
    old = hand_in(alice).json()["id"]
    Upload.unscoped.filter(public_id=old[5:]).update(expires_at=timezone.now() - dt.timedelta(1))

    def order(answer: str) -> Any:
        given = [{"question": question.pk, "answer": answer, "options": []}]
        return alice.at(event).post("orders/", {"positions": [{"item": item.pk, "answers": given}]})

    for wrong in (theirs, old, "file:x", "me.png", f"file:{'0' * 8}-0000-0000-0000-{'0' * 12}"):
        refused = order(wrong)
        assert (refused.status_code, set(refused.json())) == (400, {"positions"}), wrong
        assert refused.json()["positions"][0]["answers"][0]["answer"]
    assert not Order.objects.filter(event=event).exists()
    placed = order(mine)
    assert placed.status_code == 201, placed.content
    file = AnswerFile.unscoped.get()
    assert (bytes(file.content), file.name, file.content_type) == (PNG, "me.png", "image/png")
    position = placed.json()["positions"][0]
    shown = alice.at(event).get(f"orderpositions/{position['id']}/answer/{question.pk}/")
    assert (shown.status_code, shown.content) == (200, PNG)
    uploads.prune()
    assert not Upload.unscoped.filter(public_id=old[5:]).exists()


def test_b15_one_credential_cannot_fill_the_disk(
    alice: Api, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventhub.common.effects.uploads.CALLER_BYTES", 30)
    other = Api(make_token(make_team(event.organizer), "another-token"))

    answers = [
        hand_in(api, b"0123456789abcdef", kind="text/plain") for api in (alice, alice, other)
    ]

    assert [answer.status_code for answer in answers] == [201, 400, 201]
    assert Upload.objects.filter(tenant=event.tenant_id).count() == 2


def test_b8_an_answer_says_where_its_file_is_and_layouts_find_pictures(
    alice: Api, event: Event
) -> None:
    item = make_shop(event)
    portrait = make_question(event, [item], type="F", identifier="PORTRAIT")
    wish = make_question(event, [item], text="A wish", identifier="WISH")
    given = [
        {"question": portrait.pk, "answer": hand_in(alice).json()["id"], "options": []},
        {"question": wish.pk, "answer": "none", "options": []},
    ]
    sent = {"positions": [{"item": item.pk, "answers": given}], "email": "ada@example.org"}
    order = alice.at(event).post("orders/?pdf_data=true", sent).json()
    pk = order["positions"][0]["id"]
    base = f"http://localhost/api/v1/organizers/bigevents/events/{event.slug}/orderpositions/{pk}/"
    image = f"{base}pdf_image/question_PORTRAIT/"

    shown = alice.get(f"{base}?pdf_data=true").json()
    listed = alice.at(event).get("orders/?pdf_data=true").json()["results"][0]["positions"][0]

    for position in (order["positions"][0], shown, listed):
        answers = {row["question_identifier"]: row["answer"] for row in position["answers"]}
        assert answers == {"PORTRAIT": f"{base}answer/{portrait.pk}/", "WISH": "none"}
        assert position["pdf_data"]["images"] == {"question_PORTRAIT": image}
    assert alice.get(answers["PORTRAIT"]).content == PNG
    picture = alice.get(image)
    assert (picture.content, picture["Content-Type"]) == (PNG, "image/png")
    for key in ("question_WISH", "question_", "PORTRAIT", "poweredby", "%00"):
        missing = alice.get(f"{base}pdf_image/{key}/")
        assert (missing.status_code, set(missing.json())) == (404, {"detail"}), key


def test_b8_a_picture_of_a_layout_is_a_picture(alice: Api, event: Event) -> None:
    item = make_shop(event)
    question = make_question(event, [item], type="F", identifier="CV")
    ticket = OrderPosition.objects.get(order=make_order(event, item))
    answer = Answer.objects.create(
        tenant=event.tenant, position=ticket, question=question, answer="file://cv.pdf"
    )
    AnswerFile.objects.create(
        tenant=event.tenant, answer=answer, name="cv.pdf", content_type="application/pdf", content=b"%PDF"
    )  # fmt: skip

    shown = alice.at(event).get(f"orderpositions/{ticket.pk}/?pdf_data=true").json()

    assert shown["pdf_data"]["images"] == {}
    path = f"orderpositions/{ticket.pk}/pdf_image/question_CV/"
    assert alice.at(event).get(path).status_code == 404
    assert alice.at(event).get(f"orderpositions/{ticket.pk}/answer/{question.pk}/").content == b"%PDF"  # fmt: skip


def test_c3_a_file_is_an_answer_at_the_door(event: Event) -> None:
    item, door = make_shop(event), make_list(event)
    question = make_question(event, [item], type="F", required=True, ask_during_checkin=True)
    make_device(event.organizer, key="k", profile="pretixscan")
    device = Api.device("k")
    secret = OrderPosition.objects.get(order=make_order(event, item)).secret

    def scan(answer: str) -> Any:
        sent = {"secret": secret, "lists": [door.pk], "answers": {str(question.pk): answer}}
        return device.post("organizers/bigevents/checkinrpc/redeem/", sent)

    assert scan("me.png").json()["status"] == "incomplete"
    admitted = scan(hand_in(device).json()["id"])

    assert admitted.status_code == 201
    assert Answer.objects.get(question=question).answer == "file://me.png"
    assert bytes(AnswerFile.unscoped.get().content) == PNG
