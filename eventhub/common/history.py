"""The audit trail in words that people understand: verbs and data in, sentences out.

The words stand in the floors' `history.py`: SENTENCES of whole verbs, NOUNS for those that are told by their parts, and
BELONGS_TO for nouns whose owner's name leads the sentence.

What was sent is data, never a template: names go into a sentence as they are, whatever braces or markup they hold, and
whoever shows the sentence escapes it as any other text.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from eventhub.common import floors
from eventhub.common.i18n import localize

LONGEST_NAME = 120
NAMED_BY = (
    "name",
    "question",
    "code",
    "value",
    "plugin",
    "slug",
    "email",
    "number",
    "title",
    "tag",
)

VERBS: dict[str, str] = {
    "added": "added",
    "created": "created",
    "changed": "changed",
    "updated": "updated",
    "deleted": "deleted",
    "removed": "removed",
    "canceled": "canceled",
    "confirmed": "confirmed",
    "completed": "done",
    "failed": "failed",
    "requested": "asked for",
    "reported": "reported by the provider",
    "generated": "generated",
    "reissued": "issued again",
    "redeemed": "redeemed",
    "revoked": "revoked",
    "disabled": "disabled",
    "enabled": "enabled",
}


def known(action: str) -> bool:
    """Whether there are words for this verb."""
    return _words(action) is not None


def sentence(action: str, data: Any = None, *, order: str = "") -> str:
    """What happened, in English: `Product created: Weekend`. `order`: the code of the order that it happened to, which
    is then named: `Order ABC12 paid`, `Order ABC12: payment confirmed`. Never raises, whatever `data` holds."""
    words = _words(action) or f"Something happened ({action[:LONGEST_NAME]})"
    name = _name(data)
    owner = _said("BELONGS_TO").get(action.partition(".")[0])
    if order and owner:
        words, name = _of_owner(words, _said("NOUNS")[owner], order), "" if name == order else name
    return f"{words}: {name}" if name else words


@cache
def _said(table: str) -> dict[str, str]:
    """One table of all floors."""
    return {
        word: said
        for _, words in floors.brought("history")
        for word, said in getattr(words, table, {}).items()
    }


def _of_owner(words: str, owner: str, name: str) -> str:
    if words.startswith(f"{owner} "):
        return f"{owner} {name}{words.removeprefix(owner)}"
    return f"{owner} {name}: {words[0].lower()}{words[1:]}"


def _words(action: str) -> str | None:
    if found := _said("SENTENCES").get(action):
        return found
    noun, _, verb = action.partition(".")
    kind = _said("NOUNS").get(noun)
    if kind and verb:
        return f"{kind} {VERBS.get(verb, verb.replace('_', ' '))}"
    return None


def _name(data: Any) -> str:
    if not isinstance(data, Mapping):
        return ""
    for key in NAMED_BY:
        value = data.get(key)
        if isinstance(value, Mapping):
            value = _localized(value)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())[:LONGEST_NAME]
    return ""


def _localized(text: Mapping[Any, Any]) -> str:
    return localize({key: words for key, words in text.items() if isinstance(words, str)})
