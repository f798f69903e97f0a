"""`manage.py provision`: a file says what an installation holds, and running it again changes nothing."""

import datetime as dt
import io
import json
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from account.actions.applications import create_application
from account.models import Application, User
from eventhub.common.actors import SYSTEM, Actor
from eventhub.common.codes import hashed
from eventhub.common.models import AuditEntry
from eventhub.common.provisioning import ProvisionError
from eventhub.provisioning import provision, read
from people.models import InteractionType
from schedule.models import Activity, ActivityType, Category
from shop.models import MoneyAccount
from tenant.access.authentication import TeamTokenAuthentication
from tenant.access.levels import MODULES, PERMISSIONS, Level
from tenant.access.rights import of_user
from tenant.events import plugins
from tenant.models import (
    ApplicationOrganizer,
    BranchOrganizer,
    Device,
    Event,
    Host,
    Organizer,
    OrganizerMembership,
    Team,
    TeamToken,
    Tenant,
)
from tests.make import make_organizer, make_user
from tests.surroundings import ROOT

pytestmark = pytest.mark.django_db

FULL = """\
tenants:
  - slug: acme
    name: Acme Conventions
    organizers:
      - slug: bigevents
        name: Big Events
        hosts: [Tickets.Example.org]
        locales: [en, de]
        currency: EUR
        timezone: Europe/Berlin
        plugins: [pretix.plugins.banktransfer, pretix.plugins.stripe]
        adapters: [festival, club]
        branches:
          - {slug: praha, name: Praha, level: regional_center}
        teams:
          - name: Everything
            permissions: all
            modules: {register: admin, staff: superadmin}
            all_events: true
            limit_events: []
            tokens: [full, second]
          - name: Door
            permissions: [can_checkin_orders]
            modules: staff
            limit_events: [sampleconf]
        devices:
          - {name: Gate 1, all_events: true, security_profile: full}
          - {name: Gate 2, limit_events: [sampleconf]}
        taxonomy:
          categories: [Others]
          event_types: [{slug: weekend, name: Weekend, branch: praha}]
        money_accounts: [{slug: obecne_darujme, name: General, branch: praha}]
        interaction_types: [event_registration, event_attendance]
        activities: [{slug: obecne, name: General, branch: praha, type: weekend}]
        events:
          - {slug: sampleconf, name: {en: Sample Conference}, date_from: 2027-12-27T10:00:00Z, currency: EUR}
users:
  - email: Admin@example.org
    username: admin
    password: a long passphrase
    first_name: Ada
    last_name: Admin
    superuser: false
    teams: [bigevents/Everything]
    organizers: {bigevents: staff}
    branches: [bigevents/praha]
oauth_applications:
  - name: Ticket App
    owner: admin@example.org
    grant: authorization-code
    organizer: bigevents
    redirect_uris: [https://app.example.org/cb]
    scopes: [read, write]
  - name: Robot
    grant: client-credentials
    organizer: bigevents
    scopes: [can_view_events]
"""
NOTHING: dict[str, Any] = {"tokens": {}, "devices": {}, "oauth_applications": {}}


def apply(source: str) -> Any:
    return provision(source, actor=SYSTEM)


def organizer_with(lines: str) -> str:
    """A file with one organizer whose further lines are these; they begin at line 5."""
    body = "\n".join(f"        {line}" for line in lines.splitlines())
    return f"tenants:\n  - slug: acme\n    organizers:\n      - slug: bigevents\n{body}\n"


def run(tmp_path: Path, source: str, *options: str) -> tuple[str, str]:
    """What the command writes to standard output and to standard error."""
    file, out, err = tmp_path / "installation.yaml", io.StringIO(), io.StringIO()
    file.write_text(source, encoding="utf-8")
    call_command("provision", str(file), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


# --- What a file makes -----------------------------------------------------------------------------------------------


def test_an_organizer_is_as_the_file_says() -> None:
    apply(FULL)

    organizer = Organizer.unscoped.select_related("tenant").get(slug="bigevents")
    assert (organizer.tenant.slug, organizer.tenant.name, organizer.name) == (
        "acme",
        "Acme Conventions",
        "Big Events",
    )
    assert (organizer.currency, organizer.timezone) == ("EUR", "Europe/Berlin")
    assert (organizer.locales, organizer.adapters) == (["en", "de"], ["festival", "club"])
    assert organizer.plugins_allowed == ["pretix.plugins.banktransfer", "pretix.plugins.stripe"]
    assert list(Host.objects.filter(organizer=organizer).values_list("host", flat=True)) == [
        "tickets.example.org"
    ]


def test_everything_of_a_branch_names_it() -> None:
    apply(FULL)

    organizer = Organizer.unscoped.get(slug="bigevents")
    branch = organizer.branches.get()
    assert (branch.slug, branch.name, branch.level) == ("praha", "Praha", "regional_center")
    kind = ActivityType.objects.get(organizer=organizer, slug="weekend")
    account = MoneyAccount.objects.get(organizer=organizer, slug="obecne_darujme")
    activity = Activity.objects.get(organizer=organizer, slug="obecne")
    assert (kind.branch, account.branch, activity.branch) == (branch, branch, branch)
    assert activity.type == kind
    assert Category.objects.get(organizer=organizer).name == "Others"
    assert set(
        InteractionType.objects.filter(organizer=organizer).values_list("slug", flat=True)
    ) == {"event_registration", "event_attendance"}


def test_an_event_is_created_as_by_hand() -> None:
    apply(FULL)

    event = Event.unscoped.get(slug="sampleconf")
    assert event.name == {"en": "Sample Conference"}
    assert event.date_from == dt.datetime(2027, 12, 27, 10, tzinfo=dt.UTC)
    assert (event.currency, event.timezone, event.live) == ("EUR", "Europe/Berlin", False)
    assert AuditEntry.unscoped.filter(action="event.created", event=event).count() == 1


def test_an_event_takes_every_field_that_a_file_can_say() -> None:
    apply(
        organizer_with(
            "events:\n"
            "  - slug: con\n"
            "    name: Con\n"
            "    date_from: 2027-06-24T16:00:00+02:00\n"
            "    date_to: 2027-06-27T15:00:00+02:00\n"
            "    presale_start: 2027-01-01T00:00:00Z\n"
            "    timezone: Europe/Prague\n"
            "    location: {en: Town hall}\n"
            "    is_public: false\n"
            "    plugins: [pretix.plugins.paypal]\n"
            "    settings: {payment_term_days: 7, welcome_text: {en: Hello}}"
        )
    )

    event = Event.unscoped.get(slug="con")
    assert event.name == {"en": "Con"}
    assert event.date_from == dt.datetime(2027, 6, 24, 14, tzinfo=dt.UTC)
    assert (event.timezone, event.is_public, event.plugins) == (
        "Europe/Prague",
        False,
        ["pretix.plugins.paypal"],
    )
    assert event.settings == {"payment_term_days": 7, "welcome_text": {"en": "Hello"}}
    assert event.location == {"en": "Town hall"}


def test_a_team_may_be_limited_to_an_event_of_the_same_file() -> None:
    apply(FULL)

    everything = Team.unscoped.get(name="Everything")
    assert all(getattr(everything, name) for name in PERMISSIONS)
    assert everything.modules == {"register": "admin", "staff": "superadmin"}
    door = Team.unscoped.get(name="Door")
    assert [name for name in PERMISSIONS if getattr(door, name)] == ["can_checkin_orders"]
    assert door.modules == dict.fromkeys(MODULES, "staff")
    assert [event.slug for event in door.limit_events.all()] == ["sampleconf"]


def test_a_person_has_their_places() -> None:
    apply(FULL)

    user = User.objects.get(email="admin@example.org")
    assert (user.full_name, user.username, user.is_superuser) == ("Ada Admin", "admin", False)
    organizer = Organizer.unscoped.get(slug="bigevents")
    assert OrganizerMembership.objects.get(organizer=organizer, user=user).level == "staff"
    assert BranchOrganizer.unscoped.get(user=user).branch.slug == "praha"
    rights = of_user(user)
    assert rights.can_at_organizer(organizer, "can_create_events")
    assert rights.level("staff", organizer_id=organizer.pk, event=None) == Level.SUPERADMIN


def test_a_platform_administrator_may_do_everything() -> None:
    apply("users:\n  - {email: root@example.org, password: a long passphrase, superuser: true}\n")

    assert of_user(User.objects.get()).everything


# --- Secrets ---------------------------------------------------------------------------------------------------------


def test_a_token_of_the_output_opens_what_its_team_may() -> None:
    outcome = apply(FULL)

    assert set(outcome.tokens) == {"bigevents/Everything/full", "bigevents/Everything/second"}
    rights = TeamTokenAuthentication().access(outcome.tokens["bigevents/Everything/full"])
    assert rights.can_at_event(Event.unscoped.get(slug="sampleconf"), "can_change_items")


def test_a_user_signs_in_with_the_password_of_the_file() -> None:
    apply(FULL)

    for name in ("admin@example.org", "admin"):
        assert authenticate(None, username=name, password="a long passphrase") is not None
    assert authenticate(None, username="admin", password="another passphrase") is None


def test_devices_get_a_serial_number_and_a_token_for_their_set_up() -> None:
    outcome = apply(FULL)

    gates = list(Device.unscoped.order_by("serial"))
    assert [(gate.serial, gate.name, gate.all_events) for gate in gates] == [
        (1, "Gate 1", True),
        (2, "Gate 2", False),
    ]
    assert [event.slug for event in gates[1].limit_events.all()] == ["sampleconf"]
    assert set(outcome.devices) == {"bigevents/Gate 1", "bigevents/Gate 2"}
    assert gates[0].setup_hash == hashed(outcome.devices["bigevents/Gate 1"])


def test_an_oauth_application_is_confidential_and_its_secret_hashed() -> None:
    outcome = apply(FULL)

    app = Application.objects.get(name="Ticket App")
    shown = outcome.oauth_applications["Ticket App"]
    assert shown["client_id"] == app.client_id
    assert check_password(shown["client_secret"], app.client_secret)
    assert (app.client_type, app.authorization_grant_type) == ("confidential", "authorization-code")
    assert (app.user.email, app.redirect_uris) == (
        "admin@example.org",
        "https://app.example.org/cb",
    )
    assert app.allowed_scopes == ["read", "write"]


def test_an_address_that_nobody_is_sent_to_is_warned_of() -> None:
    text = (
        "oauth_applications:\n  - name: A\n    grant: authorization-code\n"
        "    redirect_uris: [https://a.example.org/, http://a.example.org/]\n"
    )

    outcome = apply(text)

    (warning,) = outcome.warnings
    assert "redirect_uris" in warning
    assert "http://a.example.org/" in warning
    assert Application.objects.get().redirect_uris.split()[1] == "http://a.example.org/"


def test_an_application_that_a_person_registered_is_never_taken_over() -> None:
    """They know its secret, and would get what the operator gives to its namesake."""
    thief = make_user("thief@example.org")
    for name in ("Ticket App", "Robot"):
        create_application(
            thief,
            name=name,
            redirect_uris=["https://thief.example.org/"],
            public=False,
            actor=Actor.user(thief),
        )
    before = list(Application.objects.filter(user=thief).order_by("pk").values())

    outcome = apply(FULL)

    assert list(Application.objects.filter(user=thief).order_by("pk").values()) == before
    assert set(outcome.oauth_applications) == {"Ticket App", "Robot"}
    assert ApplicationOrganizer.unscoped.get().application.user != thief
    again = apply(FULL)
    assert (again.oauth_applications, again.created, again.changed) == ({}, [], [])


def test_only_client_credentials_reach_an_organizer_by_themselves() -> None:
    apply(FULL)

    link = ApplicationOrganizer.unscoped.get()
    assert (link.application.name, link.organizer.slug) == ("Robot", "bigevents")


def test_no_secret_stands_in_the_database_or_the_audit_trail() -> None:
    outcome = apply(FULL)

    shown = [*outcome.tokens.values(), *outcome.devices.values(), "a long passphrase"]
    shown += [app["client_secret"] for app in outcome.oauth_applications.values()]
    tables: list[Any] = [User.objects, TeamToken.unscoped, Device.unscoped, Application.objects]
    stored = [list(table.values()) for table in [*tables, AuditEntry.unscoped]]
    for secret in shown:
        assert secret not in repr(stored)


# --- Again -----------------------------------------------------------------------------------------------------------


def test_the_same_file_again_writes_nothing() -> None:
    apply(FULL)

    with CaptureQueriesContext(connection) as queries:
        outcome = apply(FULL)

    assert outcome.secrets == NOTHING
    assert (outcome.created, outcome.changed) == ([], [])
    writes = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert writes == []
    assert not [q["sql"] for q in queries if "FOR UPDATE" in q["sql"]]


@pytest.mark.parametrize(
    ("old", "new", "look"),
    [
        ("name: Big Events", "name: Bigger", lambda: Organizer.unscoped.get().name),
        ("level: regional_center", "level: club", lambda: Organizer.unscoped.get().branches.get().level),
        ("{register: admin, staff: superadmin}", "admin", lambda: Team.unscoped.get(name="Everything").modules.get("shop")),
        ("name: Gate 1, all_events: true", "name: Gate 1, all_events: false", lambda: Device.unscoped.get(serial=1).all_events),
        ("{en: Sample Conference}", "{en: Grand Conference}", lambda: Event.unscoped.get().name["en"]),
        ("first_name: Ada", "first_name: Eva", lambda: User.objects.get().first_name),
        ("superuser: false", "superuser: true", lambda: User.objects.get().is_superuser),
        ("organizers: {bigevents: staff}", "organizers: {bigevents: admin}", lambda: OrganizerMembership.unscoped.get().level),
        ("scopes: [read, write]", "scopes: [read]", lambda: Application.objects.get(name="Ticket App").allowed_scopes),
        ("[Tickets.Example.org]", "[www.example.org]", lambda: list(Host.unscoped.values_list("host", flat=True))),
        ("limit_events: [sampleconf]\n        devices", "limit_events: []\n        devices", lambda: [e.slug for e in Team.unscoped.get(name="Door").limit_events.all()]),
    ],
)  # fmt: skip
def test_a_changed_field_is_changed_and_makes_no_second_row(old: str, new: str, look: Any) -> None:
    apply(FULL)
    before = look()

    outcome = apply(FULL.replace(old, new, 1))

    assert look() != before
    assert outcome.secrets == NOTHING
    assert apply(FULL.replace(old, new, 1)).changed == []
    assert (Tenant.objects.count(), Organizer.unscoped.count(), Event.unscoped.count()) == (1, 1, 1)
    assert (Team.unscoped.count(), Device.unscoped.count(), User.objects.count()) == (2, 2, 1)


def test_what_the_file_does_not_name_stays() -> None:
    apply(FULL)

    apply(
        "tenants:\n  - slug: acme\n    organizers:\n      - slug: bigevents\n        name: Bigger\n"
    )

    organizer = Organizer.unscoped.get()
    assert (organizer.name, organizer.timezone, organizer.locales) == (
        "Bigger",
        "Europe/Berlin",
        ["en", "de"],
    )
    assert (Team.unscoped.count(), organizer.hosts.count()) == (2, 1)


def test_a_password_is_set_only_when_it_is_another() -> None:
    apply(FULL)
    before = User.objects.get().password

    apply(FULL)
    assert User.objects.get().password == before

    apply(FULL.replace("a long passphrase", "a longer passphrase"))
    assert authenticate(None, username="admin", password="a longer passphrase") is not None


def test_a_revoked_token_is_not_made_again() -> None:
    apply(FULL)
    TeamToken.unscoped.filter(name="full").update(active=False)

    assert apply(FULL).tokens == {}


def test_a_new_token_in_the_file_is_the_only_new_secret() -> None:
    apply(FULL)

    outcome = apply(FULL.replace("tokens: [full, second]", "tokens: [full, second, third]"))

    assert list(outcome.tokens) == ["bigevents/Everything/third"]


def test_where_the_operator_gave_a_list_other_plugins_are_restricted() -> None:
    apply(FULL)
    organizer = Organizer.unscoped.get()

    assert plugins.problem("pretix.plugins.statistics", organizer=organizer)
    for name in plugins.OPEN | set(organizer.plugins_allowed):
        assert plugins.problem(name, organizer=organizer) is None


def test_an_application_moved_to_another_organizer_leaves_the_first() -> None:
    apply(FULL)
    make_organizer("others")

    apply(FULL.replace("grant: client-credentials\n    organizer: bigevents", "grant: client-credentials\n    organizer: others"))  # fmt: skip

    assert ApplicationOrganizer.unscoped.get().organizer.slug == "others"


# --- Errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "line", "key", "words"),
    [
        ("tenants:\n  - slug: acme\n    colour: red\n", 3, "colour", "not known"),
        ("tenats: []\n", 1, "tenats", "not known"),
        ("tenants:\n  - slug: acme\n    slug: other\n", 3, "slug", "second time"),
        ("tenants:\n  - slug: acme\n  - slug: acme\n", 3, "slug", "second time"),
        ("tenants:\n  - name: Acme\n", 2, "slug", "missing"),
        ("tenants: yes please\n", 1, "tenants", "list"),
        ("tenants:\n  - acme\n", 2, "tenants", "object"),
        ("- tenants\n", 1, "", "object"),
        ("tenants:\n  - slug: [a]\n", 2, "slug", "text"),
        ("tenants:\n  - slug: 2027\n", 2, "slug", "quotation marks"),
        ("tenants:\n  - slug: a b\n", 2, "slug", "letters"),
        ('tenants:\n  - slug: acme\n    name: "a\\0b"\n', 3, "name", "text"),
        ("tenants:\n  - slug: acme\n   name: Acme\n", 3, "", "not YAML"),
        ("tenants: [\n", 2, "", "not YAML"),
        ("tenants: {}\n---\nusers: []\n", 2, "", "not YAML"),
        (organizer_with("name: Big\nslug: api"), 6, "slug", "second time"),
        (organizer_with("currency: EURO"), 5, "currency", "characters"),
        (organizer_with("name: Big\ncurrency: XYZ"), 6, "currency", "ISO 4217"),
        (organizer_with("timezone: Europe/Atlantis"), 5, "timezone", "time zone"),
        (organizer_with("locales:\n  - en\n  - tlh"), 7, "locales", "tlh"),
        (organizer_with("locales: []"), 5, "locales", "at least one"),
        (organizer_with("plugins: [pretix.plugins.magic]"), 5, "plugins", "no plugin"),
        (organizer_with("adapters: [carnival]"), 5, "adapters", "festival, club"),
        (organizer_with("hosts: ['not a host']"), 5, "hosts", "host"),
        (organizer_with("hosts: [localhost]"), 5, "hosts", "host"),
        (organizer_with("teams:\n  - {name: T, all_events: 1}"), 6, "all_events", "true or false"),
        (organizer_with("teams:\n  - name: T\n    permissions: some"), 7, "permissions", "all"),
        (organizer_with("teams:\n  - name: T\n    permissions:\n      - can_checkin_orders\n      - can_fly"), 9, "permissions", "can_fly"),
        (organizer_with("teams:\n  - name: T\n    modules: {garden: staff}"), 7, "garden", "no module"),
        (organizer_with("teams:\n  - name: T\n    modules: {shop: king}"), 7, "shop", "level"),
        (organizer_with("teams:\n  - name: T\n    modules: king"), 7, "modules", "level"),
        (organizer_with("teams:\n  - name: T\n    limit_events: [nowhere]"), 7, "limit_events", "nowhere"),
        (organizer_with("devices:\n  - {name: D, limit_events: [nowhere]}"), 6, "limit_events", "nowhere"),
        (organizer_with("money_accounts: [{slug: a, branch: nowhere}]"), 5, "branch", "nowhere"),
        (organizer_with("taxonomy:\n  event_types: [{slug: a, branch: nowhere}]"), 6, "branch", "nowhere"),
        (organizer_with("taxonomy:\n  colours: []"), 6, "colours", "not known"),
        (organizer_with("activities:\n  - slug: a\n    type: nowhere"), 7, "type", "nowhere"),
        (organizer_with("events:\n  - {slug: con}"), 6, "name", "needs"),
        (organizer_with("events:\n  - slug: con\n    name: Con\n    date_from: tomorrow"), 8, "date_from", "moment"),
        (organizer_with("events:\n  - slug: con\n    name: Con\n    date_from: 2027-01-01"), 8, "date_from", "moment"),
        (organizer_with("events:\n  - slug: con\n    name: Con\n    date_from: 2027-01-02T00:00:00Z\n    date_to: 2027-01-01T00:00:00Z"), 9, "date_to", "before"),
        (organizer_with("events:\n  - slug: con\n    name: Con\n    date_from: 2027-01-02T00:00:00Z\n    timezone: Mars"), 9, "timezone", "time zone"),
        (organizer_with("events:\n  - slug: con\n    name: Con\n    date_from: 2027-01-02T00:00:00Z\n    settings: {glitter: true}"), 9, "settings", "glitter"),
        (organizer_with("events:\n  - slug: api\n    name: Con\n    date_from: 2027-01-02T00:00:00Z"), 6, "slug", "addresses"),
        (organizer_with("events:\n  - slug: con\n    name: {xx: Con}"), 7, "name", "xx"),
        ("tenants:\n  - slug: acme\n    organizers:\n      - slug: admin\n", 4, "slug", "addresses"),
        ("users:\n  - email: nobody\n", 2, "email", "e-mail"),
        ("users:\n  - email: a@example.org\n  - email: A@example.org\n", 3, "email", "second time"),
        ("users:\n  - email: a@example.org\n    teams: [nowhere/T]\n", 3, "teams", "nowhere"),
        ("users:\n  - email: a@example.org\n    teams: [T]\n", 3, "teams", "organizer/name"),
        ("users:\n  - email: a@example.org\n    organizers:\n      nowhere: staff\n", 4, "nowhere", "no organizer"),
        ("users:\n  - email: a@example.org\n    organizers: {a: king}\n", 3, "organizers.a", "staff"),
        ("users:\n  - email: a@example.org\n    branches: [nowhere/b]\n", 3, "branches", "nowhere"),
        ("users:\n  - email: a@example.org\n    password: 12345678\n", 3, "password", "quotation marks"),
        ("oauth_applications:\n  - name: A\n", 2, "grant", "missing"),
        ("oauth_applications:\n  - name: A\n    grant: implicit\n", 3, "grant", "one of"),
        ("oauth_applications:\n  - name: A\n    grant: client-credentials\n", 2, "organizer", "organizer"),
        ("oauth_applications:\n  - name: A\n    grant: authorization-code\n", 2, "redirect_uris", "address"),
        ("oauth_applications:\n  - name: A\n    grant: authorization-code\n    redirect_uris: ['javascript:alert(1)']\n", 4, "redirect_uris", ""),
        ("oauth_applications:\n  - name: A\n    grant: authorization-code\n    redirect_uris: [https://a.example.org]\n    owner: nobody@example.org\n", 5, "owner", "nobody"),
        ("oauth_applications:\n  - name: A\n    grant: client-credentials\n    organizer: nowhere\n", 4, "organizer", "nowhere"),
        ("oauth_applications:\n  - name: A\n    grant: client-credentials\n    organizer: nowhere\n    scopes: ['a b']\n", 5, "scopes", "scope"),
    ],
)  # fmt: skip
def test_an_error_names_line_and_key_and_writes_nothing(
    source: str, line: int, key: str, words: str
) -> None:
    with pytest.raises(ProvisionError) as caught:
        apply(source)

    assert (caught.value.line, caught.value.key) == (line, key)
    assert words in caught.value.sentence
    assert "\n" not in str(caught.value)


@pytest.mark.django_db(transaction=True)
def test_an_error_at_the_end_of_a_file_undoes_its_beginning() -> None:
    with pytest.raises(ProvisionError):
        apply(FULL.replace("[bigevents/praha]", "[bigevents/brno]"))

    for model in (Tenant, User, Application):
        assert not model.objects.exists()
    assert not AuditEntry.unscoped.exists()


def test_an_organizer_of_another_tenant_is_not_taken_over() -> None:
    make_organizer("bigevents", tenant="others")

    with pytest.raises(ProvisionError, match="belongs to the tenant 'others'"):
        apply(organizer_with("name: Mine"))


def test_a_host_of_another_organizer_is_not_taken_over() -> None:
    apply(FULL)
    source = FULL.replace("slug: bigevents", "slug: second", 1).replace("[Tickets", "[tickets")

    with pytest.raises(ProvisionError, match=r"line 7, hosts: .* belongs to 'bigevents'"):
        apply(source)


def test_a_user_name_of_somebody_else_is_not_taken_over() -> None:
    apply(FULL)

    with pytest.raises(ProvisionError, match=r"line 3, username: .* belongs to another user"):
        apply("users:\n  - email: b@example.org\n    username: ADMIN\n")


def test_whether_an_event_is_a_series_cannot_change() -> None:
    apply(FULL)

    with pytest.raises(ProvisionError, match=r"has_subevents: .* decided when it is created"):
        apply(FULL.replace("currency: EUR}", "currency: EUR, has_subevents: true}"))


@pytest.mark.parametrize("source", ["", "# nothing yet\n", "tenants:\nusers:\n", "tenants: []\n"])
def test_an_empty_file_is_a_file(source: str) -> None:
    assert apply(source).secrets == NOTHING


def test_a_file_that_refers_to_itself_ends() -> None:
    with pytest.raises(ProvisionError):
        read("tenants: &a\n  - slug: acme\n    organizers: *a\n")


def test_the_example_of_the_documentation_is_a_file() -> None:
    page = (ROOT / "docs" / "provision.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]

    outcome = apply(example)

    assert (list(outcome.tokens), outcome.warnings) == (["midsummer/Everything/scripts"], [])
    assert list(outcome.oauth_applications) == ["Ticket App", "Volunteer sync"]
    assert apply(example).secrets == NOTHING


# --- The command -----------------------------------------------------------------------------------------------------


def test_json_prints_what_was_made_and_nothing_else(tmp_path: Path) -> None:
    out, err = run(tmp_path, FULL, "--json")

    made = json.loads(out)
    assert list(made) == ["tokens", "devices", "oauth_applications"]
    assert set(made["oauth_applications"]) == {"Ticket App", "Robot"}
    assert set(made["oauth_applications"]["Robot"]) == {"client_id", "client_secret"}
    assert TeamTokenAuthentication().access(made["tokens"]["bigevents/Everything/full"])
    assert err == ""
    assert run(tmp_path, FULL, "--json") == (
        '{"tokens": {}, "devices": {}, "oauth_applications": {}}\n',
        "",
    )


def test_a_person_reads_what_happened_and_the_new_secrets(tmp_path: Path) -> None:
    out, _ = run(tmp_path, FULL)

    assert "created  organizer bigevents" in out
    assert "shown this once" in out
    assert "bigevents/Gate 1" in out
    assert run(tmp_path, FULL)[0] == "Nothing to do: everything is as the file says.\n"


def test_a_weak_password_is_taken_with_a_warning_beside_the_output(tmp_path: Path) -> None:
    source = "users:\n  - email: a@example.org\n    password: secret\n"

    out, err = run(tmp_path, source, "--json")

    assert json.loads(out) == NOTHING
    assert "line 3, password: This password is too short" in err
    assert authenticate(None, username="a@example.org", password="secret") is not None


def test_the_command_s_error_is_one_line_with_file_line_and_key(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        run(tmp_path, "tenants:\n  - slug: acme\n    colour: red\n", "--json")

    file = tmp_path / "installation.yaml"
    assert str(caught.value).startswith(f"{file}, line 3, colour: This key is not known here")
    assert caught.value.returncode == 1
    assert not Tenant.objects.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00", b"name: \x80"])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.yaml").write_bytes(content)

    with pytest.raises(CommandError, match="not YAML"):
        call_command("provision", str(tmp_path / "odd.yaml"))


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("provision", str(tmp_path / "nowhere.yaml"))


def test_the_file_may_come_through_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(FULL.encode())))

    call_command("provision", "-", "--json", stdout=io.StringIO())

    assert Organizer.unscoped.filter(slug="bigevents").exists()


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_make_everything_once() -> None:
    outcomes, start = [], threading.Barrier(4)

    def provision_it() -> None:
        try:
            start.wait(10)
            outcomes.append(apply(FULL))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=provision_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(len(outcome.tokens) for outcome in outcomes) == [0, 0, 0, 2]
    assert (Organizer.unscoped.count(), Device.unscoped.count(), User.objects.count()) == (1, 2, 1)
