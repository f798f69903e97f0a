"""The audit trail in words that people understand: verbs and data in, sentences out.

The words stand in the floors' `history.py`: SENTENCES of whole verbs, NOUNS for those that are told by their parts, and
BELONGS_TO for nouns whose owner's name leads the sentence. They are English and marked for translation; a sentence is
told in the language of the request.

What was sent is data, never a template: names go into a sentence as they are, whatever braces or markup they hold, and
whoever shows the sentence escapes it as any other text.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eventhub.common import floors
from eventhub.common.i18n import localize, spoken

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
    "added": gettext_noop("{noun} added"),
    "created": gettext_noop("{noun} created"),
    "changed": gettext_noop("{noun} changed"),
    "updated": gettext_noop("{noun} updated"),
    "deleted": gettext_noop("{noun} deleted"),
    "removed": gettext_noop("{noun} removed"),
    "canceled": gettext_noop("{noun} canceled"),
    "confirmed": gettext_noop("{noun} confirmed"),
    "completed": gettext_noop("{noun} done"),
    "failed": gettext_noop("{noun} failed"),
    "requested": gettext_noop("{noun} asked for"),
    "reported": gettext_noop("{noun} reported by the provider"),
    "generated": gettext_noop("{noun} generated"),
    "reissued": gettext_noop("{noun} issued again"),
    "redeemed": gettext_noop("{noun} redeemed"),
    "revoked": gettext_noop("{noun} revoked"),
    "disabled": gettext_noop("{noun} disabled"),
    "enabled": gettext_noop("{noun} enabled"),
}


def known(action: str) -> bool:
    """Whether there are words for this verb."""
    return _words(action) is not None


def sentence(action: str, data: Any = None, *, order: str = "") -> str:
    """What happened, in the reader's language: `Product created: Weekend`. `order`: the code of the order that it
    happened to, which is then named: `Order ABC12 paid`, `Order ABC12: payment confirmed`. Never raises, whatever `data`
    holds."""
    words = _words(action) or _("Something happened (%(what)s)") % {"what": action[:LONGEST_NAME]}
    name = _name(data)
    owner = _said("BELONGS_TO").get(action.partition(".")[0])
    if order and owner:
        words = _of_owner(words, _(_said("NOUNS")[owner]), order)
        name = "" if name == order else name
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
    rest = words.removeprefix(owner)
    if rest != words and not rest[:1].isalnum():
        return f"{owner} {name}{rest}"
    # A sentence goes on in small letters after its owner; in German it goes on with a noun.
    words = words if spoken() == "de" else f"{words[0].lower()}{words[1:]}"
    return f"{owner} {name}: {words}"


def _words(action: str) -> str | None:
    if found := _said("SENTENCES").get(action):
        return _(found)
    noun, _dot, verb = action.partition(".")
    kind = _said("NOUNS").get(noun)
    if kind and verb in VERBS:
        return _(VERBS[verb]).replace("{noun}", _(kind))
    if kind and verb:
        return f"{_(kind)} {verb.replace('_', ' ')}"
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
