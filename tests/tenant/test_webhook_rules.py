"""Who is told, who is left alone, and for how long: the edges of telling integrators. (v1 contract, B15; ADR 0010)"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from eventhub.common.actors import SYSTEM
from eventhub.common.effects import audit
from eventhub.common.errors import Conflict, NotFound
from eventhub.common.models import AuditEntry, Mail, OutboxTask
from tenant.models import Organizer, OrganizerMembership, Webhook, WebhookCall
from tenant.webhooks import actions, delivery
from tenant.webhooks.switching import disable_within
from tests.make import START, make_event, make_team, make_user
from tests.people import World
from tests.tenant.receiver import Receiver, listening

pytestmark = pytest.mark.django_db
PAID = "pretix.event.order.paid"
PAYLOAD = {"notification_id": 7, "action": PAID}
INSTANT = dt.timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def _local(settings: Any) -> None:
    settings.WEBHOOKS_LOCAL = True


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as running:
        yield running


def hooked(organizer: Organizer, url: str = "http://127.0.0.1:9/hook", **data: Any) -> Webhook:
    given = {"target_url": url, "action_types": [PAID], "all_events": True, **data}
    return actions.save_webhook(organizer, webhook=None, data=given, actor=SYSTEM)


def promised() -> list[int]:
    """The webhooks that a call was promised to."""
    tasks = OutboxTask.objects.filter(name="webhook.deliver").order_by("pk")
    return [task.payload["webhook"] for task in tasks]


def test_a_call_is_promised_to_those_alone_who_are_on_and_asked_for_it(world: World) -> None:
    other = make_event(world.organizer, "con2028")
    named: dict[str, Any] = {"all_events": False, "limit_events": ["con2027"]}
    wanted = [hooked(world.organizer), hooked(world.organizer, **named)]
    for without in (
        {"enabled": False},
        {**named, "enabled": False},
        {"all_events": False, "limit_events": [other.slug]},
        {"action_types": ["pretix.event.order.placed"]},
    ):
        hooked(world.organizer, **without)
    hooked(world.elsewhere)
    entry = audit.record("order.paid", actor=SYSTEM, event=world.event)

    delivery.announce(entry.pk, "con2027")

    assert sorted(promised()) == sorted(row.pk for row in wanted)


@pytest.mark.parametrize(
    ("verb", "organizer"), [("order.paid", False), ("team.created", True), ("team.created", False)]
)
def test_what_is_nobodys_news_is_promised_to_nobody(
    world: World, verb: str, organizer: bool
) -> None:
    hooked(world.organizer)
    entry = audit.record(verb, actor=SYSTEM, organizer=world.organizer if organizer else None)

    delivery.announce(entry.pk, None)
    delivery.announce(entry.pk + 1000, None)

    assert promised() == []


def test_those_are_told_of_a_webhook_that_was_switched_off_who_may_switch_it_on(
    world: World,
) -> None:
    for name, closed in (("admin", False), ("gone", True), ("owner", False), ("left", True)):
        make_user(f"{name}@example.org", is_active=not closed)
    people = {user.email.split("@")[0]: user for user in type(world.alice).objects.all()}
    settings_right = ["can_change_organizer_settings"]
    make_team(world.organizer, name="a", permissions=settings_right, members=[people["admin"], people["gone"]])  # fmt: skip
    make_team(world.organizer, name="b", permissions=["can_change_teams"], members=[make_user("teams@example.org")])  # fmt: skip
    make_team(world.elsewhere, name="c", permissions=settings_right, members=[make_user("else@example.org")])  # fmt: skip
    level = OrganizerMembership.Level
    for organizer, email, given in (
        (world.organizer, "owner", level.SUPERADMIN),
        (world.organizer, "left", level.SUPERADMIN),
        (world.elsewhere, "bob", level.SUPERADMIN),
    ):
        OrganizerMembership.objects.create(
            tenant=organizer.tenant, organizer=organizer, user=people[email], level=given
        )
    webhook = hooked(world.organizer)

    assert disable_within(webhook, why="410", actor=SYSTEM) is True
    assert disable_within(webhook, why="410", actor=SYSTEM) is False

    to = Mail.unscoped.order_by("to").values_list("to", flat=True)
    assert list(to) == ["admin@example.org", "alice@example.org", "owner@example.org"]
    told = AuditEntry.objects.filter(organizer=world.organizer, action="webhook.changed")
    assert [entry.data for entry in told] == [{"enabled": False, "why": "410"}]


@pytest.mark.parametrize(
    ("passed", "success", "urgent", "calls"),
    [
        (delivery.REST - INSTANT, False, False, 0),
        (delivery.REST, False, False, 1),
        (dt.timedelta(), True, False, 1),
        (dt.timedelta(), False, True, 1),
    ],
)
def test_a_server_that_failed_is_left_alone_for_a_minute_to_the_last_moment(
    world: World,
    receiver: Receiver,
    *,
    passed: dt.timedelta,
    success: bool,
    urgent: bool,
    calls: int,
) -> None:
    webhook = hooked(world.organizer, receiver.url)
    keep_call(webhook, notification=1, success=success)

    with time_machine.travel(START + passed, tick=False):
        delivery.deliver(webhook.pk, PAYLOAD, 1, urgent=urgent)

    assert len(receiver.received) == calls
    waiting = OutboxTask.objects.filter(name="webhook.deliver")
    assert [task.run_at for task in waiting] == [START + delivery.REST] * (1 - calls)


def keep_call(
    webhook: Webhook, *, notification: int, success: bool, attempt: int = 1, at: Any = START
) -> WebhookCall:
    """A call that was made then."""
    row = WebhookCall.objects.create(
        tenant_id=webhook.tenant_id,
        webhook=webhook,
        notification_id=notification,
        action_type=PAID,
        target_url=webhook.target_url,
        payload={**PAYLOAD, "notification_id": notification},
        attempt=attempt,
        success=success,
        status_code=200 if success else 500,
        answer="",
        milliseconds=1,
    )
    WebhookCall.objects.filter(webhook=webhook, pk=row.pk).update(at=at)
    return row


@pytest.mark.parametrize(
    ("attempt", "pause"),
    [*enumerate(delivery.PAUSES, start=1), (len(delivery.PAUSES) + 1, None), (99, None)],
)
def test_a_call_that_failed_comes_again_after_its_pause_and_the_last_does_not(
    world: World, receiver: Receiver, attempt: int, pause: dt.timedelta | None
) -> None:
    webhook = hooked(world.organizer, receiver.url)
    keep_call(webhook, notification=7, success=False, attempt=100, at=START - delivery.REST)
    receiver.will_answer(500)

    with time_machine.travel(START, tick=False):
        delivery.deliver(webhook.pk, PAYLOAD, attempt)

    tasks = OutboxTask.objects.filter(name="webhook.deliver")
    found = [(task.payload["attempt"], task.run_at) for task in tasks]
    assert found == ([] if pause is None else [(attempt + 1, START + pause)])
    webhook.refresh_from_db()
    assert webhook.enabled is (attempt != len(delivery.PAUSES) + 1)


@pytest.mark.parametrize(
    ("calls", "enabled"),
    [
        ([(7, False)], False),
        ([(6, True), (7, False)], False),  # before this one was first tried
        ([(7, False), (8, False)], False),
        ([(7, False), (8, True)], True),
    ],
)
def test_a_webhook_is_switched_off_when_it_took_nothing_since_the_first_try(
    world: World, receiver: Receiver, calls: list[tuple[int, bool]], enabled: bool
) -> None:
    webhook, other = (hooked(world.organizer, receiver.url) for _ in range(2))
    for number, success in calls:
        keep_call(webhook, notification=number, success=success)
    keep_call(other, notification=9, success=True)
    receiver.will_answer(500)

    delivery.deliver(webhook.pk, PAYLOAD, len(delivery.PAUSES) + 1, urgent=True)

    webhook.refresh_from_db()
    assert webhook.enabled is enabled


@pytest.mark.parametrize("state", ["off", "gone", "on record"])
def test_a_call_that_nobody_waits_for_is_not_made(
    world: World, receiver: Receiver, state: str
) -> None:
    webhook, other = (hooked(world.organizer, receiver.url) for _ in range(2))
    keep_call(other, notification=7, success=True)
    if state == "off":
        Webhook.objects.filter(organizer=world.organizer, pk=webhook.pk).update(enabled=False)
    elif state == "gone":
        actions.delete_webhook(webhook, actor=SYSTEM)
    else:
        keep_call(webhook, notification=7, success=True)

    delivery.deliver(webhook.pk, PAYLOAD, 1)

    assert receiver.received == []
    assert promised() == []


def test_a_call_on_record_is_one_of_the_webhook_the_notification_and_the_attempt(
    world: World, receiver: Receiver
) -> None:
    webhook, other = (hooked(world.organizer, receiver.url) for _ in range(2))
    keep_call(other, notification=7, success=True)
    keep_call(webhook, notification=8, success=True)
    keep_call(webhook, notification=7, success=True, attempt=2)

    delivery.deliver(webhook.pk, PAYLOAD, 1)

    assert len(receiver.received) == 1


def test_a_call_is_sent_again_under_the_next_number_of_its_own(world: World) -> None:
    webhook, other = (hooked(world.organizer) for _ in range(2))
    call = keep_call(webhook, notification=7, success=False, attempt=2)
    keep_call(webhook, notification=8, success=False, attempt=5)
    foreign = keep_call(other, notification=7, success=False, attempt=9)

    actions.send_again(webhook, call_id=call.pk, actor=SYSTEM)
    with pytest.raises(NotFound):
        actions.send_again(webhook, call_id=foreign.pk, actor=SYSTEM)

    (task,) = OutboxTask.objects.filter(name="webhook.deliver")
    assert (task.payload["webhook"], task.payload["attempt"]) == (webhook.pk, 3)
    assert task.payload["urgent"] is True
    told = AuditEntry.objects.filter(organizer=world.organizer, action="webhook.resent")
    assert [entry.data for entry in told] == [{"notification_id": 7}]


@pytest.mark.parametrize("deed", ["try", "again"])
def test_nothing_is_sent_to_one_that_is_off(world: World, deed: str) -> None:
    webhook = hooked(world.organizer, enabled=False)
    call = keep_call(webhook, notification=7, success=False)
    before = AuditEntry.objects.filter(organizer=world.organizer).count()

    deeds: dict[str, Callable[[], None]] = {
        "try": lambda: actions.try_webhook(webhook, actor=SYSTEM),
        "again": lambda: actions.send_again(webhook, call_id=call.pk, actor=SYSTEM),
    }

    with pytest.raises(Conflict) as refusal:
        deeds[deed]()

    assert refusal.value.code == "webhook_off"
    assert promised() == []
    assert AuditEntry.objects.filter(organizer=world.organizer).count() == before


def test_calls_are_forgotten_when_their_time_is_over_and_not_before(world: World) -> None:
    webhook = hooked(world.organizer)
    now = timezone.now()
    for number, age in enumerate((delivery.KEEP_CALLS, delivery.KEEP_CALLS + INSTANT)):
        keep_call(webhook, notification=number, success=True, at=now - age)

    with time_machine.travel(now, tick=False):
        delivery.prune()

    kept = WebhookCall.objects.filter(webhook=webhook)
    assert list(kept.values_list("notification_id", flat=True)) == [0]
