"""What happened at the doors of an event. (v1 contract, A2 and C)"""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from register.models import CheckIn
from shop.models import OrderPosition
from tenant.access.levels import PERMISSIONS
from tenant.models import Event
from tests.api.conftest import Api
from tests.make import (
    make_device,
    make_event,
    make_gate,
    make_list,
    make_order,
    make_shop,
    make_team,
    make_token,
)

pytestmark = pytest.mark.django_db

RPC = "organizers/bigevents/checkinrpc/"


@pytest.fixture
def history(event: Event) -> dict[str, Any]:
    """A scan that let in, one that was refused, one of nothing, and one that was taken back."""
    gate = make_gate(event.organizer)
    device = make_device(event.organizer, key="k", gate=gate)
    door, item, api = make_list(event), make_shop(event), Api.device("k")
    first, second = (make_order(event, item).positions.get() for _ in range(2))

    def scan(secret: str, **more: Any) -> None:
        api.post(f"{RPC}redeem/", {"secret": secret, "lists": [door.pk], **more})

    scan(first.secret, datetime="2026-01-05T10:00:00Z")
    scan(first.secret, type="entry")
    scan("nothing")
    scan(second.secret, nonce="n", type="exit")
    api.post(f"{RPC}annul/", {"lists": [door.pk], "nonce": "n", "error_explanation": "Stuck"})
    return {"door": door, "gate": gate, "device": device, "first": first, "second": second}


def rows(api: Api, event: Event, query: str = "") -> list[dict[str, Any]]:
    answer = api.at(event).get(f"checkins/{query}")
    assert answer.status_code == 200, answer.json()
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def test_c3_every_scan_is_told_with_its_outcome(
    alice: Api, event: Event, history: dict[str, Any]
) -> None:
    found = rows(alice, event)

    assert [(row["successful"], row["error_reason"], row["type"]) for row in found] == [
        (True, None, "entry"),
        (False, "already_redeemed", "entry"),
        (False, "invalid", "entry"),
        (False, "annulled", "exit"),
    ]
    first = dict(found[0])
    assert first.pop("id") == CheckIn.objects.filter(event=event).order_by("pk")[0].pk
    assert first.pop("created") > first["datetime"]
    assert first == {
        "successful": True, "error_reason": None, "error_explanation": None, "position": history["first"].pk,
        "datetime": "2026-01-05T10:00:00Z", "list": history["door"].pk, "auto_checked_in": False,
        "gate": history["gate"].pk, "device": history["device"].pk, "device_id": 1, "type": "entry",
    }  # fmt: skip
    assert found[2]["position"] is None
    assert "Stuck" in found[3]["error_explanation"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("successful=true", [0]),
        ("successful=false", [1, 2, 3]),
        ("error_reason=already_redeemed", [1]),
        ("error_reason=annulled", [3]),
        ("type=exit", [3]),
        ("list={door}", [0, 1, 2, 3]),
        ("list=999999", []),
        ("gate={gate}", [0, 1, 2, 3]),
        ("device={device}", [0, 1, 2, 3]),
        ("device=999999", []),
        ("position={second}", [3]),
        ("auto_checked_in=true", []),
        ("auto_checked_in=false", [0, 1, 2, 3]),
        ("datetime_before=2026-02-01T00:00:00Z", [0]),
        ("datetime_since=2026-02-01T00:00:00Z", [1, 2, 3]),
        ("created_before=2026-02-01T00:00:00Z", []),
        ("created_since=2026-02-01T00:00:00Z&ordering=-id", [3, 2, 1, 0]),
        ("ordering=datetime", [0, 1, 2, 3]),
        ("ordering=-created", [3, 2, 1, 0]),
    ],
)
def test_c3_scans_can_be_filtered_and_ordered(
    alice: Api, event: Event, history: dict[str, Any], query: str, expected: list[int]
) -> None:
    ids = list(CheckIn.objects.filter(event=event).order_by("pk").values_list("pk", flat=True))
    named = {name: thing.pk for name, thing in history.items()}

    found = rows(alice, event, f"?{query.format(**named)}")

    assert [ids.index(row["id"]) for row in found] == expected


def test_c3_filters_that_cannot_be_read_are_named(alice: Api, event: Event) -> None:
    for name in ("list", "gate", "device", "position", "successful", "auto_checked_in", "error_reason",
                 "type", "created_since", "created_before", "datetime_since", "datetime_before"):  # fmt: skip
        refused = alice.at(event).get(f"checkins/?{name}=x")
        assert (refused.status_code, set(refused.json())) == (400, {name})


def test_c3_scans_are_read_by_who_views_orders_and_never_written(
    alice: Api, event: Event, history: dict[str, Any]
) -> None:
    rights = [right for right in PERMISSIONS if right != "can_view_orders"]
    blind = make_team(event.organizer, name="Blind", permissions=rights)
    make_device(event.organizer, key="scanner", profile="pretixscan")

    assert Api(make_token(blind, "blind")).at(event).get("checkins/").status_code == 403
    assert Api.device("scanner").at(event).get("checkins/").status_code == 403
    assert rows(alice, make_event(event.organizer, "con2028")) == []
    for method in (alice.at(event).post, alice.at(event).patch):
        assert method("checkins/", {}).status_code == 405


def test_c3_scans_cost_the_same_for_one_and_three(alice: Api, event: Event) -> None:
    door, order = make_list(event), make_order(event, make_shop(event))
    position = OrderPosition.objects.get(order=order)

    def scans(number: int) -> int:
        for _ in range(number):
            CheckIn.objects.create(
                tenant=event.tenant, event=event, list=door, position=position, actor_kind="user",
                datetime=timezone.now() - dt.timedelta(hours=1),
            )  # fmt: skip
        with CaptureQueriesContext(connection) as found:
            rows(alice, event)
        return len(found)

    assert (scans(1), scans(2)) == (4, 4)
