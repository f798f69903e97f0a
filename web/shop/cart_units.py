"""The units of a cart by names that outlive them.

A unit is named after what it is and its number among those (`u12-0-1`: the second of item 12), what is added to it
after it (`u12-0-1-u15-0-0`), not after the rows that keep them: when these are taken anew, everything typed still fits.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from eventhub.common.i18n import localize
from shop.models import Hold
from shop.rules import moments


@dataclass
class Named:
    """A unit with its name. `number` counts those of its sort, `siblings` says how many there are; `owner`: what it is
    added to."""

    hold: Hold
    prefix: str
    number: int
    siblings: int
    when: str = ""
    owner: "Named | None" = None
    children: list["Named"] = field(default_factory=list)

    @property
    def title(self) -> str:
        """`Weekend`, `T-shirt, Large`, `Weekend (2)` where there are several; with its date in a series, and with what
        it is added to."""
        title = sort_of(self.hold)
        if self.when and self.owner is None:
            title = f"{title}, {self.when}"
        if self.siblings > 1:
            title = f"{title} ({self.number})"
        if self.owner is None:
            return title
        return _("%(addon)s, with %(unit)s") % {"addon": title, "unit": self.owner.title}


def sort_of(hold: Hold) -> str:
    """What it is, in words: `Weekend`, `T-shirt, Large`."""
    title = localize(hold.item.name)
    if hold.variation is not None:
        title = f"{title}, {localize(hold.variation.value)}"
    return title


def named(holds: Sequence[Hold], *, zone: str) -> list[Named]:
    """The units of a cart, those first that are no add-ons, each followed by what belongs to it (as
    `shop.reads.visitor.cart_holds` puts them)."""
    tops = _numbered([hold for hold in holds if hold.addon_to_id is None], zone=zone)
    found = []
    for top in tops:
        own = [hold for hold in holds if hold.addon_to_id == top.hold.pk]
        top.children = _numbered(own, zone=zone, owner=top)
        found += [top, *top.children]
    return found


def _numbered(holds: Iterable[Hold], *, zone: str, owner: Named | None = None) -> list[Named]:
    keys = [(_key(hold), hold) for hold in holds]
    counts, seen, found = Counter(key for key, _hold in keys), Counter[str](), []
    for key, hold in keys:
        prefix = f"{owner.prefix}-{key}" if owner is not None else key
        when = moments.of_date(hold.subevent, zone=zone) if hold.subevent else ""
        found.append(Named(hold, f"{prefix}-{seen[key]}", seen[key] + 1, counts[key], when, owner))
        seen[key] += 1
    return found


def _key(hold: Hold) -> str:
    """Bundled units and chosen ones of the same item are told apart."""
    key = f"{'b' if hold.is_bundled else 'u'}{hold.item_id}-{hold.variation_id or 0}"
    return key if hold.subevent_id is None else f"{key}-{hold.subevent_id}"
