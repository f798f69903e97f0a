"""Questions: the fields of the registration form."""

from django.db import transaction
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.codes import random_code
from eventhub.common.db import links
from eventhub.common.db.transactions import durable
from shop.actions.catalogue.shared import (
    Data,
    copied,
    delete_row,
    foreign_problems,
    refuse,
    replace_children,
    stored,
    written,
)
from shop.enums import QuestionType
from shop.models import (
    Item,
    Question,
    QuestionOption,
)
from tenant.models import Event

QUESTION_FIELDS = (
    "question", "help_text", "type", "required", "position", "identifier", "ask_during_checkin", "show_during_checkin",
    "hidden", "print_on_invoice", "dependency_question_id", "dependency_values", "valid_number_min", "valid_number_max",
    "valid_date_min", "valid_date_max", "valid_datetime_min", "valid_datetime_max", "valid_string_length_max",
    "valid_file_portrait",
)  # fmt: skip
OPTION_FIELDS = ("identifier", "answer", "position")
IDENTIFIER_LENGTH = 8


@durable
def save_question(event: Event, *, question: Question | None, data: Data, actor: Actor) -> Question:
    """Creates or changes a field of the form: `items` (ids) are those it is asked for, `options` its choices.

    A missing identifier is made up. Raises Invalid (unknown items, a circle of dependencies, a dependency of a question
    asked at the door, an identifier that is taken).
    """
    return save_question_within(event, question=question, data=data, actor=actor)


@transaction.atomic(savepoint=False)
def save_question_within(
    event: Event, *, question: Question | None, data: Data, actor: Actor
) -> Question:
    """`save_question` inside a larger transaction."""
    row = question or Question(tenant_id=event.tenant_id, event=event)
    new = row.pk is None
    copied(row, data, QUESTION_FIELDS)
    row.identifier = row.identifier or random_code(IDENTIFIER_LENGTH)
    refuse({**question_problems(event, data), **_question_problems(event, row, data)})
    stored(
        row.save,
        shop_question_identifier_unique=("identifier", gettext_noop("This identifier is taken.")),
    )
    if "items" in data:
        links.replace(row, "items", targets=data["items"])
    if "options" in data:
        options = [
            {**option, "identifier": option.get("identifier") or random_code(IDENTIFIER_LENGTH)}
            for option in data["options"]
        ]
        replace_children(
            row, QuestionOption, options, OPTION_FIELDS, parent="question", field="options"
        )
    written(
        event,
        row,
        kind="question",
        stamp="questions",
        verb="created" if new else "changed",
        actor=actor,
        data=data,
    )
    return row


def question_problems(event: Event, data: Data) -> dict[str, list[str]]:
    """What is wrong with what `data` names, as far as it is there."""
    found = foreign_problems(event, data, dependency_question_id=Question)
    if "items" in data:
        known = set(
            Item.objects.filter(event=event, pk__in=data["items"]).values_list("pk", flat=True)
        )
        if unknown := set(data["items"]) - known:
            found["items"] = [f"There is no item {min(unknown)} at this event."]
    return found


def _question_problems(event: Event, question: Question, data: Data) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if data.get("options") and question.type not in {QuestionType.CHOICE, QuestionType.CHOICES}:
        found["options"] = [gettext_noop("Only questions to choose from have options.")]
    if question.dependency_question_id is not None:
        if question.ask_during_checkin:
            found["dependency_question"] = [
                gettext_noop("A question asked at the door cannot depend on another.")
            ]
        elif _circular(event, question):
            found["dependency_question"] = [
                gettext_noop("These questions would depend on each other in a circle.")
            ]
    return found


def _circular(event: Event, question: Question) -> bool:
    parents = dict(Question.objects.filter(event=event).values_list("pk", "dependency_question_id"))
    seen, current = {question.pk}, question.dependency_question_id
    while current is not None:
        if current in seen:
            return True
        seen.add(current)
        current = parents.get(current)
    return False


@durable
def delete_question(event: Event, *, question: Question, actor: Actor) -> None:
    """Deletes a question that nobody answered. Raises Denied `in_use` otherwise."""
    delete_row(event, question, kind="question", stamp="questions", actor=actor)
