"""What is in a cart, with all that is needed to buy it, read once per purchase."""

from collections.abc import Sequence
from dataclasses import dataclass

from eventhub.common.codes import hashed
from shop.models import Hold
from shop.reads.catalogue import Catalogue, load
from shop.reads.visitor import cart_holds
from tenant.models import Event


@dataclass(frozen=True)
class CartContents:
    """The units of one cart, each followed by what is added to it, and the part of the catalogue that they are of.

    `origin_key` makes one purchase of the cart one order, however often it is sent.
    """

    event: Event
    holds: Sequence[Hold]
    catalogue: Catalogue
    origin_key: str

    @property
    def cart_id(self) -> int:
        return self.holds[0].cart_id


def cart_contents(event: Event, *, secret: str) -> CartContents | None:
    """What a visitor's cart keeps; None when it is nothing. One query, and those of `load`."""
    kept = cart_holds(event, secret=secret)
    if not kept:
        return None
    return CartContents(event, kept, catalogue_of(event, kept), origin_key(secret, kept[0].cart_id))


def catalogue_of(event: Event, holds: Sequence[Hold]) -> Catalogue:
    """What the shop knows of the items of these units, and of what comes with them."""
    return load(
        event,
        {hold.item_id for hold in holds},
        subevents=[hold.subevent_id for hold in holds],
        parts=True,
    )


def origin_key(secret: str, cart_id: int) -> str:
    """How the order is known that the visitor's cart becomes; who has not the secret cannot guess it."""
    return f"cart.{hashed(f'{secret}.{cart_id}')}"
