"""Events. (v1 contract, A10)"""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from eventhub.common.models import AuditEntry
from shop.models import Cart, Hold, Invoice, Item, ItemOverride, Quota, Voucher, WaitingListEntry
from tenant.models import Event, MetaProperty, Organizer, SubEvent, Webhook
from tests.api.conftest import Api
from tests.api.test_budgets import statements
from tests.make import (
    make_date,
    make_event,
    make_item,
    make_order,
    make_quota,
    make_shop,
    make_voucher,
)

pytestmark = pytest.mark.django_db

EVENTS = "organizers/bigevents/events/"
BODY: dict[str, Any] = {
    "slug": "sampleconf",
    "name": {"en": "Sample Conference", "de-informal": "Beispielkonferenz"},
    "date_from": "2027-12-27T10:00:00Z",
}
FULL: dict[str, Any] = {
    **BODY,
    "live": False,
    "testmode": True,
    "currency": "CHF",
    "timezone": "Europe/Zurich",
    "date_to": "2027-12-30T10:00:00.5Z",
    "date_admission": "2027-12-27T09:30:00Z",
    "is_public": False,
    "presale_start": None,
    "presale_end": "2027-12-01T00:00:00Z",
    "location": {"en": "Zürich"},
    "geo_lat": 47.37,
    "geo_lon": 8.54,
    "has_subevents": False,
    "meta_data": {"Format": "Talks"},
    "plugins": ["pretix.plugins.banktransfer", "pretix.plugins.stripe", "pretix.plugins.paypal",
                "pretix.plugins.ticketoutputpdf", "pretix.plugins.pretixdroid"],
}  # fmt: skip


@pytest.fixture
def formats(organizer: Organizer) -> MetaProperty:
    return MetaProperty.objects.create(tenant=organizer.tenant, organizer=organizer, name="Format")


def actions(event: Event) -> list[str]:
    return list(
        AuditEntry.unscoped.filter(event=event).order_by("pk").values_list("action", flat=True)
    )


def test_ev_1_the_list_shows_all_events_by_slug(alice: Api, organizer: Organizer) -> None:
    for slug in ("zeta", "alpha"):
        make_event(organizer, slug, live=False, is_public=False)

    rows = alice.get(EVENTS).json()["results"]

    assert [row["slug"] for row in rows] == ["alpha", "zeta"]


def test_ev_2_the_detail_has_what_the_row_has(alice: Api, event: Event) -> None:
    row = alice.get(EVENTS).json()["results"][0]
    detail = alice.at(event).get().json()

    assert detail.pop("valid_keys") == {"pretix_sig1": []}
    assert detail == row


def test_ev_2_an_event_says_where_its_page_is(alice: Api, event: Event) -> None:
    assert alice.at(event).get().json()["public_url"].endswith("/bigevents/con2027/")


def test_ev_3_filters_and_orderings(
    alice: Api, organizer: Organizer, formats: MetaProperty
) -> None:
    now = timezone.now()
    past, future = now - dt.timedelta(days=9), now + dt.timedelta(days=9)
    make_event(organizer, "past", live=True, date_from=past, date_to=past, name={"en": "Ökofest"})
    make_event(
        organizer, "soon", live=False, date_from=future, date_to=None, is_public=False,
        testmode=True, has_subevents=True, meta_data={"Format": "Talks"}, location={"en": "Brno"},
    )  # fmt: skip

    def slugs(query: str) -> list[str]:
        return [row["slug"] for row in alice.get(f"{EVENTS}?{query}").json()["results"]]

    stamp = now.isoformat().replace("+00:00", "Z")
    assert slugs("live=true") == slugs("is_past=true") == slugs("is_future=false") == ["past"]
    assert slugs("live=false") == slugs("is_past=false") == slugs("is_future=true") == ["soon"]
    assert (
        slugs("is_public=false")
        == slugs("testmode=true")
        == slugs("has_subevents=true")
        == ["soon"]
    )
    assert slugs(f"ends_after={stamp}") == slugs(f"date_from_after={stamp}") == ["soon"]
    assert slugs(f"date_from_before={stamp}") == ["past"]
    make_event(organizer, "on", date_from=past, date_to=future)
    assert slugs("is_future=true") == slugs("is_past=false") == ["on", "soon"]
    Event.unscoped.filter(slug="on").delete()
    assert slugs("search=Ökofest") == slugs("search=PAST") == ["past"]
    assert slugs("search=brno") == slugs("attr[Format]=Talks") == ["soon"]
    assert slugs("sales_channel=web&ordering=date_from") == ["past", "soon"]
    assert slugs("attr[Format]=Dance") == []
    assert slugs("ordering=-date_from") == slugs("ordering=-slug") == ["soon", "past"]


@pytest.mark.parametrize("count", [1, 3])
def test_c1_2_how_well_an_event_sells_is_told_to_whoever_asks(
    alice: Api, organizer: Organizer, count: int
) -> None:
    for number in range(count):
        make_event(organizer, f"a{number}")
        make_shop(make_event(organizer, f"b{number}"), size=1)
        sold_out = make_event(organizer, f"c{number}")
        seat = make_item(sold_out, variations=[{"value": {"en": "Front"}}])
        make_quota(sold_out, [seat], size=0, variations=[seat.variations.get().pk])
        series = make_event(organizer, f"d{number}", has_subevents=True)
        item = make_item(series)
        make_quota(series, [item], size=0, date=make_date(series))
        make_quota(series, [item], size=5, date=make_date(series, days=1))
        over = make_event(organizer, f"e{number}", has_subevents=True)
        item = make_item(over)
        make_quota(over, [item], size=0, date=make_date(over))
        make_quota(over, [item], size=5, date=make_date(over, active=False))

    plain = statements(lambda: alice.get(EVENTS))
    asked = statements(lambda: alice.get(f"{EVENTS}?with_availability_for=web"))
    rows = alice.get(f"{EVENTS}?with_availability_for=web").json()["results"]

    found = {row["slug"]: row["best_availability_state"] for row in rows}
    expected = {"a": None, "b": 100, "c": 0, "d": 100, "e": 0}
    assert found == {f"{kind}{n}": state for kind, state in expected.items() for n in range(count)}
    assert len(asked) == len(plain) + 4
    assert all("best_availability_state" not in row for row in alice.get(EVENTS).json()["results"])
    one = alice.get(f"{EVENTS}b0/?with_availability_for=web").json()
    assert one["best_availability_state"] == 100
    assert "best_availability_state" not in alice.get(f"{EVENTS}b0/").json()


def test_ev_10_and_11_only_three_fields_are_needed(alice: Api, organizer: Organizer) -> None:
    response = alice.post(EVENTS, BODY)

    assert response.status_code == 201
    body = response.json()
    assert {name: body[name] for name in BODY} == BODY
    assert (body["live"], body["is_public"], body["has_subevents"]) == (False, True, False)
    assert (body["meta_data"], body["currency"]) == ({}, "EUR")
    assert alice.get(f"{EVENTS}sampleconf/").json() == body


def test_ev_10_values_that_were_sent_come_back(
    alice: Api, organizer: Organizer, formats: MetaProperty
) -> None:
    response = alice.post(EVENTS, FULL)

    assert response.status_code == 201
    body = response.json()
    assert {name: body[name] for name in FULL} == {**FULL, "date_to": "2027-12-30T10:00:00.500000Z"}


def test_type_1_an_offset_is_the_same_instant_in_utc(alice: Api, organizer: Organizer) -> None:
    body = alice.post(EVENTS, {**BODY, "date_from": "2027-12-27T12:00:00+02:00"}).json()

    assert body["date_from"] == "2027-12-27T10:00:00Z"


def test_type_3_a_plain_string_is_the_default_languages(alice: Api, organizer: Organizer) -> None:
    body = alice.post(
        EVENTS, {**BODY, "name": "Just words", "location": {"de_Informal": "Bad"}}
    ).json()

    assert body["name"] == {"en": "Just words"}
    assert body["location"] == {"de-informal": "Bad"}


def test_ev_12_an_event_is_not_born_live(alice: Api, organizer: Organizer) -> None:
    response = alice.post(EVENTS, {**BODY, "live": True})

    assert (response.status_code, set(response.json())) == (400, {"live"})
    assert not Event.unscoped.exists()


def test_ev_13_a_slug_is_unique_within_its_organizer(
    alice: Api, charlie: Api, event: Event
) -> None:
    taken = alice.post(EVENTS, {**BODY, "slug": "con2027"})
    elsewhere = charlie.post("organizers/others/events/", {**BODY, "slug": "con2027"})

    assert (taken.status_code, set(taken.json())) == (400, {"slug"})
    assert elsewhere.status_code == 201


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "under_score",
        "-dash",
        "dash-",
        "blank in",
        "a" * 51,
        "ü",
        " blank",
        "blank\n",
        "events",
        "control",
        5,
        None,
        ["a"],
    ],
)
def test_ev_13_a_slug_has_a_pattern(alice: Api, organizer: Organizer, slug: Any) -> None:
    response = alice.post(EVENTS, {**BODY, "slug": slug})

    assert (response.status_code, set(response.json())) == (400, {"slug"})
    assert not Event.unscoped.exists()


@pytest.mark.parametrize("slug", ["a", "30C3", "x.y-z", "a" * 50])
def test_ev_13_what_a_slug_may_be(alice: Api, organizer: Organizer, slug: str) -> None:
    assert alice.post(EVENTS, {**BODY, "slug": slug}).json()["slug"] == slug


WRONG: list[tuple[str, Any]] = [
    ("date_from", "yesterday"), ("date_from", 5), ("date_from", None), ("date_from", "2027-13-45T10:00:00Z"),
    ("date_from", "2027-12-27T10:00:00"), ("date_from", ""), ("date_from", ["2027-12-27T10:00:00Z"]),
    ("date_from", "9999-12-31T23:59:59-14:00"), ("date_from", "0001-01-01T00:00:00+14:00"),
    ("date_to", "2027-12-26T10:00:00Z"), ("date_to", {}), ("live", "false"), ("live", None), ("live", 0),
    ("is_public", None), ("is_public", "yes"), ("is_public", 1), ("has_subevents", "no"), ("testmode", []),
    ("currency", "XXX"), ("currency", "eur"), ("currency", "EUR "), ("currency", 5), ("currency", None), ("currency", ""),
    ("timezone", "Mars/Olympus"), ("timezone", ""), ("timezone", 1), ("name", ""), ("name", {}), ("name", {"en": ""}),
    ("name", {"xx": "?"}), ("name", {"en": 5}), ("name", ["A"]), ("name", None), ("name", 5), ("location", {"xx": "?"}),
    ("location", 7), ("meta_data", {"Nope": "x"}), ("meta_data", "x"), ("meta_data", {"Format": 5}), ("meta_data", None),
    ("plugins", ["nonsense"]), ("plugins", "pretix.plugins.stripe"), ("plugins", [5]), ("plugins", None),
    ("plugins", [["a"]]), ("plugins", ["eventhub.plugins.festival"]), ("geo_lat", 91), ("geo_lon", "x"), ("geo_lat", True),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_ev_14_to_17_a_wrong_value_is_400_on_its_field(
    alice: Api, organizer: Organizer, formats: MetaProperty, field: str, value: Any
) -> None:
    response = alice.post(EVENTS, {**BODY, field: value})

    assert (response.status_code, set(response.json())) == (400, {field})
    assert all(isinstance(why, (list, dict)) for why in response.json().values())
    assert not Event.unscoped.exists()


def test_ev_14_to_17_a_wrong_change_changes_nothing(alice: Api, event: Event) -> None:
    MetaProperty.objects.create(tenant=event.tenant, organizer=event.organizer, name="Format")
    before = alice.at(event).get().json()
    earlier = ("date_to", "2000-01-01T00:00:00Z")
    changes = [earlier if pair == ("date_to", "2027-12-26T10:00:00Z") else pair for pair in WRONG]

    for field, value in changes:
        response = alice.at(event).patch("", {"is_public": False, field: value})
        assert (response.status_code, set(response.json())) == (400, {field}), value

    assert alice.at(event).get().json() == before


def test_ev_14_a_sale_that_ends_before_it_starts(alice: Api, organizer: Organizer) -> None:
    sale = {"presale_start": "2027-05-01T00:00:00Z", "presale_end": "2027-04-01T00:00:00Z"}

    response = alice.post(EVENTS, {**BODY, **sale})

    assert (response.status_code, set(response.json())) == (400, {"presale_end"})


def test_err_3_all_offending_fields_are_told_at_once(alice: Api, organizer: Organizer) -> None:
    response = alice.post(EVENTS, {"slug": None, "live": "x", "plugins": 5})

    assert response.status_code == 400
    assert set(response.json()) == {"slug", "live", "plugins", "name", "date_from"}


def test_ev_15_an_organizer_that_was_allowed_may_use_a_restricted_plugin(
    alice: Api, organizer: Organizer
) -> None:
    organizer.plugins_allowed = ["eventhub.plugins.festival"]
    organizer.save()

    body = alice.post(EVENTS, {**BODY, "plugins": ["eventhub.plugins.festival"]}).json()
    none = alice.patch(f"{EVENTS}sampleconf/", {"plugins": []}).json()

    assert body["plugins"] == ["eventhub.plugins.festival"]
    assert none["plugins"] == []


def test_ev_17_choices_and_protected_properties(
    organizer: Organizer, alice: Api, formats: MetaProperty
) -> None:
    formats.choices = ["Talks"]
    formats.save()

    refused = alice.post(EVENTS, {**BODY, "meta_data": {"Format": "Dance"}})

    assert (refused.status_code, set(refused.json())) == (400, {"meta_data"})
    assert alice.post(EVENTS, {**BODY, "meta_data": {"Format": "Talks"}}).status_code == 201


def test_ev_30_patch_touches_only_what_is_sent(alice: Api, event: Event) -> None:
    before = alice.at(event).get().json()

    response = alice.at(event).patch("", {"is_public": False})

    assert response.status_code == 200
    assert response.json() == {**before, "is_public": False}


def test_ev_30_an_empty_patch_does_and_logs_nothing(alice: Api, event: Event) -> None:
    before = actions(event)

    assert alice.at(event).patch("", {}).status_code == 200
    assert actions(event) == before


def test_ev_31_put_needs_the_required_fields_and_keeps_the_others(alice: Api, event: Event) -> None:
    alice.at(event).patch("", {"is_public": False})

    short = alice.at(event).put("", {"name": {"en": "New"}})
    whole = alice.at(event).put("", {**BODY, "slug": "con2027", "date_to": None})

    assert (short.status_code, set(short.json())) == (400, {"slug", "date_from"})
    assert whole.status_code == 200
    assert (whole.json()["name"], whole.json()["is_public"]) == (BODY["name"], False)


def test_ev_32_and_33_a_series_stays_one_and_a_slug_stays(alice: Api, event: Event) -> None:
    for field, other, same in (("has_subevents", True, False), ("slug", "other", "con2027")):
        refused = alice.at(event).patch("", {field: other})
        assert (refused.status_code, set(refused.json())) == (400, {field})
        assert alice.at(event).patch("", {field: same}).status_code == 200


def test_ev_34_meta_data_is_replaced_as_a_whole(alice: Api, event: Event) -> None:
    for name in ("Format", "Topic"):
        MetaProperty.objects.create(tenant=event.tenant, organizer=event.organizer, name=name)
    alice.at(event).patch("", {"meta_data": {"Format": "Talks", "Topic": "Bees"}})

    body = alice.at(event).patch("", {"meta_data": {"Topic": "Wasps"}}).json()

    assert body["meta_data"] == {"Topic": "Wasps"}


def test_ev_35_dates_are_checked_against_the_resulting_event(alice: Api, event: Event) -> None:
    refused = alice.at(event).patch("", {"date_from": "2030-01-01T00:00:00Z"})

    assert (refused.status_code, set(refused.json())) == (400, {"date_to"})
    moved = {"date_from": "2030-01-01T00:00:00Z", "date_to": "2030-01-02T00:00:00Z"}
    assert alice.at(event).patch("", moved).status_code == 200


def test_ev_35_the_sale_is_checked_against_the_resulting_event(alice: Api, event: Event) -> None:
    api = alice.at(event)
    api.patch("", {"presale_start": "2027-01-01T00:00:00Z", "presale_end": "2027-02-01T00:00:00Z"})

    for change in (
        {"presale_end": "2026-12-31T00:00:00Z"},
        {"presale_start": "2027-02-02T00:00:00Z"},
    ):
        refused = api.patch("", {**change, "is_public": False})

        assert (refused.status_code, set(refused.json())) == (400, {"presale_end"})
    body = api.get().json()
    assert (body["presale_start"], body["is_public"]) == ("2027-01-01T00:00:00Z", True)
    assert api.patch("", {"presale_start": None}).status_code == 200


def test_ev_40_to_42_going_live_needs_a_quota_and_a_way_to_pay(
    alice: Api, organizer: Organizer
) -> None:
    event = make_event(organizer, live=False, plugins=[])
    api = alice.at(event)

    nothing = api.patch("", {"live": True, "is_public": False})
    item = make_item(event, price="10.00")
    make_quota(event, [item])
    unpayable = api.patch("", {"live": True})
    api.patch("", {"plugins": ["eventhub.plugins.boxoffice"]})
    at_the_door_only = api.patch("", {"live": True})
    payable = api.patch("", {"live": True, "plugins": ["pretix.plugins.banktransfer"]})

    for refused in (nothing, unpayable, at_the_door_only):
        assert (refused.status_code, set(refused.json())) == (400, {"live"})
    assert api.get().json()["is_public"] is True
    assert (payable.status_code, payable.json()["live"]) == (200, True)


def test_ev_42_free_things_need_no_payment(alice: Api, organizer: Organizer) -> None:
    event = make_event(organizer, live=False, plugins=[])
    make_shop(event, price="0.00")

    assert alice.at(event).patch("", {"live": True}).json()["live"] is True


def test_ev_42_what_a_kind_costs_counts(alice: Api, organizer: Organizer) -> None:
    event = make_event(organizer, live=False, plugins=[])
    item = make_shop(event, price="0.00")
    api = alice.at(event)
    kind = api.post(
        f"items/{item.pk}/variations/", {"value": {"en": "Gold"}, "default_price": "9.00"}
    ).json()

    refused = api.patch("", {"live": True})
    api.patch(f"items/{item.pk}/variations/{kind['id']}/", {"default_price": "0.00"})

    assert (refused.status_code, set(refused.json())) == (400, {"live"})
    assert api.patch("", {"live": True}).json()["live"] is True


def test_ev_44_going_offline_is_always_allowed_and_edits_keep_it_live(
    alice: Api, event: Event
) -> None:
    assert not Quota.objects.filter(event=event).exists()

    assert alice.at(event).patch("", {"is_public": False}).json()["live"] is True
    # A client that sends all that it read sends `live` along.
    again = {**alice.at(event).get().json(), "is_public": True}
    assert alice.at(event).put("", again).json()["live"] is True
    assert not AuditEntry.unscoped.filter(action__endswith="activated").exists()
    assert alice.at(event).patch("", {"live": False}).json()["live"] is False


def test_ev_50_and_52_a_deleted_event_is_gone_with_all_it_had(alice: Api, event: Event) -> None:
    make_shop(event)

    response = alice.at(event).delete()

    assert (response.status_code, response.content) == (204, b"")
    assert alice.at(event).get().status_code == 403
    assert alice.get(EVENTS).json()["count"] == 0
    assert alice.post(EVENTS, {**BODY, "slug": "con2027"}).status_code == 201


def test_ev_52_vouchers_carts_dates_and_the_waiting_list_go_too(
    alice: Api, event: Event, organizer: Organizer
) -> None:
    series = make_event(organizer, "series", has_subevents=True)
    item, evening = make_item(series), make_date(series)
    make_quota(series, [item], date=evening)
    hook = Webhook.objects.create(
        tenant=organizer.tenant, organizer=organizer, target_url="https://example.org/"
    )
    hook.limit_events.set([event, series], through_defaults={"tenant": event.tenant})
    api = alice.at(series)
    quota = api.get("quotas/").json()["results"][0]["id"]
    override = {"item_price_overrides": [{"item": item.pk, "price": "3.00"}]}
    assert api.patch(f"subevents/{evening.pk}/", override).status_code == 200
    unit = {"item": item.pk, "subevent": evening.pk}
    for path, sent in (
        ("vouchers/", {"code": "OPEN", "block_quota": True, **unit}),
        ("vouchers/", {"code": "QUOTA", "quota": quota, "subevent": evening.pk}),
        ("waitinglistentries/", {"email": "b@example.org", **unit}),
        ("cartpositions/", {"price": "3.00", **unit}),
        ("cartpositions/", {"price": "3.00", "voucher": "OPEN", **unit}),
        ("checkinlists/", {"name": "Door", "all_products": True, "subevent": evening.pk}),
    ):
        made = api.post(path, sent)
        assert made.status_code == 201, (path, made.content)
    code = Voucher.unscoped.get(code="QUOTA")
    WaitingListEntry.unscoped.update(voucher=code)

    response = api.delete()

    assert (response.status_code, response.content) == (204, b"")
    assert api.get().status_code == 403
    for model in (Voucher, WaitingListEntry, Hold, Cart, SubEvent, Quota, Item, ItemOverride):
        assert not model.unscoped.exists(), model
    assert list(hook.limit_events.all()) == [event]


@pytest.mark.parametrize("status", ["n", "p", "c"])
def test_ev_51_an_event_with_any_order_stays(alice: Api, event: Event, status: str) -> None:
    order = make_order(event, make_shop(event), paid=status == "p")
    if status == "c":
        alice.at(event).post(f"orders/{order.code}/mark_canceled/", {"send_email": False})

    response = alice.at(event).delete()

    assert (response.status_code, set(response.json())) == (403, {"detail"})
    assert alice.at(event).get("items/").json()["count"] == 1


def test_ev_51_an_event_with_an_invoice_stays_whole(alice: Api, event: Event) -> None:
    event.settings = {"invoice_generate": "by_hand"}
    event.save(update_fields=["settings"])
    item = make_shop(event)
    order = make_order(event, item)
    assert alice.at(event).post(f"orders/{order.code}/create_invoice/").status_code == 201
    make_voucher(event, "KEPT", item_id=item.pk)
    before = [(model, model.unscoped.count()) for model in (Invoice, Voucher, Item, Quota)]

    refused = alice.at(event).delete()

    assert (refused.status_code, set(refused.json())) == (403, {"detail"})
    assert [(model, model.unscoped.count()) for model, _ in before] == before
    assert all(number for _, number in before)
    assert alice.at(event).get().status_code == 200
    assert "event.deleted" not in actions(event)


def test_ev_60_who_did_what_is_written_down(alice: Api, organizer: Organizer) -> None:
    alice.post(EVENTS, {**BODY, "plugins": []})
    event = Event.unscoped.get()
    make_shop(event, price="0.00")
    alice.at(event).patch("", {"plugins": ["pretix.plugins.stripe"], "live": True})
    alice.at(event).patch("", {"live": False})

    said = [
        action
        for action in actions(event)
        if action.startswith(("event.activated", "event.deactivated", "plugin."))
    ]
    assert actions(event)[0] == "event.created"
    assert said == [
        "plugin.enabled", "event.activated", "event.deactivated",
    ]  # fmt: skip
    entry = AuditEntry.unscoped.filter(event=event, action="event.created").get()
    assert (entry.actor_kind, entry.actor_label) == ("token", "Everything / script")

    alice.at(event).delete()

    gone = AuditEntry.unscoped.get(action="event.deleted")
    assert gone.organizer_id == organizer.pk
    assert gone.data["slug"] == "sampleconf"
