"""What somebody wants to buy, before it is an order: one shape for every channel."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from eventhub.common.actors import Actor
from shop.enums import Channel, FeeType


@dataclass(frozen=True)
class AnswerDraft:
    """An answer as it was sent: text, or ids of options."""

    question_id: int
    answer: object = ""
    options: tuple[int, ...] = ()


@dataclass(frozen=True)
class PositionDraft:
    """One unit. `price` (gross) overrides the list price; `hold_id` names the unit kept for it in a cart; `subevent_id` is
    the date, which series have and other events have not; `voucher` is the code of one, of a kept unit its hold's;
    `bundled` units came with the one they are added to, and were not chosen."""

    item_id: int
    variation_id: int | None = None
    price: Decimal | None = None
    positionid: int | None = None
    addon_to: int | None = None
    secret: str | None = None
    hold_id: int | None = None
    attendee_name: str = ""
    attendee_name_parts: dict[str, str] | None = None
    attendee_email: str = ""
    address: dict[str, str] = field(default_factory=dict)
    answers: tuple[AnswerDraft, ...] = ()
    valid_from: dt.datetime | None = None
    valid_until: dt.datetime | None = None
    subevent_id: int | None = None
    voucher: str = ""
    bundled: bool = False

    def number(self, index: int) -> int:
        """Its number in the order when it is the one at `index`: the one it names, else its place."""
        return index + 1 if self.positionid is None else self.positionid


@dataclass(frozen=True)
class Addon:
    """What is added to a unit of a cart: an item, how many, and for items of free price what to give (gross)."""

    item_id: int
    variation_id: int | None = None
    quantity: int = 1
    price: Decimal | None = None


@dataclass(frozen=True)
class CartLine:
    """What a visitor chose: an item, how many, for items of free price what they want to give (gross, what is bundled
    with it included), the date in a series, the code of a voucher, and what is added to each of them."""

    item_id: int
    variation_id: int | None = None
    quantity: int = 1
    price: Decimal | None = None
    subevent_id: int | None = None
    voucher: str = ""
    addons: tuple[Addon, ...] = ()


@dataclass(frozen=True)
class UnitDetails:
    """What a buyer says about one unit of their cart."""

    attendee_name: str = ""
    attendee_email: str = ""
    answers: tuple[AnswerDraft, ...] = ()


@dataclass(frozen=True)
class Purchase:
    """What a buyer says when they buy what is in their cart. What they buy, and at which price, the cart says.

    `units`: by the id of the hold; units without words need none. `provider` is the way to pay, of what costs nothing
    none.
    """

    units: Mapping[int, UnitDetails] = field(default_factory=dict)
    email: str = ""
    phone: str = ""
    locale: str = "en"
    channel: str = Channel.WEB
    provider: str = ""
    invoice_address: dict[str, Any] | None = None


@dataclass(frozen=True)
class FeeDraft:
    """What an order costs besides its positions; `value` is gross. `tax_rule_id` None: no tax is in it."""

    value: Decimal
    fee_type: str = FeeType.OTHER
    internal_type: str = ""
    description: str = ""
    tax_rule_id: int | None = None


@dataclass(frozen=True)
class Rearrangement:
    """What is to change of an order's positions and fees (contract, B7 `change`). Positions and fees go by their ids.

    Of a position `item_id`, `variation_id`, `subevent_id`, `price` (gross), `tax_rule_id`, `valid_from` and
    `valid_until` can change; what is not named stays. `split` ones move to a new order, with their add-ons. `created` positions name the positionid of what they are added
    to. `recalculate_taxes`: `keep_net` or `keep_gross` with today's rates.
    """

    patched: tuple[tuple[int, Mapping[str, Any]], ...] = ()
    canceled: tuple[int, ...] = ()
    split: tuple[int, ...] = ()
    created: tuple[PositionDraft, ...] = ()
    patched_fees: tuple[tuple[int, Decimal], ...] = ()
    canceled_fees: tuple[int, ...] = ()
    created_fees: tuple[FeeDraft, ...] = ()
    recalculate_taxes: str | None = None
    send_mail: bool = False
    reissue_invoice: bool = True


@dataclass(frozen=True)
class OrderDraft:
    """A sale in the making.

    `strict` applies the rules for visitors (shop open, item on sale, required questions, payment method enabled);
    integrators' imports are not strict. `force` takes units even where none is left. `paid` records the money as
    already received. `origin_key` makes a repetition return the first order. `files_of`: who handed in the files that
    answers name, if not the actor.
    """

    positions: tuple[PositionDraft, ...]
    fees: tuple[FeeDraft, ...] = ()
    email: str = ""
    phone: str = ""
    locale: str = "en"
    channel: str = Channel.WEB
    provider: str = ""
    provider_details: dict[str, Any] = field(default_factory=dict)
    paid: bool = False
    paid_at: dt.datetime | None = None
    code: str | None = None
    comment: str = ""
    testmode: bool | None = None
    expires: dt.datetime | None = None
    invoice_address: dict[str, Any] | None = None
    require_approval: bool = False
    valid_if_pending: bool = False
    checkin_attention: bool = False
    checkin_text: str | None = None
    custom_followup_at: dt.date | None = None
    api_meta: dict[str, Any] = field(default_factory=dict)
    strict: bool = False
    force: bool = False
    send_mail: bool = False
    origin_key: str | None = None
    files_of: Actor | None = None
    # Carts whose units go to this order: by the names that integrators know them by.
    consume_carts: tuple[str, ...] = ()
    # When it was bought; only imports and demonstrations say.
    at: dt.datetime | None = None
