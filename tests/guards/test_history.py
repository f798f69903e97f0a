"""Every verb that the actions record is one of ours, and can be told in words."""

import ast
import itertools
import re
from collections.abc import Iterator

import pytest

from eventhub.common import history
from tenant.webhooks import types
from tests.surroundings import ROOT

FLOORS = sorted(path.parent.name for path in ROOT.glob("*/apps.py"))
# What writes into the trail, and where the verb stands in its arguments.
WRITERS = ("audit.record", "audit.entry")
PASSES_ON = ROOT / "eventhub/common/effects/audit.py"
OURS = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")

Function = ast.FunctionDef
Spread = set[str]


class Module:
    """One file's tree: its functions, its calls, and which function each call stands in."""

    def __init__(self, path: str, tree: ast.Module) -> None:
        self.path = path
        self.tree = tree
        self.functions = {n.name: n for n in ast.walk(tree) if isinstance(n, Function)}
        self.name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        self.imports = set(self._imports())
        self.calls: list[tuple[ast.Call, Function | None]] = list(self._calls(tree, None))

    def _imports(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield node.module
                yield from (f"{node.module}.{one.name}" for one in node.names)

    def _calls(self, node: ast.AST, within: Function | None) -> Iterator[tuple[ast.Call, Function | None]]:  # fmt: skip
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                yield child, within
            yield from self._calls(child, child if isinstance(child, Function) else within)


def modules() -> list[Module]:
    paths = (path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py")))
    return [
        Module(str(path.relative_to(ROOT)), ast.parse(path.read_text()))
        for path in paths
        if path != PASSES_ON and "migrations" not in path.parts
    ]


MODULES = modules()


def unclear(module: Module, node: ast.AST) -> str:
    line = getattr(node, "lineno", 0)
    return f"{module.path}:{line}: write the verb so that it can be read here: {ast.unparse(node)}"


def readings(module: Module, node: ast.expr, within: Function | None) -> Spread:
    """All that an expression can be, read from the source: literals, choices between them, any value of a table, words
    put together of them, and what callers pass."""
    match node:
        case ast.Constant(value=str(word)):
            return {word}
        case ast.IfExp(body=body, orelse=orelse):
            return readings(module, body, within) | readings(module, orelse, within)
        case ast.JoinedStr(values=parts):
            spreads = [readings(module, part, within) for part in parts]
            return {"".join(words) for words in itertools.product(*spreads)}
        case ast.FormattedValue(value=value) | ast.Subscript(value=value):
            return readings(module, value, within)
        case ast.Dict(values=values):
            return {word for value in values for word in readings(module, value, within)}
        case ast.Name(id=name):
            return of_name(module, name, within) or fail(module, node)
        case ast.Attribute(attr=name):
            return of_field(module, name) or fail(module, node)
    return fail(module, node)


def fail(module: Module, node: ast.AST) -> Spread:
    pytest.fail(unclear(module, node))


def of_name(module: Module, name: str, within: Function | None) -> Spread:
    found: Spread = set()
    if within is not None:
        arguments = [*within.args.posonlyargs, *within.args.args, *within.args.kwonlyargs]
        if name in [one.arg for one in arguments]:
            return of_argument(module, within, name)
        found |= assigned(module, within, name, within)
    return found or assigned(module, module.tree, name, within)


def assigned(module: Module, scope: ast.AST, name: str, within: Function | None) -> Spread:
    """What the name is given in the scope: by `=`, or by a loop over a row of words, or of tuples that begin with one."""
    found: Spread = set()
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                found |= readings(module, value, within)
            case ast.For(target=ast.Name(id=target), iter=ast.Tuple(elts=words)) if target == name:
                found |= {one for word in words for one in readings(module, word, within)}
            case ast.For(
                target=ast.Tuple(elts=[ast.Name(id=target), *_]), iter=ast.Tuple(elts=rows)
            ):
                if target == name:
                    firsts = [row.elts[0] for row in rows if isinstance(row, ast.Tuple)]
                    found |= {one for first in firsts for one in readings(module, first, within)}
    return found


def of_argument(module: Module, function: Function, name: str) -> Spread:
    """What all callers of the function pass as this argument, in its own module and in those that import from it or
    its package; a method is called in its own module."""
    positional = [one.arg for one in function.args.args]
    place = positional.index(name) if name in positional else None
    method = positional[:1] == ["self"]
    if method and place is not None:
        place -= 1
    homes = {module.name, module.name.rpartition(".")[0]}
    found: Spread = set()
    for other in MODULES:
        if other is not module and (method or not other.imports & homes):
            continue
        for call, within in other.calls:
            if called(call) == function.name:
                found |= passed(other, call, within, name=name, place=place)
    return found


def called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def passed(module: Module, call: ast.Call, within: Function | None, *, name: str, place: int | None) -> Spread:  # fmt: skip
    for keyword in call.keywords:
        if keyword.arg == name:
            return readings(module, keyword.value, within)
    if place is not None and place < len(call.args):
        return readings(module, call.args[place], within)
    return set()


def of_field(module: Module, field: str) -> Spread:
    """What the module's own records have in a field of this name."""
    found: Spread = set()
    for record in (node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)):
        fields = [
            one.target.id
            for one in record.body
            if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
        ]
        if field in fields:
            place = fields.index(field)
            for call, within in module.calls:
                if called(call) == record.name:
                    found |= passed(module, call, within, name=field, place=place)
    return found


def recorded() -> dict[str, str]:
    """Every verb that the source writes into the trail -> a file that does."""
    found: dict[str, str] = {}
    for module in MODULES:
        for call, within in module.calls:
            if ast.unparse(call.func) in WRITERS:
                words = readings(module, call.args[0], within)
                assert words, unclear(module, call)
                found |= dict.fromkeys(words, module.path)
    return found


def test_every_verb_has_words() -> None:
    silent = {verb: file for verb, file in recorded().items() if not history.known(verb)}

    assert silent == {}, "say what they mean in the history.py of their floor"


def test_every_verb_is_a_noun_and_what_happened_to_it() -> None:
    strange = {verb: file for verb, file in recorded().items() if not OURS.fullmatch(verb)}

    assert strange == {}, "a verb is <noun>.<past participle>, such as order.placed"


def test_the_search_finds_what_is_put_together_or_passed_on() -> None:
    verbs = set(recorded())

    assert {"event.created", "order.placed"} <= verbs
    assert {"variation.created", "question_option.deleted", "tax_rule.changed"} <= verbs
    assert {"plugin.enabled", "position.valid_from_changed", "team_member.joined"} <= verbs
    assert {"position.blocked", "refund.completed", "waiting_list_entry.changed"} <= verbs


def test_every_published_verb_has_words() -> None:
    assert [verb for verb in types.published() if not history.known(verb)] == []
