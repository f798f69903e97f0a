"""The shop's own refusals."""

from collections.abc import Collection

from eventhub.common.errors import Conflict

SOLD_OUT = "This is sold out."


class SoldOut(Conflict):
    """There are not enough units. `fields` says which positions are concerned."""

    code = "sold_out"

    def __init__(self, *, indexes: Collection[int], count: int) -> None:
        refused = set(indexes)
        super().__init__(
            message="What you chose is sold out."
            if len(refused) == count
            else "Some of what you chose is sold out.",
            fields={
                "positions": [
                    {"item": [SOLD_OUT]} if index in refused else {} for index in range(count)
                ]
            },
        )
        self.indexes = tuple(sorted(refused))
