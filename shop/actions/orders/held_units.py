"""Units of an order that carts keep for its buyer: locked, and sold only while they are kept."""

from collections.abc import Collection, Mapping, Sequence

from eventhub.common.errors import Conflict
from shop import locks
from shop.actions.vouchers import redemption
from shop.errors import HOLD_EXPIRED
from shop.models import Hold, Voucher
from shop.rules.availability import Unit
from shop.rules.drafts import OrderDraft
from tenant.models import Event


def holds_locked(event: Event, hold_ids: Collection[int]) -> dict[int, Hold]:
    """Locks these holds, in id order, with their vouchers; by id. Raises Conflict `hold_expired` when one is no more
    (somebody else's order or the sweep was faster): the cart then takes its units anew. One query; none for none."""
    if not hold_ids:
        return {}
    found = Hold.objects.filter(event=event, pk__in=hold_ids).order_by("pk")
    rows = {row.pk: row for row in found.select_related("voucher").select_for_update(of=("self",))}
    if len(rows) < len(set(hold_ids)):
        raise Conflict("hold_expired", HOLD_EXPIRED)
    return rows


def held_by_draft(event: Event, draft: OrderDraft, units: Sequence[Unit]) -> dict[int, Hold]:
    """The locked holds of the draft's positions whose unit is kept in a cart, by the positions' indexes. Raises as
    `holds_locked`.

    Where some units are held and others are not, the quotas of the others are locked before the holds; no query
    otherwise.
    """
    kept = {index: row.hold_id for index, row in enumerate(draft.positions) if row.hold_id}
    if 0 < len(kept) < len(units):
        wanted = [unit for index, unit in enumerate(units) if index not in kept]
        locks.quotas_of_units_locked(event, wanted)
    rows = holds_locked(event, list(kept.values()))
    return {index: rows[pk] for index, pk in kept.items()}


def insist_on_least(
    event: Event, redeemed: Mapping[int, Voucher], held: Mapping[int, Hold]
) -> None:
    """Vouchers that have to be used several times at once are; taking pieces out of a cart can undercut that."""
    kept = {hold.voucher_id for hold in held.values() if hold.voucher_id} - set(redeemed)
    rows = list(Voucher.objects.filter(event=event, pk__in=kept)) if kept else []
    redemption.insist_on_least([*redeemed.values(), *rows], field="voucher")
