"""From the mail into the team: the link works once, for its reader, and not for ever. (v1 contract, B15)"""

import re
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from account.models import User
from eventhub.common.actors import SYSTEM
from eventhub.common.codes import hashed
from eventhub.common.effects import lanes
from eventhub.common.errors import DomainError
from eventhub.common.models import AuditEntry, Mail
from tenant import locks
from tenant.access import rights
from tenant.models import Team, TeamInvite, TeamMember
from tenant.teams.actions import invitations, teams
from tests.make import PASSWORD, make_user
from tests.people import World

pytestmark = pytest.mark.django_db
ACCOUNT = {"name": "Nina New", "password": "a long way to the sea"}


@pytest.fixture
def door(world: World) -> Team:
    return Team.objects.select_related("organizer").get(organizer=world.organizer, name="Door")


def wait_until_blocked(count: int) -> None:
    """Until so many sessions wait for a lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0] >= count:
                return
            time.sleep(0.02)
    raise AssertionError("nobody waits")


def invited(world: World, team: Team, email: str = "nina@example.org") -> str:
    """The path of the link in the mail to somebody whom alice invites."""
    granter = rights.of_user(world.alice)
    made = invitations.invite(team, email=email, actor=granter.actor, granter=granter)
    body = Mail.unscoped.get(key=f"team-invite:{made.pk}").body
    found = re.search(r"/auth/invitation/\w+/", body)
    assert found is not None
    return found[0]


def visitor(user: User | None = None) -> Client:
    client = Client(SERVER_NAME="localhost")
    if user is not None:
        client.force_login(user)
    return client


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.django_db(transaction=True)
def test_b15_teams_an_invitation_is_mailed_and_only_its_hash_is_kept(
    world: World, door: Team, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    link = invited(world, door)
    lanes.drain()

    (message,) = mail.outbox
    assert message.to == ["nina@example.org"]
    assert f"{settings.PUBLIC_URL}{link}" in message.body
    assert "alice@example.org invites you" in message.body
    invite = TeamInvite.objects.get(team=door)
    assert invite.secret_hash == hashed(link.split("/")[3])
    entry = AuditEntry.objects.get(organizer=world.organizer, action="team_invitation.created")
    assert link.split("/")[3] not in str(entry.data)


def test_b15_teams_an_invitation_says_nothing_about_accounts(world: World, door: Team) -> None:
    """With an account or without: the same answer, the same mail, and nobody is in a team unasked."""
    before = door.memberships.count()

    invited(world, door, world.charlie.email)
    invited(world, door, "nobody@example.org")

    assert door.memberships.count() == before
    bodies = [re.sub(r"invitation/\w+", "", row.body) for row in Mail.unscoped.all()]
    assert bodies[0] == bodies[1]


def test_b15_teams_looking_at_the_link_changes_nothing(world: World, door: Team) -> None:
    link = invited(world, door)

    page = visitor().get(link)

    assert page.status_code == 200
    assert "Join the team Door" in words(page)
    assert "no-store" in page["Cache-Control"]
    assert TeamInvite.objects.filter(team=door).exists()


def test_b15_teams_a_new_person_makes_an_account_and_is_in(world: World, door: Team) -> None:
    link, client = invited(world, door), visitor()

    joined = client.post(link, ACCOUNT)

    assert (joined.status_code, joined["Location"]) == (303, "/app/")
    nina = User.objects.get(email="nina@example.org")
    assert nina.check_password(ACCOUNT["password"])
    assert nina.email_verified_at is not None
    assert client.session["_auth_user_id"] == str(nina.pk)
    assert TeamMember.objects.filter(team=door, user=nina).exists()
    assert not TeamInvite.objects.filter(team=door).exists()
    entry = AuditEntry.objects.get(organizer=world.organizer, action="team_member.joined")
    assert (entry.actor_kind, entry.actor_id) == ("user", nina.pk)


def test_b15_teams_a_known_person_signs_in_and_joins(world: World, door: Team) -> None:
    link, client = invited(world, door, "charlie@example.org"), visitor()

    page = client.get(link)
    client.post("/auth/login/", {"username": "charlie@example.org", "password": PASSWORD})
    joined = client.post(link)

    assert f"/auth/login/?next={link}" in page.content.decode()
    assert 'name="password"' not in page.content.decode()
    assert joined.status_code == 303
    assert TeamMember.objects.filter(team=door, user=world.charlie).exists()


def test_b15_teams_an_existing_account_is_not_taken_over_by_the_link(
    world: World, door: Team
) -> None:
    link = invited(world, door, "charlie@example.org")

    refused = visitor().post(link, ACCOUNT)

    assert refused.status_code == 409
    assert "Sign in" in words(refused)
    world.charlie.refresh_from_db()
    assert world.charlie.check_password(PASSWORD)
    assert not TeamMember.objects.filter(team=door, user=world.charlie).exists()
    assert TeamInvite.objects.filter(team=door).exists()


def test_b15_teams_the_link_works_once(world: World, door: Team) -> None:
    link = invited(world, door)
    visitor().post(link, ACCOUNT)

    again = visitor(world.charlie).post(link)
    look = visitor().get(link)

    assert (again.status_code, look.status_code) == (410, 410)
    assert "no longer valid" in words(again)
    assert not TeamMember.objects.filter(team=door, user=world.charlie).exists()


def test_b15_teams_the_link_runs_out(world: World, door: Team) -> None:
    link = invited(world, door)
    late = timezone.now() - invitations.VALID_FOR - timedelta(seconds=1)
    TeamInvite.objects.filter(team=door).update(created_at=late)

    refused = visitor(world.charlie).post(link)
    invited(world, door)  # and the address can be invited anew

    assert refused.status_code == 410
    assert not TeamMember.objects.filter(team=door, user=world.charlie).exists()
    assert TeamInvite.objects.filter(team=door).count() == 1


@pytest.mark.parametrize("end", ["withdrawn", "team deleted"])
def test_b15_teams_the_link_ends_with_the_invitation(world: World, door: Team, end: str) -> None:
    link = invited(world, door)
    if end == "withdrawn":
        invite = TeamInvite.objects.get(team=door)
        invitations.withdraw_invite(door, invite_id=invite.pk, actor=SYSTEM)
    else:
        teams.delete_team(door, actor=SYSTEM)

    assert visitor(world.charlie).post(link).status_code == 410
    assert visitor().post(link, ACCOUNT).status_code == 410
    assert not User.objects.filter(email="nina@example.org").exists()


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Enter your name"),
        ({"name": " ", "password": ACCOUNT["password"]}, "Enter your name"),
        ({"name": "Nina", "password": "short"}, "too short"),
        ({"name": "Nina", "password": "password123"}, "too common"),
        ({"name": "Nina", "password": "nina@example.org"}, "too similar"),
        ({"name": "N" * 151, "password": ACCOUNT["password"]}, "150 characters"),
        ({"name": "Nina", "password": "p" * 1025}, "can be typed"),
        ({"name": "Nina", "password": "long enough\x00but"}, "can be typed"),
    ],
)
def test_b15_teams_a_bad_account_is_not_made(
    world: World, door: Team, form: dict[str, str], sentence: str
) -> None:
    link = invited(world, door)

    refused = visitor().post(link, form)

    assert refused.status_code == 400
    assert sentence in words(refused)
    assert not re.search(r'id="password"[^>]* value=', refused.content.decode())
    assert not User.objects.filter(email="nina@example.org").exists()
    assert TeamInvite.objects.filter(team=door).exists()


@pytest.mark.parametrize("secret", ["x", "0" * 40, "a" * 4000, "%00", "..%2f"])
def test_b15_teams_what_is_no_secret_opens_nothing(world: World, secret: str) -> None:
    assert visitor().get(f"/auth/invitation/{secret}/").status_code in {404, 410}


@pytest.mark.django_db(transaction=True)
def test_b15_teams_two_readers_of_one_link_do_not_both_get_in(world: World, door: Team) -> None:
    """Both have read that the link is good before either joins: the organizer is locked until they wait for it."""
    secret = invited(world, door).split("/")[3]
    people = [world.charlie, make_user("dora@example.org")]
    refused = []

    def join(user: User) -> None:
        try:
            invitations.accept_invite(secret, user=user)
        except DomainError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=[user]) for user in people]
    with transaction.atomic():
        locks.organizer_locked(door.organizer_id)
        for thread in threads:
            thread.start()
        wait_until_blocked(len(threads))
    for thread in threads:
        thread.join(30)

    assert refused == ["invite_over"]
    assert TeamMember.objects.filter(team=door, user__in=people).count() == 1
