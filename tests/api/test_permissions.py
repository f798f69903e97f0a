"""Not you, not here. (v1 contract, A2)"""

from typing import Any

import pytest
from django.urls import URLPattern, URLResolver

from api.v1 import urls
from shop.models import Category, Order
from tenant.access.gates import Declared, Public
from tenant.models import Event
from tests.api.conftest import Api
from tests.make import (
    START,
    make_event,
    make_list,
    make_order,
    make_organizer,
    make_shop,
    make_team,
    make_token,
)

pytestmark = pytest.mark.django_db

FORBIDDEN = b'{"detail":"You do not have permission to perform this action."}'


def token(event: Event, *permissions: str, limited: bool = False, secret: str = "bob-token") -> Api:
    team = make_team(
        event.organizer,
        name="Bob's",
        permissions=permissions,
        events=[event] if limited else None,
    )
    return Api(make_token(team, secret))


# method, path below the event, the right that opens it
GUARDED = [
    ("GET", "", "can_change_event_settings"),
    ("PATCH", "", "can_change_event_settings"),
    ("PUT", "", "can_change_event_settings"),
    ("DELETE", "", "can_change_event_settings"),
    ("POST", "categories/", "can_change_items"),
    ("PATCH", "categories/1/", "can_change_items"),
    ("DELETE", "categories/1/", "can_change_items"),
    ("POST", "items/", "can_change_items"),
    ("POST", "items/1/variations/", "can_change_items"),
    ("POST", "items/1/addons/", "can_change_items"),
    ("POST", "items/1/bundles/", "can_change_items"),
    ("POST", "questions/", "can_change_items"),
    ("POST", "questions/1/options/", "can_change_items"),
    ("POST", "quotas/", "can_change_items"),
    ("POST", "taxrules/", "can_change_event_settings"),
    ("DELETE", "taxrules/1/", "can_change_event_settings"),
    ("GET", "orders/", "can_view_orders"),
    ("GET", "orders/ABC/", "can_view_orders"),
    ("POST", "orders/", "can_change_orders"),
    ("PATCH", "orders/ABC/", "can_change_orders"),
    ("DELETE", "orders/ABC/", "can_change_orders"),
    ("POST", "orders/ABC/mark_paid/", "can_change_orders"),
    ("POST", "orders/ABC/mark_canceled/", "can_change_orders"),
    ("POST", "orders/ABC/mark_expired/", "can_change_orders"),
    ("POST", "orders/ABC/resend_link/", "can_change_orders"),
    ("GET", "checkinlists/", "can_view_orders"),
    ("GET", "checkinlists/1/status/", "can_view_orders"),
    ("GET", "checkinlists/1/positions/", "can_view_orders"),
    ("POST", "checkinlists/", "can_change_event_settings"),
    ("POST", "checkinlists/1/positions/x/redeem/", "can_change_orders"),
]
ALL = (
    "can_create_events", "can_change_event_settings", "can_change_items", "can_view_orders", "can_change_orders",
    "can_view_vouchers", "can_change_vouchers",
)  # fmt: skip


@pytest.mark.parametrize(("method", "path", "right"), GUARDED)
def test_perm_2_each_right_opens_its_own_and_nothing_else(
    event: Event, method: str, path: str, right: str
) -> None:
    others = token(event, *(name for name in ALL if name != right), secret="all-others")
    just = token(event, right, secret="just-this-one")

    refused = others.at(event).send(method, path, {})
    passed = just.at(event).send(method, path, {})

    assert (refused.status_code, refused.content) == (403, FORBIDDEN)
    assert passed.status_code != 403
    assert Event.unscoped.filter(pk=event.pk).exists() is (method != "DELETE" or path != "")


def test_perm_2_reading_the_catalogue_needs_nothing_but_the_event(event: Event) -> None:
    bob = token(event).at(event)

    for path in ("categories/", "items/", "questions/", "quotas/", "taxrules/"):
        assert bob.get(path).status_code == 200, path


def test_perm_2_a_refused_write_writes_nothing(event: Event) -> None:
    bob = token(event, "can_view_orders").at(event)
    item = make_shop(event)

    assert bob.post("categories/", {"name": {"en": "x"}}).status_code == 403
    assert bob.post("orders/", {"positions": [{"item": item.pk}]}).status_code == 403
    assert not Category.objects.filter(event=event).exists()
    assert not Order.objects.filter(event=event).exists()


def test_perm_3_creating_events_is_a_right_of_the_organizer(event: Event) -> None:
    body = {"slug": "new", "name": {"en": "New"}, "date_from": START.isoformat()}
    without = token(event, "can_change_event_settings", secret="no")
    with_it = token(event, "can_create_events", secret="yes")

    assert without.post("organizers/bigevents/events/", body).status_code == 403
    assert not Event.unscoped.filter(slug="new").exists()
    assert with_it.post("organizers/bigevents/events/", body).status_code == 201


@pytest.mark.parametrize(
    "path",
    ["", "events/", "orders/", "checkinrpc/search/", "events/con2027/", "events/con2027/items/"],
)
def test_perm_4_foreign_and_unknown_organizers_look_the_same(
    alice: Api, charlie: Api, event: Event, path: str
) -> None:
    foreign = charlie.get(f"organizers/bigevents/{path}")
    unknown = charlie.get(f"organizers/nowhere/{path}")

    assert foreign.status_code == unknown.status_code == 403
    assert foreign.content == unknown.content == FORBIDDEN


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["", "items/", "items/1/", "orders/ABC/", "checkinlists/1/"])
def test_perm_5_and_7_an_event_outside_the_set_is_403_for_every_method(
    event: Event, method: str, path: str
) -> None:
    hidden = make_event(event.organizer, "hidden")
    bob = token(event, *ALL, limited=True)
    base = "organizers/bigevents/events"

    answers = [
        bob.send(method, f"{base}/{hidden.slug}/{path}", {}),
        bob.send(method, f"{base}/unknown/{path}", {}),
        bob.send(method, f"{base}/%00/{path}", {}),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert {answer.content for answer in answers} == {FORBIDDEN}
    assert Event.unscoped.filter(pk=hidden.pk).exists()


def test_perm_5_an_event_of_another_organizer_under_ones_own_is_403(
    alice: Api, charlie: Api, event: Event
) -> None:
    make_event(make_organizer("third"), "theirs")

    assert alice.get("organizers/bigevents/events/theirs/").status_code == 403
    assert charlie.get("organizers/others/events/con2027/").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "categories/99/", "items/99/", "items/99/variations/", "questions/99/", "quotas/99/", "quotas/99/availability/",
        "taxrules/99/", "orders/NONE/", "checkinlists/99/", "checkinlists/99/status/", "items/x/", "items/-1/",
        "items/99999999999999999999999/", "items/%00/", "orders/%00/",
    ],
)  # fmt: skip
def test_perm_6_an_unknown_thing_below_a_permitted_event_is_404(
    alice: Api, event: Event, path: str
) -> None:
    response = alice.at(event).get(path)

    assert response.status_code == 404
    assert set(response.json()) == {"detail"}


def test_perm_6_things_of_another_event_do_not_exist_here(alice: Api, event: Event) -> None:
    other = make_event(event.organizer, "con2028")
    item = make_shop(other)
    order, door = make_order(other, item), make_list(other)
    quota = other.quotas.get()
    here = alice.at(event)

    for path in (f"items/{item.pk}/", f"quotas/{quota.pk}/", f"checkinlists/{door.pk}/"):
        assert here.get(path).status_code == 404
        assert here.patch(path, {}).status_code == 404
        assert here.delete(path).status_code == 404
    for step in ("", "mark_paid/", "mark_canceled/"):
        assert here.post(f"orders/{order.code}/{step}").status_code in {404, 405}
    assert here.post(f"checkinlists/{door.pk}/positions/x/redeem/", {}).status_code == 404
    order.refresh_from_db()
    assert order.status == "p"


def test_perm_7_a_method_that_nobody_has_is_405_on_what_one_sees(alice: Api, event: Event) -> None:
    for path, method in (("orders/", "DELETE"), ("items/", "PUT"), ("items/", "PATCH")):
        response = alice.at(event).send(method, path, {})
        assert response.status_code == 405
        assert method in response.json()["detail"]


def test_perm_8_lists_show_only_what_the_caller_may_see(alice: Api, event: Event) -> None:
    make_event(event.organizer, "con2028")
    bob = token(event, "can_change_event_settings", limited=True)
    blind = token(event, "can_view_orders", secret="blind")
    url = "organizers/bigevents/events/"

    assert [row["slug"] for row in alice.get(url).json()["results"]] == ["con2027", "con2028"]
    assert [row["slug"] for row in bob.get(url).json()["results"]] == ["con2027"]
    assert blind.get(url).status_code == 403


def test_perm_8_orders_of_an_organizer_are_those_of_the_events_one_may_see(
    alice: Api, event: Event
) -> None:
    other = make_event(event.organizer, "con2028")
    mine, theirs = make_order(event, make_shop(event)), make_order(other, make_shop(other))
    bob = token(event, "can_view_orders", limited=True)
    url = "organizers/bigevents/orders/"

    assert [row["code"] for row in bob.get(url).json()["results"]] == [mine.code]
    assert {row["code"] for row in alice.get(url).json()["results"]} == {mine.code, theirs.code}


def test_perm_9_organizers_show_name_and_slug(alice: Api, charlie: Api) -> None:
    row = {"name": "Bigevents", "slug": "bigevents"}

    assert alice.get("organizers/").json()["results"] == [row]
    assert alice.get("organizers/bigevents/").json() == row


def test_every_view_of_v1_declares_its_gate() -> None:
    undeclared = [
        view
        for view in _views(urls.urlpatterns)
        if not any(issubclass(gate, Declared) for gate in view.permission_classes)
    ]

    assert undeclared == []


def _views(patterns: list[Any]) -> list[Any]:
    found: list[Any] = []
    for entry in patterns:
        if isinstance(entry, URLResolver):
            found += _views(entry.url_patterns)
        elif isinstance(entry, URLPattern):
            view = getattr(entry.callback, "view_class", None) or entry.callback
            assert getattr(view, "permission_classes", None), view
            if view.permission_classes != [Public]:
                found.append(view)
    return found
