"""What a scan app without network decides by itself, from nothing but what it downloaded. (v1 contract, C3)

Written from the contract, not from the server: where the two disagree, one of them is wrong.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]


def moment(words: str) -> dt.datetime:
    return dt.datetime.fromisoformat(words)


@dataclass
class Synced:
    """An event as an app knows it: event, check-in list, questions, orders, and codes that were taken back."""

    event: Json
    door: Json
    questions: list[Json]
    orders: list[Json]
    revoked: set[str]


@dataclass
class Scanned:
    """What somebody holds up, and how."""

    secret: str
    kind: str
    at: dt.datetime
    ignore_unpaid: bool = False
    questions_supported: bool = True


def decide(known: Synced, scan: Scanned) -> str:
    """`ok`, `incomplete`, or the reason against."""
    door = known.door
    found = [(order, position) for order in known.orders for position in order["positions"]
             if position["secret"] == scan.secret]  # fmt: skip
    if not found:
        return "revoked" if scan.secret in known.revoked else "invalid"
    ((order, ticket),) = found
    past = sorted(
        (row for row in ticket["checkins"] if row["list"] == door["id"]),
        key=lambda row: moment(row["datetime"]),
    )
    against = (
        (order["status"] not in {"p", "n"}, "canceled"),
        (ticket["blocked"] is not None, "blocked"),
        (order["status"] == "n" and order["require_approval"], "unapproved"),
        (scan.kind == "entry" and not _valid(ticket, scan.at), "invalid_time"),
        (not door["all_products"] and ticket["item"] not in door["limit_products"], "product"),
        (not _paid(order, door, scan), "unpaid"),
    )
    for speaks, reason in against:
        if speaks:
            return reason
    if scan.kind == "entry" and door["rules"] and not _allowed(known, ticket, past, scan.at):
        return "rules"
    if scan.kind == "entry" and scan.questions_supported and _open(known, ticket):
        return "incomplete"
    return "ok" if _again(door, past, scan) else "already_redeemed"


def _valid(ticket: Json, at: dt.datetime) -> bool:
    start, end = ticket["valid_from"], ticket["valid_until"]
    return not ((start and moment(start) > at) or (end and moment(end) < at))


def _paid(order: Json, door: Json, scan: Scanned) -> bool:
    if order["status"] == "p" or order["valid_if_pending"]:
        return True
    return bool(scan.ignore_unpaid and door["include_pending"])


def _open(known: Synced, ticket: Json) -> bool:
    answered = {answer["question"] for answer in ticket["answers"]}
    return any(
        question["ask_during_checkin"]
        and ticket["item"] in question["items"]
        and question["id"] not in answered
        for question in known.questions
    )


def _again(door: Json, past: list[Json], scan: Scanned) -> bool:
    kinds = [row["type"] for row in past]
    if scan.kind == "exit" or door["allow_multiple_entries"] or "entry" not in kinds:
        return True
    return bool(door["allow_entry_after_exit"]) and kinds[-1] == "exit"


def _allowed(known: Synced, ticket: Json, past: list[Json], at: dt.datetime) -> bool:
    zone = ZoneInfo(known.event["timezone"])
    entries = [moment(row["datetime"]) for row in past if row["type"] == "entry"]
    ago = [int((at - entry).total_seconds() // 60) for entry in entries]
    facts = {
        "product": str(ticket["item"]),
        "now": at,
        "now_isoweekday": at.astimezone(zone).isoweekday(),
        "entries_number": len(entries),
        "entries_today": sum(
            entry.astimezone(zone).date() == at.astimezone(zone).date() for entry in entries
        ),
        "entries_days": len({entry.astimezone(zone).date() for entry in entries}),
        "minutes_since_last_entry": min(ago, default=-1),
        "minutes_since_first_entry": max(ago, default=-1),
        "entry_status": "present" if past and past[-1]["type"] == "entry" else "absent",
        "entries": entries,
    }
    return bool(_logic(known.door["rules"], facts, known.event))


def _logic(rule: Any, facts: Mapping[str, Any], event: Json) -> Any:
    if not isinstance(rule, dict):
        return rule
    ((word, parts),) = rule.items()
    if word == "var":
        return facts[parts]
    if word == "lookup":
        return parts[1]
    if word == "buildTime":
        return moment(event[parts[0]] if len(parts) == 1 else parts[1])
    return WORDS[word](facts, *(_logic(part, facts, event) for part in parts))


def _minutes(number: int | None) -> dt.timedelta:
    return dt.timedelta(minutes=number or 0)


WORDS: dict[str, Callable[..., Any]] = {
    "and": lambda facts, *values: all(values),
    "or": lambda facts, *values: any(values),
    "objectList": lambda facts, *values: values,
    "inList": lambda facts, a, values: a in values,
    "isAfter": lambda facts, a, b, late: a + _minutes(late) > b,
    "isBefore": lambda facts, a, b, early: a - _minutes(early) < b,
    "entries_since": lambda facts, a: sum(entry >= a for entry in facts["entries"]),
    "entries_before": lambda facts, a: sum(entry < a for entry in facts["entries"]),
    "<": lambda facts, a, b: a < b,
    ">=": lambda facts, a, b: a >= b,
    "==": lambda facts, a, b: a == b,
}
