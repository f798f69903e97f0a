"""Invoices in v1's JSON (contract, B11). Pure."""

from decimal import Decimal

from api.v1.wire import Json, Row, day, money

# What integrators look for, and what our invoices do not have.
NOTHING_TO_SAY: Json = {
    **dict.fromkeys(("introductory_text", "additional_text", "payment_provider_text"), ""),
    **dict.fromkeys(
        ("foreign_currency_display", "foreign_currency_rate", "foreign_currency_rate_date")
    ),
}


def invoice(row: Row) -> Json:
    """An invoice; `row` has the columns of `shop.reads.invoice_rows`."""
    facts = row["facts"]
    issuer, to = facts["issuer"], facts["recipient"]
    place = " ".join(filter(None, (to.get("zipcode"), to.get("city"))))
    address = (to.get("company"), to.get("name"), to.get("street"), place, to.get("country"))
    return {
        "number": row["number"],
        "event": row["event__slug"],
        "order": row["order__code"],
        "is_cancellation": row["is_cancellation"],
        "refers": row["refers__number"],
        "date": day(row["date"]),
        "locale": row["locale"],
        "invoice_from_name": issuer["name"],
        "invoice_from": issuer["address"],
        "invoice_from_tax_id": issuer["tax_id"],
        "invoice_from_vat_id": issuer["vat_id"],
        "invoice_to": "\n".join(filter(None, address)),
        "invoice_to_is_business": bool(to.get("is_business")),
        **{
            f"invoice_to_{name}": to.get(name) or ""
            for name in (
                "company",
                "name",
                "street",
                "zipcode",
                "city",
                "state",
                "country",
                "vat_id",
            )
        },
        "internal_reference": to.get("internal_reference") or "",
        "custom_field": to.get("custom_field") or None,
        "footer_text": facts["footer"],
        **NOTHING_TO_SAY,
        "currency": facts["currency"],
        "lines": [_line(line, number) for number, line in enumerate(facts["lines"], 1)],
    }


def _line(line: Row, position: int) -> Json:
    return {
        "position": position,
        "description": line["description"],
        "gross_value": money(Decimal(line["gross"])),
        "tax_value": money(Decimal(line["tax"])),
        "tax_rate": money(Decimal(line["rate"])),
        "tax_name": line["tax_name"],
        "item": line["item"],
        "variation": line["variation"],
        "subevent": line["subevent"],
        "attendee_name": line["detail"] or None,
        "fee_type": line["fee_type"],
        "fee_internal_type": line["fee_internal_type"],
    }
