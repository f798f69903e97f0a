"""What items look like. (v1 contract, B2)"""

from typing import Any

import pytest
from django.test import Client

from shop.models import Item, Picture
from tenant.models import Event
from tests.api.conftest import Api
from tests.api.test_budgets import statements
from tests.api.test_uploads import PNG, hand_in
from tests.make import make_event, make_shop

pytestmark = pytest.mark.django_db
SHIRT: dict[str, Any] = {"name": {"en": "Shirt <3"}, "default_price": "5.00"}


def a_file(api: Api, **kind: Any) -> str:
    return str(hand_in(api, **kind).json()["id"])


def fetched(url: str, host: str = "localhost") -> Any:
    return Client(SERVER_NAME=host).get("/" + url.split("/", 3)[3])


def test_b2_picture_is_shown_to_whoever_knows_its_address(alice: Api, event: Event) -> None:
    Event.unscoped.filter(pk=event.pk).update(live=False)
    item = alice.at(event).post("items/", {**SHIRT, "picture": a_file(alice)}).json()

    for host in ("localhost", "bigevents.localhost"):
        answer = fetched(item["picture"], host)

        assert item["picture"].startswith("http")
        assert (answer.status_code, answer.content) == (200, PNG)
        assert answer["Content-Type"] == "image/png"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert fetched(item["picture"].replace(item["picture"][-9:-1], "0" * 8)).status_code == 404


@pytest.mark.parametrize("method", ["patch", "put"])
def test_b2_picture_is_replaced_kept_and_removed(alice: Api, event: Event, method: str) -> None:
    api = alice.at(event)
    first = api.post("items/", {**SHIRT, "picture": a_file(alice)}).json()

    def changed(**sent: Any) -> Any:
        answer = getattr(api, method)(f"items/{first['id']}/", {**SHIRT, **sent})
        assert answer.status_code == 200, answer.content
        return answer.json()["picture"]

    assert changed() == changed(picture=first["picture"]) == first["picture"]
    second = changed(picture=a_file(alice))
    assert second != first["picture"]
    assert (fetched(first["picture"]).status_code, fetched(second).status_code) == (404, 200)
    assert changed(picture=None) is None
    assert fetched(second).status_code == 404
    assert not Picture.unscoped.exists()


def test_b2_picture_goes_with_its_item(alice: Api, event: Event) -> None:
    item = alice.at(event).post("items/", {**SHIRT, "picture": a_file(alice)}).json()

    assert alice.at(event).delete(f"items/{item['id']}/").status_code == 204

    assert not Picture.unscoped.exists()


def test_b2_picture_that_cannot_be_is_400_and_changes_nothing(
    alice: Api, charlie: Api, event: Event
) -> None:
    api = alice.at(event)
    item = api.post("items/", {**SHIRT, "picture": a_file(alice)}).json()
    other = api.post("items/", {**SHIRT, "picture": a_file(alice)}).json()
    text = a_file(alice, content=b"words", kind="text/plain")
    before = api.get(f"items/{item['id']}/").json()

    for wrong in (
        a_file(charlie), text, "file:x", f"file:{'0' * 8}-0000-0000-0000-{'0' * 12}", "", 5, True, [], {},
        "x" * 600, "https://example.org/me.png", other["picture"],
    ):  # fmt: skip
        refused = api.patch(f"items/{item['id']}/", {"picture": wrong, "default_price": "9.00"})
        assert (refused.status_code, set(refused.json())) == (400, {"picture"}), wrong
        created = api.post("items/", {**SHIRT, "picture": wrong})
        assert (created.status_code, set(created.json())) == (400, {"picture"}), wrong
    assert api.get(f"items/{item['id']}/").json() == before
    assert (Item.unscoped.count(), Picture.unscoped.count()) == (2, 2)


def test_b2_picture_is_copied_with_the_event(alice: Api, event: Event) -> None:
    alice.at(event).post("items/", {**SHIRT, "picture": a_file(alice)})
    copy = {"slug": "copy", "name": {"en": "Copy"}, "date_from": "2027-12-27T10:00:00Z"}
    assert alice.at(event).post("clone/", copy).status_code == 201

    source, clone = (
        alice.at(found).get("items/").json()["results"][0]["picture"]
        for found in (event, Event.unscoped.get(slug="copy"))
    )

    assert source != clone
    assert fetched(clone).content == PNG


def test_b2_picture_stands_in_the_shop_with_the_items_name(alice: Api, event: Event) -> None:
    item = make_shop(event)
    sent = {"picture": a_file(alice), "name": SHIRT["name"]}
    url = alice.at(event).patch(f"items/{item.pk}/", sent).json()["picture"]
    path = "/" + url.split("/", 3)[3]

    page = Client(SERVER_NAME="localhost").get("/bigevents/con2027/").content.decode()

    assert f'src="{path}" alt="Shirt &lt;3"' in page


@pytest.mark.parametrize("count", [1, 3])
def test_b2_picture_costs_a_list_no_query(alice: Api, count: int, event: Event) -> None:
    other = make_event(event.organizer, "other")
    for _ in range(count):
        alice.at(event).post("items/", {**SHIRT, "picture": a_file(alice)})
        alice.at(other).post("items/", SHIRT)

    with_pictures = statements(lambda: alice.at(event).get("items/"))

    assert len(with_pictures) == len(statements(lambda: alice.at(other).get("items/")))
    assert not any('"content"' in sql for sql in with_pictures)
