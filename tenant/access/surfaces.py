"""What a module shows in the menu and finds in the search: the shapes of its `surfaces.py` and its `search.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from tenant.access.levels import Level
from tenant.models import Event


@dataclass(frozen=True)
class Page:
    """One page below the event's address, which ends in `key`.

    It is open to the module's `least` level (None: no level opens it), and to whoever holds `right` at the event.
    `when`: events that have it at all. `words`: what people call it besides, for the search. Titles and words are
    English and marked for translation (`gettext_noop`); whoever shows them says them in the reader's language.
    """

    key: str
    title: str
    icon: str
    least: Level | None = Level.STAFF
    right: str = ""
    when: Callable[[Event], bool] = lambda event: True
    words: str = ""

    def is_open(self, event: Event, *, level: Level, rights: frozenset[str]) -> bool:
        """Whether somebody with this level in the module and these rights may open it."""
        by_level = self.least is not None and level >= self.least
        return self.when(event) and (by_level or self.right in rights)


@dataclass(frozen=True)
class Submenu:
    """Pages of a module that belong together, in their order."""

    key: str
    title: str
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Surfaces:
    """A module in the menu. Modules stand in the order of `order`."""

    title: str
    icon: str
    order: int
    submenus: tuple[Submenu, ...]


@dataclass(frozen=True)
class Found:
    """One thing that a search found: what it is called, a line more, and its address below the event's."""

    title: str
    text: str
    path: str


@dataclass(frozen=True)
class Kind:
    """A kind of thing that can be searched for, by those to whom its `page` is open.

    `title`: what several of them are called, above what was found. `find(event, words, limit)` returns the best few and costs a constant number of queries.
    """

    key: str
    title: str
    page: str
    find: Callable[[Event, str, int], list[Found]]


def of_series(event: Event) -> bool:
    """For pages that only series have."""
    return event.has_subevents
