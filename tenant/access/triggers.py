"""Steps that somebody starts with a button and that belong to no single row: the shape of a module's `triggers.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from eventhub.common.actors import Actor
from tenant.access.levels import Level
from tenant.models import Event

Result = Mapping[str, int]


@dataclass(frozen=True)
class Trigger:
    """One step. `name` begins with its module: `shop.recount_quotas`.

    `run` carries it out and may do so again at any time; `preview` says what it would do and changes nothing. Both say
    it in numbers with a name each. `text`: what it is good for. `done`: what came of a run, its numbers in braces. `confirm`: what the page asks before. For `cooldown_s`
    seconds after a run nobody starts it again at the event.
    """

    name: str
    title: str
    text: str
    done: str
    run: Callable[[Event, Actor], Result]
    preview: Callable[[Event], Result]
    least: Level = Level.ADMIN
    confirm: Literal["none", "dialog"] = "none"
    cooldown_s: int = 0

    @property
    def module(self) -> str:
        """The module whose level opens it."""
        return self.name.partition(".")[0]
