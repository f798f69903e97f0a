"""Webhooks over /app/: set up, tried, looked at, sent again. (v1 contract, B15)"""

from collections.abc import Iterator
from typing import Any

import pytest

from eventhub.common.effects import lanes
from eventhub.common.models import AuditEntry, OutboxTask
from tenant.models import Webhook, WebhookCall
from tenant.webhooks import signing
from tenant.webhooks.types import action_types, names
from tests.browse import Browser
from tests.make import make_order
from tests.people import World
from tests.tenant.receiver import Receiver, listening

WEBHOOKS = "/app/tenant/api/m2m/webhooks/"
PAID = "pretix.event.order.paid"


@pytest.fixture
def alice(world: World) -> Browser:
    return Browser(world.alice, world.event)


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOKS_LOCAL = True
    with listening() as running:
        yield running


def of(row: dict[str, Any], rest: str) -> str:
    return f"/app/tenant/api/webhooks/{row['id']}/{rest}"


def made(alice: Browser, url: str, **data: Any) -> dict[str, Any]:
    answer = alice.post(
        WEBHOOKS, {"target_url": url, "action_types": [PAID], "all_events": True, **data}
    )
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_b15_webhooks_set_up_change_and_delete(world: World, alice: Browser) -> None:
    row = made(alice, "https://hooks.example.org/", all_events=False, limit_events=["con2027"])

    assert row == {
        "id": row["id"],
        "enabled": True,
        "target_url": "https://hooks.example.org/",
        "all_events": False,
        "limit_events": ["con2027"],
        "action_types": [PAID],
        "comment": "",
        "last_success": None,
        "last_at": None,
    }
    assert alice.get(WEBHOOKS).json()["results"] == [row]

    changed = alice.patch(f"{WEBHOOKS}{row['id']}/", {"all_events": True, "comment": "Ledger"})
    assert (changed.json()["limit_events"], changed.json()["comment"]) == ([], "Ledger")

    assert alice.delete(f"{WEBHOOKS}{row['id']}/").status_code == 204
    assert alice.get(f"{WEBHOOKS}{row['id']}/").status_code == 404


def test_b15_webhooks_bad_addresses_are_refused(world: World, alice: Browser) -> None:
    refused = alice.post(WEBHOOKS, {"target_url": "https://10.0.0.1/", "action_types": [PAID]})

    assert refused.status_code == 400
    assert "private" in refused.json()["error"]["fields"]["target_url"][0]
    assert not Webhook.unscoped.exists()


def test_b15_webhooks_types_are_grouped(world: World, alice: Browser) -> None:
    rows = alice.get("/app/tenant/api/webhooks/types/").json()

    offered = {row["name"] for row in rows}
    assert offered == {one.name for one in action_types() if one.happens} < names()
    assert all(row["title"] and row["group"] for row in rows)


@pytest.mark.django_db(transaction=True)
def test_b15_webhooks_a_test_is_sent_and_its_answer_seen(
    world: World, alice: Browser, receiver: Receiver
) -> None:
    row = made(alice, receiver.url)

    assert alice.post(of(row, "test/")).status_code == 202
    lanes.drain()

    (call,) = alice.get(of(row, "calls/")).json()["results"]
    assert (call["action_type"], call["status_code"], call["answer"]) == (
        "eventhub.webhook.test",
        200,
        "thanks",
    )
    assert call["payload"] == {
        "notification_id": call["notification_id"],
        "organizer": "bigevents",
        "event": None,
        "action": "eventhub.webhook.test",
    }
    seen = alice.get(WEBHOOKS).json()["results"][0]
    assert seen["last_success"] is True


@pytest.mark.django_db(transaction=True)
def test_b15_webhooks_a_call_is_sent_again(
    world: World, alice: Browser, receiver: Receiver
) -> None:
    row = made(alice, receiver.url)
    receiver.will_answer(500, 200)
    make_order(world.event, world.item)
    lanes.drain()
    (call,) = alice.get(of(row, "calls/")).json()["results"]

    assert alice.post(of(row, f"calls/{call['id']}/resend/")).status_code == 202
    lanes.drain()
    OutboxTask.objects.filter(state="queued").update(run_at=call["at"])
    lanes.drain()  # the retry that was waiting finds it done

    calls = alice.get(of(row, "calls/")).json()["results"]
    assert [(one["attempt"], one["success"]) for one in calls] == [(2, True), (1, False)]
    assert calls[0]["payload"] == calls[1]["payload"]
    assert len(receiver.received) == 2


def test_b15_webhooks_that_are_off_are_not_tried(world: World, alice: Browser) -> None:
    row = made(alice, "https://hooks.example.org/", enabled=False)

    refused = alice.post(of(row, "test/"))

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "webhook_off")
    assert not OutboxTask.objects.exists()


def test_b15_webhooks_the_secret_is_shown_and_rotated(world: World, alice: Browser) -> None:
    row = made(alice, "https://hooks.example.org/")
    first = alice.get(of(row, "secret/")).json()["secret"]

    second = alice.post(of(row, "rotate/")).json()["secret"]

    assert first == signing.secret_of(row["id"], version=1)
    assert second == signing.secret_of(row["id"], version=2)
    assert alice.get(of(row, "secret/")).json()["secret"] == second
    trail = str(list(AuditEntry.unscoped.values()))
    assert first not in trail
    assert second not in trail


def test_b15_webhooks_are_closed_to_others(world: World, alice: Browser) -> None:
    row = made(alice, "https://hooks.example.org/")
    call = WebhookCall.objects.create(
        tenant=world.organizer.tenant,
        webhook=Webhook.unscoped.get(pk=row["id"]),
        notification_id=1,
        action_type=PAID,
        target_url="https://hooks.example.org/",
    )
    bob = Browser(world.bob, world.event)
    charlie = Browser(world.charlie, world.other_event)

    for rest in ("secret/", "calls/"):
        assert bob.get(of(row, rest)).status_code == 403
        assert charlie.get(of(row, rest)).status_code == 404
    for rest in ("rotate/", "test/", f"calls/{call.pk}/resend/"):
        assert bob.post(of(row, rest)).status_code == 403
        assert charlie.post(of(row, rest)).status_code == 404
    assert Webhook.unscoped.get(pk=row["id"]).secret_version == 1
    assert not OutboxTask.objects.exists()


def test_b15_webhooks_lists_cost_the_same_for_one_row_and_three(
    world: World, alice: Browser, django_assert_num_queries: Any
) -> None:
    made(alice, "https://hooks.example.org/1")
    with django_assert_num_queries(8):
        alice.get(WEBHOOKS)
    for number in (2, 3):
        made(alice, f"https://hooks.example.org/{number}")

    with django_assert_num_queries(8):
        assert alice.get(WEBHOOKS).json()["count"] == 3
