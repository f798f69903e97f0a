"""What integrators can be told of: the published names, and which verbs of the audit trail they mean.

The tables stand in the floors' `webhook_types.py`: ACTION_TYPES, and PUBLISHED from our verbs to the names.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from eventhub.common import floors

TEST = "eventhub.webhook.test"
Telling = Callable[[Mapping[str, Any]], list[str]]


@dataclass(frozen=True)
class ActionType:
    """One name to subscribe to. A name that ends with `.*` stands for all verbs below it."""

    name: str
    title: str
    group: str


@dataclass(frozen=True)
class News:
    """What a verb is called outside, and the names that somebody may have subscribed to to hear of it."""

    action: str
    names: frozenset[str]

    def told_as(self, subscribed: Iterable[str]) -> str:
        """The action as somebody hears of it who subscribed to these names: theirs where it is a full one."""
        mine = self.names & set(subscribed)
        full = sorted(name for name in mine if not name.endswith(".*"))
        return full[0] if full and self.action not in mine else self.action


@cache
def action_types() -> tuple[ActionType, ...]:
    """All that one can subscribe to, floor by floor."""
    return tuple(one for _, said in floors.brought("webhook_types") for one in said.ACTION_TYPES)


@cache
def names() -> frozenset[str]:
    """The names of all that one can subscribe to."""
    return frozenset(one.name for one in action_types())


@cache
def published() -> dict[str, str | Telling]:
    """Our verb -> the name that integrators know it by, or what tells the names by the entry's data, its own name first.

    A verb that is not here is told to nobody."""
    return {
        verb: told
        for _, said in floors.brought("webhook_types")
        for verb, told in said.PUBLISHED.items()
    }


def news_of(verb: str, data: Mapping[str, Any]) -> News | None:
    """What an entry of the audit trail, a verb and its data, means to integrators; None when it is not for them."""
    told = published().get(verb)
    if told is None:
        return None
    actions = [told] if isinstance(told, str) else told(data)
    heard = {name for name in names() if any(_covers(name, action) for action in actions)}
    return News(actions[0], frozenset(heard))


def _covers(name: str, action: str) -> bool:
    return action.startswith(name[:-1]) if name.endswith(".*") else action == name
