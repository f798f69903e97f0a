"""Who may read why somebody is on hold. Pure."""

from register.enums import HoldKind
from tenant.access.levels import Level


def may_read_reason(kind: str, level: Level) -> bool:
    """Whether somebody of this level in register may read the words of such a hold: those of the name watch, which speak
    of a person's past, are for admins."""
    return level >= (Level.ADMIN if kind == HoldKind.NAME_WATCH else Level.STAFF)
