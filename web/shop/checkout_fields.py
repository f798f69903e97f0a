"""The fields of the checkout form: what is shown, what was typed, what is wrong with it."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eventhub.common.i18n import localize
from eventhub.common.text import has_nul
from shop.enums import QuestionType
from shop.models import Question, QuestionOption
from shop.reads.catalogue import Catalogue
from shop.rules import countries
from shop.rules.drafts import AnswerDraft

LONGEST_LINE, LONGEST_ADDRESS = 250, 254
NO_OPTION, LONGEST_ID = -1, 17
YES_NO = (("True", gettext_noop("Yes")), ("False", gettext_noop("No")))
KINDS = {
    QuestionType.NUMBER: "number",
    QuestionType.LINE: "text",
    QuestionType.TEXT: "textarea",
    QuestionType.CHOICE: "radio",
    QuestionType.CHOICES: "checkboxes",
    QuestionType.FILE: "file",
    QuestionType.DATE: "date",
    QuestionType.TIME: "time",
    QuestionType.DATETIME: "datetime-local",
    QuestionType.COUNTRY: "select",
    QuestionType.PHONE: "tel",
}


@dataclass
class Field:
    """One field. `kind`: an input's type, or textarea, select, radio, checkbox, checkboxes, file.

    `depends` and `values` (JSON) name the field and the answers that it is asked after; `only_if` says it in words.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    hint: str = ""
    autocomplete: str = ""
    choices: Sequence[tuple[str, str]] = ()
    values: Sequence[str] = ()
    error: str = ""
    only_if: str = ""
    depends: str = ""
    depends_values: str = ""
    limit: int | None = None
    # Of a file: how the one is called that was handed in.
    shown: str = ""

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def is_group(self) -> bool:
        return self.kind in {"radio", "checkboxes"}

    @property
    def target(self) -> str:
        """What the error summary leads to."""
        if self.kind == "file":
            return f"{self.name}-file"
        return f"{self.name}-0" if self.is_group else self.name

    def problem(self, whose: str = "") -> tuple[str, str]:
        """Its line in the error summary; `whose` tells fields of the same name apart."""
        label = self.label.rstrip(".:?! ")
        return self.target, f"{whose}, {label}: {self.error}" if whose else f"{label}: {self.error}"

    @property
    def described(self) -> str:
        """The ids of hint and error, for aria-describedby."""
        found = [f"{self.name}-hint"] if self.hint or self.only_if else []
        return " ".join(found + ([f"{self.name}-error"] if self.error else []))

    def read(self, data: QueryDict | None) -> None:
        """Takes what was typed. A character that the database cannot store is an error and not kept."""
        if data is None:
            return
        self.values = [value.strip() for value in data.getlist(self.name)][:100]
        if has_nul(list(self.values)):
            self.values = []
            self.error = _("This contains a character that is not allowed.")

    def check_line(self, *, missing: str = "") -> str:
        """The typed line without needless blanks. Writes the error when it is missing or too long."""
        text = " ".join(self.value.split())
        if not text and missing and not self.error:
            self.error = missing
        if len(text) > LONGEST_LINE:
            self.error = _("Use at most %(limit)d characters.") % {"limit": LONGEST_LINE}
        return text

    def check_address(self, *, missing: str = "") -> str:
        """The typed e-mail address. Writes the error when it is missing or none."""
        if not self.value:
            self.error = self.error or missing
            return ""
        try:
            validate_email(self.value)
        except ValidationError:
            self.error = _("Enter an e-mail address such as name@example.org.")
        if len(self.value) > LONGEST_ADDRESS:
            self.error = _("Use at most %(limit)d characters.") % {"limit": LONGEST_ADDRESS}
        return self.value


# --- Questions as fields -----------------------------------------------------------------------------------------------


def question_field(question: Question, *, prefix: str, catalogue: Catalogue) -> Field:
    """The field of a question in one unit's part of the form."""
    kind = KINDS.get(QuestionType(question.type), "")
    if question.type == QuestionType.BOOLEAN:
        # A required yes-or-no is a consent: one box to tick.
        kind = "checkbox" if question.required else "radio"
    field = Field(
        name=_name(prefix, question.pk),
        label=localize(question.question),
        kind=kind,
        required=question.required,
        hint=localize(question.help_text),
        choices=_choices(question, catalogue.options.get(question.pk, [])),
        limit=question.valid_string_length_max,
    )
    _depend(field, question, prefix=prefix, catalogue=catalogue)
    return field


def _name(prefix: str, question_id: int) -> str:
    return f"{prefix}-a{question_id}"


def _choices(question: Question, options: Sequence[QuestionOption]) -> Sequence[tuple[str, str]]:
    if question.type == QuestionType.BOOLEAN:
        return [(word, _(text)) for word, text in YES_NO]
    if question.type == QuestionType.COUNTRY:
        return countries.choices()
    return tuple((str(option.pk), localize(option.answer)) for option in options)


def _depend(field: Field, question: Question, *, prefix: str, catalogue: Catalogue) -> None:
    if question.dependency_question_id is None:
        return
    parent = next(
        (
            asked
            for questions in catalogue.questions.values()
            for asked in questions
            if asked.pk == question.dependency_question_id
        ),
        None,
    )
    if parent is None:
        return
    wanted = set(question.dependency_values)
    options = catalogue.options.get(parent.pk, [])
    pairs = [
        (str(option.pk), localize(option.answer))
        for option in options
        if option.identifier in wanted
    ] or [(word, _(text)) for word, text in YES_NO if word in wanted]
    words = _(" or ").join(_("\u201c%(answer)s\u201d") % {"answer": text} for _value, text in pairs)
    field.depends = _name(prefix, parent.pk)
    field.depends_values = json.dumps([value for value, _text in pairs])
    field.only_if = _("Only if you answered %(answers)s to: %(question)s") % {
        "answers": words,
        "question": localize(parent.question),
    }


def answer(question: Question, field: Field, *, zone: str) -> AnswerDraft | None:
    """What was answered, for the shop to check; None when nothing was."""
    values = [value for value in field.values if value]
    if not values:
        return None
    if question.type in {QuestionType.CHOICE, QuestionType.CHOICES}:
        return AnswerDraft(question.pk, "", tuple(_option(value) for value in values))
    text = _in_zone(values[0], zone) if question.type == QuestionType.DATETIME else values[0]
    return AnswerDraft(question.pk, text)


def _option(value: str) -> int:
    is_id = value.isascii() and value.isdigit() and len(value) <= LONGEST_ID
    return int(value) if is_id else NO_OPTION


def _in_zone(text: str, zone: str) -> str:
    """A moment as browsers send it is one where the event is."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).isoformat()


def first_sentence(problem: Any) -> str:
    """The first of the sentences that a refusal holds for something, however deep."""
    if isinstance(problem, Mapping):
        problem = list(problem.values())
    if isinstance(problem, list):
        return next((text for part in problem if (text := first_sentence(part))), "")
    return str(problem)
