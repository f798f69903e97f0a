"""A check-in list's own rules, as JSON logic: which tickets may enter when and how often. Pure.

A rule is `{operator: [operands]}`; operands are rules, constants, `{"var": name}`, `{"objectList": [...]}`,
`{"lookup": [kind, id, label]}` and `{"buildTime": [kind, value]}`. The empty rule allows everything.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from eventhub.common.errors import Invalid

MAX_DEPTH = 12


class RuleError(ValueError):
    """A rule that says nothing we understand."""


def allows(
    rule: object, facts: Mapping[str, Any], *, moments: Mapping[str, dt.datetime | None], zone: str
) -> bool:
    """Whether `rule` lets the ticket in.

    `facts`: variable -> value (product, variation, gate, now, entries_number, ...). `moments`: date_from, date_to,
    date_admission of the event, for buildTime. `zone`: the event's time zone, for times of the day.
    """
    if not rule:
        return True
    return bool(_Evaluation(facts, moments, ZoneInfo(zone)).value(rule, 0))


def check(rule: object) -> None:
    """Raises Invalid `rules` when a rule is not one."""
    try:
        _shape(rule, 0)
    except RuleError as error:
        raise Invalid.field("rules", str(error)) from error


def _shape(rule: object, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise RuleError("The rule is nested too deeply.")
    if isinstance(rule, dict) and rule:
        if len(rule) != 1:
            raise RuleError("Each rule is an object with one operator.")
        operator, operands = next(iter(rule.items()))
        if operator not in _OPERATORS and operator not in _SPECIAL:
            raise RuleError(f"There is no operator {operator!r}.")
        for operand in operands if isinstance(operands, list) else [operands]:
            _shape(operand, depth + 1)


class _Evaluation:
    def __init__(
        self, facts: Mapping[str, Any], moments: Mapping[str, dt.datetime | None], zone: ZoneInfo
    ) -> None:
        self.facts, self.moments, self.zone = facts, moments, zone

    def value(self, rule: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise RuleError("The rule is nested too deeply.")
        if not isinstance(rule, dict) or not rule:
            return rule
        operator, operands = next(iter(rule.items()))
        operands = operands if isinstance(operands, list) else [operands]
        if operator == "var":
            return self.facts.get(operands[0])
        if operator == "lookup":
            return operands[1]
        if operator == "objectList":
            return [self.value(operand, depth + 1) for operand in operands]
        if operator == "buildTime":
            return self._moment(*operands)
        if operator in _COUNTS:
            return self._count(operator, self.value(operands[0], depth + 1))
        return _OPERATORS[operator](*(self.value(operand, depth + 1) for operand in operands))

    def _count(self, operator: str, limit: dt.datetime | None) -> int:
        """How many entries, or days with entries, there were since or before a moment; without one: all, or none."""
        since = operator.endswith("since")
        found = [
            at
            for at in self.facts["entries"]
            if (limit is None and since) or (limit is not None and (at >= limit) == since)
        ]
        days = {at.astimezone(self.zone).date() for at in found}
        return len(days) if "days" in operator else len(found)

    def _moment(self, kind: str, word: str | None = None) -> dt.datetime | None:
        if kind == "custom":
            return _aware(word, self.zone)
        if kind == "customtime":
            now = self.facts["now"].astimezone(self.zone)
            return dt.datetime.combine(
                now.date(), dt.time.fromisoformat(str(word)), tzinfo=self.zone
            )
        return self.moments.get(kind)


def _aware(word: str | None, zone: ZoneInfo) -> dt.datetime:
    moment = dt.datetime.fromisoformat(str(word))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _before(moment: dt.datetime, limit: dt.datetime | None, tolerance: Any = 0) -> bool:
    return limit is None or moment < limit + dt.timedelta(minutes=float(tolerance or 0))


def _after(moment: dt.datetime, limit: dt.datetime | None, tolerance: Any = 0) -> bool:
    return limit is None or moment > limit - dt.timedelta(minutes=float(tolerance or 0))


_COUNTS = frozenset(
    {"entries_since", "entries_before", "entries_days_since", "entries_days_before"}
)
_SPECIAL = frozenset({"var", "lookup", "objectList", "buildTime"}) | _COUNTS
_OPERATORS: dict[str, Callable[..., Any]] = {
    "and": lambda *parts: all(parts),
    "or": lambda *parts: any(parts),
    "!": lambda part: not part,
    "==": lambda a, b: str(a) == str(b),
    "!=": lambda a, b: str(a) != str(b),
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "inList": lambda a, things: str(a) in {str(thing) for thing in things},
    "isBefore": _before,
    "isAfter": _after,
}
