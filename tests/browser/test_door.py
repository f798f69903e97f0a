"""The door, as those who stand there use it."""

from pathlib import Path
from typing import Any

import pytest
import segno
from playwright.sync_api import Locator, Page, Route, expect

from register.models import CheckIn
from shop.models import OrderPosition
from tests.browser.conftest import PHONE, Launch, MakeVisitor, Visitor, session_cookie
from tests.make import make_list, make_order, make_question
from tests.people import World

pytestmark = pytest.mark.browser


@pytest.fixture
def ticket(world: World) -> OrderPosition:
    order = make_order(world.event, world.item, name="Ada Lovelace")
    return OrderPosition.unscoped.get(order=order)


@pytest.fixture
def door(visit: MakeVisitor, world: World, ticket: OrderPosition) -> Visitor:
    """Bob, who may do nothing but scan, at the main entrance."""
    row = make_list(world.event, include_pending=True)
    bob = visit(world.bob)
    bob.go(f"/app/door/bigevents/con2027/{row.pk}")
    expect(bob.page.get_by_text("Ready to scan")).to_be_visible()
    # What the list is called is asked for while one can scan already.
    bob.heading("Main entrance")
    return bob


def scan(page: Page, secret: str) -> None:
    """What a wedge scanner does: it types, then presses Enter, wherever the focus is."""
    page.keyboard.type(secret)
    page.keyboard.press("Enter")


def verdict(page: Page) -> Locator:
    return page.get_by_role("region", name="Result")


def entries() -> int:
    return CheckIn.unscoped.filter(successful=True, annulled_at=None).count()


def test_a_ticket_is_let_in_and_the_counters_follow(door: Visitor, ticket: OrderPosition) -> None:
    scan(door.page, ticket.secret)
    result = verdict(door.page)
    expect(result).to_contain_text("Welcome")
    expect(result).to_contain_text("Ada Lovelace")
    expect(door.page.locator(".door-counters")).to_contain_text("inside1")
    assert entries() == 1


def test_the_second_scan_says_when_where_and_by_whom(door: Visitor, ticket: OrderPosition) -> None:
    scan(door.page, ticket.secret)
    result = verdict(door.page)
    expect(result).to_contain_text("Welcome")
    scan(door.page, ticket.secret)
    expect(result).to_contain_text("Already used")
    expect(result).to_contain_text("Main entrance")
    expect(result).to_contain_text("bob@example.org")
    assert entries() == 1


def test_a_check_in_is_undone(door: Visitor, ticket: OrderPosition) -> None:
    scan(door.page, ticket.secret)
    door.press("Undo this check-in")
    door.sees("is undone")
    assert entries() == 0
    scan(door.page, ticket.secret)
    expect(verdict(door.page)).to_contain_text("Welcome")
    assert entries() == 1


def test_a_forgotten_ticket_is_found_by_name(door: Visitor, ticket: OrderPosition) -> None:
    door.page.get_by_label("Name, order code or e-mail address").fill("lovel")
    door.press("Check in Ada Lovelace")
    expect(verdict(door.page)).to_contain_text("Welcome")
    assert entries() == 1


def test_what_is_no_ticket_is_refused(door: Visitor) -> None:
    scan(door.page, "tin-foil")
    expect(verdict(door.page)).to_contain_text("Not a ticket")
    assert entries() == 0


def test_an_unpaid_ticket_is_let_in_only_on_purpose(door: Visitor, world: World) -> None:
    order = make_order(world.event, world.item, name="Alan Turing", paid=False)
    scan(door.page, OrderPosition.unscoped.get(order=order).secret)
    result = verdict(door.page)
    expect(result).to_contain_text("Not paid")
    assert entries() == 0
    door.press("Let in unpaid")
    expect(result).to_contain_text("Welcome")
    assert entries() == 1


def test_the_door_asks_its_questions(door: Visitor, world: World, ticket: OrderPosition) -> None:
    make_question(
        world.event, [world.item], text="Room number", required=True, ask_during_checkin=True
    )
    scan(door.page, ticket.secret)
    door.page.get_by_label("Room number").fill("214")
    door.page.get_by_role("dialog").get_by_role("button", name="Check in").click()
    expect(verdict(door.page)).to_contain_text("Welcome")
    assert ticket.answers.get().answer == "214"


def test_the_door_takes_a_photo(door: Visitor, world: World, ticket: OrderPosition) -> None:
    make_question(
        world.event, [world.item], text="A photo", type="F", required=True, ask_during_checkin=True
    )
    scan(door.page, ticket.secret)
    photo: Any = {"name": "ada.png", "mimeType": "image/png", "buffer": b"no picture"}
    real: Any = {**photo, "buffer": b"\x89PNG\r\n\x1a\n" + b"0" * 20}
    agree = door.page.get_by_role("dialog").get_by_role("button", name="Check in")
    door.page.get_by_label("A photo").set_input_files(photo)
    agree.click()
    expect(door.page.get_by_role("alert")).to_contain_text("This file is no image/png.")
    assert entries() == 0
    door.page.get_by_label("A photo").set_input_files(real)
    agree.click()
    expect(verdict(door.page)).to_contain_text("Welcome")
    assert ticket.answers.get().answer == "file://ada.png"


def test_without_a_network_the_scan_waits_and_counts_once(
    door: Visitor, ticket: OrderPosition
) -> None:
    door.page.context.set_offline(True)
    scan(door.page, ticket.secret)
    door.sees("Waiting for the network")
    assert entries() == 0
    door.page.context.set_offline(False)
    expect(verdict(door.page)).to_contain_text("Welcome")
    expect(door.page.get_by_text("Waiting for the network")).to_have_count(0)
    assert entries() == 1


def test_a_lost_answer_does_not_turn_into_a_second_scan(
    door: Visitor, ticket: OrderPosition
) -> None:
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.url)
        route.fetch()
        route.abort()

    door.page.route("**/checkin/scan/", lose_the_first)
    scan(door.page, ticket.secret)
    expect(verdict(door.page)).to_contain_text("Welcome")
    assert len(lost) == 1
    assert CheckIn.unscoped.count() == 1


def test_everything_works_from_the_keyboard_alone(
    visit: MakeVisitor, world: World, ticket: OrderPosition
) -> None:
    make_list(world.event)
    bob = visit(world.bob)
    bob.go("/app/door")
    entrance = bob.page.get_by_role("link", name="Main entrance")
    expect(entrance).to_be_visible()
    tab_to(bob.page, "Main entrance")
    bob.page.keyboard.press("Enter")
    expect(bob.page.get_by_text("Ready to scan")).to_be_visible()
    scan(bob.page, ticket.secret)
    expect(verdict(bob.page)).to_contain_text("Welcome")
    tab_to(bob.page, "Undo this check-in", back=True)
    bob.page.keyboard.press("Enter")
    bob.sees("is undone")
    assert entries() == 0
    tab_to(bob.page, "Name, order code or e-mail address")
    bob.page.keyboard.type("Ada")
    expect(bob.page.get_by_role("button", name="Check in Ada Lovelace")).to_be_visible()
    tab_to(bob.page, "Check in Ada Lovelace")
    bob.page.keyboard.press("Enter")
    expect(verdict(bob.page)).to_contain_text("Welcome")
    assert entries() == 1


def tab_to(page: Page, name: str, *, back: bool = False) -> None:
    """Tabs until what is called `name` has the focus; a bounded number of times."""
    where = "e => e.labels?.[0]?.innerText || e.getAttribute('aria-label') || e.innerText || ''"
    for _ in range(40):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if name in page.evaluate(f"({where})(document.activeElement)"):
            return
    raise AssertionError(f"the keyboard does not reach {name!r}")


def test_two_doors_see_each_other(visit: MakeVisitor, world: World, door: Visitor) -> None:
    order = make_order(world.event, world.item, name="Grace Hopper")
    phone = visit(world.bob, viewport=PHONE)
    phone.go(door.page.url.removeprefix(door.site))
    expect(phone.page.locator(".door-counters")).to_contain_text("inside0")
    scan(door.page, OrderPosition.unscoped.get(order=order).secret)
    expect(phone.page.locator(".door-counters")).to_contain_text("inside1")
    phone.sees("Grace Hopper")


def test_the_camera_reads_a_ticket(
    launch: Launch, site: str, world: World, ticket: OrderPosition, tmp_path: Path
) -> None:
    film = tmp_path / "ticket.y4m"
    film.write_bytes(filmed(ticket.secret))
    browser = launch(
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    context = browser.new_context(permissions=["camera"])
    context.add_cookies([{**session_cookie(world.bob), "url": site}])  # type: ignore[typeddict-item]
    page = context.new_page()
    page.goto(f"{site}/app/door/bigevents/con2027/{make_list(world.event).pk}")
    page.get_by_role("button", name="Camera").click()
    expect(verdict(page)).to_contain_text("Welcome")
    context.close()
    assert entries() == 1


def filmed(secret: str, *, width: int = 640, height: int = 480) -> bytes:
    """A film of one picture, as Chromium's false camera shows it: the ticket's code on white paper."""
    modules = [
        list(line) for line in segno.make(secret, error="m", micro=False).matrix_iter(border=4)
    ]
    scale = (height - 80) // len(modules)
    left, top = (width - scale * len(modules)) // 2, (height - scale * len(modules)) // 2
    luma = bytearray(b"\xeb" * (width * height))
    for y, line in enumerate(modules):
        row = b"".join((b"\x10" if dark else b"\xeb") * scale for dark in line)
        for pixel in range(scale):
            start = (top + y * scale + pixel) * width + left
            luma[start : start + len(row)] = row
    frame = b"FRAME\n" + bytes(luma) + b"\x80" * (width * height // 2)
    return f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420\n".encode() + frame * 10
