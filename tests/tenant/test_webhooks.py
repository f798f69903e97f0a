"""Telling integrators: signed, at least once, in any order, and nothing about people. (v1 contract, B15; ADR 0010)"""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.db import connection, transaction
from django.utils import timezone

from eventhub.common.actors import SYSTEM
from eventhub.common.effects import audit, lanes, outbox
from eventhub.common.models import AuditEntry, Mail, OutboxTask
from register.checkin.actions import annulment, scans
from register.checkin.actions.scans import ScanRequest
from shop.actions import catalogue, orders
from tenant.events.actions import events
from tenant.models import Webhook, WebhookCall
from tenant.webhooks import actions, delivery, signing, types
from tests.make import make_event, make_item, make_list, make_order, make_quota, make_user
from tests.people import World
from tests.tenant.receiver import Receiver, listening

pytestmark = pytest.mark.django_db(transaction=True)
PLACED, PAID = "pretix.event.order.placed", "pretix.event.order.paid"


@pytest.fixture(autouse=True)
def _local(settings: Any) -> None:
    settings.WEBHOOKS_LOCAL = True


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as running:
        yield running


def hooked(world: World, receiver: Receiver, *names: str, **data: Any) -> Webhook:
    """A webhook of alice's organizer, for all events unless it is said."""
    given = {"target_url": receiver.url, "action_types": list(names), "all_events": True, **data}
    return actions.save_webhook(world.organizer, webhook=None, data=given, actor=SYSTEM)


def sent(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(body) for _, _, body in receiver.received]


def later() -> None:
    """The pauses pass, and everything that was waiting is done."""
    WebhookCall.unscoped.update(at=timezone.now() - timedelta(minutes=2))
    OutboxTask.objects.filter(state="queued").update(run_at=timezone.now())
    lanes.drain()


def waiting() -> list[OutboxTask]:
    return list(OutboxTask.objects.filter(state="queued", name="webhook.deliver"))


def test_b15_webhooks_a_sale_is_told_with_ids_and_nothing_about_people(
    world: World, receiver: Receiver
) -> None:
    hooked(world, receiver, PLACED, PAID)

    order = make_order(world.event, world.item, paid=False)
    orders.mark_paid(world.event, code=order.code, actor=SYSTEM)
    lanes.drain()

    told = {row["action"]: row for row in sent(receiver)}
    assert set(told) == {PLACED, PAID}
    entry = AuditEntry.objects.get(event=world.event, action="order.placed")
    assert told[PLACED] == {
        "notification_id": entry.pk,
        "organizer": "bigevents",
        "event": "con2027",
        "code": order.code,
        "action": PLACED,
    }
    everything = b"".join(body for _, _, body in receiver.received)
    assert b"Ada" not in everything
    assert b"ada@" not in everything


def test_b15_webhooks_calls_are_signed(world: World, receiver: Receiver) -> None:
    webhook = hooked(world, receiver, PLACED)
    make_order(world.event, world.item)
    lanes.drain()

    path, headers, body = receiver.received[0]

    secret = signing.secret_of(webhook.pk, version=1)
    signed = headers["X-EventHub-Timestamp"].encode() + b"." + body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-EventHub-Signature"] == f"v1={expected}"
    assert (path, headers["Content-Type"]) == ("/hook?for=us", "application/json")
    assert headers["X-EventHub-Notification"] == str(json.loads(body)["notification_id"])


def test_b15_webhooks_a_rotated_secret_signs_from_then_on(world: World, receiver: Receiver) -> None:
    webhook = hooked(world, receiver, PLACED)
    old = signing.secret_of(webhook.pk, version=1)

    actions.rotate_secret(webhook, actor=SYSTEM)
    make_order(world.event, world.item)
    lanes.drain()

    _, headers, body = receiver.received[0]
    timestamp = int(headers["X-EventHub-Timestamp"])
    new = signing.secret_of(webhook.pk, version=2)
    assert new != old
    assert headers["X-EventHub-Signature"] == signing.signature(
        body, secret=new, timestamp=timestamp
    )
    assert old not in str(list(Webhook.unscoped.values()))
    assert new not in str(list(AuditEntry.unscoped.values("data")))


def test_b15_webhooks_nothing_is_told_of_what_was_undone(world: World, receiver: Receiver) -> None:
    hooked(world, receiver, PLACED)

    with transaction.atomic():
        make_order(world.event, world.item)
        transaction.set_rollback(True)
    lanes.drain()

    assert receiver.received == []
    assert not OutboxTask.objects.filter(name__startswith="webhook.").exists()


@pytest.mark.parametrize(
    "limits", [{"enabled": False}, {"all_events": False}, {"action_types": [PAID]}]
)
def test_b15_webhooks_only_those_who_asked_are_told(
    world: World, receiver: Receiver, limits: dict[str, Any]
) -> None:
    hooked(world, receiver, PLACED, **limits)

    make_order(world.event, world.item, paid=False)
    lanes.drain()

    assert receiver.received == []


def test_b15_webhooks_of_some_events_hear_of_those(world: World, receiver: Receiver) -> None:
    other = make_event(world.organizer, "con2028")
    item = make_item(other)
    make_quota(other, [item])
    hooked(world, receiver, PLACED, all_events=False, limit_events=["con2028"])

    make_order(world.event, world.item)
    make_order(other, item)
    lanes.drain()

    assert [row["event"] for row in sent(receiver)] == ["con2028"]


def test_b15_webhooks_of_others_hear_nothing(world: World, receiver: Receiver) -> None:
    actions.save_webhook(
        world.elsewhere,
        webhook=None,
        data={"target_url": receiver.url, "action_types": [PLACED], "all_events": True},
        actor=SYSTEM,
    )

    make_order(world.event, world.item)
    lanes.drain()

    assert receiver.received == []


def test_b15_webhooks_tell_of_the_catalogue_the_event_and_the_door(
    world: World, receiver: Receiver
) -> None:
    event, door = world.event, make_list(world.event)
    order = make_order(event, world.item)
    position = order.positions.get()
    hooked(world, receiver, *sorted(types.names()))

    item = make_item(event, name="Shirt")
    quota = make_quota(event, [item], name="Shirts")
    catalogue.delete_item(event, item=item, actor=SYSTEM)
    events.change_event(event, data={"testmode": True, "live": False}, actor=SYSTEM)
    scan = scans.redeem(door, scan=ScanRequest(position.secret), actor=SYSTEM)
    assert scan.checkin is not None
    annulment.undo(event, checkin_id=scan.checkin.pk, actor=SYSTEM)
    lanes.drain()

    told = {row["action"]: row for row in sent(receiver)}
    assert {row["event"] for row in told.values()} == {"con2027"}
    assert told["pretix.event.item.added"]["item"] == item.pk
    assert told["pretix.event.item.deleted"]["item"] == item.pk
    assert told["pretix.event.quota.added"]["quota"] == quota.pk
    assert "pretix.event.changed" in told
    assert "pretix.event.testmode.activated" in told
    assert "pretix.event.live.deactivated" in told
    facts = {
        "code": order.code,
        "orderposition_id": position.pk,
        "orderposition_positionid": position.positionid,
        "checkin_list": door.pk,
        "type": "entry",
    }
    assert told["pretix.event.checkin"].items() >= facts.items()
    assert told["pretix.event.checkin.reverted"].items() >= facts.items()


def test_b15_webhooks_of_approvals_hear_of_those(world: World, receiver: Receiver) -> None:
    hooked(world, receiver, f"{PLACED}.require_approval")

    make_order(world.event, world.item)
    waiting = make_order(world.event, world.item, paid=False, require_approval=True)
    lanes.drain()

    assert [(row["code"], row["action"]) for row in sent(receiver)] == [
        (waiting.code, f"{PLACED}.require_approval")
    ]


def test_b15_webhooks_a_deleted_event_is_told_by_its_name(world: World, receiver: Receiver) -> None:
    gone = make_event(world.organizer, "con2028")
    hooked(world, receiver, "pretix.event.deleted")

    events.delete_event(gone, actor=SYSTEM)
    lanes.drain()

    assert [row["event"] for row in sent(receiver)] == ["con2028"]


def test_b15_webhooks_a_refused_call_comes_again_after_growing_pauses(
    world: World, receiver: Receiver
) -> None:
    webhook = hooked(world, receiver, PLACED)
    receiver.will_answer(500, 503, 200)
    make_order(world.event, world.item)

    lanes.drain()
    (second,) = waiting()
    assert second.run_at > timezone.now() + timedelta(seconds=30)
    later()
    (third,) = waiting()
    assert third.run_at > timezone.now() + timedelta(minutes=4)
    later()

    assert waiting() == []
    calls = WebhookCall.objects.filter(webhook=webhook).order_by("pk")
    assert list(calls.values_list("attempt", "status_code", "success", "answer")) == [
        (1, 500, False, "so be it"),
        (2, 503, False, "so be it"),
        (3, 200, True, "so be it"),
    ]
    bodies = {body for _, _, body in receiver.received}
    assert len(bodies) == 1
    assert [headers["X-EventHub-Attempt"] for _, headers, _ in receiver.received] == ["1", "2", "3"]


def test_b15_webhooks_the_pauses_last_about_three_days() -> None:
    assert delivery.PAUSES[0] == timedelta(minutes=1)
    assert list(delivery.PAUSES) == sorted(delivery.PAUSES)
    assert timedelta(days=2.5) < sum(delivery.PAUSES, timedelta()) < timedelta(days=3.5)


def test_b15_webhooks_410_switches_it_off_at_once_and_says_so(
    world: World, receiver: Receiver
) -> None:
    webhook = hooked(world, receiver, PLACED)
    receiver.will_answer(410)

    make_order(world.event, world.item)
    make_order(world.event, world.item)
    lanes.drain()
    later()

    webhook.refresh_from_db()
    assert not webhook.enabled
    assert len(receiver.received) == 1
    assert waiting() == []
    mails = Mail.objects.filter(tenant=world.organizer.tenant, key__startswith="webhook-off:")
    assert list(mails.values_list("to", flat=True)) == ["alice@example.org"]
    assert "410" in django_mail.outbox[0].body


def test_b15_webhooks_after_the_last_failure_it_is_off_and_its_people_told_once(
    world: World, receiver: Receiver
) -> None:
    webhook = hooked(world, receiver, PLACED)
    receiver.will_answer(500)
    make_order(world.event, world.item)
    make_order(world.event, world.item)

    for _ in range(3 * (len(delivery.PAUSES) + 2)):
        later()

    webhook.refresh_from_db()
    assert not webhook.enabled
    assert waiting() == []
    calls = WebhookCall.objects.filter(webhook=webhook).order_by("-attempt")
    assert calls[0].attempt == len(delivery.PAUSES) + 1
    mails = Mail.objects.filter(tenant=world.organizer.tenant, key__startswith="webhook-off:")
    assert mails.count() == 1
    entry = AuditEntry.objects.filter(organizer=world.organizer, action="webhook.changed")
    assert [row.data["enabled"] for row in entry] == [False]


def test_b15_webhooks_one_that_takes_other_calls_is_not_switched_off(
    world: World, receiver: Receiver
) -> None:
    webhook = hooked(world, receiver, PLACED)
    receiver.will_answer(500)
    make_order(world.event, world.item)
    for _ in range(len(delivery.PAUSES)):
        later()
    receiver.will_answer(200, 500)
    payload = WebhookCall.objects.filter(webhook=webhook)[0].payload
    delivery.deliver(webhook.pk, {**payload, "notification_id": 1}, 1, urgent=True)

    later()

    webhook.refresh_from_db()
    assert webhook.enabled
    assert waiting() == []
    assert not Mail.unscoped.filter(key__startswith="webhook-off:").exists()


def test_b15_webhooks_a_dead_server_is_tried_once_in_a_while_whatever_waits(
    world: World, receiver: Receiver
) -> None:
    """Others must not wait for its timeouts; what waits is not lost."""
    hooked(world, receiver, PLACED)
    receiver.will_answer(500, 200)

    for _ in range(4):
        make_order(world.event, world.item)
    lanes.drain()
    assert len(receiver.received) == 1

    later()

    assert waiting() == []
    assert len(receiver.received) == 5
    assert len({row["code"] for row in sent(receiver)}) == 4


def test_b15_webhooks_a_waiting_call_is_one_row_that_moves(
    world: World, receiver: Receiver
) -> None:
    """However long the server is dead: as many rows as calls, and one try a minute."""
    hooked(world, receiver, PLACED)
    receiver.will_answer(500)
    for _ in range(4):
        make_order(world.event, world.item, paid=False)
    lanes.drain()
    rows = set(OutboxTask.objects.filter(name="webhook.deliver").values_list("pk", flat=True))

    for minute in range(5):
        assert len(receiver.received) == minute + 1
        assert {task.pk for task in waiting()} == rows
        later()

    assert (
        set(OutboxTask.objects.filter(name="webhook.deliver").values_list("pk", flat=True)) == rows
    )


def test_b15_webhooks_sending_again_moves_the_call_that_waits(
    world: World, receiver: Receiver
) -> None:
    webhook = hooked(world, receiver, PLACED)
    receiver.will_answer(500, 200)
    make_order(world.event, world.item, paid=False)
    lanes.drain()
    (call,) = WebhookCall.objects.filter(webhook=webhook)
    (waits,) = waiting()

    actions.send_again(webhook, call_id=call.pk, actor=SYSTEM)
    assert [task.pk for task in waiting()] == [waits.pk]
    lanes.drain()

    assert waiting() == []
    assert [headers["X-EventHub-Attempt"] for _, headers, _ in receiver.received] == ["1", "2"]


def test_b15_webhooks_order_does_not_matter(world: World, receiver: Receiver) -> None:
    hooked(world, receiver, PLACED)
    codes = {make_order(world.event, world.item).code for _ in range(3)}
    announcing = OutboxTask.objects.filter(name="webhook.announce").order_by("-pk")

    for task in announcing:
        outbox.run(task.pk)
    for task in reversed(waiting()):
        outbox.run(task.pk)

    assert {row["code"] for row in sent(receiver)} == codes
    assert len(receiver.received) == 3


def test_b15_webhooks_a_worker_that_dies_after_the_call_calls_again(
    world: World, receiver: Receiver
) -> None:
    """At least once: the same notification and attempt, by which the receiver knows it."""
    webhook = hooked(world, receiver, PLACED)
    make_order(world.event, world.item, paid=False)
    outbox.run(OutboxTask.objects.get(name="webhook.announce").pk)
    task = OutboxTask.objects.get(name="webhook.deliver")
    delivery._called(webhook, task.payload["payload"], 1)  # and here the power fails
    OutboxTask.objects.filter(pk=task.pk).update(state="running", attempts=1)

    lanes.drain()

    first, second = receiver.received
    assert first[2] == second[2]
    assert first[1]["X-EventHub-Attempt"] == second[1]["X-EventHub-Attempt"] == "1"
    assert WebhookCall.objects.filter(webhook=webhook).count() == 1


def test_b15_webhooks_a_worker_that_dies_after_the_commit_does_not_call_again(
    world: World, receiver: Receiver
) -> None:
    hooked(world, receiver, PLACED)
    receiver.will_answer(500)
    make_order(world.event, world.item)
    lanes.drain()
    OutboxTask.objects.filter(name="webhook.deliver", state="done").update(state="running")
    OutboxTask.objects.filter(name="webhook.announce").update(state="running")

    lanes.drain()

    assert len(receiver.received) == 1
    assert [task.payload["attempt"] for task in waiting()] == [2]


def test_b15_webhooks_two_workers_with_one_call_keep_one_record(
    world: World, receiver: Receiver
) -> None:
    webhook = hooked(world, receiver, PLACED)
    receiver.will_answer(500)
    payload = {"notification_id": 7, "action": PLACED}
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        delivery.deliver(webhook.pk, payload, 1, urgent=True)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert WebhookCall.objects.filter(webhook=webhook).count() == 1
    assert [task.payload["attempt"] for task in waiting()] == [2]


def test_b15_webhooks_the_trail_costs_the_same_without_and_one_promise_more_with(
    world: World, receiver: Receiver, django_assert_num_queries: Any
) -> None:
    def write() -> None:
        with transaction.atomic():
            audit.record("order.paid", actor=SYSTEM, event=world.event)
            audit.record("team.created", actor=SYSTEM, organizer=world.organizer)

    with django_assert_num_queries(2 + 2):
        write()
    hooked(world, receiver, PAID)
    with django_assert_num_queries(2 + 3):
        write()


def test_b15_webhooks_an_entry_of_the_trail_is_whole(world: World) -> None:
    new = audit.record(
        "event.changed",
        actor=SYSTEM,
        target=world.event,
        event=world.event,
        data={"name": {"en": "Ünï"}, "n": [1, None, True]},
    )

    kept = AuditEntry.objects.get(event=world.event, pk=new.pk)
    assert (kept.tenant_id, kept.organizer_id) == (world.event.tenant_id, world.organizer.pk)
    assert (kept.actor_kind, kept.actor_label) == ("system", "EventHub")
    assert (kept.object_type, kept.object_id) == ("tenant.Event", world.event.pk)
    assert kept.data == {"name": {"en": "Ünï"}, "n": [1, None, True]}
    assert kept.at == new.at


def test_b15_webhooks_old_calls_are_forgotten(world: World, receiver: Receiver) -> None:
    webhook = hooked(world, receiver, PLACED)
    make_order(world.event, world.item)
    make_order(world.event, world.item)
    lanes.drain()
    old = WebhookCall.objects.filter(webhook=webhook).order_by("pk")[0]
    long_ago = timezone.now() - delivery.KEEP_CALLS - timedelta(seconds=1)
    WebhookCall.objects.filter(webhook=webhook, pk=old.pk).update(at=long_ago)

    delivery.prune()

    assert WebhookCall.objects.filter(webhook=webhook).count() == 1


@pytest.mark.parametrize(
    ("verb", "names"),
    [
        ("order.paid", {"pretix.event.order.paid"}),
        ("order.placed", {"pretix.event.order.placed"}),
        ("order.approval_requested", {"pretix.event.order.placed.require_approval"}),
        ("position.price_changed", {"pretix.event.order.changed.*"}),
        ("order.contact_changed", {"pretix.event.order.contact.changed"}),
        ("variation.created", {"pretix.event.item.*"}),
        ("item", set()),
        ("date.created", {"pretix.subevent.added"}),
        ("voucher.deleted", {"pretix.voucher.deleted"}),
        ("waiting_list_entry.created", {"pretix.event.orders.waitinglist.added"}),
        ("team.created", set()),
        ("order.mail_resent", set()),
        ("pretix.event.order.paid", set()),
    ],
)
def test_b15_webhooks_verbs_have_published_names(verb: str, names: set[str]) -> None:
    news = types.news_of(verb)

    assert (set(news.names) if news else set()) == names


@pytest.mark.parametrize("verb", sorted(types.published()))
def test_b15_webhooks_every_verb_of_the_table_can_be_subscribed_to(verb: str) -> None:
    news = types.news_of(verb)

    assert news is not None
    assert news.names


def test_b15_webhooks_mail_goes_to_those_who_may_mend_it(world: World, receiver: Receiver) -> None:
    make_user("stranger@example.org")
    webhook = hooked(world, receiver, PLACED)
    receiver.will_answer(410)

    make_order(world.event, world.item)
    lanes.drain()
    webhook.refresh_from_db()
    make_order(world.event, world.item)
    later()

    to = Mail.unscoped.filter(key__startswith="webhook-off:").values_list("to", flat=True)
    assert list(to) == ["alice@example.org"]
