"""A disk without room: what would be stored is answered with 503, what is there is read on, and nobody calls us ready."""

import errno
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import connection
from django.test import Client

from eventhub.common import outages
from eventhub.server import probes
from shop.models import Category, Order
from tests.make import make_event, make_organizer, make_shop, make_team, make_token

pytestmark = pytest.mark.django_db(transaction=True)
V1 = "/api/v1/organizers/bigevents/events/con2027/"


class NoRoom(FileUploadHandler):
    """The disk that files of a form are put on."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")

    def file_complete(self, file_size: int) -> None:
        return None


@pytest.fixture(autouse=True)
def _nothing_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outages._Noted, "at", None)


@pytest.fixture
def full_database() -> Iterator[None]:
    """PostgreSQL says of some tables what it says when it cannot make them longer."""
    tables = ("shop_category", "shop_order", "shop_cart")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
        )
        for table in tables:
            cursor.execute(
                f"CREATE TRIGGER no_room BEFORE INSERT ON {table} EXECUTE FUNCTION no_room()"
            )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION no_room CASCADE")


@pytest.fixture
def client() -> Client:
    """A program that may do everything at con2027."""
    organizer = make_organizer("bigevents")
    make_shop(make_event(organizer))
    token = make_token(make_team(organizer), "secret")
    return Client(
        headers={"host": "localhost", "authorization": f"Token {token}"},
        raise_request_exception=False,
    )


@pytest.mark.usefixtures("full_database")
def test_a_write_that_finds_no_room_says_when_to_try_again(client: Client) -> None:
    answer = client.post(
        f"{V1}categories/", {"name": {"en": "Extras"}}, content_type="application/json"
    )

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "no room" in answer.json()["detail"]
    assert not Category.unscoped.exists()
    assert client.get(f"{V1}categories/").status_code == 200


@pytest.mark.usefixtures("full_database")
def test_a_write_that_found_no_room_makes_the_process_not_ready(client: Client) -> None:
    client.post(f"{V1}categories/", {"name": {"en": "Extras"}}, content_type="application/json")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["room"]) == (503, "failed")
    assert not Order.unscoped.exists()


def test_a_disk_that_is_nearly_full_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "READY_BYTES", 2**62)

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()["room"]) == (503, "failed")
    assert Client().get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/auth/login/", "text/html"), ("/bigevents/con2027/checkout/", "text/html")],
)
def test_a_form_whose_file_finds_no_room_says_when_to_try_again(
    client: Client, settings: Any, path: str, kind: str
) -> None:
    settings.FILE_UPLOAD_HANDLERS = ["tests.eventhub.test_full_disk.NoRoom"]
    visitor = Client(headers={"host": "localhost"}, raise_request_exception=False)

    answer = visitor.post(path, {"picture": SimpleUploadedFile("a.png", b"x" * 10)})

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer["Content-Type"].startswith(kind)
