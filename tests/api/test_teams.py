"""Teams, invitations and keys over v1. (v1 contract, B15, AUTH-6 to AUTH-8, PERM-1, PERM-2, AMB-16)"""

from typing import Any

import pytest

from eventhub.common.codes import hashed
from eventhub.common.models import AuditEntry, Mail
from tenant.access.levels import PERMISSIONS
from tenant.models import Event, Organizer, Team, TeamInvite, TeamMember, TeamToken
from tests.api.conftest import Api
from tests.api.test_budgets import statements
from tests.make import make_event, make_organizer, make_team, make_token, make_user

pytestmark = pytest.mark.django_db
TEAMS = "organizers/bigevents/teams/"


@pytest.fixture
def scanners(organizer: Organizer, event: Event) -> Team:
    """A team with a member, a key, and one right at one event."""
    return make_team(
        organizer,
        name="Scanners",
        permissions=["can_checkin_orders"],
        events=[event],
        members=[make_user("bob@example.org", first_name="Bob", last_name="Door")],
    )


def test_b15_teams_are_made_read_changed_and_deleted(
    alice: Api, organizer: Organizer, event: Event
) -> None:
    made = alice.post(
        TEAMS, {"name": "Press", "limit_events": ["con2027"], "can_view_orders": True}
    )

    assert made.status_code == 201, made.content
    row = made.json()
    assert row == {
        "id": row["id"],
        "name": "Press",
        "all_events": False,
        "limit_events": ["con2027"],
        **dict.fromkeys(PERMISSIONS, False),
        "can_view_orders": True,
    }
    url = f"{TEAMS}{row['id']}/"
    assert alice.get(url).json() == row
    assert row in alice.get(TEAMS).json()["results"]

    changed = alice.patch(url, {"all_events": True, "limit_events": [], "can_view_orders": False})

    assert changed.status_code == 200
    assert changed.json() == {
        **row,
        "all_events": True,
        "limit_events": [],
        "can_view_orders": False,
    }
    assert alice.put(url, {"name": "Media"}).json()["name"] == "Media"

    assert alice.delete(url).status_code == 204
    assert alice.get(url).status_code == 404
    verbs = AuditEntry.objects.filter(organizer=organizer, action__startswith="team.")
    assert list(verbs.order_by("pk").values_list("action", "actor_kind")) == [
        ("team.created", "token"),
        ("team.changed", "token"),
        ("team.changed", "token"),
        ("team.deleted", "token"),
    ]


def test_perm_02_teams_carry_the_rights_that_clients_know(alice: Api, event: Event) -> None:
    made = alice.post(
        TEAMS, {"name": "All", "all_events": True, **dict.fromkeys(PERMISSIONS, True)}
    )

    assert made.status_code == 201
    assert {name for name, value in made.json().items() if value is True} >= {
        "can_create_events",
        "can_change_event_settings",
        "can_change_items",
        "can_view_orders",
        "can_change_orders",
        "can_view_vouchers",
        "can_change_vouchers",
        "can_change_teams",
        "can_change_organizer_settings",
        "can_checkin_orders",
    }


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": 5}, "name"),
        ({"name": None}, "name"),
        ({"name": "x" * 191}, "name"),
        ({"name": "T", "all_events": "true"}, "all_events"),
        ({"name": "T", "all_events": None}, "all_events"),
        ({"name": "T", "can_view_orders": 1}, "can_view_orders"),
        ({"name": "T", "limit_events": "con2027"}, "limit_events"),
        ({"name": "T", "limit_events": [5]}, "limit_events"),
        ({"name": "T", "limit_events": ["nowhere"]}, "limit_events"),
        ({"name": "T", "limit_events": ["con2027", "fest"]}, "limit_events"),
        ([], "non_field_errors"),
    ],
)
def test_b15_teams_bad_input_is_refused_by_field(
    alice: Api, event: Event, data: Any, field: str
) -> None:
    make_event(make_organizer("others"), "fest")
    before = Team.unscoped.count()

    refused = alice.post(TEAMS, data)

    assert refused.status_code == 400, refused.content
    assert list(refused.json()) == [field]
    assert Team.unscoped.count() == before


def test_b15_teams_need_the_right_to_change_teams(organizer: Organizer, scanners: Team) -> None:
    others = [name for name in PERMISSIONS if name != "can_change_teams"]
    bob = Api(make_token(make_team(organizer, name="Bob's", permissions=others), "bob-token"))
    before = Team.unscoped.count()

    answers = [
        bob.get(TEAMS),
        bob.post(TEAMS, {"name": "Mine"}),
        bob.get(f"{TEAMS}{scanners.pk}/"),
        bob.patch(f"{TEAMS}{scanners.pk}/", {"name": "Mine"}),
        bob.delete(f"{TEAMS}{scanners.pk}/"),
        *(bob.get(f"{TEAMS}{scanners.pk}/{what}/") for what in ("members", "invites", "tokens")),
        bob.post(f"{TEAMS}{scanners.pk}/tokens/", {"name": "mine"}),
        bob.post(f"{TEAMS}{scanners.pk}/invites/", {"email": "bob@example.org"}),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert Team.unscoped.count() == before
    assert not TeamToken.objects.filter(team=scanners).exists()


def test_b15_teams_of_others_do_not_exist(charlie: Api, alice: Api, scanners: Team) -> None:
    foreign = make_team(Organizer.objects.get(tenant__slug="others-ltd"), name="Foreign")

    assert charlie.get(TEAMS).status_code == 403
    assert charlie.get("organizers/nowhere/teams/").content == charlie.get(TEAMS).content
    assert alice.get(f"{TEAMS}{foreign.pk}/").status_code == 404
    assert alice.patch(f"{TEAMS}{foreign.pk}/", {"name": "Mine"}).status_code == 404
    assert alice.get(f"{TEAMS}{foreign.pk}/tokens/").status_code == 404
    assert alice.get(f"{TEAMS}{2**70}/").status_code == 404
    foreign.refresh_from_db()
    assert foreign.name == "Foreign"


def test_b15_teams_nobody_grants_more_than_they_hold(organizer: Organizer, event: Event) -> None:
    lead = make_team(
        organizer,
        name="Leads",
        permissions=["can_change_teams", "can_view_orders"],
        events=[event],
        modules={},
    )
    mighty = make_team(organizer, name="Mighty", modules={})
    api = Api(make_token(lead, "lead-token"))
    make_event(organizer, "con2028")

    answers = [
        api.post(TEAMS, {"name": "T", "limit_events": ["con2027"], "can_change_orders": True}),
        api.post(TEAMS, {"name": "T", "limit_events": ["con2028"], "can_view_orders": True}),
        api.post(TEAMS, {"name": "T", "all_events": True, "can_view_orders": True}),
        api.post(f"{TEAMS}{mighty.pk}/tokens/", {"name": "mine"}),
        api.post(f"{TEAMS}{mighty.pk}/invites/", {"email": "me@example.org"}),
    ]
    allowed = api.post(
        TEAMS, {"name": "More", "limit_events": ["con2027"], "can_view_orders": True}
    )

    assert [answer.status_code for answer in answers] == [403] * 5
    assert all("do not hold" in answer.json()["detail"] for answer in answers)
    assert allowed.status_code == 201
    assert not TeamToken.objects.filter(team=mighty).exists()
    assert not TeamInvite.objects.filter(team=mighty).exists()


def test_b15_teams_somebody_must_be_left_to_change_teams(organizer: Organizer, alice: Api) -> None:
    last = make_team(organizer, name="Owners", members=[make_user("owner@example.org")])
    member = last.memberships.get()

    answers = [
        alice.patch(f"{TEAMS}{last.pk}/", {"can_change_teams": False}),
        alice.delete(f"{TEAMS}{last.pk}/"),
        alice.delete(f"{TEAMS}{last.pk}/members/{member.user_id}/"),
    ]

    assert [answer.status_code for answer in answers] == [400] * 3
    assert all("Somebody must remain" in answer.json()["detail"] for answer in answers)
    last.refresh_from_db()
    assert last.can_change_teams
    assert TeamMember.objects.filter(team=last).exists()


def test_b15_teams_members_are_listed_and_removed(alice: Api, scanners: Team) -> None:
    bob = scanners.memberships.get().user

    listed = alice.get(f"{TEAMS}{scanners.pk}/members/").json()

    row = {
        "id": bob.pk,
        "email": "bob@example.org",
        "fullname": "Bob Door",
        "require_2fa": False,
    }
    assert (listed["count"], listed["results"]) == (1, [row])
    assert alice.get(f"{TEAMS}{scanners.pk}/members/{bob.pk}/").json() == row
    assert alice.post(f"{TEAMS}{scanners.pk}/members/", {"email": "x@y.org"}).status_code == 405

    assert alice.delete(f"{TEAMS}{scanners.pk}/members/{bob.pk}/").status_code == 204

    assert not TeamMember.objects.filter(team=scanners).exists()
    assert alice.delete(f"{TEAMS}{scanners.pk}/members/{bob.pk}/").status_code == 404


def test_b15_teams_invitations_are_sent_listed_and_withdrawn(alice: Api, scanners: Team) -> None:
    url = f"{TEAMS}{scanners.pk}/invites/"

    sent = alice.post(url, {"email": "new@example.org"})

    assert sent.status_code == 201, sent.content
    row = sent.json()
    assert row == {"id": row["id"], "email": "new@example.org"}
    assert alice.get(url).json()["results"] == [row]
    assert alice.get(f"{url}{row['id']}/").json() == row
    assert Mail.unscoped.get(key=f"team-invite:{row['id']}").to == "new@example.org"

    assert alice.delete(f"{url}{row['id']}/").status_code == 204

    assert alice.get(url).json()["results"] == []
    assert alice.get(f"{url}{row['id']}/").status_code == 404


@pytest.mark.parametrize(
    "email", [None, 5, "", "nobody", "a@b", "a\n@example.org", ["a@example.org"], "bob@example.org"]
)
def test_b15_teams_bad_invitations_are_refused(alice: Api, scanners: Team, email: Any) -> None:
    refused = alice.post(f"{TEAMS}{scanners.pk}/invites/", {"email": email})

    assert refused.status_code == 400
    assert list(refused.json()) == ["email"]
    assert not TeamInvite.objects.filter(team=scanners).exists()
    assert not Mail.unscoped.exists()


def test_auth_06_a_keys_secret_is_shown_once(
    alice: Api, scanners: Team, organizer: Organizer
) -> None:
    url = f"{TEAMS}{scanners.pk}/tokens/"

    made = alice.post(url, {"name": "Door 1"})
    second = alice.post(url, {"name": "Door 2"})

    assert (made.status_code, second.status_code) == (201, 201)
    secret = made.json()["token"]
    row = {"id": made.json()["id"], "name": "Door 1", "active": True}
    assert made.json() == {**row, "token": secret}
    assert alice.get(f"{url}{row['id']}/").json() == row
    assert alice.get(url).json()["results"][0] == row
    assert TeamToken.objects.get(team=scanners, pk=row["id"]).secret_hash == hashed(secret)
    assert secret not in str(list(AuditEntry.objects.filter(organizer=organizer).values()))


def test_auth_07_a_revoked_key_is_401_from_then_on(alice: Api, scanners: Team) -> None:
    url = f"{TEAMS}{scanners.pk}/tokens/"
    made = alice.post(url, {"name": "Door"}).json()
    scanner = Api(made["token"])
    assert scanner.get("organizers/").status_code == 200

    revoked = alice.delete(f"{url}{made['id']}/")

    row = {"id": made["id"], "name": "Door", "active": False}
    assert (revoked.status_code, revoked.json()) == (200, row)
    assert scanner.get("organizers/").status_code == 401
    assert alice.get(f"{url}{made['id']}/").json() == row
    assert alice.delete(f"{url}{made['id']}/").json() == row


@pytest.mark.parametrize("data", [{}, {"name": ""}, {"name": 5}, {"name": "x" * 191}])
def test_auth_06_a_key_needs_a_description(alice: Api, scanners: Team, data: Any) -> None:
    refused = alice.post(f"{TEAMS}{scanners.pk}/tokens/", data)

    assert (refused.status_code, list(refused.json())) == (400, ["name"])
    assert not TeamToken.objects.filter(team=scanners).exists()


def test_perm_01_a_keys_rights_follow_its_team_at_once(
    alice: Api, event: Event, scanners: Team
) -> None:
    orders = f"organizers/bigevents/events/{event.slug}/orders/"
    scanner = Api(make_token(scanners, "scanner-token"))
    assert scanner.get(orders).status_code == 403

    alice.patch(f"{TEAMS}{scanners.pk}/", {"can_view_orders": True})
    assert scanner.get(orders).status_code == 200

    alice.patch(f"{TEAMS}{scanners.pk}/", {"limit_events": []})
    assert scanner.get(orders).status_code == 403

    alice.delete(f"{TEAMS}{scanners.pk}/")
    assert scanner.get("organizers/").status_code == 401


def test_b15_teams_lists_cost_the_same_for_one_row_and_three(
    alice: Api, organizer: Organizer, event: Event, scanners: Team
) -> None:
    def fill(number: int) -> None:
        for index in range(number):
            make_team(organizer, name=f"T{number}{index}", events=[event])
            scanners.members.add(
                make_user(f"m{number}{index}@example.org"),
                through_defaults={"tenant": organizer.tenant},
            )
            make_token(scanners, f"secret-{number}-{index}")
            TeamInvite.objects.create(
                tenant=organizer.tenant,
                team=scanners,
                email=f"i{number}{index}@example.org",
                secret_hash=f"{number}{index}",
            )

    below = f"{TEAMS}{scanners.pk}/"
    addresses = [TEAMS, f"{below}members/", f"{below}invites/", f"{below}tokens/"]

    fill(1)
    one = [len(statements(lambda url=url: alice.get(url))) for url in addresses]
    fill(2)
    three = [len(statements(lambda url=url: alice.get(url))) for url in addresses]

    assert one == three == [3, 4, 4, 4]
