"""The properties that events describe themselves by. (v1 contract, B15, EV-17 and EV-43)"""

from typing import Any

import pytest

from eventhub.common.models import AuditEntry
from tenant.models import Event, MetaProperty, MetaValue, Organizer
from tests.api.conftest import Api
from tests.api.test_budgets import statements
from tests.make import make_event, make_shop, make_team, make_token

pytestmark = pytest.mark.django_db
PROPERTIES = "organizers/bigevents/event_meta_properties/"
EVENTS = "organizers/bigevents/events/"


def make_property(organizer: Organizer, name: str = "Format", **fields: Any) -> MetaProperty:
    return MetaProperty.objects.create(
        tenant=organizer.tenant, organizer=organizer, name=name, **fields
    )


def test_b15_properties_are_made_read_changed_and_deleted(alice: Api, organizer: Organizer) -> None:
    made = alice.post(PROPERTIES, {"name": "Format", "choices": ["Talks", "Dance"]})

    assert made.status_code == 201, made.content
    row = made.json()
    assert row == {
        "id": row["id"], "name": "Format", "default": "", "required": False, "protected": False,
        "choices": ["Talks", "Dance"],
    }  # fmt: skip
    url = f"{PROPERTIES}{row['id']}/"
    assert alice.get(url).json() == row
    assert alice.get(PROPERTIES).json()["results"] == [row]
    changed = alice.patch(url, {"default": "Talks", "required": True})
    assert changed.json() == {**row, "default": "Talks", "required": True}
    assert alice.put(url, {"name": "Kind"}).json()["name"] == "Kind"

    assert alice.delete(url).status_code == 204

    assert alice.get(url).status_code == 404
    verbs = AuditEntry.unscoped.filter(action__startswith="meta_property.").order_by("pk")
    assert [entry.action.rpartition(".")[2] for entry in verbs] == [
        "created", "changed", "changed", "deleted",
    ]  # fmt: skip


def test_b15_choices_may_have_labels(alice: Api, organizer: Organizer, event: Event) -> None:
    choices = [{"key": "talks", "label": {"en": "Talks"}}]

    assert (
        alice.post(PROPERTIES, {"name": "Format", "choices": choices}).json()["choices"] == choices
    )
    assert alice.at(event).patch("", {"meta_data": {"Format": "talks"}}).status_code == 200
    assert alice.at(event).patch("", {"meta_data": {"Format": "Talks"}}).status_code == 400


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", None), ("name", 5), ("name", "a[b]"), ("name", "x" * 51), ("name", "Taken"),
        ("default", 5), ("default", None), ("default", "x" * 251), ("required", "yes"),
        ("required", None), ("protected", 1), ("choices", "Talks"), ("choices", [5]), ("choices", [""]),
        ("choices", ["a", "a"]), ("choices", [{"label": {}}]), ("choices", {"a": "b"}),
    ],
)  # fmt: skip
def test_b15_a_wrong_property_is_400_on_its_field(
    alice: Api, organizer: Organizer, field: str, value: Any
) -> None:
    make_property(organizer, "Taken")
    body = {"name": "Format", field: value}

    response = alice.post(PROPERTIES, body)

    assert (response.status_code, set(response.json())) == (400, {field})
    assert MetaProperty.unscoped.count() == 1


def test_b15_a_default_is_one_of_the_choices(alice: Api, organizer: Organizer) -> None:
    response = alice.post(PROPERTIES, {"name": "A", "choices": ["x"], "default": "y"})

    assert (response.status_code, set(response.json())) == (400, {"default"})


def test_b15_properties_need_the_organizers_right(
    alice: Api, charlie: Api, organizer: Organizer
) -> None:
    row = make_property(organizer)
    limited = Api(
        make_token(make_team(organizer, permissions=["can_change_event_settings"]), "limited")
    )

    for api in (limited, charlie):
        answers = [
            api.get(PROPERTIES), api.post(PROPERTIES, {"name": "B"}), api.get(f"{PROPERTIES}{row.pk}/"),
            api.delete(f"{PROPERTIES}{row.pk}/"),
        ]  # fmt: skip
        assert [answer.status_code for answer in answers] == [403] * 4
    assert MetaProperty.unscoped.count() == 1


def test_b15_another_organizers_property_does_not_exist(alice: Api, charlie: Api) -> None:
    row = make_property(Organizer.unscoped.get(slug="others"))

    assert alice.get(f"{PROPERTIES}{row.pk}/").status_code == 404
    assert alice.delete(f"{PROPERTIES}{row.pk}/").status_code == 404
    assert MetaProperty.unscoped.filter(pk=row.pk).exists()


def test_b15_with_a_property_goes_what_events_say_for_it(
    alice: Api, organizer: Organizer, event: Event
) -> None:
    row = make_property(organizer)
    alice.at(event).patch("", {"meta_data": {"Format": "Talks"}})

    alice.delete(f"{PROPERTIES}{row.pk}/")

    assert alice.at(event).get().json()["meta_data"] == {}
    assert not MetaValue.unscoped.exists()


def test_ev_17_protected_properties_are_passed_over_without_the_organizers_right(
    alice: Api, organizer: Organizer, event: Event
) -> None:
    make_property(organizer, "Rank", protected=True)
    make_property(organizer, "Format")
    alice.at(event).patch("", {"meta_data": {"Rank": "A"}})
    limited = Api(
        make_token(make_team(organizer, permissions=["can_change_event_settings"]), "limited")
    )

    answer = limited.at(event).patch("", {"meta_data": {"Rank": "B", "Format": "Talks"}})

    assert answer.status_code == 200
    assert answer.json()["meta_data"] == {"Rank": "A", "Format": "Talks"}


def test_ev_43_a_required_property_is_filled_before_going_live(
    alice: Api, organizer: Organizer
) -> None:
    event = make_event(organizer, live=False)
    make_shop(event, price="0.00")
    make_property(organizer, required=True)
    api = alice.at(event)

    refused = api.patch("", {"live": True})

    assert (refused.status_code, set(refused.json())) == (400, {"live"})
    assert "Format" in refused.json()["live"][0]
    assert api.patch("", {"live": True, "meta_data": {"Format": "Talks"}}).json()["live"] is True


def test_ev_3_the_filter_knows_defaults(alice: Api, organizer: Organizer) -> None:
    make_property(organizer, default="Talks")
    make_event(organizer, "talks")
    make_event(organizer, "dance", meta_data={"Format": "Dance"})

    def slugs(value: str) -> list[str]:
        rows = alice.get(f"{EVENTS}?attr[Format]={value}").json()["results"]
        return [row["slug"] for row in rows]

    assert (slugs("Talks"), slugs("Dance")) == (["talks"], ["dance"])


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_properties_costs_the_same(
    alice: Api, organizer: Organizer, number: int
) -> None:
    for one in range(number):
        make_property(organizer, f"P{one}")

    assert len(statements(lambda: alice.get(PROPERTIES))) == 3
