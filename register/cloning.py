"""Levels and check-in lists of an event, for its copy (contract, EV-23 and AMB-19)."""

from collections.abc import Mapping
from typing import Any

from register.models import CheckInList, CheckInListItem, Level
from tenant.events.copies import Copies
from tenant.events.stamps import touch

CLONED = (Level, CheckInList, CheckInListItem)
# What a rule's look-up may name, and whose ids these are.
LOOKED_UP = {"product": "shop.Item", "variation": "shop.Variation"}


def clone_doors(copies: Copies) -> None:
    """Copies levels and check-in lists; the lists' rules speak of the copy's items. Lists of single dates stay behind."""
    source = copies.source
    copies.copy(Level.objects.filter(event=source))
    lists = CheckInList.objects.filter(event=source, subevent__isnull=True)
    pairs = copies.copy(lists, shifted=("exit_all_at",), logged=True)
    copies.link(CheckInListItem, "checkinlist", "item")
    doors = CheckInList.objects.filter(event=copies.target)
    ruled = [row for row in doors.filter(pk__in=pairs.values()) if row.rules]
    for row in ruled:
        row.rules = led_on(row.rules, ids=copies.ids)
    doors.bulk_update(ruled, ["rules"])
    touch(copies.target, "checkinlists")


def led_on(rule: Any, *, ids: Mapping[str, Mapping[int, int]]) -> Any:
    """A rule whose look-ups of items and variations name the copies; others stay as they are. Pure."""
    if isinstance(rule, list):
        return [led_on(part, ids=ids) for part in rule]
    if not isinstance(rule, dict):
        return rule
    return {
        operator: _looked_up(operands, ids) if operator == "lookup" else led_on(operands, ids=ids)
        for operator, operands in rule.items()
    }


def _looked_up(operands: Any, ids: Mapping[str, Mapping[int, int]]) -> Any:
    if not isinstance(operands, list) or len(operands) < 2 or operands[0] not in LOOKED_UP:  # noqa: PLR2004 -- kind, id
        return operands
    new = ids.get(LOOKED_UP[operands[0]], {}).get(_number(operands[1]))
    if new is None:
        return operands
    return [operands[0], type(operands[1])(new), *operands[2:]]


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0
