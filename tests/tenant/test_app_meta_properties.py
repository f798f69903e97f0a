"""Event properties over /app/: those at the organizer look, those with the right change."""

import pytest

from tenant.models import MetaProperty
from tests.browse import Browser
from tests.people import World

PROPERTIES = "/app/tenant/api/m2m/meta-properties/"


def test_properties_are_made_changed_and_deleted(world: World) -> None:
    alice = Browser(world.alice)

    row = alice.post(PROPERTIES, {"name": "Format", "choices": ["Talks"]}).json()
    changed = alice.patch(f"{PROPERTIES}{row['id']}/", {"required": True}).json()

    assert changed == {**row, "required": True}
    assert alice.get(PROPERTIES).json()["results"] == [changed]
    assert alice.delete(f"{PROPERTIES}{row['id']}/").status_code == 204
    assert not MetaProperty.unscoped.exists()


def test_who_may_not_change_the_organizer_may_look(world: World) -> None:
    MetaProperty.objects.create(
        tenant=world.organizer.tenant, organizer=world.organizer, name="Format"
    )
    bob = Browser(world.bob)

    assert bob.get(PROPERTIES).json()["count"] == 1
    assert bob.post(PROPERTIES, {"name": "Other"}).status_code == 403
    assert MetaProperty.unscoped.count() == 1


@pytest.mark.parametrize("value", ["", None, 5, "a[b]"])
def test_a_wrong_name_is_told(world: World, value: object) -> None:
    answer = Browser(world.alice).post(PROPERTIES, {"name": value})

    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (
        400,
        ["name"],
    )


def test_an_event_says_what_it_is(world: World) -> None:
    MetaProperty.objects.create(
        tenant=world.organizer.tenant, organizer=world.organizer, name="Format"
    )
    url = f"/app/tenant/api/m2m/events/{world.event.public_id}/"

    body = Browser(world.alice).patch(url, {"meta_data": {"Format": "Talks"}}).json()

    assert body["meta_data"] == {"Format": "Talks"}
