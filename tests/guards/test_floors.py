"""What import-linter cannot say: which kinds of module may know HTTP, open transactions, or look into an app's `api/`.

The rule holds by default: a new module is below the HTTP line until its place says otherwise.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.surroundings import ROOT

APPS = sorted(path.parent.name for path in ROOT.glob("*/apps.py"))
# Names that say that a module, or a folder, stands at the HTTP line or above it.
ABOVE_THE_LINE = frozenset(
    {"api", "pages", "web", "http", "server", "middleware", "gates", "requests", "authentication", "consumers", "sockets"}
)  # fmt: skip
# Below the line by place, tied to a library's interface that hands over a request.
SPEAKS_FOR_A_LIBRARY = {
    "account.backends": "Django hands a request to authentication backends",
    "account.oauth.server": "the OAuth library reads its parameters from a request",
}
WRITES_ELSEWHERE = {
    "eventhub.provisioning": "one file is applied as a whole or not at all",
    "tenant.provisioning": "forgets a cached host after the commit",
    "tenant.webhooks.delivery": "the task keeps each answer in a transaction of its own",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                yield name.removesuffix(".__init__"), ast.parse(path.read_text())


def imports(tree: ast.Module) -> Iterator[str]:
    """Every dotted name that a module imports: `from a.b import c` is `a.b` and `a.b.c`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def knows_http(name: str) -> bool:
    parts = name.split(".")
    return parts[0] in {"api", "web"} or bool(ABOVE_THE_LINE & set(parts[1:]))


def http_below_the_line(name: str, tree: ast.Module) -> list[str]:
    if knows_http(name) or name in SPEAKS_FOR_A_LIBRARY:
        return []
    return [
        f"{name} imports {found}"
        for found in imports(tree)
        if found == "rest_framework" or found.startswith(("rest_framework.", "django.http"))
    ]


def transactions_outside_actions(name: str, tree: ast.Module) -> list[str]:
    if {"actions", "common"} & set(name.split(".")) or name in WRITES_ELSEWHERE:
        return []
    return [
        f"{name} imports {found}" for found in imports(tree) if found == "django.db.transaction"
    ]


def foreign_api(name: str, tree: ast.Module) -> list[str]:
    """Another app's `api/`. The wiring of addresses and the menu, which speaks in tenant's shapes, may."""
    app = name.split(".", maxsplit=1)[0]
    if app == "eventhub":
        return []
    return [
        f"{name} imports {found}"
        for found in imports(tree)
        if len(parts := found.split(".")) > 1
        and parts[1] == "api"
        and parts[0] in APPS
        and parts[0] != app
    ]


RULES = (http_below_the_line, transactions_outside_actions, foreign_api)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps(rule) -> None:
    broken = [line for name, tree in modules() for line in rule(name, tree)]

    assert sorted(set(broken)) == []


@pytest.mark.parametrize(
    ("rule", "name", "code"),
    [
        (
            http_below_the_line,
            "shop.rules.pricing",
            "from rest_framework.exceptions import ParseError",
        ),
        (http_below_the_line, "people.queries", "from django.http import HttpRequest"),
        (transactions_outside_actions, "api.v1.views.carts", "from django.db import transaction"),
        (foreign_api, "register.queries", "from shop.api.serializers import OrderOut"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_breach_is_seen(rule, name: str, code: str) -> None:
    assert rule(name, ast.parse(code)) != []


def test_no_exception_outlives_its_reason() -> None:
    """Who is excused above still needs it."""
    trees = dict(modules())
    idle = [
        name
        for name in SPEAKS_FOR_A_LIBRARY
        if not any(found.startswith("django.http") for found in imports(trees[name]))
    ] + [name for name in WRITES_ELSEWHERE if "django.db.transaction" not in imports(trees[name])]

    assert idle == []


def test_every_app_is_known() -> None:
    assert {"account", "tenant", "people", "shop", "register", "schedule", "staff", "vendors", "kioskos", "api", "web"} <= set(APPS)  # fmt: skip
    assert Path(ROOT / "web" / "urls.py").exists()
