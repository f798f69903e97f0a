"""What integrators write through v1 is what the organizer sees and edits in the app, and the reverse. (v1 contract, A1)

Each story writes a row through v1, reads it in the app, changes it there, reads it through v1, deletes it in the app and
does not find it through v1 any more; then the same the other way round where both sides can make such a row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from shop.models import Item, Question
from tenant.models import Event, MetaProperty, SubEvent, Team
from tests.api.conftest import Api
from tests.browse import Browser
from tests.make import (
    make_date,
    make_event,
    make_item,
    make_order,
    make_question,
    make_quota,
    make_team,
    make_token,
    make_user,
)
from tests.people import World

pytestmark = pytest.mark.django_db

Json = dict[str, Any]
SHOP, REGISTER, TENANT = (f"/app/{name}/api/m2m/" for name in ("shop", "register", "tenant"))
ORGANIZER = "/api/v1/organizers/bigevents/"


@dataclass(frozen=True)
class Place:
    """The two callers, and the rows that others name."""

    v1: Api
    app: Browser
    item: Item
    other: Item
    varied: Item
    question: Question
    date: SubEvent

    @property
    def variation(self) -> int:
        return self.varied.variations.get().pk

    @property
    def category(self) -> int:
        assert self.other.category_id
        return self.other.category_id


@pytest.fixture
def place(world: World) -> Place:
    """A series, so that dates can be named."""
    event = make_event(world.organizer, "nights", has_subevents=True)
    item, date = make_item(event), make_date(event)
    varied = make_item(event, name="Shirt", variations=[{"value": {"en": "S"}}])
    make_quota(event, [item], date=date)
    token = make_token(
        Team.objects.get(organizer=world.organizer, members=world.alice), "both-ways-token"
    )
    v1 = Api(token).at(event)
    category = v1.post("categories/", {"name": "Extras", "is_addon": True}).json()["id"]
    other = make_item(event, name="Cup", category_id=category)
    MetaProperty.objects.create(
        tenant=event.tenant, organizer=event.organizer, name="Format", default=""
    )
    question = make_question(event, [item])
    return Place(v1, Browser(world.alice, event), item, other, varied, question, date)


def euros(units: int) -> Json:
    return {"amount": units, "currency": "EUR"}


@dataclass(frozen=True)
class Story:
    """One resource. `sent` is v1's body, `seen` what the app then shows of it, `edit` what the app changes, `back` what
    v1 then says. `gone`: what v1 answers about a row that the app deleted."""

    v1: str
    app: str
    sent: Callable[[Place], Json]
    seen: Callable[[Place], Json]
    edit: Callable[[Place], Json]
    back: Callable[[Place], Json]
    gone: int = 404
    # Fields of the app's edit whose names v1 does not share.
    without: tuple[str, ...] = ()
    # What v1 calls the row's id.
    key: str = "id"


def same(**fields: Any) -> Callable[[Place], Json]:
    return lambda place: fields


ONCE_A_DAY = {"<": [{"var": "entries_today"}, 1]}
ADDON_EDIT = {"min_count": 1, "max_count": 3, "price_included": True, "position": 0}
TIMES = {"start": "2027-06-24T16:00:00Z", "end": "2027-06-24T18:00:00Z"}
STORIES = {
    "category": Story(
        "categories/",
        f"{SHOP}categories/",
        same(name={"en": "Food"}, internal_name="F", position=3, is_addon=True, description=None),
        same(name={"en": "Food"}, internal_name="F", position=3, is_addon=True, description=None),
        same(name={"en": "Drink"}, description={"en": "Wet"}, position=5, is_addon=False),
        same(name={"en": "Drink"}, description={"en": "Wet"}, position=5, is_addon=False),
    ),
    "tax rule": Story(
        "taxrules/",
        f"{SHOP}tax-rules/",
        same(name={"en": "VAT"}, rate="21.00", price_includes_tax=True, eu_reverse_charge=True),
        same(name={"en": "VAT"}, rate="21.00", price_includes_tax=True, eu_reverse_charge=True),
        same(rate="12.00", price_includes_tax=False, home_country="CZ"),
        same(rate="12.00", price_includes_tax=False, home_country="CZ"),
    ),
    "item": Story(
        "items/",
        f"{SHOP}items/",
        same(
            name={"en": "Day"}, default_price="25.00", require_voucher=True, hide_without_voucher=True,
            allow_cancel=False, generate_tickets=True, validity_mode="dynamic", validity_dynamic_duration_days=2,
            meta_data={"Track": "A"}, require_bundling=True,
        ),
        same(
            name={"en": "Day"}, default_price=euros(2500), require_voucher=True, hide_without_voucher=True,
            allow_cancel=False, generate_tickets=True, validity_mode="dynamic", validity_dynamic_duration_days=2,
            meta_data={"Track": "A"}, require_bundling=True,
        ),
        same(
            default_price=euros(3000), max_per_order=2, require_voucher=False, generate_tickets=None,
            validity_mode="fixed", validity_fixed_from="2027-06-24T16:00:00Z", meta_data={}, free_price=True,
        ),
        same(
            default_price="30.00", max_per_order=2, require_voucher=False, generate_tickets=None,
            validity_mode="fixed", validity_fixed_from="2027-06-24T16:00:00Z", meta_data={}, free_price=True,
        ),
    ),
    "quota": Story(
        "quotas/",
        f"{SHOP}quotas/",
        lambda place: {
            "name": "Seats", "size": 5, "items": [place.item.pk], "variations": [], "subevent": place.date.pk,
            "close_when_sold_out": True, "release_after_exit": True,
        },
        lambda place: {
            "name": "Seats", "size": 5, "items": [place.item.pk], "subevent": place.date.pk,
            "close_when_sold_out": True, "release_after_exit": True,
        },
        lambda place: {"size": None, "items": [place.other.pk], "closed": True, "release_after_exit": False},
        lambda place: {"size": None, "items": [place.other.pk], "closed": True, "release_after_exit": False},
    ),
    "question": Story(
        "questions/",
        f"{SHOP}questions/",
        lambda place: {
            "question": {"en": "Why?"}, "type": "T", "required": True, "items": [place.item.pk], "identifier": "why",
            "print_on_invoice": True, "dependency_question": place.question.pk, "dependency_values": ["x"],
        },
        lambda place: {
            "question": {"en": "Why?"}, "type": "T", "required": True, "items": [place.item.pk], "identifier": "why",
            "print_on_invoice": True, "dependency_question": place.question.pk, "dependency_values": ["x"],
        },
        lambda place: {
            "dependency_question": None, "dependency_values": [], "items": [place.other.pk], "hidden": True
        },
        lambda place: {
            "dependency_question": None, "dependency_values": [], "items": [place.other.pk], "hidden": True
        },
    ),
    "question with limits": Story(
        "questions/",
        f"{SHOP}questions/",
        same(
            question={"en": "How old?"}, type="N", valid_number_min="4.5", valid_number_max="99",
            show_during_checkin=True, ask_during_checkin=True,
        ),
        same(
            question={"en": "How old?"}, type="N", valid_number_min="4.5", valid_number_max="99",
            show_during_checkin=True, ask_during_checkin=True,
        ),
        same(
            type="W", valid_number_min=None, valid_date_min="1930-01-01", valid_date_max="2012-12-31",
            valid_datetime_min="2027-01-01T00:00:00Z", valid_datetime_max="2027-12-31T00:00:00Z",
        ),
        same(
            type="W", valid_number_min=None, valid_date_min="1930-01-01", valid_date_max="2012-12-31",
            valid_datetime_min="2027-01-01T00:00:00Z", valid_datetime_max="2027-12-31T00:00:00Z",
        ),
    ),
    "question for a file": Story(
        "questions/",
        f"{SHOP}questions/",
        same(question={"en": "A photo"}, type="F", valid_file_portrait=True, help_text={"en": "Of you"}),
        same(question={"en": "A photo"}, type="F", valid_file_portrait=True, help_text={"en": "Of you"}),
        same(type="S", valid_file_portrait=False, valid_string_length_max=20),
        same(type="S", valid_file_portrait=False, valid_string_length_max=20),
    ),
    "date": Story(
        "subevents/",
        f"{SHOP}dates/",
        lambda place: {
            "name": {"en": "Late"}, "date_from": "2027-06-25T20:00:00Z", "active": True,
            "meta_data": {"Format": "Talks"}, "comment": "Bring\nlamps", "geo_lat": 59.5, "geo_lon": 24.5,
            "item_price_overrides": [{"item": place.item.pk, "price": "12.00"}],
        },
        same(
            name={"en": "Late"}, date_from="2027-06-25T20:00:00Z", active=True, meta_data={"Format": "Talks"},
            comment="Bring\nlamps", geo_lat=59.5, geo_lon=24.5,
        ),
        lambda place: {
            "name": {"en": "Later"}, "active": False, "location": {"en": "Hall"},
            "meta_data": {"Format": "Dance"}, "geo_lat": None, "comment": "",
            "prices": [{"item": place.item.pk, "price": euros(900)}],
        },
        same(
            name={"en": "Later"}, active=False, location={"en": "Hall"}, meta_data={"Format": "Dance"}, geo_lat=None,
            comment="",
        ),
        without=("prices",),
    ),
    "voucher": Story(
        "vouchers/",
        f"{SHOP}vouchers/",
        lambda place: {
            "code": "PRESS", "max_usages": 3, "price_mode": "set", "value": "5.00", "item": place.item.pk,
            "tag": "press", "all_addons_included": True, "all_bundles_included": True,
        },
        lambda place: {
            "code": "PRESS", "max_usages": 3, "price_mode": "set", "value": "5.00", "item": place.item.pk,
            "tag": "press", "all_addons_included": True, "all_bundles_included": True,
        },
        same(max_usages=4, price_mode="percent", value="50.00", comment="Half", all_addons_included=False),
        same(max_usages=4, price_mode="percent", value="50.00", comment="Half", all_addons_included=False),
    ),
    "waiting list": Story(
        "waitinglistentries/",
        f"{SHOP}waiting-list/",
        lambda place: {
            "email": "ada@example.org", "name": "Ada", "item": place.item.pk, "subevent": place.date.pk,
            "phone": "+372 5555 5555", "locale": "de", "priority": 3,
        },
        lambda place: {
            "email": "ada@example.org", "name": "Ada", "item": place.item.pk, "subevent": place.date.pk,
            "phone": "+372 5555 5555", "locale": "de", "priority": 3,
        },
        lambda place: {
            "priority": 7, "name": "Grace", "email": "grace@example.org", "item": place.varied.pk,
            "variation": place.variation,
        },
        lambda place: {
            "priority": 7, "name": "Grace", "email": "grace@example.org", "item": place.varied.pk,
            "variation": place.variation,
        },
    ),
    "check-in list": Story(
        "checkinlists/",
        f"{REGISTER}checkin-lists/",
        lambda place: {
            "name": "Door", "all_products": False, "limit_products": [place.item.pk], "include_pending": True,
            "subevent": place.date.pk, "addon_match": True, "exit_all_at": "2027-06-25T04:00:00Z", "rules": ONCE_A_DAY,
        },
        lambda place: {
            "name": "Door", "all_products": False, "limit_products": [place.item.pk], "include_pending": True,
            "subevent": place.date.pk, "addon_match": True, "exit_all_at": "2027-06-25T04:00:00Z", "rules": ONCE_A_DAY,
        },
        same(
            name="Side", subevent=None, include_pending=False, allow_multiple_entries=True, addon_match=False,
            exit_all_at=None, rules={},
        ),
        same(
            name="Side", subevent=None, include_pending=False, allow_multiple_entries=True, addon_match=False,
            exit_all_at=None, rules={},
        ),
    ),
    "team": Story(
        f"{ORGANIZER}teams/",
        f"{TENANT}teams/",
        same(name="Press", all_events=False, limit_events=["nights"], can_view_orders=True),
        same(name="Press", all_events=False, limit_events=["nights"], can_view_orders=True),
        same(name="Media", all_events=True, can_view_vouchers=True, can_view_orders=False),
        same(name="Media", all_events=True, can_view_vouchers=True, can_view_orders=False),
    ),
    "device": Story(
        f"{ORGANIZER}devices/",
        f"{TENANT}devices/",
        same(name="Door", all_events=False, limit_events=["nights"], security_profile="pretixscan"),
        same(name="Door", all_events=False, limit_events=["nights"], security_profile="pretixscan"),
        same(name="Gate", all_events=True, limit_events=[], security_profile="full"),
        same(name="Gate", all_events=True, limit_events=[], security_profile="full"),
        gone=200,
        key="device_id",
    ),
    "gate": Story(
        f"{ORGANIZER}gates/",
        f"{TENANT}gates/",
        same(name="North", identifier="n"),
        same(name="North", identifier="n"),
        same(name="South"),
        same(name="South"),
    ),
    "webhook": Story(
        f"{ORGANIZER}webhooks/",
        f"{TENANT}webhooks/",
        same(
            target_url="https://hooks.example.org/a", action_types=["pretix.event.order.paid"], all_events=True,
            limit_events=[], comment="Ledger",
        ),
        same(
            target_url="https://hooks.example.org/a", action_types=["pretix.event.order.paid"], all_events=True,
            limit_events=[], comment="Ledger",
        ),
        same(enabled=False, all_events=False, limit_events=["nights"]),
        same(enabled=False, all_events=False, limit_events=["nights"]),
    ),
    "meta property": Story(
        f"{ORGANIZER}event_meta_properties/",
        f"{TENANT}meta-properties/",
        same(name="Kind", default="A", required=True, choices=["A", "B"]),
        same(name="Kind", default="A", required=True, choices=["A", "B"]),
        same(default="B", required=False, protected=True),
        same(default="B", required=False, protected=True),
    ),
}  # fmt: skip


def part_of(row: Json, names: Json) -> Json:
    return {name: row.get(name, "is missing") for name in names}


def read(answer: Any) -> Json:
    assert answer.status_code in {200, 201}, answer.content
    body: Json = answer.json()
    return body


def shown_in_app(place: Place, address: str, pk: int) -> Json:
    return next(row for row in read(place.app.get(address))["results"] if row["id"] == pk)


@pytest.mark.parametrize("name", STORIES)
def test_a1_what_v1_writes_the_app_shows_changes_and_deletes(place: Place, name: str) -> None:
    story = STORIES[name]
    row = read(place.v1.post(story.v1, story.sent(place)))
    pk = row[story.key]
    here, there = f"{story.v1}{pk}/", f"{story.app}{pk}/"

    assert part_of(shown_in_app(place, story.app, pk), story.seen(place)) == story.seen(place)
    read(place.app.patch(there, story.edit(place)))
    assert part_of(read(place.v1.get(here)), story.back(place)) == story.back(place)
    assert place.app.delete(there).status_code == 204
    assert place.v1.get(here).status_code == story.gone
    if story.gone == 200:
        assert read(place.v1.get(here))["revoked"] is True


@pytest.mark.parametrize("name", list(STORIES))
def test_a1_what_the_app_writes_v1_shows_changes_and_deletes(place: Place, name: str) -> None:
    story = STORIES[name]
    pk = read(place.app.post(story.app, story.seen(place)))["id"]
    here, there = f"{story.v1}{pk}/", f"{story.app}{pk}/"
    sent = {key: value for key, value in story.sent(place).items() if key in story.seen(place)}

    assert part_of(read(place.v1.get(here)), sent) == sent
    read(place.v1.patch(here, story.back(place)))
    edited = {key: value for key, value in story.edit(place).items() if key not in story.without}
    assert part_of(shown_in_app(place, story.app, pk), edited) == edited
    if story.gone == 200:
        read(place.v1.post(f"{here}revoke/"))
        assert read(place.app.get(there))["revoked"] is True
        return
    assert place.v1.delete(here).status_code == 204
    assert pk not in [row["id"] for row in read(place.app.get(story.app))["results"]]
    assert place.app.delete(there).status_code == 404


@dataclass(frozen=True)
class PartStory:
    """A part of an item or a question: its address in v1, the list of the row in the app that holds it."""

    v1: str
    owner: str
    parts: str
    sent: Callable[[Place], Json]
    seen: Callable[[Place], Json]
    edit: Json
    back: Json


PARTS = {
    "variation": PartStory(
        "items/{item}/variations/", "items", "variations",
        same(value={"en": "M"}, default_price="4.00", original_price="6.00", checkin_text="Look"),
        same(value={"en": "M"}, default_price=euros(400), original_price=euros(600), checkin_text="Look"),
        {"default_price": euros(500), "require_approval": True},
        {"default_price": "5.00", "require_approval": True},
    ),
    "add-on": PartStory(
        "items/{item}/addons/", "items", "addons",
        lambda place: {"addon_category": place.category, "min_count": 0, "max_count": 2, "multi_allowed": True},
        lambda place: {"addon_category": place.category, "min_count": 0, "max_count": 2, "multi_allowed": True},
        ADDON_EDIT,
        ADDON_EDIT,
    ),
    "bundle": PartStory(
        "items/{item}/bundles/", "items", "bundles",
        lambda place: {"bundled_item": place.other.pk, "count": 2, "designated_price": "1.50"},
        lambda place: {"bundled_item": place.other.pk, "count": 2, "designated_price": euros(150)},
        {"count": 1, "designated_price": euros(0)},
        {"count": 1, "designated_price": "0.00"},
    ),
    "program time": PartStory(
        "items/{item}/program_times/", "items", "program_times",
        same(**TIMES, location={"en": "Hall"}),
        same(**TIMES, location={"en": "Hall"}),
        {"end": "2027-06-24T19:00:00Z", "location": None},
        {"end": "2027-06-24T19:00:00Z", "location": None},
    ),
    "option": PartStory(
        "questions/{question}/options/", "questions", "options",
        same(answer={"en": "Blue"}, identifier="blue", position=4),
        same(answer={"en": "Blue"}, identifier="blue", position=4),
        {"answer": {"en": "Red"}},
        {"answer": {"en": "Red"}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_a1_parts_are_the_same_on_both_sides(place: Place, name: str) -> None:
    story = PARTS[name]
    owners = {"item": place.varied.pk, "question": choice(place)}
    url, owner = story.v1.format(**owners), owners[story.owner.removesuffix("s")]
    there = f"{SHOP}{story.owner}/{owner}/"
    others = read(place.app.get(there))[story.parts]

    made = read(place.v1.post(url, story.sent(place)))
    shown = _one(place, there, story.parts, made["id"])
    assert part_of(shown, story.seen(place)) == story.seen(place)

    read(place.app.patch(there, {story.parts: [*others, {**shown, **story.edit}]}))
    assert part_of(read(place.v1.get(f"{url}{made['id']}/")), story.back) == story.back

    read(place.app.patch(there, {story.parts: others}))
    assert place.v1.get(f"{url}{made['id']}/").status_code == 404

    read(place.app.patch(there, {story.parts: [*others, story.seen(place)]}))
    again = read(place.v1.get(url))["results"][-1]
    assert part_of(again, story.sent(place)) == story.sent(place)
    assert place.v1.delete(f"{url}{again['id']}/").status_code == 204
    assert read(place.app.get(there))[story.parts] == others


def choice(place: Place) -> int:
    sent = {"question": "Which?", "type": "C", "options": [{"answer": "Green"}]}
    pk: int = read(place.v1.post("questions/", sent))["id"]
    return pk


def _one(place: Place, there: str, parts: str, pk: int) -> Json:
    return next(row for row in read(place.app.get(there))[parts] if row["id"] == pk)


@pytest.mark.parametrize(
    ("parts", "row", "wrong"),
    [
        ("addons", {"addon_category": 10**9}, "addon_category"),
        ("addons", {"addon_category": 0, "min_count": 3, "max_count": 1}, "min_count"),
        ("addons", {"addon_category": 0, "min_count": -1}, "min_count"),
        ("bundles", {"bundled_item": 10**9}, "bundled_item"),
        ("bundles", {"bundled_item": 0}, "bundled_item"),
        ("bundles", {"bundled_item": "x"}, "bundled_item"),
        ("bundles", {"bundled_item": 1, "count": 0}, "count"),
        ("program_times", {**TIMES, "end": "2027-06-24T15:00:00Z"}, "end"),
        ("program_times", {"start": "soon", "end": "later"}, "start"),
    ],
)
def test_wrong_parts_are_refused_at_their_field_and_change_nothing(
    place: Place, parts: str, row: Json, wrong: str
) -> None:
    """Where the parameters say 0, the story's own rows stand: its category, and the item itself."""
    own = {"addon_category": place.category, "bundled_item": place.item.pk}
    sent = {
        key: own.get(key, value) if value == 0 and key in own else value
        for key, value in row.items()
    }
    there = f"{SHOP}items/{place.item.pk}/"

    refused = place.app.patch(there, {parts: [sent]})

    assert refused.status_code == 400, refused.content
    named = refused.json()["error"]["fields"][parts]
    assert wrong in (named["0"] if isinstance(named, dict) else named[0])
    assert read(place.app.get(there))[parts] == []


def test_a1_an_event_and_its_settings_are_the_same_on_both_sides(world: World) -> None:
    event = world.event
    MetaProperty.objects.create(
        tenant=event.tenant, organizer=event.organizer, name="Format", default=""
    )
    app = Browser(world.alice, event)
    v1 = Api(
        make_token(
            Team.objects.get(organizer=world.organizer, members=world.alice), "both-ways-token"
        )
    ).at(event)
    there = f"{TENANT}events/{event.public_id}/"

    read(
        v1.patch(
            "",
            {
                "name": {"en": "New"},
                "meta_data": {"Format": "Talks"},
                "is_public": False,
                "geo_lat": 59.4,
                "geo_lon": 24.7,
            },
        )
    )
    shown = read(app.get(there))
    assert (shown["name"], shown["is_public"]) == ({"en": "New"}, False)
    assert (shown["geo_lat"], shown["geo_lon"]) == (59.4, 24.7)
    assert shown["meta_data"]["Format"] == "Talks"

    edit = {
        "name": {"en": "Newer"},
        "meta_data": {"Format": "Dance"},
        "location": {"en": "Hall"},
        "geo_lat": None,
    }
    read(app.patch(there, edit))
    assert part_of(read(v1.get()), edit) == edit

    read(v1.patch("settings/", {"payment_term_days": 5, "contact_mail": "a@example.org"}))
    settings = read(app.get(there))["settings"]
    assert (settings["payment_term_days"], settings["contact_mail"]) == (5, "a@example.org")
    read(app.patch(there, {"settings": {"payment_term_days": 9}}))
    assert read(v1.get("settings/"))["payment_term_days"] == 9


def test_a1_tokens_and_invites_of_a_team_are_the_same_on_both_sides(world: World) -> None:
    team = Team.objects.get(organizer=world.organizer, members=world.alice)
    v1 = Api(make_token(team, "both-ways-token"))
    app = Browser(world.alice, world.event)
    here, there = f"{ORGANIZER}teams/{team.pk}/", f"{TENANT}teams/{team.pk}/"
    steps = f"/app/tenant/api/teams/{team.pk}/"

    token = read(v1.post(f"{here}tokens/", {"name": "ledger"}))
    invite = read(v1.post(f"{here}invites/", {"email": "new@example.org"}))
    shown = read(app.get(there))
    assert token["id"] in [row["id"] for row in shown["tokens"]]
    assert [row["email"] for row in shown["invites"]] == ["new@example.org"]

    assert app.delete(f"{steps}tokens/{token['id']}/").status_code == 204
    assert app.delete(f"{steps}invites/{invite['id']}/").status_code == 204
    assert read(v1.get(f"{here}invites/"))["results"] == []
    assert not [
        r
        for r in read(v1.get(f"{here}tokens/"))["results"]
        if r["id"] == token["id"] and r["active"]
    ]
    made = read(app.post(f"{steps}invites/", {"email": "late@example.org"}))
    assert read(v1.get(f"{here}invites/{made['id']}/"))["email"] == "late@example.org"


def test_a1_an_order_and_its_money_are_the_same_on_both_sides(world: World) -> None:
    event: Event = world.event
    v1 = Api(
        make_token(
            Team.objects.get(organizer=world.organizer, members=world.alice), "both-ways-token"
        )
    ).at(event)
    app = Browser(world.alice, event)
    line = {"item": world.item.pk, "attendee_name_parts": {"_scheme": "full", "full_name": "Ada"}}
    code = read(
        v1.post("orders/", {"email": "ada@example.org", "locale": "en", "positions": [line]})
    )["code"]
    here, there, steps = f"orders/{code}/", f"{SHOP}orders/{code}/", f"/app/shop/api/orders/{code}/"

    shown = read(app.get(there))
    assert (shown["status"], shown["email"]) == ("n", "ada@example.org")
    assert [row["attendee_name"] for row in shown["positions"]] == ["Ada"]

    read(app.patch(f"{steps}positions/1/", {"attendee_name": "Grace"}))
    assert read(v1.get(here))["positions"][0]["attendee_name"] == "Grace"
    read(app.post(f"{steps}mark-paid/"))
    paid = read(v1.get(here))
    assert (paid["status"], paid["payments"][-1]["state"]) == ("p", "confirmed")
    payment = paid["payments"][-1]["local_id"]
    refund = read(
        v1.post(f"{here}payments/{payment}/refund/", {"amount": "10.00", "mark_canceled": False})
    )
    assert [row["local_id"] for row in read(app.get(there))["refunds"]] == [refund["local_id"]]
    read(app.post(f"{steps}refunds/{refund['local_id']}/done/"))
    assert read(v1.get(f"{here}refunds/{refund['local_id']}/"))["state"] == "done"
    read(app.post(f"{steps}cancel/"))
    assert read(v1.get(here))["status"] == "c"
    make_order(event, world.item)
    assert read(v1.get("orders/"))["count"] == app.get(f"{SHOP}orders/").json()["count"] == 2


def test_a1_what_lies_in_a_cart_is_the_same_on_both_sides(place: Place) -> None:
    carts = f"{SHOP}carts/"
    sent = {
        "item": place.item.pk, "subevent": place.date.pk, "cart_id": "stand@api", "price": "9.00",
        "attendee_name": "Ada", "attendee_email": "ada@example.org", "expires": "2099-01-01T00:00:00Z",
    }  # fmt: skip

    theirs = read(place.v1.post("cartpositions/", sent))["id"]
    shown = shown_in_app(place, carts, theirs)
    assert part_of(shown, {**sent, "price": euros(900)}) == {**sent, "price": euros(900)}
    assert place.app.delete(f"{carts}{theirs}/").status_code == 204
    assert place.v1.get(f"cartpositions/{theirs}/").status_code == 404

    ours = read(place.app.post(carts, {**sent, "price": euros(700)}))["id"]
    there = read(place.v1.get(f"cartpositions/{ours}/"))
    assert part_of(there, {**sent, "price": "7.00"}) == {**sent, "price": "7.00"}
    assert place.v1.delete(f"cartpositions/{ours}/").status_code == 204
    assert read(place.app.get(carts))["results"] == []


def test_what_cannot_be_kept_in_a_cart_is_refused_at_its_field(place: Place) -> None:
    carts = f"{SHOP}carts/"

    nothing = place.app.post(carts, {"item": place.item.pk})
    foreign = place.app.post(carts, {"item": 10**9, "subevent": place.date.pk})
    past = place.app.post(
        carts,
        {"item": place.item.pk, "subevent": place.date.pk, "expires": "2020-01-01T00:00:00Z"},
    )

    fields = [list(one.json()["error"]["fields"]) for one in (nothing, foreign, past)]
    assert fields == [["subevent"], ["item"], ["expires"]]
    assert {one.status_code for one in (nothing, foreign, past)} == {400}
    assert read(place.app.get(carts))["count"] == 0


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def test_a1_an_items_picture_is_the_same_on_both_sides(place: Place) -> None:
    there, here = f"{SHOP}items/{place.item.pk}/", f"items/{place.item.pk}/"
    uploads = {"data": PNG, "content_type": "image/png"}
    named = {**place.app.headers, "Content-Disposition": 'attachment; filename="cup.png"'}

    handed_in = place.app.client.post("/app/shop/api/uploads/", **uploads, headers=named)
    shown = read(place.app.patch(there, {"picture": read(handed_in)["id"]}))["picture"]
    nameless = place.app.client.post("/app/shop/api/uploads/", **uploads, headers=place.app.headers)

    assert shown.startswith("http")
    assert nameless.status_code == 400
    assert read(place.v1.get(here))["picture"] == shown
    assert read(place.app.patch(there, {"picture": shown, "position": 4}))["picture"] == shown
    assert place.app.patch(there, {"picture": "file:nothing"}).status_code == 400
    assert read(place.app.get(there))["picture"] == shown
    read(place.v1.patch(here, {"picture": None}))
    assert read(place.app.get(there))["picture"] is None


def test_words_as_long_as_v1_takes_them_come_back_unharmed(place: Place) -> None:
    words = "Look at the ribbon.\n" * 500
    read(place.v1.patch(f"items/{place.item.pk}/", {"checkin_text": words}))

    there = f"{SHOP}items/{place.item.pk}/"
    shown = read(place.app.get(there))
    read(place.app.patch(there, {"checkin_text": shown["checkin_text"]}))

    assert read(place.v1.get(f"items/{place.item.pk}/"))["checkin_text"] == words


def test_only_who_may_sets_what_dates_say_for_protected_properties(
    place: Place, world: World
) -> None:
    MetaProperty.objects.filter(organizer=world.organizer).update(protected=True)
    bob = make_user("bob-of-the-shop@example.org")
    make_team(
        world.organizer, permissions=(), modules={"shop": "admin"}, members=[bob], name="Shop"
    )
    shop = Browser(bob, place.date.event)
    there = f"{SHOP}dates/{place.date.pk}/"

    kept = read(shop.patch(there, {"meta_data": {"Format": "Talks"}}))["meta_data"]
    said = read(place.app.patch(there, {"meta_data": {"Format": "Talks"}}))["meta_data"]

    assert (kept, said) == ({}, {"Format": "Talks"})
