"""Search over pages and things: what somebody may open, and nothing else."""

from typing import Any

import pytest

import register.search
import shop.search
from register.enums import RegistrationStatus
from register.models import Registration
from shop.enums import OrderStatus
from shop.models import Voucher
from tenant.models import Team
from tests.api.test_budgets import statements
from tests.browse import Browser
from tests.make import make_item, make_order, make_team, make_user
from tests.people import World

SEARCH = "/app/ui/search/"
BASE = "/app/e/bigevents/con2027/"


def found(who: Browser, words: str) -> list[tuple[str, str, str]]:
    answer = who.get(SEARCH, q=words)
    assert answer.status_code == 200, answer.content
    return [
        (row["kind"], row["title"], row["url"].removeprefix(BASE))
        for row in answer.json()["results"]
    ]


def test_pages_are_found_by_what_people_call_them(world: World) -> None:
    alice = Browser(world.alice, world.event)

    assert ("page", "Quotas", "quotas") in found(alice, "quot")
    assert found(alice, "CAPACITY") == [("page", "Quotas", "quotas")]
    assert found(alice, "waiting li")[0] == ("page", "Waiting list", "waiting-list")
    assert found(alice, " ") == []


def test_things_are_found_with_the_page_that_shows_them(world: World) -> None:
    order = make_order(world.event, world.item)
    item = make_item(world.event, name="Zeppelin ride")
    team = make_team(world.organizer, name="Zeppelin crew", members=[world.alice])
    Voucher.objects.create(event=world.event, tenant=world.event.tenant, code="ZEPPELIN10")
    alice = Browser(world.alice, world.event)

    zeppelins = found(alice, "zeppelin")

    assert zeppelins == [
        ("item", "Zeppelin ride", f"items/{item.pk}"),
        ("voucher", "ZEPPELIN10", "vouchers?search=ZEPPELIN10"),
        ("team", team.name, "team"),
    ]
    assert ("order", order.code, f"orders/{order.code}") in found(alice, order.code)
    assert "registration" in {kind for kind, _, _ in found(alice, order.code)}


def test_things_stand_under_the_name_of_their_kind_with_their_state(world: World) -> None:
    order = make_order(world.event, world.item)
    registration = Registration.objects.get(event=world.event)
    alice = Browser(world.alice, world.event)

    rows = alice.get(SEARCH, q=order.code).json()["results"]
    pages = alice.get(SEARCH, q="quot").json()["results"]

    assert {row["kind"]: row["text"] for row in rows} == {
        "order": f"{order.email} · Paid",
        "registration": f"{registration.code} · Confirmed",
    }
    assert {row["kind"]: row["kind_title"] for row in [*rows, *pages]} == {
        "order": "Orders",
        "registration": "Registrations",
        "page": "Pages",
    }


def test_what_is_closed_to_somebody_is_not_found(world: World) -> None:
    order = make_order(world.event, world.item)
    make_team(world.organizer, name="Zeppelin crew", members=[world.alice])
    bob, charlie = Browser(world.bob, world.event), Browser(world.charlie)

    assert {kind for kind, _, _ in found(bob, order.code)} == {"registration"}
    assert found(bob, "zeppelin") == found(bob, "quotas") == []
    assert found(charlie, order.code) == found(charlie, "zeppelin") == []
    assert Browser(None, world.event).get(SEARCH, q="a").status_code == 401
    assert Browser(world.charlie, world.event).get(SEARCH, q="a").status_code == 404


def test_a_right_opens_a_page_without_a_level(world: World) -> None:
    carol = make_user("carol@example.org")
    make_team(
        world.organizer,
        name="Owners",
        members=[carol],
        permissions=["can_change_teams"],
        modules={},
    )

    modules = Browser(carol, world.event).get("/app/ui/menu/").json()["modules"]

    assert [(one["key"], [page["key"] for page in one["items"]]) for one in modules] == [
        ("tenant", ["team"])
    ]
    assert ("team", "Owners", "team") in found(Browser(carol, world.event), "owners")


def test_every_state_has_words() -> None:
    assert set(shop.search.STATES) == set(OrderStatus)
    assert set(register.search.STATES) == set(RegistrationStatus)


@pytest.mark.parametrize("words", ["\x00", "x" * 101])
def test_strange_words_are_refused(world: World, words: str) -> None:
    assert Browser(world.alice, world.event).get(SEARCH, q=words).status_code == 400


@pytest.mark.parametrize("words", ["'", "%", "_", "a & b:*", "<b>", "😀😀", "((", "\\\\"])
def test_any_words_find_something_or_nothing(world: World, words: str) -> None:
    found(Browser(world.alice, world.event), words)


@pytest.mark.parametrize("number", [1, 3])
def test_a_search_costs_the_same_whatever_it_finds(world: World, number: int) -> None:
    for place in range(number):
        make_item(world.event, name=f"Zeppelin {place}")
        Team.objects.create(
            organizer=world.organizer, tenant=world.organizer.tenant, name=f"Zeppelin {place}"
        )
    alice = Browser(world.alice, world.event)
    found(alice, "zeppelin")

    assert len(statements(lambda: alice.get(SEARCH, q="zeppelin"))) == 13


def things(menu: dict[str, Any], module: str) -> dict[str, list[str]]:
    (one,) = (one for one in menu["modules"] if one["key"] == module)
    return {part["key"]: [page["key"] for page in part["items"]] for part in one["submenus"]}


def test_the_menu_groups_the_pages_of_a_module(world: World) -> None:
    alice = Browser(world.alice, world.event)
    menu = alice.get("/app/ui/menu/").json()

    assert [module["key"] for module in menu["modules"]] == ["register", "shop", "tenant"]
    assert things(menu, "shop") == {
        "sales": ["orders", "vouchers", "waiting-list", "carts"],
        "catalogue": ["items", "categories", "taxes", "quotas", "form"],
    }
    for module in menu["modules"]:
        pages = [page for part in module["submenus"] for page in part["items"]]
        assert pages == module["items"]
        assert all(page["icon"] for page in [module, *pages])


def test_a_submenu_is_for_those_who_may_open_the_module(world: World) -> None:
    alice, bob = Browser(world.alice, world.event), Browser(world.bob, world.event)
    shop = alice.get("/app/ui/menu/").json()["modules"][1]

    assert alice.get("/app/ui/submenu/shop/").json() == shop["submenus"]
    assert bob.get("/app/ui/submenu/shop/").status_code == 404
    assert alice.get("/app/ui/submenu/nothing/").status_code == 404
