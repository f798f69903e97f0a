"""The form of the event page: how many of what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from eventhub.common.errors import DomainError, Invalid
from shop.errors import SoldOut
from shop.rules import pricing
from shop.rules.drafts import CartLine
from shop.rules.storefront import Bundled, Offer, Section
from web.visits import gift

MAX_QUANTITY = 999


@dataclass
class Choice:
    """An offer with what was typed beside it, and what is wrong with that."""

    offer: Offer
    quantity: str = ""
    amount: str = ""
    error: str = ""

    @property
    def id(self) -> str:
        return f"q-{self.offer.key}"


@dataclass
class ProductChoices:
    """A product with its choices."""

    item: Any
    has_variants: bool
    choices: list[Choice]
    color: str = ""
    bundled: Sequence[Bundled] = ()


@dataclass
class Shop:
    """The sections of the shop as a form."""

    sections: list[tuple[Section, list[ProductChoices]]]
    summary: list[tuple[str, str]] = field(default_factory=list)
    # Of a series: the date that is bought for.
    subevent_id: int | None = None

    @property
    def choices(self) -> list[Choice]:
        return [
            choice
            for _, products in self.sections
            for product in products
            for choice in product.choices
        ]

    @property
    def is_buyable(self) -> bool:
        return any(not choice.offer.reason and not choice.offer.sold_out for choice in self.choices)


def shop_form(
    sections: Sequence[Section],
    *,
    colors: Mapping[int, str],
    typed: Mapping[str, str] | None = None,
    subevent_id: int | None = None,
) -> Shop:
    """The shop with what was typed (a POST's data) filled in."""
    typed = typed or {}
    return Shop(
        [
            (
                section,
                [
                    ProductChoices(
                        product.item,
                        product.has_variants,
                        [
                            Choice(
                                offer,
                                typed.get(f"q-{offer.key}", "")[:6],
                                typed.get(f"p-{offer.key}", "")[:16],
                            )
                            for offer in product.offers
                        ],
                        colors.get(product.item.pk, ""),
                        product.bundled,
                    )
                    for product in section.products
                ],
            )
            for section in sections
        ],
        subevent_id=subevent_id,
    )


def chosen(shop: Shop) -> list[tuple[Choice, CartLine]]:
    """What was chosen. Says at the field what cannot be read, and raises Invalid then, or when nothing was chosen.

    Names in the data that are not offered are not looked at.
    """
    found = []
    for choice in shop.choices:
        try:
            line = _line(choice, subevent_id=shop.subevent_id)
        except ValueError as error:
            choice.error = str(error)
            continue
        if line is not None:
            found.append((choice, line))
    if any(choice.error for choice in shop.choices):
        raise Invalid(message=_("Please check what you entered."))
    if not found:
        raise Invalid("nothing_chosen", _("Please choose how many you would like."))
    return found


def _line(choice: Choice, *, subevent_id: int | None) -> CartLine | None:
    text = choice.quantity.strip()
    if not text or text == "0":
        return None
    if not (text.isascii() and text.isdigit()) or int(text) > MAX_QUANTITY:
        raise ValueError(_("Enter a whole number."))
    if int(text) == 0:
        return None
    amount = gift(choice.amount) if choice.offer.item.free_price and choice.amount.strip() else None
    offer = choice.offer
    pricing.chosen(offer.price.gross, free_price=offer.item.free_price, given=amount)
    variation = offer.variation
    return CartLine(
        choice.offer.item.pk,
        variation.pk if variation else None,
        int(text),
        amount,
        subevent_id=subevent_id,
    )


def explain(shop: Shop, error: DomainError, *, lines: Sequence[tuple[Choice, CartLine]]) -> None:
    """Writes a refusal of the cart beside the choices that it is about, and into the summary."""
    if isinstance(error, SoldOut):
        for choice in _concerned(error, lines):
            left = choice.offer.left
            choice.error = (
                _("Only %(left)d left.") % {"left": left} if left else _("This is sold out.")
            )
    problems = error.fields.get("lines", [])
    for (choice, _line), problem in zip(lines, problems, strict=False):
        if isinstance(problem, dict):
            choice.error = next((words[0] for words in problem.values()), choice.error)
    shop.summary = [(choice.id, f"{choice.error}") for choice in shop.choices if choice.error]


def _concerned(error: SoldOut, lines: Sequence[tuple[Choice, CartLine]]) -> list[Choice]:
    """The choices whose units were refused: units come one after the other, as many per line as were asked for."""
    units = [choice for choice, line in lines for _ in range(line.quantity)]
    return [units[index] for index in error.indexes if index < len(units)]
