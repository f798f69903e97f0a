"""What a cart comes to as an order: its units as positions, with what their buyer says about them. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from shop.rules.drafts import PositionDraft, UnitDetails

UNSAID = UnitDetails()


class KeptUnit(Protocol):
    """A hold."""

    pk: int
    item_id: int
    variation_id: int | None
    subevent_id: int | None
    addon_to_id: int | None
    is_bundled: bool
    price: Decimal


def locale(language: str, *, spoken: Sequence[str]) -> str:
    """The language of the order: the buyer's where the event speaks it, with or without its country; else the event's
    first."""
    base = language.split("-", maxsplit=1)[0]
    known = (word for word in (language, base) if word in spoken)
    return language if not spoken else next(known, spoken[0])


def positions(
    units: Sequence[KeptUnit], *, details: Mapping[int, UnitDetails]
) -> tuple[PositionDraft, ...]:
    """The units as positions, one after the other, at the prices that they are kept at; add-ons name the number of what
    they are added to. `details`: by the unit's id.

    What a unit is added to stands before it.
    """
    numbers = {unit.pk: number for number, unit in enumerate(units, start=1)}
    return tuple(_position(unit, details.get(unit.pk, UNSAID), numbers) for unit in units)


def _position(unit: KeptUnit, said: UnitDetails, numbers: Mapping[int, int]) -> PositionDraft:
    return PositionDraft(
        item_id=unit.item_id,
        variation_id=unit.variation_id,
        subevent_id=unit.subevent_id,
        price=unit.price,
        hold_id=unit.pk,
        positionid=numbers[unit.pk],
        addon_to=None if unit.addon_to_id is None else numbers[unit.addon_to_id],
        bundled=unit.is_bundled,
        attendee_name=said.attendee_name,
        attendee_email=said.attendee_email,
        answers=said.answers,
    )
