"""Every numbered rule of v1's contract, and of what all sockets share, has a test that is named after it:
`test_auth_3_...`, `test_ev_14_to_17_...`."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
RULES: dict[str, list[int]] = {
    "auth": [*range(1, 12)],
    "perm": [*range(1, 10)],
    "compat": [1, 2],
    "page": [*range(1, 7)],
    "cond": [*range(1, 12)],
    "err": [*range(1, 8)],
    "type": [*range(1, 7)],
    "qry": [1, 2],
    "oauth": [*range(1, 15)],
    "ev": [
        *range(1, 4), *range(10, 19), *range(20, 26), *range(30, 36), *range(40, 45), *range(50, 53), 60,
    ],
    "amb": [*range(1, 21)],
    "b": [*range(1, 16)],
    "c": [*range(4)],
    "r": [*range(2, 12), 13],  # 1 and 12 are about the addresses of the modules
}  # fmt: skip
# Decisions that only say which of two readings a rule has: its test is theirs.
DECIDED_BY = {("amb", 17): ("oauth", 10)}
NAME = re.compile(r"test_([a-z]+?)_?(\d+(?:(?:_and|_to)?_\d+)*)(?:_|$)")


def rules_of(name: str) -> set[tuple[str, int]]:
    """The rules that a test's name names: `test_cond_5_6_and_7_x` three of them, `test_ev_14_to_17_x` four."""
    found = NAME.match(name)
    if found is None or found[1] not in RULES:
        return set()
    numbers: set[int] = set()
    last = 0
    for joint, digits in re.findall(r"(_to_)?(\d+)", found[2]):
        number = int(digits)
        numbers |= {*range(last, number + 1)} if joint else {number}
        last = number
    return {(found[1], number) for number in numbers}


def names_in(source: Path) -> list[str]:
    """The names of the test functions in a file."""
    return [
        node.name
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.name.startswith("test_")
    ]


NAMED = {
    rule
    for source in sorted(TESTS.rglob("test_*.py"))
    for name in names_in(source)
    for rule in rules_of(name)
}


def test_names_are_read_as_they_are_meant() -> None:
    assert rules_of("test_auth_03_x") == {("auth", 3)}
    assert rules_of("test_cond_5_6_and_7_x") == {("cond", 5), ("cond", 6), ("cond", 7)}
    assert rules_of("test_ev_14_to_17_x") == {("ev", number) for number in (14, 15, 16, 17)}
    assert rules_of("test_b15_x") == {("b", 15)}
    assert rules_of("test_a_304_costs_three") == set()


@pytest.mark.parametrize(
    "rule", [(family, number) for family, numbers in RULES.items() for number in numbers], ids=str
)
def test_each_rule_has_a_test_named_after_it(rule: tuple[str, int]) -> None:
    family, number = rule = DECIDED_BY.get(rule, rule)
    name = f"test_{family}{number}_..." if family in "bc" else f"test_{family}_{number}_..."

    assert rule in NAMED, f"no test is called {name}"
