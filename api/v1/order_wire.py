"""Rows in, v1's JSON out: orders, positions, scans. Pure."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from api.v1.wire import Json, Row, day, money
from eventhub.common.http.rendering import moment
from register.checkin.admission import Reason
from register.checkin.list_rows import AtDoors

CONFIRMED = ("confirmed", "refunded")


def order(
    row: Row, *, positions: list[Json], downloads: list[Json], canceled_fees: bool = False
) -> Json:
    """An order (B7) with its positions in their wire form; `canceled_fees`: those too."""
    paid = [payment for payment in row["payment_rows"] if payment["state"] in CONFIRMED]
    return {
        "code": row["code"],
        "event": row["event__slug"],
        "status": row["status"],
        "testmode": row["testmode"],
        "secret": row["secret"],
        "email": row["email"] or None,
        "phone": row["phone"] or None,
        "locale": row["locale"],
        "datetime": moment(row["datetime"]),
        "expires": moment(row["expires"]),
        "payment_date": paid[-1]["payment_date"][:10]
        if paid and paid[-1]["payment_date"]
        else None,
        "payment_provider": row["payment_rows"][-1]["provider"] if row["payment_rows"] else None,
        "fees": [fee(entry) for entry in row["fee_rows"] if canceled_fees or not entry["canceled"]],
        "total": money(row["total"]),
        "tax_rounding_mode": "line",
        "comment": row["comment"],
        "custom_followup_at": day(row["custom_followup_at"]),
        "invoice_address": address(row["invoice_address"]),
        "positions": positions,
        "downloads": downloads,
        "checkin_attention": row["checkin_attention"],
        "checkin_text": row["checkin_text"],
        "last_modified": moment(row["last_modified"]),
        "payments": [payment(entry) for entry in row["payment_rows"]],
        "refunds": [refund(entry) for entry in row["refund_rows"]],
        "require_approval": row["require_approval"],
        "sales_channel": row["sales_channel"],
        "customer": None,
        "valid_if_pending": row["valid_if_pending"],
        "api_meta": row["api_meta"],
        "cancellation_date": moment(row["canceled_at"]),
    }


def _moment_of_json(text: str | None) -> str | None:
    return None if text is None else moment(dt.datetime.fromisoformat(text))


NO_ADDRESS: Json = {
    **dict.fromkeys(
        ("company", "name", "street", "zipcode", "city", "country", "state", "vat_id", "internal_reference"), ""
    ),
    "is_business": False,
    "name_parts": {},
    "vat_id_validated": False,
    "custom_field": None,
}  # fmt: skip


def address(stored: Row | None) -> Json | None:
    """An invoice address with all its fields, whoever stored which."""
    return None if stored is None else {**NO_ADDRESS, **stored}


def payment(row: Row) -> Json:
    """A payment; `row` is JSON that the database made."""
    return {
        "local_id": row["local_id"],
        "state": row["state"],
        "amount": money(Decimal(row["amount"])),
        "created": _moment_of_json(row["created"]),
        "payment_date": _moment_of_json(row["payment_date"]),
        "provider": row["provider"],
        "payment_url": None,
        "details": {},
    }


def fee(row: Row) -> Json:
    """A fee; `row` is JSON that the database made."""
    return {
        "id": row["id"],
        "fee_type": row["fee_type"],
        "internal_type": row["internal_type"],
        "description": row["description"],
        "value": money(Decimal(row["value"])),
        "tax_rule": row["tax_rule"],
        "tax_rate": money(Decimal(row["tax_rate"])),
        "tax_value": money(Decimal(row["tax_value"])),
        "canceled": row["canceled"],
    }


def refund(row: Row) -> Json:
    """A refund; `row` is JSON that the database made."""
    return {
        "local_id": row["local_id"],
        "state": row["state"],
        "source": row["source"],
        "amount": money(Decimal(row["amount"])),
        "payment": row["payment"],
        "created": _moment_of_json(row["created"]),
        "execution_date": _moment_of_json(row["execution_date"]),
        "comment": row["comment"],
        "provider": row["provider"],
        "details": {},
    }


def position(
    row: Row,
    *,
    answers: Iterable[Row],
    at_doors: AtDoors,
    downloads: Iterable[Json] = (),
) -> Json:
    """A position of an order (B7)."""
    return {
        "id": row["id"],
        "order": row["order__code"],
        "positionid": row["positionid"],
        "item": row["item_id"],
        "variation": row["variation_id"],
        "price": money(row["price"]),
        "attendee_name": row["attendee_name"] or None,
        "attendee_name_parts": row["attendee_name_parts"],
        "attendee_email": row["attendee_email"] or None,
        "company": row["company"] or None,
        "street": row["street"] or None,
        "zipcode": row["zipcode"] or None,
        "city": row["city"] or None,
        "country": row["country"] or None,
        "state": row["state"] or None,
        "voucher": row["voucher_id"],
        "voucher_budget_use": money(row["voucher_budget_use"]),
        "discount": None,
        "tax_rate": money(row["tax_rate"]),
        "tax_value": money(row["tax_value"]),
        "tax_rule": row["tax_rule_id"],
        "secret": row["secret"],
        "addon_to": row["addon_to_id"],
        "subevent": row["subevent_id"],
        "checkins": [checkin(scan) for scan in at_doors.checkins],
        "print_logs": [print_log(entry) for entry in at_doors.prints],
        "downloads": list(downloads),
        "answers": [answer(given) for given in answers],
        "pseudonymization_id": row["pseudonymization_id"],
        "seat": None,
        "canceled": row["canceled"],
        "valid_from": moment(row["valid_from"]),
        "valid_until": moment(row["valid_until"]),
        "blocked": row["blocked"],
    }


def answer(row: Row) -> Json:
    """One answer of one position."""
    return {
        "question": row["question_id"],
        "answer": row["answer"],
        "question_identifier": row["question__identifier"],
        "options": row["option_ids"],
        "option_identifiers": row["option_identifiers"],
    }


def checkin(row: Row) -> Json:
    """One successful scan."""
    return {
        "id": row["id"],
        "datetime": moment(row["datetime"]),
        "list": row["list_id"],
        "type": row["kind"],
        "gate": row["gate_id"],
        "device": row["device_id"],
        "device_id": row["device__serial"],
        "auto_checked_in": False,
    }


def scan_record(row: Row) -> Json:
    """A scan of the event's history (`register.checkin.scan_rows`), let in or not."""
    annulled = row["annulled_at"] is not None
    told = row["annulled_by"] if annulled else row["error_explanation"]
    return {
        "id": row["id"],
        "successful": row["counts"],
        "error_reason": str(Reason.ANNULLED) if annulled else row["error_reason"] or None,
        "error_explanation": told or None,
        "position": row["position_id"],
        "datetime": moment(row["datetime"]),
        "created": moment(row["created_at"]),
        "list": row["list_id"],
        "auto_checked_in": False,
        "gate": row["at_gate_id"],
        "device": row["device_id"],
        "device_id": row["device__serial"],
        "type": row["kind"],
    }


def print_log(row: Row) -> Json:
    """Something that came out of a printer; `device_id` is the device's number."""
    return {**row, "datetime": moment(row["datetime"])}


def position_at_door(row: Row, *, answers: Iterable[Row], at_doors: AtDoors) -> Json:
    """A position as scan apps want it: with what its order says (C3), and with a name where any is known. `row` has the
    extra columns of `shop.reads.order_rows`."""
    texts = checkin_texts(row)
    name, parts = _holder(row)
    return {
        **position(row, answers=answers, at_doors=at_doors),
        "attendee_name": name,
        "attendee_name_parts": parts,
        "order__status": row["order__status"],
        "order__valid_if_pending": row["order__valid_if_pending"],
        "order__require_approval": row["order__require_approval"],
        "order__locale": row["order__locale"],
        "require_attention": require_attention(row),
        "checkin_texts": texts,
    }


def _holder(row: Row) -> tuple[str | None, Json]:
    """Who comes with the ticket, and the parts of the name: its own, of the ticket it belongs to, or the buyer's."""
    buyer = row["order__invoice_address"] or {}
    known = (
        (row["attendee_name"], row["attendee_name_parts"]),
        (row["addon_to__attendee_name"], row["addon_to__attendee_name_parts"]),
        (buyer.get("name"), buyer.get("name_parts")),
    )
    name, parts = next((entry for entry in known if entry[0]), known[0])
    return name or None, parts or {}


def require_attention(row: Row) -> bool:
    """Whether the person at the door should look up: the order, the item or the variation says so."""
    return bool(
        row["order__checkin_attention"]
        or row["item__checkin_attention"]
        or row["variation__checkin_attention"]
    )


def checkin_texts(row: Row) -> list[str]:
    """What the person at the door is told, of order, variation and item."""
    names = ("order__checkin_text", "variation__checkin_text", "item__checkin_text")
    return [row[name] for name in names if row[name]]


def scanned_list(row: Row, *, event: str) -> Json:
    """The list of a scan's answer."""
    return {
        "id": row["id"],
        "name": row["name"],
        "event": event,
        "subevent": row["subevent_id"],
        "include_pending": row["include_pending"],
    }


def pruned(entry: Json, *, exclude: Collection[str], include: Collection[str]) -> Json:
    """The object without the fields that `exclude` names, or with only those of `include`; `positions.secret` names
    a field of every entry of the list `positions`."""
    if include:
        roots = {name.split(".")[0] for name in include}
        entry = {name: value for name, value in entry.items() if name in roots}
    entry = {name: value for name, value in entry.items() if name not in exclude}
    for name, value in entry.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            kept = _below(name, include) if name not in include else set()
            dropped = _below(name, exclude)
            if kept or dropped:
                entry[name] = [pruned(part, exclude=dropped, include=kept) for part in value]
    return entry


def _below(name: str, fields: Collection[str]) -> set[str]:
    prefix = f"{name}."
    return {field.removeprefix(prefix) for field in fields if field.startswith(prefix)}


def mirrored(fields: Mapping[str, Any], positions: list[Row]) -> Json:
    """What was wrong with an order's positions, as a mirror of what was sent (ERR-4): the problems of answers, which
    the shop names by question, stand where the answers stood."""
    wrong = fields.get("positions")
    if not isinstance(wrong, list) or not all(isinstance(entry, dict) for entry in wrong):
        return dict(fields)
    return {
        **fields,
        "positions": [
            {**entry, "answers": _mirrored_answers(entry["answers"], sent)}
            if isinstance(entry.get("answers"), dict)
            else entry
            for entry, sent in zip(wrong, positions, strict=False)
        ],
    }


def _mirrored_answers(wrong: Mapping[str, list[str]], sent: Row) -> list[Json]:
    asked = [str(given["question"]) for given in sent.get("answers", [])]
    mirror: list[Json] = [{"answer": wrong[name]} if name in wrong else {} for name in asked]
    return mirror + [
        {"question": [int(name)], "answer": why} for name, why in wrong.items() if name not in asked
    ]
