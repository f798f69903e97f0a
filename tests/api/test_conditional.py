"""What changed since I looked? (v1 contract, A5)"""

import contextlib
import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils.http import http_date, parse_http_date

from register.checkin.actions import annulment
from shop.actions import catalogue, orders
from tenant.models import ChangeStamp, Event
from tests.api.conftest import Api
from tests.make import (
    SYSTEM,
    make_event,
    make_item,
    make_list,
    make_order,
    make_question,
    make_quota,
    make_shop,
    make_tax_rule,
)

pytestmark = pytest.mark.django_db


def age(event: Event, seconds: int = 60) -> None:
    """Everything in the event was written this long ago."""
    for stamp in ChangeStamp.objects.filter(event=event):
        stamp.changed_at -= dt.timedelta(seconds=seconds)
        stamp.save()


def fill(event: Event) -> dict[str, Any]:
    item = make_item(event)
    return {
        "items": item,
        "categories": item,
        "quotas": make_quota(event, [item]),
        "questions": make_question(event, [item]),
        "taxrules": make_tax_rule(event),
        "checkinlists": make_list(event),
    }


KINDS = ["categories", "items", "questions", "quotas", "taxrules", "checkinlists"]
NEW = {
    "categories": {"name": {"en": "A"}},
    "items": {"name": {"en": "A"}, "default_price": "1.00"},
    "questions": {"question": {"en": "A"}, "type": "S"},
    "quotas": {"name": "A", "size": 1},
    "taxrules": {"name": {"en": "A"}, "rate": "1.00"},
    "checkinlists": {"name": "A"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_cond_5_6_7_and_11_each_write_moves_the_stamp_and_a_304_is_empty(
    alice: Api, event: Event, kind: str
) -> None:
    api = alice.at(event)
    assert "Last-Modified" not in api.get(f"{kind}/").headers
    made = api.post(f"{kind}/", NEW[kind]).json()
    writes: list[Callable[[], Any]] = [
        lambda: api.post(f"{kind}/", NEW[kind]),
        lambda: api.patch(f"{kind}/{made['id']}/", NEW[kind]),
        lambda: api.delete(f"{kind}/{made['id']}/"),
    ]

    for write in writes:
        age(event)
        seen = api.get(f"{kind}/").headers["Last-Modified"]
        assert api.get(f"{kind}/", HTTP_IF_MODIFIED_SINCE=seen).status_code == 304

        assert write().status_code in {200, 201, 204}

        after = api.get(f"{kind}/", HTTP_IF_MODIFIED_SINCE=seen)
        assert after.status_code == 200
        assert parse_http_date(after.headers["Last-Modified"]) > parse_http_date(seen)
        assert "results" in after.json()


def test_cond_6_a_304_is_empty_and_an_older_date_gets_the_list(alice: Api, event: Event) -> None:
    fill(event)
    age(event)
    api = alice.at(event)
    seen = parse_http_date(api.get("items/").headers["Last-Modified"])

    equal, later, older = (
        api.get("items/", HTTP_IF_MODIFIED_SINCE=http_date(seen + delta)) for delta in (0, 5, -1)
    )

    assert (equal.status_code, equal.content) == (304, b"")
    assert later.status_code == 304
    assert (older.status_code, older.json()["count"]) == (200, 1)


@pytest.mark.parametrize(
    ("kind", "part", "body"),
    [
        ("items", "variations", {"value": {"en": "XL"}}),
        ("questions", "options", {"answer": {"en": "Maybe"}}),
    ],
)
def test_cond_7_parts_move_the_stamp_of_the_whole(
    alice: Api, event: Event, kind: str, part: str, body: dict[str, Any]
) -> None:
    api = alice.at(event)
    body_of_whole = {**NEW[kind], **({"type": "C"} if kind == "questions" else {})}
    pk = api.post(f"{kind}/", body_of_whole).json()["id"]
    age(event)
    seen = api.get(f"{kind}/").headers["Last-Modified"]

    assert api.post(f"{kind}/{pk}/{part}/", body).status_code == 201

    assert api.get(f"{kind}/", HTTP_IF_MODIFIED_SINCE=seen).status_code == 200


def test_cond_7_what_goes_with_something_else_moves_its_own_stamp(alice: Api, event: Event) -> None:
    api = alice.at(event)
    kinds = [{"value": {"en": "S"}}, {"value": {"en": "M"}}]
    item = api.post("items/", {**NEW["items"], "variations": kinds}).json()
    small, medium = (kind["id"] for kind in item["variations"])
    api.post(
        "quotas/", {"name": "A", "size": 1, "items": [item["id"]], "variations": [small, medium]}
    )
    api.post("questions/", {**NEW["questions"], "items": [item["id"]]})
    api.post("checkinlists/", {"name": "A", "all_products": False, "limit_products": [item["id"]]})

    for path, moved in (
        (f"items/{item['id']}/variations/{medium}/", ["items", "quotas"]),
        (f"items/{item['id']}/", ["items", "quotas", "questions", "checkinlists"]),
    ):
        age(event)
        before = {kind: api.get(f"{kind}/") for kind in moved}
        assert api.delete(path).status_code == 204

        for kind, seen in before.items():
            after = api.get(f"{kind}/", HTTP_IF_MODIFIED_SINCE=seen.headers["Last-Modified"])
            assert after.status_code == 200, kind
            assert after.json() != seen.json()


def test_cond_6_what_is_left_is_never_called_unchanged(alice: Api, event: Event) -> None:
    quota = fill(event)["quotas"]
    age(event)
    api = alice.at(event)
    seen = api.get("quotas/").headers["Last-Modified"]
    make_order(event, quota.items.get())

    plain = api.get("quotas/", HTTP_IF_MODIFIED_SINCE=seen)
    counted = api.get("quotas/?with_availability=true", HTTP_IF_MODIFIED_SINCE=seen)

    assert plain.status_code == 304
    assert (counted.status_code, "Last-Modified" in counted.headers) == (200, False)


def test_cond_8_what_happens_elsewhere_does_not_disturb(alice: Api, event: Event) -> None:
    fill(event)
    age(event)
    seen = alice.at(event).get("items/").headers["Last-Modified"]

    make_item(make_event(event.organizer, "con2028"))
    make_list(event)

    assert alice.at(event).get("items/", HTTP_IF_MODIFIED_SINCE=seen).status_code == 304


@pytest.mark.parametrize("date", ["yesterday", "", "Mon, 99 Foo 2027", "2027-01-01T00:00:00Z", "0"])
def test_cond_9_a_date_that_is_none_is_ignored(alice: Api, event: Event, date: str) -> None:
    fill(event)

    assert alice.at(event).get("items/", HTTP_IF_MODIFIED_SINCE=date).status_code == 200


def test_cond_9_a_list_that_changed_meanwhile_is_412(alice: Api, event: Event) -> None:
    fill(event)
    age(event)
    api = alice.at(event)
    seen = parse_http_date(api.get("items/").headers["Last-Modified"])

    older = api.get("items/", HTTP_IF_UNMODIFIED_SINCE=http_date(seen - 1))
    equal = api.get("items/", HTTP_IF_UNMODIFIED_SINCE=http_date(seen))

    assert (older.status_code, set(older.json())) == (412, {"detail"})
    assert equal.status_code == 200


def test_cond_10_a_second_write_in_the_same_second_is_never_hidden(
    alice: Api, event: Event
) -> None:
    api = alice.at(event)
    api.post("categories/", NEW["categories"])
    written = ChangeStamp.objects.get(event=event, kind="categories").changed_at
    seen = parse_http_date(api.get("categories/").headers["Last-Modified"])

    # Read within the second of the write: the stamp is one second older. Read later: it is the write's own.
    assert seen in {int(written.timestamp()) - 1, int(written.timestamp())}
    age(event, seconds=5)
    ChangeStamp.objects.filter(event=event, kind="categories").update(
        changed_at=written - dt.timedelta(seconds=5)
    )
    assert parse_http_date(api.get("categories/").headers["Last-Modified"]) == int(
        (written - dt.timedelta(seconds=5)).timestamp()
    )


def test_cond_1_and_2_orders_changed_since_a_moment(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_shop(event)
    old, changed = make_order(event, item, paid=False), make_order(event, item, paid=False)

    first = api.get("orders/").headers["X-Page-Generated"]
    assert dt.datetime.fromisoformat(first).tzinfo is not None
    assert first.endswith("Z")
    assert api.get(f"orders/?modified_since={first}").json()["count"] == 0
    orders.mark_paid_within(event, code=changed.code, actor=SYSTEM)
    new = make_order(event, item)

    answer = api.get(f"orders/?modified_since={first}")
    codes = {row["code"] for row in answer.json()["results"]}
    assert codes == {changed.code, new.code}
    assert old.code not in codes
    assert answer.headers["X-Page-Generated"] > first


def test_cond_2_the_moment_itself_counts(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event))
    stamp = order.last_modified.isoformat().replace("+00:00", "Z")

    assert alice.at(event).get(f"orders/?modified_since={stamp}").json()["count"] == 1


@pytest.mark.django_db(transaction=True)
def test_cond_3_scan_comment_and_state_move_the_order(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_shop(event)
    door = make_list(event)
    order = make_order(event, item)
    secret = order.positions.get().secret
    steps: list[Callable[[], Any]] = [
        lambda: api.post(f"checkinlists/{door.pk}/positions/{secret}/redeem/", {}),
        lambda: api.patch(f"orders/{order.code}/", {"comment": "VIP"}),
        lambda: api.post(f"orders/{order.code}/mark_canceled/", {}),
    ]

    for step in steps:
        before = api.get("orders/").headers["X-Page-Generated"]
        assert step().status_code in {200, 201}
        assert api.get(f"orders/?modified_since={before}").json()["count"] == 1


def test_cond_3_an_undone_scan_moves_the_order(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_shop(event)
    door, secret = make_list(event), make_order(event, item).positions.get().secret
    api.post(f"checkinlists/{door.pk}/positions/{secret}/redeem/", {})
    before = api.get("orders/").headers["X-Page-Generated"]

    annulment.undo(event, checkin_id=door.checkins.get().pk, actor=SYSTEM)

    assert api.get(f"orders/?modified_since={before}").json()["count"] == 1


def test_cond_4_a_moment_that_is_none_is_400_and_a_blank_is_a_plus(
    alice: Api, event: Event
) -> None:
    api = alice.at(event)

    wrong = api.get("orders/?modified_since=yesterday")
    unencoded = api.get("orders/?modified_since=2020-01-01T00:00:00+01:00")

    assert (wrong.status_code, set(wrong.json())) == (400, {"modified_since"})
    assert unencoded.status_code == 200


@contextlib.contextmanager
def being_stored(write: Callable[[], Any]) -> Iterator[None]:
    """`write` has happened in a transaction of somebody else's that commits when the block ends."""
    written, go = threading.Event(), threading.Event()

    def somebody() -> None:
        try:
            with transaction.atomic():
                write()
                written.set()
                go.wait(20)
        finally:
            written.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        storing = pool.submit(somebody)
        written.wait(20)
        try:
            yield
        finally:
            go.set()
            storing.result(20)


@pytest.mark.django_db(transaction=True)
def test_cond_2_an_order_that_is_being_stored_is_not_missed(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_shop(event)
    settled = make_order(event, item)
    order = make_order(event, item, paid=False)

    with being_stored(lambda: orders.mark_paid_within(event, code=order.code, actor=SYSTEM)):
        page = api.get("orders/")
    statuses = {row["code"]: row["status"] for row in page.json()["results"]}
    later = api.get(f"orders/?modified_since={page.headers['X-Page-Generated']}").json()["results"]

    assert statuses[order.code] == "n"
    assert {row["code"]: row["status"] for row in later} == {order.code: "p"}
    assert settled.code not in {row["code"] for row in later}


@pytest.mark.parametrize("seconds", [0, 1, 2])
def test_cond_7_and_10_a_write_is_seen_by_who_read_shortly_before(
    alice: Api, event: Event, seconds: int
) -> None:
    """The copy was read in the second of the write or one, two seconds earlier: it is never called good."""
    api = alice.at(event)
    made = api.post("categories/", NEW["categories"]).json()
    age(event, seconds)
    seen = api.get("categories/").headers["Last-Modified"]
    assert api.delete(f"categories/{made['id']}/").status_code == 204

    after = api.get("categories/", HTTP_IF_MODIFIED_SINCE=seen)

    assert (after.status_code, after.json()["count"]) == (200, 0)


def next_second() -> None:
    """Waits for the clock to begin a second: HTTP dates know no smaller part."""
    time.sleep(1 - time.time() % 1)


@pytest.mark.django_db(transaction=True)
def test_cond_10_a_write_that_is_being_stored_is_not_hidden(alice: Api, event: Event) -> None:
    """Two writes in one second, the second committed later: whoever saw only the first must not get a 304."""
    api = alice.at(event)

    def another() -> None:
        catalogue.save_category_within(
            event, category=None, data={"name": {"en": "B"}}, actor=SYSTEM
        )

    next_second()
    api.post("categories/", {"name": {"en": "A"}})
    with being_stored(another):
        next_second()
        seen = api.get("categories/")
    stamped = ChangeStamp.objects.get(event=event, kind="categories").changed_at

    again = api.get("categories/", HTTP_IF_MODIFIED_SINCE=seen.headers["Last-Modified"])

    assert seen.json()["count"] == 1
    assert parse_http_date(seen.headers["Last-Modified"]) < int(stamped.timestamp())
    assert (again.status_code, again.json()["count"]) == (200, 2)
