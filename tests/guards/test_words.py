"""Everything that a visitor reads is said in every language that we speak, and the catalogues hold nothing else."""

import json

import pytest
from django.conf import settings
from django.utils.translation import gettext, ngettext, override

from eventhub.words import catalogues


def test_every_message_is_translated_with_its_placeholders_and_nothing_is_out_of_date() -> None:
    assert catalogues.problems() == [], "scripts/words update, then translate what it names"


def test_the_languages_that_we_say_we_speak_are_those_with_a_catalogue() -> None:
    assert set(settings.SPOKEN_LANGUAGES) == {"en", *catalogues.TRANSLATED}


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_the_front_end_has_the_words_of_the_catalogue(language: str) -> None:
    kept = json.loads((catalogues.FRONTEND / f"{language}.json").read_text())

    assert kept == catalogues.frontend_words(language), "scripts/words update"


@pytest.mark.parametrize(
    ("language", "counted"),
    [
        ("en", ["1 minute left", "3 minutes left", "7 minutes left"]),
        ("de", ["noch 1 Minute", "noch 3 Minuten", "noch 7 Minuten"]),
        ("de-informal", ["noch 1 Minute", "noch 3 Minuten", "noch 7 Minuten"]),
        ("cs", ["zbývá 1 minuta", "zbývají 3 minuty", "zbývá 7 minut"]),
        ("fr", ["1 minute left", "3 minutes left", "7 minutes left"]),
    ],
)
def test_what_is_compiled_counts_as_the_language_does(language: str, counted: list[str]) -> None:
    with override(language):
        told = [
            ngettext("%(minutes)s minute left", "%(minutes)s minutes left", n) % {"minutes": n}
            for n in (1, 3, 7)
        ]

    assert told == counted


def test_our_words_win_over_those_that_the_framework_brings() -> None:
    with override("de"):
        assert gettext("Enter a whole number.") == "Geben Sie eine ganze Zahl ein."
