"""The consistency check of an event: counters against the rows that they count, money against what it is for.

Every sentence here is a rule that the actions keep. Reads only; see `manage.py doctor`.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Max, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from shop.actions import quota_counters
from shop.enums import LIVE_STATUSES, RefundState
from shop.models import (
    Hold,
    Invoice,
    Order,
    OrderFee,
    OrderPosition,
    Payment,
    Receipt,
    Refund,
    Voucher,
)
from shop.models.fields import MoneyField
from shop.rules import balance
from tenant.models import Event

Rule = Callable[[Event], list[str]]
# What happened elsewhere (a chargeback) is recorded as it happened, whatever our sums say.
ELSEWHERE = "external"


def discrepancies(event: Event) -> list[str]:
    """Every discrepancy of the event, a sentence each; empty when all agree.

    Exact within one snapshot (`REPEATABLE READ`), or while nobody sells. A constant number of queries.
    """
    return [sentence for rule in RULES for sentence in rule(event)]


def _counters(event: Event) -> list[str]:
    """A quota's counter is the units that it covers."""
    return [
        f"quota {pk} says that {was} are taken, its rows say {counted}"
        for pk, (was, counted) in quota_counters.drift(event).items()
    ]


def _voucher_counters(event: Event) -> list[str]:
    """A voucher's uses are the units in live orders and in carts that were bought with it."""
    sold = OrderPosition.objects.filter(
        event=event, canceled=False, order__status__in=LIVE_STATUSES
    )
    held = Hold.objects.filter(event=event)
    rows = Voucher.objects.filter(event=event).annotate(
        sold=_of(sold, "voucher", Count("pk"), 0), held=_of(held, "voucher", Count("pk"), 0)
    )
    wrong = rows.exclude(redeemed=F("sold") + F("held"))
    return [
        f"voucher {row.pk} says that it was used {row.redeemed} times, its rows say {row.sold + row.held}"
        for row in wrong.order_by("pk")
    ]


def _totals(event: Event) -> list[str]:
    """An order costs what its positions and fees cost."""
    held = OrderPosition.objects.filter(event=event, canceled=False)
    charged = OrderFee.objects.filter(order__event=event, canceled=False)
    rows = Order.objects.filter(event=event).annotate(
        held=_of(held, "order", Sum("price"), Decimal(0)),
        charged=_of(charged, "order", Sum("value"), Decimal(0)),
    )
    return [
        f"order {row.code} says {row.total}, its positions and fees say {row.held + row.charged}"
        for row in rows.exclude(total=F("held") + F("charged")).order_by("pk")
    ]


def _refunds(event: Event) -> list[str]:
    """No more goes back than came: of an order, and of each payment."""
    back = Refund.objects.filter(order__event=event, state__in=balance.RETURNED)
    back = back.exclude(source=ELSEWHERE)
    came = Payment.objects.filter(order__event=event, state__in=balance.RECEIVED)
    orders = Order.objects.filter(event=event).annotate(
        came=_of(came, "order", Sum("amount"), Decimal(0)),
        back=_of(back, "order", Sum("amount"), Decimal(0)),
    )
    payments = Payment.objects.filter(order__event=event).annotate(
        back=_of(back, "payment", Sum("amount"), Decimal(0))
    )
    return [
        *(
            f"order {row.code} gave {row.back} back and got {row.came}"
            for row in orders.filter(back__gt=F("came")).order_by("pk")
        ),
        *(
            f"payment {row.pk} gave {row.back} back and brought {row.amount}"
            for row in payments.filter(back__gt=F("amount")).order_by("pk")
        ),
    ]


def _receipts(event: Event) -> list[str]:
    """What moved has its receipt, and nothing else has one: of a payment whose money came, and of a refund that is done."""
    written = Receipt.objects.filter(event=event)
    payments = Payment.objects.filter(order__event=event).annotate(
        moved=Case(When(state__in=balance.RECEIVED, then="amount"), default=Value(Decimal(0))),
        written=_of(written, "payment", Sum("amount"), Decimal(0)),
    )
    refunds = Refund.objects.filter(order__event=event).annotate(
        moved=Case(When(state=RefundState.DONE, then=-F("amount")), default=Value(Decimal(0))),
        written=_of(written, "refund", Sum("amount"), Decimal(0)),
    )
    return [
        *(
            f"payment {row.pk} brought {row.moved}, its receipts say {row.written}"
            for row in payments.exclude(moved=F("written")).order_by("pk")
        ),
        *(
            f"refund {row.pk} moved {row.moved}, its receipts say {row.written}"
            for row in refunds.exclude(moved=F("written")).order_by("pk")
        ),
    ]


def _invoices(event: Event) -> list[str]:
    """Invoices of real orders are numbered from 1 without gaps, and a live order has at most one that counts."""
    found = Invoice.objects.filter(event=event, order__testmode=False)
    series = Invoice.objects.filter(
        organizer=event.organizer_id, prefix__in=found.values("prefix")
    ).values_list("prefix")
    counted = Invoice.objects.filter(event=event, is_cancellation=False)
    counted = counted.exclude(referred_by__is_cancellation=True)
    return [
        *(
            f"the numbers {prefix} go to {last}, there are {count} of them"
            for prefix, count, last in series.annotate(count=Count("pk"), last=Max("nr"))
            .exclude(count=F("last"))
            .order_by("prefix")
        ),
        *(
            f"order {code} has {count} invoices that count"
            for code, count in counted.values_list("order__code")
            .annotate(count=Count("pk"))
            .filter(count__gt=1)
            .order_by("order__code")
        ),
    ]


def _of(rows: QuerySet[Any, Any], name: str, sum_: Any, none: Any) -> Any:
    """An aggregate of those of `rows` whose column `name` is the outer row; `none` where there are none."""
    mine = rows.filter(**{name: OuterRef("pk")}).order_by().values(name)
    field: Any = MoneyField() if isinstance(none, Decimal) else None
    words = {"output_field": field} if field else {}
    return Coalesce(
        Subquery(mine.annotate(found=sum_).values("found"), **words), Value(none), **words
    )


RULES: tuple[Rule, ...] = (_counters, _voucher_counters, _totals, _refunds, _receipts, _invoices)
