"""What a provision file says about tenants, organizers, branches, teams, devices and events, and who belongs where."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from account.models import Application, User
from account.provisioning import user_of
from account.queries import application_of_file
from eventhub.common import i18n
from eventhub.common.actors import Actor
from eventhub.common.db import links
from eventhub.common.errors import DomainError
from eventhub.common.money import CURRENCIES
from eventhub.common.provisioning import Outcome, Section
from tenant.access import context
from tenant.access.levels import BY_NAME, MODULES, PERMISSIONS
from tenant.devices import actions
from tenant.events import event_rules, event_settings, plugins
from tenant.events.actions import events
from tenant.models import (
    ApplicationOrganizer,
    Branch,
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
from tenant.teams.actions import teams

TENANT_SLUG = re.compile(r"[-a-zA-Z0-9_]+")
HOST = re.compile(
    r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
EVENT_NEEDS = ("name", "date_from")


def apply(*, file: Section, outcome: Outcome, actor: Actor) -> None:
    """Makes and updates what the file says of this floor; users and OAuth applications are there already.

    Writes in the caller's transaction, and nothing where the database agrees with the file. Raises ProvisionError.
    Teams come after events, which they may name.
    """
    for _, part in file.entries("tenants"):
        if not TENANT_SLUG.fullmatch(part["slug"]):
            raise part.wrong("slug", "Use letters, digits, dashes and underscores.")
        tenant = outcome.settle(
            Tenant,
            key={"slug": part["slug"]},
            values=part.given("name"),
            defaults={"name": part["slug"]},
            called=f"tenant {part['slug']}",
        )
        for _, inner in part.entries("organizers"):
            _organizer(inner, tenant, outcome, actor)
    for _, user in file.entries("users"):
        _places(user, outcome, actor)
    for _, app in file.entries("oauth_applications"):
        _application(app, outcome)


def organizers(file: Section) -> Iterator[tuple[Section, Organizer]]:
    """The file's organizers with their rows; for the floors above, which come after this one."""
    for _, tenant in file.entries("tenants"):
        for _, part in tenant.entries("organizers"):
            yield part, Organizer.unscoped.select_related("tenant").get(slug=part["slug"])


def placed(part: Section, organizer: Organizer) -> dict[str, Any]:
    """The columns of something that has a name and may belong to a branch. Raises ProvisionError."""
    values = part.given("name")
    if "branch" in part:
        values["branch_id"] = _branch(part, "branch", organizer, part["branch"]).pk
    return values


def _branch(
    part: Section, key: str, organizer: Organizer, slug: str, *, entry: int | None = None
) -> Branch:
    branch = Branch.objects.filter(organizer=organizer, slug=slug).first()
    if branch is None:
        raise part.wrong(key, f"{organizer.slug} has no branch {slug!r}.", entry=entry)
    return branch


# --- Organizers ------------------------------------------------------------------------------------------------------


def _organizer(part: Section, tenant: Tenant, outcome: Outcome, actor: Actor) -> None:
    _check_organizer(part, tenant)
    values = part.given("name", "currency", "timezone")
    for name, column in (
        ("locales", "locales"),
        ("plugins", "plugins_allowed"),
        ("adapters", "adapters"),
    ):
        if name in part:
            values[column] = list(part[name])
    organizer = outcome.settle(
        Organizer,
        key={"slug": part["slug"], "tenant": tenant},
        values=values,
        defaults={"name": part["slug"], "locales": [settings.LANGUAGE_CODE]},
        called=f"organizer {part['slug']}",
    )
    if "hosts" in part:
        _hosts(part, organizer, outcome)
    for _, branch in part.entries("branches"):
        outcome.settle(
            Branch,
            key={"organizer": organizer, "tenant": tenant, "slug": branch["slug"]},
            values=branch.given("name", "level"),
            defaults={"name": branch["slug"]},
            called=f"branch {organizer.slug}/{branch['slug']}",
        )
    for _, event in part.entries("events"):
        _event(event, organizer, outcome, actor)
    for _, team in part.entries("teams"):
        _team(team, organizer, outcome, actor)
    for _, device in part.entries("devices"):
        _device(device, organizer, outcome, actor)


def _check_organizer(part: Section, tenant: Tenant) -> None:
    if problem := event_rules.slug_problem(part["slug"]):
        raise part.wrong("slug", problem)
    owner = Tenant.objects.filter(pk__in=_owners(part["slug"])).exclude(pk=tenant.pk).first()
    if owner is not None:
        raise part.wrong("slug", f"{part['slug']!r} belongs to the tenant {owner.slug!r}.")
    if "currency" in part and part["currency"] not in CURRENCIES:
        raise part.wrong("currency", f"{part['currency']!r} is not a currency code of ISO 4217.")
    if "timezone" in part and part["timezone"] not in event_rules.timezones():
        raise part.wrong("timezone", f"{part['timezone']!r} is not a time zone.")
    for index, locale in part.entries("locales"):
        if locale not in i18n.languages().values():
            raise part.wrong("locales", f"The language {locale!r} is not known here.", entry=index)
    if part.get("locales") == []:
        raise part.wrong("locales", "An organizer speaks at least one language.")
    for index, name in part.entries("plugins"):
        if name not in plugins.PLUGINS:
            raise part.wrong("plugins", f"There is no plugin {name!r}.", entry=index)


def _owners(slug: str) -> Any:
    return Organizer.unscoped.filter(slug=slug).values("tenant")


def _hosts(part: Section, organizer: Organizer, outcome: Outcome) -> None:
    wanted = []
    for index, written in part.entries("hosts"):
        host = written.lower().rstrip(".")
        if not HOST.fullmatch(host):
            raise part.wrong("hosts", f"{written!r} is not the name of a host.", entry=index)
        if context.is_platform_host(host):
            raise part.wrong("hosts", f"{written!r} is the platform's own.", entry=index)
        held = Host.unscoped.filter(host__iexact=host).select_related("organizer").first()
        if held is not None and held.organizer_id != organizer.pk:
            raise part.wrong(
                "hosts", f"{written!r} belongs to {held.organizer.slug!r}.", entry=index
            )
        wanted.append(host)
        if held is None:
            Host.unscoped.create(tenant_id=organizer.tenant_id, organizer=organizer, host=host)
            outcome.created.append(f"host {host}")
            transaction.on_commit(partial(context.forget_host, host), robust=True)
    for gone in Host.objects.filter(organizer=organizer).exclude(host__in=wanted):
        Host.objects.filter(organizer=organizer, pk=gone.pk).delete()
        outcome.changed.append(f"host {gone.host} removed")
        transaction.on_commit(partial(context.forget_host, gone.host), robust=True)


# --- Events ----------------------------------------------------------------------------------------------------------


def _event(part: Section, organizer: Organizer, outcome: Outcome, actor: Actor) -> None:
    called = f"event {organizer.slug}/{part['slug']}"
    event = (
        Event.objects.filter(organizer=organizer, slug=part["slug"])
        .select_related("organizer")
        .first()
    )
    data = _event_data(part)
    try:
        if event is None:
            for name in EVENT_NEEDS:
                if not data.get(name):
                    raise part.wrong(name, "A new event needs this.")
            events.create_event_within(organizer, data=data, actor=actor)
            outcome.created.append(called)
        elif _differs(event, data):
            events.change_event_within(event, data=data, actor=actor)
            outcome.changed.append(called)
    except DomainError as error:
        raise part.refused(error) from error


def _event_data(part: Section) -> dict[str, Any]:
    data = dict(part)
    if "plugins" in data:
        data["plugins"] = list(data["plugins"])
    if "settings" in data:
        try:
            data["settings"] = event_settings.parse(dict(data["settings"]))
        except ValueError as error:
            raise part.wrong("settings", str(error)) from None
    return data


def _differs(event: Event, data: dict[str, Any]) -> bool:
    kept = {**event.settings, **data.get("settings", {})}
    return kept != event.settings or any(
        getattr(event, name) != value for name, value in data.items() if name != "settings"
    )


def _events_named(part: Section, organizer: Organizer) -> list[Event]:
    found = []
    for index, slug in part.entries("limit_events"):
        event = Event.objects.filter(organizer=organizer, slug=slug).first()
        if event is None:
            raise part.wrong(
                "limit_events", f"{organizer.slug} has no event {slug!r}.", entry=index
            )
        found.append(event)
    return found


# --- Teams and devices -----------------------------------------------------------------------------------------------


def _team(part: Section, organizer: Organizer, outcome: Outcome, actor: Actor) -> None:
    called = f"{organizer.slug}/{part['name']}"
    data = _team_data(part, organizer)
    team = Team.objects.filter(organizer=organizer, name=part["name"]).order_by("pk").first()
    try:
        if team is None:
            team = teams.create_team_within(organizer, data=data, actor=actor)
            outcome.created.append(f"team {called}")
        elif _team_differs(team, data):
            team = teams.change_team_within(team, data=data, actor=actor)
            outcome.changed.append(f"team {called}")
    except DomainError as error:
        raise part.refused(error) from error
    for _, name in part.entries("tokens"):
        if not TeamToken.objects.filter(team=team, name=name).exists():
            new = teams.create_token_within(team, name=name, actor=actor)
            outcome.tokens[f"{called}/{name}"] = new.secret
            outcome.created.append(f"token {called}/{name}")


def _team_data(part: Section, organizer: Organizer) -> dict[str, Any]:
    data = part.given("name", "all_events")
    if "permissions" in part:
        data |= _permissions(part)
    if "modules" in part:
        data["modules"] = _modules(part)
    if "limit_events" in part:
        data["limit_events"] = [event.slug for event in _events_named(part, organizer)]
    return data


def _permissions(part: Section) -> dict[str, bool]:
    if part["permissions"] == "all":
        return dict.fromkeys(PERMISSIONS, True)
    for index, name in part.entries("permissions"):
        if name not in PERMISSIONS:
            raise part.wrong("permissions", f"There is no permission {name!r}.", entry=index)
    return {name: name in part["permissions"] for name in PERMISSIONS}


def _modules(part: Section) -> dict[str, str]:
    given = part["modules"]
    if isinstance(given, str):
        if given not in BY_NAME:
            raise part.wrong("modules", f"{given!r} is no level; levels are {', '.join(BY_NAME)}.")
        return dict.fromkeys(MODULES, given)
    for module, level in given.items():
        if module not in MODULES:
            raise given.wrong(
                module, f"There is no module {module!r}; modules are {', '.join(MODULES)}."
            )
        if level not in BY_NAME:
            raise given.wrong(module, f"{level!r} is no level; levels are {', '.join(BY_NAME)}.")
    return dict(given)


def _team_differs(team: Team, data: dict[str, Any]) -> bool:
    if "limit_events" in data:
        now = set(team.limit_events.values_list("slug", flat=True))
        if now != set(data["limit_events"]):
            return True
    return any(
        getattr(team, name) != value for name, value in data.items() if name != "limit_events"
    )


def _device(part: Section, organizer: Organizer, outcome: Outcome, actor: Actor) -> None:
    called = f"{organizer.slug}/{part['name']}"
    data = part.given("name", "all_events", "security_profile")
    limited = _events_named(part, organizer)
    device = Device.objects.filter(organizer=organizer, name=part["name"]).order_by("pk").first()
    if device is None:
        data["limit_events"] = limited
        _, secret = actions.add_device_within(organizer, data=data, actor=actor)
        outcome.devices[called] = secret
        outcome.created.append(f"device {called}")
        return
    outcome.update(device, values=data, called=f"device {called}")
    if "limit_events" in part and set(device.limit_events.all()) != set(limited):
        links.replace(device, "limit_events", targets=limited)
        outcome.changed.append(f"events of device {called}")


# --- Who belongs where -----------------------------------------------------------------------------------------------


def _places(part: Section, outcome: Outcome, actor: Actor) -> None:
    user = user_of(part, "email")
    for index, written in part.entries("teams"):
        organizer, name = _named(part, "teams", written, entry=index)
        team = Team.objects.filter(organizer=organizer, name=name).order_by("pk").first()
        if team is None:
            raise part.wrong("teams", f"{organizer.slug} has no team {name!r}.", entry=index)
        _, new = teams.add_member_within(team, user=user, actor=actor)
        if new:
            outcome.created.append(f"{user.email} in team {written}")
    if "organizers" in part:
        _levels(part["organizers"], user, outcome)
    for index, written in part.entries("branches"):
        organizer, slug = _named(part, "branches", written, entry=index)
        branch = _branch(part, "branches", organizer, slug, entry=index)
        outcome.settle(
            BranchOrganizer,
            key={"branch": branch, "tenant": organizer.tenant, "user": user},
            values={},
            called=f"{user.email} as organizer of branch {written}",
        )


def _levels(part: Section, user: User, outcome: Outcome) -> None:
    for slug, level in part.items():
        organizer = _organizer_of(part, slug, slug)
        outcome.settle(
            OrganizerMembership,
            key={"organizer": organizer, "tenant": organizer.tenant, "user": user},
            values={"level": level},
            called=f"{user.email} as {level} of {slug}",
        )


def _named(part: Section, key: str, written: str, *, entry: int) -> tuple[Organizer, str]:
    """`organizer/name`: the organizer, and the name within it."""
    slug, slash, name = written.partition("/")
    if not slash or not name:
        raise part.wrong(key, f"Write it as organizer/name, not {written!r}.", entry=entry)
    return _organizer_of(part, key, slug, entry=entry), name


def _organizer_of(part: Section, key: str, slug: str, *, entry: int | None = None) -> Organizer:
    organizer = Organizer.unscoped.select_related("tenant").filter(slug=slug).first()
    if organizer is None:
        raise part.wrong(key, f"There is no organizer {slug!r}.", entry=entry)
    return organizer


def _application(part: Section, outcome: Outcome) -> None:
    if "organizer" not in part:
        return
    organizer = _organizer_of(part, "organizer", part["organizer"])
    if part["grant"] != Application.GRANT_CLIENT_CREDENTIALS:
        return
    app = application_of_file(part["name"])
    called = f"OAuth application {part['name']}"
    # The application is the operator's own, and so are its links, whosever data they reach.
    others = ApplicationOrganizer.unscoped.filter(application=app).exclude(organizer=organizer)
    if others.exists():
        others.delete()
        outcome.changed.append(f"{called} reaches no other organizer any more")
    outcome.settle(
        ApplicationOrganizer,
        key={"organizer": organizer, "tenant": organizer.tenant, "application": app},
        values={},
        called=f"{called} reaches {organizer.slug}",
    )
