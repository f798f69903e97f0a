"""The shop's own refusals."""

from collections.abc import Collection

from django.utils.translation import gettext_noop

from eventhub.common.errors import Conflict
from shop.rules.vouchers import SPENT

SOLD_OUT = gettext_noop("This is sold out.")
HOLD_EXPIRED = gettext_noop("Your reservation has expired. Please check your cart.")


class SoldOut(Conflict):
    """There are not enough units. `fields` says which positions are concerned."""

    code = "sold_out"
    field, sentence = "item", SOLD_OUT

    def __init__(self, *, indexes: Collection[int], count: int) -> None:
        refused = set(indexes)
        super().__init__(
            message=self.summary(everything=len(refused) == count),
            fields={
                "positions": [
                    {self.field: [self.sentence]} if index in refused else {}
                    for index in range(count)
                ]
            },
        )
        self.indexes = tuple(sorted(refused))

    def summary(self, *, everything: bool) -> str:
        """The refusal in one sentence."""
        return (
            gettext_noop("Your selection is sold out.")
            if everything
            else gettext_noop("Part of your selection is sold out.")
        )


class VoucherSpent(SoldOut):
    """There are not enough usages of a voucher left. `fields` says which positions are concerned."""

    code = "voucher_spent"
    field, sentence = "voucher", SPENT

    def summary(self, *, everything: bool) -> str:
        return self.sentence
