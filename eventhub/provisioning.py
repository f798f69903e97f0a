"""The provision file: read with line numbers, checked against its schema, applied floor by floor.

Keys identify, other fields update; what the file does not name stays as it is. docs/provision.md describes the format.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import yaml
from django.db import IntegrityError, connection, transaction
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from eventhub.common import hooks, i18n
from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.provisioning import Listing, Outcome, ProvisionError, Section

LOCK = 0x45565056  # "EVPV": two runs at once work one after the other
NULL, STRING, BOOLEAN = (f"tag:yaml.org,2002:{name}" for name in ("null", "str", "bool"))
NAME, SLUG, LONG = 190, 50, 80

Reader = Callable[[Node, str], Any]


@durable
def provision(source: str | bytes, *, actor: Actor) -> Outcome:
    """Applies a file's text in one transaction and returns what was done; the same file again does nothing.

    Raises ProvisionError with line and key; then nothing was written. An advisory lock lets one run pass at a time.
    """
    return provision_within(source, actor=actor)


@transaction.atomic(savepoint=False)
def provision_within(source: str | bytes, *, actor: Actor) -> Outcome:
    """`provision` inside a larger transaction."""
    file = read(source)
    outcome = Outcome()
    one_at_a_time()
    try:
        hooks.run("PROVISIONERS", file=file, outcome=outcome, actor=actor)
    except IntegrityError as error:
        raise ProvisionError(
            "Something that the file names was changed at this moment. Please run it again."
        ) from error
    if outcome.created or outcome.changed:
        audit.record(
            "installation.provisioned",
            actor=actor,
            data={"created": outcome.created, "changed": outcome.changed},
        )
    return outcome


def one_at_a_time() -> None:
    """Waits until no other transaction sets the installation up, and holds that place until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def read(source: str | bytes) -> Section:
    """The file's content by its schema. Raises ProvisionError for what is no YAML, unknown keys and wrong types."""
    try:
        node = yaml.compose(source, Loader=yaml.SafeLoader)
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
    if node is None or node.tag == NULL:
        return Section({}, line=1, lines={})
    section: Section = _FILE(node, "")
    return section


# --- Readers: a node of YAML and the key it stands at -> a value, or ProvisionError ----------------------------------


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


def nothing_or(reader: Reader) -> Reader:
    """The other reader, or null to empty the field."""
    return lambda node, key: None if node.tag == NULL else reader(node, key)


def _plain(node: Node, key: str) -> Any:
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
    return _plain(node, key)


def words(node: Node, key: str) -> i18n.Text:
    """A text in one language, or an object of language and text."""
    try:
        return i18n.parse(_plain(node, key))
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
            value = (
                None
                if child.tag == NULL and known not in _EMPTIABLE
                else known(child, str(name.value))
            )
            if value is not None or known in _EMPTIABLE:
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


# --- The schema -------------------------------------------------------------------------------------------------------

_MAYBE_MOMENT = nothing_or(moment)
_MAYBE_WORDS = nothing_or(words)
_EMPTIABLE = (_MAYBE_MOMENT, _MAYBE_WORDS)
_SETTINGS = mapping_of(_plain)

_BRANCH: dict[str, Reader] = {
    "slug": text(longest=LONG),
    "name": text(),
    "level": text(longest=40),
}
_TEAM: dict[str, Reader] = {
    "name": text(),
    "permissions": either(one_of("all"), many(text())),
    "modules": either(text(), mapping_of(text())),
    "all_events": flag,
    "limit_events": many(text(longest=SLUG)),
    "tokens": many(text()),
}
_DEVICE: dict[str, Reader] = {
    "name": text(),
    "all_events": flag,
    "limit_events": many(text(longest=SLUG)),
    "security_profile": text(longest=40),
}
_PLACED: dict[str, Reader] = {
    "slug": text(longest=LONG),
    "name": text(),
    "branch": text(longest=LONG),
}
_EVENT: dict[str, Reader] = {
    "slug": text(longest=SLUG),
    "name": words,
    "date_from": moment,
    "date_to": _MAYBE_MOMENT,
    "date_admission": _MAYBE_MOMENT,
    "presale_start": _MAYBE_MOMENT,
    "presale_end": _MAYBE_MOMENT,
    "currency": text(longest=3),
    "timezone": text(longest=60),
    "location": _MAYBE_WORDS,
    "is_public": flag,
    "testmode": flag,
    "has_subevents": flag,
    "plugins": many(text()),
    "settings": _SETTINGS,
}
_ORGANIZER: dict[str, Reader] = {
    "slug": text(longest=SLUG),
    "name": text(),
    "hosts": many(text(longest=253)),
    "locales": many(text(longest=20)),
    "currency": text(longest=3),
    "timezone": text(longest=60),
    "plugins": many(text()),
    "adapters": many(one_of("festival", "club")),
    "branches": table("slug", _BRANCH),
    "teams": table("name", _TEAM),
    "devices": table("name", _DEVICE),
    "taxonomy": section({"categories": many(text()), "event_types": table("slug", _PLACED)}),
    "money_accounts": table("slug", _PLACED),
    "interaction_types": many(text(longest=LONG)),
    "activities": table("slug", {**_PLACED, "type": text(longest=LONG)}),
    "events": table("slug", _EVENT),
}
_USER: dict[str, Reader] = {
    "email": text(longest=254),
    "username": text(longest=150),
    "password": text(longest=1000),
    "first_name": text(longest=150),
    "last_name": text(longest=150),
    "superuser": flag,
    "teams": many(text(longest=250)),
    "organizers": mapping_of(one_of("staff", "admin", "superadmin")),
    "branches": many(text(longest=250)),
}
_APPLICATION: dict[str, Reader] = {
    "name": text(),
    "owner": text(longest=254),
    "grant": one_of("authorization-code", "client-credentials"),
    "organizer": text(longest=SLUG),
    "redirect_uris": many(text(longest=2000)),
    "scopes": many(text(longest=100)),
}
_TENANT: dict[str, Reader] = {
    "slug": text(longest=SLUG),
    "name": text(),
    "organizers": table("slug", _ORGANIZER),
}
_FILE = section(
    {
        "tenants": table("slug", _TENANT),
        "users": table("email", _USER),
        "oauth_applications": table("name", _APPLICATION, required=("grant",)),
    }
)
