"""Files that a program hands in first and refers to in a later request: `file:<uuid>`. They wait a day for the same
credential, and for nobody else. (contract, B15)"""

import datetime as dt
import re

from django.db.models import BigIntegerField, F, Func, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor, ActorKind
from eventhub.common.errors import Invalid
from eventhub.common.models import Upload

KEPT = dt.timedelta(hours=24)
MAX_BYTES = 10 * 1024 * 1024
# Kind -> how such a file begins; a text is one when it can be read as one.
KINDS: dict[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "application/pdf": (b"%PDF-",),
    "text/plain": (),
}
REFERENCE = re.compile(r"file:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


# What one credential may have handed in within a day.
CALLER_BYTES = 200 * MAX_BYTES
TOO_MUCH = gettext_noop(
    "Too much was handed in with this credential today. Use what is there, or wait."
)


def store(
    *, actor: Actor, tenant_id: int | None, name: str, content_type: str, content: bytes
) -> Upload:
    """Keeps a file for its caller. Raises Invalid for a kind or a size that is not taken, and for a file that is not what
    it says it is. Not idempotent."""
    if actor.pk is None:
        raise Invalid("no_owner", gettext_noop("A file needs a caller that can name it again."))
    if content_type not in KINDS:
        raise Invalid("unsupported_type", f"Send a file of one of: {', '.join(KINDS)}.")
    if not content or len(content) > MAX_BYTES:
        raise Invalid("size", f"A file has 1 to {MAX_BYTES} bytes.")
    if not _is(content_type, content):
        raise Invalid("other_type", f"This file is no {content_type}.")
    return Upload.objects.create(
        tenant_id=tenant_id,
        actor_kind=actor.kind,
        actor_id=actor.pk,
        name=name[:250],
        content_type=content_type,
        content=content,
        expires_at=timezone.now() + KEPT,
    )


def kind_of(content: bytes) -> str | None:
    """What a file is by its first bytes, whatever it is called; None for a kind that is not taken."""
    return next((kind for kind in KINDS if _is(kind, content)), None)


def stored_bytes(kind: ActorKind, *, actor_id: int, tenant_id: int | None) -> tuple[int, int]:
    """How much is kept for this caller, and for all callers of this kind within the tenant. One query."""
    size = Func(F("content"), function="octet_length", output_field=BigIntegerField())
    found = Upload.unscoped.filter(tenant=tenant_id, actor_kind=kind).aggregate(
        own=Sum(size, filter=Q(actor_id=actor_id)), all=Sum(size)
    )
    return found["own"] or 0, found["all"] or 0


def _is(content_type: str, content: bytes) -> bool:
    if content_type != "text/plain":
        return content.startswith(KINDS[content_type])
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


def take(reference: object, *, actor: Actor, kinds: tuple[str, ...] | None = None) -> Upload:
    """The file that `file:<uuid>` means, for the caller that handed it in. It stays until its day is over: the request
    that takes it may be repeated. `kinds`: content types that will do (None: any).

    Raises ValueError with a sentence for what is unknown, expired, of another caller, or of another kind. One query.
    """
    match = REFERENCE.fullmatch(reference) if isinstance(reference, str) else None
    found = (
        Upload.unscoped.filter(
            public_id=match[1],
            actor_kind=actor.kind,
            actor_id=actor.pk,
            expires_at__gt=timezone.now(),
        ).first()
        if match and actor.pk is not None
        else None
    )
    if found is None:
        raise ValueError("Upload the file first, and name it as file:<uuid> within a day.")
    if kinds is not None and found.content_type not in kinds:
        raise ValueError(f"Send a file of one of: {', '.join(kinds)}.")
    return found


def prune() -> None:
    """Forgets files whose day is over."""
    Upload.unscoped.filter(expires_at__lte=timezone.now()).delete()
