"""Finds the messages that Python, templates and the front end mark for translation."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace

from eventhub.words.frontend import extract_frontend

ROOT = Path(__file__).resolve().parent.parent.parent
FLOORS = (
    "eventhub",
    "account",
    "tenant",
    "people",
    "shop",
    "register",
    "schedule",
    "staff",
    "vendors",
    "kioskos",
    "api",
    "web",
)
FRONTEND = ROOT / "frontend" / "src"
PYTHON_KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
_STRING = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_TRANSLATE = re.compile(rf"^trans(?:late)?\s+{_STRING}")
_CONTEXT = re.compile(rf"\bcontext\s+{_STRING}")
_INSIDE = re.compile(rf"\b_\({_STRING}\)")
Found = tuple[int, str, Any, list[str]]


def template() -> Catalog:
    """Every marked message with the files it is in: the catalogue that those of the languages are compared with."""
    catalog = Catalog(project="EventHub", domain="django", charset="utf-8")
    for path, method, keywords in _sources():
        with path.open("rb") as file:
            for _, message, _, context in extract(method, file, keywords=keywords):
                catalog.add(message, locations=[(str(path.relative_to(ROOT)), 0)], context=context)
    return catalog


def _sources() -> Iterator[tuple[Path, Any, dict[str, Any]]]:
    for floor in FLOORS:
        for path in _files(ROOT / floor, (".py",)):
            if "migrations" not in path.parts:
                yield path, "python", PYTHON_KEYWORDS
        for path in _files(ROOT / floor, (".html", ".txt")):
            if "templates" in path.parts:
                yield path, extract_template, PYTHON_KEYWORDS
    for path in _files(FRONTEND, (".ts", ".tsx")):
        if "tests" not in path.parts:
            yield path, extract_frontend, PYTHON_KEYWORDS


def _files(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes)


# --- Django's templates ------------------------------------------------------------------------------------------------


def extract_template(
    fileobj: BinaryIO, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[Found]:
    """Babel's interface for the tags `translate` and `blocktranslate` and for `_("...")` in other tags."""
    tokens = iter(Lexer(fileobj.read().decode()).tokenize())
    for token in tokens:
        if token.token_type not in {TokenType.BLOCK, TokenType.VAR}:
            continue
        word = token.contents.split(maxsplit=1)[0]
        if token.token_type == TokenType.BLOCK and word in {"blocktranslate", "blocktrans"}:
            yield _block(token, tokens)
        elif token.token_type == TokenType.BLOCK and (found := _TRANSLATE.match(token.contents)):
            yield _marked(token, (_unquoted(found[1]),))
        for quoted in _INSIDE.findall(token.contents):
            yield token.lineno or 0, "gettext", (_unquoted(quoted),), []


def _block(opening: Token, tokens: Iterable[Token]) -> Found:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.token_type != TokenType.BLOCK:
            parts[-1].append(token)
        elif token.contents.split()[0] == "plural":
            parts.append([])
        else:
            break
    trimmed = "trimmed" in opening.contents.split()
    return _marked(opening, tuple(_text(part, trimmed=trimmed) for part in parts))


def _text(tokens: Iterable[Token], *, trimmed: bool) -> str:
    text = "".join(
        f"%({token.contents})s"
        if token.token_type == TokenType.VAR
        else token.contents.replace("%", "%%")
        for token in tokens
        if token.token_type != TokenType.COMMENT
    )
    return trim_whitespace(text) if trimmed else text


def _marked(token: Token, messages: tuple[str, ...]) -> Found:
    function = "gettext" if len(messages) == 1 else "ngettext"
    found: Any = messages
    if context := _CONTEXT.search(token.contents):
        found = (_unquoted(context[1]), *messages)
        function = "pgettext" if len(messages) == 1 else "npgettext"
    return token.lineno or 0, function, found if len(found) > 1 else found[0], []


def _unquoted(text: str) -> str:
    return text[1:-1].replace(f"\\{text[0]}", text[0]).replace("\\\\", "\\")
