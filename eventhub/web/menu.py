"""The menu and the search of the single-page surfaces, from what the modules bring in `surfaces.py` and `search.py`.

Everything is judged by the same levels and rights as the gates: what somebody may not open is absent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eventhub.common import floors
from eventhub.common.errors import NotFound
from tenant import queries
from tenant.access.levels import Level
from tenant.access.rights import Access
from tenant.access.surfaces import Found, Page, Submenu, Surfaces
from tenant.models import Event

SHORTEST_SEARCH, MOST_OF_A_KIND = 2, 5
PAGES = gettext_noop("Pages")


@dataclass(frozen=True)
class Module:
    """A module as somebody sees it: only the pages that are open to them."""

    key: str
    surfaces: Surfaces
    level: Level
    submenus: tuple[tuple[Submenu, tuple[Page, ...]], ...]

    @property
    def pages(self) -> list[Page]:
        return [page for _, pages in self.submenus for page in pages]


def modules(event: Event, *, access: Access) -> list[Module]:
    """What the caller may open at the event, in the menu's order."""
    rights = frozenset(queries.capabilities(access, organizer=event.organizer, event=event))
    found = [
        _seen(key, brought.SURFACES, event=event, access=access, rights=rights)
        for key, brought in floors.brought("surfaces")
    ]
    seen = [module for module in found if module.pages]
    return sorted(seen, key=lambda module: module.surfaces.order)


def _seen(
    key: str, surfaces: Surfaces, *, event: Event, access: Access, rights: frozenset[str]
) -> Module:
    level = access.level(key, organizer_id=event.organizer_id, event=event)
    submenus = (
        (
            menu,
            tuple(page for page in menu.pages if page.is_open(event, level=level, rights=rights)),
        )
        for menu in surfaces.submenus
    )
    return Module(key, surfaces, level, tuple((menu, pages) for menu, pages in submenus if pages))


def base_of(event: Event) -> str:
    """The address of the event's surfaces, with a slash at the end."""
    return f"/app/e/{event.organizer.slug}/{event.slug}/"


def shown(module: Module, *, base: str) -> dict[str, Any]:
    """A module as it goes out: its pages in a row (`items`) and by submenu."""
    items = [_item(page, base) for page in module.pages]
    return {
        "key": module.key,
        "title": _(module.surfaces.title),
        "icon": module.surfaces.icon,
        "level": module.level.name.lower(),
        "url": items[0]["url"] if items else base,
        "items": items,
        "submenus": submenus(module, base=base),
    }


def submenus(module: Module, *, base: str) -> list[dict[str, Any]]:
    """The module's submenus with their pages, as they go out."""
    return [
        {"key": menu.key, "title": _(menu.title), "items": [_item(page, base) for page in pages]}
        for menu, pages in module.submenus
    ]


def module_seen(event: Event, key: str, *, access: Access) -> Module:
    """One module of `modules`. Raises NotFound for one that the caller may not open, and for none."""
    for module in modules(event, access=access):
        if module.key == key:
            return module
    raise NotFound(message=gettext_noop("There is no such module."))


def _item(page: Page, base: str) -> dict[str, str]:
    return {"key": page.key, "title": _(page.title), "icon": page.icon, "url": f"{base}{page.key}"}


def search(event: Event, words: str, *, access: Access) -> Iterator[dict[str, str]]:
    """Pages that the words may mean, then things of each kind whose page is open to the caller, a few of each.

    Fewer than SHORTEST_SEARCH characters find pages only. One query for each kind, whatever is found.
    """
    base, words = base_of(event), words.strip()
    if not words:
        return
    seen = modules(event, access=access)
    for module in seen:
        for page in module.pages:
            if _means(words, _called(page, module)):
                found = Found(_(page.title), _(module.surfaces.title), page.key)
                yield _result("page", PAGES, found, module=module.key, base=base)
    if len(words) < SHORTEST_SEARCH:
        return
    brought = dict(floors.brought("search"))
    for module in (module for module in seen if module.key in brought):
        pages = {page.key for page in module.pages}
        for kind in brought[module.key].KINDS:
            if kind.page in pages:
                for found in kind.find(event, words, MOST_OF_A_KIND):
                    yield _result(kind.key, kind.title, found, module=module.key, base=base)


def _called(page: Page, module: Module) -> str:
    """What the page may be called: in the reader's language, and in English."""
    said = [one for one in (page.title, page.words, module.surfaces.title) if one]
    return " ".join([*said, *(_(one) for one in said)])


def _means(words: str, text: str) -> bool:
    """Whether every word begins a word of the text."""
    known = text.casefold().split()
    return all(any(one.startswith(word) for one in known) for word in words.casefold().split())


def _result(kind: str, kind_title: str, found: Found, *, module: str, base: str) -> dict[str, str]:
    return {
        "kind": kind,
        "kind_title": _(kind_title),
        "module": module,
        "title": found.title,
        "text": found.text,
        "url": f"{base}{found.path}",
    }
