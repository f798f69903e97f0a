"""A request of /app/ that names a key is done once, however often it is sent, and judged by the rights of today."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from eventhub.common.models import IdempotentResponse
from shop.actions import orders as order_actions
from shop.models import Category, Order, Payment, Refund
from tenant.models import Team
from tests.browse import Browser
from tests.make import make_event, make_order
from tests.people import World

pytestmark = pytest.mark.django_db(transaction=True)
KEY = {"Idempotency-Key": "a-key-of-the-page"}


class Repeating(Browser):
    """A browser whose requests name one key."""

    def __init__(self, *who: Any, **headers: str) -> None:
        super().__init__(*who)
        self.headers |= KEY | headers


@pytest.fixture
def alice(world: World) -> Repeating:
    return Repeating(world.alice, world.event)


@pytest.fixture
def order(world: World) -> Order:
    return make_order(world.event, world.item)


def refund(order: Order) -> str:
    return f"/app/shop/api/orders/{order.code}/payments/1/refund/"


def test_money_moves_once_however_often_it_is_asked_for(alice: Repeating, order: Order) -> None:
    first, second, third = (alice.post(refund(order), {"amount": "5.00"}) for _ in range(3))

    assert first.status_code == 200, first.content
    assert "Idempotent-Replay" not in first.headers
    assert (second.content, third.content) == (first.content, first.content)
    assert second.headers["Idempotent-Replay"] == third.headers["Idempotent-Replay"] == "true"
    assert second.headers["X-Request-Id"] == first.headers["X-Request-Id"]
    assert Refund.objects.filter(order=order).count() == 1


@pytest.mark.parametrize(
    "other",
    [
        lambda alice, url: alice.post(url, {"amount": "6.00"}),
        lambda alice, url: alice.post(f"{url}?again=1", {"amount": "5.00"}),
        lambda alice, url: alice.post(url.replace("/refund/", "/cancel/"), {"amount": "5.00"}),
    ],
)
def test_a_key_with_another_request_is_a_mismatch_and_does_nothing(
    alice: Repeating, order: Order, other: Any
) -> None:
    alice.post(refund(order), {"amount": "5.00"})

    refused = other(alice, refund(order))

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "idempotency_mismatch")
    assert Refund.objects.filter(order=order).count() == 1
    assert Payment.objects.get(order=order).state == "confirmed"


def test_the_same_request_about_another_event_is_another_request(
    world: World, alice: Repeating
) -> None:
    """The event stands in a header, not in the address."""
    other = make_event(world.organizer, "con2028")
    categories, new = "/app/shop/api/m2m/categories/", {"name": {"en": "Workshops"}}
    assert alice.post(categories, new).status_code == 201

    there = Repeating(world.alice, other).post(categories, new)

    assert (there.status_code, there.json()["error"]["code"]) == (409, "idempotency_mismatch")
    assert not Category.objects.filter(event=other).exists()


def test_keys_belong_to_a_person(world: World, alice: Repeating, order: Order) -> None:
    zoe = Repeating(world.bob, world.event)
    Team.objects.filter(organizer=world.organizer, name="Everything").get().members.add(
        world.bob, through_defaults={"tenant": world.organizer.tenant}
    )

    answers = [who.post(refund(order), {"amount": "5.00"}) for who in (alice, zoe)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert Refund.objects.filter(order=order).count() == 2


def test_a_replay_is_judged_by_the_rights_of_today(
    world: World, alice: Repeating, order: Order
) -> None:
    first = alice.post(refund(order), {"amount": "5.00"})
    teams = Team.objects.filter(organizer=world.organizer, name="Everything")
    before = teams.get()

    teams.update(modules={}, **dict.fromkeys(_rights(before), False))
    refused = alice.post(refund(order), {"amount": "5.00"})
    teams.update(modules=before.modules, **_rights(before))

    assert refused.status_code in {403, 404}
    assert alice.post(refund(order), {"amount": "5.00"}).content == first.content


def _rights(team: Team) -> dict[str, bool]:
    return {
        field.name: getattr(team, field.name)
        for field in Team._meta.concrete_fields
        if field.name.startswith("can_")
    }


def test_what_is_refused_today_may_be_granted_tomorrow(world: World, order: Order) -> None:
    bob = Repeating(world.bob, world.event)
    assert bob.post(refund(order), {"amount": "5.00"}).status_code == 403

    assert not IdempotentResponse.objects.exists()


def test_a_wrong_request_is_answered_the_same_again(alice: Repeating, order: Order) -> None:
    first, second = (alice.post(refund(order), {"amount": []}) for _ in range(2))

    assert first.status_code == 400
    assert second.content == first.content


@pytest.mark.parametrize("key", ["k" * 65, "schlüssel"])
def test_what_cannot_be_a_key_is_refused(world: World, order: Order, key: str) -> None:
    alice = Repeating(world.alice, world.event, **{"Idempotency-Key": key})

    refused = alice.post(refund(order), {"amount": "5.00"})

    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "invalid_key")
    assert not Refund.objects.filter(order=order).exists()


def test_what_fails_on_our_side_is_undone_and_may_be_tried_again(
    alice: Repeating, order: Order, monkeypatch: Any
) -> None:
    """The first half of the work is not left behind."""
    whole = order_actions.refund_payment

    def stumbles(*args: Any, **words: Any) -> None:
        whole(*args, **words)
        raise RuntimeError("the machine stumbled")

    with monkeypatch.context() as patch:
        patch.setattr(order_actions, "refund_payment", stumbles)
        assert alice.post(refund(order), {"amount": "5.00"}).status_code == 500
    assert not Refund.objects.filter(order=order).exists()

    assert alice.post(refund(order), {"amount": "5.00"}).status_code == 200
    assert Refund.objects.filter(order=order).count() == 1


def test_eight_at_once_move_the_money_once(world: World, order: Order) -> None:
    start = threading.Barrier(8)

    def ask(_: int) -> Any:
        alice = Repeating(world.alice, world.event)
        start.wait(timeout=30)
        try:
            return alice.post(refund(order), {"amount": "5.00"})
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))

    done = [answer for answer in answers if answer.status_code == 200]
    busy = [answer for answer in answers if answer.status_code == 409]
    assert done
    assert len(done) + len(busy) == 8
    assert len({answer.content for answer in done}) == 1
    assert all(answer.headers["Retry-After"] == "1" for answer in busy)
    assert Refund.objects.filter(order=order).count() == 1
