"""What was wrong. (v1 contract, A6)"""

from typing import Any

import pytest
from django.test import Client

from shop.models import Category
from tenant.models import Event
from tests import make
from tests.api.conftest import Api

pytestmark = pytest.mark.django_db

BROKEN = [
    b"{", b"", b"nonsense", b"{'a': 1}", b'{"name": "A", "name": "B"}', b'{"name": NaN}', b'{"position": 1e999}',
    b"\xff\xfe", b'{"\\u0000": 1}', b'{"name": "\\ud800"}',
    b"[" * 5000 + b"]" * 5000, b'{"name": ' * 300 + b"1" + b"}" * 300, b'{"position": ' + b"9" * 5000 + b"}",
]  # fmt: skip


@pytest.mark.parametrize("index", range(len(BROKEN)))
@pytest.mark.parametrize("path", ["categories/", "orders/"])
def test_err_5_broken_json_is_400_with_detail(
    alice: Api, event: Event, path: str, index: int
) -> None:
    response = alice.at(event).post(path, BROKEN[index])

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/json"
    if BROKEN[index]:
        assert set(response.json()) == {"detail"}
    assert not Category.objects.filter(event=event).exists()


@pytest.mark.parametrize("body", [b"[]", b"[{}]", b'"x"', b"5", b"null", b"true"])
@pytest.mark.parametrize("path", ["categories/", "items/", "questions/", "quotas/", "taxrules/", "orders/",
                                  "checkinlists/", "/api/v1/organizers/bigevents/events/",
                                  "/api/v1/organizers/bigevents/checkinrpc/redeem/"])  # fmt: skip
def test_err_5_json_of_another_shape_is_400(
    alice: Api, event: Event, path: str, body: bytes
) -> None:
    response = alice.at(event).post(path, body)

    assert response.status_code == 400, response.content
    assert response.headers["Content-Type"] == "application/json"


def test_err_1_a_body_that_is_no_json_is_415_and_a_huge_one_413(alice: Api, event: Event) -> None:
    form = alice.client.post(alice.at(event).url("categories/"), {"name": "A"})
    huge = alice.at(event).post("categories/", b'{"name": "' + b"x" * (10 * 1024 * 1024) + b'"}')

    assert (form.status_code, set(form.json())) == (415, {"detail"})
    assert (huge.status_code, set(huge.json())) == (413, {"detail"})
    assert not Category.objects.filter(event=event).exists()


ELSEWHERE = 999_999_999
MANY_WRONG: list[tuple[str, dict[str, Any]]] = [
    ("items/", {"name": None, "default_price": 5, "category": ELSEWHERE, "tax_rule": ELSEWHERE, "active": "x"}),
    ("quotas/", {"name": None, "size": "x", "items": [ELSEWHERE], "variations": [ELSEWHERE]}),
    ("questions/", {"question": None, "type": "?", "items": [ELSEWHERE], "dependency_question": ELSEWHERE}),
    ("taxrules/", {"name": 5, "rate": "101", "home_country": "ZZ"}),
    ("checkinlists/", {"name": None, "limit_products": [ELSEWHERE], "subevent": ELSEWHERE, "rules": {"?": []}}),
    ("vouchers/", {"max_usages": "x", "item": ELSEWHERE, "subevent": ELSEWHERE}),
    ("items/{item}/addons/", {"addon_category": ELSEWHERE, "min_count": "x"}),
    ("/api/v1/organizers/bigevents/teams/", {"name": None, "all_events": "x", "limit_events": ["nowhere"]}),
    ("/api/v1/organizers/bigevents/devices/", {"name": None, "gate": ELSEWHERE, "limit_events": ["nowhere"]}),
    (
        "/api/v1/organizers/bigevents/events/",
        {"name": None, "slug": "con2027", "date_from": "x", "is_public": 1, "live": True, "currency": "XXX",
         "plugins": ["nonsense"], "meta_data": {"Nope": "x"}, "timezone": "Mars"},
    ),
    (
        "clone/",
        {"name": None, "slug": "a b", "date_from": "x", "live": True, "currency": "XXX", "plugins": ["nonsense"]},
    ),
]  # fmt: skip


@pytest.mark.parametrize("index", range(len(MANY_WRONG)))
def test_err_3_all_that_is_wrong_is_said_at_once(alice: Api, event: Event, index: int) -> None:
    path, body = MANY_WRONG[index]
    response = alice.at(event).post(path.format(item=make.make_item(event).pk), body)

    assert (response.status_code, set(response.json())) == (400, set(body))


def test_err_3_all_that_is_wrong_with_a_change_is_said_at_once(alice: Api, event: Event) -> None:
    body = {"slug": "other", "has_subevents": True, "currency": "XXX", "live": True}
    Event.unscoped.update(live=False)

    readable = alice.at(event).patch("", body)
    unreadable = alice.at(event).patch("", {**body, "is_public": "x"})

    assert (readable.status_code, set(readable.json())) == (400, set(body))
    assert (unreadable.status_code, set(unreadable.json())) == (400, {*body, "is_public"})
    event.refresh_from_db()
    assert (event.slug, event.live, event.currency) == ("con2027", False, "EUR")


def test_err_3_all_that_is_wrong_with_a_date_is_said_at_once(alice: Api, event: Event) -> None:
    Event.unscoped.update(has_subevents=True)
    body = {"name": None, "date_from": "x", "meta_data": {"Nope": "x"},
            "item_price_overrides": [{"item": ELSEWHERE}]}  # fmt: skip

    response = alice.at(event).post("subevents/", body)

    assert (response.status_code, set(response.json())) == (400, set(body))


def test_err_2_a_method_that_is_not_there_is_named(alice: Api, event: Event) -> None:
    response = alice.at(event).put("orders/ABC/", {})

    assert response.status_code == 405
    assert response.json() == {"detail": 'Method "PUT" not allowed.'}


def test_c0_an_unknown_address_is_404_and_no_json(alice: Api, event: Event) -> None:
    strict = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")
    for path in ("nothing-here/", "items"):
        url = alice.at(event).url(path)
        answers = [strict.post(url), alice.client.post(url)]
        if path.endswith("/"):
            answers += [strict.get(url), alice.client.get(url)]

        for response in answers:
            assert response.status_code == 404
            assert not response.content.startswith(b"{")


def test_type_6_unset_values_are_null_not_absent(alice: Api, event: Event) -> None:
    body = alice.at(event).get().json()

    for name in ("date_admission", "presale_start", "presale_end", "location", "seating_plan"):
        assert body[name] is None


def test_the_accept_header_changes_nothing(alice: Api, event: Event) -> None:
    response = alice.at(event).get("", HTTP_ACCEPT="text/html")

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"


def test_err_5_a_number_past_64_bits_is_kept_as_it_is(alice: Api, event: Event) -> None:
    """Where integrators store JSON of their own it comes back; where a number is due it is no whole number."""
    order = make.make_order(event, make.make_shop(event))

    kept = alice.at(event).patch(f"orders/{order.code}/", {"api_meta": {"far": [-1.5e187, 2e19]}})
    refused = alice.at(event).post("quotas/", {"name": "Q", "size": 2e19, "items": []})

    again = alice.at(event).get(f"orders/{order.code}/").json()["api_meta"]["far"]
    assert kept.status_code == 200
    assert [float(number) for number in again] == [-1.5e187, 2e19]
    assert (refused.status_code, set(refused.json())) == (400, {"size"})
