"""The catalogue, the carts and the ledger."""

from shop.models.carts import Cart, Hold
from shop.models.catalogue import (
    Category,
    Item,
    ItemAddOn,
    ItemBundle,
    PricePhase,
    Question,
    QuestionOption,
    Quota,
    TaxRule,
    Variation,
)
from shop.models.orders import Answer, MoneyAccount, Order, OrderPosition, Payment, Refund

__all__ = [
    "Answer",
    "Cart",
    "Category",
    "Hold",
    "Item",
    "ItemAddOn",
    "ItemBundle",
    "MoneyAccount",
    "Order",
    "OrderPosition",
    "Payment",
    "PricePhase",
    "Question",
    "QuestionOption",
    "Quota",
    "Refund",
    "TaxRule",
    "Variation",
]
