"""A scan app decides by itself without network, and the server with it: on the same data they say the same. (v1
contract, C3)"""

import datetime as dt
import random
from collections import Counter
from typing import Any

import pytest
from django.utils import timezone

from register.models import CheckInList
from shop.models import Item, Order, OrderPosition
from tenant.models import Event
from tests.api.conftest import Api
from tests.make import make_device, make_item, make_list, make_order, make_question, make_quota
from tests.scan_decider import Scanned, Synced, decide

pytestmark = pytest.mark.django_db

REDEEM = "organizers/bigevents/checkinrpc/redeem/"
MINUTES = dt.timedelta(minutes=1)
TICKETS, SCANS = 18, 60


def synced(device: Api, event: Event, door: CheckInList) -> Synced:
    """What an app downloads; there are fewer orders than a page holds."""

    def rows(name: str) -> list[Any]:
        found: list[Any] = device.at(event).get(name).json()["results"]
        return found

    (known,) = [row for row in rows("checkinlists/") if row["id"] == door.pk]
    revoked = {row["secret"] for row in rows("revokedsecrets/")}
    return Synced(
        device.at(event).get().json(), known, rows("questions/"), rows("orders/"), revoked
    )


def some_rule(pick: random.Random, items: list[Item], now: dt.datetime, *, depth: int = 0) -> Any:
    def variable(name: str) -> Any:
        return {"var": name}

    if depth < 2 and pick.random() < 0.4:
        parts = [some_rule(pick, items, now, depth=depth + 1) for _ in range(2)]
        return {pick.choice(["and", "or"]): parts}
    products = [{"lookup": ["product", str(item.pk), "x"]} for item in pick.sample(items, 2)]
    then = {"buildTime": ["custom", (now - pick.choice([5, 60, 1500]) * MINUTES).isoformat()]}
    count = pick.choice(["entries_number", "entries_today", "entries_days"])
    since = pick.choice(["minutes_since_last_entry", "minutes_since_first_entry"])
    return pick.choice(
        [
            {"inList": [variable("product"), {"objectList": products}]},
            {pick.choice(["<", ">=", "=="]): [variable(count), pick.choice([0, 1, 2])]},
            {pick.choice(["<", ">="]): [variable(since), pick.choice([-1, 0, 30])]},
            {"==": [variable("entry_status"), pick.choice(["present", "absent"])]},
            {"==": [variable("now_isoweekday"), pick.randint(1, 7)]},
            {"<": [{pick.choice(["entries_since", "entries_before"]): [then]}, 2]},
            {
                pick.choice(["isAfter", "isBefore"]): [
                    variable("now"),
                    then,
                    pick.choice([None, 45]),
                ]
            },
            {"isBefore": [variable("now"), {"buildTime": ["date_from"]}, None]},
        ]
    )


def some_ticket(pick: random.Random, event: Event, items: list[Item], now: dt.datetime) -> str:
    """A ticket of which nothing speaks against half, and mostly several things against the others."""
    faults = 0.4 * pick.randint(0, 1)

    def wrong() -> bool:
        return pick.random() < faults

    order = make_order(event, pick.choice(items), paid=not wrong())
    position = OrderPosition.objects.get(order=order)
    waits = order.status == "n"
    Order.objects.filter(event=event, pk=order.pk).update(
        status=pick.choice(["c", "e"]) if wrong() and wrong() else order.status,
        require_approval=waits and wrong(),
        valid_if_pending=waits and wrong(),
    )
    OrderPosition.objects.filter(event=event, pk=position.pk).update(
        blocked=["admin"] if wrong() else None,
        valid_from=now + 90 * MINUTES if wrong() else pick.choice([None, now - 90 * MINUTES]),
        valid_until=now - 30 * MINUTES if wrong() else None,
    )
    return position.secret


@pytest.mark.parametrize("seed", range(3))
def test_c3_the_server_and_an_app_without_network_say_the_same(event: Event, seed: int) -> None:
    pick, now = random.Random(seed), timezone.now().replace(microsecond=0)  # noqa: S311 -- repeatable
    make_device(event.organizer, key="k", profile="pretixscan")
    device = Api.device("k")
    items = [make_item(event, name=f"Ticket {number}", price="9.00") for number in range(4)]  # fmt: skip
    make_quota(event, items, size=None)
    for number, item in enumerate(items[:2]):
        make_question(event, [item], required=bool(number), ask_during_checkin=pick.random() < 0.5)
    doors = [
        make_list(
            event, name=f"Door {number}", all_products=number % 3 > 0, limit_products=[item.pk for item in items[1:]],
            include_pending=pick.random() < 0.5, allow_multiple_entries=pick.random() < 0.3,
            allow_entry_after_exit=pick.random() < 0.6, rules=some_rule(pick, items, now) if number % 2 else {},
        )
        for number in range(4)
    ]  # fmt: skip
    secrets = [some_ticket(pick, event, items, now) for _ in range(TICKETS)]
    seen: Counter[str] = Counter()

    for _ in range(SCANS):
        door = pick.choice(doors)
        scan = Scanned(
            secret=pick.choice([*secrets, "nothing"]),
            kind=pick.choice(["entry", "entry", "entry", "exit"]),
            at=now - pick.choice([0, 1, 20, 100, 1500]) * MINUTES,
            ignore_unpaid=pick.random() < 0.4,
            questions_supported=pick.random() < 0.6,
        )
        expected = decide(synced(device, event, door), scan)
        body = {
            "secret": scan.secret, "lists": [door.pk], "type": scan.kind, "datetime": scan.at.isoformat(),
            "ignore_unpaid": scan.ignore_unpaid, "questions_supported": scan.questions_supported,
        }  # fmt: skip
        answer = device.post(REDEEM, body).json()
        said = answer["reason"] if answer["status"] == "error" else answer["status"]
        assert said == expected, (scan, door.rules, answer)
        seen[said] += 1

    assert len(seen) >= 6, seen
