"""Who may pass a door. Pure: the ticket, the list and the earlier scans come in, a verdict goes out.

The order of the questions is the same as in scan apps that work without a network (v1 contract, part C3), so that
online and offline answers agree.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from register.enums import ScanKind
from shop.enums import OrderStatus


class Reason(StrEnum):
    """Why somebody is not let in; words that scan apps know."""

    CANCELED = "canceled"
    BLOCKED = "blocked"
    UNAPPROVED = "unapproved"
    INVALID_TIME = "invalid_time"
    PRODUCT = "product"
    UNPAID = "unpaid"
    RULES = "rules"
    ALREADY_REDEEMED = "already_redeemed"
    INVALID = "invalid"
    INCOMPLETE = "incomplete"
    REVOKED = "revoked"
    AMBIGUOUS = "ambiguous"
    # What scanners without network say of theirs.
    ERROR = "error"
    ALREADY_EXCHANGED = "already_exchanged"
    ANNULLED = "annulled"


SENTENCES = {
    Reason.CANCELED: "This ticket was canceled.",
    Reason.BLOCKED: "This ticket is blocked.",
    Reason.UNAPPROVED: "This order waits for approval.",
    Reason.INVALID_TIME: "This ticket is not valid at this time.",
    Reason.PRODUCT: "This ticket is not for this entrance.",
    Reason.UNPAID: "This ticket is not paid.",
    Reason.RULES: "The rules of this entrance do not allow it now.",
    Reason.ALREADY_REDEEMED: "This ticket was already used.",
    Reason.INVALID: "This code is not a ticket of this event.",
    Reason.INCOMPLETE: "Some questions must be answered first.",
    Reason.REVOKED: "This code was replaced by another one.",
    Reason.AMBIGUOUS: "This code means more than one ticket.",
    Reason.ERROR: "The scanner could not read the ticket.",
    Reason.ALREADY_EXCHANGED: "This ticket was already exchanged.",
    Reason.ANNULLED: "This check-in was taken back.",
}
# The name under which a registration blocks its ticket: it is on hold, or an organizer decided against it. Nobody can
# take this block back through the shop.
BLOCKED_BY_REGISTRATION = "registration"
REFERRED = (
    "Please send this person to the registration desk: their registration needs a look first."
)


@dataclass(frozen=True)
class Ticket:
    """What the door needs to know of a position and its order."""

    item_id: int
    variation_id: int | None
    order_status: str
    canceled: bool = False
    blocked: bool = False
    require_approval: bool = False
    valid_if_pending: bool = False
    valid_from: dt.datetime | None = None
    valid_until: dt.datetime | None = None
    subevent_id: int | None = None


@dataclass(frozen=True)
class Door:
    """A check-in list's settings. `products`: item ids, or None for all; `subevent_id`: the date of a series, or None for
    all."""

    products: frozenset[int] | None
    include_pending: bool
    allow_multiple_entries: bool
    allow_entry_after_exit: bool
    subevent_id: int | None = None


@dataclass(frozen=True)
class Past:
    """One earlier successful scan at this door."""

    kind: str
    at: dt.datetime


@dataclass(frozen=True)
class Scan:
    """What is being asked."""

    kind: str
    at: dt.datetime
    ignore_unpaid: bool = False


def refusal(
    ticket: Ticket,
    *,
    door: Door,
    scan: Scan,
    past: Sequence[Past],
    rules_allow: bool,
    open_questions: bool,
) -> Reason | None:
    """The first reason against letting the ticket pass; None when nothing speaks against it.

    `past`: successful scans at this list in the order they happened. `rules_allow`: what the list's own rules say.
    `open_questions`: answers are missing and the scanner can ask for them.
    """
    entry = scan.kind == ScanKind.ENTRY
    if ticket.canceled or ticket.order_status in {OrderStatus.CANCELED, OrderStatus.EXPIRED}:
        return Reason.CANCELED
    if ticket.blocked:
        return Reason.BLOCKED
    if ticket.require_approval and ticket.order_status != OrderStatus.PAID:
        return Reason.UNAPPROVED
    if entry and not _valid_at(ticket, scan.at):
        return Reason.INVALID_TIME
    if door.products is not None and ticket.item_id not in door.products:
        return Reason.PRODUCT
    if door.subevent_id is not None and ticket.subevent_id != door.subevent_id:
        return Reason.PRODUCT
    if not _paid_enough(ticket, door=door, scan=scan):
        return Reason.UNPAID
    if entry and not rules_allow:
        return Reason.RULES
    if entry and open_questions:
        return Reason.INCOMPLETE
    return None if _may_again(door, scan=scan, past=past) else Reason.ALREADY_REDEEMED


def advice(reason: Reason, *, blocked_by: Collection[str]) -> str:
    """What somebody at our own doors is told. A ticket that its registration blocked is not refused for good: it is
    referred to the desk. `blocked_by`: the names under which the ticket is blocked."""
    referred = reason == Reason.BLOCKED and BLOCKED_BY_REGISTRATION in blocked_by
    return REFERRED if referred else SENTENCES[reason]


def _valid_at(ticket: Ticket, at: dt.datetime) -> bool:
    return not (
        (ticket.valid_from is not None and at < ticket.valid_from)
        or (ticket.valid_until is not None and at > ticket.valid_until)
    )


def _paid_enough(ticket: Ticket, *, door: Door, scan: Scan) -> bool:
    if ticket.order_status == OrderStatus.PAID or ticket.valid_if_pending:
        return True
    return (
        scan.ignore_unpaid and door.include_pending and ticket.order_status == OrderStatus.PENDING
    )


def _may_again(door: Door, *, scan: Scan, past: Sequence[Past]) -> bool:
    if scan.kind == ScanKind.EXIT or not past or door.allow_multiple_entries:
        return True
    if all(earlier.kind == ScanKind.EXIT for earlier in past):
        return True
    return door.allow_entry_after_exit and past[-1].kind == ScanKind.EXIT


def facts(
    ticket: Ticket, *, scan: Scan, past: Collection[Past], gate: str, zone: dt.tzinfo
) -> dict[str, object]:
    """The variables that a list's rules can speak of (v1 contract, part C3)."""
    entries = sorted(earlier.at for earlier in past if earlier.kind == ScanKind.ENTRY)
    today = scan.at.astimezone(zone).date()
    days = {at.astimezone(zone).date() for at in entries}
    kinds = [earlier.kind for earlier in sorted(past, key=lambda earlier: earlier.at)]
    return {
        "product": str(ticket.item_id),
        "variation": "" if ticket.variation_id is None else str(ticket.variation_id),
        "gate": gate,
        "now": scan.at,
        "now_isoweekday": scan.at.astimezone(zone).isoweekday(),
        "entries": entries,
        "entries_number": len(entries),
        "entries_today": sum(at.astimezone(zone).date() == today for at in entries),
        "entries_days": len(days),
        "minutes_since_last_entry": _minutes(entries[-1], scan.at) if entries else -1,
        "minutes_since_first_entry": _minutes(entries[0], scan.at) if entries else -1,
        "entry_status": "present" if kinds and kinds[-1] == ScanKind.ENTRY else "absent",
    }


def _minutes(since: dt.datetime, now: dt.datetime) -> int:
    return int((now - since).total_seconds() // 60)
