"""Finds the words that TypeScript marks: `t("...")`, `tIn("context", "...")`, `plural(n, "one", "many")`.

Babel's own reader of JavaScript takes a closing tag of JSX for a regular expression and skips what follows it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

# Which arguments are words, and what Babel calls a function of that kind.
_FUNCTIONS = {"t": ((0,), "gettext"), "tIn": ((0, 1), "pgettext"), "plural": ((1, 2), "ngettext")}
_STRING = re.compile(r'"(?:\\.|[^"\\\n])*"')
_TOKEN = re.compile(
    r"""/\*.*?\*/|(?<!:)//[^\n]*|"(?:\\.|[^"\\\n])*"|(?<![\w.$])(?<!function )(?P<function>t|tIn|plural)\(""",
    re.DOTALL,
)
_OPENING, _CLOSING = "([{", ")]}"


def extract_frontend(
    fileobj: BinaryIO, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Babel's interface. Raises ValueError for a call whose words are no plain strings: nobody could translate them."""
    source = fileobj.read().decode()
    for token in _TOKEN.finditer(source):
        name = token["function"]
        if name is None:
            continue
        line = source.count("\n", 0, token.start()) + 1
        wanted, function = _FUNCTIONS[name]
        arguments = _arguments(source, token.end())
        words = [arguments[index] for index in wanted if index < len(arguments)]
        if len(words) < len(wanted) or not all(_STRING.fullmatch(word) for word in words):
            raise ValueError(f"{fileobj.name}:{line}: the words of {name}() are no plain strings.")
        said = tuple(json.loads(word) for word in words)
        yield line, function, said if len(said) > 1 else said[0], []


def _arguments(source: str, start: int) -> list[str]:
    """The arguments of the call whose parenthesis opens before `start`, as they are written."""
    found, depth, at, began = [], 0, start, start
    while at < len(source):
        if string := _STRING.match(source, at):
            at = string.end()
            continue
        sign = source[at]
        if depth == 0 and sign in ",)":
            found.append(source[began:at].strip())
            began = at + 1
            if sign == ")":
                break
        depth += (sign in _OPENING) - (sign in _CLOSING)
        at += 1
    return [argument for argument in found if argument]
