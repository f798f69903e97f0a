"""What a program wrote through v1 stands in the fields of the pages, and what is typed there is what v1 says next."""

from typing import Any

import pytest
from playwright.sync_api import expect

from shop.models import Hold, Item, Question, QuestionOption, WaitingListEntry
from tenant.models import Event, MetaProperty, SubEvent, Team
from tests.api.conftest import Api
from tests.browser.conftest import DESKTOP, PHONE, MakeVisitor, Visitor
from tests.make import make_date, make_event, make_item, make_quota, make_token, make_voucher
from tests.people import World

pytestmark = pytest.mark.browser
EVENT = "/app/e/bigevents/con2027"
SERIES = "/app/e/bigevents/evenings"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@pytest.fixture
def token(world: World) -> str:
    return make_token(Team.objects.get(organizer=world.organizer, members=world.alice), "a-program")


@pytest.fixture
def v1(world: World, token: str) -> Api:
    return Api(token).at(world.event)


@pytest.fixture
def evenings(world: World) -> Event:
    event = make_event(world.organizer, "evenings", has_subevents=True)
    item, date = make_item(event, name="Stalls"), make_date(event, name="Opening night")
    make_quota(event, [item], date=date)
    MetaProperty.objects.create(
        tenant=event.tenant,
        organizer=event.organizer,
        name="Format",
        choices=["Talks", {"key": "Dance", "label": {"en": "Dancing"}}],
    )
    return event


def made(answer: Any) -> Any:
    assert answer.status_code in {200, 201}, answer.content
    return answer.json()


def save(visitor: Visitor) -> None:
    """Saves what stands in the dialog, which closes when the server has taken it."""
    visitor.press("Save")
    expect(visitor.page.locator("dialog[open]")).to_have_count(0)


def unfold(visitor: Visitor, title: str) -> None:
    visitor.page.locator("summary", has_text=title).first.click()


def test_an_item_keeps_what_a_program_said_and_takes_what_is_typed(
    alice: Visitor, world: World, v1: Api
) -> None:
    there = f"items/{world.item.pk}/"
    said = {
        "require_voucher": True, "validity_mode": "dynamic", "validity_dynamic_duration_days": 2,
        "checkin_text": "Look\nclosely", "meta_data": {"SKU": "7"}, "original_price": "99.00", "personalized": False,
    }  # fmt: skip
    made(v1.patch(there, said))
    alice.go(f"{EVENT}/items/{world.item.pk}")
    expect(alice.page.get_by_label("Only with a voucher")).to_be_checked()
    expect(alice.page.get_by_label("Message for the door")).to_have_value("Look\nclosely")
    alice.page.get_by_label("Picture").set_input_files(
        {"name": "weekend é.png", "mimeType": "image/png", "buffer": PNG}
    )
    expect(alice.page.get_by_role("img", name="Picture of")).to_be_visible()
    alice.field("Valid for entry").select_option("fixed")
    alice.page.get_by_label("Valid until").fill("2027-06-26T12:00")
    alice.page.get_by_label("Hidden without a voucher").check()
    alice.press("Add an entry")
    alice.field("Key").last.fill("Shelf")
    alice.page.get_by_label("Value").last.fill("B")
    assert alice.violations() == []
    alice.press("Save")
    alice.sees("was saved")

    row = made(v1.get(there))
    kept = {name: row[name] for name in said if not name.startswith("validity_mode")}
    assert kept == {
        **{k: v for k, v in said.items() if k in kept},
        "meta_data": {"SKU": "7", "Shelf": "B"},
    }
    assert (row["validity_mode"], row["hide_without_voucher"]) == ("fixed", True)
    assert row["picture"]


def test_a_variation_has_its_own_price_and_words(alice: Visitor, world: World, v1: Api) -> None:
    shirt = make_item(world.event, name="Shirt", kind="merch", variations=[{"value": {"en": "S"}}])
    alice.go(f"{EVENT}/items/{shirt.pk}")
    unfold(alice, "More about S")
    alice.page.get_by_role("group", name="S").get_by_label("Original price").fill("many")
    alice.press("Save")
    alice.sees("Write an amount such as")
    alice.page.get_by_role("group", name="S").get_by_label("Original price").fill("12.50")
    alice.page.get_by_role("group", name="S").get_by_label("Message for the door").fill("Fold it")
    alice.press("Save")
    alice.sees("was saved")

    row = made(v1.get(f"items/{shirt.pk}/"))["variations"][0]
    assert (row["original_price"], row["checkin_text"]) == ("12.50", "Fold it")


def test_a_question_has_limits_a_dependency_and_identifiers(
    alice: Visitor, world: World, v1: Api
) -> None:
    sent = {"question": "Breakfast?", "type": "C", "items": [world.item.pk]}
    made(v1.post("questions/", {**sent, "options": [{"answer": "Yes", "identifier": "y"}]}))
    made(v1.post("questions/", {**sent, "question": "A photo", "type": "F", "position": 1}))
    alice.go(f"{EVENT}/form")
    alice.sees("File")
    alice.press("New question")
    alice.field("Question").fill("How many eggs?")
    alice.field("Answer").select_option("N")
    alice.page.get_by_label("Largest number").fill("3,5")
    alice.page.get_by_label("Depends on").select_option(label="Breakfast?")
    alice.page.get_by_label("Yes").check()
    alice.page.get_by_label("Identifier").fill("eggs")
    assert alice.violations() == []
    alice.press("Save")
    alice.sees("only after “Breakfast?”")

    row = next(one for one in made(v1.get("questions/"))["results"] if one["identifier"] == "eggs")
    assert (row["valid_number_max"], row["dependency_values"]) == ("3.5", ["y"])
    alice.press("Breakfast?")
    alice.page.get_by_label("Identifier of choice 1").fill("yes")
    save(alice)
    assert QuestionOption.objects.get(question__event=world.event).identifier == "yes"
    assert Question.objects.filter(event=world.event).count() == 3


def test_a_date_says_what_it_is_and_where(
    alice: Visitor, world: World, evenings: Event, token: str
) -> None:
    alice.go(f"{SERIES}/dates")
    alice.page.get_by_role("button", name="Change Opening night").click()
    unfold(alice, "Limited sales period: Stalls")
    alice.page.get_by_label("Until").last.fill("2027-06-01T12:00")
    unfold(alice, "More about this date")
    alice.page.get_by_label("Latitude").fill("59,5")
    alice.page.get_by_label("Longitude").fill("east")
    alice.page.get_by_label("Format").select_option("Dance")
    alice.page.get_by_label("Comment").fill("Bring lamps")
    alice.press("Save")
    expect(alice.page.get_by_label("Longitude")).to_be_focused()
    alice.page.get_by_label("Longitude").fill("24.5")
    save(alice)

    date = SubEvent.objects.get(event=evenings)
    row = made(Api(token).at(evenings).get(f"subevents/{date.pk}/"))
    assert (row["geo_lat"], row["geo_lon"], row["comment"]) == (59.5, 24.5, "Bring lamps")
    assert row["meta_data"] == {"Format": "Dance"}
    assert row["item_price_overrides"][0]["available_until"] == "2027-06-01T10:00:00Z"


def test_a_door_has_rules_that_people_choose_or_a_program_wrote(
    alice: Visitor, world: World, v1: Api
) -> None:
    odd = {">": [{"var": "entries_number"}, 3]}
    theirs = made(v1.post("checkinlists/", {"name": "Theirs", "rules": odd}))["id"]
    alice.go(f"{EVENT}/lists")
    alice.press("New list")
    alice.field("Name").fill("Ours")
    unfold(alice, "Rules and more")
    alice.field("Additional rules").select_option("and")
    alice.page.get_by_role("group", name="Ticket is one of").get_by_role("checkbox").first.check()
    alice.page.get_by_label("Not before").fill("2027-06-24T10:00")
    alice.page.get_by_label("Entry limit").select_option("entries_today")
    assert alice.violations() == []
    save(alice)

    rows = {row["name"]: row for row in made(v1.get("checkinlists/"))["results"]}
    product, later, often = rows["Ours"]["rules"]["and"]
    assert product["inList"][1]["objectList"][0]["lookup"][1] == str(world.item.pk)
    assert later["isAfter"][1] == {"buildTime": ["custom", "2027-06-24T08:00:00Z"]}
    assert often == {"<": [{"var": "entries_today"}, 1]}
    alice.page.get_by_role("button", name="Change Ours").click()
    expect(alice.page.get_by_label("Entry limit")).to_have_value("entries_today")
    alice.press("Cancel")

    alice.page.get_by_role("button", name="Change Theirs").click()
    alice.page.locator("textarea").fill("{")
    alice.press("Save")
    alice.sees("This is not a JSON object.")
    alice.page.locator("textarea").fill('{"<": [{"var": "entries_number"}, 2]}')
    save(alice)
    assert made(v1.get(f"checkinlists/{theirs}/"))["rules"] == {"<": [{"var": "entries_number"}, 2]}


def test_somebody_is_put_on_the_waiting_list_and_something_is_kept_for_them(
    visit: MakeVisitor, world: World
) -> None:
    alice = visit(world.alice, viewport=PHONE)
    alice.go(f"{EVENT}/waiting-list")
    alice.press("New entry")
    alice.page.get_by_label("E-mail address").fill("ada@example.org")
    alice.page.get_by_label("Name").fill("Ada")
    alice.press("Save")
    expect(alice.page.get_by_label("Waits for")).to_be_focused()
    alice.field("Waits for").select_option(index=1)
    save(alice)
    alice.page.get_by_role("button", name="Change Ada").click()
    alice.page.get_by_label("Priority").fill("5")
    alice.press("Save")
    alice.sees("priority 5")

    alice.go(f"{EVENT}/carts")
    alice.sees("All carts are empty")
    alice.press("Reserve an item")
    alice.field("What").select_option(index=1)
    alice.page.get_by_label("Name of the attendee").fill("Ada")
    assert alice.violations() == []
    alice.press("Reserve")
    alice.sees("Saved.")
    assert Hold.objects.get(event=world.event).attendee["name"] == "Ada"
    alice.page.get_by_role("button", name="Release").click()
    alice.page.get_by_role("dialog").get_by_role("button", name="Release").click()
    alice.sees("All carts are empty")

    assert WaitingListEntry.objects.get(event=world.event).priority == 5
    assert not Hold.objects.filter(event=world.event).exists()


def test_properties_keep_what_programs_call_their_choices(
    alice: Visitor, world: World, evenings: Event
) -> None:
    alice.go(f"{EVENT}/properties")
    alice.page.get_by_role("button", name="Change Format").click()
    alice.page.get_by_label("Choices").fill("Dance\nTalks\nA walk, or two")
    alice.press("Save")
    alice.sees("A walk, or two")

    choices = MetaProperty.objects.get(organizer=world.organizer).choices
    assert choices == [{"key": "Dance", "label": {"en": "Dancing"}}, "Talks", "A walk, or two"]


def test_the_settings_of_an_event_are_all_there(alice: Visitor, world: World, v1: Api) -> None:
    alice.go(f"{EVENT}/settings")
    alice.page.get_by_label("Latitude").fill("59.5")
    alice.page.get_by_label("Test mode").check()
    alice.page.get_by_label("Waiting list vouchers are valid for").fill("12")
    alice.press("Save settings")
    alice.sees("Settings saved.")

    row = made(v1.get(""))
    assert (row["geo_lat"], row["geo_lon"], row["testmode"]) == (59.5, None, True)
    assert made(v1.get("settings/"))["waiting_list_hours"] == 12


def test_a_file_holds_every_row_that_the_filter_lets_through(alice: Visitor, world: World) -> None:
    for number in range(60):
        make_voucher(world.event, f"PRESS{number:02}", tag="press")
    make_voucher(world.event, "OTHER")
    alice.go(f"{EVENT}/vouchers?search=press")
    alice.sees("of 60")

    with alice.page.expect_download() as saved:
        alice.press("Save as CSV")

    lines = saved.value.path().read_text().splitlines()
    assert len(lines) == 61
    assert "OTHER" not in "".join(lines)


PAGES: dict[str, str | None] = {
    "items/new": None, "categories": "New category", "taxes": "New tax rule", "quotas": "New quota",
    "form": "New question", "vouchers": "New voucher", "waiting-list": "New entry", "carts": "Reserve an item",
    "lists": "New list", "properties": "New property", "settings": None, "devices": "New gate",
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_on_the_pages_and_in_their_dialogs(
    visit: MakeVisitor, world: World, scheme: str, viewport: dict[str, int]
) -> None:
    Item.objects.filter(event=world.event).update(name={"en": "A name " * 12})
    WaitingListEntry.objects.create(
        tenant=world.event.tenant,
        event=world.event,
        item=world.item,
        name="Maximiliane Alexandra von Hohenstein-Wolkenburg",
        email="a.very.long.address.of.somebody@subdomain.example.org",
    )
    alice = visit(world.alice, color_scheme=scheme, viewport=viewport)
    found = []
    for path, button in PAGES.items():
        alice.go(f"{EVENT}/{path}")
        expect(alice.page.get_by_role("heading", level=1)).to_be_visible()
        expect(alice.page.locator(".eh-skeleton")).to_have_count(0)
        if button:
            found += [f"{path} {problem}" for problem in alice.violations()]
            alice.press(button)
            expect(alice.page.locator("dialog[open]")).to_be_visible()
        alice.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found += [f"{path} {button} {problem}" for problem in alice.violations()]
        width = alice.page.evaluate("document.documentElement.scrollWidth")
        if width > viewport["width"]:
            found.append(f"{path} is {width} pixels wide")

    assert found == []
