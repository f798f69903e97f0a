"""Steps that somebody starts with a button: who may, what happens, and that it happens once."""

import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from eventhub.common import floors
from eventhub.common.actors import Actor, ActorKind
from eventhub.common.errors import Conflict, Refused
from eventhub.common.models import AuditEntry
from shop.models import Quota
from tenant.access.triggers import Trigger
from tenant.events.actions.triggers import pull
from tenant.models import Event, TriggerRun
from tests.browse import Browser
from tests.make import make_order, make_team, make_user
from tests.people import World

TRIGGERS, RECOUNT = "/app/ui/triggers/", "/app/ui/trigger/shop.recount_quotas/"
SOMEBODY = Actor(ActorKind.USER, pk=1, label="Somebody")


def names(who: Browser, **query: str) -> list[str]:
    return [row["name"] for row in who.get(TRIGGERS, **query).json()]


def pulled(event: Event) -> list[Mapping[str, object]]:
    entries = AuditEntry.objects.filter(event=event, action="trigger.pulled").order_by("pk")
    return list(entries.values_list("data", flat=True))


def test_a_step_is_shown_to_those_whose_level_opens_it(world: World) -> None:
    worker = make_user("worker@example.org")
    make_team(world.organizer, name="Desk", members=[worker], modules={"shop": "staff"})
    alice = Browser(world.alice, world.event)

    assert names(alice) == ["shop.recount_quotas", "shop.release_expired_holds"]
    assert names(alice, module="register") == []
    assert names(Browser(worker, world.event)) == names(Browser(world.bob, world.event)) == []
    assert Browser(None, world.event).get(TRIGGERS).status_code == 401
    assert Browser(world.charlie, world.event).get(TRIGGERS).status_code == 404


def test_a_step_is_carried_out_and_remembered(world: World) -> None:
    make_order(world.event, world.item)
    Quota.objects.filter(event=world.event).update(taken=90)
    alice = Browser(world.alice, world.event)

    looked = alice.post(RECOUNT, {"dry_run": True})
    assert looked.json() == {"dry_run": True, "result": {"corrected": 1}, "text": ""}
    assert Quota.objects.get(event=world.event).taken == 90
    assert pulled(world.event) == []

    done = alice.post(RECOUNT)

    assert done.json() == {
        "dry_run": False,
        "result": {"corrected": 1},
        "text": "Quotas corrected: 1",
    }
    assert Quota.objects.get(event=world.event).taken == 1
    (entry,) = pulled(world.event)
    assert (entry["trigger"], entry["outcome"]) == ("shop.recount_quotas", "done")
    assert entry["result"] == {"corrected": 1}
    assert isinstance(entry["duration_ms"], int)
    row = alice.get(TRIGGERS).json()[0]
    assert (row["outcome"], row["is_running"]) == ("done", False)
    assert row["last_run"] is not None


def test_a_step_rests_after_it_was_carried_out(world: World) -> None:
    alice = Browser(world.alice, world.event)
    assert alice.post(RECOUNT).status_code == 200
    Quota.objects.filter(event=world.event).update(taken=90)

    again = alice.post(RECOUNT)

    assert again.status_code == 409
    assert again.json()["error"]["code"] == "cooldown"
    assert 0 < again.json()["error"]["detail"]["retry_after_s"] <= 30
    assert Quota.objects.get(event=world.event).taken == 90
    TriggerRun.objects.filter(event=world.event).update(
        started_at=timezone.now() - timedelta(minutes=2),
        finished_at=timezone.now() - timedelta(minutes=1),
    )
    assert alice.post(RECOUNT).status_code == 200


def test_a_step_that_is_not_ones_to_start_does_not_exist(world: World) -> None:
    Quota.objects.filter(event=world.event).update(taken=90)

    for who in (world.bob, world.charlie):
        assert Browser(who, world.event).post(RECOUNT).status_code == 404
    assert (
        Browser(world.alice, world.event).post("/app/ui/trigger/shop.nothing/").status_code == 404
    )
    assert Browser(None, world.event).post(RECOUNT).status_code in {401, 403}

    assert Quota.objects.get(event=world.event).taken == 90
    assert pulled(world.event) == []


def test_expired_holds_are_released_by_hand(world: World) -> None:
    alice = Browser(world.alice, world.event)

    assert alice.post("/app/ui/trigger/shop.release_expired_holds/").json() == {
        "dry_run": False,
        "result": {"released": 0},
        "text": "Units released: 0",
    }


def refusing(event: Event, actor: Actor) -> Mapping[str, int]:
    raise Refused("not_today", "Not today.")


def breaking(event: Event, actor: Actor) -> Mapping[str, int]:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("run", "error", "outcome"),
    [(refusing, Refused, "not_today"), (breaking, ZeroDivisionError, "failed")],
)
def test_a_run_that_fails_is_told_and_does_not_block_the_next(
    world: World, run, error: type[Exception], outcome: str
) -> None:
    step = Trigger("shop.step", "Step", "", "", run=run, preview=lambda event: {})

    for _ in range(2):
        with pytest.raises(error):
            pull(world.event, step, actor=SOMEBODY)

    assert [entry["outcome"] for entry in pulled(world.event)] == [outcome, outcome]


def test_a_run_whose_process_died_is_not_waited_for_for_ever(world: World) -> None:
    step = Trigger("shop.step", "Step", "", "", run=lambda *_: {"n": 1}, preview=lambda event: {})
    now = timezone.now()
    TriggerRun.objects.create(
        event=world.event, tenant=world.event.tenant, name=step.name, started_at=now
    )

    with pytest.raises(Conflict, match="running"):
        pull(world.event, step, actor=SOMEBODY)
    TriggerRun.objects.filter(event=world.event).update(started_at=now - timedelta(hours=1))

    assert pull(world.event, step, actor=SOMEBODY) == {"n": 1}


@pytest.mark.django_db(transaction=True)
def test_of_many_who_press_at_once_one_runs(world: World) -> None:
    held, runs = threading.Event(), []
    gate = threading.Barrier(5)
    codes: list[str] = []

    def run(event: Event, actor: Actor) -> Mapping[str, int]:
        runs.append(1)
        held.wait(20)
        return {}

    step = Trigger("shop.step", "Step", "", "", run=run, preview=lambda event: {}, cooldown_s=60)

    def press() -> None:
        gate.wait()
        try:
            pull(world.event, step, actor=SOMEBODY)
        except Conflict as refusal:
            codes.append(refusal.code)
            if len(codes) == 4:
                held.set()
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert (len(runs), codes) == (1, ["running"] * 4)


def every_trigger() -> Iterator[Trigger]:
    for _, brought in floors.brought("triggers"):
        yield from brought.TRIGGERS


def test_every_step_belongs_to_the_module_that_brings_it() -> None:
    found = [trigger.name for trigger in every_trigger()]

    assert len(found) == len(set(found))
    for module, brought in floors.brought("triggers"):
        assert {trigger.module for trigger in brought.TRIGGERS} == {module}
