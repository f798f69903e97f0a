"""What a way to pay is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from shop.models import Order


@dataclass(frozen=True)
class Instructions:
    """What a buyer has to do, for people: a headline, sentences, and facts to copy (label, value)."""

    headline: str
    sentences: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True)
class Gateway:
    """One way to pay. `provider` is its word in orders; `title` and `hint` are what the buyer chooses by.

    `instructions` says what to do for an order of which so much is not paid yet, in the order's language; None when
    nothing.
    """

    provider: str
    title: str
    hint: str
    instructions: Callable[[Order, Decimal], Instructions | None]
