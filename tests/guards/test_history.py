"""Whatever is written into the audit trail can be told in words."""

import re

import pytest

from eventhub.common import history
from tests.surroundings import ROOT

FLOORS = ("account", "tenant", "people", "shop", "register", "schedule", "staff", "api", "kioskos")
# The beginnings of other things, not verbs: names of plugins, words that webhooks subscribe to.
OTHER = re.compile(r"pretix\.plugins\.|.*\.$")
LITERAL = re.compile(r'(?<!f)"(pretix\.[a-z_.]+)"')
BUILT = re.compile(r'f"(pretix\.[a-z_.]+)\.\{verb\}"')


def sources() -> str:
    files = (file for floor in FLOORS for file in (ROOT / floor).rglob("*.py"))
    return "\n".join(file.read_text() for file in files)


VERBS = sorted(verb for verb in set(LITERAL.findall(sources())) if not OTHER.fullmatch(verb))
KINDS = sorted(set(BUILT.findall(sources())))
CATALOGUE = sorted(set(re.findall(r'kind="([a-z_.]+)",?\n?\s*stamp=', sources())))


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_words(verb: str) -> None:
    assert history.known(verb) or verb.rpartition(".")[0] == "pretix.plugins", (
        f"say in eventhub/common/history.py what {verb} means"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_thing_has_a_name(kind: str) -> None:
    assert history.known(f"{kind}.changed"), f"name {kind} in eventhub/common/history.py"


@pytest.mark.parametrize("kind", CATALOGUE)
@pytest.mark.parametrize("verb", ["added", "changed", "deleted"])
def test_every_kind_of_the_catalogue_has_a_name(kind: str, verb: str) -> None:
    assert history.known(f"pretix.event.{kind}.{verb}")


def test_the_search_finds_something() -> None:
    assert {"pretix.event.added", "pretix.event.order.placed"} <= set(VERBS)
    assert "pretix.event.checkinlist" in KINDS
    assert {"category", "item", "quota"} <= set(CATALOGUE)
