"""How a provision file is read: a node of YAML and the key it stands at -> a value of the right type, or ProvisionError.

What a file may say stands in the floors' `provision_keys.py`, built from the readers here: `KEYS` is a table of places
("" is the file itself, "tenants.organizers" the entries of a list in it) and the keys that the floor reads there.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from django.core.exceptions import ImproperlyConfigured
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from eventhub.common import i18n
from eventhub.common.provisioning import Listing, ProvisionError, Section

NULL, STRING, BOOLEAN = (f"tag:yaml.org,2002:{name}" for name in ("null", "str", "bool"))
NAME, SLUG, LONG = 190, 50, 80

Reader = Callable[[Node, str], Any]


@dataclass(frozen=True)
class Entries:
    """A list of objects that one of their fields identifies, whose keys stand in KEYS by themselves: floors add to them."""

    key: str
    required: tuple[str, ...] = ()


Keys = Mapping[str, Mapping[str, "Reader | Entries"]]


def reader_of(brought: Iterable[tuple[str, Keys]]) -> Reader:
    """Reads a file that may say what the floors say together. Pure; `brought` are the floors with their KEYS.

    Raises ImproperlyConfigured for a key that two floors claim, and for keys at a place that no floor made.
    """
    places: dict[str, dict[str, Reader | Entries]] = {"": {}}
    for floor, keys in brought:
        for place, fields in keys.items():
            known = places.setdefault(place, {})
            if taken := sorted(known.keys() & fields.keys()):
                raise ImproperlyConfigured(
                    f"{floor}/provision_keys.py: another floor has {place or 'the file'}: {', '.join(taken)}."
                )
            known.update(fields)
    used: set[str] = set()
    reader = section(_fields("", places, used))
    if unknown := sorted(places.keys() - used):
        raise ImproperlyConfigured(
            f"No floor's provision file has entries at {', '.join(unknown)}."
        )
    return reader


def _fields(
    place: str, places: Mapping[str, Mapping[str, Reader | Entries]], used: set[str]
) -> dict[str, Reader]:
    used.add(place)
    found: dict[str, Reader] = {}
    for name, known in places.get(place, {}).items():
        if isinstance(known, Entries):
            inner = _fields(f"{place}.{name}".lstrip("."), places, used)
            found[name] = table(known.key, inner, required=known.required)
        else:
            found[name] = known
    return found


def parsed(source: str | bytes) -> Node | None:
    """The file's YAML, not looked into yet. Raises ProvisionError for what is none."""
    try:
        return yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ProvisionError(
            f"This is not YAML: {error.problem or error.context}.",
            line=mark.line + 1 if mark else None,
        ) from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise ProvisionError(f"This is not YAML: {error}.") from error
    except RecursionError:
        raise ProvisionError("This is not YAML: it is nested too deeply.") from None


# --- Readers ---------------------------------------------------------------------------------------------------------


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _error(node: Node, key: str, sentence: str) -> ProvisionError:
    return ProvisionError(sentence, line=_line(node), key=key)


def text(*, longest: int = NAME) -> Reader:
    """A string that is not empty."""

    def reader(node: Node, key: str) -> str:
        if not isinstance(node, ScalarNode):
            raise _error(node, key, "This is a text.")
        if node.tag != STRING:
            raise _error(node, key, f"This is a text; write it in quotation marks: {node.value!r}.")
        value = str(node.value)
        if not value.strip() or "\x00" in value:
            raise _error(node, key, "This is a text and cannot be empty.")
        if len(value) > longest:
            raise _error(node, key, f"This text has at most {longest} characters.")
        return value

    return reader


def flag(node: Node, key: str) -> bool:
    """true or false."""
    if not isinstance(node, ScalarNode) or node.tag != BOOLEAN:
        raise _error(node, key, "This is true or false.")
    return bool(yaml.SafeLoader.bool_values[node.value.lower()])


def moment(node: Node, key: str) -> dt.datetime:
    """A point in time with its offset."""
    sentence = "This is a moment with its offset, for example 2027-06-24T16:00:00+02:00."
    if not isinstance(node, ScalarNode):
        raise _error(node, key, sentence)
    try:
        value = dt.datetime.fromisoformat(node.value)
    except ValueError:
        raise _error(node, key, sentence) from None
    if value.tzinfo is None:
        raise _error(node, key, sentence)
    return value.astimezone(dt.UTC)


@dataclass(frozen=True)
class NothingOr:
    """The other reader, or null to empty the field."""

    reader: Reader

    def __call__(self, node: Node, key: str) -> Any:
        return None if node.tag == NULL else self.reader(node, key)


def plain(node: Node, key: str) -> Any:
    """Whatever stands there, as Python values. An alias cannot hide a circle in it."""
    if isinstance(node, ScalarNode):
        loader = yaml.SafeLoader("")
        try:
            return loader.construct_object(node)
        except (yaml.YAMLError, ValueError):
            raise _error(node, key, "This value cannot be read.") from None
    if isinstance(node, MappingNode):
        pairs = [(_name(name), _plain_leaf(value, key)) for name, value in node.value]
        return dict(pairs)
    return [_plain_leaf(value, key) for value in node.value]


def _plain_leaf(node: Node, key: str) -> Any:
    if not isinstance(node, ScalarNode):
        raise _error(node, key, "This is nested too deeply.")
    return plain(node, key)


def words(node: Node, key: str) -> i18n.Text:
    """A text in one language, or an object of language and text."""
    try:
        return i18n.parse(plain(node, key))
    except ValueError as error:
        raise _error(node, key, str(error)) from None


def one_of(*choices: str) -> Reader:
    """One word of several."""

    def reader(node: Node, key: str) -> str:
        if not isinstance(node, ScalarNode) or node.value not in choices:
            raise _error(node, key, f"This is one of: {', '.join(choices)}.")
        return str(node.value)

    return reader


def many(reader: Reader) -> Reader:
    """A list; the same entry twice counts once."""

    def read_all(node: Node, key: str) -> Listing:
        if node.tag == NULL:
            return Listing()
        if not isinstance(node, SequenceNode):
            raise _error(node, key, "This is a list.")
        found: dict[Any, int] = {}
        for child in node.value:
            found.setdefault(reader(child, key), _line(child))
        return Listing(found.keys(), lines=found.values())

    return read_all


def mapping_of(reader: Reader) -> Reader:
    """An object with any names, and values of one kind."""

    def read_all(node: Node, key: str) -> Section:
        if node.tag == NULL:
            return Section({}, line=_line(node), lines={})
        values, lines = {}, {}
        for name, child in _pairs(node, key):
            values[name.value] = reader(child, f"{key}.{name.value}")
            lines[name.value] = _line(name)
        return Section(values, line=_line(node), lines=lines)

    return read_all


def either(scalar: Reader, other: Reader) -> Reader:
    """A single word, or the longer form."""
    return lambda node, key: (scalar if isinstance(node, ScalarNode) else other)(node, key)


def section(fields: Mapping[str, Reader], *, required: tuple[str, ...] = ()) -> Reader:
    """An object with known names. A name without a value counts as not named, but where the field can be emptied."""

    def reader(node: Node, key: str) -> Section:
        values, lines = {}, {}
        for name, child in _pairs(node, key):
            known = fields.get(name.value)
            if known is None:
                raise _error(
                    name, name.value, f"This key is not known here; known are {', '.join(fields)}."
                )
            lines[name.value] = _line(name)
            emptiable = isinstance(known, NothingOr)
            if emptiable or child.tag != NULL:
                value = known(child, str(name.value))
                if emptiable or value is not None:
                    values[name.value] = value
        for needed in required:
            if needed not in values:
                raise _error(node, needed, "This is missing here.")
        return Section(values, line=_line(node), lines=lines)

    return reader


def table(key: str, fields: Mapping[str, Reader], *, required: tuple[str, ...] = ()) -> Reader:
    """A list of objects that one of their fields identifies."""
    one = section(fields, required=(key, *required))

    def reader(node: Node, name: str) -> Listing:
        if node.tag == NULL:
            return Listing()
        if not isinstance(node, SequenceNode):
            raise _error(node, name, "This is a list.")
        found: dict[str, Section] = {}
        for child in node.value:
            entry = one(child, name)
            if entry[key] in found:
                raise entry.wrong(key, f"{entry[key]!r} is here for the second time.")
            found[entry[key]] = entry
        return Listing(found.values(), lines=[entry.line for entry in found.values()])

    return reader


def _pairs(node: Node, key: str) -> list[tuple[ScalarNode, Node]]:
    if not isinstance(node, MappingNode):
        raise _error(node, key, "This is an object with names and values.")
    seen = set()
    for name, _ in node.value:
        if _name(name) in seen:
            raise _error(name, name.value, "This key is here for the second time.")
        seen.add(name.value)
    return list(node.value)


def _name(node: Node) -> str:
    if not isinstance(node, ScalarNode):
        raise _error(node, "", "A key is a word.")
    return str(node.value)
