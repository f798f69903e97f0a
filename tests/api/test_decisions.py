"""What the contract leaves open or says twice, as we decided it (v1 contract, part D)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from shop.models import Category
from tenant.access.levels import PERMISSIONS
from tenant.events.plugins import PLUGINS
from tenant.models import Event, MetaProperty, Organizer
from tests.api.conftest import Api
from tests.make import (
    make_device,
    make_event,
    make_item,
    make_order,
    make_organizer,
    make_quota,
    make_shop,
    make_team,
    make_token,
    make_user,
)

pytestmark = pytest.mark.django_db

EVENTS = "organizers/bigevents/events/"
NEW = {"slug": "second", "name": {"en": "Second"}, "date_from": "2027-12-27T10:00:00Z"}
SAMPLES = {f"pretix.plugins.{name}" for name in ("banktransfer", "stripe", "paypal", "ticketoutputpdf", "pretixdroid")}  # fmt: skip


def device(key: str) -> Api:
    api = Api(None)
    api.client = Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Device {key}")
    return api


def test_amb_1_reading_events_needs_the_right_except_for_devices(
    event: Event, organizer: Organizer
) -> None:
    other = make_event(organizer, "con2028")
    settings = ["can_change_event_settings"]
    some = make_team(organizer, name="One", permissions=settings, events=[event])
    none = make_team(organizer, name="None", permissions=["can_view_orders"])
    reader, blind = Api(make_token(some, "one")), Api(make_token(none, "none"))
    make_device(organizer, key="key-of-a-door")
    door = device("key-of-a-door")

    assert [row["slug"] for row in reader.get(EVENTS).json()["results"]] == [event.slug]
    assert blind.get(EVENTS).status_code == 403
    assert blind.at(event).get().status_code == 403
    assert door.at(other).get().status_code == 200
    assert door.get(EVENTS).json()["count"] == 2


def test_amb_3_a_change_is_answered_with_200_and_put_too(alice: Api, event: Event) -> None:
    api = alice.at(event)

    patched = api.patch("", {"name": {"en": "A"}})
    put = api.put(
        "", {"name": {"en": "B"}, "slug": event.slug, "date_from": "2027-06-01T10:00:00Z"}
    )

    assert (patched.status_code, patched.json()["name"]) == (200, {"en": "A"})
    assert (put.status_code, put.json()["name"]) == (200, {"en": "B"})


def test_amb_4_an_event_is_deleted_at_its_own_address(alice: Api, event: Event) -> None:
    item = make_item(event)

    assert alice.at(event).delete(f"items/{item.pk}/").status_code == 204
    assert Event.objects.filter(organizer=event.organizer).exists()
    assert alice.at(event).delete().status_code == 204
    assert not Event.objects.filter(organizer=event.organizer).exists()


def test_amb_5_is_public_is_never_null(alice: Api, event: Event) -> None:
    refused = alice.at(event).patch("", {"is_public": None})

    assert (refused.status_code, set(refused.json())) == (400, {"is_public"})
    assert alice.at(event).get().json()["is_public"] is True


def test_amb_6_only_what_costs_money_needs_a_way_to_pay(alice: Api, organizer: Organizer) -> None:
    event = make_event(organizer, live=False, plugins=[])
    make_shop(event, price="0.00")

    assert alice.at(event).patch("", {"live": True}).status_code == 200


def test_amb_7_the_plugins_of_the_examples_exist_and_are_for_everyone(
    alice: Api, event: Event
) -> None:
    answer = alice.at(event).patch("", {"plugins": sorted(SAMPLES)})

    assert set(answer.json()["plugins"]) == SAMPLES
    assert not any(PLUGINS[name].restricted for name in SAMPLES)


def test_amb_8_an_event_with_a_canceled_order_is_403(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event))
    alice.at(event).post(f"orders/{order.code}/mark_canceled/", {"send_email": False})

    refused = alice.at(event).delete()

    assert (refused.status_code, set(refused.json())) == (403, {"detail"})


def test_amb_9_events_are_403_and_what_is_below_them_404(alice: Api, event: Event) -> None:
    assert alice.get("organizers/nowhere/").status_code == 403
    assert alice.get(f"{EVENTS}nothing/").status_code == 403
    assert alice.at(event).get("items/999999/").status_code == 404
    assert alice.at(event).get("orders/NOONE/").status_code == 404


@pytest.mark.parametrize("key", ["de-informal", "de_Informal", "DE-INFORMAL"])
def test_amb_10_language_keys_are_read_whatever_their_case(
    alice: Api, event: Event, key: str
) -> None:
    answer = alice.at(event).patch("", {"name": {"en": "A", key: "B"}})

    assert answer.json()["name"] == {"en": "A", "de-informal": "B"}


@pytest.mark.parametrize(
    "kind", ["categories", "items", "questions", "quotas", "taxrules", "subevents"]
)
def test_amb_11_a_stamp_is_missing_only_while_nothing_was_written(
    alice: Api, organizer: Organizer, kind: str
) -> None:
    event = make_event(organizer, "series", has_subevents=kind == "subevents")
    api = alice.at(event)
    assert "Last-Modified" not in api.get(f"{kind}/").headers
    bodies: dict[str, Any] = {
        "quotas": {"name": "A", "size": 1},
        "questions": {"question": {"en": "A"}, "type": "S"},
        "taxrules": {"name": {"en": "A"}, "rate": "1.00"},
        "items": {"name": {"en": "A"}, "default_price": "1.00"},
        "subevents": {"name": {"en": "A"}, "date_from": "2027-12-27T10:00:00Z", "meta_data": {}},
    }

    made = api.post(f"{kind}/", bodies.get(kind, {"name": {"en": "A"}}))
    api.delete(f"{kind}/{made.json()['id']}/")

    assert made.status_code == 201
    assert "Last-Modified" in api.get(f"{kind}/").headers


def test_amb_12_modified_since_includes_its_moment(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event))
    seen = alice.at(event).get(f"orders/{order.code}/").json()["last_modified"]

    assert alice.at(event).get(f"orders/?modified_since={seen}").json()["count"] == 1


def test_amb_13_every_list_is_paged(alice: Api, event: Event, organizer: Organizer) -> None:
    from tests.guards.routes import PLATFORM, routes  # noqa: PLC0415 -- walks the URL tree

    item, words = make_shop(event), {"organizer": "bigevents", "event": event.slug}
    lists = [
        route.path.replace("<organizer>", words["organizer"]).replace("<event>", words["event"])
        for route in routes(PLATFORM)
        if route.path.startswith("/api/v1/organizers/")
        and route.api is not None
        and {"get", "post"} <= route.methods
    ]
    plain = [path for path in lists if "<" not in path]

    assert len(plain) >= 8
    for path in [*plain, f"/api/v1/{EVENTS}{event.slug}/items/{item.pk}/variations/"]:
        answer = alice.get(path).json()
        assert {"count", "next", "previous", "results"} <= set(answer), path


def test_amb_15_a_browser_session_may_call_and_writes_with_csrf(event: Event) -> None:
    person = make_user("zoe@example.org")
    make_team(event.organizer, members=[person])
    browser = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    browser.force_login(person)
    url = f"/api/v1/{EVENTS}{event.slug}/categories/"

    assert browser.get(url).status_code == 200
    refused = browser.post(url, {"name": {"en": "A"}}, content_type="application/json")
    assert (refused.status_code, set(refused.json())) == (403, {"detail"})
    assert not Category.objects.filter(event=event).exists()


def test_amb_16_the_seven_rights_are_there_under_their_names() -> None:
    assert {
        "can_create_events",
        "can_change_event_settings",
        "can_change_items",
        "can_view_orders",
        "can_change_orders",
        "can_view_vouchers",
        "can_change_vouchers",
    } <= set(PERMISSIONS)


def test_amb_18_a_slug_is_unique_within_its_organizer_only(
    alice: Api, event: Event, charlie: Api
) -> None:
    make_event(make_organizer("third"), event.slug)

    refused = alice.post(EVENTS, {**NEW, "slug": event.slug})
    accepted = charlie.post("organizers/others/events/", {**NEW, "slug": event.slug})

    assert (refused.status_code, set(refused.json())) == (400, {"slug"})
    assert accepted.status_code == 201


@pytest.mark.django_db(transaction=True)
def test_amb_18_a_slug_that_is_being_taken_is_refused(alice: Api, organizer: Organizer) -> None:
    """Somebody stores an event of this slug and has not committed yet: nobody can see that it is taken."""
    stored, answered = threading.Event(), threading.Event()

    def somebody() -> None:
        try:
            with transaction.atomic():
                make_event(organizer, NEW["slug"])
                stored.set()
                answered.wait(2)
        finally:
            stored.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        storing = pool.submit(somebody)
        stored.wait(20)
        refused = alice.post(EVENTS, NEW)
        answered.set()
        storing.result(20)

    assert (refused.status_code, set(refused.json())) == (400, {"slug"})
    assert Event.objects.filter(organizer=organizer).count() == 1


def test_amb_20_dates_are_compared_as_they_will_be(alice: Api, event: Event) -> None:
    api = alice.at(event)
    api.patch("", {"date_from": "2027-06-01T10:00:00Z", "date_to": "2027-06-03T10:00:00Z"})

    refused = api.patch("", {"date_from": "2027-06-04T10:00:00Z"})

    assert (refused.status_code, set(refused.json())) == (400, {"date_to"})
    assert api.get().json()["date_from"] == "2027-06-01T10:00:00Z"


def test_ev_43_a_required_property_must_be_filled(alice: Api, organizer: Organizer) -> None:
    event = make_event(organizer, live=False)
    make_shop(event)
    MetaProperty.objects.create(
        tenant=organizer.tenant, organizer=organizer, name="Format", required=True
    )

    refused = alice.at(event).patch("", {"live": True})
    assert (refused.status_code, set(refused.json())) == (400, {"live"})
    assert alice.at(event).get().json()["live"] is False

    alice.at(event).patch("", {"meta_data": {"Format": "Talks"}})
    assert alice.at(event).patch("", {"live": True}).json()["live"] is True


def test_ev_43_plugins_have_their_say(alice: Api, organizer: Organizer, settings: Any) -> None:
    settings.LIVE_CHECKS = [*settings.LIVE_CHECKS, f"{__name__}.never_on_fridays"]
    event = make_event(organizer, live=False)
    make_shop(event)

    refused = alice.at(event).patch("", {"live": True})

    assert refused.json() == {"live": ["Never on Fridays."]}


def never_on_fridays(event: Event) -> list[dict[str, str]]:
    return [{"code": "friday", "message": "Never on Fridays."}]


def test_err_6_a_rejected_write_changes_nothing(alice: Api, event: Event) -> None:
    item = make_item(event)
    quota = make_quota(event, [item], size=1)
    body = {"positions": [{"item": item.pk}, {"item": item.pk}], "email": "ada@example.org"}

    refused = alice.at(event).post("orders/", body)
    changed = alice.at(event).patch("", {"name": {"en": "New"}, "currency": "XXZ"})

    assert (refused.status_code, changed.status_code) == (400, 400)
    assert alice.at(event).get("orders/").json()["count"] == 0
    quota.refresh_from_db()
    assert quota.taken == 0
    assert alice.at(event).get().json()["name"] != {"en": "New"}


@pytest.mark.parametrize("language", ["de", "en", "ja", "xx", ""])
def test_err_7_status_and_field_do_not_depend_on_the_language(
    alice: Api, event: Event, language: str
) -> None:
    refused = alice.at(event).post("categories/", {}, HTTP_ACCEPT_LANGUAGE=language)

    assert (refused.status_code, set(refused.json())) == (400, {"name"})


def test_type_2_a_day_is_written_as_year_month_day(alice: Api, event: Event) -> None:
    order = make_order(event, make_shop(event))
    api = alice.at(event)

    sent = api.patch(f"orders/{order.code}/", {"custom_followup_at": "2027-02-28"})
    refused = api.patch(f"orders/{order.code}/", {"custom_followup_at": "28.02.2027"})

    assert sent.json()["custom_followup_at"] == "2027-02-28"
    assert (refused.status_code, set(refused.json())) == (400, {"custom_followup_at"})


@pytest.mark.parametrize("currency", ["Euro", "eur", "E", "", 978, None, "ZZZ"])
def test_type_5_a_currency_is_an_iso_code(alice: Api, organizer: Organizer, currency: Any) -> None:
    refused = alice.post(EVENTS, {**NEW, "currency": currency})

    assert (refused.status_code, set(refused.json())) == (400, {"currency"})
    assert not Event.objects.filter(organizer=organizer).exists()


def test_compat_1_what_is_new_may_be_asked_for_and_is_ignored(alice: Api, event: Event) -> None:
    api = alice.at(event)

    assert api.get("categories/?a_parameter_of_tomorrow=1").status_code == 200
    made = api.post("categories/", {"name": {"en": "A"}, "a_field_of_tomorrow": 1})
    assert made.status_code == 201
