"""Files as answers: what was handed in (eventhub.common.effects.uploads) becomes the attendee's."""

from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor, ActorKind
from eventhub.common.effects import uploads
from eventhub.common.errors import Invalid
from eventhub.common.models import Upload
from shop.models import Answer, AnswerFile

# How the answer of a question for a file begins.
FILE = "file://"
# What one cart may hand in, all files together, those that were replaced included.
CART_BYTES = 5 * uploads.MAX_BYTES
# What all visitors of a tenant may have handed in within a day without having bought.
TENANT_BYTES = 400 * uploads.MAX_BYTES
TOO_LONG = f"Choose a file of at most {uploads.MAX_BYTES // 1024 // 1024} MB."
UNKNOWN_KIND = gettext_noop("Choose a picture (PNG, JPEG or GIF), a PDF or a plain text.")
TOO_MUCH = gettext_noop(
    "You have uploaded too many files. Please continue with those you have uploaded."
)


def visitor_with(cart_id: int) -> Actor:
    """Whoever has this cart: files that they hand in are theirs until they buy."""
    return Actor(ActorKind.VISITOR, cart_id, "visitor")


def hand_in(*, tenant_id: int, cart_id: int, name: str, content: bytes) -> str:
    """Keeps a file that a visitor answers with, for a day; what an answer calls it. What it is its bytes say, not its
    name.

    Raises Invalid `file` for what is no picture, PDF or text, is too long, or too much for one cart.
    """
    owner = visitor_with(cart_id)
    kind = uploads.kind_of(content)
    if not content or len(content) > uploads.MAX_BYTES:
        raise Invalid.field("file", TOO_LONG)
    if kind is None:
        raise Invalid.field("file", UNKNOWN_KIND)
    own, all_ = uploads.stored_bytes(owner.kind, actor_id=cart_id, tenant_id=tenant_id)
    if own + len(content) > CART_BYTES or all_ + len(content) > TENANT_BYTES:
        raise Invalid.field("file", TOO_MUCH)
    new = uploads.store(
        actor=owner, tenant_id=tenant_id, name=name, content_type=kind, content=content
    )
    return f"file:{new.public_id}"


def name_of(reference: str, *, cart_id: int) -> str:
    """The name of a file that was handed in with this cart; empty for any other. One query."""
    try:
        return uploads.take(reference, actor=visitor_with(cart_id)).name
    except ValueError:
        return ""


def handed_in(answer: Answer, *, actor: Actor) -> Upload:
    """The file that the unsaved answer names, and in the answer its name instead. Raises ValueError. One query."""
    upload = uploads.take(answer.answer, actor=actor)
    answer.answer = written(upload)
    return upload


def written(upload: Upload) -> str:
    """What stands where the text of another answer would."""
    return f"{FILE}{upload.name}"


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
