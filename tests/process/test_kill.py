"""Somebody pulls the plug in the middle of checkouts, again and again: nothing is lost and nothing happens twice."""

import json
import random
import threading
import time
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.process.visitor import buy
from tests.processes import manage, serving, temporary_data_dir

pytestmark = [pytest.mark.process, pytest.mark.timeout(300)]

ROUNDS, BUYERS, UNITS = 4, 4, 1000
SET_UP = f"""
from tests.make import *
event = make_event(make_organizer("acme"), "con")
make_shop(event, size={UNITS})
"""
LOOK = """
import json
from eventhub.common.models import Mail, OutboxTask
from shop.actions import quota_counters
from shop.models import *
from register.models import Registration
from tenant.models import Event
event = Event.unscoped.get(slug="con")
quota_counters.release_expired(event)
print("LOOK" + json.dumps({
    "taken": Quota.objects.get(event=event).taken,
    "sold": OrderPosition.objects.filter(event=event, order__status__in="np").count(),
    "held": Hold.objects.filter(event=event).count(),
    "drift": quota_counters.recount(event),
    "orders": sorted(Order.objects.filter(event=event).values_list("code", flat=True)),
    "registrations": Registration.objects.filter(event=event).count(),
    "payments": Payment.unscoped.count(),
    "mails": sorted(Mail.unscoped.values_list("key", flat=True)),
    "mail_states": sorted(set(Mail.unscoped.values_list("state", flat=True))),
    "waiting": OutboxTask.objects.exclude(state="done").count(),
}))
"""


def look(data_dir: Path) -> dict:
    result = manage("shell", "--verbosity", "0", "-c", LOOK, EVENTHUB_DATA_DIR=str(data_dir))
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.split("LOOK")[1])


class Buyers:
    """People who buy one registration after the other until the server is gone."""

    def __init__(self, url: str, confirmed: list[str]) -> None:
        self.url, self.confirmed = url, confirmed
        self.threads = [
            threading.Thread(target=self._shop, args=(index,)) for index in range(BUYERS)
        ]
        for thread in self.threads:
            thread.start()

    def _shop(self, index: int) -> None:
        with suppress(
            OSError, HTTPException
        ):  # the plug was pulled: what was not confirmed may or may not have been bought
            for number in range(50):
                self.confirmed.append(buy(self.url, index * 1000 + number))

    def gone(self) -> None:
        for thread in self.threads:
            thread.join(60)


def test_pulling_the_plug_loses_nothing_and_repeats_nothing():
    chance = random.Random(7)
    confirmed: list[str] = []
    with temporary_data_dir() as data_dir:
        assert (
            manage("migrate", "--verbosity", "0", EVENTHUB_DATA_DIR=str(data_dir)).returncode == 0
        )
        made = manage("shell", "--verbosity", "0", "-c", SET_UP, EVENTHUB_DATA_DIR=str(data_dir))
        assert made.returncode == 0, made.stderr
        for _ in range(ROUNDS):
            with serving(data_dir) as server:
                buyers = Buyers(server.url, confirmed)
                time.sleep(chance.uniform(0.5, 3.0))  # the moment of the power cut
                server.process.kill()
                server.process.wait(30)
                buyers.gone()
        with serving(data_dir):
            seen = _when_quiet(data_dir)
        files = list((data_dir / "mail").glob("*.eml"))

    assert confirmed
    assert set(confirmed) <= set(seen["orders"])
    assert len(seen["orders"]) == seen["sold"] == seen["registrations"] == seen["payments"]
    assert seen["taken"] == seen["sold"] + seen["held"]
    assert seen["drift"] == {}
    assert len(seen["mails"]) == len(set(seen["mails"])) == len(files) == len(seen["orders"])
    assert seen["mail_states"] == ["sent"]


def _when_quiet(data_dir: Path) -> dict:
    """What the database says once the outbox is empty."""
    deadline = time.monotonic() + 90
    while (seen := look(data_dir))["waiting"] and time.monotonic() < deadline:
        time.sleep(0.5)  # the worker is at it
    return seen
