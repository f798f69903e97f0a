"""What comes with a unit: add-ons that its buyer chooses, and what lies in its bundle. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

ZERO = Decimal(0)
ALONE = gettext_noop("This is only sold together with something else.")
UNFIT = gettext_noop("This cannot be added here.")


class AddonRule(Protocol):
    """How many of one category may or must be added to a unit."""

    addon_category_id: int
    min_count: int
    max_count: int
    price_included: bool
    multi_allowed: bool


class Bundled(Protocol):
    """What comes with a unit, how many of it, and which part of the unit's price each is."""

    @property
    def count(self) -> int: ...

    @property
    def designated_price(self) -> Decimal: ...


class Included(Protocol):
    """A voucher, as far as it is about what comes with a unit."""

    all_addons_included: bool
    all_bundles_included: bool


class AddonItem(Protocol):
    """An item in one of the categories."""

    pk: int
    category_id: int | None


Rule = TypeVar("Rule", bound=AddonRule)


@dataclass(frozen=True)
class Pick:
    """One unit that is added: an item, or one of its variations."""

    item: AddonItem
    variation_id: int | None = None


def rule_for(rules: Iterable[Rule], item: AddonItem) -> Rule | None:
    """The rule that lets the item be added; None when it cannot be."""
    return next((rule for rule in rules if rule.addon_category_id == item.category_id), None)


def is_included(rule: AddonRule, voucher: Included | None) -> bool:
    """Whether what is added under the rule costs nothing more; `voucher`: what the unit itself is bought with."""
    return rule.price_included or (voucher is not None and voucher.all_addons_included)


def comes_free(rules: Iterable[AddonRule], item: AddonItem, voucher: Included | None) -> bool:
    """Whether an item costs nothing more where it is added to a unit with these rules, bought with `voucher`."""
    rule = rule_for(rules, item)
    return rule is not None and is_included(rule, voucher)


def too_many(rules: Iterable[AddonRule], picks: Sequence[Pick]) -> dict[int, str]:
    """The categories of which more is added than may be: category id -> sentence. What no rule lets in has its own
    category's id, 0 without one."""
    rules = list(rules)
    found = {
        pick.item.category_id or 0: UNFIT for pick in picks if rule_for(rules, pick.item) is None
    }
    for rule in rules:
        own = [pick for pick in picks if pick.item.category_id == rule.addon_category_id]
        twice = Counter((pick.item.pk, pick.variation_id) for pick in own).most_common(1)
        if len(own) > rule.max_count:
            found[rule.addon_category_id] = _("Choose at most %(most)d.") % {"most": rule.max_count}
        elif twice and twice[0][1] > 1 and not rule.multi_allowed:
            found[rule.addon_category_id] = _("Choose each only once.")
    return found


def too_few(rules: Iterable[AddonRule], picks: Sequence[Pick]) -> dict[int, str]:
    """The categories of which more has to be added: category id -> sentence."""
    counts = Counter(pick.item.category_id for pick in picks)
    return {
        rule.addon_category_id: _("Choose at least %(least)d.") % {"least": rule.min_count}
        for rule in rules
        if counts[rule.addon_category_id] < rule.min_count
    }


def bundled_price(bundle: Bundled, voucher: Included | None) -> Decimal:
    """What one bundled unit costs; `voucher`: what the unit it comes with is bought with."""
    if voucher is not None and voucher.all_bundles_included:
        return ZERO
    return bundle.designated_price


def share(bundles: Iterable[Bundled], voucher: Included | None) -> Decimal:
    """The part of a unit's price that is the price of what is bundled with it."""
    return sum((bundled_price(one, voucher) * one.count for one in bundles), ZERO)
