"""What a unit costs now, and the tax in it. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext, gettext_noop

from eventhub.common.money import round_money, tax_part, with_tax


class HasDefaultPrice(Protocol):
    """An item."""

    default_price: Decimal


class MayHavePrice(Protocol):
    """A variation."""

    default_price: Decimal | None


class Phase(Protocol):
    """A price for a time; an open end is None."""

    amount: Decimal
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None


class Tax(Protocol):
    """A tax rule; `rate` in per cent."""

    rate: Decimal
    price_includes_tax: bool


class Override(Protocol):
    """What differs at one date of a series."""

    price: Decimal | None
    disabled: bool
    available_from: dt.datetime | None
    available_until: dt.datetime | None


@dataclass(frozen=True)
class Overrides:
    """What differs at the date for the item, and for the variation that was chosen."""

    item: Override | None = None
    variation: Override | None = None


NO_OVERRIDES = Overrides()


TOO_LITTLE = gettext_noop("You can give more than the price, not less.")


@dataclass(frozen=True)
class Price:
    """What the buyer pays for one unit, and the tax contained in it."""

    gross: Decimal
    rate: Decimal
    tax: Decimal


def current_phase(phases: Iterable[Phase], *, at: dt.datetime) -> Phase | None:
    """The phase that covers the moment `at` (start included, end not)."""
    for phase in phases:
        if (phase.starts_at is None or phase.starts_at <= at) and (
            phase.ends_at is None or at < phase.ends_at
        ):
            return phase
    return None


def next_change(phases: Iterable[Phase], *, at: dt.datetime) -> dt.datetime | None:
    """When the phase after the moment `at` begins or the present one ends, whichever is first; None when neither."""
    moments = [moment for phase in phases for moment in (phase.starts_at, phase.ends_at)]
    return min((moment for moment in moments if moment is not None and moment > at), default=None)


def list_price(
    item: HasDefaultPrice,
    *,
    variation: MayHavePrice | None,
    phases: Iterable[Phase],
    at: dt.datetime,
    overrides: Overrides = NO_OVERRIDES,
) -> Decimal:
    """The price before tax rules: the variation's at the date, the variation's own, the item's at the date, the current
    phase's, the item's: the first that there is."""
    if overrides.variation is not None and overrides.variation.price is not None:
        return overrides.variation.price
    if variation is not None and variation.default_price is not None:
        return variation.default_price
    if overrides.item is not None and overrides.item.price is not None:
        return overrides.item.price
    phase = current_phase(phases, at=at)
    return item.default_price if phase is None else phase.amount


def chosen(listed: Decimal, *, free_price: bool, given: Decimal | None) -> Decimal:
    """What a unit is bought at: its listed price, or what the buyer wants to give where its price is free (gross).

    Raises ValueError when that is less than the listed price.
    """
    if not free_price or given is None:
        return listed
    if given < listed:
        raise ValueError(gettext(TOO_LITTLE))
    return given


def taxed(listed: Decimal, *, tax: Tax | None, currency: str) -> Price:
    """What the buyer pays for a listed price: the tax is inside it or on top, as the rule says. Rounded once."""
    if tax is None:
        return Price(round_money(listed, currency=currency), Decimal(0), Decimal(0))
    if tax.price_includes_tax:
        return of_gross(listed, tax=tax, currency=currency)
    net = round_money(listed, currency=currency)
    gross = with_tax(net, rate=tax.rate, currency=currency)
    return Price(gross, tax.rate, gross - net)


def of_gross(gross: Decimal, *, tax: Tax | None, currency: str) -> Price:
    """The price whose final amount is known: only the tax in it is computed."""
    gross = round_money(gross, currency=currency)
    if tax is None:
        return Price(gross, Decimal(0), Decimal(0))
    return Price(gross, tax.rate, tax_part(gross, rate=tax.rate, currency=currency))
