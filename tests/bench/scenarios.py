"""What is measured: one request each, as an integrator or a visitor sends it."""

import cProfile
import itertools
import json
import pstats
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from register.models import CheckInList
from shop.models import Item, OrderPosition
from tenant.models import Event
from tests import make
from tests.bench import data
from tests.bench.load import message

HOST = "localhost"
AUTH = {"Authorization": f"Token {data.TOKEN}"}
API = "/api/v1/organizers/bench/"
RUSH_UNITS = 100


@dataclass(frozen=True)
class Scenario:
    """A name, what another product reached on such a machine (requests/s, p95 ms, statements), and the request."""

    name: str
    reference: tuple[int, int, int]
    method: str
    path: Callable[[int], str]
    body: Callable[[int], dict[str, object]] | None = None
    authorized: bool = True

    def request(self, index: int) -> bytes:
        body = json.dumps(self.body(index)).encode() if self.body else b""
        return message(
            self.method,
            self.path(index),
            host=HOST,
            headers=AUTH if self.authorized else {},
            body=body,
        )


def everything(event: Event, door: CheckInList, item: Item) -> list[Scenario]:
    """All scenarios. Redeem uses a fresh ticket for each request, whichever run it belongs to."""
    tickets = itertools.cycle(
        OrderPosition.objects.filter(event=event, order__status="p")
        .order_by("pk")
        .values_list("secret", flat=True)
    )
    names = itertools.cycle([f"{first} {last[:3]}" for first in data.FIRST for last in data.LAST])
    inside = f"{API}events/{event.slug}/"
    return [
        Scenario("v1 event list", (26, 576, 9), "GET", lambda _: f"{API}events/"),
        Scenario("v1 event detail", (113, 92, 9), "GET", lambda _: inside),
        Scenario("v1 order list (50)", (15, 886, 14), "GET", lambda _: f"{inside}orders/"),
        Scenario("v1 order create", (8, 1083, 51), "POST", lambda _: f"{inside}orders/", _order(item)),
        Scenario(
            "v1 redeem", (34, 271, 17), "POST", lambda _: f"{API}checkinrpc/redeem/",
            lambda _: {"secret": next(tickets), "lists": [door.pk], "type": "entry", "force": False, "ignore_unpaid": False,
                       "nonce": None, "answers": {}, "questions_supported": True},
        ),
        Scenario(
            "v1 check-in search", (11, 989, 12), "GET",
            lambda _: f"{API}checkinrpc/search/?list={door.pk}&search={next(names).replace(' ', '+')}",
        ),
        Scenario("public event page", (25, 392, 10), "GET", lambda _: f"/bench/{event.slug}/", authorized=False),
    ]  # fmt: skip


def _order(item: Item) -> Callable[[int], dict[str, object]]:
    return lambda index: {
        "email": f"api{index}@example.org", "locale": "en", "payment_provider": "banktransfer",
        "positions": [{"item": item.pk, "variation": None, "attendee_name_parts": {"full_name": f"Api {index}"},
                       "answers": [], "subevent": None}],
    }  # fmt: skip


def rush_request() -> Callable[[int], bytes]:
    """One order each at an event of its own with RUSH_UNITS units."""
    organizer = Event.unscoped.get(slug="event-00", organizer__slug="bench").organizer
    event = make.make_event(organizer, "rush")
    item = make.make_shop(event, size=RUSH_UNITS)
    order = _order(item)
    return lambda index: message(
        "POST",
        f"{API}events/rush/orders/",
        host=HOST,
        headers=AUTH,
        body=json.dumps(order(index)).encode(),
    )


def _client(scenario: Scenario) -> Client:
    return Client(headers=AUTH if scenario.authorized else {}, HTTP_HOST=HOST)


def _ask(scenario: Scenario, client: Client) -> None:
    if scenario.body:
        client.post(scenario.path(0), scenario.body(0), content_type="application/json")
    else:
        client.get(scenario.path(0))


def statements(event: Event, door: CheckInList, item: Item) -> dict[str, int]:
    """SQL statements of one request each, BEGIN and COMMIT left out."""
    found = {}
    for scenario in everything(event, door, item):
        client = _client(scenario)
        _ask(scenario, client)
        with CaptureQueriesContext(connection) as captured:
            _ask(scenario, client)
        found[scenario.name] = sum(
            q["sql"] not in {"BEGIN", "COMMIT"} for q in captured.captured_queries
        )
    return found


def profile(
    event: Event, door: CheckInList, item: Item, *, rounds: int = 60
) -> dict[str, dict[str, float]]:
    """Where the time of a request goes inside Python: share of own time by package, in per cent."""
    found = {}
    for scenario in everything(event, door, item):
        client = _client(scenario)
        _ask(scenario, client)
        profiler = cProfile.Profile()
        profiler.enable()
        for _ in range(rounds):
            _ask(scenario, client)
        profiler.disable()
        found[scenario.name] = _shares(pstats.Stats(profiler))
    return found


def _shares(stats: pstats.Stats) -> dict[str, float]:
    spent: Counter[str] = Counter()
    for (file, _, name), (_, _, own, _, _) in stats.stats.items():  # type: ignore[attr-defined]  # no stub
        spent[_package(file, name)] += own
    total = sum(spent.values())
    return {name: round(100 * seconds / total, 1) for name, seconds in spent.most_common(8)}


def _package(file: str, name: str) -> str:
    if file == "~":
        return (
            "psycopg and PostgreSQL" if "psycopg" in name or "poll" in name else "Python built-ins"
        )
    parts = file.split("site-packages/")
    if len(parts) == 1:
        return "EventHub" if "/lib/python" not in file else "Python library"
    package = parts[1].split("/")
    if package[0] == "django":
        return f"django.{package[1]}"
    return "psycopg and PostgreSQL" if package[0].startswith("psycopg") else package[0]
