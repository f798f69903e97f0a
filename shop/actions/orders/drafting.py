"""What a draft comes to: its positions and fees with their prices, or all that is wrong with them."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.utils import timezone

from eventhub.common.errors import Invalid
from shop.actions.orders import fees
from shop.models import OrderFee
from shop.reads import order_check
from shop.reads.catalogue import Catalogue, load
from shop.reads.order_check import Line
from shop.rules.drafts import OrderDraft, PositionDraft
from tenant.models import Event


def checked(
    event: Event, draft: OrderDraft, *, at: dt.datetime
) -> tuple[OrderDraft, list[Line], list[OrderFee]]:
    """The draft with its prices, and its positions and fees as they will be. Raises Invalid with what is wrong of both
    (ERR-3), Conflict."""
    catalogue = load(
        event,
        {position.item_id for position in draft.positions},
        subevents=[position.subevent_id for position in draft.positions],
        codes=[position.voucher for position in draft.positions],
        parts=draft.strict or order_check.asks_for_parts(draft.positions),
    )
    draft = replace(draft, positions=_with_included(draft, catalogue))
    try:
        lines = order_check.check(event, draft=draft, catalogue=catalogue, at=at)
    except Invalid as error:
        error.fields = {**_fee_problems(event, draft), **error.fields}
        raise
    return draft, lines, fees.drawn_up(event, draft.fees)


def _fee_problems(event: Event, draft: OrderDraft) -> dict[str, Any]:
    try:
        fees.drawn_up(event, draft.fees)
    except Invalid as error:
        return error.fields
    return {}


def draft_problems(event: Event, *, draft: OrderDraft) -> dict[str, Any]:
    """What is wrong with the positions and the fees of a draft (see `place_order`), as fields. Reads only."""
    try:
        checked(event, draft, at=timezone.now())
    except Invalid as error:
        return error.fields
    return {}


def _with_included(draft: OrderDraft, catalogue: Catalogue) -> tuple[PositionDraft, ...]:
    """The draft's positions; what comes free with another of them has no price."""
    if not catalogue.addons:
        return draft.positions
    tops = {
        position.number(index): order_check.Top(
            position.item_id, catalogue.voucher(position.voucher)
        )
        for index, position in enumerate(draft.positions)
    }
    return order_check.with_included(draft.positions, tops=tops, catalogue=catalogue)
