"""The catalogues, one a language: brought up to date from the sources, looked over, and compiled.

`eventhub/locale/<language>/LC_MESSAGES/django.po` is what people edit and what is kept; the `.mo` beside it is what
Django reads, and `frontend/src/words/<language>.json` what the front end reads.
"""

import json
import re
from collections.abc import Iterator
from gettext import c2py
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from eventhub.words import extraction

ROOT = extraction.ROOT
LOCALE = ROOT / "eventhub" / "locale"
FRONTEND = ROOT / "frontend" / "src" / "words"
# The languages that all our words exist in, besides English, in which they are written.
TRANSLATED = ("cs", "de")
FRONTEND_PREFIX = "frontend/"
# As in compiled catalogues, between a context and its message.
CONTEXT_END = "\x04"
# By then every form of a language that we could come to speak has been met.
MOST_COUNTED = 200
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]|</?\w+[^>]*>")


def po_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def mo_of(language: str) -> Path:
    return po_of(language).with_suffix(".mo")


def catalogue(language: str) -> Catalog:
    """The language's catalogue as it is kept; an empty one for a language that has none yet."""
    try:
        with po_of(language).open("rb") as file:
            return read_po(file, locale=language, domain="django", abort_invalid=True)
    except FileNotFoundError:
        return Catalog(locale=language, project="EventHub", domain="django", fuzzy=False)


# --- Keeping -----------------------------------------------------------------------------------------------------------


def update() -> None:
    """Writes what the sources mark now into every catalogue: new messages are empty, those that are no more go."""
    template = extraction.template()
    for language in TRANSLATED:
        kept = catalogue(language)
        kept.update(template, no_fuzzy_matching=True, update_creation_date=False)
        kept.obsolete.clear()
        write(kept, language)


def write(kept: Catalog, language: str) -> None:
    """Writes the catalogue: sorted by message, without line numbers, so that a change shows what changed."""
    kept.header_comment = "# EventHub's own words. See docs/words.md."
    path = po_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, kept, width=120, sort_output=True, include_lineno=False)


# --- Compiling ---------------------------------------------------------------------------------------------------------


def compile_all() -> list[Path]:
    """Compiles every catalogue that is newer than what was made of it. Returns what was written. Safe to run twice at
    once: a file is replaced whole."""
    written = []
    for language in TRANSLATED:
        source, target = po_of(language), mo_of(language)
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        half = target.with_name(f"{target.name}.{id(source)}.half")
        with half.open("wb") as file:
            write_mo(file, catalogue(language))
        half.replace(target)
        written.append(target)
    return written


def frontend_words(language: str) -> dict[str, str | dict[str, str]]:
    """What the front end has to know of the language: message -> translation, or plural category (CLDR's, as browsers
    count) -> form. A context stands before its message, as in a compiled catalogue."""
    found: dict[str, str | dict[str, str]] = {}
    for message in _messages(catalogue(language)):
        forms = _several(message.string)
        if all(forms) and any(place.startswith(FRONTEND_PREFIX) for place, _ in message.locations):
            key = (
                f"{message.context}{CONTEXT_END}{_id(message)}" if message.context else _id(message)
            )
            counted = isinstance(message.id, tuple)
            found[key] = _by_category(language, forms) if counted else forms[0]
    return dict(sorted(found.items()))


def _by_category(language: str, forms: tuple[str, ...]) -> dict[str, str]:
    """The catalogue's numbered forms by their category: for Czech one, few, other."""
    category = Locale.parse(language).plural_form
    index = c2py(Catalog(locale=language).plural_expr)
    return {category(n): forms[index(n)] for n in range(MOST_COUNTED)}


def write_frontend() -> None:
    """Writes the front end's words of every language."""
    FRONTEND.mkdir(parents=True, exist_ok=True)
    for language in TRANSLATED:
        text = json.dumps(frontend_words(language), ensure_ascii=False, indent=1)
        (FRONTEND / f"{language}.json").write_text(f"{text}\n")


# --- Looking over ------------------------------------------------------------------------------------------------------


def problems() -> list[str]:
    """What keeps the catalogues from being complete, a sentence each: empty when every message is said in every
    language, with the placeholders of the original."""
    wanted = {_key(message) for message in _messages(extraction.template())}
    found = []
    for language in TRANSLATED:
        kept = {_key(message): message for message in _messages(catalogue(language))}
        found += [f"{language}: not in the catalogue: {key[1]!r}" for key in sorted(wanted - kept.keys(), key=str)]  # fmt: skip
        found += [f"{language}: no longer used: {key[1]!r}" for key in sorted(kept.keys() - wanted, key=str)]  # fmt: skip
        for message in kept.values():
            if problem := _problem(message, catalogue=language):
                found.append(f"{language}: {problem}: {_id(message)!r}")
    return found


def _problem(message: Message, *, catalogue: str) -> str:
    forms = _several(message.string)
    if message.fuzzy:
        return "fuzzy"
    if not all(forms) or len(forms) != _forms(message, catalogue):
        return "not translated"
    originals = _several(message.id)
    allowed = {mark for words in originals for mark in _marks(words)}
    if any(not set(_marks(form)) <= allowed for form in forms):
        return "has placeholders that the original does not have"
    if _marks(forms[-1]) != _marks(originals[-1]):
        return "lacks placeholders of the original"
    return ""


def _several(words: Any) -> tuple[str, ...]:
    return words if isinstance(words, tuple) else (words,)


def _forms(message: Message, language: str) -> int:
    return Catalog(locale=language).num_plurals if isinstance(message.id, tuple) else 1


def _marks(words: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(words))


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _key(message: Message) -> tuple[str | None, Any]:
    return message.context, message.id


def _id(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else str(message.id)
