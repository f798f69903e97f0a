"""Webhooks over v1: who is told of what. How they are told is in tests/tenant. (v1 contract, B15)"""

from typing import Any

import pytest

from eventhub.common.models import AuditEntry
from tenant.access.levels import PERMISSIONS
from tenant.models import Event, Organizer, Webhook
from tenant.webhooks import signing
from tenant.webhooks.types import names
from tests.api.conftest import Api
from tests.api.test_budgets import statements
from tests.make import make_event, make_organizer, make_team, make_token

pytestmark = pytest.mark.django_db
WEBHOOKS = "organizers/bigevents/webhooks/"
ROW = {
    "target_url": "https://hooks.example.org/eventhub",
    "action_types": ["pretix.event.order.paid", "pretix.event.item.*"],
    "all_events": True,
}


@pytest.fixture
def webhook(organizer: Organizer) -> Webhook:
    return Webhook.objects.create(
        tenant=organizer.tenant,
        organizer=organizer,
        target_url="https://hooks.example.org/",
        action_types=["pretix.event.order.paid"],
        all_events=True,
    )


def test_b15_webhooks_are_made_read_changed_and_deleted(
    alice: Api, organizer: Organizer, event: Event
) -> None:
    made = alice.post(WEBHOOKS, {**ROW, "comment": "Ledger"})

    assert made.status_code == 201, made.content
    row = made.json()
    secret = row.pop("secret")
    assert row == {
        "id": row["id"],
        "enabled": True,
        "limit_events": [],
        "comment": "Ledger",
        **ROW,
    }
    assert secret == signing.secret_of(row["id"], version=1)
    url = f"{WEBHOOKS}{row['id']}/"
    assert alice.get(url).json() == row
    assert alice.get(WEBHOOKS).json()["results"] == [row]

    limited = alice.patch(url, {"all_events": False, "limit_events": ["con2027"]})
    assert limited.json() == {**row, "all_events": False, "limit_events": ["con2027"]}
    assert alice.patch(url, {"enabled": False}).json()["enabled"] is False
    everywhere = alice.put(url, ROW).json()
    assert (everywhere["all_events"], everywhere["limit_events"]) == (True, [])

    assert alice.delete(url).status_code == 204
    assert alice.get(url).status_code == 404
    verbs = AuditEntry.objects.filter(organizer=organizer, action__startswith="webhook.")
    assert [entry.action.rsplit(".", 1)[1] for entry in verbs.order_by("pk")] == [
        "created",
        "changed",
        "changed",
        "changed",
        "deleted",
    ]


def test_b15_webhooks_a_new_secret_replaces_the_old_one(
    alice: Api, organizer: Organizer, webhook: Webhook
) -> None:
    url = f"{WEBHOOKS}{webhook.pk}/rotate_secret/"

    made = alice.post(url, {})

    assert made.status_code == 200, made.content
    assert made.json() == {"id": webhook.pk, "secret": signing.secret_of(webhook.pk, version=2)}
    assert alice.get(url).status_code == 405
    assert alice.post(f"{WEBHOOKS}{webhook.pk + 1}/rotate_secret/", {}).status_code == 404
    webhook.refresh_from_db()
    assert webhook.secret_version == 2
    entry = AuditEntry.objects.get(organizer=organizer)
    assert entry.action == "webhook.secret_renewed"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"target_url": None}, "target_url"),
        ({"target_url": 5}, "target_url"),
        ({"target_url": ""}, "target_url"),
        ({"target_url": "http://example.org/"}, "target_url"),
        ({"target_url": "https://127.0.0.1/"}, "target_url"),
        ({"target_url": "https://metadata.google.internal/"}, "target_url"),
        ({"target_url": "https://example.org/" + "a" * 1024}, "target_url"),
        ({"action_types": None}, "action_types"),
        ({"action_types": "pretix.event.order.paid"}, "action_types"),
        ({"action_types": [5]}, "action_types"),
        ({"action_types": ["pretix.event.order.eaten"]}, "action_types"),
        ({"limit_events": ["con2027"]}, "limit_events"),
        ({"all_events": False, "limit_events": ["nowhere"]}, "limit_events"),
        ({"all_events": False, "limit_events": ["fest"]}, "limit_events"),
        ({"all_events": "true"}, "all_events"),
        ({"enabled": 1}, "enabled"),
        ({"comment": "c" * 251}, "comment"),
        ({"comment": 5}, "comment"),
    ],
)
def test_b15_webhooks_bad_input_is_refused_by_field(
    alice: Api, event: Event, webhook: Webhook, change: dict[str, Any], field: str
) -> None:
    make_event(make_organizer("others"), "fest")

    refused = alice.post(WEBHOOKS, {**ROW, **change})
    changed = alice.patch(f"{WEBHOOKS}{webhook.pk}/", change)

    assert (refused.status_code, changed.status_code) == (400, 400)
    assert list(refused.json()) == list(changed.json()) == [field]
    assert Webhook.unscoped.count() == 1
    webhook.refresh_from_db()
    assert webhook.target_url == "https://hooks.example.org/"


def test_b15_webhooks_an_unknown_type_is_answered_with_all_there_are(alice: Api) -> None:
    refused = alice.post(WEBHOOKS, {**ROW, "action_types": ["nothing"]})

    (sentence,) = refused.json()["action_types"]
    assert all(name in sentence for name in names())


def test_b15_webhooks_are_for_all_events_unless_some_are_named(alice: Api, event: Event) -> None:
    least = {"target_url": ROW["target_url"], "action_types": ROW["action_types"]}

    everywhere = alice.post(WEBHOOKS, least).json()
    limited = alice.post(WEBHOOKS, {**least, "limit_events": ["con2027"]}).json()
    nowhere = alice.post(WEBHOOKS, {**least, "all_events": False}).json()

    assert (everywhere["all_events"], everywhere["limit_events"]) == (True, [])
    assert (limited["all_events"], limited["limit_events"]) == (False, ["con2027"])
    assert (nowhere["all_events"], nowhere["limit_events"]) == (False, [])


@pytest.mark.parametrize("missing", ["target_url", "action_types"])
def test_b15_webhooks_need_an_address_and_types(alice: Api, missing: str) -> None:
    refused = alice.post(WEBHOOKS, {key: ROW[key] for key in ROW if key != missing})

    assert (refused.status_code, list(refused.json())) == (400, [missing])
    assert not Webhook.unscoped.exists()


def test_b15_webhooks_need_the_right_to_change_the_organizer(
    organizer: Organizer, webhook: Webhook
) -> None:
    others = [name for name in PERMISSIONS if name != "can_change_organizer_settings"]
    bob = Api(make_token(make_team(organizer, permissions=others), "bob-token"))
    url = f"{WEBHOOKS}{webhook.pk}/"

    answers = [
        bob.get(WEBHOOKS),
        bob.post(WEBHOOKS, ROW),
        bob.get(url),
        bob.patch(url, {"enabled": False}),
        bob.put(url, ROW),
        bob.delete(url),
        bob.post(f"{url}rotate_secret/", {}),
    ]

    assert {answer.status_code for answer in answers} == {403}
    webhook.refresh_from_db()
    assert (webhook.enabled, webhook.secret_version) == (True, 1)


def test_b15_webhooks_of_others_do_not_exist(alice: Api, charlie: Api, webhook: Webhook) -> None:
    theirs = f"organizers/others/webhooks/{webhook.pk}/"

    assert charlie.get(f"{WEBHOOKS}{webhook.pk}/").status_code == 403
    assert charlie.get(theirs).status_code == 404
    assert charlie.patch(theirs, {"enabled": False}).status_code == 404
    assert charlie.delete(theirs).status_code == 404
    assert charlie.post(f"{theirs}rotate_secret/", {}).status_code == 404
    assert alice.get(f"{WEBHOOKS}{2**70}/").status_code == 404
    webhook.refresh_from_db()
    assert webhook.enabled


def test_b15_webhooks_lists_cost_the_same_for_one_row_and_three(
    alice: Api, organizer: Organizer, event: Event, webhook: Webhook
) -> None:
    webhook.limit_events.add(event, through_defaults={"tenant": event.tenant})
    one = len(statements(lambda: alice.get(WEBHOOKS)))
    for _ in range(2):
        more = Webhook.objects.create(
            tenant=organizer.tenant, organizer=organizer, target_url="https://example.org/"
        )
        more.limit_events.add(event, through_defaults={"tenant": event.tenant})

    assert (one, len(statements(lambda: alice.get(WEBHOOKS)))) == (3, 3)
