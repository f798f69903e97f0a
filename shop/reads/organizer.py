"""What the organizer's surfaces read of the catalogue and the ledger. Every list costs a constant number of queries."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop

from eventhub.common import hooks
from eventhub.common.errors import NotFound
from shop.enums import LIVE_STATUSES
from shop.models import (
    Answer,
    Category,
    Item,
    ItemAddOn,
    ItemBundle,
    ItemOverride,
    Order,
    OrderPosition,
    Payment,
    PricePhase,
    ProgramTime,
    Question,
    QuestionOption,
    Quota,
    Receipt,
    Refund,
    TaxRule,
    Variation,
)
from shop.reads import order_rows
from tenant.models import Event, SubEvent, SubEventMetaValue

ORDER = "shop.Order"


def categories_of(event: Event) -> QuerySet[Category]:
    """The headings of the shop, in the order of the shop."""
    return Category.objects.filter(event=event).order_by("position", "pk")


def tax_rules_of(event: Event) -> QuerySet[TaxRule]:
    """The tax rules, the default first."""
    return TaxRule.objects.filter(event=event).order_by("-default", "pk")


def items_of(event: Event) -> QuerySet[Item]:
    """What is sold, with all its parts; `sold` counts the units in live orders. Six queries."""
    sold = (
        OrderPosition.unscoped.filter(
            item=OuterRef("pk"), canceled=False, order__status__in=LIVE_STATUSES
        )
        .order_by()
        .values("item")
        .annotate(units=Count("pk"))
        .values("units")
    )
    # What has no beginning begins first.
    phases = PricePhase.unscoped.order_by(F("starts_at").asc(nulls_first=True), "pk")
    return (
        Item.objects.filter(event=event)
        .select_related("tax_rule", "picture")
        .defer("picture__content")
        .annotate(sold=Coalesce(Subquery(sold), 0))
        .prefetch_related(
            Prefetch("variations", queryset=Variation.unscoped.order_by("position", "pk")),
            Prefetch("price_phases", queryset=phases),
            Prefetch("addons", queryset=ItemAddOn.unscoped.order_by("position", "pk")),
            Prefetch("bundles", queryset=ItemBundle.unscoped.order_by("pk")),
            Prefetch("program_times", queryset=ProgramTime.unscoped.order_by("start", "pk")),
        )
        .order_by("position", "pk")
    )


def dates_of(event: Event) -> QuerySet[SubEvent]:
    """The dates of a series in their order, with what differs there (`item_overrides`) and what they say of themselves
    (`meta_values`); `sold` counts the units in live orders. Three queries."""
    sold = (
        OrderPosition.unscoped.filter(
            subevent=OuterRef("pk"), canceled=False, order__status__in=LIVE_STATUSES
        )
        .order_by()
        .values("subevent")
        .annotate(units=Count("pk"))
        .values("units")
    )
    overrides = ItemOverride.unscoped.order_by("item_id", "variation_id")
    return (
        SubEvent.objects.filter(event=event)
        .annotate(sold=Coalesce(Subquery(sold), 0))
        .prefetch_related(
            Prefetch("item_overrides", queryset=overrides),
            Prefetch("meta_values", queryset=SubEventMetaValue.unscoped.select_related("property")),
        )
        .order_by("date_from", "pk")
    )


def quotas_of(event: Event) -> QuerySet[Quota]:
    """The quotas with what they cover. Three queries."""
    return (
        Quota.objects.filter(event=event)
        .prefetch_related(
            Prefetch("items", queryset=Item.unscoped.only("pk").order_by("pk")),
            Prefetch("variations", queryset=Variation.unscoped.only("pk").order_by("pk")),
        )
        .order_by("name", "pk")
    )


def questions_of(event: Event) -> QuerySet[Question]:
    """The fields of the form with their choices. Three queries."""
    return (
        Question.objects.filter(event=event)
        .prefetch_related(
            Prefetch("items", queryset=Item.unscoped.only("pk").order_by("pk")),
            Prefetch("options", queryset=QuestionOption.unscoped.order_by("position", "pk")),
        )
        .order_by("position", "pk")
    )


def orders_of(event: Event, *, filters: Mapping[str, Any] | None = None) -> QuerySet[Order]:
    """The event's orders as the organizer reads them, newest first; `tax_total` is the tax of all live positions.

    `filters` as in `order_rows.orders`. With positions, answers, payments and refunds: four queries more, whatever
    their number. `complete` adds what other floors know of the positions.
    """
    tax = (
        OrderPosition.unscoped.filter(order=OuterRef("pk"), canceled=False)
        .order_by()
        .values("order")
        .annotate(sum=Sum("tax_value"))
        .values("sum")
    )
    positions = (
        OrderPosition.unscoped.select_related("item", "variation", "subevent")
        .annotate(addon_to_number=F("addon_to__positionid"), voucher_code=F("voucher__code"))
        .order_by("positionid")
    )
    answers = Answer.unscoped.select_related("question").order_by("question__position", "pk")
    return (
        order_rows.orders(Q(event=event), filters=filters or {})
        .annotate(tax_total=Coalesce(Subquery(tax), Value(0), output_field=_money()))
        .prefetch_related(
            Prefetch("positions", queryset=positions),
            Prefetch("positions__answers", queryset=answers),
            Prefetch("payments", queryset=Payment.unscoped.order_by("local_id")),
            Prefetch("refunds", queryset=Refund.unscoped.order_by("local_id")),
        )
        .order_by("-datetime", "-pk")
    )


def _money() -> Any:
    return OrderPosition._meta.get_field("tax_value").clone()


def order_with(event: Event, code: str) -> Order:
    """One order as `orders_of` hands it out, by its code in either case. Raises NotFound."""
    order = orders_of(event).filter(code=code.upper()).first()
    if order is None:
        raise NotFound("order_not_found", gettext_noop("There is no such order."))
    return order


def receipts_of(order: Order) -> list[Receipt]:
    """What moved for the order, the first movement first. One query."""
    rows = Receipt.objects.filter(order=order).select_related("payment", "refund")
    return list(rows.order_by("at", "pk"))


class MoneyHeld(NamedTuple):
    """Money that was received for orders that could not be fulfilled: of how many, and how much is still here."""

    orders: int
    amount: Decimal


def money_held(event: Event) -> MoneyHeld:
    """What is received, not fulfilled, at the event. One query."""
    found = Receipt.objects.filter(event=event, order__unfulfilled_since__isnull=False).aggregate(
        orders=Count("order", distinct=True), amount=Coalesce(Sum("amount"), Decimal(0))
    )
    return MoneyHeld(found["orders"], found["amount"])


def position_numbered(event: Event, code: str, positionid: int) -> int:
    """The id of an order's position. Raises NotFound. One query."""
    found = OrderPosition.objects.filter(
        event=event, order__code=code, positionid=positionid
    ).values_list("pk", flat=True)
    pk = found.first()
    if pk is None:
        raise NotFound(
            "position_not_found", gettext_noop("There is no such position in this order.")
        )
    return pk


def positions_numbered(event: Event, code: str, numbers: Collection[int]) -> list[int]:
    """The ids of an order's positions. Raises NotFound when one is missing. One query."""
    found = OrderPosition.objects.filter(
        event=event, order__code=code, positionid__in=list(numbers)
    ).values_list("pk", flat=True)
    ids = list(found)
    if len(ids) < len(set(numbers)):
        raise NotFound(
            "position_not_found", gettext_noop("There is no such position in this order.")
        )
    return ids


def complete(event: Event, orders: Sequence[Order]) -> Sequence[Order]:
    """Hangs on each position what other floors know of it (settings.POSITION_FACTS): `facts`, a dict. Returns `orders`.

    One call per floor, whatever the number of orders.
    """
    positions = [position for order in orders for position in order.positions.all()]
    known = hooks.run("POSITION_FACTS", event=event, position_ids=[p.pk for p in positions])
    for position in positions:
        position.facts = {}  # type: ignore[attr-defined]  # read by the serializer
        for facts in known:
            position.facts.update(facts.get(position.pk, {}))  # type: ignore[attr-defined]
    return orders


def history_names(
    *, event: Event, objects: Mapping[str, Collection[int]]
) -> dict[tuple[str, int], str]:
    """The codes of orders that the history is about (settings.HISTORY_NAMES). One query; none for none."""
    ids = objects.get(ORDER, ())
    if not ids:
        return {}
    rows = Order.objects.filter(event=event, pk__in=ids).values_list("pk", "code")
    return {(ORDER, pk): code for pk, code in rows}
