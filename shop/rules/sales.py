"""Whether something is on sale, and how much of it one order may hold. Pure."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shop.rules.pricing import NO_OVERRIDES, Override, Overrides
from shop.rules.vouchers import Terms, opens

NOT_AT_DATE = gettext_noop("This is not available on this date.")


def closed_reason(event: Any, *, at: dt.datetime) -> tuple[str, str] | None:
    """Why nobody can buy at the event at the moment `at` (code, sentence); None when the shop is open.

    Each date of a series closes for itself: see `date_reason`.
    """
    if not event.live:
        return "not_live", _("The shop of this event is not open.")
    if event.presale_start is not None and at < event.presale_start:
        return "not_yet_open", _("Sales have not started yet.")
    if event.presale_end is not None and at > event.presale_end:
        return "form_closed", _("Sales have ended.")
    if event.has_subevents:
        return None
    if event.presale_end is None and at > (event.date_to or event.date_from + dt.timedelta(days=1)):
        return "form_closed", _("The event is over.")
    return None


def date_reason(subevent: Any, *, at: dt.datetime) -> str | None:
    """Why visitors cannot buy for this date of a series at the moment `at`; None when they can."""
    if not subevent.active:
        return _("This date is not on sale.")
    if subevent.presale_start is not None and at < subevent.presale_start:
        return _("Sales for this date have not started yet.")
    if subevent.presale_end is not None and at > subevent.presale_end:
        return _("Sales for this date have ended.")
    last = subevent.date_to or subevent.date_from + dt.timedelta(days=1)
    if subevent.presale_end is None and at > last:
        return _("This date is over.")
    return None


def item_reason(
    item: Any,
    *,
    variation: Any | None,
    has_variations: bool,
    at: dt.datetime,
    overrides: Overrides = NO_OVERRIDES,
    voucher: Terms | None = None,
    bundled: bool = False,
) -> str | None:
    """Why a visitor cannot buy this item now; None when they can. `overrides`: what differs at the date they chose.
    `voucher`: one that they have and that fits. What is `bundled` with something else needs none of its own."""
    if has_variations and variation is None:
        return _("Please choose a variant.")
    for thing in (item, variation):
        if thing is None:
            continue
        if not thing.active:
            return _("This is not on sale.")
        if thing.available_from is not None and at < thing.available_from:
            return _("This is not on sale yet.")
        if thing.available_until is not None and at > thing.available_until:
            return _("This is no longer on sale.")
    for override in (overrides.item, overrides.variation):
        if override is not None and (reason := _override_reason(override, at=at)):
            return reason
    if not bundled and not opens(voucher, item):
        return _("You need a voucher for this.")
    return None


def needs_approval(item: Any, variation: Any | None) -> bool:
    """Whether somebody has to agree before the unit is paid for."""
    return bool(item.require_approval or (variation is not None and variation.require_approval))


def _override_reason(override: Override, *, at: dt.datetime) -> str | None:
    if override.disabled:
        return _(NOT_AT_DATE)
    if override.available_from is not None and at < override.available_from:
        return _("This is not on sale yet for this date.")
    if override.available_until is not None and at > override.available_until:
        return _("This is no longer on sale for this date.")
    return None


def count_problems(items: Iterable[Any], counts: Counter[int]) -> dict[int, str]:
    """Which items are in an order too often or not often enough: item id -> sentence."""
    found = {}
    for item in items:
        count = counts[item.pk]
        if item.max_per_order is not None and count > item.max_per_order:
            found[item.pk] = _("You can order at most %(most)d of these.") % {
                "most": item.max_per_order
            }
        elif item.min_per_order is not None and 0 < count < item.min_per_order:
            found[item.pk] = _("You have to order at least %(least)d of these.") % {
                "least": item.min_per_order
            }
    return found
