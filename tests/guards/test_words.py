"""Everything that a visitor reads is said in every language that we speak, and the catalogues hold nothing else."""

import json

import pytest
from django.conf import settings
from django.utils.translation import gettext, ngettext, override

from eventhub.common import floors
from eventhub.words import catalogues, extraction
from tenant.devices.profiles import PROFILES
from tenant.events.plugins import PLUGINS
from tenant.webhooks import types


def test_every_message_is_translated_with_its_placeholders_and_nothing_is_out_of_date() -> None:
    assert catalogues.problems() == [], "scripts/words update, then translate what it names"


def test_the_languages_that_we_say_we_speak_are_those_with_a_catalogue() -> None:
    assert set(settings.SPOKEN_LANGUAGES) == {"en", *catalogues.TRANSLATED}


def named_by_the_floors() -> set[str]:
    """What modules bring for the single-page surfaces, as the server names it to them."""
    surfaces = [brought.SURFACES for _, brought in floors.brought("surfaces")]
    menus = [menu for one in surfaces for menu in one.submenus]
    pages = [page for menu in menus for page in menu.pages]
    histories = [brought for _, brought in floors.brought("history")]
    said = [
        *(one.title for one in (*surfaces, *menus, *pages)),
        *(page.words for page in pages if page.words),
        *(word for one in types.action_types() for word in (one.title, one.group)),
        *(plugin.title for plugin in PLUGINS.values()),
        *PROFILES.values(),
        *(
            sentence
            for one in histories
            for table in ("SENTENCES", "NOUNS")
            for sentence in getattr(one, table, {}).values()
        ),
    ]
    return set(said)


def test_what_floors_bring_for_the_surfaces_is_marked_for_translation() -> None:
    marked = {message.id for message in extraction.template() if isinstance(message.id, str)}

    assert named_by_the_floors() - marked == set(), "gettext_noop(...)"


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
