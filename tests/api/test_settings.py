"""The settings of an event. (v1 contract, B14)"""

from typing import Any

import pytest

from eventhub.common.models import AuditEntry
from tenant.models import Event
from tests.api.conftest import Api
from tests.make import make_device, make_team, make_token

pytestmark = pytest.mark.django_db


def test_b14_settings_are_flat_and_change_one_by_one(alice: Api, event: Event) -> None:
    api = alice.at(event)

    before = api.get("settings/").json()
    changed = api.patch(
        "settings/", {"payment_term_days": 5, "contact_mail": "a@example.org", "nonsense": 1}
    )

    assert {"locale", "locales", "timezone", "name_scheme", "attendee_names_asked", "invoice_address_from", "imprint_url", "primary_color"} <= set(before)  # fmt: skip
    assert changed.status_code == 200
    assert changed.json() == {**before, "payment_term_days": 5, "contact_mail": "a@example.org"}
    assert (
        Event.objects.get(organizer=event.organizer, pk=event.pk).settings["payment_term_days"] == 5
    )
    assert api.put("settings/", {}).status_code == 405
    count = AuditEntry.objects.filter(event=event).count()
    assert api.patch("settings/", before | {"payment_term_days": 5, "contact_mail": "a@example.org"}).status_code == 200  # fmt: skip
    assert api.patch("settings/", {}).status_code == 200
    assert AuditEntry.objects.filter(event=event).count() <= count + 1


def test_b14_mistakes_in_settings(alice: Api, event: Event) -> None:
    mistakes: dict[str, list[Any]] = {
        "payment_term_days": ["5", -1, 1000, None], "contact_mail": ["x", 5], "primary_color": ["red"],
        "imprint_url": ["x"], "attendee_emails_asked": ["true"], "timezone": ["Mars/Base"], "name_scheme": ["x"],
    }  # fmt: skip

    for name, values in mistakes.items():
        for value in values:
            refused = alice.at(event).patch("settings/", {name: value})
            assert (refused.status_code, set(refused.json())) == (400, {name}), (name, value)
    assert alice.at(event).patch("settings/", []).status_code == 400
    assert Event.objects.get(organizer=event.organizer, pk=event.pk).settings == event.settings


def test_b14_devices_are_told_less_and_change_nothing(event: Event) -> None:
    make_device(event.organizer, key="k", profile="pretixscan")
    limited = Api(make_token(make_team(event.organizer, permissions=["can_view_orders"]), "t"))

    told = Api.device("k").at(event).get("settings/")

    assert told.status_code == 200
    assert {"locale", "locales", "name_scheme", "attendee_names_asked", "reusable_media_usage_enforced"} <= set(told.json())  # fmt: skip
    assert "banktransfer_details" not in told.json()
    assert Api.device("k").at(event).patch("settings/", {"primary_color": ""}).status_code == 403
    make_device(event.organizer, key="full")
    assert Api.device("full").at(event).patch("settings/", {"primary_color": ""}).status_code == 403
    assert limited.at(event).get("settings/").status_code == 403


def test_b14_the_time_zone_and_the_languages_are_the_events(alice: Api, event: Event) -> None:
    api = alice.at(event)

    zone = api.patch("settings/", {"timezone": "Asia/Tokyo", "locales": ["en", "de", "en"]})
    first = api.patch("settings/", {"locale": "de"})
    kept = api.patch("settings/", {"locales": ["en", "cs", "de"]})
    other = api.patch("settings/", {"locales": ["cs", "en"]})

    assert (zone.json()["timezone"], zone.json()["locales"], zone.json()["locale"]) == (
        "Asia/Tokyo", ["en", "de"], "en",
    )  # fmt: skip
    assert (first.json()["locales"], first.json()["locale"]) == (["de", "en"], "de")
    assert (kept.json()["locales"], kept.json()["locale"]) == (["de", "en", "cs"], "de")
    assert (other.json()["locales"], other.json()["locale"]) == (["cs", "en"], "cs")
    assert api.get().json()["timezone"] == "Asia/Tokyo"
    assert api.get("settings/").json() == other.json()
    assert AuditEntry.objects.filter(event=event, action="event.changed").count() == 4


def test_b14_mistakes_in_languages_and_time_zones_change_nothing(alice: Api, event: Event) -> None:
    api = alice.at(event)
    before = api.get("settings/").json()
    mistakes: list[tuple[dict[str, Any], str]] = [
        ({"timezone": "Mars/Base"}, "timezone"), ({"timezone": 5}, "timezone"), ({"timezone": None}, "timezone"),
        ({"locales": []}, "locales"), ({"locales": ["xx"]}, "locales"), ({"locales": "en"}, "locales"),
        ({"locales": [5]}, "locales"), ({"locale": "de", "locales": ["en", "cs"]}, "locale"),
        ({"locale": "fr"}, "locale"), ({"locale": ["en"]}, "locale"),
        ({"timezone": "Asia/Tokyo", "payment_term_days": "x"}, "payment_term_days"),
    ]  # fmt: skip

    for body, field in mistakes:
        refused = api.patch("settings/", body)
        assert (refused.status_code, set(refused.json())) == (400, {field}), body

    assert api.get("settings/").json() == before
