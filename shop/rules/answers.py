"""Whether an answer fits its question. Pure: questions come as objects with the columns of shop.Question."""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from eventhub.common.effects.uploads import REFERENCE
from shop.enums import QuestionType
from shop.rules.countries import COUNTRIES

MAX_LINE, MAX_TEXT = 250, 10_000
PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{4,30}")
TRUE_WORDS = frozenset({"true", "1", "on", "yes"})
FALSE_WORDS = frozenset({"false", "0", "off", "no", ""})


@dataclass(frozen=True)
class Clean:
    """An answer as it is stored: its text and the options it chose."""

    text: str
    options: tuple[int, ...] = ()


def clean(
    question: Any, raw: object, *, options: Collection[int], option_texts: Mapping[int, str]
) -> Clean | None:
    """The stored form of `raw` (text) and `options` (ids); None when nothing was answered.

    `option_texts` are the question's options: id -> text. Raises ValueError with a sentence for the person answering.
    """
    if question.type in {QuestionType.CHOICE, QuestionType.CHOICES}:
        return _chosen(question, raw, options, option_texts)
    if options:
        raise ValueError(_("This question has no options to choose from."))
    text = raw.strip() if isinstance(raw, str) else "" if raw is None else str(raw)
    if question.type == QuestionType.BOOLEAN:
        return _boolean(question, text)
    if not text:
        return None
    return Clean(_READERS[question.type](question, text))


def is_asked(question: Any, *, given: Mapping[int, Clean], identifiers: Mapping[int, str]) -> bool:
    """Whether the question applies, given the answers so far: a dependent one only after the right answer.

    `identifiers`: option id -> its identifier, which `dependency_values` names ("True"/"False" for yes or no).
    """
    if question.dependency_question_id is None:
        return True
    parent = given.get(question.dependency_question_id)
    if parent is None:
        return False
    words = {identifiers.get(option, "") for option in parent.options} or {parent.text}
    return bool(words & set(question.dependency_values))


def _chosen(
    question: Any, raw: object, options: Collection[int], texts: Mapping[int, str]
) -> Clean | None:
    chosen = tuple(dict.fromkeys(options))
    if not chosen and isinstance(raw, str) and raw.strip():
        chosen = tuple(option for option, text in texts.items() if text == raw.strip())
        if not chosen:
            raise ValueError(_("Choose one of the options."))
    if any(option not in texts for option in chosen):
        raise ValueError(_("Choose one of the options."))
    if question.type == QuestionType.CHOICE and len(chosen) > 1:
        raise ValueError(_("Choose only one option."))
    return Clean(", ".join(texts[option] for option in chosen), chosen) if chosen else None


def _boolean(question: Any, text: str) -> Clean | None:
    word = text.lower()
    if word in TRUE_WORDS:
        return Clean("True")
    if word in FALSE_WORDS:
        # A required yes-or-no is a consent: only "yes" answers it.
        return None if question.required or not word else Clean("False")
    raise ValueError(_("Answer yes or no."))


def _number(question: Any, text: str) -> str:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise ValueError(_("Enter a number.")) from None
    if not number.is_finite():
        raise ValueError(_("Enter a number."))
    _within(number, question.valid_number_min, question.valid_number_max)
    return format(number, "f")


def _line(question: Any, text: str) -> str:
    return _text(question, " ".join(text.split()), longest=MAX_LINE)


def _text(question: Any, text: str, *, longest: int = MAX_TEXT) -> str:
    limit = min(question.valid_string_length_max or longest, longest)
    if len(text) > limit:
        raise ValueError(_("Use at most %(limit)d characters.") % {"limit": limit})
    return text


def _date(question: Any, text: str) -> str:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("Enter a date as YYYY-MM-DD.")) from None
    _within(day, question.valid_date_min, question.valid_date_max)
    return day.isoformat()


def _time(question: Any, text: str) -> str:
    try:
        return dt.time.fromisoformat(text).isoformat(timespec="seconds")
    except ValueError:
        raise ValueError(_("Enter a time as HH:MM.")) from None


def _moment(question: Any, text: str) -> str:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(_("Enter a date and time, for example 2027-06-24T18:00.")) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    _within(moment, question.valid_datetime_min, question.valid_datetime_max)
    return moment.isoformat()


def _country(question: Any, text: str) -> str:
    if text.upper() not in COUNTRIES:
        raise ValueError(_("Choose a country."))
    return text.upper()


def _phone(question: Any, text: str) -> str:
    if not PHONE.fullmatch(text):
        raise ValueError(
            _("Enter a phone number with its country code, for example +420 601 234 567.")
        )
    return text


def _file(question: Any, text: str) -> str:
    if not REFERENCE.fullmatch(text):
        raise ValueError(_("Upload the file first, and name it as file:<uuid>."))
    return text


def _within(value: Any, least: Any, most: Any) -> None:
    if least is not None and value < least:
        raise ValueError(_("This must be at least %(least)s.") % {"least": least})
    if most is not None and value > most:
        raise ValueError(_("This must be at most %(most)s.") % {"most": most})


_READERS = {
    QuestionType.NUMBER: _number,
    QuestionType.LINE: _line,
    QuestionType.TEXT: _text,
    QuestionType.DATE: _date,
    QuestionType.TIME: _time,
    QuestionType.DATETIME: _moment,
    QuestionType.COUNTRY: _country,
    QuestionType.PHONE: _phone,
    QuestionType.FILE: _file,
}
