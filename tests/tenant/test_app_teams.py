"""Teams over /app/: members, keys, and nobody grants more than they hold."""

from typing import Any

import pytest

from eventhub.common.codes import hashed
from eventhub.common.models import AuditEntry
from tenant.models import Team, TeamInvite, TeamToken
from tests.browse import Browser
from tests.make import make_event, make_team, make_token, make_user
from tests.people import World

TEAMS = "/app/tenant/api/m2m/teams/"


def of(team: Team, rest: str = "") -> str:
    return f"/app/tenant/api/teams/{team.pk}/{rest}"


@pytest.fixture
def alice(world: World) -> Browser:
    return Browser(world.alice, world.event)


@pytest.fixture
def door(world: World) -> Team:
    return Team.objects.get(organizer=world.organizer, name="Door")


@pytest.fixture
def lead(world: World) -> Browser:
    """Somebody who may change teams and scan at one event, and nothing else."""
    person = make_user("lead@example.org")
    make_team(
        world.organizer,
        name="Leads",
        permissions=["can_change_teams", "can_checkin_orders"],
        modules={"register": "staff"},
        events=[world.event],
        members=[person],
    )
    return Browser(person, world.event)


def test_teams_with_members_events_and_keys(world: World, alice: Browser, door: Team) -> None:
    make_token(door, "secret-of-the-door", name="Scanner")

    rows = {row["name"]: row for row in alice.get(TEAMS).json()["results"]}

    assert set(rows) == {"Door", "Everything"}
    row = rows["Door"]
    assert row["limit_events"] == ["con2027"]
    assert row["members"] == [{"email": "bob@example.org", "name": "bob@example.org"}]
    assert row["modules"] == {"register": "staff"}
    assert (row["can_checkin_orders"], row["can_change_teams"]) == (True, False)
    token = row["tokens"][0]
    assert (token["name"], token["prefix"], token["active"]) == ("Scanner", "secret-o", True)
    assert "secret-of-the-door" not in str(rows)


def test_create_and_change_a_team(world: World, alice: Browser) -> None:
    created = alice.post(
        TEAMS,
        {
            "name": "Box office",
            "limit_events": ["con2027"],
            "modules": {"shop": "staff"},
            "can_view_orders": True,
        },
    )

    assert created.status_code == 201
    assert created.json()["limit_events"] == ["con2027"]
    team = Team.objects.get(organizer=world.organizer, name="Box office")
    assert (team.can_view_orders, team.modules) == (True, {"shop": "staff"})
    assert AuditEntry.objects.filter(
        organizer=world.organizer, action="team.created", object_id=team.pk
    ).exists()

    changed = alice.patch(
        f"{TEAMS}{team.pk}/", {"all_events": True, "limit_events": [], "can_view_orders": False}
    )

    assert changed.status_code == 200
    team.refresh_from_db()
    assert (team.all_events, team.can_view_orders) == (True, False)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": 5}, "name"),
        ({"name": "x" * 191}, "name"),
        ({"name": "T", "modules": {"kitchen": "staff"}}, "modules"),
        ({"name": "T", "modules": {"shop": "king"}}, "modules"),
        ({"name": "T", "modules": "all"}, "modules"),
        ({"name": "T", "limit_events": ["fest"]}, "limit_events"),
        ({"name": "T", "limit_events": "con2027"}, "limit_events"),
        ({"name": "T", "can_view_orders": "yes"}, "can_view_orders"),
        ({"name": "T", "all_events": 1}, "all_events"),
    ],
)
def test_bad_teams_are_refused(world: World, alice: Browser, data: Any, field: str) -> None:
    refused = alice.post(TEAMS, data)

    assert refused.status_code == 400, refused.content
    assert field in refused.json()["error"]["fields"]
    assert Team.objects.filter(organizer=world.organizer).count() == 2


@pytest.mark.parametrize(
    "rights",
    [
        {"can_change_orders": True},
        {"can_change_organizer_settings": True},
        {"modules": {"register": "admin"}},
        {"modules": {"shop": "staff"}},
        {"can_checkin_orders": True, "all_events": True},
        {"can_checkin_orders": True, "limit_events": ["con2028"]},
    ],
)
def test_nobody_grants_more_than_they_hold(world: World, lead: Browser, rights: Any) -> None:
    make_event(world.organizer, "con2028")

    refused = lead.post(TEAMS, {"name": "Mighty", "limit_events": ["con2027"], **rights})

    assert refused.status_code == 403, refused.content
    assert refused.json()["error"]["code"] == "grants_too_much"
    assert not Team.objects.filter(organizer=world.organizer, name="Mighty").exists()


def test_what_one_holds_one_can_grant(lead: Browser) -> None:
    created = lead.post(
        TEAMS,
        {
            "name": "More scanners",
            "limit_events": ["con2027"],
            "modules": {"register": "staff"},
            "can_checkin_orders": True,
        },
    )

    assert created.status_code == 201


def test_a_mightier_team_can_be_renamed_but_not_joined(world: World, lead: Browser) -> None:
    mighty = Team.objects.get(organizer=world.organizer, name="Everything")

    renamed = lead.patch(f"{TEAMS}{mighty.pk}/", {"name": "All"})
    joined = lead.post(of(mighty, "invites/"), {"email": "lead2@example.org"})
    keyed = lead.post(of(mighty, "tokens/"), {"name": "mine"})

    assert renamed.status_code == 200
    assert (joined.status_code, keyed.status_code) == (403, 403)
    assert (mighty.memberships.count(), mighty.invites.count()) == (1, 0)
    assert not TeamToken.objects.filter(team=mighty).exists()


def test_a_limited_teams_rights_do_not_spread_to_more_events(world: World, lead: Browser) -> None:
    mighty = make_team(
        world.organizer, name="Money", permissions=["can_change_orders"], modules={}, events=[]
    )

    refused = lead.patch(f"{TEAMS}{mighty.pk}/", {"limit_events": ["con2027"]})

    assert refused.status_code == 403
    assert mighty.limit_events.count() == 0


def test_those_without_the_right_do_not_see_teams(world: World, door: Team) -> None:
    bob = Browser(world.bob, world.event)

    assert bob.get(TEAMS).status_code == 403
    assert bob.post(of(door, "invites/"), {"email": "charlie@example.org"}).status_code == 403
    assert TeamInvite.objects.filter(team=door).count() == 0


def test_foreign_teams_do_not_exist(world: World, door: Team) -> None:
    charlie = Browser(world.charlie, world.other_event)
    token = TeamToken.objects.create(
        tenant=door.tenant, team=door, name="t", secret_hash=hashed("s"), prefix="s"
    )

    assert charlie.get(f"{TEAMS}{door.pk}/").status_code == 404
    assert charlie.patch(f"{TEAMS}{door.pk}/", {"name": "Mine"}).status_code == 404
    assert charlie.delete(f"{TEAMS}{door.pk}/").status_code == 404
    assert charlie.delete(of(door, f"tokens/{token.pk}/")).status_code == 404
    assert charlie.get(f"{TEAMS}?organizer=bigevents").status_code == 404
    door.refresh_from_db()
    token.refresh_from_db()
    assert (door.name, token.active) == ("Door", True)


def test_members_leave(world: World, alice: Browser, door: Team) -> None:
    removed = alice.delete(of(door, "members/Bob@example.org/"))

    assert removed.status_code == 204
    assert not door.members.filter(pk=world.bob.pk).exists()
    assert alice.delete(of(door, "members/bob@example.org/")).status_code == 404


def test_invitations_wait_and_are_withdrawn(alice: Browser, door: Team) -> None:
    sent = alice.post(of(door, "invites/"), {"email": "new@example.org"})

    assert sent.status_code == 201
    assert set(sent.json()) == {"id", "email", "created_at", "expires_at"}
    assert alice.get(f"{TEAMS}{door.pk}/").json()["invites"] == [sent.json()]

    withdrawn = alice.delete(of(door, f"invites/{sent.json()['id']}/"))

    assert withdrawn.status_code == 204
    assert alice.get(f"{TEAMS}{door.pk}/").json()["invites"] == []
    assert alice.delete(of(door, f"invites/{sent.json()['id']}/")).status_code == 404


def test_whoever_is_in_the_team_or_invited_is_not_invited_again(alice: Browser, door: Team) -> None:
    alice.post(of(door, "invites/"), {"email": "new@example.org"})

    member = alice.post(of(door, "invites/"), {"email": "bob@example.org"})
    twice = alice.post(of(door, "invites/"), {"email": "New@Example.org"})

    assert (member.status_code, member.json()["error"]["code"]) == (409, "already_member")
    assert (twice.status_code, twice.json()["error"]["code"]) == (409, "already_invited")
    assert [invite.email for invite in door.invites.all()] == ["new@example.org"]


def test_somebody_must_be_left_to_change_teams(world: World, alice: Browser) -> None:
    team = Team.objects.get(organizer=world.organizer, name="Everything")

    answers = [
        alice.delete(of(team, "members/alice@example.org/")),
        alice.patch(f"{TEAMS}{team.pk}/", {"can_change_teams": False}),
        alice.delete(f"{TEAMS}{team.pk}/"),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert {answer.json()["error"]["code"] for answer in answers} == {"last_administrator"}
    team.refresh_from_db()
    assert team.can_change_teams
    assert team.memberships.count() == 1


def test_delete_a_team(world: World, alice: Browser, door: Team) -> None:
    assert alice.delete(f"{TEAMS}{door.pk}/").status_code == 204

    assert not Team.objects.filter(organizer=world.organizer, pk=door.pk).exists()
    assert Browser(world.bob, world.event).get("/app/ui/menu/").status_code == 404


def test_a_keys_secret_is_shown_once_and_works(world: World, alice: Browser, door: Team) -> None:
    created = alice.post(of(door, "tokens/"), {"name": "Scanner"})

    assert created.status_code == 201
    secret = created.json()["secret"]
    token = TeamToken.objects.get(team=door)
    assert token.secret_hash == hashed(secret)
    assert created.json()["prefix"] == token.prefix == secret[:8]
    assert secret not in alice.get(f"{TEAMS}{door.pk}/").content.decode()
    assert secret not in str(list(AuditEntry.objects.filter(organizer=world.organizer).values()))
    scanner = Browser(None, world.event)
    scanner.headers["Authorization"] = f"Token {secret}"
    assert scanner.get("/app/ui/permissions/").json()["modules"]["register"] == "staff"

    revoked = alice.delete(of(door, f"tokens/{token.pk}/"))

    assert revoked.status_code == 204
    assert scanner.get("/app/ui/permissions/").status_code == 401
    assert alice.get(f"{TEAMS}{door.pk}/").json()["tokens"][0]["active"] is False


def test_list_costs_the_same_for_one_team_and_three(
    world: World, alice: Browser, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(12):
        alice.get(TEAMS)
    for name in ("More", "Most"):
        team = make_team(world.organizer, name=name, members=[world.bob], events=[world.event])
        make_token(team, f"secret of {name}")

    with django_assert_num_queries(12):
        assert alice.get(TEAMS).json()["count"] == 4
