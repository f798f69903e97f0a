"""What an organizer's properties of events allow. Pure."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_noop

NAME = re.compile(r"[^\[\]\s](?:[^\[\]]*[^\[\]\s])?")
MAX_CHOICES = 500


def keys(choices: Sequence[Any] | None) -> list[str]:
    """The values that choices allow: each is a word, or an object with a `key`. Empty: every value is allowed."""
    return [one["key"] if isinstance(one, dict) else one for one in choices or []]


def problems(*, name: str, default: str, choices: Any) -> dict[str, list[str]]:
    """What is wrong with a property: field -> sentences."""
    found: dict[str, list[str]] = {}
    if not NAME.fullmatch(name):
        found["name"] = [gettext_noop("A name is at least one word, without square brackets.")]
    if why := _choices_problem(choices):
        found["choices"] = [why]
    elif default and choices and default not in keys(choices):
        found["default"] = [gettext_noop("The default is one of the choices.")]
    return found


def _choices_problem(choices: Any) -> str | None:
    if choices is None:
        return None
    if not isinstance(choices, list) or len(choices) > MAX_CHOICES:
        return f"Choices are a list of at most {MAX_CHOICES} words."
    if not all(_is_choice(one) for one in choices):
        return gettext_noop(
            "Each choice is a word of at most 250 characters, or an object with `key` and `label`."
        )
    if len(set(keys(choices))) != len(choices):
        return gettext_noop("Each choice stands here once.")
    return None


def _is_choice(one: Any) -> bool:
    if isinstance(one, dict):
        label = one.get("label", {})
        return (
            set(one) <= {"key", "label"}
            and _is_word(one.get("key"))
            and isinstance(label, dict)
            and all(isinstance(words, str) for words in label.values())
        )
    return _is_word(one)


def _is_word(one: Any) -> bool:
    return isinstance(one, str) and 0 < len(one) <= 250 and "\x00" not in one  # noqa: PLR2004 -- the column's length
