"""The first minute of an integrator: the commands of docs/api.md do what the page says."""

import json
import re
import shlex
from typing import Any

import pytest
from django.test import Client

from tests.make import make_event, make_list, make_organizer, make_shop, make_team, make_token
from tests.surroundings import ROOT

pytestmark = pytest.mark.django_db
COMMAND = re.compile(r"^\$ (curl (?:.*\\\n)*.*)$", re.MULTILINE)


def commands() -> list[list[str]]:
    """The curl commands of the section for newcomers, in words."""
    page = (ROOT / "docs" / "api.md").read_text()
    section = page.split("## Your first call in one minute")[1].split("\n## ")[0]
    return [shlex.split(found.replace("\\\n", " ")) for found in COMMAND.findall(section)]


def run(words: list[str], *, instead: dict[str, str]) -> Any:
    """What curl would send, over the whole HTTP stack; `instead`: what a reader fills in."""
    for placeholder, real in instead.items():
        words = [word.replace(placeholder, real) for word in words]
    headers = dict(
        words[index + 1].split(": ", 1) for index, word in enumerate(words) if word == "-H"
    )
    body = words[words.index("-d") + 1] if "-d" in words else None
    client = Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=headers["Authorization"])
    path = words[-1].removeprefix("http://localhost:8000")
    if body is None:
        return client.get(path)
    return client.post(path, body, content_type=headers["Content-Type"])


def test_the_commands_of_the_page_work_in_their_order() -> None:
    organizer = make_organizer("midsummer")
    event = make_event(organizer)
    item, door = make_shop(event), make_list(event)
    key = make_token(make_team(organizer))
    ask, sell, scan = commands()
    instead = {"YOUR-KEY": key, "EVENT": event.slug, '"item": 1': f'"item": {item.pk}'}

    organizers = run(ask, instead=instead)
    sold = run(sell, instead=instead)
    secret = sold.json()["positions"][0]["secret"]
    at_the_door = {**instead, "k9f...": secret, '"lists": [1]': f'"lists": [{door.pk}]'}
    unpaid = run(scan, instead=at_the_door)
    url = f"/api/v1/organizers/midsummer/events/{event.slug}/orders/{sold.json()['code']}/"
    Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Token {key}").post(
        f"{url}mark_paid/", json.dumps({"send_email": False}), content_type="application/json"
    )
    admitted = run(scan, instead=at_the_door)

    assert [row["slug"] for row in organizers.json()["results"]] == ["midsummer"]
    assert (sold.status_code, sold.json()["status"], sold.json()["total"]) == (201, "n", "60.00")
    assert (unpaid.status_code, unpaid.json()["reason"]) == (400, "unpaid")
    assert (admitted.status_code, admitted.json()["status"]) == (201, "ok")
