"""What webhooks say of orders and the catalogue: codes and ids, never a name."""

from typing import Any

from eventhub.common.models import AuditEntry
from shop.models import Order

# The noun of a verb -> what the id is called.
KEYS = {
    "item": "item",
    "variation": "variation",
    "addon": "addon",
    "bundle": "bundle",
    "program_time": "program_time",
    "quota": "quota",
    "voucher": "voucher",
    "waiting_list_entry": "waitinglistentry",
}
# Parts of an item go with its id too, which the entry says.
OF_ITEMS = frozenset({"variation", "addon", "bundle", "program_time"})
OF_ORDERS = frozenset({"order", "position", "fee", "payment", "refund", "invoice"})


def subject(*, entry: AuditEntry) -> dict[str, Any]:
    """The order's code, or the id of the item, quota, voucher or entry of the waiting list. One query for an order."""
    noun = entry.action.partition(".")[0]
    if noun in OF_ORDERS:
        return {"code": _code(entry)}
    if noun not in KEYS:
        return {}
    whole = {"item": entry.data.get("item")} if noun in OF_ITEMS else {}
    return {**whole, KEYS[noun]: entry.object_id or entry.data.get("id")}


def _code(entry: AuditEntry) -> str | None:
    """An order that is gone left its code in the trail."""
    found: str | None = entry.data.get("code")
    if entry.object_type == Order._meta.label and entry.object_id is not None:
        codes = Order.unscoped.filter(pk=entry.object_id).values_list("code", flat=True)
        found = codes.first() or found
    return found
