"""A new event that begins with what another one has. (v1 contract, EV-20 to EV-25)"""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eventhub.common.actors import SYSTEM
from eventhub.common.models import AuditEntry
from register.models import CheckInList, Level
from schedule.models import Room
from shop.actions import catalogue
from shop.models import (
    Item,
    ItemAddOn,
    ItemBundle,
    Picture,
    PricePhase,
    ProgramTime,
    Question,
    Quota,
    Voucher,
)
from staff.models import Department
from tenant.models import Event, MetaProperty, Organizer
from tests.api.conftest import Api
from tests.guards.test_clone import CLONED
from tests.make import (
    START,
    make_date,
    make_event,
    make_item,
    make_list,
    make_order,
    make_question,
    make_quota,
    make_shop,
    make_tax_rule,
    make_team,
    make_token,
)

pytestmark = pytest.mark.django_db

EVENTS = "organizers/bigevents/events/"
LATE = START.replace(year=9990)
NEXT = START + dt.timedelta(days=364)
BODY: dict[str, Any] = {
    "slug": "con2028",
    "name": {"en": "Con 2028"},
    "date_from": NEXT.isoformat(),
}


@pytest.fixture
def source(organizer: Organizer) -> Event:
    """An event with one row of everything that is copied, and some that are not."""
    owner: dict[str, Any] = {"tenant": organizer.tenant}
    MetaProperty.objects.create(**owner, organizer=organizer, name="Format")
    event = make_event(
        organizer, meta_data={"Format": "Talks"}, is_public=False, testmode=True,
        date_admission=START - dt.timedelta(hours=2), presale_end=START,
        location={"en": "Brno"}, settings={"payment_term_days": 5},
        plugins=["pretix.plugins.banktransfer", "pretix.plugins.stripe"],
    )  # fmt: skip
    category = catalogue.save_category_within(
        event, category=None, data={"name": {"en": "Extras"}, "is_addon": True}, actor=SYSTEM
    )
    picture = Picture.objects.create(
        **owner, event=event, content_type="image/png", content=b"pixels"
    )
    tax = make_tax_rule(event)
    dinner = make_item(event, name="Dinner", kind="merch", category_id=category.pk, level=None)
    weekend = make_item(
        event, name="Weekend", tax_rule_id=tax.pk, level={"rank": 3, "color": "#aa0000"},
        available_until=START,
        variations=[{"value": {"en": "Adult"}}, {"value": {"en": "Child"}}],
        addons=[{"addon_category_id": category.pk, "max_count": 2}],
        bundles=[{"bundled_item_id": dinner.pk, "designated_price": 5}],
        price_phases=[{"name": {"en": "Early"}, "amount": 50, "ends_at": START}],
    )  # fmt: skip
    Item.objects.filter(event=event, pk=weekend.pk).update(picture=picture)
    ProgramTime.objects.create(**owner, item=weekend, start=START, end=START)
    adult = weekend.variations.order_by("pk")[0].pk
    make_quota(event, [weekend, dinner], variations=[adult], size=7)
    diet = make_question(event, [weekend], text="Diet", type="C", identifier="DIET", options=[
        {"identifier": "V", "answer": {"en": "Vegan"}}, {"identifier": "N", "answer": {"en": "Any"}},
    ])  # fmt: skip
    make_question(
        event, [weekend], text="Allergies", identifier="ALLERGIES",
        dependency_question_id=diet.pk, dependency_values=["V"],
    )  # fmt: skip
    rule = {"inList": [{"var": "product"}, {"objectList": [
        {"lookup": ["product", str(weekend.pk), "Weekend"]}, {"lookup": ["product", "0", "Gone"]},
    ]}]}  # fmt: skip
    make_list(event, all_products=False, limit_products=[weekend.pk], rules=rule)
    Room.objects.create(**owner, event=event, name="Hall")
    Department.objects.create(**owner, event=event, name="Door")
    return event


def clone(api: Api, source: Event, **body: Any) -> Any:
    return api.at(source).post("clone/", {**BODY, **body})


def the_copy() -> Event:
    return Event.unscoped.get(slug="con2028")


def test_ev_20_the_body_is_that_of_creating(alice: Api, source: Event) -> None:
    response = clone(alice, source)

    assert response.status_code == 201
    body = response.json()
    assert {name: body[name] for name in ("slug", "name")} == {
        "slug": "con2028",
        "name": BODY["name"],
    }
    assert (body["live"], body["presale_end"], body["date_to"]) == (False, None, None)
    assert alice.at(the_copy()).get().json() == body


WRONG: list[tuple[str, Any]] = [
    ("slug", None), ("slug", "con2027"), ("slug", "a_b"), ("name", None), ("name", {}), ("date_from", None),
    ("date_from", "soon"), ("live", True), ("plugins", ["nonsense"]), ("plugins", ["eventhub.plugins.festival"]),
    ("plugins", None), ("is_public", None), ("is_public", "no"), ("currency", "XXX"), ("meta_data", {"Nope": "x"}),
    ("date_to", "2000-01-01T00:00:00Z"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_ev_20_what_creating_refuses_is_refused(
    alice: Api, source: Event, field: str, value: Any
) -> None:
    before = Item.unscoped.count()

    response = clone(alice, source, **{field: value})

    assert (response.status_code, set(response.json())) == (400, {field})
    assert (Event.unscoped.count(), Item.unscoped.count()) == (1, before)


def test_ev_20_the_required_fields_are_required(alice: Api, source: Event) -> None:
    response = alice.at(source).post("clone/", {})

    assert (response.status_code, set(response.json())) == (400, {"slug", "name", "date_from"})


def test_ev_21_everything_is_there_again_with_new_ids(alice: Api, source: Event) -> None:
    before = {model: model._base_manager.count() for model in CLONED}

    assert clone(alice, source).status_code == 201

    assert all(before.values()), [m for m in before if not before[m]]
    assert {model: model._base_manager.count() for model in CLONED} == {
        model: 2 * number for model, number in before.items()
    }


def test_cond_5_and_ev_21_the_copy_says_when_its_lists_were_written(
    alice: Api, source: Event
) -> None:
    clone(alice, source)

    for kind in ("taxrules", "categories", "items", "questions", "quotas", "checkinlists"):
        assert "Last-Modified" in alice.at(the_copy()).get(f"{kind}/").headers, kind


def test_ev_21_references_stay_within_the_copy(alice: Api, source: Event) -> None:
    clone(alice, source)

    copy = the_copy()
    weekend, dinner = (copy.items.get(name={"en": name}) for name in ("Weekend", "Dinner"))
    category, tax = copy.categories.get(), copy.tax_rules.get()
    assert (dinner.category_id, weekend.tax_rule_id) == (category.pk, tax.pk)
    assert ItemAddOn.objects.get(item=weekend).addon_category_id == category.pk
    assert ItemBundle.objects.get(item=weekend).bundled_item_id == dinner.pk
    quota = Quota.objects.get(event=copy)
    assert (quota.size, quota.taken) == (7, 0)
    assert set(quota.items.values_list("pk", flat=True)) == {weekend.pk, dinner.pk}
    assert list(quota.variations.values_list("pk", flat=True)) == [
        weekend.variations.order_by("pk")[0].pk
    ]
    diet, allergies = (
        Question.objects.get(event=copy, identifier=name) for name in ("DIET", "ALLERGIES")
    )
    assert list(diet.items.values_list("pk", flat=True)) == [weekend.pk]
    assert [row.identifier for row in diet.options.order_by("pk")] == ["V", "N"]
    assert (allergies.dependency_question_id, allergies.dependency_values) == (diet.pk, ["V"])
    assert Level.objects.get(event=copy, rank=3).item_id == weekend.pk
    picture = Picture.objects.get(event=copy)
    assert (weekend.picture_id, bytes(picture.content)) == (picture.pk, b"pixels")
    assert copy.settings == {"payment_term_days": 5}


def test_ev_21_v1_shows_the_copy_as_it_shows_the_source(alice: Api, source: Event) -> None:
    clone(alice, source)

    def names(event: Event, path: str, key: str) -> list[Any]:
        return [row[key] for row in alice.at(event).get(path).json()["results"]]

    for path, key in (
        ("items/", "name"), ("categories/", "name"), ("taxrules/", "rate"), ("questions/", "question"),
        ("quotas/", "size"), ("checkinlists/", "name"),
    ):  # fmt: skip
        assert names(the_copy(), path, key) == names(source, path, key) != []
        assert not set(names(the_copy(), path, "id")) & set(names(source, path, "id"))


@pytest.mark.parametrize("sent", [True, False])
def test_ev_22_the_body_wins_with_false_and_an_empty_list_too(
    alice: Api, source: Event, sent: bool
) -> None:
    body = clone(alice, source, **({"plugins": [], "is_public": True} if sent else {})).json()

    copied = ["pretix.plugins.banktransfer", "pretix.plugins.stripe"]
    assert (body["plugins"], body["is_public"]) == (([], True) if sent else (copied, False))


def test_ev_22_false_wins_over_a_public_source(alice: Api, event: Event) -> None:
    assert clone(alice, event, is_public=False).json()["is_public"] is False


def test_ev_23_what_is_not_copied(alice: Api, source: Event) -> None:
    item = make_shop(source)
    make_order(source, item)
    Voucher.objects.create(tenant=source.tenant, event=source, code="FREE")

    clone(alice, source)

    copy = the_copy()
    assert not copy.orders.exists()
    assert not Voucher.objects.filter(event=copy).exists()
    assert [row.taken for row in Quota.objects.filter(event=copy)] == [0, 0]
    assert (copy.live, copy.testmode) == (False, True)


def test_ev_23_dates_of_a_series_stay_behind(alice: Api, organizer: Organizer) -> None:
    source = make_event(organizer, has_subevents=True)
    date = make_date(source)
    item = make_item(source)
    make_quota(source, [item], date=date)
    make_list(source, subevent=date.pk)

    body = clone(alice, source).json()

    copy = the_copy()
    assert body["has_subevents"] is True
    assert not copy.subevents.exists()
    assert not copy.quotas.exists()
    assert not copy.checkin_lists.exists()
    assert copy.items.count() == 1


def test_ev_24_only_sources_of_this_organizer_that_one_may_read(
    alice: Api, charlie: Api, source: Event
) -> None:
    make_event(Organizer.unscoped.get(slug="others"), "fest")
    paths = [f"{EVENTS}fest/clone/", f"{EVENTS}nope/clone/", "organizers/others/events/fest/clone/"]
    aliases = [f"{EVENTS}?clone_from={slug}" for slug in ("fest", "nope", "x/y", "%00")]

    answers = [alice.post(path, BODY) for path in (*paths, *aliases)]

    assert [answer.status_code for answer in answers[:-1]] == [403] * 6
    assert answers[-1].status_code in {400, 403}
    assert len({answer.content for answer in answers[:-1]}) == 1
    assert charlie.at(source).post("clone/", BODY).status_code == 403
    assert not Event.unscoped.filter(slug="con2028").exists()


@pytest.mark.parametrize("missing", ["can_create_events", "can_change_event_settings"])
def test_amb_2_cloning_needs_both_rights(organizer: Organizer, source: Event, missing: str) -> None:
    rights = [r for r in ("can_create_events", "can_change_event_settings") if r != missing]
    api = Api(make_token(make_team(organizer, permissions=rights), "half"))

    assert clone(api, source).status_code == 403
    assert api.post(f"{EVENTS}?clone_from=con2027", BODY).status_code == 403
    assert Event.unscoped.count() == 1


def test_ev_24_the_source_is_as_it_was(alice: Api, source: Event) -> None:
    def shown() -> list[Any]:
        paths = ("", "items/", "questions/", "quotas/", "checkinlists/", "categories/", "taxrules/")
        return [alice.at(source).get(path).json() for path in paths]

    before, entries = shown(), AuditEntry.unscoped.filter(event=source).count()

    clone(alice, source)

    assert shown() == before
    assert AuditEntry.unscoped.filter(event=source).count() == entries


def test_ev_25_only_post(alice: Api, source: Event) -> None:
    api = alice.at(source)
    answers = [
        api.get("clone/"),
        api.put("clone/", BODY),
        api.patch("clone/", BODY),
        api.delete("clone/"),
    ]

    assert [answer.status_code for answer in answers] == [405] * 4


def test_ev_25_the_alias_does_the_same(alice: Api, source: Event) -> None:
    response = alice.post(f"{EVENTS}?clone_from=con2027", {**BODY, "plugins": []})

    assert (response.status_code, response.json()["plugins"]) == (201, [])
    assert the_copy().items.count() == 2


def test_ev_16_the_hook_runs_for_what_the_source_has_not(
    alice: Api, source: Event, settings: Any
) -> None:
    settings.PLUGIN_INSTALLERS = ["tests.api.test_clone.installed"]
    INSTALLED.clear()

    clone(alice, source)
    clone(alice, source, slug="con2029", plugins=["pretix.plugins.stripe", "pretix.plugins.paypal"])

    assert INSTALLED == [["pretix.plugins.paypal"]]


INSTALLED: list[list[str]] = []


def installed(*, event: Event, added: list[str]) -> None:
    INSTALLED.append(added)


def test_ev_60_added_and_cloned_are_written_down(alice: Api, source: Event) -> None:
    clone(alice, source)

    entries = AuditEntry.unscoped.filter(event=the_copy())
    added = entries.get(action="event.created")
    assert (added.actor_kind, added.data["clone_from"]) == ("token", "con2027")
    cloned = entries.filter(action="object.copied")
    kinds = sorted(cloned.values_list("object_type", flat=True))
    assert kinds == [
        "register.CheckInList", "shop.Category", "shop.Item", "shop.Item", "shop.Question", "shop.Question",
        "shop.Quota", "shop.TaxRule",
    ]  # fmt: skip


def test_amb_19_meta_data_is_copied_unless_sent(alice: Api, source: Event) -> None:
    copied = clone(alice, source).json()
    sent = clone(alice, source, slug="con2029", meta_data={}).json()

    assert (copied["meta_data"], sent["meta_data"]) == ({"Format": "Talks"}, {})


def test_amb_19_dates_inside_move_with_the_event(alice: Api, source: Event) -> None:
    body = clone(alice, source).json()

    copy = the_copy()
    weekend = copy.items.get(name={"en": "Weekend"})
    assert body["date_admission"] == "2028-06-22T14:00:00Z"
    assert weekend.available_until == NEXT
    assert PricePhase.objects.get(item=weekend).ends_at == NEXT
    assert ProgramTime.objects.get(item=weekend).start == NEXT


def test_amb_19_midnight_stays_midnight_across_summer_time(alice: Api, source: Event) -> None:
    clone(alice, source, date_from="2028-01-20T18:30:00Z")

    phase = PricePhase.objects.get(item=the_copy().items.get(name={"en": "Weekend"}))
    assert phase.ends_at == dt.datetime(2028, 1, 20, 17, tzinfo=dt.UTC)


def test_amb_19_a_date_at_the_end_of_the_calendar_is_no_trouble(alice: Api, source: Event) -> None:
    PricePhase.objects.filter(item__event=source).update(ends_at=LATE)

    assert clone(alice, source, date_from="2090-12-30T20:00:00Z").status_code == 201

    phase = PricePhase.objects.get(item__event=the_copy())
    assert phase.ends_at == LATE


def test_amb_19_rules_of_check_in_lists_speak_of_the_copys_items(alice: Api, source: Event) -> None:
    clone(alice, source)

    copy = the_copy()
    door = CheckInList.objects.get(event=copy)
    weekend = copy.items.get(name={"en": "Weekend"})
    assert list(door.limit_products.values_list("pk", flat=True)) == [weekend.pk]
    named, gone = door.rules["inList"][1]["objectList"]
    assert named == {"lookup": ["product", str(weekend.pk), "Weekend"]}
    assert gone == {"lookup": ["product", "0", "Gone"]}


def test_ev_25_copying_costs_the_same_whatever_there_is_to_copy(alice: Api, source: Event) -> None:
    def cost(slug: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert clone(alice, source, slug=slug).status_code == 201
        return len(queries)

    few = cost("con2028")
    for name in ("Day", "Evening"):
        item = make_item(source, name=name)
        make_quota(source, [item])
        make_question(source, [item], text=name)

    assert cost("con2029") == few
