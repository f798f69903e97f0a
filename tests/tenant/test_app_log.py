"""The history of an event, of its organizer, of an order."""

import pytest

from eventhub.common.actors import SYSTEM, Actor, ActorKind
from eventhub.common.effects import audit
from tests.api.test_budgets import statements
from tests.browse import Browser
from tests.make import make_order
from tests.people import World

pytestmark = pytest.mark.django_db
LOG = "/app/tenant/api/log/"
HOSTILE = "<img src=x onerror=alert(1)> {0} {name} %s"


def test_ev_60_the_history_says_who_did_what(world: World) -> None:
    alice = Browser(world.alice)
    alice.patch(f"/app/tenant/api/m2m/events/{world.event.public_id}/", {"is_public": False})

    rows = alice.get(LOG).json()["results"]

    assert rows[0]["sentence"] == "Event changed"
    assert rows[0]["actor"] == {"kind": "user", "id": world.alice.pk, "name": "alice@example.org"}
    assert rows[-1]["sentence"] == "Event created: Con2027"
    assert rows[-1]["actor"]["kind"] == "system"


@pytest.mark.parametrize("kind", list(ActorKind))
def test_oauth_14_hostile_words_are_shown_as_they_are(world: World, kind: ActorKind) -> None:
    audit.record(
        "item.created",
        actor=Actor(kind, 5, HOSTILE),
        event=world.event,
        data={"name": {"en": HOSTILE}},
    )

    row = Browser(world.alice).get(LOG).json()["results"][0]

    assert row["sentence"] == f"Product created: {HOSTILE}"
    assert row["actor"]["name"] == HOSTILE


def test_the_history_is_narrowed_by_object_actor_and_verb(world: World) -> None:
    order = make_order(world.event, world.item)
    alice = Browser(world.alice)

    def verbs(query: str) -> set[str]:
        return {row["verb"] for row in alice.get(f"{LOG}?{query}").json()["results"]}

    of_order = verbs(f"object_type=shop.Order&object_id={order.pk}")
    assert "order.placed" in of_order
    assert all(verb.startswith(("order.", "payment.")) for verb in of_order)
    assert verbs("verb=event.created") == {"event.created"}
    assert verbs("actor_kind=user") == verbs("search=nobody") == set()
    for query in ("object_id=x", "object_id=-1", "actor_id=9" + "9" * 30, "search=%00"):
        assert alice.get(f"{LOG}?{query}").status_code == 400


def test_the_organizers_history_is_for_those_who_may_change_it(world: World) -> None:
    audit.record("team.created", actor=SYSTEM, organizer=world.organizer, data={"name": "X"})

    rows = Browser(world.alice).get(f"{LOG}?organizer=true").json()["results"]

    assert [row["sentence"] for row in rows] == ["Team created: X"]


def test_the_history_is_not_for_everybody(world: World) -> None:
    assert Browser(world.bob).get(LOG).status_code == 403
    assert Browser(world.bob).get(f"{LOG}?organizer=true").status_code == 403


def test_an_orders_history(world: World) -> None:
    order = make_order(world.event, world.item)
    make_order(world.event, world.item)
    url = f"/app/shop/api/orders/{order.code}/log/"

    rows = Browser(world.alice).get(url).json()["results"]

    assert "Order placed" in {row["sentence"].partition(":")[0] for row in rows}
    assert {row["object"]["id"] for row in rows} == {order.pk}
    assert Browser(world.bob).get(url).status_code == 403
    assert Browser(world.alice).get("/app/shop/api/orders/NOPE1/log/").status_code == 404


def test_the_events_history_names_the_order_it_is_about(world: World) -> None:
    order = make_order(world.event, world.item, paid=False)
    alice = Browser(world.alice)
    alice.post(f"/app/shop/api/orders/{order.code}/mark-paid/", {})

    rows = alice.get(LOG).json()["results"]

    told = {row["sentence"] for row in rows if row["object"]["type"] == "shop.Order"}
    assert {
        f"Order {order.code} placed",
        f"Order {order.code} paid",
    } <= told
    assert {row["object"]["name"] for row in rows} == {order.code, None}


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_of_history_about_orders_costs_the_same(world: World, number: int) -> None:
    for _ in range(number):
        make_order(world.event, world.item)
    alice = Browser(world.alice)
    alice.get(LOG)

    assert len(statements(lambda: alice.get(LOG))) == 10


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_of_history_costs_the_same(world: World, number: int) -> None:
    for _ in range(number):
        audit.record("event.changed", actor=SYSTEM, event=world.event)
    alice = Browser(world.alice)
    alice.get(LOG)

    assert len(statements(lambda: alice.get(LOG))) == 9
