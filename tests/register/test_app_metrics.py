"""The dashboard's figures agree with the lists they sum up."""

import datetime as dt
from typing import Any

import pytest

from register.models import Registration
from tests.browse import Browser
from tests.make import make_item, make_list, make_order, make_quota
from tests.people import World

METRICS = "/app/register/api/metrics2/"
REGISTRATIONS = "/app/register/api/m2m/registrations/"


@pytest.fixture
def alice(world: World) -> Browser:
    return Browser(world.alice, world.event)


def figures(browser: Browser) -> Any:
    answer = browser.get(METRICS)
    assert answer.status_code == 200, answer.content
    return answer.json()


def eur(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "EUR"}


def test_an_empty_event_has_zeros(world: World, alice: Browser) -> None:
    body = figures(alice)

    assert body["totals"] == {
        "registrations": 0, "active": 0, "pending": 0, "cancelled": 0, "expired": 0,
        "checked_in": 0, "orders": 0, "revenue": eur(0), "outstanding": eur(0),
        "unfulfilled": 0, "held": eur(0),
    }  # fmt: skip
    assert [row["id"] for row in body["by_level"]] == [world.item.pk]
    assert (body["by_day"], body["arrivals"]) == ([], [])


def test_sums_agree_with_the_lists(world: World, alice: Browser) -> None:
    day = make_item(world.event, name="Day", price="20.00", level={"color": "#aa3355"})
    shirt = make_item(world.event, name="Shirt", price="15.00", kind="merch")
    make_quota(world.event, [day, shirt], name="Rest")
    paid = make_order(world.event, world.item, count=2)
    make_order(world.event, day, paid=False)
    make_order(world.event, shirt, name="")
    canceled = make_order(world.event, day)
    alice.post(f"/app/shop/api/orders/{canceled.code}/cancel/")
    door = make_list(world.event)
    inside, left = paid.positions.order_by("positionid")
    for secret, kind in ((inside.secret, "entry"), (left.secret, "entry"), (left.secret, "exit")):
        alice.post(
            "/app/register/api/checkin/scan/", {"list": door.pk, "secret": secret, "kind": kind}
        )

    body = figures(alice)

    totals = body["totals"]
    assert totals["revenue"] == eur(2 * 6000 + 1500)
    assert totals["outstanding"] == eur(2000)
    assert totals["orders"] == 3
    words = {
        "active": "active", "pending": "pending_payment", "cancelled": "cancelled", "expired": "expired",
    }  # fmt: skip
    for name, status in words.items():
        listed = alice.get(REGISTRATIONS, status=status).json()["count"]
        assert totals[name] == listed == sum(row[name] for row in body["by_level"]), name
    assert totals["registrations"] == alice.get(REGISTRATIONS).json()["count"] == 4
    arrived = sum(
        alice.get(REGISTRATIONS, attendance=word).json()["count"] for word in ("checked_in", "out")
    )
    assert totals["checked_in"] == arrived == 2
    assert sum(row["count"] for row in body["arrivals"]) == 2
    assert sum(row["count"] for row in body["by_day"]) == totals["registrations"]
    assert sum(row["revenue"]["amount"] for row in body["by_day"]) == totals["revenue"]["amount"]
    levels = {row["name"]["en"]: row for row in body["by_level"]}
    assert set(levels) == {"Weekend", "Day"}
    assert levels["Weekend"]["revenue"] == eur(12000)
    assert levels["Weekend"]["checked_in"] == 2
    assert levels["Day"] == {
        "id": day.pk, "name": {"en": "Day"}, "color": "#aa3355", "active": 0, "pending": 1,
        "cancelled": 1, "expired": 0, "checked_in": 0, "revenue": eur(0),
    }  # fmt: skip


def test_a_day_is_the_events_own(world: World, alice: Browser) -> None:
    before_midnight_utc = dt.datetime(2027, 5, 1, 22, 30, tzinfo=dt.UTC)
    make_order(world.event, world.item, at=before_midnight_utc)

    body = figures(alice)

    assert body["by_day"] == [{"day": "2027-05-02", "count": 1, "revenue": eur(6000)}]


def test_arrivals_by_hour(world: World, alice: Browser) -> None:
    for minute in (5, 40, 65):
        order = make_order(world.event, world.item, name=f"At {minute}")
        Registration.objects.filter(position__order=order).update(
            checked_in_at=dt.datetime(2027, 6, 24, 9, tzinfo=dt.UTC) + dt.timedelta(minutes=minute)
        )

    assert figures(alice)["arrivals"] == [
        {"hour": "2027-06-24T09:00:00Z", "count": 2},
        {"hour": "2027-06-24T10:00:00Z", "count": 1},
    ]


def test_other_events_count_nowhere(world: World, alice: Browser) -> None:
    make_order(world.event, world.item)

    charlie = figures(Browser(world.charlie, world.other_event))

    assert charlie["totals"]["registrations"] == 0
    assert charlie["by_level"] == []
    refused = Browser(world.charlie, world.event).get(METRICS)
    assert refused.status_code == 404


def test_figures_cost_the_same_for_one_order_and_many(
    world: World, alice: Browser, django_assert_num_queries: Any
) -> None:
    make_order(world.event, world.item)
    with django_assert_num_queries(14):
        figures(alice)
    for name in ("Two", "Three"):
        make_item(world.event, name=name)
        make_order(world.event, world.item, name=name)

    with django_assert_num_queries(14):
        figures(alice)
