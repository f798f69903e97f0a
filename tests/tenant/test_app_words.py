"""What the server names for the single-page surfaces is in the language of their page."""

from typing import Any

import pytest

from shop.models import Quota
from tests.browse import Browser
from tests.people import World


def german(world: World, path: str, **query: Any) -> Any:
    alice = Browser(world.alice, world.event)
    alice.client.cookies["django_language"] = "de"
    answer = alice.get(path, **query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_menu_and_its_submenus_are_in_the_readers_language(world: World) -> None:
    modules = german(world, "/app/ui/menu/")["modules"]
    submenus = german(world, "/app/ui/submenu/shop/")

    assert [module["title"] for module in modules] == ["Anmeldung", "Shop", "Veranstaltung"]
    assert [item["title"] for item in modules[0]["items"]] == ["Übersicht", "Anmeldungen", "Check-in-Listen"]  # fmt: skip
    assert [menu["title"] for menu in submenus] == ["Verkauf", "Katalog"]


@pytest.mark.parametrize("words", ["Kontingent", "verfügb", "quot"])
def test_a_page_is_found_by_its_words_in_the_readers_language_and_in_english(
    world: World, words: str
) -> None:
    results = german(world, "/app/ui/search/", q=words)["results"]

    assert ("Kontingente", "Shop") in [(row["title"], row["text"]) for row in results]


@pytest.mark.parametrize(
    ("path", "name", "title"),
    [
        ("/app/tenant/api/plugins/", "eventhub.plugins.boxoffice", "Zahlung am Eingang"),
        ("/app/tenant/api/devices/profiles/", "pretixpos", "Verkaufen und Scannen"),
        ("/app/tenant/api/webhooks/types/", "pretix.event.order.paid", "Bestellung bezahlt"),
    ],
)
def test_what_can_be_chosen_is_named_in_the_readers_language(
    world: World, path: str, name: str, title: str
) -> None:
    rows = german(world, path)

    assert {row["name"]: row["title"] for row in rows}[name] == title


def test_what_keeps_an_event_from_going_live_is_said_in_the_readers_language(
    world: World,
) -> None:
    Quota.objects.filter(event=world.event).delete()

    event = german(world, f"/app/tenant/api/m2m/events/{world.event.public_id}/")

    assert [why["message"] for why in event["problems"]] == [
        "Legen Sie mindestens ein Kontingent an: wie viele Plätze es gibt."
    ]


@pytest.mark.parametrize(
    ("sent", "message", "field", "sentence"),
    [
        # By the shape of the input, by our own rule of a field, and by an action.
        ({"date_to": "soon"}, "Einige Felder sind nicht richtig ausgefüllt.", "date_to", "Geben Sie einen Zeitpunkt wie 2027-06-24T16:00:00+02:00 an."),
        ({"name": {}}, "Einige Felder sind nicht richtig ausgefüllt.", "name", "Hier ist Text in mindestens einer Sprache nötig."),
        ({"date_to": "2001-01-01T00:00:00Z"}, "Einige Felder sind nicht richtig ausgefüllt.", "date_to", "Die Veranstaltung kann nicht vor ihrem Beginn enden."),
    ],
)  # fmt: skip
def test_a_refusal_is_said_in_the_readers_language(
    world: World, sent: dict[str, Any], message: str, field: str, sentence: str
) -> None:
    before = (world.event.name, world.event.date_to)
    alice = Browser(world.alice, world.event)
    alice.client.cookies["django_language"] = "de"

    answer = alice.patch(f"/app/tenant/api/m2m/events/{world.event.public_id}/", sent)

    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["message"], error["fields"][field]) == (message, [sentence])
    world.event.refresh_from_db()
    assert (world.event.name, world.event.date_to) == before
