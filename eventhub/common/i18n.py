"""Texts in several languages: a JSON object, language -> string; and the languages that our own words exist in."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language

Text = dict[str, str]


def languages() -> dict[str, str]:
    """The installation's languages: lower-case key -> the key as we write it."""
    return {code.lower().replace("_", "-"): code for code, _ in settings.LANGUAGES}


def parse(value: object, *, default_language: str = "en") -> Text:
    """The text object that `value` says; a plain string is the default language's.

    Keys are accepted whatever their case and separator (`de_Informal` is `de-informal`). Raises ValueError with a
    sentence for an unknown language, another type, or a NUL byte.
    """
    if isinstance(value, str):
        value = {default_language: value}
    if not isinstance(value, Mapping):
        raise ValueError("This is a text or an object of language and text.")
    known = languages()
    text: Text = {}
    for key, words in value.items():
        code = known.get(str(key).lower().replace("_", "-"))
        if code is None:
            raise ValueError(f"The language {key!r} is not known here.")
        if words is None:
            continue
        if not isinstance(words, str) or "\x00" in words:
            raise ValueError(f"The text for {key!r} is not a plain string.")
        text[code] = words
    return text


def spoken(language: str | None = None) -> str:
    """The language that our own words have for a reader of `language` (None: of the present request): the same, its
    base, or English. Dates and amounts are in the language of the words around them."""
    wanted = language or get_language() or settings.LANGUAGE_CODE
    return next(
        (code for code in _preferences(wanted) if code in settings.SPOKEN_LANGUAGES),
        settings.LANGUAGE_CODE,
    )


def locale_of(language: str | None = None) -> Locale:
    """How numbers, dates and countries are written for a reader of `language`. English is written as in Britain: the day
    before the month, 24 hours."""
    return _locale(spoken(language))


@lru_cache
def _locale(language: str) -> Locale:
    return Locale("en", "GB") if language == "en" else Locale.parse(language)


def localize(text: Mapping[str, str] | None, *, language: str | None = None) -> str:
    """The best string for a reader: their language, its base, English, or whichever there is."""
    if not text:
        return ""
    for code in _preferences(language or get_language() or settings.LANGUAGE_CODE):
        if text.get(code):
            return text[code]
    return next((words for words in text.values() if words), "")


def _preferences(language: str) -> Iterable[str]:
    yield language
    yield language.split("-", maxsplit=1)[0]
    yield settings.LANGUAGE_CODE
