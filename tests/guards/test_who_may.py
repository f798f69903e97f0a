"""Who may use what: every address of the APIs stands in the table, and every right in it opens its own and nothing else."""

import re
from typing import Any

import pytest
from django.test import Client
from rest_framework.permissions import SAFE_METHODS

from tenant.access.levels import BY_NAME, PERMISSIONS
from tenant.models import Team
from tests.guards.routes import PLATFORM, Route, routes
from tests.guards.who_may import GATES
from tests.make import make_team, make_token, make_user
from tests.people import World

AT_EVENT = "/api/v1/organizers/<organizer>/events/<event>/"
AT_ORGANIZER = "/api/v1/organizers/<organizer>/"
LEVELS = tuple(BY_NAME)
BY_LEVEL = [gate for gate in GATES if re.fullmatch(r"(shop|register|tenant):\w+/\w+", gate)]
BY_RIGHT = [gate for gate in GATES if re.fullmatch(r"\w*/\w+", gate)]
OF_EVENTS = [gate for gate in GATES if re.fullmatch(r"v1:[a-z_|]+/[a-z_|]*", gate)]
OF_ORGANIZERS = [gate for gate in GATES if re.fullmatch(r"v1:organizer:[a-z_|/]+", gate)]


def whole(address: str) -> str:
    """The address as the router has it."""
    for short, prefix in (("<event>/", AT_EVENT), ("<organizer>/", AT_ORGANIZER)):
        if address.startswith(short):
            return prefix + address.removeprefix(short)
    return address


def declared(route: Route) -> str:
    return " + ".join(permission.declares for permission in route.permissions)  # type: ignore[attr-defined]


def at(gate: str) -> list[tuple[str, str]]:
    """A call that reads and one that writes, of those that the gate guards, as one makes them at alice's."""
    listed = {whole(address) for address in GATES[gate].split()}
    found: dict[bool, tuple[str, str]] = {}
    for route in routes(PLATFORM):
        if route.path in listed:
            path = route.path.replace("<organizer>", "bigevents").replace("<event>", "con2027")
            for method in sorted(word.upper() for word in route.methods):
                found.setdefault(method in SAFE_METHODS, (method, re.sub("<[a-z_]+>", "0", path)))
    return list(found.values())


def test_every_address_stands_in_the_table_with_its_gate() -> None:
    """Those of /app/ that a module of another house brings have their table there."""
    said = {whole(address): gate for gate, text in GATES.items() for address in text.split()}
    ours = ("/app/tenant/", "/app/shop/", "/app/register/", "/app/ui/", "/api/")

    found = {
        route.path: declared(route)
        for route in routes(PLATFORM)
        if route.api is not None and route.path.startswith(ours)
    }

    assert found == said


class Caller:
    """Somebody with a team of their own."""

    def __init__(self, world: World, name: str, **team: Any) -> None:
        user = make_user(f"{name}@example.org")
        self.team: Team = make_team(world.organizer, name=name, members=[user], **team)
        self.browser = Client(SERVER_NAME="localhost", headers={"X-Event": "bigevents/con2027"})
        self.browser.force_login(user)
        self.token = make_token(self.team, f"token-of-{name}")

    def app(self, method: str, path: str) -> int:
        """The answer to the call, made with a browser."""
        return self._sent(self.browser, method, f"{path}?organizer=bigevents")

    def v1(self, method: str, path: str) -> int:
        """The answer to the call, made with the team's token."""
        client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Token {self.token}"})
        return self._sent(client, method, path)

    @staticmethod
    def _sent(client: Client, method: str, path: str) -> int:
        return client.generic(method, path, b"{}", content_type="application/json").status_code


@pytest.mark.django_db
@pytest.mark.parametrize("gate", BY_LEVEL)
def test_each_level_opens_its_own_and_the_one_below_does_not(world: World, gate: str) -> None:
    module, _, needed = gate.partition(":")
    people = {
        level: Caller(world, level, permissions=(), modules={module: level}) for level in LEVELS
    }
    read, write = needed.split("/")

    for method, path in at(gate):
        level = read if method in SAFE_METHODS else write
        below = LEVELS[LEVELS.index(level) - 1]
        assert people[below].app(method, path) == 403, (below, method, path)
        assert people[level].app(method, path) != 403, (level, method, path)


@pytest.mark.django_db
@pytest.mark.parametrize("gate", [*BY_RIGHT, *OF_EVENTS, *OF_ORGANIZERS])
def test_each_right_opens_its_own_and_all_the_others_do_not(world: World, gate: str) -> None:
    send = Caller.v1 if gate.startswith("v1:") else Caller.app
    read, _, write = gate.removeprefix("v1:").removeprefix("organizer:").partition("/")
    needed = {True: read.removeprefix("event"), False: write or read}

    for method, path in at(gate):
        word = needed[method in SAFE_METHODS]
        names = word.split("|") if word else []
        for name in names or ("nothing",):
            just = Caller(world, f"{method}_{name}", permissions=names and (name,), modules={})
            assert send(just, method, path) != 403, (name, method, path)
        if word:
            others = tuple(name for name in PERMISSIONS if name not in names)
            rest = Caller(world, f"{method}_others", permissions=others, modules={})
            assert send(rest, method, path) == 403, (method, path)
