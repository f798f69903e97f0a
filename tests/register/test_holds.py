"""Holds: somebody must be looked at before they come in, and no payment makes that go away."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from eventhub.common.actors import SYSTEM
from eventhub.common.errors import Conflict, Invalid, NotFound
from eventhub.common.models import AuditEntry
from register.actions import holds, registrations
from register.checkin.actions.scans import ScanRequest, redeem
from register.hold_reasons import may_read_reason
from register.models import Registration, RegistrationHold
from shop.actions import orders
from shop.models import BlockedSecret, OrderPosition
from tenant.access.levels import Level
from tests.browse import Browser
from tests.make import make_event, make_list, make_order, make_organizer, make_shop
from tests.people import World

LIST = "/app/register/api/m2m/registrations/"


def held(event: Any) -> list[tuple[str, bool]]:
    """Every hold of the event, oldest first: its kind, and whether it is open."""
    rows = RegistrationHold.objects.filter(registration__event=event).order_by("pk")
    return [(row.kind, row.released_at is None) for row in rows]


def verbs(event: Any) -> list[str]:
    entries = AuditEntry.objects.filter(event=event, action__startswith="registration.")
    return list(entries.order_by("pk").values_list("action", flat=True))


@pytest.fixture
def code(world: World) -> str:
    """Ada's registration, paid."""
    make_order(world.event, world.item)
    return Registration.objects.get(event=world.event).code


@pytest.fixture
def secret(world: World, code: str) -> str:
    return OrderPosition.objects.get(event=world.event).secret


def scan(world: World, secret: str) -> str | None:
    door = make_list(world.event)
    return redeem(door, scan=ScanRequest(secret), actor=SYSTEM).reason


# --- What a hold does --------------------------------------------------------------------------------------------------


def test_whoever_is_on_hold_does_not_come_in_until_the_last_hold_is_released(
    world: World, code: str, secret: str
) -> None:
    for kind in ("manual", "duplicate"):
        holds.place_hold(world.event, code=code, kind=kind, actor=SYSTEM)

    assert scan(world, secret) == "blocked"
    holds.release_hold(world.event, code=code, kind="manual", actor=SYSTEM)
    assert scan(world, secret) == "blocked"
    assert Registration.objects.get(event=world.event).attendance == "not_arrived"

    holds.release_hold(world.event, code=code, kind="duplicate", actor=SYSTEM)
    assert scan(world, secret) is None
    assert held(world.event) == [("manual", False), ("duplicate", False)]


def test_scanners_without_network_hear_of_a_hold(world: World, code: str, secret: str) -> None:
    holds.place_hold(world.event, code=code, kind="manual", actor=SYSTEM)
    assert BlockedSecret.objects.get(event=world.event, secret=secret).blocked

    holds.release_hold(world.event, code=code, kind="manual", actor=SYSTEM)
    assert not BlockedSecret.objects.get(event=world.event, secret=secret).blocked


def test_no_payment_lifts_a_hold(world: World) -> None:
    order = make_order(world.event, world.item, paid=False)
    registration = Registration.objects.get(event=world.event)
    holds.place_hold(world.event, code=registration.code, kind="name_watch", actor=SYSTEM)

    orders.mark_paid(world.event, code=order.code, actor=SYSTEM)

    registration.refresh_from_db()
    assert registration.status == "active"
    assert held(world.event) == [("name_watch", True)]
    assert scan(world, OrderPosition.objects.get(event=world.event).secret) == "blocked"


def test_no_program_lifts_a_hold_through_the_ticket(world: World, code: str, secret: str) -> None:
    position = OrderPosition.objects.get(event=world.event)
    holds.place_hold(world.event, code=code, kind="manual", actor=SYSTEM)

    with pytest.raises(Invalid):
        orders.unblock_position(
            world.event, position_id=position.pk, name="registration", actor=SYSTEM
        )

    assert scan(world, secret) == "blocked"


def test_a_new_code_for_the_ticket_is_no_way_around_a_hold(world: World, code: str) -> None:
    position = OrderPosition.objects.get(event=world.event)
    holds.place_hold(world.event, code=code, kind="manual", actor=SYSTEM)

    renewed = orders.regenerate_position_secret(world.event, position_id=position.pk, actor=SYSTEM)

    assert scan(world, renewed.secret) == "blocked"


def test_a_released_hold_does_not_bring_back_whom_an_organizer_sent_away(
    world: World, code: str, secret: str
) -> None:
    holds.place_hold(world.event, code=code, kind="manual", actor=SYSTEM)
    registrations.cancel_registration(world.event, code=code, actor=SYSTEM)

    holds.release_hold(world.event, code=code, kind="manual", actor=SYSTEM)

    assert scan(world, secret) == "blocked"


def test_coming_back_does_not_lift_a_hold(world: World, code: str, secret: str) -> None:
    registrations.defer_registration(world.event, code=code, actor=SYSTEM)
    holds.place_hold(world.event, code=code, kind="payment_dispute", actor=SYSTEM)

    registrations.reactivate_registration(world.event, code=code, actor=SYSTEM)

    assert Registration.objects.get(event=world.event).status == "active"
    assert scan(world, secret) == "blocked"


# --- Placing and releasing ---------------------------------------------------------------------------------------------


def test_placing_a_hold_twice_is_placing_it_once(world: World, code: str) -> None:
    first = holds.place_hold(world.event, code=code, kind="manual", reason="Ask", actor=SYSTEM)
    again = holds.place_hold(world.event, code=code, kind="manual", reason="No", actor=SYSTEM)

    assert (again.pk, again.reason) == (first.pk, "Ask")
    assert verbs(world.event) == ["registration.hold_placed"]


def test_releasing_a_hold_twice_is_releasing_it_once(world: World, code: str) -> None:
    holds.place_hold(world.event, code=code, kind="manual", actor=SYSTEM)
    holds.release_hold(world.event, code=code, kind="manual", note="Seen", actor=SYSTEM)
    holds.release_hold(world.event, code=code, kind="manual", note="Again", actor=SYSTEM)

    hold = RegistrationHold.objects.get(registration__event=world.event)
    assert (hold.released_by, hold.release_note) == (SYSTEM.label, "Seen")
    assert verbs(world.event) == ["registration.hold_placed", "registration.hold_released"]


def test_a_hold_of_an_unknown_kind_is_refused(world: World, code: str) -> None:
    with pytest.raises(Invalid) as placing:
        holds.place_hold(world.event, code=code, kind="mood", actor=SYSTEM)
    with pytest.raises(Invalid) as releasing:
        holds.release_hold(world.event, code=code, kind="mood", actor=SYSTEM)

    assert (placing.value.code, releasing.value.code) == ("unknown_kind", "unknown_kind")
    assert held(world.event) == []
    assert verbs(world.event) == []


def test_a_registration_of_another_event_cannot_be_held(world: World, code: str) -> None:
    with pytest.raises(NotFound):
        holds.place_hold(world.other_event, code=code, kind="manual", actor=SYSTEM)

    assert held(world.event) == []


def test_the_database_keeps_one_open_hold_of_a_kind(world: World, code: str) -> None:
    hold = holds.place_hold(world.event, code=code, kind="manual", actor=SYSTEM)
    again = {
        "tenant": hold.tenant,
        "registration": hold.registration,
        "placed_at": timezone.now(),
        "placed_by": "x",
    }

    for fields in (
        {"kind": "manual"},
        {"kind": "mood"},
        {"kind": "duplicate", "released_by": "somebody"},
    ):
        with pytest.raises(IntegrityError, match="register_hold_"), transaction.atomic():
            RegistrationHold.objects.create(**again, **fields)

    assert held(world.event) == [("manual", True)]


@pytest.mark.django_db(transaction=True)
def test_a_hold_that_everybody_places_at_once_is_there_once():
    event = make_event(make_organizer())
    make_order(event, make_shop(event))
    code = Registration.objects.get(event=event).code

    def place(_: int) -> int:
        try:
            return holds.place_hold(event, code=code, kind="manual", actor=SYSTEM).pk
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(6) as pool:
        placed = set(pool.map(place, range(6)))

    assert len(placed) == 1
    assert held(event) == [("manual", True)]


@pytest.mark.django_db(transaction=True)
def test_a_hold_and_a_decision_at_once_both_count():
    event = make_event(make_organizer())
    make_order(event, make_shop(event))
    code = Registration.objects.get(event=event).code

    def run(action: Any) -> None:
        try:
            action()
        except Conflict:
            pass
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(3) as pool:
        list(
            pool.map(
                run,
                [
                    lambda: holds.place_hold(event, code=code, kind="manual", actor=SYSTEM),
                    lambda: registrations.defer_registration(event, code=code, actor=SYSTEM),
                    lambda: registrations.reactivate_registration(event, code=code, actor=SYSTEM),
                ],
            )
        )

    assert held(event) == [("manual", True)]
    assert OrderPosition.objects.get(event=event).blocked == ["registration"]


# --- Over /app/ --------------------------------------------------------------------------------------------------------


@pytest.fixture
def alice(world: World) -> Browser:
    return Browser(world.alice, world.event)


def address(code: str, *parts: str) -> str:
    return "/".join([f"/app/register/api/registrations/{code}", *parts, ""])


def test_an_admin_places_and_releases_a_hold(world: World, alice: Browser, code: str) -> None:
    placed = alice.post(address(code, "holds"), {"kind": "manual", "reason": "Ask for the form"})

    assert placed.status_code == 200
    hold = placed.json()["holds"][0]
    assert hold == {
        "kind": "manual",
        "reason": "Ask for the form",
        "placed_at": hold["placed_at"],
        "placed_by": "alice@example.org",
    }
    assert alice.get(f"{LIST}{code}/").json() == placed.json()
    assert alice.get(LIST, on_hold="true").json()["count"] == 1
    assert alice.get(LIST, on_hold="false").json()["count"] == 0

    released = alice.send("DELETE", address(code, "holds", "manual"), {"note": "It came"})

    assert released.json()["holds"] == []
    assert alice.get(LIST, on_hold="true").json()["count"] == 0
    kept = alice.get(address(code, "holds")).json()["results"]
    assert kept == [
        {
            **hold,
            "released_at": kept[0]["released_at"],
            "released_by": "alice@example.org",
            "release_note": "It came",
        }
    ]
    assert kept[0]["released_at"] is not None


def test_the_desk_refers_whom_a_hold_keeps_out(
    world: World, alice: Browser, code: str, secret: str
) -> None:
    door = make_list(world.event)
    alice.post(address(code, "holds"), {"kind": "name_watch", "reason": "A secret"})
    bob = Browser(world.bob, world.event)

    said = bob.post("/app/register/api/checkin/scan/", {"list": door.pk, "secret": secret})

    body = said.json()
    assert (body["verdict"], body["reason"]) == ("refused", "blocked")
    assert "registration desk" in body["message"]
    assert "A secret" not in said.content.decode()


def test_a_ticket_that_the_shop_blocked_is_not_referred(
    world: World, alice: Browser, code: str, secret: str
) -> None:
    position = OrderPosition.objects.get(event=world.event)
    orders.block_position(world.event, position_id=position.pk, name="admin", actor=SYSTEM)

    said = alice.post(
        "/app/register/api/checkin/scan/", {"list": make_list(world.event).pk, "secret": secret}
    )

    assert said.json()["message"] == "This ticket is blocked."


def test_staff_see_holds_but_not_what_the_name_watch_knows(
    world: World, alice: Browser, code: str
) -> None:
    for kind in ("name_watch", "manual"):
        alice.post(address(code, "holds"), {"kind": kind, "reason": "Words"})
    bob = Browser(world.bob, world.event)

    shown = bob.get(f"{LIST}{code}/").json()["holds"]

    assert [(hold["kind"], hold["reason"]) for hold in shown] == [
        ("name_watch", ""),
        ("manual", "Words"),
    ]
    listed = bob.get(address(code, "holds")).json()["results"]
    assert [hold["reason"] for hold in listed] == ["Words", ""]
    assert [hold["reason"] for hold in bob.get(LIST).json()["results"][0]["holds"]] == ["", "Words"]


@pytest.mark.parametrize(
    ("kind", "level", "may"),
    [
        ("manual", Level.NONE, False),
        ("manual", Level.STAFF, True),
        ("name_watch", Level.STAFF, False),
        ("name_watch", Level.ADMIN, True),
    ],
)
def test_who_may_read_why(kind: str, level: Level, may: bool) -> None:
    assert may_read_reason(kind, level) is may


def test_staff_neither_place_nor_release_nor_decide(
    world: World, alice: Browser, code: str
) -> None:
    alice.post(address(code, "holds"), {"kind": "manual"})
    before = verbs(world.event)
    bob = Browser(world.bob, world.event)

    answers = [
        bob.post(address(code, "holds"), {"kind": "duplicate"}),
        bob.delete(address(code, "holds", "manual")),
        bob.post(address(code, "transition"), {"to": "cancelled"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert held(world.event) == [("manual", True)]
    assert Registration.objects.get(event=world.event).status == "active"
    assert verbs(world.event) == before


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (("POST", ["holds"], {"kind": "mood"}), 400),
        (("POST", ["holds"], {}), 400),
        (("POST", ["holds"], {"kind": "manual", "reason": "x" * 501}), 400),
        (("DELETE", ["holds", "mood"], {}), 400),
        (("POST", ["transition"], {"to": "transferred"}), 400),
        (("POST", ["transition"], {"to": "active"}), 409),
    ],
)
def test_what_makes_no_sense_is_refused(
    world: World, alice: Browser, code: str, sent: Any, status: int
) -> None:
    method, parts, body = sent

    refused = alice.send(method, address(code, *parts), body)

    assert refused.status_code == status
    assert held(world.event) == []
    assert Registration.objects.get(event=world.event).status == "active"
    assert verbs(world.event) == []


def test_an_admin_defers_and_brings_back(world: World, alice: Browser, code: str) -> None:
    deferred = alice.post(address(code, "transition"), {"to": "deferred", "note": "Ill"})
    refused = alice.post(address(code, "transition"), {"to": "cancelled"})
    back = alice.post(address(code, "transition"), {"to": "active"})

    assert (deferred.json()["status"], deferred.json()["steps"]) == ("deferred", ["active"])
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "bad_transition")
    assert refused.json()["error"]["detail"] == {"from": "deferred", "allowed": ["active"]}
    assert "deferred to a later edition" in refused.json()["error"]["message"]
    assert back.json()["status"] == "active"


def test_strangers_find_nothing(world: World, code: str) -> None:
    charlie = Browser(world.charlie, world.other_event)

    answers = [
        charlie.get(address(code, "holds")),
        charlie.post(address(code, "holds"), {"kind": "manual"}),
        charlie.delete(address(code, "holds", "manual")),
        charlie.post(address(code, "transition"), {"to": "cancelled"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert held(world.event) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_holds_cost_one_query_for_any_number_of_registrations(
    world: World, alice: Browser, django_assert_num_queries: Any, rows: int
) -> None:
    for _ in range(rows):
        make_order(world.event, world.item)
    codes = list(Registration.objects.filter(event=world.event).values_list("code", flat=True))
    for code in codes:
        for kind in ("manual", "duplicate"):
            holds.place_hold(world.event, code=code, kind=kind, actor=SYSTEM)

    with django_assert_num_queries(9):
        listed = alice.get(LIST).json()["results"]
    with django_assert_num_queries(8):
        alice.get(f"{LIST}{codes[0]}/")

    assert [len(row["holds"]) for row in listed] == [2] * rows
