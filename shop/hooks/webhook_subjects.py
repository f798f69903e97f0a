"""What webhooks say of orders and the catalogue: codes and ids, never a name."""

from typing import Any

from eventhub.common.models import AuditEntry
from shop.models import Order

KEYS = {
    "pretix.event.item.": "item",
    "pretix.event.quota.": "quota",
    "pretix.event.voucher.": "voucher",
    "pretix.voucher.": "voucher",
    "pretix.event.waitinglist.": "waitinglistentry",
    "pretix.event.orders.waitinglist.": "waitinglistentry",
}
# Parts of an item: which of them it was. The item itself is only known while the part is there.
PARTS = ("variation", "addon", "bundle")


def subject(*, entry: AuditEntry) -> dict[str, Any]:
    """The order's code, or the id of the item, quota, voucher or entry of the waiting list. One query for an order."""
    if entry.action.startswith("pretix.event.order."):
        return {"code": _code(entry)}
    for beginning, key in KEYS.items():
        if entry.action.startswith(beginning):
            part = entry.action.removeprefix(beginning).split(".")[0]
            found = entry.object_id or entry.data.get("id")
            return {part if part in PARTS else key: found}
    return {}


def _code(entry: AuditEntry) -> str | None:
    """An order that is gone left its code in the trail."""
    found: str | None = entry.data.get("code")
    if entry.object_type == Order._meta.label and entry.object_id is not None:
        codes = Order.unscoped.filter(pk=entry.object_id).values_list("code", flat=True)
        found = codes.first() or found
    return found
