"""What integrators can be told of: the published names, and which verbs of the audit trail they mean.

The tables stand in the floors' `webhook_types.py`: ACTION_TYPES, and PUBLISHED from our verbs to the names.
"""

from dataclasses import dataclass
from functools import cache

from eventhub.common import floors

TEST = "eventhub.webhook.test"


@dataclass(frozen=True)
class ActionType:
    """One name to subscribe to. A name that ends with `.*` stands for all verbs below it. What `happens` not yet may be
    subscribed to, and no page offers it."""

    name: str
    title: str
    group: str
    happens: bool = True


@dataclass(frozen=True)
class News:
    """What a verb is called outside, and the names that somebody may have subscribed to to hear of it."""

    action: str
    names: frozenset[str]


@cache
def action_types() -> tuple[ActionType, ...]:
    """All that one can subscribe to, floor by floor."""
    return tuple(one for _, said in floors.brought("webhook_types") for one in said.ACTION_TYPES)


@cache
def names() -> frozenset[str]:
    """The names of all that one can subscribe to."""
    return frozenset(one.name for one in action_types())


@cache
def published() -> dict[str, str]:
    """Our verb -> the name that integrators know it by. One entry of the trail is one piece of news; what is to be told
    by two names is recorded by two verbs. A verb that is not here is told to nobody."""
    return {
        verb: told
        for _, said in floors.brought("webhook_types")
        for verb, told in said.PUBLISHED.items()
    }


def news_of(verb: str) -> News | None:
    """What a verb of the audit trail means to integrators; None when it is not for them."""
    action = published().get(verb)
    if action is None:
        return None
    return News(action, frozenset(name for name in names() if _covers(name, action)))


def _covers(name: str, action: str) -> bool:
    return action.startswith(name[:-1]) if name.endswith(".*") else action == name
