"""The dates of a series over the public API. (v1 contract, B5 and C1.3, C2.6)"""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from eventhub.common.models import AuditEntry
from shop.actions.catalogue import series
from tenant.models import ChangeStamp, Event, MetaProperty, Organizer, SubEvent
from tests.api.conftest import Api
from tests.make import (
    START,
    SYSTEM,
    make_date,
    make_device,
    make_event,
    make_item,
    make_order,
    make_organizer,
    make_quota,
    make_team,
    make_token,
)

pytestmark = pytest.mark.django_db
ORGANIZER = "/api/v1/organizers/bigevents/subevents/"
FIELDS = {
    "id", "name", "event", "active", "is_public", "date_from", "date_to", "date_admission", "presale_start",
    "presale_end", "location", "frontpage_text", "item_price_overrides", "variation_price_overrides", "meta_data",
    "seating_plan", "seat_category_mapping", "last_modified",
}  # fmt: skip
LEAST = {"name": {"en": "Evening"}, "date_from": "2027-06-24T16:00:00Z", "meta_data": {}}


@pytest.fixture
def event(organizer: Organizer) -> Event:
    return make_event(organizer, "evenings", has_subevents=True)


def _ids(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_b5_a_date_comes_and_goes(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_item(event)
    varied = make_item(event, name="Seat", variations=[{"value": {"en": "Front"}}])
    front = varied.variations.get()
    MetaProperty.objects.create(tenant=event.tenant, organizer=event.organizer, name="Format")
    override = {
        "price": "12.50", "disabled": False, "available_from": None, "available_until": "2027-06-01T00:00:00Z"
    }  # fmt: skip
    sent = {
        "name": {"en": "Evening", "de": "Abend"},
        "active": True,
        "is_public": False,
        "date_from": "2027-06-24T16:00:00Z",
        "date_to": "2027-06-24T20:00:00Z",
        "date_admission": "2027-06-24T15:00:00Z",
        "presale_start": "2027-01-01T00:00:00Z",
        "presale_end": "2027-06-24T12:00:00Z",
        "location": {"en": "Main hall"},
        "geo_lat": 50.0,
        "geo_lon": 14.5,
        "frontpage_text": {"en": "Bring a cushion."},
        "comment": "Watch the piano.",
        "item_price_overrides": [{"item": item.pk, **override}],
        "variation_price_overrides": [{"variation": front.pk, **override, "price": None, "disabled": True}],
        "meta_data": {"Format": "Talk"},
        "seating_plan": None,
        "seat_category_mapping": {},
    }  # fmt: skip

    made = api.post("subevents/", sent)
    shown = made.json()
    pk, modified = shown.pop("id"), shown.pop("last_modified")
    read = api.get(f"subevents/{pk}/").json()
    listed = api.get("subevents/").json()["results"]
    gone = api.delete(f"subevents/{pk}/")

    assert made.status_code == 201
    assert shown == {**sent, "event": "evenings"}
    assert read == {**shown, "id": pk, "last_modified": modified}
    assert listed == [read]
    assert (gone.status_code, gone.content) == (204, b"")
    assert api.get(f"subevents/{pk}/").status_code == 404


def test_b5_defaults_and_required_fields(alice: Api, event: Event) -> None:
    api = alice.at(event)

    made = api.post("subevents/", LEAST).json()
    refused = api.post("subevents/", {})

    assert set(made) >= FIELDS
    assert (made["active"], made["is_public"], made["date_to"]) == (False, True, None)
    assert (made["item_price_overrides"], made["seat_category_mapping"]) == ([], {})
    assert refused.status_code == 400
    assert set(refused.json()) == {"name", "date_from", "meta_data"}
    assert SubEvent.objects.filter(event=event).count() == 1


def test_b5_patch_changes_what_is_sent_and_put_needs_what_is_required(
    alice: Api, event: Event
) -> None:
    api, item = alice.at(event), make_item(event)
    pk = api.post(
        "subevents/", {**LEAST, "item_price_overrides": [{"item": item.pk, "price": "5.00"}]}
    ).json()["id"]

    patched = api.patch(f"subevents/{pk}/", {"active": True}).json()
    short = api.put(f"subevents/{pk}/", {"name": "Only this"})
    put = api.put(f"subevents/{pk}/", {**LEAST, "name": "New", "item_price_overrides": []}).json()

    assert (patched["active"], patched["name"]) == (True, {"en": "Evening"})
    assert patched["item_price_overrides"][0]["price"] == "5.00"
    assert set(short.json()) == {"date_from", "meta_data"}
    assert (put["name"], put["active"], put["item_price_overrides"]) == ({"en": "New"}, True, [])


def test_b5_an_event_that_is_no_series_has_no_dates(alice: Api, organizer: Organizer) -> None:
    plain = make_event(organizer)

    refused = alice.at(plain).post("subevents/", LEAST)

    assert (refused.status_code, list(refused.json())) == (400, ["non_field_errors"])
    assert alice.at(plain).get("subevents/").json()["count"] == 0
    assert not SubEvent.unscoped.exists()


MISTAKES = [
    ("name", None), ("name", ""), ("name", {"xx": "?"}), ("name", 5), ("active", "true"), ("active", None),
    ("is_public", 1), ("date_from", "tomorrow"), ("date_from", None), ("date_from", 5), ("date_to", "2027-06-23T16:00:00Z"),
    ("date_to", True), ("presale_start", "x"), ("location", 5), ("geo_lat", "50"), ("geo_lat", 91), ("geo_lon", 1e300),
    ("frontpage_text", ["x"]), ("comment", None), ("item_price_overrides", {}), ("item_price_overrides", None),
    ("item_price_overrides", [5]), ("item_price_overrides", [{"price": "1.00"}]), ("item_price_overrides", [{"item": 10**12}]),
    ("item_price_overrides", [{"item": "1"}]), ("variation_price_overrides", [{"variation": 10**12}]),
    ("variation_price_overrides", [{"variation": 1, "price": 5}]), ("meta_data", {"Unknown": "x"}), ("meta_data", None),
    ("meta_data", []), ("seating_plan", 5), ("seat_category_mapping", {"A": 1}), ("seat_category_mapping", []),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), MISTAKES)
def test_b5_what_cannot_be_right_is_400_with_the_field(
    alice: Api, event: Event, field: str, value: Any
) -> None:
    refused = alice.at(event).post("subevents/", {**LEAST, field: value})

    assert refused.status_code == 400, refused.content
    assert list(refused.json()) == [field]
    assert not SubEvent.unscoped.exists()


def test_b5_the_sale_of_a_date_cannot_end_before_it_starts(alice: Api, event: Event) -> None:
    """As EV-14 and EV-35: checked against the resulting date."""
    api, date = alice.at(event), make_date(event, presale_start=START)

    refused = api.patch(
        f"subevents/{date.pk}/", {"presale_end": (START - dt.timedelta(hours=1)).isoformat()}
    )

    assert (refused.status_code, list(refused.json())) == (400, ["presale_end"])


def test_b5_overrides_of_other_events_do_not_exist_and_mirror_the_input(
    alice: Api, event: Event
) -> None:
    foreign = make_item(make_event(make_organizer("third")), variations=[{"value": {"en": "S"}}])
    mine = make_item(event)
    body = {
        **LEAST,
        "item_price_overrides": [
            {"item": mine.pk},
            {"item": foreign.pk},
            {"item": mine.pk, "price": "1.00"},
        ],
        "variation_price_overrides": [{"variation": foreign.variations.get().pk}],
    }

    refused = alice.at(event).post("subevents/", body)

    assert refused.status_code == 400
    first, second, third = refused.json()["item_price_overrides"]
    assert (first, list(second), list(third)) == ({}, ["item"], ["item"])
    assert list(refused.json()["variation_price_overrides"][0]) == ["variation"]
    assert not SubEvent.unscoped.exists()


def test_b5_a_date_that_was_ordered_stays(alice: Api, event: Event) -> None:
    item, date = make_item(event), make_date(event)
    make_quota(event, [item], date=date)
    make_order(event, item, date=date)

    refused = alice.at(event).delete(f"subevents/{date.pk}/")

    assert (refused.status_code, list(refused.json())) == (403, ["detail"])
    assert SubEvent.objects.filter(event=event).count() == 1


def test_b5_everyone_who_sees_the_event_reads_and_the_settings_right_writes(event: Event) -> None:
    make_date(event)
    team = make_team(event.organizer, name="Little", permissions=["can_change_items"])
    api = Api(make_token(team, "little-token")).at(event)

    assert api.get("subevents/").status_code == 200
    for answer in (
        api.post("subevents/", LEAST),
        api.patch(f"subevents/{SubEvent.unscoped.get().pk}/", {"active": False}),
        api.delete(f"subevents/{SubEvent.unscoped.get().pk}/"),
    ):
        assert answer.status_code == 403
    assert SubEvent.unscoped.get().active is True


def test_b5_dates_of_other_events_are_404(alice: Api, event: Event, organizer: Organizer) -> None:
    other = make_date(make_event(organizer, "other", has_subevents=True))
    api = alice.at(event)

    for answer in (
        api.get(f"subevents/{other.pk}/"),
        api.patch(f"subevents/{other.pk}/", {"active": False}),
        api.delete(f"subevents/{other.pk}/"),
        api.get("subevents/x/"),
        api.get(f"subevents/{10**30}/"),
    ):
        assert (answer.status_code, list(answer.json())) == (404, ["detail"])


def _filtered(event: Event) -> dict[str, SubEvent]:
    now = timezone.now()
    return {
        "past": make_date(
            event,
            name="Opening",
            date_from=now - dt.timedelta(days=5),
            date_to=now - dt.timedelta(days=4),
        ),
        "on": make_date(
            event,
            name="Middle",
            date_from=now - dt.timedelta(hours=1),
            date_to=now + dt.timedelta(hours=1),
            is_public=False,
            location={"en": "Garden"},
        ),
        "future": make_date(
            event, name="Finale", date_from=now + dt.timedelta(days=5), active=False
        ),
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("active=true", ["past", "on"]),
        ("active=false", ["future"]),
        ("is_public=false", ["on"]),
        ("is_past=true", ["past"]),
        ("is_past=false", ["on", "future"]),
        ("is_future=true", ["on", "future"]),
        ("is_future=false", ["past"]),
        ("ends_after={now}", ["on", "future"]),
        ("date_from_after={now}", ["future"]),
        ("date_from_before={now}", ["past", "on"]),
        ("search=final", ["future"]),
        ("search=garden", ["on"]),
        ("event__live=true", ["past", "on", "future"]),
        ("event__live=false", []),
        ("sales_channel=web", ["past", "on", "future"]),
        ("modified_since={now}", []),
        ("ordering=-date_from", ["future", "on", "past"]),
        ("ordering=-id", ["future", "on", "past"]),
        ("ordering=name", ["future", "on", "past"]),
        ("ordering=color&colour=red", ["past", "on", "future"]),
        ("attr[Format]=Talk", ["on"]),
    ],
)
def test_b5_filters_and_orderings_of_both_lists(
    alice: Api, event: Event, query: str, names: list[str]
) -> None:
    MetaProperty.objects.create(tenant=event.tenant, organizer=event.organizer, name="Format")
    dates = _filtered(event)
    series.save_subevent_within(
        event, subevent=dates["on"], data={"meta_data": {"Format": "Talk"}}, actor=SYSTEM
    )
    query = query.format(now=timezone.now().isoformat().replace("+00:00", "Z"))
    wanted = [dates[name].pk for name in names]

    assert _ids(alice.at(event).get(f"subevents/?{query}")) == wanted
    assert _ids(alice.get(f"{ORGANIZER}?{query}")) == wanted


@pytest.mark.parametrize(
    "query", ["active=1", "is_past=x", "modified_since=yesterday", "ends_after=5", "event__live=no"]
)
def test_b5_filters_that_cannot_be_read_are_400(alice: Api, event: Event, query: str) -> None:
    name = query.split("=", maxsplit=1)[0]
    for url in (alice.at(event).url("subevents/"), ORGANIZER):
        refused = alice.get(f"{url}?{query}")
        assert (refused.status_code, list(refused.json())) == (400, [name])


def test_cond_5_6_and_7_each_write_of_a_date_moves_the_stamp(alice: Api, event: Event) -> None:
    api = alice.at(event)
    assert "Last-Modified" not in api.get("subevents/").headers
    item = make_item(event)

    def aged() -> str:
        for stamp in ChangeStamp.objects.filter(event=event):
            stamp.changed_at -= dt.timedelta(seconds=60)
            stamp.save()
        return api.get("subevents/").headers["Last-Modified"]

    pk = api.post("subevents/", LEAST).json()["id"]
    for write in (
        lambda: api.patch(f"subevents/{pk}/", {"active": True}),
        lambda: api.patch(f"subevents/{pk}/", {"item_price_overrides": [{"item": item.pk}]}),
        lambda: api.delete(f"subevents/{pk}/"),
    ):
        seen = aged()
        same = api.get("subevents/", HTTP_IF_MODIFIED_SINCE=seen)
        assert (same.status_code, same.content) == (304, b"")
        assert write().status_code in {200, 204}
        again = api.get("subevents/", HTTP_IF_MODIFIED_SINCE=seen)
        assert again.status_code == 200
        assert parse_http_date(again.headers["Last-Modified"]) > parse_http_date(seen)
    older = http_date(timezone.now().timestamp() - 600)
    assert api.get("subevents/", HTTP_IF_MODIFIED_SINCE=older).status_code == 200


@pytest.mark.parametrize("where", ["event", "organizer"])
def test_cond_11_only_the_dates_that_changed_since_the_first_page(
    alice: Api, event: Event, where: str
) -> None:
    """As a scan app does it (C2.6)."""
    url = ORGANIZER if where == "organizer" else alice.at(event).url("subevents/")
    _same, changed = make_date(event), make_date(event, days=1)
    first = alice.get(url)
    generated = first.headers["X-Page-Generated"]
    assert generated.endswith("Z")
    item = make_item(event)
    series.save_subevent_within(
        event,
        subevent=changed,
        data={"item_price_overrides": [{"item": item.pk, "price": Decimal(3)}]},
        actor=SYSTEM,
    )
    new = make_date(event, days=2)

    later = alice.get(f"{url}?ordering=-last_modified&modified_since={generated}")

    assert _ids(first) == [_same.pk, changed.pk]
    assert _ids(later) == [new.pk, changed.pk]
    assert later.headers["X-Page-Generated"] > generated


def test_b5_the_list_of_the_organizer_shows_what_the_caller_may_see(
    organizer: Organizer, event: Event, charlie: Api, nobody: Api
) -> None:
    other = make_event(organizer, "hidden", has_subevents=True)
    mine, _ = make_date(event), make_date(other)
    team = make_team(organizer, name="Door", permissions=["can_checkin_orders"], events=[event])
    bob = Api(make_token(team, "door-token"))

    assert _ids(bob.get(ORGANIZER)) == [mine.pk]
    assert bob.get(ORGANIZER).json()["results"][0]["event"] == "evenings"
    assert bob.post(ORGANIZER, LEAST).status_code == 405
    assert charlie.get(ORGANIZER).status_code == 403
    assert nobody.get(ORGANIZER).status_code == 401


def test_c1_a_device_picks_among_the_dates_of_its_events(
    organizer: Organizer, event: Event
) -> None:
    other = make_event(organizer, "hidden", has_subevents=True)
    mine, _asleep = make_date(event), make_date(event, days=1, active=False)
    make_date(other)
    make_device(organizer, events=[event])
    device = Api.device("key-of-a-device")
    query = f"ends_after={timezone.now():%Y-%m-%dT%H:%M:%SZ}&ordering=date_from&active=true"

    assert _ids(device.get(f"{ORGANIZER}?{query}")) == [mine.pk]
    assert _ids(device.get(f"{ORGANIZER}?{query}&event__live=true")) == [mine.pk]
    assert device.at(event).get(f"subevents/{mine.pk}/").status_code == 200
    assert device.at(event).post("subevents/", LEAST).status_code == 403
    assert device.at(other).get("subevents/").status_code == 403


@pytest.mark.parametrize(("path", "queries"), [("subevents/", 7), (ORGANIZER, 5)])
@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_dates_cost_the_same_whatever_their_number(
    alice: Api, event: Event, path: str, queries: int, count: int
) -> None:
    item = make_item(event)
    for days in range(count):
        date = make_date(event, days=days)
        data = {"item_price_overrides": [{"item": item.pk, "price": Decimal(3)}]}
        series.save_subevent_within(event, subevent=date, data=data, actor=SYSTEM)
    api = alice.at(event)
    api.get(path)

    with CaptureQueriesContext(
        connection,
    ) as seen:
        answer = api.get(path)

    assert len(answer.json()["results"]) == count
    assert len(seen) == queries, [query["sql"][:120] for query in seen]


@pytest.mark.parametrize("count", [1, 3])
def test_b5_how_well_a_date_sells_is_told_to_whoever_asks(
    alice: Api, event: Event, count: int
) -> None:
    item = make_item(event)
    varied = make_item(event, name="Seat", variations=[{"value": {"en": "Front"}}])
    for days in range(0, 3 * count, 3):
        free, full = make_date(event, days=days), make_date(event, days=days + 1)
        make_date(event, days=days + 2)
        make_quota(event, [item], date=free, size=1)
        make_quota(event, [varied], date=full, size=0, variations=[varied.variations.get().pk])

    with CaptureQueriesContext(connection) as seen:
        rows = alice.get(f"{ORGANIZER}?with_availability_for=web").json()["results"]

    assert [row["best_availability_state"] for row in rows] == [100, 0, None] * count
    assert len(seen) == 8
    assert "best_availability_state" not in alice.get(ORGANIZER).json()["results"][0]


def test_writes_of_dates_are_logged_and_empty_ones_are_not(alice: Api, event: Event) -> None:
    api = alice.at(event)
    pk = api.post("subevents/", LEAST).json()["id"]
    before = api.get(f"subevents/{pk}/").json()["last_modified"]
    api.patch(f"subevents/{pk}/", {})
    api.patch(f"subevents/{pk}/", {"active": False})
    assert api.get(f"subevents/{pk}/").json()["last_modified"] == before
    api.patch(f"subevents/{pk}/", {"active": True})
    api.delete(f"subevents/{pk}/")

    verbs = AuditEntry.objects.filter(event=event, action__startswith="date.").order_by("pk")
    assert [entry.action.rpartition(".")[2] for entry in verbs] == ["created", "changed", "deleted"]


def test_b7_an_order_names_a_date(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_item(event)
    date, other = make_date(event), make_date(event, days=1)
    for each in (date, other):
        made = api.post(
            "quotas/", {"name": "Q", "size": 1, "items": [item.pk], "subevent": each.pk}
        )
        assert (made.status_code, made.json()["subevent"]) == (201, each.pk)

    def order(**position: Any) -> Any:
        return api.post(
            "orders/", {"email": "a@example.org", "positions": [{"item": item.pk, **position}]}
        )

    undated, unknown = order(), order(subevent=10**9)
    first, full = order(subevent=date.pk), order(subevent=date.pk)
    second = order(subevent=other.pk)

    assert [list(answer.json()["positions"][0]) for answer in (undated, unknown)] == [
        ["subevent"],
        ["subevent"],
    ]
    assert first.json()["positions"][0]["subevent"] == date.pk
    assert (full.status_code, list(full.json()["positions"][0])) == (400, ["item"])
    assert second.status_code == 201
    after, before = (START + dt.timedelta(hours=1), START + dt.timedelta(hours=1))
    for query, code in (
        (f"subevent={date.pk}", first),
        (f"subevent={other.pk}", second),
        (f"subevent_after={after:%Y-%m-%dT%H:%M:%SZ}", second),
        (f"subevent_before={before:%Y-%m-%dT%H:%M:%SZ}", first),
    ):
        found = api.get(f"orders/?{query}").json()["results"]
        assert [row["code"] for row in found] == [code.json()["code"]], query


def test_b4_quotas_are_found_by_their_date(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_item(event)
    dates = [make_date(event, days=days) for days in range(3)]
    quotas = [make_quota(event, [item], date=date) for date in dates]
    make_order(event, item, date=dates[0])

    one, two = dates[0].pk, dates[2].pk
    assert _ids(api.get(f"quotas/?subevent={one}")) == [quotas[0].pk]
    assert _ids(api.get(f"quotas/?subevent__in={one},{two}")) == [quotas[0].pk, quotas[2].pk]
    refused = api.post("quotas/", {"name": "Q", "size": 1, "items": [item.pk]})
    assert (refused.status_code, list(refused.json())) == (400, ["subevent"])
    usage = [api.get(f"quotas/{quota.pk}/availability/").json() for quota in quotas[:2]]
    assert [entry["paid_orders"] for entry in usage] == [1, 0]


def test_b4_a_quota_of_an_event_without_dates_names_none(alice: Api, organizer: Organizer) -> None:
    plain, foreign = make_event(organizer), make_event(organizer, "x", has_subevents=True)
    item, date = make_item(plain), make_date(foreign)

    refused = alice.at(plain).post(
        "quotas/", {"name": "Q", "size": 1, "items": [item.pk], "subevent": date.pk}
    )

    assert (refused.status_code, list(refused.json())) == (400, ["subevent"])


def test_ev_18_a_series_can_be_created(alice: Api, organizer: Organizer) -> None:
    made = alice.post(
        "organizers/bigevents/events/",
        {
            "name": {"en": "S"},
            "slug": "series",
            "date_from": "2027-06-24T16:00:00Z",
            "has_subevents": True,
        },
    )

    assert (made.status_code, made.json()["has_subevents"]) == (201, True)
    event = Event.objects.get(organizer=organizer, slug="series")
    assert alice.at(event).get("subevents/").json()["results"] == []
