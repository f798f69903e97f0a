"""Columns that repeat: money."""

from typing import Any

from django.db import models

from eventhub.common.money import DECIMAL_PLACES, MAX_DIGITS


class MoneyField(models.DecimalField):  # type: ignore[type-arg]  # generic in the stubs only
    """An amount in its event's currency, up to three decimals (the dinars need them)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"], kwargs["decimal_places"] = MAX_DIGITS, DECIMAL_PLACES
        super().__init__(*args, **kwargs)
