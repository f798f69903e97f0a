"""Questions of the door: what a ticket must still answer before it may come in."""

from collections.abc import Mapping

from eventhub.common.actors import Actor
from eventhub.common.db import links
from eventhub.common.effects import uploads
from eventhub.common.i18n import localize
from register.models import CheckInList
from shop.actions.orders import answer_files
from shop.enums import QuestionType
from shop.models import Answer, OrderPosition, Question
from shop.rules import answers


def open_questions(
    checkin_list: CheckInList,
    position: OrderPosition,
    *,
    given: Mapping[int, object],
    actor: Actor,
) -> tuple[Question, ...]:
    """The questions of the door that this ticket has not answered yet, in their order; `given` (question id -> text)
    is stored first.

    Every such question is open, as scan apps without network have it; an empty answer settles one that is not
    required. Must be called within the scan's transaction; the ticket's row is locked. Two queries, one where nothing is
    asked, none where the event asks nothing at doors. (contract, C3)
    """
    if getattr(checkin_list, "asks", True) is False:
        return ()
    asked = list(
        Question.objects.filter(
            event=checkin_list.event, ask_during_checkin=True, items=position.item_id
        )
        .prefetch_related("options")
        .order_by("position", "pk")
    )
    if not asked:
        return ()
    settled = set(
        Answer.objects.filter(position=position, question__in=asked).values_list(
            "question_id", flat=True
        )
    )
    for question in asked:
        if question.pk in given and _settles(position, question, given[question.pk], actor=actor):
            settled.add(question.pk)
    return tuple(question for question in asked if question.pk not in settled)


def _settles(position: OrderPosition, question: Question, raw: object, *, actor: Actor) -> bool:
    """Whether `raw` answers the question; stored when it does. Nothing at all answers what is not required."""
    texts = {option.pk: localize(option.answer) for option in question.options.all()}
    file = None
    try:
        clean = answers.clean(question, raw, options=_chosen(question, raw), option_texts=texts)
        if clean is not None and question.type == QuestionType.FILE:
            file = uploads.take(clean.text, actor=actor)
    except ValueError:
        return False  # still open: the scanner asks again
    if clean is None:
        return not question.required
    answer, _ = Answer.objects.update_or_create(
        position=position,
        question=question,
        defaults={"answer": clean.text, "tenant_id": position.tenant_id},
    )
    links.replace(answer, "options", targets=clean.options)
    if file is not None:
        answer_files.replace(answer, file)
    return True


def _chosen(question: Question, raw: object) -> tuple[int, ...]:
    """The options that the words between the commas name, by id or by identifier; none unless all of them do."""
    named = {
        word: option.pk
        for option in question.options.all()
        for word in (option.identifier, str(option.pk))
    }
    words = [word.strip() for word in str(raw).split(",") if word.strip()]
    known = tuple(named[word] for word in words if word in named)
    return known if len(known) == len(words) else ()
