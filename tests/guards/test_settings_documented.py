"""Every variable that the product reads is in the operator's handbook."""

import re

import pytest

from tests.surroundings import ROOT

READ = re.compile(r"""(?:env\.\w+|environ(?:\.get)?)[\[(]\s*["']([A-Z][A-Z0-9_]+)["']""")
SOURCES = sorted((ROOT / "eventhub").rglob("*.py"))
# Django's and the system's own.
NOT_OURS = {"DJANGO_SETTINGS_MODULE", "PATH"}
VARIABLES = sorted(
    {name for source in SOURCES for name in READ.findall(source.read_text())} - NOT_OURS
)


def test_the_search_finds_variables() -> None:
    assert {"DATABASE_URL", "REDIS_URL", "EVENTHUB_PLATFORM_HOST"} <= set(VARIABLES)


@pytest.mark.parametrize("variable", VARIABLES)
def test_every_variable_is_in_the_handbook(variable: str) -> None:
    handbook = (ROOT / "docs" / "operations.md").read_text()

    assert re.search(rf"\b{variable}\b", handbook)
