"""The one family of refusals. Raised below the HTTP line, rendered once per dialect."""

from typing import Any

from django.utils.translation import gettext, gettext_noop

CANNOT_BE_DONE = gettext_noop("This cannot be done.")


def said(problems: Any) -> Any:
    """The sentences of a refusal, however deep they are in lists and objects, in the language of the request."""
    if isinstance(problems, dict):
        return {key: said(value) for key, value in problems.items()}
    if isinstance(problems, list | tuple):
        return [said(value) for value in problems]
    return gettext(problems) if isinstance(problems, str) and problems else problems


class DomainError(Exception):
    """A refusal with a stable code for programs and a sentence for people.

    `fields` names what was wrong in the input: field -> list of sentences. `context` travels as `detail`. Sentences that
    the catalogues know (marked with gettext_noop where they are written) are said in the language of the request.
    """

    status = 400
    code = "invalid"

    def __init__(
        self,
        code: str | None = None,
        message: str = "",
        *,
        fields: dict[str, Any] | None = None,
        **context: Any,
    ) -> None:
        self.code = code or self.code
        self.message = gettext(message or CANNOT_BE_DONE)
        self.fields: dict[str, Any] = said(fields or {})
        self.context = context
        super().__init__(f"{self.code}: {self.message}")


class Invalid(DomainError):
    """The input is wrong in shape or value. 400."""

    @classmethod
    def field(cls, name: str, message: str, *, code: str = "invalid") -> "Invalid":
        """A refusal of one field."""
        return cls(code, message, fields={name: [message]})


class Unauthenticated(DomainError):
    """Nobody knows who is asking. 401."""

    status = 401
    code = "not_authenticated"


class Denied(DomainError):
    """The caller is known and may not. 403."""

    status = 403
    code = "permission_denied"


class NotFound(DomainError):
    """It does not exist, or not for the caller. 404."""

    status = 404
    code = "not_found"


class Conflict(DomainError):
    """The present state does not allow it. 409."""

    status = 409
    code = "conflict"


class Gone(DomainError):
    """It was there and is no more. 410."""

    status = 410
    code = "gone"


class Stale(DomainError):
    """Somebody else changed it in the meantime. 412."""

    status = 412
    code = "stale_version"


class Refused(DomainError):
    """Well formed, and against a rule. 422."""

    status = 422
    code = "business_rule"


class Unavailable(DomainError):
    """Something outside is down, or we have too much to do; `retry_after_s` says when to ask again. 503."""

    status = 503
    code = "provider_down"

    def __init__(
        self, code: str | None = None, message: str = "", *, retry_after_s: int = 30
    ) -> None:
        super().__init__(code, message)
        self.retry_after_s = retry_after_s
