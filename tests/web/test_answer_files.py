"""Visitors answer with files: without JavaScript, within limits, and never with somebody else's."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from eventhub.common.effects import uploads
from eventhub.common.models import Upload
from shop.actions.orders import answer_files
from shop.models import AnswerFile, Order
from tests.make import make_event, make_organizer, make_question, make_shop
from tests.web.pages import CHECKOUT, choose, filled, hidden, text_of, visitor

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


@pytest.fixture
def event():
    return make_event(make_organizer(), plugins=["pretix.plugins.banktransfer"])


@pytest.fixture
def level(event):
    return make_shop(event)


@pytest.fixture
def field(event, level):
    question = make_question(event, [level], text="Photo", type="F", required=True)
    return f"u{level.pk}-0-0-a{question.pk}"


def file(content: bytes = PNG, name: str = "ada.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")


def test_a_file_that_is_asked_for_comes_with_the_order(event, level, field):
    client = visitor()
    choose(client, (level, 1))

    form = client.get(CHECKOUT)
    without = client.post(CHECKOUT, filled(level, "Ada"))
    bought = client.post(CHECKOUT, {**filled(level, "Ada"), f"{field}-file": file()})

    assert 'enctype="multipart/form-data"' in form.content.decode()
    assert (without.status_code, bought.status_code) == (400, 303)
    assert "Photo: Please answer this question." in text_of(without)
    kept = AnswerFile.objects.get(answer__position__event=event)
    assert (kept.name, kept.content_type, bytes(kept.content)) == ("ada.png", "image/png", PNG)
    assert kept.answer.answer == "file://ada.png"


def test_a_form_that_comes_back_has_its_file_still(event, level, field):
    client = visitor()
    choose(client, (level, 2))
    other = field.replace("-0-0-a", "-0-1-a")

    refused = client.post(
        CHECKOUT, {**filled(level, "", "Grace"), f"{field}-file": file(), f"{other}-file": file()}
    )
    kept = {name: hidden(refused, name) for name in (field, other)}
    removed = client.post(
        CHECKOUT, {**filled(level, "", "Grace"), **kept, "remove": f"u{level.pk}-0-0"}
    )
    bought = client.post(CHECKOUT, {**filled(level, "Grace"), field: hidden(removed, field)})

    assert refused.status_code == 400
    assert "Uploaded: ada.png" in text_of(refused)
    assert 'type="file"' in refused.content.decode()
    assert hidden(removed, field) == kept[other]
    assert bought.status_code == 303
    assert AnswerFile.objects.filter(answer__position__event=event).count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04\xff\xfe", answer_files.UNKNOWN_KIND),
        (b"MZ\x90\x00\xff", answer_files.UNKNOWN_KIND),
        (PNG + b"\0" * uploads.MAX_BYTES, answer_files.TOO_LONG),
    ],
)
def test_other_kinds_and_too_much_are_refused_at_the_field(event, level, field, content, sentence):
    client = visitor()
    choose(client, (level, 1))

    refused = client.post(CHECKOUT, {**filled(level, "Ada"), f"{field}-file": file(content)})

    assert refused.status_code == 400
    assert f"Photo: {sentence}" in text_of(refused)
    assert not Upload.unscoped.exists()
    assert not Order.unscoped.exists()


def test_what_a_file_is_its_bytes_say_and_not_its_name(event, level, field):
    client = visitor()
    choose(client, (level, 1))
    page = file(b"<script>alert(1)</script>", name="C:\\photos\\ada.png")

    client.post(CHECKOUT, {**filled(level, "Ada"), f"{field}-file": page})

    kept = AnswerFile.objects.get(answer__position__event=event)
    assert kept.content_type == "text/plain"
    assert not re.search(r"[\\/]", kept.name)


def test_a_cart_hands_in_so_much_and_no_more(event, level, field, monkeypatch):
    monkeypatch.setattr(answer_files, "CART_BYTES", 2 * len(PNG))
    client = visitor()
    choose(client, (level, 1))

    for _ in range(2):
        client.post(CHECKOUT, {**filled(level, ""), f"{field}-file": file()})
    refused = client.post(CHECKOUT, {**filled(level, ""), f"{field}-file": file()})

    assert "You have uploaded too many files." in text_of(refused)
    assert Upload.unscoped.count() == 2


def test_nobody_answers_with_a_file_of_somebody_else(event, level, field):
    ada, mallory = visitor(), visitor()
    for client in (ada, mallory):
        choose(client, (level, 1))
    page = ada.post(CHECKOUT, {**filled(level, ""), f"{field}-file": file()})

    refused = mallory.post(CHECKOUT, {**filled(level, "Mallory"), field: hidden(page, field)})

    assert refused.status_code == 400
    assert "ada.png" not in text_of(refused)
    assert not AnswerFile.unscoped.exists()
    assert not Order.unscoped.exists()
