"""Requests whose body is a file as it is: `Content-Type` says of which kind, `Content-Disposition` how it is called."""

from typing import Any

from django.utils.http import parse_header_parameters
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from eventhub.common.actors import Actor
from eventhub.common.effects import uploads
from eventhub.common.errors import Invalid
from eventhub.common.models import Upload
from eventhub.common.text import has_nul


class FileBody(BaseParser):
    """The body as it is, as far as a file may be long, and a byte more."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        return stream.read(uploads.MAX_BYTES + 1)


def keep(request: Any, *, actor: Actor, tenant_id: int | None) -> Upload:
    """Keeps the file that a request read by `FileBody` brings. Raises ParseError where it has no name, Invalid `too_much`
    past what one credential may hand in, and as `uploads.store`."""
    content = request.data if isinstance(request.data, bytes) else b""
    if actor.pk is not None:
        kept, _ = uploads.stored_bytes(actor.kind, actor_id=actor.pk, tenant_id=tenant_id)
        if kept + len(content) > uploads.CALLER_BYTES:
            raise Invalid("too_much", uploads.TOO_MUCH)
    return uploads.store(
        actor=actor,
        tenant_id=tenant_id,
        name=_filename(request.headers.get("Content-Disposition", "")),
        content_type=(request.content_type or "").split(";")[0].strip().lower(),
        content=content,
    )


def _filename(header: str) -> str:
    """The name of the file, without the folders it came from."""
    try:
        _, words = parse_header_parameters(header)
    except ValueError:
        words = {}
    name = words.get("filename", "").replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not name or has_nul(name):
        raise ParseError('Name the file: Content-Disposition: attachment; filename="photo.jpg"')
    return name
