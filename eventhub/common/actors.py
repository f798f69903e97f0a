"""Who does something: every action takes an Actor and writes it into the audit trail."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ActorKind(StrEnum):
    """The kind of principal: who a change in the audit trail is attributed to."""

    USER = "user"
    TOKEN = "token"  # noqa: S105 -- a kind of caller, no secret
    APPLICATION = "application"
    DEVICE = "device"
    VISITOR = "visitor"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """A principal: its kind, row and name. `pk` is the row of the user, token or device; of an application it is the authorization,
    which knows both the program and the person. Visitors and the system have none."""

    kind: ActorKind
    pk: int | None = None
    label: str = ""

    @classmethod
    def user(cls, user: Any) -> "Actor":
        """A person who signed in."""
        return cls(ActorKind.USER, user.pk, user.email)


SYSTEM = Actor(ActorKind.SYSTEM, None, "EventHub")
VISITOR = Actor(ActorKind.VISITOR, None, "visitor")
