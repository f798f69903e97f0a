"""Files as answers: what was handed in (eventhub.common.uploads) becomes the attendee's."""

from eventhub.common import uploads
from eventhub.common.actors import Actor
from eventhub.common.models import Upload
from shop.models import Answer, AnswerFile


def handed_in(answer: Answer, *, actor: Actor) -> Upload:
    """The file that the unsaved answer names, and in the answer its name instead. Raises ValueError. One query."""
    upload = uploads.take(answer.answer, actor=actor)
    answer.answer = written(upload)
    return upload


def written(upload: Upload) -> str:
    """What stands where the text of another answer would."""
    return f"file://{upload.name}"


def keep(answer: Answer, upload: Upload) -> AnswerFile:
    """Stores a copy of the file with the saved answer. One statement."""
    return AnswerFile.objects.create(
        tenant_id=answer.tenant_id,
        answer=answer,
        name=upload.name,
        content_type=upload.content_type,
        content=upload.content,
    )


def replace(answer: Answer, upload: Upload) -> None:
    """The file is the saved answer from now on, whatever it was before. Three statements."""
    AnswerFile.objects.filter(answer=answer).delete()
    keep(answer, upload)
    answer.answer = written(upload)
    answer.save(update_fields=["answer"])
