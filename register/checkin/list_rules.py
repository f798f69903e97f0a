"""A check-in list's own rules, as JSON logic: which tickets may enter when and how often. Pure.

A rule is `{operator: [operands]}`; operands are rules, constants, `{"var": name}`, `{"objectList": [...]}`,
`{"lookup": [kind, id, label]}` and `{"buildTime": [kind, value]}`. The empty rule allows everything, and a rule that
cannot be worked out allows nobody, as in scan apps without network.
"""

import datetime as dt
import math
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from eventhub.common.errors import Invalid

MAX_DEPTH = 12


class RuleError(ValueError):
    """A rule that says nothing we understand."""


def allows(
    rule: object, facts: Mapping[str, Any], *, moments: Mapping[str, dt.datetime | None], zone: str
) -> bool:
    """Whether `rule` lets the ticket in; False when it cannot be worked out.

    `facts`: variable -> value (product, variation, gate, now, entries_number, ...). `moments`: date_from, date_to,
    date_admission of the event, for buildTime. `zone`: the event's time zone, for times of the day. (contract, C3)
    """
    if not rule:
        return True
    try:
        return bool(_Evaluation(facts, moments, ZoneInfo(zone)).value(rule, 0))
    except (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError):
        return False  # what an organizer wrote may compare a time with a word


def check(rule: object) -> None:
    """Raises Invalid `rules` when a rule is not one."""
    try:
        _shape(rule, 0)
    except RuleError as error:
        raise Invalid.field("rules", str(error)) from error


def _shape(rule: object, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise RuleError("The rule is nested too deeply.")
    if isinstance(rule, list):
        for part in rule:
            _shape(part, depth + 1)
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
        if isinstance(rule, list):
            return [self.value(part, depth + 1) for part in rule]
        if not isinstance(rule, dict) or not rule:
            return rule
        operator, operands = next(iter(rule.items()))
        return self._result(operator, operands if isinstance(operands, list) else [operands], depth)

    def _result(self, operator: str, operands: list[Any], depth: int) -> Any:
        if operator == "var":
            return self.facts.get(*operands[:2])
        if operator in {"if", "?:"}:
            return self._branch(operands, depth + 1)
        if operator == "lookup":
            return operands[1]
        if operator == "objectList":
            return [self.value(operand, depth + 1) for operand in operands]
        if operator in {"and", "or"}:
            parts = (self.value(operand, depth + 1) for operand in operands)
            return all(parts) if operator == "and" else any(parts)
        if operator == "buildTime":
            return self._moment(*operands)
        if operator in _COUNTS:
            return self._count(operator, self.value(operands[0], depth + 1))
        return _OPERATORS[operator](*(self.value(operand, depth + 1) for operand in operands))

    def _branch(self, operands: list[Any], depth: int) -> Any:
        """The part after the first condition that holds; the last part when it stands alone; else None."""
        for condition, part in zip(operands[::2], operands[1::2], strict=False):
            if self.value(condition, depth):
                return self.value(part, depth)
        return self.value(operands[-1], depth) if len(operands) % 2 else None

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
        return self.moments[kind]


def _aware(word: str | None, zone: ZoneInfo) -> dt.datetime:
    moment = dt.datetime.fromisoformat(str(word))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _before(moment: dt.datetime, limit: dt.datetime | None, tolerance: Any = 0) -> bool:
    return limit is None or moment < limit + dt.timedelta(minutes=float(tolerance or 0))


def _after(moment: dt.datetime, limit: dt.datetime | None, tolerance: Any = 0) -> bool:
    return limit is None or moment > limit - dt.timedelta(minutes=float(tolerance or 0))


def _number(part: Any) -> float:
    """A number, also when it was written as a word. Raises ValueError for anything else."""
    number = float(part)
    if not math.isfinite(number):
        raise ValueError("That is no number.")
    return number


def _chain(holds: Callable[[Any, Any], bool]) -> Callable[..., bool]:
    """A comparison of two things, or of three where the middle one lies between."""

    def compare(first: Any, second: Any, *more: Any) -> bool:
        return all(holds(a, b) for a, b in pairwise([first, second, *more]))

    return compare


def _alike(a: Any, b: Any) -> bool:
    """Whether both are the same, where the number 3 is also the word "3"."""
    if isinstance(a, int | float) or isinstance(b, int | float):
        try:
            return _number(a) == _number(b)
        except (TypeError, ValueError):
            return False
    return str(a) == str(b)


def _same(a: Any, b: Any) -> bool:
    return type(a) is type(b) and a == b


def _minus(first: Any, second: Any = None) -> float:
    return -_number(first) if second is None else _number(first) - _number(second)


_COUNTS = frozenset(
    {"entries_since", "entries_before", "entries_days_since", "entries_days_before"}
)
_SPECIAL = (
    frozenset({"var", "and", "or", "if", "?:", "lookup", "objectList", "buildTime"}) | _COUNTS
)
_OPERATORS: dict[str, Callable[..., Any]] = {
    "!": lambda part: not part,
    "!!": bool,
    "==": _alike,
    "!=": lambda a, b: not _alike(a, b),
    "===": _same,
    "!==": lambda a, b: not _same(a, b),
    "<": _chain(lambda a, b: a < b),
    "<=": _chain(lambda a, b: a <= b),
    ">": _chain(lambda a, b: a > b),
    ">=": _chain(lambda a, b: a >= b),
    "+": lambda *parts: sum(_number(part) for part in parts),
    "-": _minus,
    "*": lambda *parts: math.prod(_number(part) for part in parts),
    "/": lambda a, b: _number(a) / _number(b),
    "%": lambda a, b: _number(a) % _number(b),
    "min": lambda *parts: min(map(_number, parts)),
    "max": lambda *parts: max(map(_number, parts)),
    "in": lambda a, things: a in things,
    "inList": lambda a, things: str(a) in {str(thing) for thing in things},
    "isBefore": _before,
    "isAfter": _after,
}
