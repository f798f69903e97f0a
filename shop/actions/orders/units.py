"""An order's units when it dies and when it lives again. Quotas come before orders in the lock order, so the units move
first, by what was seen of the order; should its row prove different under the lock, the action begins again."""

from collections.abc import Callable, Collection

from django.utils.translation import gettext_noop

from eventhub.common.db.transactions import Contended
from shop import locks
from shop.actions import quota_counters
from shop.actions.orders.following import units_of
from shop.actions.vouchers import redemption
from shop.enums import LIVE_STATUSES
from shop.models import Order
from tenant.models import Event

BETWEEN = gettext_noop("The order was changed at this moment.")


def order_releasing(event: Event, code: str, *, statuses: Collection[str] = LIVE_STATUSES) -> Order:
    """The order, locked, its units given back if it is in one of `statuses`. The caller refuses other states (and
    nothing has moved then) and takes the order out of the live ones.

    Raises NotFound, Contended. Locks the quotas, then the order.
    """
    seen = Order.objects.filter(event=event, code=code, status__in=statuses).first()
    if seen is not None:
        quota_counters.give_back(event, units_of(seen))
    order = locks.order_locked(event, code)
    if (seen is not None) != (order.status in statuses) or _differs(seen, order):
        raise Contended(message=BETWEEN)
    return order


def order_reviving(
    event: Event,
    code: str,
    *,
    statuses: Collection[str],
    force: bool = False,
    when: Callable[[Order], bool] | None = None,
) -> tuple[Order, bool]:
    """The order, locked, and whether its units were taken anew: it is in one of the dead `statuses` and `when` agrees.
    The caller makes it a live one then.

    Raises NotFound, SoldOut, VoucherSpent, Conflict `voucher_budget` (neither of which `force` overrides), Contended.
    Locks the quotas and vouchers, then the order.
    """
    seen = Order.objects.filter(event=event, code=code, status__in=statuses).first()
    revived = seen is not None and (when is None or when(seen))
    if seen is not None and revived:
        used = quota_counters.take(event, units_of(seen), force=force)
        redemption.check_budgets_again(event, seen, vouchers=used.values())
    order = locks.order_locked(event, code)
    expected = order.status in statuses and (when is None or when(order))
    if revived != expected or _differs(seen if revived else None, order):
        raise Contended(message=BETWEEN)
    return order, revived


def _differs(seen: Order | None, order: Order) -> bool:
    """Whether the order was written between the two looks: its positions may be others by now."""
    return seen is not None and seen.last_modified != order.last_modified
